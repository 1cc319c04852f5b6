"""All sheets of a workbook that was inspected, with their headings found and their rows joined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from service.batch.workbook import messages, refusals
from service.batch.workbook.bodies import Common, common_sheet, read_common
from service.batch.workbook.examples import examples_of, tell_changed_examples
from service.batch.workbook.inspecting import Extent, UnreadableWorkbook
from service.batch.workbook.joining import Joined, join
from service.batch.workbook.naming import nearest
from service.batch.workbook.places import Fault
from service.batch.workbook.shape import BODIES, CHOICES, COMMON, GUIDE, Shape, Sheet
from service.batch.workbook.tables import Table, ask_about_dates, open_table, sheet_fault, tell_old_fonts
from service.batch.workbook.values import text_of
from service.batch.workbook.words import folded, without_marks

_OUR_MARK = "vanthu:"


@dataclass(frozen=True, slots=True)
class Sheets:
    """``tables`` by the name of their sheet; ``faults`` are those that belong to no paper."""

    tables: Mapping[str, Table]
    common: Common
    joined: Joined
    faults: tuple[Fault, ...]


def open_sheets(file: Path, shape: Shape, extents: Mapping[str, Extent], *, convert_legacy: bool = False) -> Sheets:
    """The sheets of a workbook. Only for a process that may die.

    Raises :class:`UnreadableWorkbook` and calamine's own error.
    """
    book = CalamineWorkbook.from_path(str(file))
    _refuse_twins(shape, book.sheet_names, extents)
    is_ours = _check_mark(book, shape)
    names = {folded(name): name for name in book.sheet_names}
    faults = list(_sheet_faults(shape, names, extents))
    tables = {sheet.name: _table(book, sheet, names, extents) for sheet in (common_sheet(COMMON), shape.bodies)}
    for table in tables.values():
        tell_old_fonts(table, table.lines(), convert=convert_legacy)
    common = read_common(tables[COMMON], shape)
    given = {1 + number for number in common}
    examples = examples_of(_first_rows(book, CHOICES)) if is_ours else {}
    for sheet in (shape.main, *shape.lists):
        table = tables[sheet.name] = _table(book, sheet, names, extents, given=given if sheet is shape.main else ())
        tell_old_fonts(table, table.lines(), convert=convert_legacy)
        if not is_ours:
            ask_about_dates(table, table.lines())
    if all(position is None for position in tables[shape.main.name].positions):
        raise UnreadableWorkbook(refusals.Refused("workbook.headings", messages.NO_HEADINGS))
    for name, table in tables.items():
        if name in examples:
            tell_changed_examples(table, examples[name])
    joined = join(shape, tables)
    faults += [fault for table in tables.values() for fault in table.faults]
    return Sheets(tables, common, joined, (*faults, *joined.faults))


def _first_rows(book: CalamineWorkbook, name: str) -> list[list[Any]]:
    return list(book.get_sheet_by_name(name).iter_rows()) if name in book.sheet_names else []


def _check_mark(book: CalamineWorkbook, shape: Shape) -> bool:
    """Whether this is a workbook of ours. Raises :class:`UnreadableWorkbook` where it is for another type."""
    if CHOICES not in book.sheet_names:
        return False
    first: list[Any] = next(iter(book.get_sheet_by_name(CHOICES).iter_rows()), [""])
    mark = text_of(first[0] if first else "")
    if not mark.startswith(_OUR_MARK):
        return False
    if mark.split(":")[1:2] != [shape.slug]:
        raise UnreadableWorkbook(refusals.Refused("workbook.other-type", messages.other_type(shape.title)))
    return True


def _refuse_twins(shape: Shape, names: Sequence[str], extents: Mapping[str, Extent]) -> None:
    """Two filled sheets of a name, whatever case and marks: nobody can tell which of them is meant.

    Raises :class:`UnreadableWorkbook`.
    """
    known = {without_marks(name): name for name in (shape.main.name, BODIES, COMMON, *(s.name for s in shape.lists))}
    found: dict[str, list[str]] = {}
    for name in names:
        if without_marks(name) in known:
            found.setdefault(without_marks(name), []).append(name)
    for plain, twins in found.items():
        filled = [name for name in twins if name in extents and extents[name].rows]
        if len(filled) > 1 or len(set(map(folded, twins))) < len(twins):
            message = messages.repeated_sheet(twins, known[plain])
            raise UnreadableWorkbook(refusals.Refused("workbook.sheet-twice", message))


def _sheet_faults(shape: Shape, names: Mapping[str, str], extents: Mapping[str, Extent]) -> Iterator[Fault]:
    """Sheets that are missing or strange. Raises :class:`UnreadableWorkbook` where there is no main sheet."""
    wanted = [shape.main, shape.bodies, *shape.lists]
    known = {folded(sheet.name) for sheet in wanted} | {folded(name) for name in (COMMON, GUIDE, CHOICES)}
    strange = [name for fold, name in names.items() if fold not in known]
    if folded(shape.main.name) not in names:
        message = messages.missing_sheet(shape.main.name, nearest(shape.main.name, strange))
        raise UnreadableWorkbook(refusals.Refused("workbook.sheet", message))
    missing = {sheet.name: sheet for sheet in wanted if folded(sheet.name) not in names}
    for name in strange:
        near = nearest(name, missing)
        if near is not None or (extents[name].rows if name in extents else 0):
            fault = sheet_fault(name, "sheet.unknown", messages.unknown_sheet(name, near))
            yield fault if near else fault._replace(level="warning")
        missing.pop(near or "", None)
    for name, sheet in missing.items():
        if sheet.required:
            yield sheet_fault(name, "sheet.missing", messages.missing_sheet(name, None))


def _table(
    book: CalamineWorkbook,
    sheet: Sheet,
    names: Mapping[str, str],
    extents: Mapping[str, Extent],
    given: set[int] | tuple[int, ...] = (),
) -> Table:
    name = names.get(folded(sheet.name))
    source = None if name is None else book.get_sheet_by_name(name)
    return open_table(sheet, source, extents.get(name or "", Extent()), given=given)
