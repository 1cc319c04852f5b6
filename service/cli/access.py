"""What the commands about access have in common: the database, moments, tables."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from service.access.callers import SCOPES
from service.bootstrap import open_access
from service.cli.messages import harmless
from service.cli.streams import write_standard_output
from service.config import load_settings

if TYPE_CHECKING:
    from service.access.access import Access

SCOPE = click.Choice(SCOPES)


@contextlib.contextmanager
def opened() -> Iterator[Access]:
    """Access as the settings say. Raises :class:`service.errors.OurFault` where the database cannot be used."""
    with contextlib.closing(open_access(load_settings())) as access:
        yield access


def moment(seconds: int | None) -> str:
    """``2026-11-25 20:05`` on the clock of this machine, ``-`` where it never was."""
    return "-" if seconds is None else f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows on standard output, in columns; the first row is the heading."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(f"{harmless(text):<{width}}" for text, width in zip(row, widths, strict=True)) for row in rows]
    write_standard_output("".join(f"{line.rstrip()}\n" for line in lines).encode())
