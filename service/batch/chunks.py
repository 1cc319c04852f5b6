"""The papers of one chunk: a pure function from rows to a part; done again, it gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from service.batch.manifest import cells_of
from service.batch.parts import PartWriter
from service.batch.rows import Named, Row, RowError, decode, errors_of, place_of
from service.batch.store import written
from service.batch.transfer_summary import moves_of
from service.documents import Companion, at_most
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
    """What was made of a chunk: ``ok`` and ``failed`` count rows, ``papers`` their companions, too."""

    ok: int
    failed: int
    papers: int
    size: int
    sha256: str
    errors: tuple[RowError, ...]


def render_chunk(pipeline: Pipeline, work: Work, progress: Callable[[int], None] = lambda row: None) -> Outcome:
    """Make every paper of the chunk; a bad row becomes its errors and never stops the others.

    ``progress`` is told each row before it is begun. Raises :class:`OSError` where the part cannot be written, and
    :class:`MemoryError`.
    """
    pipeline = pipeline.on(work.day)
    errors: list[RowError] = []
    ok = failed = 0
    with written(work.part) as stream:
        part = PartWriter(stream)
        maker = _Maker(pipeline, None if work.judge_only else part, progress)
        for row in _rows(work):
            progress(row.number)
            found = _fatal(row) if row.number in work.deadly else maker.make(row)
            if found:
                part.fail(row.number, row.name, found)
                errors += found
                failed += 1
            else:
                ok += 1
        size, sha256 = part.close()
    return Outcome(ok, failed, part.papers, size, sha256, tuple(errors))


class _Maker:
    """Makes the papers of rows into a part, if there is one."""

    def __init__(self, pipeline: Pipeline, part: PartWriter | None, progress: Callable[[int], None]) -> None:
        self._pipeline = pipeline
        self._part = part
        self._progress = progress

    def make(self, row: Row) -> tuple[RowError, ...]:
        """The paper of a row with its companions, all or none: why there are none, or nothing where they are made."""
        if any(fault.level == "error" for fault in row.faults):
            return errors_of(row, self._judged(row))
        product = self._produced(row.slug, row.payload, row.number)
        if not isinstance(product, Product):
            return errors_of(row, product)
        mark = self._part.mark() if self._part and row.companions else None
        self._add(row, product)
        found = self._accompany(row) if row.companions else ()
        if found and self._part and mark:
            self._part.back_to(mark)
        return errors_of(row, found) if found else ()

    def _accompany(self, row: Row) -> tuple[Finding, ...]:
        """Make the companions of a paper; what is wrong with them, where that stands in the paper's own payload."""
        try:
            planned = list(self._planned(row))
        except MemoryError:
            raise
        except Exception as failure:  # noqa: BLE001  # as in _produced
            return (ours(row.number, failure),)
        found: dict[tuple[str, str], Finding] = {}
        for companion, named, payload in planned:
            self._progress(row.number)
            made = self._produced(companion.slug, payload, row.number)
            if isinstance(made, Product):
                self._add(row, made, named, companion.slug)
                continue
            for fault in made:
                finding = replace(fault, pointer=companion.origin_of(fault.pointer))
                found.setdefault((finding.pointer, finding.code), finding)
        return at_most(list(found.values()))

    def _planned(self, row: Row) -> Iterator[tuple[Companion, Named, bytes]]:
        """The companions with their names and their whole payloads."""
        types = self._pipeline.types
        named = {each.pointer: each for each in row.companions or ()}
        payload = json.loads(row.payload)
        declared = types[row.slug].companions
        for companion in declared(payload, self._pipeline.issuer_of(payload).name) if declared else ():
            own = named[companion.pointer]
            number = {types[companion.slug].number_field: own.number}
            yield companion, own, json.dumps({**companion.payload, **number}).encode()

    def _add(self, row: Row, product: Product, companion: Named | None = None, slug: str | None = None) -> None:
        if self._part is None:
            return
        document_type = self._pipeline.types[row.slug if slug is None else slug]
        cells = cells_of(document_type, product, row, hashlib.sha256(product.content).hexdigest(), companion)
        issuer = product.judged.document.issuing_body.running_name
        name = row.name if companion is None else companion.name
        moves = moves_of(self._pipeline, product, row) if companion is None else None
        self._part.add(row.number, name, product.content, cells, issuer, moves)

    def _produced(self, slug: str, payload: bytes, row: int) -> Product | Sequence[Finding]:
        """The paper, or why there is none."""
        try:
            return self._pipeline.produce(slug, payload)
        except InvalidPayload as failure:
            return failure.errors
        except MalformedJson as failure:
            return [Finding(failure.pointer or "", failure.code, failure.message)]
        except CallerError as failure:
            return [Finding("", "refused", failure.message)]
        except MemoryError:  # of the process, perhaps by what other rows left: it ends, and the row is tried by another
            raise
        except Exception as failure:  # noqa: BLE001  # ours: told by type and place, and the other rows go on
            return [ours(row, failure)]

    def _judged(self, row: Row) -> Sequence[Finding]:
        """What the rules say of a row that is refused already; nothing where it is not even a payload."""
        if row.payload == b"null":
            return ()
        try:
            return self._pipeline.validate(row.slug, row.payload).errors
        except MalformedJson as failure:
            return [Finding(failure.pointer or "", failure.code, failure.message)]
        except CallerError as failure:
            return [Finding("", "refused", failure.message)]
        except MemoryError:
            raise
        except Exception as failure:  # noqa: BLE001  # as above
            return [ours(row.number, failure)]


def ours(row: int, failure: Exception) -> Finding:
    """What is told of a row that became no paper by a fault of ours; how it came about goes into the log."""
    _LOG.error("row %d could not be made", row, extra={"fields": {"row": row, **described(failure)}})
    return Finding("", "row.fault", OURS)


def _rows(work: Work) -> Iterator[Row]:
    with work.rows.open("rb") as stream:
        stream.seek(work.offset)
        for _ in range(work.lines):
            yield decode(stream.readline())


def _fatal(row: Row) -> tuple[RowError, ...]:
    return (RowError(row.number, "", "row.fatal", FATAL, place_of(row, "")),)
