"""What a batch would be made of: everything is read and judged as for a batch, and nothing is made or written.

For each list of members it is told which column was understood as what, which rows were skipped and why, and what is
to be answered; for the papers, what is wrong with them. A great many rows are read to the end but judged only so far.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from service.batch.labels import labels_for
from service.batch.member_lists import ColumnReading, Question, SkippedRows
from service.batch.member_lists.files import ListFile, Manner, read_list_files
from service.batch.member_lists.sheets import Lists, ListSheet
from service.batch.rows import Row, RowError, errors_of, place_of
from service.batch.sources import Source, open_source
from service.batch.sources.member_lists import shown_name
from service.batch.splitting import too_many_rows
from service.batch.wishes import Wishes
from service.batch.workbook import Shape, shape_of
from service.errors import Finding, Language, MalformedJson, Message
from service.pipeline import Pipeline

_CLEANED = "cell.cleaned"
_NO_PAPER = Message("Tệp không có văn bản nào; hãy xem lại.", "There is no paper in the file.")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many rows are judged at most, for how many seconds, and how much of one kind is told.

    More than ``most`` rows are refused, as a batch of them would be; 0: any number.
    """

    rows: int = 2_000
    seconds: float = 20.0
    told: int = 100
    most: int = 0


class Asked(NamedTuple):
    """A question about a list; it is answered by ``key`` and the value of a choice."""

    key: str
    question: Question


