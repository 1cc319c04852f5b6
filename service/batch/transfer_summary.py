"""tong-hop.xlsx: whom the decisions of a batch move, by receiving cell and by issuer, and who gets no slip.

Each decision's entry in its part carries its members (:func:`moves_of`), so no payload is read again. Only the list by
receiving cell has to be sorted: in runs that go to the disk, so that memory does not grow with the members.
"""

from __future__ import annotations

import contextlib
import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import IO, Any, NamedTuple

from xlsxwriter import Workbook

from service.batch.parts import Entry, Made
from service.batch.rows import Row
from service.batch.summary_sheets import Column, Plan, Sheet, Styles
from service.documents import place_order, vietnamese_order
from service.norm.printing import short_date
from service.pipeline import Pipeline, Product

SUMMARY_NAME = "tong-hop.xlsx"
ROWS_IN_A_RUN = 20_000
_PERSON = (
    Column("TT", 5, "centred"),
    Column("Họ và tên", 27),
    Column("Ngày sinh", 12, "centred"),
    Column("Số thẻ đảng viên", 15, "centred"),
    Column("Chính thức / dự bị", 12, "centred"),
)
_BY_CELL = Plan(
    "Theo chi bộ tiếp nhận",
    "DANH SÁCH ĐẢNG VIÊN CHUYỂN SINH HOẠT ĐẢNG NỘI BỘ THEO CHI BỘ TIẾP NHẬN",
    (
        *_PERSON,
        Column("Chuyển từ", 30),
        Column("Quyết định", 24, "centred"),
        Column("Số giấy giới thiệu", 12, "centred"),
    ),
)
_BY_ISSUER = Plan(
    "Tổng hợp",
    "TỔNG HỢP CHUYỂN SINH HOẠT ĐẢNG",
    (
        Column("TT", 5, "centred"),
        Column("Cơ quan ban hành", 44),
        Column("Chi bộ giải thể, kết thúc hoạt động", 14, "number"),
        Column("Chi bộ tiếp nhận", 12, "number"),
        Column("Đảng viên", 12, "number"),
        Column("Chính thức", 12, "number"),
        Column("Dự bị", 12, "number"),
        Column("Giấy giới thiệu đã lập", 13, "number"),
        Column("Không lập giấy", 13, "number"),
    ),
)
_WITHOUT = Plan(
    "Không lập giấy",
    "DANH SÁCH ĐẢNG VIÊN KHÔNG LẬP GIẤY GIỚI THIỆU SINH HOẠT ĐẢNG NỘI BỘ",
    (*_PERSON, Column("Nơi đến", 33), Column("Lý do không lập giấy", 33)),
)
_WHY = {
    "official": "Chuyển chính thức ra ngoài đảng bộ",
    "temporary": "Chuyển sinh hoạt tạm thời",
    "pending": "Chưa chuyển",
    "internal": "Ngoài phạm vi giấy giới thiệu nội bộ",
}
"""Why there is no slip. Of an internal transfer there is one, unless the place is another committee's."""


class Moved(NamedTuple):
    """A member whom a decision moves. ``slip`` is the number of the slip, "" for its gap, None where there is none."""

    issuer: str
    from_cell: str
    decision: str
    full_name: str
    birth: str
    party_card_no: str
    is_official: bool
    kind: str
    destination: str
    reason: str
    slip: str | None

    def as_line(self, ordinal: int) -> tuple[str, ...]:
        """The columns of :data:`_PERSON`."""
        status = "Chính thức" if self.is_official else "Dự bị"
        return str(ordinal), self.full_name, self.birth, self.party_card_no, status


@dataclass(slots=True)
class _Sum:
    """What the decisions of an issuer come to."""

    dissolved: int = 0
    receiving: int = 0
    official: int = 0
    probationary: int = 0
    slips: int = 0
    without: int = 0

    def count(self, members: Iterable[Moved]) -> None:
        """One decision more."""
        self.dissolved += 1
        for member in members:
            self.official += member.is_official
            self.probationary += not member.is_official
            self.slips += member.slip is not None
            self.without += member.slip is None

    def cells(self) -> tuple[int, ...]:
        """The columns of :data:`_BY_ISSUER` after its first two."""
        members = self.official + self.probationary
        return self.dissolved, self.receiving, members, self.official, self.probationary, self.slips, self.without


def moves_of(pipeline: Pipeline, product: Product, row: Row) -> list[Any] | None:
    """Whom the paper of a row moves, for the index of a part; None where no companions were asked for."""
    declared = pipeline.types[row.slug].transfers
    if row.companions is None or declared is None:
        return None
    transfers = declared(product.judged.document)
    slips = {each.pointer: "" if each.number is None else f"{each.number:02d}" for each in row.companions}
    document, edition = product.judged.document, product.judged.circumstances.edition
    decision = product.printed["letterhead"]["number"].removeprefix(edition.number_line.label).strip()
    if document.issue_date is not None:
        decision += f" ngày {short_date(document.issue_date, edition)}"
    return [
        transfers.from_cell,
        f"…{decision}" if document.number is None else decision,
        [[*each[1:], slips.get(each.pointer)] for each in transfers.members],
    ]


