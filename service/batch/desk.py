"""Where batches come in and go out: what the command line does, and what the HTTP interface does."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from service.batch.account import Account, account_of
from service.batch.capacity import Capacity
from service.batch.dispatch import Means
from service.batch.incoming import Incoming
from service.batch.keeping import alone_with, forget, forget_outlived, wipe_files
from service.batch.ledger import OPEN_STATES, Batch, Order, PlacedError
from service.batch.naming import Names
from service.batch.refusals import BatchGone, KeyReused, LedgerBusy, NoRoom, UnknownBatch, WrongState
from service.batch.remarks import read_remarks
from service.batch.retrying import may_be_answered, prepare_answered, prepare_mended, prepare_rest
from service.batch.rows import RowError
from service.batch.sources import Source, known_endings, refuse_unknown_kind
from service.batch.sources.continuing import continued
from service.batch.store import BatchFolder, is_disk_full
from service.batch.supervisor import Supervisor
from service.batch.understanding import Bounds, Understanding, UnderstoodList, open_questions, understand
from service.batch.wishes import Wishes, wishes_from
from service.documents import DocumentType
from service.errors import BatchFault, Message, RefusedBatch
from service.pipeline import Pipeline

_COPIED_AT_ONCE = 1 << 20
_ID = re.compile(r"[0-9a-f]{32}")


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What store and ledger cannot do, told as :class:`NoRoom`, :class:`LedgerBusy` or :class:`BatchFault`."""
    try:
        yield
    except OperationalError as failure:
        if "full" in str(failure.orig):
            raise NoRoom("the disk of the ledger is full") from None
        raise LedgerBusy("the ledger of batches cannot be written to or reached now") from None
    except OSError as failure:
        if is_disk_full(failure):
            raise NoRoom("the disk of DATA_DIR is full") from None
        raise BatchFault(f"DATA_DIR: {failure.strerror or type(failure).__name__}") from None


