"""What is asked of the ledger and told to it. Each method is one transaction."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, case, delete, func, insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from service.batch.capacity import Capacity, Crowd
from service.batch.chunks import Outcome
from service.batch.ledger.records import Batch, DonePart, Ended, Order, Pending, PlacedError, Progress
from service.batch.ledger.tables import BATCH, CHUNK, FORWARD, OPEN_STATES, ROW_ERROR, State
from service.batch.ledger.upkeep import wipe_traces
from service.batch.rows import RowError
from service.batch.splitting import Split
from service.batch.workbook.places import Place
from service.database.engine import reading
from service.errors import Message

__all__ = ["Batch", "DonePart", "Ended", "Ledger", "Order", "Pending", "PlacedError", "Progress"]

NO_REASON = Message("", "")
_SECONDS_IN_A_DAY = 86_400
_AT_ONCE = 5_000
_NAMES_AT_ONCE = 500
_ENDS = ("done", "failed", "cancelled")
_TOLD = ("done", "failed")


class Ledger:
    """The ledger over an engine. Rows and times only go in; no payload does.

    ``told`` hears of each batch that is done, failed or expired, once, right after that was written down.
    """

    def __init__(self, engine: Engine, told: Callable[[Ended], object] = lambda ended: None) -> None:
        self._engine = engine
        self._told = told

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._engine

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def receive(self, order: Order, batch_id: str = "", capacity: Capacity | None = None) -> tuple[Batch, bool]:
        """The batch of an order, and whether it is new: an owner's order with the same key is answered by the first.

        Raises :class:`TooManyBatches`, :class:`QueueFull` where it is new and beyond ``capacity``.
        """
        now = int(time.time())
        values = {
            "id": batch_id or uuid.uuid4().hex,
            **{name: getattr(order, name) for name in ("owner", "slug", "key", "source", "input_sha256")},
            **{name: getattr(order, name) for name in ("template_hash", "asked", "retry_of")},
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
                if capacity is not None:  # counted once nobody else can write: of many at a time none is overlooked
                    capacity.check_crowd(_crowd(connection, order.owner))
        except IntegrityError:
            known = self.find(order.owner, order.key) if order.key else None
            if known is None:  # wiped in the meantime
                return self.receive(order, batch_id, capacity)
            return known, False
        return self.get(values["id"]), True

    def crowd(self, owner: str) -> Crowd:
        """What is unfinished at this moment. No writer is waited for. Raises :class:`DatabaseBusy`."""
        with reading(self._engine) as connection:
            return _crowd(connection, owner)

    def find(self, owner: str, key: str) -> Batch | None:
        """The batch of an owner's order."""
        return next(iter(self._batches(BATCH.c.owner == owner, BATCH.c.key == key)), None)

    def get(self, batch: str) -> Batch:
        """The batch. Raises :class:`KeyError`."""
        found = self._batches(BATCH.c.id == batch)
        if not found:
            raise KeyError(batch)
        return found[0]

    def newest(self, owner: str, limit: int, after: Batch | None = None) -> list[Batch]:
        """So many batches of an owner that are still kept, the newest first; those that come ``after`` one of them."""
        wanted = select(BATCH).where(BATCH.c.owner == owner, BATCH.c.state != "expired")
        wanted = wanted.where(BATCH.c.expires > int(time.time()))
        if after is not None:
            wanted = wanted.where(tuple_(BATCH.c.created, BATCH.c.id) < tuple_(after.created, after.id))
        wanted = wanted.order_by(BATCH.c.created.desc(), BATCH.c.id.desc()).limit(limit)
        with self._engine.begin() as connection:
            return [_batch(row) for row in connection.execute(wanted).mappings()]

    def states(self, batches: Sequence[str]) -> dict[str, State]:
        """The states of those batches that there are."""
        found: dict[str, State] = {}
        with self._engine.begin() as connection:
            for start in range(0, len(batches), _NAMES_AT_ONCE):
                names = batches[start : start + _NAMES_AT_ONCE]
                rows = connection.execute(select(BATCH.c.id, BATCH.c.state).where(BATCH.c.id.in_(names)))
                found |= {row.id: row.state for row in rows}
        return found

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
            advanced = _advance(connection, batch, state, reason, trouble)
        if advanced and state in _TOLD:
            self._told(Ended(self.get(batch), self.progress(batch)))
        return advanced

    def cancel(self, batch: str) -> bool:
        """End an unfinished batch: no chunk of it is begun any more, and its files may go at once."""
        with self._engine.begin() as connection:
            return _advance(connection, batch, "cancelled", Message("Đã hủy.", "Cancelled."))

    def outlive(self, batch: str) -> None:
        """Its time is over now: it is cancelled where it is unfinished, and wiped as soon as nobody works on it."""
        with self._engine.begin() as connection:
            _advance(connection, batch, "cancelled", Message("Đã xóa.", "Deleted."))
            now = int(time.time())
            connection.execute(update(BATCH).where(BATCH.c.id == batch).values(key=None, expires=now))

    def remove(self, batch: str) -> None:
        """Forget it altogether."""
        with self._engine.begin() as connection:
            for table in (ROW_ERROR, CHUNK):
                connection.execute(delete(table).where(table.c.batch == batch))
            connection.execute(delete(BATCH).where(BATCH.c.id == batch))
        wipe_traces(self._engine)

    def expire(self, batch: str) -> None:
        """Forget all but that there was a batch; its key may be used anew."""
        with self._engine.begin() as connection:
            _advance(connection, batch, "failed", Message("Hết hạn lưu.", "Its time is over."))
            expired = _advance(connection, batch, "expired")
            if expired:
                connection.execute(delete(ROW_ERROR).where(ROW_ERROR.c.batch == batch))
                connection.execute(delete(CHUNK).where(CHUNK.c.batch == batch))
                nothing = {"key": None, "source": "", "options": "{}"}  # a pattern or an answer may hold a name
                connection.execute(update(BATCH).where(BATCH.c.id == batch).values(nothing))
        if expired:
            wipe_traces(self._engine)
            self._told(Ended(self.get(batch), Progress(0, 0, 0, 0, 0, 0)))

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
        """How far the batch is."""
        return self.progress_of([batch])[batch]

    def progress_of(self, batches: Sequence[str]) -> dict[str, Progress]:
        """How far each batch is, by one question over their chunks."""
        done = func.sum(case((CHUNK.c.state == "done", 1), else_=0))
        counted = [func.sum(CHUNK.c[name]) for name in ("rows", "ok", "failed", "papers")]
        sums = select(CHUNK.c.batch, *counted, func.count(), done).where(CHUNK.c.batch.in_(batches))
        found = dict.fromkeys(batches, Progress(0, 0, 0, 0, 0, 0))
        with self._engine.begin() as connection:
            for batch, *values in connection.execute(sums.group_by(CHUNK.c.batch)):
                found[batch] = Progress(*(int(value or 0) for value in values))
        return found

    def errors(self, batch: str) -> list[RowError]:
        """What is wrong with the rows, in their order."""
        wanted = select(ROW_ERROR).where(ROW_ERROR.c.batch == batch).order_by(ROW_ERROR.c.row, ROW_ERROR.c.position)
        with self._engine.begin() as connection:
            return [_row_error(row) for row in connection.execute(wanted).mappings()]

    def errors_after(self, batch: str, row: int, position: int, limit: int) -> list[PlacedError]:
        """So many of them that come after error ``position`` of ``row``, in their order."""
        here = tuple_(ROW_ERROR.c.row, ROW_ERROR.c.position)
        wanted = select(ROW_ERROR).where(ROW_ERROR.c.batch == batch, here > tuple_(row, position))
        wanted = wanted.order_by(ROW_ERROR.c.row, ROW_ERROR.c.position).limit(limit)
        with self._engine.begin() as connection:
            found = connection.execute(wanted).mappings()
            return [PlacedError(row["position"], _row_error(row)) for row in found]

    def failed_rows(self, batch: str) -> set[int]:
        """The rows that became no paper."""
        wanted = select(ROW_ERROR.c.row).where(ROW_ERROR.c.batch == batch, ROW_ERROR.c.row > 0).distinct()
        with self._engine.begin() as connection:
            return set(connection.execute(wanted).scalars())

    def _batches(self, *conditions: Any) -> list[Batch]:
        with self._engine.begin() as connection:
            found = connection.execute(
                select(BATCH).where(*conditions).order_by(BATCH.c.created, BATCH.c.id)
            ).mappings()
            return [_batch(row) for row in found]