def write_summary(file: Path, entries: Iterable[Entry]) -> None:
    """Write the workbook. The same entries give the same bytes; temporary files lie beside ``file``."""
    workbook = Workbook(file, {"constant_memory": True, "tmpdir": str(file.parent)})
    workbook.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
    styles = Styles(workbook)
    by_cell, by_issuer, without = (Sheet(workbook, styles, plan) for plan in (_BY_CELL, _BY_ISSUER, _WITHOUT))
    sums: dict[str, _Sum] = {}
    listed = 0
    with contextlib.closing(_Sorted(file.parent)) as slips:
        for members in _decisions(entries):
            sums.setdefault(members[0].issuer, _Sum()).count(members)
            slips.add(member for member in members if member.slip is not None)
            listed = _list_without(without, [member for member in members if member.slip is None], listed)
        _list_by_cell(by_cell, slips.members(), sums)
    if not listed:
        without.band("Không có.", "sum")
    _list_by_issuer(by_issuer, sums)
    workbook.close()


def _decisions(entries: Iterable[Entry]) -> Iterator[list[Moved]]:
    """The members of each decision."""
    for entry in entries:
        if isinstance(entry, Made) and entry.moves is not None:
            from_cell, decision, members = entry.moves
            yield [Moved(entry.issuer, from_cell, decision, *member) for member in members]


def _list_by_cell(sheet: Sheet, members: Iterable[Moved], sums: dict[str, _Sum]) -> None:
    """Each issuer on a page of its own, as the list goes to it; a running number for each receiving cell."""
    for issuer, of_issuer in groupby(members, lambda member: member.issuer):
        sheet.new_page()
        sheet.band(issuer, "group")
        for _, of_cell in groupby(of_issuer, lambda member: member.destination.casefold()):
            sums[issuer].receiving += 1
            total = _Sum()
            for ordinal, member in enumerate(of_cell, start=1):
                if ordinal == 1:
                    sheet.band(member.destination, "band")
                total.count([member])
                sheet.line((*member.as_line(ordinal), member.from_cell, member.decision, member.slip or ""))
            sheet.band(f"Cộng: {_in_words(total)}", "sum")


def _list_without(sheet: Sheet, members: Sequence[Moved], listed: int) -> int:
    """The members of one decision who get no slip; how many are listed now."""
    if members:
        first = members[0]
        sheet.band(f"{first.issuer}: {first.from_cell} (Quyết định {first.decision})", "band")
    for member in sorted(members, key=lambda member: vietnamese_order(member.full_name)):
        listed += 1
        why = ": ".join(filter(None, (_WHY[member.kind], member.reason)))
        sheet.line((*member.as_line(listed), member.destination, why))
    return listed


def _list_by_issuer(sheet: Sheet, sums: dict[str, _Sum]) -> None:
    ordered = sorted(sums, key=_issuer_order)
    for ordinal, issuer in enumerate(ordered, start=1):
        sheet.line((str(ordinal), issuer, *sums[issuer].cells()))
    every = zip(*(each.cells() for each in sums.values()), strict=True)
    sheet.line(("", "Tổng cộng", *(sum(column) for column in every)), "sum_number")


def _in_words(total: _Sum) -> str:
    members = total.official + total.probationary
    if not total.probationary:
        return f"{members} đảng viên chính thức"
    if not total.official:
        return f"{members} đảng viên dự bị"
    return f"{members} đảng viên ({total.official} chính thức, {total.probationary} dự bị)"


def _issuer_order(issuer: str) -> tuple[object, ...]:
    return place_order(issuer.casefold()), issuer


def _order(member: Moved) -> tuple[object, ...]:
    """As in the annex of a decision: cells by their names, people in Vietnamese order."""
    cell = place_order(member.destination.casefold())
    return *_issuer_order(member.issuer), cell, vietnamese_order(member.full_name)


class _Sorted:
    """Sorts members of whatever number: a run at a time in memory, the runs in files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._run: list[Moved] = []
        self._runs: list[IO[str]] = []

    def add(self, members: Iterable[Moved]) -> None:
        """Take more of them."""
        self._run += members
        if len(self._run) >= ROWS_IN_A_RUN:
            stream = tempfile.TemporaryFile("w+", dir=self._folder, encoding="ascii")  # noqa: SIM115  # see close
            self._runs.append(stream)
            stream.writelines(f"{json.dumps(member)}\n" for member in sorted(self._run, key=_order))
            self._run.clear()

    def members(self) -> Iterator[Moved]:
        """All of them in their order; those that are alike as they came."""
        return heapq.merge(*map(_read, self._runs), sorted(self._run, key=_order), key=_order)

    def close(self) -> None:
        """Remove the files."""
        for stream in self._runs:
            stream.close()


def _read(run: IO[str]) -> Iterator[Moved]:
    run.seek(0)
    return (Moved(*json.loads(line)) for line in run)
