"""What was understood of a member list, what was skipped, and what the clerk is asked before anything is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from service.errors import CallerError, Message

How = Literal["exact", "context", "near", "contents", "unused", "unknown"]
Reason = Literal["blank", "title", "header", "numbering", "total", "group", "note", "signature", "no_name"]
Level = Literal["error", "warning", "info"]

REASONS: Mapping[Reason, Message] = {
    "blank": Message("dòng trống", "blank"),
    "title": Message("tiêu đề phía trên danh sách", "title above the list"),
    "header": Message("tiêu đề cột", "header"),
    "numbering": Message("dòng đánh số cột", "numbers of the columns"),
    "total": Message("dòng cộng", "total"),
    "group": Message("dòng tên chi bộ", "name of a cell"),
    "note": Message("dòng chú thích", "footnote"),
    "signature": Message("phần ký phía dưới danh sách", "signature below the list"),
    "no_name": Message("dòng có dữ liệu nhưng không có họ tên", "data without a name"),
}


class UnreadableList(CallerError):
    """No list was found; the message says what was looked for. ``code``: list.empty, list.heading, list.legacy."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class ListedMember:
    """One member. ``payload`` is an item of a type's ``members``; ``row`` counts from 1 as in Excel.

    ``cell``: the cell, by its column, its group row or the title above; ``cell_place`` is where it is named (``A8``),
    "" for the title. ``places``: for each field of the payload the cell of the sheet from which it came (``F12``).
    ``unread``: what stands in cells that cannot be read, by the field of the payload that had to do without it.
    """

    payload: dict[str, str]
    cell: str | None
    row: int
    places: Mapping[str, str]
    cell_place: str = ""
    unread: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What a column was understood as. ``contents`` tells the kind of its cells, never a value."""

    letter: str
    heading: str
    field: str | None
    how: How
    meaning: Message
    contents: Message


@dataclass(frozen=True, slots=True)
class SkippedRows:
    """Rows ``first`` to ``last`` (from 1) that are no members, and why."""

    first: int
    last: int
    reason: Reason

    @property
    def message(self) -> Message:
        """The reason in words."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: ``value`` is to be given back."""

    value: str
    message: Message


@dataclass(frozen=True, slots=True)
class Question:
    """What only the clerk knows. Answer by ``{key: value of a choice}``; until then ``default`` has been taken."""

    key: str
    place: str
    message: Message
    choices: tuple[Choice, ...]
    default: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What the clerk should see: an error left a value out, a warning and an information left nothing out.

    ``count``: in how many cells or rows it holds; ``place`` is the first. The text never holds a value of a member.
    """

    code: str
    place: str
    message: Message
    level: Level
    count: int = 1


@dataclass(frozen=True, slots=True)
class MemberList:
    """A list as it was understood. Nothing should be made while :attr:`settled` is false."""

    members: tuple[ListedMember, ...]
    columns: tuple[ColumnReading, ...]
    skipped: tuple[SkippedRows, ...]
    questions: tuple[Question, ...]
    remarks: tuple[Remark, ...]
    answered: tuple[str, ...] = ()
    """Keys of the questions that the answers settled."""

    @property
    def errors(self) -> tuple[Remark, ...]:
        """The remarks about values that were left out."""
        return tuple(remark for remark in self.remarks if remark.level == "error")

    @property
    def settled(self) -> bool:
        """No question is open and no value was left out."""
        return not self.questions and not self.errors


MOST_OF_A_CODE = 50
"""So many remarks of one code are kept with their places; the last kept one counts the rest."""


@dataclass(slots=True)
class Notes:
    """Collects remarks: errors each with its place, informations once with a count."""

    answers: Mapping[str, str]
    questions: dict[str, Question] = field(default_factory=dict)
    answered: dict[str, None] = field(default_factory=dict)
    _remarks: list[Remark] = field(default_factory=list)
    _told: set[tuple[str, str]] = field(default_factory=set)
    _of_code: Counter[str] = field(default_factory=Counter)
    _once: dict[tuple[str, str], tuple[Remark, int]] = field(default_factory=dict)

    def error(self, code: str, place: str, message: Message) -> None:
        """A value that was left out."""
        self._add(Remark(code, place, message, "error"))

    def warning(self, code: str, place: str, message: Message) -> None:
        """Something that looks wrong."""
        self._add(Remark(code, place, message, "warning"))

    def once(self, code: str, place: str, message: Message, about: str = "", level: Level = "info") -> None:
        """Said once for all places; ``about`` parts what is counted apart (a column)."""
        first, count = self._once.get((code, about)) or (Remark(code, place, message, level), 0)
        self._once[code, about] = first, count + 1

    def ask(self, question: Question) -> str:
        """The answer given, or the default while the question is open. An answer that is no choice is none."""
        answer = self.answers.get(question.key)
        if answer in {choice.value for choice in question.choices}:
            self.answered[question.key] = None
            return str(answer)
        self.questions.setdefault(question.key, question)
        return question.default

    def _add(self, remark: Remark) -> None:
        if (remark.code, remark.place) in self._told:
            return
        self._told.add((remark.code, remark.place))
        self._of_code[remark.code] += 1
        if self._of_code[remark.code] <= MOST_OF_A_CODE:
            self._remarks.append(remark)

    def remarks(self) -> tuple[Remark, ...]:
        """All of them, errors first; the last kept of a code counts those that were not kept."""
        told = list(self._remarks)
        for code, count in self._of_code.items():
            if count > MOST_OF_A_CODE:
                index = max(n for n, remark in enumerate(told) if remark.code == code)
                told[index] = replace(told[index], count=count - MOST_OF_A_CODE + 1)
        told += [replace(remark, count=count) for remark, count in self._once.values()]
        order = {"error": 0, "warning": 1, "info": 2}
        return tuple(sorted(told, key=lambda remark: order[remark.level]))