class Desk:
    """Receives batches into ledger and store, and gives out what became of them.

    Raises :class:`LedgerBusy`, :class:`NoRoom`, :class:`BatchFault` where what is too old cannot be wiped first.
    """

    def __init__(self, means: Means, days: int, capacity: Capacity | None = None) -> None:
        self.means = means
        self._capacity = capacity or Capacity()
        self._ledger = means.ledger
        self._days = days
        with told():
            forget_outlived(means.ledger, means.store)

    def close(self) -> None:
        """Close the ledger."""
        self._ledger.close()

    def receive(
        self,
        file: Path,
        document_type: DocumentType,
        wishes: Wishes,
        owner: str,
        member_lists: Sequence[Path] = (),
    ) -> Batch:
        """The batch of a file; that begun before where an owner brings the same files with the same wishes again.

        Raises :class:`RefusedBatch` where the pattern or the kind of file does not do, :class:`OSError` where a file
        cannot be read or copied.
        """
        Names(wishes.pattern, document_type)
        refuse_unknown_kind(file)
        incoming = Incoming(self.means.store)
        try:
            incoming.put_source(file.suffix.lower(), _pieces(file))
            for each in member_lists:
                incoming.put_list(each.name, _pieces(each))
            wishes = continued(file, wishes)
            asked = incoming.asked("batch", document_type.slug, wishes)
            key = hashlib.sha256(json.dumps([asked, self.means.fingerprint]).encode()).hexdigest()
            order = self._order(incoming, document_type.slug, wishes, owner, key=key, asked=asked)
            batch, incoming.kept = self._ledger.receive(order, incoming.id)
            if not incoming.kept and batch.state not in (*OPEN_STATES, "done"):
                forget(self._ledger, self.folder(batch.id), batch.id)  # it ended without papers: begin anew
                batch, incoming.kept = self._ledger.receive(order, incoming.id)
        finally:
            if not incoming.kept:
                incoming.wipe()
        return batch

    def folder(self, batch: str) -> BatchFolder:
        """The files of a batch."""
        return self.means.store.folder(batch)

    def worker(self, batch: Batch) -> Supervisor:
        """One that works on this batch alone, and stops where the disk is full.

        Raises :class:`RefusedBatch` where another process works on it.
        """
        lock = self.folder(batch.id).lock()
        if lock is None:
            raise RefusedBatch(
                Message(
                    "Một lệnh khác đang làm chính lô này; hãy chờ lệnh đó xong.",
                    "Another command is at work on this very batch; wait for it.",
                )
            )
        lock.close()
        return Supervisor(replace(self.means, only=batch.id, waits_when_full=False))

    def forget(self, batch: Batch) -> None:
        """Wipe it: whoever asked for it has it."""
        forget(self._ledger, self.folder(batch.id), batch.id)

    @contextlib.contextmanager
    def incoming(self, announced: int = 0) -> Iterator[Incoming]:
        """A folder for files that come in; it is wiped in the end unless a batch was made of it.

        ``announced`` is how many bytes are to come. Raises :class:`NoRoom`, :class:`BatchFault`.
        """
        with told():
            self._capacity.check_room(self.means.store.root, announced)
            incoming = Incoming(self.means.store)
            try:
                yield incoming
            finally:
                if not incoming.kept:
                    incoming.wipe()

    def source_endings(self) -> tuple[str, ...]:
        """The endings of files that batches are made from."""
        return known_endings()

    def understand(self, incoming: Incoming, pipeline: Pipeline, slug: str, wishes: Wishes) -> Understanding:
        """What a batch of what came in would be made of. Raises :class:`CallerError` where it cannot be read."""
        file, lists = incoming.folder.path / incoming.source, incoming.folder.member_lists()
        wishes = continued(file, wishes)
        source = Source(file, lists, wishes.answers, convert_legacy=wishes.convert_legacy)
        today = datetime.now(UTC).astimezone().date()
        bounds = Bounds(most=self.means.limits.most)
        return understand(source, slug, pipeline, wishes, today=today, max_bytes=self.means.max_bytes, bounds=bounds)

    def submit(self, incoming: Incoming, slug: str, wishes: Wishes, owner: str, key: str | None = None) -> Batch:
        """A batch of what came in; with ``key``, that of the owner's earlier order with the same key.

        Raises :class:`KeyReused` where that order was another one, :class:`TooManyBatches`, :class:`QueueFull`.
        """
        wishes = continued(incoming.folder.path / incoming.source, wishes)
        asked = incoming.asked("batch", slug, wishes)
        return self._submit(incoming, self._order(incoming, slug, wishes, owner, key=key, asked=asked))

    def refuse_early(self, owner: str, key: str | None = None) -> None:
        """Before a file comes: whether one more batch would be refused for those that are unfinished now.

        :meth:`submit` counts again, and exactly. An order that is known by its ``key`` is no further batch.
        Raises :class:`TooManyBatches`, :class:`QueueFull`, :class:`DatabaseBusy`.
        """
        with told():
            if self._known(owner, key) is None:
                self._capacity.check_crowd(self._ledger.crowd(owner).with_one_more())

    def find(self, batch_id: str, owner: str) -> Batch:
        """A batch of the owner. Raises :class:`UnknownBatch`, :class:`BatchGone`, :class:`LedgerBusy`."""
        with told():
            if not _ID.fullmatch(batch_id):
                raise UnknownBatch
            try:
                batch = self._ledger.get(batch_id)
            except KeyError:
                raise UnknownBatch from None
            if batch.owner != owner:
                raise UnknownBatch
            if batch.expires <= time.time() and batch.state != "expired":
                forget(self._ledger, self.folder(batch.id), batch.id)
            if batch.expires <= time.time() or batch.state == "expired":
                raise BatchGone
            if batch.state == "cancelled":
                wipe_files(self.folder(batch.id))
            return batch

    def newest(self, owner: str, limit: int, after: Batch | None = None) -> list[Batch]:
        """So many batches of the owner, the newest first; those that come ``after`` one of them."""
        with told():
            return self._ledger.newest(owner, limit, after)

    def accounts(self, batches: Sequence[Batch]) -> list[Account]:
        """How far each of them is."""
        with told():
            progress, now = self._ledger.progress_of([batch.id for batch in batches]), time.time()
            return [account_of(batch, progress[batch.id], now, self._joined(batch)) for batch in batches]

    def _joined(self, batch: Batch) -> float:
        """How much of the archive is written, of 1; with files to be printed it becomes about twice as large."""
        if batch.state != "finishing":
            return 0.0
        folder, copies = self.folder(batch.id), 1 if wishes_from(batch.options).print_files == "none" else 2
        return folder.archive_bytes() / max(1, copies * folder.part_bytes())

    def errors(self, batch: Batch, row: int, position: int, limit: int) -> list[PlacedError]:
        """So many errors of rows, those after error ``position`` of ``row``."""
        with told():
            return self._ledger.errors_after(batch.id, row, position, limit)

    def remarks(self, batch: Batch) -> list[RowError]:
        """What is worth knowing of its files and belongs to no paper; none before they were read, or once wiped."""
        with told():
            return read_remarks(self.folder(batch.id).remarks)

    def archive(self, batch: Batch) -> Path:
        """The ZIP of a batch that is done. Raises :class:`WrongState`, :class:`BatchGone`."""
        if batch.is_open:
            raise WrongState(
                Message(
                    "Lô này chưa làm xong nên chưa có tệp ZIP; hãy chờ đến khi trạng thái là done.",
                    "This batch is not done, so there is no ZIP; wait until its state is done.",
                )
            )
        if batch.state != "done":
            raise WrongState(
                Message(
                    f"Lô này không có tệp ZIP. {batch.reason.vi}".strip(),
                    f"This batch has no ZIP. {batch.reason.en}".strip(),
                )
            )
        archive = self.folder(batch.id).archive
        if not archive.is_file():
            raise BatchGone
        return archive

    def cancel(self, batch: Batch) -> Batch:
        """End it: no chunk is begun any more, and its files are wiped. The same again does no harm.

        Raises :class:`WrongState` where it is over already.
        """
        with told():
            self._ledger.cancel(batch.id)
            try:
                after = self._ledger.get(batch.id)
            except KeyError:  # deleted in the meantime
                raise UnknownBatch from None
            if after.state != "cancelled":
                raise WrongState(
                    Message(
                        "Lô này đã kết thúc nên không hủy được nữa; nếu không cần thì xóa lô.",
                        "This batch is over and cannot be cancelled; delete it where it is not wanted.",
                    )
                )
            wipe_files(self.folder(batch.id))
            return after

    def delete(self, batch: Batch) -> None:
        """Wipe it from disk and ledger; where somebody works on it, as soon as they let go."""
        with told(), alone_with(self.folder(batch.id)) as is_alone:
            if is_alone:
                self.folder(batch.id).wipe()
                self._ledger.remove(batch.id)
                return
        with told():
            self._ledger.outlive(batch.id)
            forget(self._ledger, self.folder(batch.id), batch.id)  # where they let go in the meantime

    def retry(self, batch: Batch, owner: str, key: str | None = None) -> Batch:
        """A new batch of those rows of ``batch`` that became no paper, as they were labelled there.

        Raises :class:`WrongState` where there are none, :class:`KeyReused`, :class:`NoRoom`, :class:`LedgerBusy`.
        """
        asked = hashlib.sha256(f"retry {batch.id}".encode()).hexdigest()
        with told():
            known = self._known(owner, key)
        if known is not None:
            return _same(known, asked)
        with self.incoming() as incoming:
            wishes = prepare_rest(incoming, batch, self.folder(batch.id), self._ledger)
            order = self._order(incoming, batch.slug, wishes, owner, key=key, asked=asked)
            return self._submit(incoming, order._replace(retry_of=batch.id))

    def retry_mended(self, batch: Batch, incoming: Incoming, owner: str, key: str | None = None) -> Batch:
        """A new batch of a file in which the rows of ``batch`` that became no paper were mended.

        Numbers and names of the papers made before stay theirs. Raises as :meth:`retry`.
        """
        asked = incoming.asked(f"retry {batch.id}", batch.slug, wishes_from(batch.options))
        with told():
            known = self._known(owner, key)
            if known is not None:
                return _same(known, asked)
            wishes = prepare_mended(incoming, batch, self.folder(batch.id), self._ledger)
            order = self._order(incoming, batch.slug, wishes, owner, key=key, asked=asked)
            return self._submit(incoming, order._replace(retry_of=batch.id))

    def questions(self, batch: Batch) -> tuple[UnderstoodList, ...]:
        """The lists of a batch that was refused because something about them is to be answered; the lists are read.

        Raises :class:`BatchFault`.
        """
        lists = self.folder(batch.id).member_lists() if may_be_answered(batch) else ()
        if not lists:
            return ()
        wishes = wishes_from(batch.options)
        source = Source(
            self.folder(batch.id).path / batch.source, lists, wishes.answers, convert_legacy=wishes.convert_legacy
        )
        with told():
            return open_questions(source, today=batch.day)

    def retry_answered(self, batch: Batch, answers: Mapping[str, str], owner: str, key: str | None = None) -> Batch:
        """A new batch of the files of ``batch``, with answers to what was asked about its lists.

        Raises as :meth:`retry`.
        """
        asked = hashlib.sha256(f"answer {batch.id} {json.dumps(sorted(answers.items()))}".encode()).hexdigest()
        with told():
            known = self._known(owner, key)
        if known is not None:
            return _same(known, asked)
        with self.incoming() as incoming:
            wishes = prepare_answered(incoming, batch, self.folder(batch.id), self._ledger, answers)
            order = self._order(incoming, batch.slug, wishes, owner, key=key, asked=asked)
            return self._submit(incoming, order._replace(retry_of=batch.id))

    def _order(
        self, incoming: Incoming, slug: str, wishes: Wishes, owner: str, *, key: str | None, asked: str
    ) -> Order:
        return Order(
            owner=owner,
            slug=slug,
            key=key,
            source=incoming.source,
            input_sha256=incoming.input_sha256,
            template_hash=self.means.fingerprint,
            options=asdict(wishes),
            days=self._days,
            asked=asked,
        )

    def _submit(self, incoming: Incoming, order: Order) -> Batch:
        with told():
            if self._known(order.owner, order.key) is None:
                self._capacity.check_room_to_make(incoming.folder.path)
            batch, incoming.kept = self._ledger.receive(order, incoming.id, self._capacity)
            return batch if incoming.kept else _same(batch, order.asked)

    def _known(self, owner: str, key: str | None) -> Batch | None:
        """The batch of an earlier order with this key; one that has outlived its days frees it."""
        known = self._ledger.find(owner, key) if key else None
        if known is not None and known.expires <= time.time():
            forget(self._ledger, self.folder(known.id), known.id)
            return None
        return known


def _same(known: Batch, asked: str) -> Batch:
    """The batch of the same key, where the same was asked for."""
    if known.asked != asked:
        raise KeyReused
    return known


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        yield from iter(lambda: stream.read(_COPIED_AT_ONCE), b"")
