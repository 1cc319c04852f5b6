"""A list file as it was read, held in little memory, so that it can be sent from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from service.batch.member_lists.found import ColumnReading, ListedMember, MemberList, Question, Remark, SkippedRows
from service.errors import Message

MOST_MEMBERS = 100_000
"""So many members may stand in all lists of a batch."""


class Entry(NamedTuple):
    """A member: ``row`` from 1, the cell and where it is named, and ``values`` of the ``fields`` of the payload.

    A field is its name and the letters of the column from which the value came, or the whole place where it came from
    another row. Entries of one shape share their fields.
    """

    row: int
    cell: str | None
    cell_place: str
    fields: tuple[tuple[str, str], ...]
    values: tuple[str, ...]

    @property
    def payload(self) -> dict[str, str]:
        """An item of ``members``."""
        return {name: value for (name, _), value in zip(self.fields, self.values, strict=True)}

    def places(self) -> dict[str, str]:
        """The cell of the sheet (``F17``) from which each field came."""
        return {name: _whole_place(where, self.row) for name, where in self.fields}


def _whole_place(where: str, row: int) -> str:
    return f"{where}{row}" if where.isalpha() else where


@dataclass(slots=True)
class ListSheet:
    """One list. ``file`` is its name as the clerk knows it, ``sheet`` "" where the file has none.

    ``number`` tells it from the other lists of its batch (``2`` for the second file, ``2.2`` for its second list).
    """

    file: str
    sheet: str
    number: str
    columns: tuple[ColumnReading, ...] = ()
    skipped: tuple[SkippedRows, ...] = ()
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()
    answered: tuple[str, ...] = ()
    entries: list[Entry] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What stands where other places name a sheet."""
        return label_of(self.file, self.sheet)

    @property
    def asks_status(self) -> bool:
        """Whether it is not known who is official and who on probation."""
        return any(question.key == "status" for question in self.questions)


class SkippedSheet(NamedTuple):
    """A sheet, or a whole file, that was not read as a list; ``error`` where that keeps papers from being made."""

    file: str
    sheet: str
    code: str
    message: Message
    error: bool

    @property
    def label(self) -> str:
        """What stands where other places name a sheet."""
        return label_of(self.file, self.sheet)


@dataclass(slots=True)
class Lists:
    """All lists of a batch in the order of their files and sheets."""

    sheets: list[ListSheet] = field(default_factory=list)
    skipped: list[SkippedSheet] = field(default_factory=list)

    def answer_key(self, sheet: ListSheet, question: Question) -> str:
        """By which key a question is answered: with the number of its list where there are several."""
        return question.key if len(self.sheets) == 1 else f"{sheet.number}:{question.key}"

    @property
    def members(self) -> int:
        """How many stand in all of them."""
        return sum(len(sheet.entries) for sheet in self.sheets)


def label_of(file: str, sheet: str) -> str:
    """``ds.xlsx – Sheet1``, or the file alone."""
    return f"{file} – {sheet}" if sheet else file


def answers_for(answers: Mapping[str, str], number: str) -> dict[str, str]:
    """The answers of one list: those for all lists, then its own."""
    own = f"{number}:"
    every = {key: value for key, value in answers.items() if not key[:1].isdigit()}
    return every | {key.removeprefix(own): value for key, value in answers.items() if key.startswith(own)}


class Packer:
    """Makes entries of members."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}
        self._names: dict[str, str] = {}

    def entry(self, member: ListedMember) -> Entry:
        """The same member."""
        own_row = str(member.row)
        fields = tuple((name, _short_place(member.places.get(name, ""), own_row)) for name in member.payload)
        cell = member.cell if member.cell is None else self._names.setdefault(member.cell, member.cell)
        shared = self._shapes.setdefault(fields, fields)
        return Entry(member.row, cell, member.cell_place, shared, tuple(member.payload.values()))


def _short_place(where: str, row: str) -> str:
    letters = where.rstrip("0123456789")
    return letters if where[len(letters) :] == row else where


def list_sheet(file: str, sheet: str, number: str, found: MemberList) -> ListSheet:
    """A list without its members."""
    return ListSheet(file, sheet, number, found.columns, found.skipped, found.questions, found.remarks, found.answered)
