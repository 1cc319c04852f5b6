"""One function, :func:`open_source`, knows which kinds of file there are."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from service.batch.member_lists.files import ListFile, Manner, read_list_files
from service.batch.member_lists.sheets import Lists
from service.batch.rows import Row, RowError
from service.batch.sources.failed_rows import ENDING, failed_rows
from service.batch.sources.flat_papers import flat_papers
from service.batch.sources.list_messages import without_lists
from service.batch.sources.list_papers import papers_of
from service.batch.sources.member_lists import join, shown_name
from service.batch.sources.payload_lines import payload_lines
from service.batch.sources.workbooks import workbook_papers
from service.batch.workbook import shape_of
from service.documents import DocumentType
from service.errors import Message, RefusedBatch

LINES = (".jsonl", ".ndjson")
FLAT = (".csv", ".tsv", ".txt")
WORKBOOK = ".xlsx"
NEARLY_WORKBOOKS = (".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".ods")
"""Looked into all the same: what is told of them says how to save them."""
KINDS = (*LINES, WORKBOOK, *FLAT)


@dataclass(frozen=True, slots=True)
class Source:
    """What a batch is made from: its ``file``, and lists of members in the shape in which offices keep them.

    ``answers``: what the clerk said to questions about the lists. ``convert_legacy``: text in TCVN3 or VNI is
    converted to Unicode.
    """

    file: Path
    member_lists: tuple[Path, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    convert_legacy: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is being read.

    ``rows`` are the papers in the order of the file. ``faults`` belong to no paper (their row is 0): while there is
    one, no paper may be made, for one might lack what stands there. ``remarks`` are worth knowing and harmless. Both
    are complete when the last row has been read. ``lists`` are the lists of members as they were understood.
    """

    rows: Iterator[Row]
    faults: list[RowError] = field(default_factory=list)
    remarks: list[RowError] = field(default_factory=list)
    lists: Lists = field(default_factory=Lists)


def known_endings() -> tuple[str, ...]:
    """The endings of files that can be read, with their dot."""
    return KINDS


@contextlib.contextmanager
def open_source(
    source: Source, slug: str, types: Mapping[str, DocumentType], *, max_bytes: int, today: date
) -> Iterator[Opened]:
    """The rows of ``source``, streamed; a payload of more than ``max_bytes`` is a fault of its row.

    ``slug`` is the type of papers for which the file names none. ``today`` tells what a year of two figures can be.

    Raises :class:`RefusedBatch` where the kind of file is not known or what stands in it is no list of papers,
    :class:`OSError` where it cannot be read.
    """
    if source.file.suffix == ENDING:
        yield Opened(failed_rows(source.file))
        return
    refuse_unknown_kind(source.file)
    if source.member_lists:
        alone = replace(source, member_lists=(), answers=())
        opening = partial(open_source, alone, slug, types, max_bytes=max_bytes, today=today)
        with _with_members(source, opening, types, today) as opened:
            yield opened
        return
    if source.answers:
        raise RefusedBatch(without_lists([key for key, _ in source.answers]))
    ending = source.file.suffix.lower()
    if ending in LINES:
        yield Opened(payload_lines(source.file, slug, max_bytes))
        return
    reader = flat_papers if ending in FLAT else workbook_papers
    with reader(source.file, shape_of(types[slug]), max_bytes, convert_legacy=source.convert_legacy) as opened:
        yield Opened(*opened)


@contextlib.contextmanager
def _with_members(
    source: Source,
    opening: Callable[[], AbstractContextManager[Opened]],
    types: Mapping[str, DocumentType],
    today: date,
) -> Iterator[Opened]:
    """The rows of the file with the members of the lists; the file is read once before, for the cells of its papers."""
    answers = dict(source.answers)
    files = [ListFile(file, shown_name(file)) for file in source.member_lists]
    lists = read_list_files(files, Manner(answers, today, source.convert_legacy))
    with opening() as first:
        papers = papers_of(first.rows, types)
    joined = join(papers, lists, types, answers)
    with opening() as opened:
        faults, remarks = list(joined.faults), list(joined.remarks)

        def rows() -> Iterator[Row]:
            yield from map(joined.with_members, opened.rows)
            faults.extend(fault for fault in opened.faults if not joined.is_answered_by_lists(fault))
            remarks.extend(opened.remarks)

        yield Opened(rows(), faults, remarks, lists)


def refuse_unknown_kind(file: Path) -> None:
    """Raises :class:`RefusedBatch` where files of this kind cannot be read."""
    if file.suffix.lower() not in (*known_endings(), *NEARLY_WORKBOOKS):
        known = ", ".join(sorted(known_endings()))
        raise RefusedBatch(
            Message(
                f"Chưa đọc được loại tệp {file.suffix or '(không có đuôi)'}; hãy dùng tệp {known}.",
                f"Files of the kind {file.suffix or '(no ending)'} cannot be read; use {known}.",
            )
        )
