"""The papers of one chunk: a pure function from rows to a part; done again, it gives the same bytes."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from service.batch.manifest import cells_of
from service.batch.parts import PartWriter
from service.batch.rows import Row, RowError, decode, errors_of, place_of
from service.batch.store import written
from service.errors import CallerError, Finding, InvalidPayload, MalformedJson, Message, described
from service.pipeline import Pipeline, Product

_LOG = logging.getLogger("service.batch")
FATAL = Message(
    "Không lập được văn bản: chương trình dừng đột ngột khi xử lý dòng này; các dòng khác không bị ảnh hưởng. "
    "Hãy báo cho người quản trị.",
    "No paper was made: the program broke off at this row; the others are not affected. Tell the operator.",
)
OURS = Message(
    "Không lập được văn bản do lỗi của chương trình hoặc của mẫu; hãy báo cho người quản trị.",
    "No paper was made, by a fault of the program or of a template; tell the operator.",
)


class Work(NamedTuple):
    """What is to be made: ``lines`` lines of ``rows`` from byte ``offset`` on, as of ``day``, into ``part``.

    Papers of the rows in ``deadly`` are not tried: making them killed the process before. ``judge_only``: all that is
    wrong is found, and no paper goes into the part.
    """

    rows: Path
    offset: int
    lines: int
    day: date
    part: Path
    deadly: tuple[int, ...] = ()
    judge_only: bool = False


class Outcome(NamedTuple):
    """What was made of a chunk."""

    ok: int
    failed: int
    papers: int
    size: int
    sha256: str
    errors: tuple[RowError, ...]


def render_chunk(pipeline: Pipeline, work: Work, progress: Callable[[int], None] = lambda row: None) -> Outcome:
    """Make every paper of the chunk; a bad row becomes its errors and never stops the others.

    ``progress`` is told each row before it is begun. Raises :class:`OSError` where the part cannot be written.
    """
    pipeline = pipeline.on(work.day)
    errors: list[RowError] = []
    ok = failed = papers = 0
    with written(work.part) as stream:
        part = PartWriter(stream)
        for row in _rows(work):
            progress(row.number)
            found = _fatal(row) if row.number in work.deadly else _produced(pipeline, row)
            if isinstance(found, Product) and work.judge_only:
                ok += 1
            elif isinstance(found, Product):
                digest = hashlib.sha256(found.content).hexdigest()
                part.add(row.number, row.name, found.content, cells_of(found, row, digest))
                ok, papers = ok + 1, papers + 1
            else:
                part.fail(row.number, row.name, found)
                errors += found
                failed += 1
        size, sha256 = part.close()
    return Outcome(ok, failed, papers, size, sha256, tuple(errors))


def _rows(work: Work) -> Iterator[Row]:
    with work.rows.open("rb") as stream:
        stream.seek(work.offset)
        for _ in range(work.lines):
            yield decode(stream.readline())


def _produced(pipeline: Pipeline, row: Row) -> Product | tuple[RowError, ...]:
    """The paper, or why there is none: all that is wrong with the row, found before or by the rules."""
    try:
        if any(fault.level == "error" for fault in row.faults):
            return errors_of(row, _judged(pipeline, row))
        return pipeline.produce(row.slug, row.payload)
    except InvalidPayload as failure:
        return errors_of(row, failure.errors)
    except MalformedJson as failure:
        return errors_of(row, [Finding(failure.pointer or "", failure.code, failure.message)])
    except CallerError as failure:
        return errors_of(row, [Finding("", "refused", failure.message)])
    except Exception as failure:  # noqa: BLE001  # ours: told by type and place, and the other rows go on
        _LOG.error("row %d could not be made", row.number, extra={"fields": {"row": row.number, **described(failure)}})
        return errors_of(row, [Finding("", "row.fault", OURS)])


def _judged(pipeline: Pipeline, row: Row) -> tuple[Finding, ...]:
    """What the rules say of a row that is refused already; nothing where it is not even a payload."""
    return () if row.payload == b"null" else pipeline.validate(row.slug, row.payload).errors


def _fatal(row: Row) -> tuple[RowError, ...]:
    return (RowError(row.number, "", "row.fatal", FATAL, place_of(row, "")),)
