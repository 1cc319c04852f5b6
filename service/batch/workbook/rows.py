"""Papers from the sheets of a workbook: rows joined by their codes, blanks filled, every value with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.batch.workbook import messages
from service.batch.workbook.bodies import Bodies, Common, FindsBodies
from service.batch.workbook.columns import Column, pointers
from service.batch.workbook.joining import Joined
from service.batch.workbook.old_fonts import is_left_over, may_be_legacy
from service.batch.workbook.places import Fault, Place, Remark
from service.batch.workbook.shape import ISSUER, ISSUER_CODE, Shape, Sheet
from service.batch.workbook.tables import Line, Table
from service.batch.workbook.values import Clean, Formula, Raw, Refusal, is_blank, read_cell, text_of
from service.batch.workbook.words import folded
from service.errors import Finding

_LIST_KINDS = frozenset({"lines", "cells", "table", "records"})


@dataclass(frozen=True, slots=True)
class Row:
    """One paper: its row in the main sheet, its payload, and where each value stands.

    A value that cannot be read stands in the payload as one that its field refuses, so that the rules leave that field
    alone, and ``remarks`` says what is wrong with it. ``key`` is its code, "" where it has none.
    """

    number: int
    slug: str
    key: str
    payload: dict[str, Any]
    places: Mapping[str, Place]
    remarks: tuple[Remark, ...] = ()

    def place_of(self, pointer: str) -> Place:
        """Where the value at a JSON Pointer stands, or the nearest that holds it; at last the row itself."""
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places[pointer]

    @property
    def refused(self) -> bool:
        """Whether something in it could not be read, so that no paper is to be made of it."""
        return any(remark.fault.level == "error" for remark in self.remarks)


def faults_of(row: Row, findings: Sequence[Finding]) -> tuple[Fault, ...]:
    """All that is wrong with a paper, each at its cell and once: remarks of the reader, then findings of the rules.

    A finding about a value that could not be read says less than the remark, and is left out.
    """
    unread = {remark.pointer for remark in row.remarks if remark.pointer and remark.fault.level == "error"}
    found = [remark.fault for remark in row.remarks]
    found += [
        Fault(row.place_of(finding.pointer), finding.code, finding.message, finding.level)
        for finding in findings
        if finding.pointer not in unread
    ]
    return tuple(dict.fromkeys(found))


@dataclass
class _Draft:
    """A payload while it is put together."""

    payload: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list, for the lists within it: where it stands and what it is called."""

    pointer: str
    value: dict[str, Any]
    names: tuple[str, ...]


