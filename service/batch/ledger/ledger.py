"""What is asked of the ledger and told to it. Each method is one transaction."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, RowMapping, case, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.batch.chunks import Outcome
from service.batch.ledger.tables import BATCH, CHUNK, FORWARD, OPEN_STATES, ROW_ERROR, State
from service.batch.rows import RowError
from service.batch.splitting import Split
from service.batch.workbook.places import Place
from service.errors import Message

NO_REASON = Message("", "")
_SECONDS_IN_A_DAY = 86_400
_AT_ONCE = 5_000


class Order(NamedTuple):
    """What is asked for. ``key`` names the order: an owner's second one with it is the first."""

    owner: str
    slug: str
    key: str
    source: str
    input_sha256: str
    template_hash: str
    options: dict[str, Any]
    days: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands; times are seconds since 1970.

    ``trouble`` is "disk-full" while there is no room, and in a batch that failed "refused" (the caller's fault),
    "stopped" (at an error, as asked for), "changed" or "broken". ``judge_only``: there are faults that belong to no
    paper, so that none is made.
    """

    id: str
    owner: str
    slug: str
    source: str
    template_hash: str
    options: dict[str, Any]
    state: State
    trouble: str
    reason: Message
    rows_total: int | None
    created: int
    expires: int
    judge_only: bool

    @property
    def day(self) -> date:
        """The day that drafts are judged by."""
        return datetime.fromtimestamp(self.created, UTC).astimezone().date()


class Progress(NamedTuple):
    """How far a batch is: rows in all, made and failed; papers made, companions too; chunks in all and done."""

    rows: int
    ok: int
    failed: int
    papers: int
    chunks: int
    done: int


class Pending(NamedTuple):
    """A chunk that is not done."""

    number: int
    offset: int
    rows: int
    attempts: int


class DonePart(NamedTuple):
    """A chunk that is done, and the size of its part in bytes."""

    number: int
    size: int


class Ledger:
    """The ledger over an engine. Rows and times only go in; no payload does."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def receive(self, order: Order, batch_id: str = "") -> tuple[Batch, bool]:
        """The batch of an order, and whether it is new: an owner's order with the same key is answered by the first."""
        now = int(time.time())
        values = {
            "id": batch_id or uuid.uuid4().hex,
            **{name: getattr(order, name) for name in ("owner", "slug", "key", "source", "input_sha256")},
            "template_hash": order.template_hash,
            "options": json.dumps(order.options),
            "state": "received",
            **dict.fromkeys(("trouble", "reason_vi", "reason_en"), ""),
            **dict.fromkeys(("created", "updated"), now),
            "judge_only": False,
            "expires": now + order.days * _SECONDS_IN_A_DAY,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(BATCH).values(values))
        except IntegrityError:
            known = self.find(order.owner, order.key)
            if known is None:  # wiped in the meantime
                return self.receive(order, batch_id)
            return known, False
        return self.get(values["id"]), True

    def find(self, owner: str, key: str) -> Batch | None:
        """The batch of an owner's order."""
        return next(iter(self._batches(BATCH.c.owner == owner, BATCH.c.key == key)), None)

    def get(self, batch: str) -> Batch:
        """The batch. Raises :class:`KeyError`."""
        found = self._batches(BATCH.c.id == batch)
        if not found:
            raise KeyError(batch)
        return found[0]

    def knows(self, batch: str) -> bool:
        """Whether there is such a batch."""
        return bool(self._batches(BATCH.c.id == batch))

    def unfinished(self) -> list[Batch]:
        """All that is left to be done, the oldest first."""
        return self._batches(BATCH.c.state.in_(OPEN_STATES))

    def outlived(self, now: int) -> list[Batch]:
        """What is to be wiped."""
        return self._batches(BATCH.c.expires <= now, BATCH.c.state != "expired")

    def advance(self, batch: str, state: State, reason: Message = NO_REASON, trouble: str = "") -> bool:
        """Put the batch in ``state``; False where it cannot go there from where it is, and stays.

        Where it failed, ``trouble`` says of what kind the reason is.
        """
        with self._engine.begin() as connection:
            return _advance(connection, batch, state, reason, trouble)

    def cancel(self, batch: str) -> bool:
        """End an unfinished batch: no chunk of it is begun any more, and its files may go at once."""
        with self._engine.begin() as connection:
            cancelled = _advance(connection, batch, "cancelled", Message("Đã hủy.", "Cancelled."))
            if cancelled:
                connection.execute(update(BATCH).where(BATCH.c.id == batch).values(expires=int(time.time())))
            return cancelled

    def expire(self, batch: str) -> None:
        """Forget all but that there was a batch; its key may be used anew."""
        with self._engine.begin() as connection:
            _advance(connection, batch, "failed", Message("Hết hạn lưu.", "Its time is over."))
            if _advance(connection, batch, "expired"):
                connection.execute(delete(ROW_ERROR).where(ROW_ERROR.c.batch == batch))
                connection.execute(delete(CHUNK).where(CHUNK.c.batch == batch))
                connection.execute(update(BATCH).where(BATCH.c.id == batch).values(key=None, source=""))

    def trouble(self, batch: str, what: str) -> None:
        """Say what keeps the batch waiting; "" where nothing does."""
        with self._engine.begin() as connection:
            connection.execute(update(BATCH).where(BATCH.c.id == batch).values(trouble=what))

    def split(self, batch: str, split: Split) -> bool:
        """The rows lie on the disk: write down the chunks. False where the batch is over."""
        with self._engine.begin() as connection:
            if not _advance(connection, batch, "running"):
                return False
            judge_only = bool(split.faults)
            counts = {"rows_total": split.rows, "rows_sha256": split.sha256, "judge_only": judge_only}
            connection.execute(update(BATCH).where(BATCH.c.id == batch).values(counts))
            connection.execute(delete(CHUNK).where(CHUNK.c.batch == batch))
            connection.execute(delete(ROW_ERROR).where(ROW_ERROR.c.batch == batch))
            _insert(connection, ROW_ERROR, _error_values(batch, 0, split.faults))
            if not split.chunks:
                _advance(connection, batch, "finishing")
            fresh = {"batch": batch, "state": "pending", "attempts": 0, "ok": 0, "failed": 0, "papers": 0}
            _insert(connection, CHUNK, (fresh | chunk._asdict() for chunk in split.chunks))
            return True

    def pending(self, batch: str) -> list[Pending]:
        """The chunks that are not done, in their order."""
        columns = (CHUNK.c.number, CHUNK.c.offset, CHUNK.c.rows, CHUNK.c.attempts)
        wanted = select(*columns).where(CHUNK.c.batch == batch, CHUNK.c.state == "pending").order_by(CHUNK.c.number)
        with self._engine.begin() as connection:
            return [Pending(*row) for row in connection.execute(wanted)]

    def parts(self, batch: str) -> list[DonePart]:
        """The chunks that are done, in their order."""
        columns = (CHUNK.c.number, CHUNK.c.part_bytes)
        wanted = select(*columns).where(CHUNK.c.batch == batch, CHUNK.c.state == "done").order_by(CHUNK.c.number)
        with self._engine.begin() as connection:
            return [DonePart(*row) for row in connection.execute(wanted)]

    def chunk_done(self, batch: str, number: int, part_name: str, outcome: Outcome) -> bool:
        """A part lies on the disk. The last one moves the batch on. False where the batch is over: the part is waste.

        The same chunk may be told twice; it is counted once.
        """
        with self._engine.begin() as connection:
            if _locked_state(connection, batch) not in ("running", "finishing"):
                return False
            this = (CHUNK.c.batch == batch, CHUNK.c.number == number)
            connection.execute(delete(ROW_ERROR).where(ROW_ERROR.c.batch == batch, ROW_ERROR.c.chunk == number))
            _insert(connection, ROW_ERROR, _error_values(batch, number, outcome.errors))
            values = {
                "state": "done",
                "ok": outcome.ok,
                "failed": outcome.failed,
                "papers": outcome.papers,
                "part_name": part_name,
                "part_bytes": outcome.size,
                "part_sha256": outcome.sha256,
            }
            connection.execute(update(CHUNK).where(*this).values(values))
            left = select(func.count()).select_from(CHUNK).where(CHUNK.c.batch == batch, CHUNK.c.state != "done")
            if connection.execute(left).scalar_one() == 0:
                _advance(connection, batch, "finishing")
            return True

    def chunk_broke(self, batch: str, number: int) -> int:
        """A process ended over the chunk. How often that has happened now."""
        this = (CHUNK.c.batch == batch, CHUNK.c.number == number)
        with self._engine.begin() as connection:
            connection.execute(update(CHUNK).where(*this).values(attempts=CHUNK.c.attempts + 1))
            return int(connection.execute(select(CHUNK.c.attempts).where(*this)).scalar_one())

    def chunk_lost(self, batch: str, number: int) -> None:
        """The part of a chunk is gone or damaged: it is to be made again."""
        with self._engine.begin() as connection:
            this = (CHUNK.c.batch == batch, CHUNK.c.number == number)
            connection.execute(update(CHUNK).where(*this).values(state="pending", ok=0, failed=0, papers=0))

    def progress(self, batch: str) -> Progress:
        """How far the batch is, by one question over its chunks."""
        done = func.sum(case((CHUNK.c.state == "done", 1), else_=0))
        counted = [func.sum(CHUNK.c[name]) for name in ("rows", "ok", "failed", "papers")]
        sums = (*counted, func.count(), done)
        with self._engine.begin() as connection:
            row = connection.execute(select(*sums).where(CHUNK.c.batch == batch)).one()
        return Progress(*(int(value or 0) for value in row))

    def errors(self, batch: str) -> list[RowError]:
        """What is wrong with the rows, in their order."""
        wanted = select(ROW_ERROR).where(ROW_ERROR.c.batch == batch).order_by(ROW_ERROR.c.row, ROW_ERROR.c.position)
        with self._engine.begin() as connection:
            return [_row_error(row) for row in connection.execute(wanted).mappings()]

    def _batches(self, *conditions: Any) -> list[Batch]:
        with self._engine.begin() as connection:
            found = connection.execute(
                select(BATCH).where(*conditions).order_by(BATCH.c.created, BATCH.c.id)
            ).mappings()
            return [_batch(row) for row in found]


def _batch(row: RowMapping) -> Batch:
    same = ("id", "owner", "slug", "source", "template_hash", "state", "trouble", "rows_total", "created", "expires")
    return Batch(
        **{name: row[name] for name in same},
        options=json.loads(row["options"]),
        reason=Message(row["reason_vi"], row["reason_en"]),
        judge_only=row["judge_only"],
    )


def _row_error(row: RowMapping) -> RowError:
    place = None if row["sheet"] is None else Place(row["sheet"], row["cell"])
    return RowError(row["row"], row["pointer"], row["code"], Message(row["vi"], row["en"]), place)


def _locked_state(connection: Connection, batch: str) -> State | None:
    """The state of the batch, which nobody else changes before the transaction ends."""
    state: State | None = connection.execute(
        select(BATCH.c.state).where(BATCH.c.id == batch).with_for_update()
    ).scalar_one_or_none()
    return state


def _advance(connection: Connection, batch: str, state: State, reason: Message = NO_REASON, trouble: str = "") -> bool:
    before = [name for name, following in FORWARD.items() if state in following]
    values = {
        "state": state,
        "updated": int(time.time()),
        "trouble": trouble,
        "reason_vi": reason.vi,
        "reason_en": reason.en,
    }
    changed = connection.execute(update(BATCH).where(BATCH.c.id == batch, BATCH.c.state.in_(before)).values(values))
    return changed.rowcount == 1


def _error_values(batch: str, chunk: int, errors: Sequence[RowError]) -> Iterable[dict[str, Any]]:
    positions: dict[int, int] = {}
    for error in errors:
        position = positions[error.row] = positions.get(error.row, 0) + 1
        sheet, cell = error.place or (None, None)
        yield {
            "batch": batch,
            "chunk": chunk,
            "row": error.row,
            "position": position,
            "pointer": error.pointer,
            "code": error.code,
            "vi": error.message.vi,
            "en": error.message.en,
            "sheet": sheet,
            "cell": cell,
        }


def _insert(connection: Connection, table: Any, rows: Iterable[dict[str, Any]]) -> None:
    values = list(rows)
    for start in range(0, len(values), _AT_ONCE):
        connection.execute(insert(table), values[start : start + _AT_ONCE])
