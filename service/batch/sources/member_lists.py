"""Lists of members, as offices keep them, joined to the papers of a batch.

Each listed member goes to the paper about the cell that the list names for him or her: in a column, in the row above a
group, in the title; else by the name of the sheet or file. The papers are looked through once for their cells, and a
second time to give them their members, so that only the lists are held in memory.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic_core import from_json

from service.batch.member_lists.headings import fields as list_fields
from service.batch.member_lists.sheets import Entry, Lists, ListSheet
from service.batch.rows import Placed, Row, RowError
from service.batch.sources import list_messages as messages
from service.batch.sources.answers import unknown_answers
from service.batch.sources.list_papers import MEMBERS, Paper, Papers, member_fields
from service.batch.workbook.places import Place
from service.batch.workbook.shape import shape_of
from service.documents import DocumentType
from service.errors import Message, RefusedBatch

POINTER = f"/{MEMBERS}"
_MOST_STRANGE = 100
"""So many names of cells that no paper has are told one by one."""
_SENT_AS = re.compile(r"^members-[0-9]+-")

Listed = list[tuple[ListSheet, Entry]]


@dataclass(slots=True)
class _Stray:
    """Members of a list whose cell finds no paper: how many, and where the first stands."""

    sheet: ListSheet
    cell: str
    place: Place
    papers: list[Paper]
    count: int = 0


@dataclass
class Joined:
    """The members of each paper by the number of its row; what belongs to no paper is among the faults.

    ``is_incomplete``: a list could not be read, so that a paper may lack members by no fault of its own.
    """

    types: Mapping[str, DocumentType]
    papers: Papers
    is_incomplete: bool = False
    by_paper: dict[int, Listed] = field(default_factory=dict)
    faults: list[RowError] = field(default_factory=list)
    remarks: list[RowError] = field(default_factory=list)

    def with_members(self, row: Row) -> Row:
        """The row with the members that the lists give its paper, and what is wrong with that."""
        paper = self.papers.every.get(row.number)
        if paper is None:
            return row
        listed = self.by_paper.get(row.number, [])
        if not listed:
            if paper.has_own or not paper.needs:
                return row
            return _with_fault(row, messages.no_members(paper.name), elsewhere=self.is_incomplete)
        sheet, first = listed[0]
        if paper.has_own:
            at = Place(sheet.label, _name_place(first))
            return _with_fault(row, messages.doubled(paper.name, at), at)
        if undecided := next((each for each, entry in listed if _lacks_status(each, entry)), None):
            at = Place(undecided.label, "")
            return _with_fault(row, messages.undecided(undecided.label), at, elsewhere=True)
        return _joined(row, listed, member_fields(self.types[paper.slug]))

    def is_answered_by_lists(self, fault: RowError) -> bool:
        """Whether a fault of the main file only says that it has no sheet of members."""
        return fault.code == "sheet.missing" and fault.place is not None and fault.place.sheet in self._sheets()

    def _sheets(self) -> set[str]:
        slugs = {paper.slug for paper in self.papers.every.values()}
        return {each.name for slug in slugs for each in shape_of(self.types[slug]).lists if each.path == (MEMBERS,)}


def shown_name(file: Path) -> str:
    """The name under which the clerk knows a list that was put into the folder of a batch."""
    return _SENT_AS.sub("", file.name)


def join(papers: Papers, lists: Lists, types: Mapping[str, DocumentType], answers: Mapping[str, str]) -> Joined:
    """Every member with his or her paper, or among the faults; with them all that the lists leave open.

    Raises :class:`RefusedBatch` where there are papers, and none of them takes members.
    """
    _refuse_without_members(papers, types)
    joined = Joined(types, papers, is_incomplete=any(skipped.error for skipped in lists.skipped))
    joined.faults += _open_questions(lists, answers)
    if not joined.is_incomplete:
        joined.faults += unknown_answers(answers, lists)
    for sheet in lists.sheets:
        for remark in sheet.remarks:
            message = messages.counted(remark)
            if remark.code == "legacy.text":
                message = messages.with_way_to_convert(message)
            told = RowError(0, "", remark.code, message, Place(sheet.label, remark.place))
            (joined.faults if remark.level == "error" else joined.remarks).append(told)
    for skipped in lists.skipped:
        message = skipped.message
        if skipped.code == "list.legacy":
            message = messages.with_way_to_convert(message)
        told = RowError(0, "", skipped.code, message, Place(skipped.label, ""))
        (joined.faults if skipped.error else joined.remarks).append(told)
    joined.faults += _empty_files(lists)
    for sheet in lists.sheets:
        _join_sheet(sheet, joined)
    return joined


def _refuse_without_members(papers: Papers, types: Mapping[str, DocumentType]) -> None:
    if papers.rows > papers.unread and not papers.every:
        titles = sorted(each.title for each in types.values() if member_fields(each))
        raise RefusedBatch(messages.no_type_with_members(titles))


def _open_questions(lists: Lists, answers: Mapping[str, str]) -> Iterator[RowError]:
    for sheet in lists.sheets:
        for question in sheet.questions:
            key = lists.answer_key(sheet, question)
            given = answers.get(f"{sheet.number}:{question.key}", answers.get(question.key))
            yield RowError(
                0, "", "list.question", messages.question(question, key, given), Place(sheet.label, question.place)
            )


def _empty_files(lists: Lists) -> Iterator[RowError]:
    """Files with a header and nobody below it in any of their lists."""
    counts: Counter[tuple[str, str]] = Counter()
    for sheet in lists.sheets:
        counts[sheet.file, sheet.number.partition(".")[0]] += len(sheet.entries)
    for (file, _), count in counts.items():
        if not count:
            yield RowError(0, "", "list.nobody", messages.NOBODY, Place(file, ""))


def _join_sheet(sheet: ListSheet, joined: Joined) -> None:
    strays: dict[str, _Stray] = {}
    found: dict[tuple[str | None, str | None], list[Paper]] = {}
    unused: set[tuple[str, str]] = set()
    for entry in sheet.entries:
        destination = entry.payload.get("destination_cell")
        key = entry.cell, destination if joined.papers.are_founding else None
        if key not in found:
            found[key] = _papers_for(sheet, *key, joined)
        papers = found[key] or _receiving(destination, joined.papers)
        if len(papers) == 1:
            joined.by_paper.setdefault(papers[0].number, []).append((sheet, entry))
            _tell_unused(sheet, entry, papers[0], joined, unused)
        else:
            place = Place(sheet.label, entry.cell_place or _name_place(entry))
            cell = entry.cell or ""
            strays.setdefault(cell, _Stray(sheet, cell, place, papers)).count += 1
    joined.faults += _told(strays.values(), joined.papers)


def _papers_for(sheet: ListSheet, cell: str | None, destination: str | None, joined: Joined) -> list[Paper]:
    """By the receiving cell where papers found cells, else by the cell; without one by the names of sheet and file."""
    papers = joined.papers
    if destination and (found := papers.about(destination)):
        return found
    if cell:
        return papers.about(cell)
    for name in (sheet.sheet, Path(sheet.file).stem):
        if name and len(found := papers.about(name)) == 1:
            joined.remarks.append(
                RowError(0, "", "list.by-name", messages.by_name(found[0].name), Place(sheet.label, ""))
            )
            return found
    return [papers.only] if papers.only else []


def _receiving(destination: str | None, papers: Papers) -> list[Paper]:
    return [paper for paper in papers.about(destination) if not paper.moves] if destination else []


def _tell_unused(sheet: ListSheet, entry: Entry, paper: Paper, joined: Joined, told: set[tuple[str, str]]) -> None:
    """Columns that were understood and that this type of paper does not take."""
    taken = member_fields(joined.types[paper.slug])
    for name, where in entry.fields:
        if name not in taken and (name, paper.slug) not in told:
            told.add((name, paper.slug))
            message = messages.unused_field(list_fields()[name].meaning, joined.types[paper.slug].title)
            joined.remarks.append(RowError(0, "", "list.field-unused", message, Place(sheet.label, where)))


def _told(strays: Iterable[_Stray], papers: Papers) -> Iterator[RowError]:
    every = list(strays)
    for stray in every[:_MOST_STRANGE]:
        if not stray.cell:
            code, message = "list.no-cell", messages.no_cell(stray.count)
        elif stray.papers:
            rows = [paper.number for paper in stray.papers]
            code, message = "list.cell-ambiguous", messages.ambiguous_cell(stray.cell, stray.count, rows)
        else:
            near = papers.nearest(stray.cell)
            code, message = "list.cell-unknown", messages.unknown_cell(stray.cell, stray.count, near)
        yield RowError(0, "", code, message, stray.place)
    if more := every[_MOST_STRANGE:]:
        yield RowError(0, "", "list.cell-unknown", messages.more_cells(len(more)), more[0].place)


def _lacks_status(sheet: ListSheet, entry: Entry) -> bool:
    """Whether the clerk is being asked for it: its absence would be told of every single member."""
    return sheet.asks_status and all(name != "status" for name, _ in entry.fields)


def _name_place(entry: Entry) -> str:
    places = entry.places()
    return places.get("full_name") or next(iter(places.values()), "")


def _with_fault(row: Row, fault: tuple[str, Message], place: Place | None = None, *, elsewhere: bool = False) -> Row:
    code, message = fault
    return row._replace(faults=(*row.faults, Placed(POINTER, code, message, place=place, elsewhere=elsewhere)))


def _joined(row: Row, listed: Listed, taken: frozenset[str]) -> Row:
    places = dict(row.places)
    members: list[dict[str, str]] = []
    for index, (sheet, entry) in enumerate(listed):
        pointer = f"{POINTER}/{index}"
        places[pointer] = Place(sheet.label, _name_place(entry))
        places |= {
            f"{pointer}/{name}": Place(sheet.label, where) for name, where in entry.places().items() if name in taken
        }
        members.append({name: value for name, value in entry.payload.items() if name in taken})
    places[POINTER] = places[f"{POINTER}/0"]
    return row._replace(payload=_with_list(row.payload, members), places=places)


def _with_list(payload: bytes, members: list[dict[str, str]]) -> bytes:
    """``payload`` with its members; its other bytes stay as they were sent, unless it named an empty list."""
    parsed = from_json(payload)
    if MEMBERS in parsed:
        return json.dumps({**parsed, MEMBERS: members}).encode()
    listed = json.dumps(members).encode()
    rest = payload.lstrip()[1:].lstrip()
    comma = b"" if rest.startswith(b"}") else b", "
    return b'{"%s": %s%s%s' % (MEMBERS.encode(), listed, comma, rest)
