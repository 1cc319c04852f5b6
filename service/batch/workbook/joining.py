"""Which paper each row of a list belongs to: by the code of the paper, or by the name that it is known under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from service.batch.workbook import messages
from service.batch.workbook.naming import nearest
from service.batch.workbook.places import Fault, Remark
from service.batch.workbook.shape import COMMON, Shape
from service.batch.workbook.tables import Line, Table
from service.batch.workbook.values import Formula, is_blank, text_of
from service.batch.workbook.words import folded

_CELL = "chi bộ "


@dataclass
class Joined:
    """Rows of each list by the row of their paper in the main sheet, and remarks on that row.

    ``shared`` rows (of the code Chung) belong to every paper that has none of its own in that list. ``repeats`` gives
    the first row of the same code, whose lists stand for both: neither becomes a paper, and no list is said to be
    missing.
    """

    by_paper: dict[str, dict[int, list[Line]]] = field(default_factory=dict)
    shared: dict[str, list[Line]] = field(default_factory=dict)
    remarks: dict[int, list[Remark]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    repeats: dict[int, int] = field(default_factory=dict)

    def lines(self, sheet: str, row: int) -> Sequence[Line]:
        """The rows of a list that belong to the paper in this row of the main sheet."""
        own: Sequence[Line] = self.by_paper.get(sheet, {}).get(self.repeats.get(row, row), ())
        return own or self.shared.get(sheet, ())


class _Keys:
    """The papers by code and by name."""

    def __init__(self, main: Table, shape: Shape, joined: Joined) -> None:
        self.by_code: dict[str, int] = {}
        self.by_name: dict[str, int | None] = {}
        self.shown: list[str] = []
        self.rows = 0
        self.only = 0
        headings = [column.heading for column in main.sheet.columns]
        names = [main.joins + headings.index(column.heading) for column in shape.names_of_paper]
        for line in main.lines():
            self.rows, self.only = self.rows + 1, line.row
            self._add_code(main, line, joined)
            for number in names:
                self._add_name(text_of(line.cells[number]), line.row)

    def _add_code(self, main: Table, line: Line, joined: Joined) -> None:
        code = text_of(line.cells[0])
        if not code:
            return
        first = self.by_code.setdefault(folded(code), line.row)
        if first == line.row:
            self.shown.append(code)
            return
        joined.repeats[line.row] = first
        for row, other in ((first, line.row), (line.row, first)):
            message = messages.repeated_key(code, main.place_in_row(other).cell)
            fault = Fault(main.place_in_row(row), "key.repeated", message)
            joined.remarks.setdefault(row, []).append(Remark("", fault))

    def _add_name(self, name: str, row: int) -> None:
        if name:
            known = self.by_name.setdefault(_plain(name), row)
            if known != row:
                self.by_name[_plain(name)] = None
            else:
                self.shown.append(name)


def _plain(name: str) -> str:
    return folded(name).removeprefix(_CELL)


def join(shape: Shape, tables: Mapping[str, Table]) -> Joined:
    """Every row of every list with its paper, or among the faults."""
    joined = Joined()
    keys = _Keys(tables[shape.main.name], shape, joined)
    for sheet in shape.lists:
        table = tables[sheet.name]
        papers: dict[int, list[Line]] = {}
        for line in table.lines():
            row = _paper_of(line, table, keys, joined)
            if row is not None:
                papers.setdefault(row, []).append(line)
        joined.by_paper[sheet.name] = papers
    return joined


def _paper_of(line: Line, table: Table, keys: _Keys, joined: Joined) -> int | None:
    """The row of the paper; None for a shared row and for one that belongs nowhere, which becomes a fault."""
    name = text_of(line.cells[0])
    if not name and keys.rows == 1 and is_blank(line.cells[0]):
        return keys.only
    if folded(name) == folded(COMMON):
        joined.shared.setdefault(table.sheet.name, []).append(line)
        return None
    row = keys.by_code.get(folded(name)) if name else None
    if row is None and name:
        row = keys.by_name.get(_plain(name))
    if row is None and table.absent.get(0) is None:
        joined.faults += _stray(line, name, table, keys, is_guessed=not joined.repeats)
    return row


def _stray(line: Line, name: str, table: Table, keys: _Keys, *, is_guessed: bool) -> Iterator[Fault]:
    """What is wrong with a row that belongs nowhere. No code is guessed where one stands twice: it may be this one."""
    place = table.place_in_row(line.row)
    if isinstance(line.cells[0], Formula) and not name:
        yield Fault(place, "cell.formula", messages.FORMULA)
    elif not name:
        yield Fault(place, "key.missing", messages.NO_KEY)
    elif _plain(name) in keys.by_name:
        yield Fault(place, "key.ambiguous", messages.ambiguous_key(name))
    else:
        yield Fault(place, "key.unknown", messages.unknown_key(name, nearest(name, keys.shown) if is_guessed else None))
