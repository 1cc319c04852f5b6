"""The command line, ``vanthu``. Exit code 0: done; 1: finished with findings; 2: bad input; 3: our fault.

What was asked for goes to standard output, every message to standard error, all faults at once.

``group`` decides whose fault an exception is; ``commands``, ``checking``, ``batch``, ``serving`` (by ``starting``),
``keys`` and ``users`` (by ``access``), ``auditing`` and ``operating`` are the commands; ``report`` is what ``check``
shows, ``streams`` reads and writes files, ``messages`` speaks to people.
"""

from __future__ import annotations

import io
import sys
from typing import NoReturn

from service.cli.auditing import audit
from service.cli.batch import batch
from service.cli.checking import check
from service.cli.commands import COMMANDS
from service.cli.group import cli
from service.cli.keys import keys
from service.cli.operating import OPERATING
from service.cli.serving import serve
from service.cli.users import users

__all__ = ["cli", "main"]

for command in (*COMMANDS, check, batch, serve, keys, users, audit, *OPERATING):
    cli.add_command(command)


def main() -> NoReturn:
    """The command ``vanthu``. Vietnamese can be written whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="vanthu")
    raise SystemExit
