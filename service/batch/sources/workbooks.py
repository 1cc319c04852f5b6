"""Workbooks in the shape of a document type."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from service.batch.rows import Row, RowError
from service.batch.sources.papers import row_of, sort_faults
from service.batch.workbook import Shape, open_workbook


@contextlib.contextmanager
def workbook_papers(
    file: Path, shape: Shape, max_bytes: int, *, convert_legacy: bool
) -> Iterator[tuple[Iterator[Row], list[RowError], list[RowError]]]:
    """The rows of a workbook, the faults that belong to no paper, and the remarks.

    Raises :class:`service.batch.workbook.UnreadableWorkbook` on opening and while rows are read.
    """
    with open_workbook(file, shape, convert_legacy=convert_legacy) as reading:
        faults: list[RowError] = []
        remarks: list[RowError] = []
        sort_faults(reading.faults, faults, remarks)
        told = frozenset(reading.faults)
        yield (row_of(paper, told, max_bytes) for paper in reading.rows), faults, remarks