class Papers:
    """The papers of a workbook, made one by one from its tables."""

    def __init__(
        self,
        shape: Shape,
        tables: Mapping[str, Table],
        joined: Joined,
        common: Common,
        clean: Clean,
        bodies: FindsBodies | None = None,
    ) -> None:
        self._shape = shape
        self._tables = tables
        self._main = tables[shape.main.name]
        self._joined = joined
        self._common = common
        self._clean = clean
        self._bodies = bodies or Bodies(tables[shape.bodies.name])

    def rows(self) -> Iterator[Row]:
        """Every paper in the order of the main sheet."""
        for line in self._main.lines():
            yield self.row(line)

    def row(self, line: Line) -> Row:
        """The paper of a row of the main sheet."""
        draft = _Draft()
        draft.places[""] = self._main.place_in_row(line.row)
        draft.remarks += self._joined.remarks.get(line.row, ())
        self._put_columns(draft, draft.payload, self._main, line, "", common=self._common)
        for sheet in self._shape.children(None):
            items = self._put_list(
                draft, sheet, self._joined.lines(sheet.name, line.row), [_Item("", draft.payload, ())]
            )
            self._put_lists_within(draft, sheet, items, line.row)
        return Row(
            line.row, self._shape.slug, text_of(line.cells[0]), draft.payload, draft.places, tuple(draft.remarks)
        )

    def faults_of_unused_bodies(self) -> list[Fault]:
        """What is wrong with rows of bodies that no paper names: worth knowing, and in the way of none."""
        column = next(n for n, each in enumerate(self._shape.main.columns) if each.kind == "issuer")
        cells = (line.cells[self._main.joins + column] for line in self._main.lines())
        shared = self._common.get(column)
        filled = (shared[0] if shared and is_blank(cell) else cell for cell in cells)
        named = {found.row for text in set(map(text_of, filled)) if isinstance(found := self._bodies.find(text), Line)}
        draft = _Draft()
        for line in self._bodies.table.lines():
            if line.row not in named:
                self._put_columns(draft, {}, self._bodies.table, line, f"/{ISSUER}")
        faults = dict.fromkeys(remark.fault for remark in draft.remarks if remark.fault.level == "error")
        known = self._bodies.table.faults
        return [
            fault._replace(level="warning", message=messages.unused_body(fault.message))
            for fault in faults
            if fault not in known
        ]

    def _put_lists_within(self, draft: _Draft, parent: Sheet, items: list[_Item], row: int) -> None:
        for sheet in self._shape.children(parent.name):
            inner = self._put_list(draft, sheet, self._joined.lines(sheet.name, row), items)
            self._put_lists_within(draft, sheet, inner, row)

    def _put_list(self, draft: _Draft, sheet: Sheet, lines: Sequence[Line], owners: list[_Item]) -> list[_Item]:
        """The rows of a list as items of their owners; a list without rows is left out."""
        table = self._tables[sheet.name]
        made: list[_Item] = []
        if sheet.parent is None:
            empty = table.place_in_row(table.heading_row) if table.source is not None else draft.places[""]
            draft.places.setdefault(pointers(sheet.path)[-1], empty)
        for line in lines:
            owner = owners[0] if sheet.parent is None else self._owner(draft, table, line, owners)
            if owner is not None:
                made.append(self._put_item(draft, table, line, owner, len(made)))
        return made

    def _put_item(self, draft: _Draft, table: Table, line: Line, owner: _Item, before: int) -> _Item:
        sheet = table.sheet
        into = _list_at(owner.value, sheet.path)
        list_pointer = owner.pointer + pointers(sheet.path)[-1]
        pointer = f"{list_pointer}/{len(into)}"
        if not into:
            draft.places[list_pointer] = table.place_in_row(line.row)
        draft.places[pointer] = table.place(line.row, table.joins) or table.place_in_row(line.row)
        if sheet.texts:
            value = self._value(draft, table, line, 0, pointer)
            into.append(value)
            return _Item(pointer, {}, ())
        item: dict[str, Any] = {}
        into.append(item)
        self._put_columns(draft, item, table, line, pointer)
        return _Item(pointer, item, _names_of(table, line, before))

    def _owner(self, draft: _Draft, table: Table, line: Line, owners: list[_Item]) -> _Item | None:
        """The item that a row names in its second column; the only one need not be named."""
        reference = text_of(line.cells[1])
        if not reference and len(owners) == 1:
            return owners[0]
        name = folded(reference)
        for rank in range(2):
            found = [owner for owner in owners if len(owner.names) > rank and owner.names[rank] == name]
            if len(found) == 1 and name:
                return found[0]
        parent = table.sheet.parent or ""
        message = messages.unknown_parent(reference, parent) if reference else messages.NO_PARENT
        place = table.place(line.row, 1) or table.place_in_row(line.row)
        draft.remarks.append(Remark("", Fault(place, "parent.unknown", message)))
        return None

    def _put_columns(
        self,
        draft: _Draft,
        target: dict[str, Any],
        table: Table,
        line: Line,
        pointer: str,
        *,
        common: Common | None = None,
    ) -> None:
        for number, column in enumerate(table.sheet.columns):
            cell, place = line.cells[table.joins + number], table.place(line.row, table.joins + number)
            if common and is_blank(cell) and (filled := common.get(number)):
                cell, place = filled
            if column.kind == "issuer":
                self._put_issuer(draft, cell, place)
            else:
                self._put(draft, target, table, number, cell, place, pointer)

    def _put(
        self,
        draft: _Draft,
        target: dict[str, Any],
        table: Table,
        number: int,
        cell: Raw,
        place: Place | None,
        prefix: str,
    ) -> None:
        column = table.sheet.columns[number]
        absent = table.absent.get(table.joins + number) if is_blank(cell) else None
        if place or absent:
            _add_place(draft.places, prefix, column, place or absent.place)  # type: ignore[union-attr]
        value = self._read(draft, table, number, cell, place, prefix + column.pointer)
        if value is not None:
            _set(target, column.path, value)
        elif column.blank_is_null and len(column.path) == 1:
            target[column.path[0]] = None

    def _value(self, draft: _Draft, table: Table, line: Line, number: int, pointer: str) -> Any:
        place = table.place(line.row, table.joins + number)
        return self._read(draft, table, number, line.cells[table.joins + number], place, pointer)

    def _read(self, draft: _Draft, table: Table, number: int, cell: Raw, place: Place | None, pointer: str) -> Any:
        """The value of a cell; None where it is blank; what its field refuses where it cannot be read."""
        column = table.sheet.columns[number]
        unreadable: object = False if column.kind in _LIST_KINDS else []
        if is_blank(cell):
            if fault := table.absent.get(table.joins + number):
                draft.remarks.append(Remark(pointer, fault))
                return unreadable
            return None
        at = place or Place(table.name, "")
        if isinstance(cell, str) and (old := _old_font(table, table.joins + number, cell, at)):
            draft.remarks.append(Remark(pointer, old))
            return unreadable
        asked = table.asked.get(table.joins + number)
        if asked and not isinstance(cell, str | float | int | bool | Formula):
            draft.remarks.append(Remark(pointer, asked))
            return unreadable
        if isinstance(cell, Formula):
            if is_blank(cell.result):
                draft.remarks.append(Remark(pointer, Fault(at, "cell.formula", messages.FORMULA)))
                return unreadable
            warning = Fault(at, "cell.formula-result", messages.FORMULA_RESULT, "warning")
            draft.remarks.append(Remark(pointer, warning))
            cell = cell.result
        found = read_cell(column, cell, self._clean)
        if isinstance(found, Refusal):
            draft.remarks.append(Remark(pointer, Fault(at, found.code, found.message)))
            return unreadable
        if found.notes:
            warning = Fault(at, "cell.cleaned", messages.cleaned(found.notes), "warning")
            draft.remarks.append(Remark(pointer, warning))
        return found.value

    def _put_issuer(self, draft: _Draft, cell: Raw, place: Place | None) -> None:
        """The body that the cell names on its sheet, else the code for the directory of the service."""
        at = place or draft.places[""]
        draft.places[f"/{ISSUER}"] = draft.places[f"/{ISSUER_CODE}"] = at
        text = text_of(cell)
        line = self._bodies.find(text)
        if isinstance(line, Line):
            issuer: dict[str, Any] = {}
            draft.payload[ISSUER] = issuer
            self._put_columns(draft, issuer, self._bodies.table, line, f"/{ISSUER}")
            draft.places[f"/{ISSUER}"] = at
        elif line is not None:
            draft.payload[ISSUER_CODE] = []
            draft.remarks.append(Remark(f"/{ISSUER_CODE}", Fault(at, line.code, line.message)))
        elif text:
            draft.payload[ISSUER_CODE] = text