class PaperMembers(NamedTuple):
    """How many members a paper gets from the lists; ``name`` is that of its file."""

    row: int
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class UnderstoodList:
    """A list as it was understood; ``cells`` counts the members of each cell that it names, "" for none."""

    file: str
    sheet: str
    members: int
    columns: tuple[ColumnReading, ...]
    skipped: tuple[SkippedRows, ...]
    questions: tuple[Asked, ...]
    cells: tuple[tuple[str, int], ...]

    def as_json(self, language: Language) -> dict[str, Any]:
        """As :meth:`Understanding.as_json` tells."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "members": self.members,
            "columns": [
                {
                    "column": each.letter,
                    "heading": each.heading,
                    "field": each.field,
                    "meaning": each.meaning.say(language),
                    "how": each.how,
                    "contents": each.contents.say(language),
                }
                for each in self.columns
            ],
            "skipped": [
                {
                    "first": each.first,
                    "last": each.last,
                    "reason": each.reason,
                    "message": each.message.say(language),
                }
                for each in self.skipped
            ],
            "questions": [
                {
                    "key": key,
                    "cell": question.place,
                    "message": question.message.say(language),
                    "choices": [
                        {"value": choice.value, "message": choice.message.say(language)} for choice in question.choices
                    ],
                    "default": question.default,
                }
                for key, question in self.questions
            ],
            "cells": [{"cell": cell, "members": count} for cell, count in self.cells],
        }


@dataclass(slots=True)
class Understanding:
    """What was found; of the lists of errors, warnings, faults, remarks and papers no more is kept than the bounds say.

    ``rows`` papers were found and ``checked`` of them judged, ``failed`` of which have errors. ``faults`` belong to no
    paper, and while there is one nothing is made. ``cleaned`` counts what was cleaned in cells of the main file.
    ``most`` is how many of one kind are kept; ``counts`` how many there are of each. ``shape`` knows the headings.
    """

    most: int
    rows: int = 0
    checked: int = 0
    failed: int = 0
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    faults: list[RowError] = field(default_factory=list)
    remarks: list[RowError] = field(default_factory=list)
    lists: tuple[UnderstoodList, ...] = ()
    papers: list[PaperMembers] = field(default_factory=list)
    cleaned: Counter[Message] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    shape: Shape | None = None

    @property
    def can_be_made(self) -> bool:
        """Whether nothing stands in the way of every paper that has no error of its own."""
        return not self.faults

    def add(self, kind: str, told: Iterable[RowError]) -> None:
        """Count and keep ``errors``, ``warnings``, ``faults`` or ``remarks``."""
        kept: list[RowError] = getattr(self, kind)
        for each in told:
            self.counts[kind] += 1
            if len(kept) < self.most:
                kept.append(each)

    def as_json(self, language: Language) -> dict[str, Any]:
        """For the HTTP interface. The names stay as they are; new ones may come.

        ``rows``, ``checked``, ``failed``, ``can_be_made``; ``errors``, ``warnings``, ``faults`` and ``remarks``, each
        ``{count, first: [{row, pointer, code, message, sheet, cell}]}`` with sheet and cell null where there is none
        and row 0 where it is no paper's; ``lists`` of ``{file, sheet, members, columns, skipped, questions, cells}``;
        ``papers`` of ``{row, name, members}``; ``cleaned`` of ``{message, count}``.
        """
        kinds = {
            kind: {"count": self.counts[kind], "first": [_as_json(each, language) for each in getattr(self, kind)]}
            for kind in ("errors", "warnings", "faults", "remarks")
        }
        return {
            "rows": self.rows,
            "checked": self.checked,
            "failed": self.failed,
            "can_be_made": self.can_be_made,
            **kinds,
            "lists": [each.as_json(language) for each in self.lists],
            "papers": [each._asdict() for each in self.papers],
            "cleaned": [{"message": message.say(language), "count": n} for message, n in self.cleaned.most_common()],
        }

    def lines(self, language: Language) -> list[str]:
        """For a terminal."""
        from service.batch.understanding_lines import lines_of  # noqa: PLC0415  # it tells of this class

        return lines_of(self, language)


def understand(
    source: Source,
    slug: str,
    pipeline: Pipeline,
    wishes: Wishes | None = None,
    *,
    today: date,
    max_bytes: int,
    bounds: Bounds | None = None,
) -> Understanding:
    """What a batch of ``source`` would be made of.

    Raises :class:`service.errors.CallerError` where the source cannot be read at all, :class:`UnknownType`,
    :class:`OSError`.
    """
    wishes, bounds = wishes or Wishes(), bounds or Bounds()
    labels = labels_for(pipeline, slug, wishes)
    found = Understanding(bounds.told, shape=shape_of(pipeline.document_type(slug)))
    judging = _Judging(pipeline.on(today), found, bounds)
    with open_source(source, slug, pipeline.types, max_bytes=max_bytes, today=today) as opened:
        for row in opened.rows:
            labelled = labels.label(row)
            found.rows += 1
            if bounds.most and found.rows > bounds.most:
                raise too_many_rows(bounds.most)
            _count_members(found, labelled, opened.lists)
            judging.judge(labelled)
        found.add("faults", opened.faults)
        found.add("remarks", opened.remarks)
        found.lists = tuple(_understood(each, opened.lists) for each in opened.lists.sheets)
    if not found.rows and not found.faults:
        found.add("faults", [RowError(0, "", "batch.empty", _NO_PAPER)])
    return found


def open_questions(source: Source, *, today: date) -> tuple[UnderstoodList, ...]:
    """Those lists of ``source`` about which something is to be answered; of the papers nothing is read.

    Raises :class:`OSError` where a list is not there.
    """
    files = [ListFile(file, shown_name(file)) for file in source.member_lists]
    lists = read_list_files(files, Manner(dict(source.answers), today, source.convert_legacy))
    return tuple(_understood(each, lists) for each in lists.sheets if each.questions)


class _Judging:
    """Judges rows until a bound is reached."""

    def __init__(self, pipeline: Pipeline, found: Understanding, bounds: Bounds) -> None:
        self._pipeline = pipeline
        self._found = found
        self._bounds = bounds
        self._ends = time.monotonic() + bounds.seconds

    def judge(self, row: Row) -> None:
        """Add what is wrong with a row."""
        found = self._found
        for fault in row.faults:
            if fault.level == "warning" and fault.code == _CLEANED:
                found.cleaned[fault.message] += 1
        if found.checked >= self._bounds.rows or time.monotonic() > self._ends:
            return
        found.checked += 1
        errors, warnings = self._verdict(row)
        told = errors_of(row, errors)
        found.failed += bool(told)
        found.add("errors", told)
        found.add("warnings", _warnings_of(row, warnings))

    def _verdict(self, row: Row) -> tuple[Sequence[Finding], Sequence[Finding]]:
        """As :func:`service.batch.chunks.render_chunk` would find them."""
        if row.slug not in self._pipeline.types:
            return (), ()
        try:
            verdict = self._pipeline.validate(row.slug, row.payload)
        except MalformedJson as failure:
            return (Finding(failure.pointer or "", failure.code, failure.message),), ()
        if row.payload == b"null" and any(fault.level == "error" for fault in row.faults):
            return (), ()
        return verdict.errors, verdict.warnings


def _warnings_of(row: Row, found: Sequence[Finding]) -> Iterable[RowError]:
    own = [fault for fault in row.faults if fault.level == "warning" and fault.code != _CLEANED]
    for each in (*own, *found):
        place = getattr(each, "place", None) or place_of(row, each.pointer)
        yield RowError(row.number, each.pointer, each.code, each.message, place)


def _count_members(found: Understanding, row: Row, lists: Lists) -> None:
    if lists.sheets and len(found.papers) < found.most:
        members = sum(pointer.startswith("/members/") and pointer.count("/") == 2 for pointer in row.places)
        found.papers.append(PaperMembers(row.number, row.name, members))


def _understood(sheet: ListSheet, lists: Lists) -> UnderstoodList:
    cells = Counter(entry.cell or "" for entry in sheet.entries)
    questions = tuple(Asked(lists.answer_key(sheet, each), each) for each in sheet.questions)
    return UnderstoodList(
        sheet.file, sheet.sheet, len(sheet.entries), sheet.columns, sheet.skipped, questions, tuple(cells.items())
    )


def _as_json(told: RowError, language: Language) -> dict[str, Any]:
    return {
        "row": told.row,
        "pointer": told.pointer,
        "code": told.code,
        "message": told.message.say(language),
        "sheet": told.place.sheet if told.place else None,
        "cell": (told.place.cell or None) if told.place else None,
    }
