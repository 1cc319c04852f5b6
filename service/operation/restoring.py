"""Putting a backup back: all of it is unpacked and checked before anything is touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from service.batch.store import BatchFolder
from service.bootstrap import fingerprint
from service.config import Settings
from service.database.data_folder import make_private
from service.errors import Message, OurFault
from service.operation import archive, contents
from service.operation.backup import own_database, refuse_strangers
from service.operation.contents import Recorded
from service.operation.refusals import RefusedBackup, UnreadableBackup
from service.operation.snapshots import LEDGER, form_after_start, is_database, is_whole, snapshot, working_folder

_LEFT_FREE = 64 << 20
"""Bytes of the disk that a restore leaves to others."""


class Restored(NamedTuple):
    """What was put back; ``aside`` is where that lies whose place it took.

    Where it ``goes_on``, unfinished batches do: they were begun by this program, with these templates and settings.
    """

    created: int
    version: str
    batches: int
    unfinished: int
    goes_on: bool
    aside: Path | None


def restore(settings: Settings, stream: BinaryIO, *, move_aside: bool) -> Restored:
    """Put the backup in ``stream`` into the data folder, which is empty unless its files may be moved aside.

    Raises :class:`RefusedBackup`, :class:`UnreadableBackup`, :class:`OSError`; nothing was changed then.
    """
    own_database(settings)
    root = settings.data_folder
    is_new = not root.exists()
    make_private(root)
    try:
        return _restore(settings, stream, move_aside=move_aside)
    except BaseException:
        if is_new:
            with contextlib.suppress(OSError):
                root.rmdir()
        raise


def _restore(settings: Settings, stream: BinaryIO, *, move_aside: bool) -> Restored:
    root = settings.data_folder
    refuse_strangers(root)
    there = _present(root)
    if there:
        _refuse_present(root, move_aside=move_aside)
    unpacked = Path(tempfile.mkdtemp(prefix=contents.RESTORING, dir=root))
    try:
        head = archive.unpack(stream, unpacked, shutil.disk_usage(root).free - _LEFT_FREE)
        _check_ledger(unpacked / LEDGER, root)
        batches = contents.recorded(unpacked / LEDGER)
        _make_folders(unpacked, batches.values())
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    aside = _move_aside(root, there) if there else None
    _move_in(unpacked, root)
    unfinished = [batch for batch in batches.values() if contents.is_open(batch)]
    goes_on = {batch.fingerprint for batch in unfinished} <= {fingerprint(settings)}
    return Restored(head.created, head.version, len(batches), len(unfinished), goes_on, aside)


def _present(root: Path) -> list[str]:
    """What the data folder holds; the ledger last, so that the folder is never one that was not used yet."""
    names = [entry.name for entry in root.iterdir() if contents.is_data(entry.name)]
    return sorted(names, key=lambda name: (name == LEDGER, name))


def _refuse_present(root: Path, *, move_aside: bool) -> None:
    if not move_aside:
        raise RefusedBackup(
            Message(
                f"Thư mục dữ liệu {root} không trống. Thêm --move-aside để chuyển dữ liệu hiện có sang thư mục con "
                f"{contents.BEFORE}… rồi khôi phục.",
                f"The data folder {root} is not empty. With --move-aside what it holds goes into its subfolder "
                f"{contents.BEFORE}… first.",
            )
        )
    if (root / LEDGER).is_file() and _is_in_use(root / LEDGER):
        raise RefusedBackup(
            Message(
                "Dịch vụ hoặc một lệnh khác đang dùng thư mục dữ liệu; hãy dừng dịch vụ rồi khôi phục.",
                "The service or another command is using the data folder; stop it first.",
            )
        )


def _is_in_use(ledger: Path) -> bool:
    """Whether another process has it open: then it cannot be taken out of WAL mode. A damaged one is used by nobody."""
    try:
        with contextlib.closing(sqlite3.connect(ledger, timeout=1.0)) as opened:
            opened.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError as failure:
        return "locked" in str(failure)
    except sqlite3.DatabaseError:
        return False
    return False


def _check_ledger(ledger: Path, root: Path) -> None:
    """Raise :class:`UnreadableBackup` unless this program can go on with it. It is migrated at the next start."""
    if not ledger.is_file():
        raise UnreadableBackup(Message("thiếu cơ sở dữ liệu.", "the database is missing."))
    if not (is_database(ledger) and is_whole(ledger)):
        raise UnreadableBackup(Message("cơ sở dữ liệu đã hỏng.", "the database is damaged."))
    try:
        with working_folder(root) as work:
            snapshot(ledger, work / LEDGER)
            form_after_start(work / LEDGER)
    except OurFault:
        raise UnreadableBackup(
            Message(
                "cơ sở dữ liệu của phiên bản mới hơn; hãy cài phiên bản đã tạo bản sao lưu, hoặc mới hơn.",
                "its database is of a newer program; install the version that made the backup, or a newer one.",
            )
        ) from None


def _make_folders(unpacked: Path, batches: Iterable[Recorded]) -> None:
    """A backup holds files only, and whoever goes on with a batch puts its parts where there may be none yet."""
    for batch in batches:
        if contents.is_open(batch):
            BatchFolder(unpacked / contents.BATCHES / batch.id).make()


def _move_aside(root: Path, names: list[str]) -> Path:
    aside = root / f"{contents.BEFORE}{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
    aside.mkdir(mode=0o700)
    for name in names:
        (root / name).rename(aside / name)
    return aside


def _move_in(unpacked: Path, root: Path) -> None:
    """The ledger last: where this breaks off there is none, and the doctor sees what was being restored."""
    root.chmod(0o700)
    (unpacked / contents.BATCHES).mkdir(mode=0o700, exist_ok=True)
    for name in _present(unpacked):
        (unpacked / name).rename(root / name)
    unpacked.rmdir()
    if os.name == "posix":
        descriptor = os.open(root, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
