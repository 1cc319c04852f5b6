"""The headings of a CSV file: those of the workbook's sheets, or the names of fields as in JSON.

Columns of the main sheet stand under their heading or as ``cell_name``, ``signature.full_name``; columns of a list as
``Danh sách đảng viên: Họ và tên`` or ``members.full_name``; those of the issuer as ``Cơ quan: Tên cơ quan`` or
``issuer.name``. A list within the items of a list is called as its sheet is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from service.batch.sources.continuing import is_heading
from service.batch.workbook import messages
from service.batch.workbook.inspecting import Extent
from service.batch.workbook.naming import nearest
from service.batch.workbook.places import Fault, Place, cell_name
from service.batch.workbook.shape import BODIES, ISSUER, ISSUER_CODE, Shape, Sheet
from service.batch.workbook.tables import Table, heading_of
from service.batch.workbook.words import folded

LABEL = "CSV"
"""What places call the only sheet of a CSV file."""
ERROR_HEADING = "Lỗi"
"""The column that tells a clerk what to mend; it is never read."""

Target = tuple[str, int]
"""The name of a sheet and the number of one of its columns, joining ones first."""


@dataclass
class FlatColumns:
    """Where in a record each column of each sheet stands. ``ignored`` are the positions that are not read.

    ``faults`` belong to no paper; ``tables`` know their headings only, for a record has cells of all of them.
    """

    shape: Shape
    tables: dict[str, Table]
    faults: list[Fault] = field(default_factory=list)
    ignored: frozenset[int] = frozenset()

    @property
    def key(self) -> int | None:
        """The position of the code of the paper."""
        return self.tables[self.shape.main.name].positions[0]

    @property
    def own(self) -> tuple[int, ...]:
        """Positions of what a paper has once: columns of the main sheet and of the issuer."""
        main, bodies = self.tables[self.shape.main.name], self.tables[self.shape.bodies.name]
        return tuple(at for at in (*main.positions[1:], *bodies.positions) if at is not None)

    @property
    def lists(self) -> tuple[Sheet, ...]:
        """The lists that have columns."""
        return tuple(sheet for sheet in self.shape.lists if is_used(self.tables[sheet.name]))


def is_used(table: Table) -> bool:
    """Whether any column of a sheet is there."""
    return any(at is not None for at in table.positions)


class Headings:
    """All that may be a heading in a file for papers of one shape."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._sheets = (shape.main, shape.bodies, *shape.lists)
        self._known: dict[str, Target] = {}
        self._shown: dict[Target, str] = {}
        for sheet in self._sheets:
            for name, target in self._names(sheet):
                self._known.setdefault(folded(name), target)
                self._shown.setdefault(target, name)

    def count(self, record: Sequence[str]) -> int:
        """How many cells of a record are headings."""
        return sum(folded(heading_of(cell)) in self._known for cell in record)

    def read(self, row: int, record: Sequence[str]) -> FlatColumns:
        """The columns of a file whose headings are the record ``row``."""
        tables = {each.name: Table(each, None, Extent(), heading_row=row, label=LABEL) for each in self._sheets}
        for table in tables.values():
            table.positions = [None] * (table.joins + len(table.sheet.columns))
        columns = FlatColumns(self._shape, tables)
        strange = []
        for at, cell in enumerate(record):
            name, place = heading_of(cell), Place(LABEL, cell_name(row, at))
            target = self._known.get(folded(name))
            if folded(name) == folded(ERROR_HEADING) or is_heading(name):
                columns.ignored |= {at}
            elif target is not None:
                self._put(columns, target, at, name, place)
            elif name:
                strange.append((name, place))
        self._explain(columns, strange, row)
        return columns

    def _put(self, columns: FlatColumns, target: Target, at: int, name: str, place: Place) -> None:
        sheet, number = target
        table = columns.tables[sheet]
        first = table.positions[number]
        if first is None:
            table.positions[number] = at
            return
        message = messages.repeated_heading(name, cell_name(table.heading_row, first))
        columns.faults.append(Fault(place, "heading.repeated", message))

    def _explain(self, columns: FlatColumns, strange: Sequence[tuple[str, Place]], row: int) -> None:
        """A strange heading is probably a missing one misspelt: then that is the one fault told of both."""
        missing = {
            shown: (sheet, number)
            for (sheet, number), shown in self._shown.items()
            if columns.tables[sheet].positions[number] is None
        }
        for name, place in strange:
            near = nearest(name, missing)
            fault = Fault(place, "heading.unknown", messages.unknown_heading(name, near))
            columns.faults.append(fault)
            if near is not None:
                sheet, number = missing.pop(near)
                columns.tables[sheet].absent[number] = fault
        for shown, (sheet, number) in missing.items():
            if self._is_needed(columns, sheet, number):
                fault = Fault(Place(LABEL, cell_name(row, 0)), "heading.missing", messages.missing_heading(shown))
                columns.tables[sheet].absent[number] = fault
                columns.faults.append(fault)

    def _is_needed(self, columns: FlatColumns, sheet: str, number: int) -> bool:
        table = columns.tables[sheet]
        if number < table.joins:
            return False
        column = table.sheet.columns[number - table.joins]
        if sheet != self._shape.main.name:
            return column.required and is_used(table)
        given = column.kind == "issuer" and is_used(columns.tables[self._shape.bodies.name])
        return column.required and not given

    def _names(self, sheet: Sheet) -> Iterator[tuple[str, Target]]:
        """What each column of a sheet may be called; first what it is shown as."""
        if sheet is self._shape.main:
            yield sheet.joining[0], (sheet.name, 0)
        for number, column in enumerate(sheet.columns, start=len(sheet.joining)):
            target = (sheet.name, number)
            path = (ISSUER_CODE,) if column.kind == "issuer" else column.path
            for heading in self._prefixed(sheet, column.heading):
                yield heading, target
            yield ".".join((*self._path(sheet), *path)), target

    def _prefixed(self, sheet: Sheet, heading: str) -> Iterator[str]:
        if sheet is self._shape.main:
            yield heading
            return
        if sheet is self._shape.bodies:
            yield f"{BODIES}: {heading}"
        often = Counter(folded(each.title) for each in self._sheets)
        for name in (sheet.name, *([sheet.title] if often[folded(sheet.title)] == 1 else [])):
            if sheet.texts:
                yield name
            yield f"{name}: {heading}"

    def _path(self, sheet: Sheet) -> tuple[str, ...]:
        if sheet is self._shape.bodies:
            return (ISSUER,)
        parent = next((each for each in self._shape.lists if each.name == sheet.parent), None)
        return (*(self._path(parent) if parent else ()), *sheet.path)
