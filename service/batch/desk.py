"""Where batches come in and go out: what the command line does, and what an HTTP interface would."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, replace
from pathlib import Path

from service.batch.dispatch import Means
from service.batch.keeping import forget, forget_outlived
from service.batch.ledger import OPEN_STATES, Batch, Order
from service.batch.naming import Names
from service.batch.sources import refuse_unknown_kind
from service.batch.store import BatchFolder, written
from service.batch.supervisor import Supervisor
from service.batch.wishes import Wishes
from service.documents import DocumentType
from service.errors import Message, RefusedBatch

_COPIED_AT_ONCE = 1 << 20


class Desk:
    """Receives batches into ledger and store, and gives out what became of them."""

    def __init__(self, means: Means, days: int) -> None:
        self.means = means
        self._ledger = means.ledger
        self._days = days
        forget_outlived(means.ledger, means.store)

    def close(self) -> None:
        """Close the ledger."""
        self._ledger.close()

    def receive(self, file: Path, document_type: DocumentType, wishes: Wishes, owner: str) -> Batch:
        """The batch of a file; that begun before where an owner brings the same file with the same wishes again.

        Raises :class:`RefusedBatch` where the pattern or the kind of file does not do, :class:`OSError` where the file
        cannot be read or copied.
        """
        Names(wishes.pattern, document_type)
        refuse_unknown_kind(file)
        batch_id = uuid.uuid4().hex
        folder = self.folder(batch_id)
        folder.make()
        source = f"source{file.suffix.lower()}"
        try:
            digest = _copy(file, folder.path / source)
            order = Order(
                owner=owner,
                slug=document_type.slug,
                key=_key(document_type.slug, digest, wishes, self.means.fingerprint),
                source=source,
                input_sha256=digest,
                template_hash=self.means.fingerprint,
                options=asdict(wishes),
                days=self._days,
            )
            batch, is_new = self._ledger.receive(order, batch_id)
            if not is_new and batch.state not in (*OPEN_STATES, "done"):
                forget(self._ledger, self.folder(batch.id), batch.id)  # it ended without papers: begin anew
                batch, is_new = self._ledger.receive(order, batch_id)
        except BaseException:
            folder.wipe()
            raise
        if not is_new:
            folder.wipe()
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


def _copy(file: Path, target: Path) -> str:
    """SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with file.open("rb") as source, written(target) as stream:
        while piece := source.read(_COPIED_AT_ONCE):
            digest.update(piece)
            stream.write(piece)
    return digest.hexdigest()


def _key(slug: str, digest: str, wishes: Wishes, fingerprint: str) -> str:
    return hashlib.sha256(json.dumps([slug, digest, asdict(wishes), fingerprint]).encode()).hexdigest()