def _old_font(table: Table, number: int, cell: str, at: Place) -> Fault | None:
    """Why a text in an old font is not read."""
    if may_be_legacy(cell) and number in table.legacy:
        return table.legacy[number]
    encoding = table.converted.get(number)
    if encoding and is_left_over(cell, encoding):
        return Fault(at, "cell.legacy", messages.LEGACY_LEFT)
    return None


def _names_of(table: Table, line: Line, before: int) -> tuple[str, ...]:
    """The ordinal that was typed, or else that by order; then what stands in the first column."""
    if not table.sheet.has_children:
        return ()
    ordinal = text_of(line.cells[table.joins - 1]) or str(before + 1)
    return folded(ordinal), folded(text_of(line.cells[table.joins]))


def _add_place(places: dict[str, Place], prefix: str, column: Column, place: Place) -> None:
    """The place of a column; a group of columns is found at the first of them."""
    *above, own = pointers(column.path)
    for pointer in above[1:]:
        places.setdefault(prefix + pointer, place)
    places[prefix + own] = place


def _set(target: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        target = target.setdefault(step, {})
    target[path[-1]] = value


def _list_at(target: dict[str, Any], path: Sequence[str]) -> list[Any]:
    for step in path[:-1]:
        target = target.setdefault(step, {})
    found: list[Any] = target.setdefault(path[-1], [])
    return found
