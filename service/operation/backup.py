"""Copying the data folder while the service is at work."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from importlib.metadata import version
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple

from service.bootstrap import fingerprint
from service.config import Settings
from service.errors import Message
from service.operation import archive, contents
from service.operation.audit_check import refuse_trail_elsewhere
from service.operation.contents import Recorded
from service.operation.refusals import RefusedBackup
from service.operation.snapshots import LEDGER, database_file, is_database, snapshot, working_folder

_APPENDED = (".jsonl", ".log")
_READ_BACK = 1 << 16


class Backup(NamedTuple):
    """What was copied: ``unfinished`` batches go on after they are restored; ``left_out`` were no ordinary files."""

    files: int
    size: int
    batches: int
    unfinished: int
    left_out: int


def back_up(settings: Settings, stream: BinaryIO) -> Backup:
    """Write a backup of the data folder into ``stream``.

    Raises :class:`RefusedBackup`, :class:`service.errors.BatchFault` where the ledger cannot be read, :class:`OSError`.
    """
    root = settings.data_folder
    database = own_database(settings)
    refuse_others(root)
    refuse_trail_elsewhere(settings)
    created = int(time.time())
    with working_folder(root) as work:
        copy = work / LEDGER
        snapshot(database, copy)
        batches = contents.recorded(copy)
        size = copy.stat().st_size + _size_now(root, batches)
        head = archive.Head(version("vanthu"), created, fingerprint(settings), size)
        with archive.writing(stream, head) as writer:
            copying = _Copying(root, writer, work)
            copying.copy_batches(batches)
            gone = contents.vanished(root, batches, copying.names)
            contents.forget(copy, gone)
            copying.copy_others()
            copying.put(copy, PurePosixPath(LEDGER))
    kept = [batch for batch in batches.values() if batch.id not in gone]
    unfinished = sum(contents.is_open(batch) for batch in kept)
    return Backup(writer.files, writer.size, len(kept), unfinished, copying.left_out)


def own_database(settings: Settings) -> Path:
    """The database in the data folder. Raises :class:`RefusedBackup` where it is another, which has its own means."""
    database = database_file(settings)
    if database is None or database.resolve() != (settings.data_folder / LEDGER).resolve():
        raise RefusedBackup(
            Message(
                "DATABASE_URL đặt cơ sở dữ liệu ngoài DATA_DIR; hãy sao lưu bằng công cụ của chính cơ sở dữ liệu đó "
                "(cơ sở dữ liệu trước, DATA_DIR sau).",
                "DATABASE_URL names a database outside DATA_DIR; back it up by its own means (the database first, "
                "DATA_DIR after it).",
            )
        )
    return database


def refuse_others(root: Path) -> None:
    """Raise :class:`RefusedBackup` unless the data folder is there and ours: files of another user help nobody."""
    if root.is_dir():
        refuse_strangers(root)
    if not (root / LEDGER).is_file():
        raise RefusedBackup(
            Message(
                f"Thư mục dữ liệu {root} (DATA_DIR) chưa có dữ liệu; hãy xem lại DATA_DIR.",
                f"The data folder {root} (DATA_DIR) holds nothing yet; look at DATA_DIR.",
            )
        )


def refuse_strangers(root: Path) -> None:
    """Raise :class:`RefusedBackup` where the data folder is another user's: SQLite would leave files of ours in it."""
    if os.name == "posix" and root.stat().st_uid != os.geteuid():
        raise RefusedBackup(
            Message(
                f"Thư mục dữ liệu {root} thuộc người dùng khác; hãy chạy lệnh này bằng người dùng của dịch vụ "
                "(ví dụ: sudo -u vanthu …).",
                f"The data folder {root} is another user's; run this command as the user of the service "
                "(for instance: sudo -u vanthu …).",
            )
        )


def _size_now(root: Path, batches: dict[str, Recorded]) -> int:
    """How large the files are, in bytes, before they are copied: while that is done some come and some go."""
    total = 0
    for path, left_out in chain(contents.files_of_batches(root, batches), contents.other_files(root)):
        if not left_out:
            with contextlib.suppress(FileNotFoundError):
                total += (root / path).stat().st_size
    return total


class _Copying:
    """Copies files of the data folder. ``names`` are those copied from the folder of each batch, without its parts."""

    def __init__(self, root: Path, writer: archive.Writer, work: Path) -> None:
        self._root = root
        self._writer = writer
        self._work = work
        self.names: dict[str, set[str]] = {}
        self.left_out = 0

    def copy_batches(self, batches: dict[str, Recorded]) -> None:
        """Files of batches never change: each is whole when it gets its name."""
        for path, left_out in contents.files_of_batches(self._root, batches):
            if left_out:
                self.left_out += 1
            elif self.put(self._root / path, path) and len(path.parts) == len(("batches", "id", "name")):
                self.names.setdefault(path.parts[1], set()).add(path.name)

    def copy_others(self) -> None:
        """Databases as they stand at one moment; what is only ever appended to, up to its last whole line."""
        for path, left_out in contents.other_files(self._root):
            file = self._root / path
            if left_out:
                self.left_out += 1
            elif is_database(file):
                copy = self._work / "other.sqlite3"
                snapshot(file, copy)
                self.put(copy, path)
                copy.unlink()
            else:
                self.put(file, path, by_lines=file.suffix in _APPENDED)

    def put(self, file: Path, path: PurePosixPath, *, by_lines: bool = False) -> bool:
        """Copy one file as ``path``; False where it is gone."""
        try:
            stream = os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")
        except FileNotFoundError:
            return False
        with stream:
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                self.left_out += 1
                return False
            size = _whole_lines(stream, about.st_size) if by_lines else about.st_size
            self._writer.add(path, stream, size, about.st_mtime)
            return True


def _whole_lines(stream: IO[bytes], size: int) -> int:
    """The bytes up to the end of the last whole line: another may be being written."""
    end = size
    while end > 0:
        start = max(0, end - _READ_BACK)
        stream.seek(start)
        newline = stream.read(end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    stream.seek(0)
    return end
