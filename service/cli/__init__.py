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

from service.cli.group import cli

__all__ = ["cli", "main"]


def main() -> NoReturn:
    """The command ``vanthu``. Vietnamese can be written whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="vanthu")
    raise SystemExit