def _batch(row: RowMapping) -> Batch:
    same = ("id", "owner", "slug", "source", "template_hash", "state", "trouble", "rows_total", "created", "expires")
    more = ("updated", "asked", "retry_of", "begun", "ended")
    return Batch(
        **{name: row[name] for name in (*same, *more)},
        options=json.loads(row["options"]),
        reason=Message(row["reason_vi"], row["reason_en"]),
        judge_only=row["judge_only"],
    )


def _row_error(row: RowMapping) -> RowError:
    place = None if row["sheet"] is None else Place(row["sheet"], row["cell"])
    return RowError(row["row"], row["pointer"], row["code"], Message(row["vi"], row["en"]), place)


def _crowd(connection: Connection, owner: str) -> Crowd:
    """What is unfinished. Of a batch that has not been read yet, nobody knows the rows."""
    is_open = BATCH.c.state.in_(OPEN_STATES)
    own = func.sum(case((BATCH.c.owner == owner, 1), else_=0))
    left = select(func.sum(CHUNK.c.rows)).join(BATCH, BATCH.c.id == CHUNK.c.batch)
    counted = connection.execute(select(own, func.count()).where(is_open)).one()
    rows = connection.execute(left.where(is_open, CHUNK.c.state == "pending")).scalar()
    return Crowd(int(counted[0] or 0), int(counted[1]), int(rows or 0))


def _locked_state(connection: Connection, batch: str) -> State | None:
    """The state of the batch, which nobody else changes before the transaction ends."""
    state: State | None = connection.execute(
        select(BATCH.c.state).where(BATCH.c.id == batch).with_for_update()
    ).scalar_one_or_none()
    return state


def _advance(connection: Connection, batch: str, state: State, reason: Message = NO_REASON, trouble: str = "") -> bool:
    before = [name for name, following in FORWARD.items() if state in following]
    now = int(time.time())
    values = {
        "state": state,
        "updated": now,
        "trouble": trouble,
        "reason_vi": reason.vi,
        "reason_en": reason.en,
        **({"begun": now} if state == "running" else {"ended": now} if state in _ENDS else {}),
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
