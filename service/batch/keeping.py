"""How long batches are kept: what has outlived its days is wiped, from the disk and from the ledger."""

from __future__ import annotations

import time

from service.batch.ledger import Ledger
from service.batch.store import BatchFolder, Store

_SECONDS_OF_A_STRAY = 86_400


def forget_outlived(ledger: Ledger, store: Store, now: float | None = None) -> None:
    """Wipe every batch whose time is over, but for one that is being worked on, and folders that no batch has."""
    moment = int(time.time() if now is None else now)
    for batch in ledger.outlived(moment):
        forget(ledger, store.folder(batch.id), batch.id)
    for name in store.folders():
        folder = store.folder(name)
        if not ledger.knows(name) and _age(folder, moment) > _SECONDS_OF_A_STRAY:
            folder.wipe()


def forget(ledger: Ledger, folder: BatchFolder, batch: str) -> None:
    """Wipe one batch, unless another process works on it."""
    lock = folder.lock()
    if lock is None and folder.path.exists():
        return
    try:
        folder.wipe()
        ledger.expire(batch)
    finally:
        if lock is not None:
            lock.close()


def _age(folder: BatchFolder, now: int) -> float:
    try:
        return now - folder.path.stat().st_mtime
    except OSError:
        return 0
