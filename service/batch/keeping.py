"""How long batches are kept: what has outlived its days is wiped, from the disk and from the ledger."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from service.batch.ledger import Ledger
from service.batch.store import BatchFolder, Store

_SECONDS_OF_A_STRAY = 86_400


def forget_outlived(ledger: Ledger, store: Store, now: float | None = None) -> None:
    """Wipe every batch whose time is over, the files of cancelled ones, and folders that no batch has.

    One that is being worked on stays for now.
    """
    moment = int(time.time() if now is None else now)
    for batch in ledger.outlived(moment):
        forget(ledger, store.folder(batch.id), batch.id)
    names = store.folders()
    states = ledger.states(names)
    for name in names:
        folder, state = store.folder(name), states.get(name)
        if state in ("cancelled", "expired"):
            wipe_files(folder)
        elif state is None and _age(folder, moment) > _SECONDS_OF_A_STRAY:
            folder.wipe()


def forget(ledger: Ledger, folder: BatchFolder, batch: str) -> None:
    """Wipe one batch, unless another process works on it."""
    with alone_with(folder) as is_alone:
        if is_alone:
            folder.wipe()
            ledger.expire(batch)


def forget_unwanted(ledger: Ledger, folder: BatchFolder, batch: str) -> None:
    """Wipe one batch if it was deleted, its files if it was cancelled; to be called when work on it has ended."""
    state = ledger.states([batch]).get(batch)
    if state not in (None, "expired") and ledger.get(batch).expires <= time.time():
        forget(ledger, folder, batch)
    elif state == "cancelled":
        wipe_files(folder)


def wipe_files(folder: BatchFolder) -> None:
    """Wipe the files of one batch, unless another process works on it; the ledger goes on telling of it."""
    if folder.path.exists():
        with alone_with(folder) as is_alone:
            if is_alone:
                folder.wipe()


@contextlib.contextmanager
def alone_with(folder: BatchFolder) -> Iterator[bool]:
    """Whether nobody else works on the batch; nobody begins to until the end."""
    lock = folder.lock()
    try:
        yield lock is not None or not folder.path.exists()
    finally:
        if lock is not None:
            lock.close()


def _age(folder: BatchFolder, now: int) -> float:
    try:
        return now - folder.path.stat().st_mtime
    except OSError:
        return 0
