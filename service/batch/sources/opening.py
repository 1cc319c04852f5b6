"""One function, :func:`open_source`, knows which kinds of file there are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from service.batch.rows import Row, RowError
from service.batch.sources.payload_lines import payload_lines
from service.documents import DocumentType
from service.errors import Message, RefusedBatch

KINDS = (".jsonl", ".ndjson")


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
    are complete when the last row has been read.
    """

    rows: Iterator[Row]
    faults: list[RowError] = field(default_factory=list)
    remarks: list[RowError] = field(default_factory=list)


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
    refuse_unknown_kind(source.file)
    yield Opened(payload_lines(source.file, slug, max_bytes))


def refuse_unknown_kind(file: Path) -> None:
    """Raises :class:`RefusedBatch` where files of this kind cannot be read."""
    if file.suffix.lower() not in known_endings():
        known = ", ".join(sorted(known_endings()))
        raise RefusedBatch(
            Message(
                f"Chưa đọc được loại tệp {file.suffix or '(không có đuôi)'}; hãy dùng tệp {known}.",
                f"Files of the kind {file.suffix or '(no ending)'} cannot be read; use {known}.",
            )
        )
