"""Rows of a batch made before, as they were labelled then: what a retry without a file takes up again.

The file is canonical JSONL (:mod:`service.batch.rows`) with the ending ``.rows``. It is written by the program only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from service.batch.rows import Row, decode

ENDING = ".rows"


def failed_rows(file: Path) -> Iterator[Row]:
    """The rows with their numbers and names. Raises :class:`OSError` where the file cannot be read."""
    with file.open("rb") as stream:
        for line in stream:
            yield decode(line)


def lines_of(file: Path, wanted: Callable[[int], bool]) -> Iterator[bytes]:
    """Those lines of canonical JSONL whose rows are ``wanted``. Raises :class:`OSError`."""
    with file.open("rb") as stream:
        for line in stream:
            if wanted(decode(line).number):
                yield line
