"""CSV and TSV files of papers, read as the sheets of a workbook are: one code parses values and finds their faults."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from service.batch.cleaning import clean
from service.batch.rows import Placed, Row, RowError
from service.batch.sources.flat_groups import FlatSheet, Group, Record, groups_of, open_sheet
from service.batch.sources.flat_headings import FlatColumns
from service.batch.sources.papers import row_of, sort_faults
from service.batch.sources.payload_lines import too_long
from service.batch.workbook import Place, Remark, Shape, Sheet
from service.batch.workbook import Row as Paper
from service.batch.workbook.joining import Joined
from service.batch.workbook.old_fonts import OldFonts
from service.batch.workbook.rows import Papers
from service.batch.workbook.tables import Line, Table, tell_old_font, text_columns
from service.batch.workbook.values import Raw, is_blank


@contextlib.contextmanager
def flat_papers(
    file: Path, shape: Shape, max_bytes: int, *, convert_legacy: bool
) -> Iterator[tuple[Iterator[Row], list[RowError], list[RowError]]]:
    """The rows of a CSV file, the faults that belong to no paper, and the remarks.

    The file is read twice, the first time to see whether every line can be read and which columns are in an old font.
    Raises :class:`service.batch.flat_files.UnreadableFlatFile`.
    """
    with file.open("rb") as stream:
        fonts = _old_fonts(open_sheet(stream, shape))
    with file.open("rb") as stream:
        sheet = open_sheet(stream, shape)
        _tell_fonts(sheet.columns, fonts, convert=convert_legacy)
        faults: list[RowError] = []
        remarks: list[RowError] = []
        found = [*sheet.columns.faults, *(f for table in sheet.columns.tables.values() for f in table.faults)]
        sort_faults(found, faults, remarks)
        papers = _FlatPapers(shape, sheet.columns)
        told = frozenset(found)
        yield (_row(papers, group, told, max_bytes) for group in groups_of(sheet, max_bytes)), faults, remarks


def _row(papers: _FlatPapers, group: Group, told: frozenset[object], max_bytes: int) -> Row:
    paper = papers.paper(group)
    if not group.is_cut:
        return row_of(paper, told, max_bytes)  # type: ignore[arg-type]
    place = paper.place_of("")
    fault = too_long(max_bytes)
    return Row(paper.number, paper.slug, b"null", {"": place}, (Placed("", fault.code, fault.message, "error", place),))


def _old_fonts(sheet: FlatSheet) -> OldFonts:
    tables = list(sheet.columns.tables.values())
    positions = [table.positions[number] for table in tables for number in text_columns(table)]
    words = [position for position in positions if position is not None]
    fonts = OldFonts()
    for record in sheet.records:
        for position in words:
            fonts.look(position, record.at(position))
    return fonts


def _tell_fonts(columns: FlatColumns, fonts: OldFonts, *, convert: bool) -> None:
    found = fonts.found()
    for table in columns.tables.values():
        for number in text_columns(table):
            position = table.positions[number]
            if position is not None and position in found:
                tell_old_font(table, number, found[position], convert=convert)


class _OwnBody:
    """The issuer that stands in the columns of the paper itself; with none, the paper gives its code."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.line: Line | None = None

    def find(self, _name: str) -> Line | None:
        """The cells of the issuer in the record that is being read."""
        return self.line


class _FlatPapers:
    def __init__(self, shape: Shape, columns: FlatColumns) -> None:
        self._shape = shape
        self._columns = columns
        self._main = columns.tables[shape.main.name]
        self._body = _OwnBody(columns.tables[shape.bodies.name])
        self._joined = Joined()
        self._papers = Papers(shape, columns.tables, self._joined, {}, clean, self._body)

    def paper(self, group: Group) -> Paper:
        """The paper of a group."""
        first = group.records[0]
        body = self._body.table.line_of(first.row, first.cells)
        self._body.line = None if all(map(is_blank, body.cells)) else body
        self._joined.by_paper = {name: {first.row: lines} for name, lines in self._lists(group).items()}
        self._joined.remarks = {first.row: [Remark("", fault) for fault in group.faults]}
        return self._papers.row(self._main.line_of(first.row, first.cells))

    def _lists(self, group: Group) -> dict[str, list[Line]]:
        """The rows of each list; an item of a list within a list belongs to the last item above it."""
        found: dict[str, list[Line]] = {sheet.name: [] for sheet in self._columns.lists}
        for record in group.records:
            for sheet in self._columns.lists:
                line = self._columns.tables[sheet.name].line_of(record.row, record.cells)
                if not all(map(is_blank, line.cells)):
                    found[sheet.name].append(Line(record.row, (*_joining(sheet, found), *line.cells[_joins(sheet) :])))
        return found


def _joins(sheet: Sheet) -> int:
    return len(sheet.joining)


def _joining(sheet: Sheet, found: dict[str, list[Line]]) -> Sequence[Raw]:
    """The code needs none; then the ordinal of the item above, and its own."""
    parent = [str(len(found.get(sheet.parent, ())) or "")] if sheet.parent else []
    return ["", *parent, *([str(len(found[sheet.name]) + 1)] if sheet.has_children else [])]


__all__ = ["Place", "Record", "flat_papers"]
