"""Workbooks as clerks fill them in, cell by cell, and as they are read."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from service.batch.workbook import Fault, Limits, Row, Shape, shape_of
from service.batch.workbook.inspecting import inspect
from service.batch.workbook.reading import read_papers
from service.batch.workbook.shape import CHOICES, COMMON
from service.batch.workbook.values import Clean, as_typed
from service.documents import discover_types

TYPES = discover_types()


@dataclass(frozen=True)
class Typed:
    """A formula, with the result that a program saved with it; "" where it saved none."""

    formula: str
    result: str | float = ""


@cache
def shape(slug: str) -> Shape:
    """The shape of a type."""
    return shape_of(TYPES[slug])


def filled(
    slug: str,
    sheets: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    common: Mapping[str, Any] | None = None,
    ours: bool = True,
    headings: Mapping[str, Sequence[str]] | None = None,
    merged: Mapping[str, str] | None = None,
    left_out: Sequence[str] = (),
) -> bytes:
    """A workbook with all sheets of a type and these rows, each cell by its heading; data begin in row 2.

    ``headings`` gives a sheet other headings, ``merged`` merges a range of it; ``ours`` sets the mark of our forms.
    """
    form = shape(slug)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        names = {each.name: [*each.joining, *(c.heading for c in each.columns)] for each in _sheets(form)}
        names |= {name: list(sheets[name][0]) for name in sheets if name not in names}
        for name, known in names.items():
            if name not in left_out:
                rows = sheets.get(name, ())
                _write(book, name, (headings or {}).get(name, known), rows, (merged or {}).get(name))
        page = book.add_worksheet(COMMON)
        page.write_row(0, 0, ["Cột", "Giá trị dùng chung"])
        for number, (heading, value) in enumerate((common or {}).items(), start=1):
            page.write_string(number, 0, heading)
            _write_cell(book, page, number, 1, value)
        if ours:
            book.add_worksheet(CHOICES).write_string(0, 0, form.mark)
    return target.getvalue()


def _sheets(form: Shape) -> Sequence[Any]:
    return (form.main, form.bodies, *form.lists)


def _write(
    book: Any, name: str, headings: Sequence[str], rows: Sequence[Mapping[str, Any]], merged: str | None
) -> None:
    page = book.add_worksheet(name)
    page.write_row(0, 0, headings)
    for number, cells in enumerate(rows, start=1):
        for heading, value in cells.items():
            _write_cell(book, page, number, headings.index(heading), value)
    if merged:
        page.merge_range(merged, "gộp")


def _write_cell(book: Any, page: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, Typed):
        page.write_formula(row, column, value.formula, None, value.result)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value, book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    elif isinstance(value, date):
        page.write_datetime(row, column, value, book.add_format({"num_format": "dd/mm/yyyy"}))
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    else:
        page.write_number(row, column, value)


def read(slug: str, content: bytes, clean: Clean = as_typed) -> tuple[list[Fault], list[Row]]:
    """Faults of the workbook and its papers, read in this process: only for workbooks that are known to be harmless."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sổ.xlsx"
        file.write_bytes(content)
        faults, papers = read_papers(file, shape(slug), inspect(file, Limits()), clean)
        return faults, list(papers.rows())


def told(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """Code and place of each fault."""
    return [(fault.code, str(fault.place)) for fault in faults]
