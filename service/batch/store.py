"""Where the files of batches lie: a folder of 0700 for each, files of 0600, written whole or not at all.

``ledger.sqlite3`` and ``batches/<id>/`` with ``source.<ending>``, ``rows.jsonl``, ``parts/000001.part``,
``papers.zip``; in one that was asked to number also ``registers.json``, where numbers go on; in one that retries
another also ``taken.rows``, rows whose papers were made before, and ``origin.<ending>``, the file that the rows come
from. What is not finished ends with ``.tmp``, after the process that writes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import IO, BinaryIO

from service.database.data_folder import make_private, see_to_data_folder
from service.errors import BatchFault

try:
    import fcntl
except ImportError:  # Windows: one command at a time is the caller's business there
    fcntl = None  # type: ignore[assignment]

UNFINISHED = ".tmp"
_LONGEST_NAME = 200
_DISK_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})


def is_disk_full(error: OSError) -> bool:
    """Whether there is no room: the disk, the quota, or the largest file that the process may write."""
    return error.errno in _DISK_FULL


class Store:
    """The folder of all batches. Raises :class:`BatchFault` where it cannot be made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        try:
            see_to_data_folder(root)
            make_folder(root / "batches")
            self.ledger_file = root / "ledger.sqlite3"
            _create(self.ledger_file)
        except OSError as failure:
            raise BatchFault(f"DATA_DIR: {root} cannot be used: {failure.strerror}") from None

    def folder(self, batch: str) -> BatchFolder:
        """That of one batch; it need not be there."""
        return BatchFolder(self.root / "batches" / batch)

    def folders(self) -> list[str]:
        """The batches that have files."""
        return sorted(entry.name for entry in (self.root / "batches").iterdir())


class BatchFolder:
    """The files of one batch."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = path / "rows.jsonl"
        self.remarks = path / "remarks.jsonl"
        self.registers = path / "registers.json"
        self.parts = path / "parts"
        self.archive = path / "papers.zip"
        self.taken = path / "taken.rows"
        self._given_name = path / "given-name"
        self.work = path / "work"

    @property
    def given_name(self) -> str:
        """What the caller calls the file that the papers are made from; "" where that is not known."""
        try:
            return self._given_name.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def keep_given_name(self, file_name: str) -> None:
        """Keep the last part of a path as the name of the source. Raises :class:`OSError`."""
        name = "".join(each for each in PurePath(file_name.replace("\\", "/")).name if each.isprintable())
        with written(self._given_name) as stream:
            stream.write(name[:_LONGEST_NAME].encode("utf-8", errors="replace"))

    def make(self) -> None:
        """Make it where it is not there."""
        make_folder(self.path)
        make_folder(self.parts)

    def part(self, number: int) -> Path:
        """The part that chunk ``number`` becomes."""
        return self.parts / f"{number:06d}.part"

    def part_bytes(self) -> int:
        """How large all parts are together, in bytes."""
        return sum(_size(file) for file in self.parts.glob("*.part"))

    def archive_bytes(self) -> int:
        """How much of the archive is written, in bytes."""
        return max((_size(file) for file in self.path.glob(f"{self.archive.name}*")), default=0)

    def origin(self) -> Path | None:
        """In a batch of rows of another: the file that those rows come from."""
        return next(self.path.glob("origin.*"), None)

    def member_lists(self) -> tuple[Path, ...]:
        """The lists of members that came with the source, in the order in which they came."""
        return tuple(sorted(self.path.glob("members-*")))

    def clean(self, process: int | None = None) -> None:
        """Remove what no process goes on with: all that is unfinished, or only that of one process."""
        ending = UNFINISHED if process is None else f".{process}{UNFINISHED}"
        for folder in (self.path, self.parts):
            for file in folder.glob(f"*{ending}"):
                file.unlink(missing_ok=True)
        if process is None:
            shutil.rmtree(self.work, ignore_errors=True)

    def drop_parts(self) -> None:
        """They are in the archive."""
        shutil.rmtree(self.parts, ignore_errors=True)

    def wipe(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.path, ignore_errors=True)

    def lock(self) -> IO[bytes] | None:
        """The lock of the batch until it is closed; None where another process has it."""
        try:
            stream = os.fdopen(os.open(self.path / "lock", os.O_CREAT | os.O_RDWR, 0o600), "r+b")
        except OSError:
            return None
        try:
            if fcntl is not None:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            there = (self.path / "lock").stat()
            if (there.st_dev, there.st_ino) == _identity(stream.fileno()) or os.name == "nt":
                return stream
        except OSError:
            pass
        stream.close()  # another process has it, or wiped the batch in the meantime
        return None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # it was moved or dropped a moment ago
        return 0


def _identity(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino


def _create(database: Path) -> None:
    """An empty file, 0600, where there is none. One that is there is never opened but by SQLite.

    A process that closes such a file loses all locks that it has on it (POSIX), those of SQLite, too. Another process
    that ends would then take itself for the last one and remove the log beside the database, into which this one goes
    on writing: https://www.sqlite.org/howtocorrupt.html, 2.2.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def make_folder(path: Path) -> None:
    """A folder that nobody else looks into."""
    make_private(path)


@contextlib.contextmanager
def written(target: Path) -> Iterator[BinaryIO]:
    """A file to write, which becomes ``target`` when all of it is on the disk; nothing is left of one that fails."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}{UNFINISHED}")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextlib.contextmanager
def growing(target: Path) -> Iterator[BinaryIO]:
    """A file to write that others may read meanwhile, as far as it is flushed; nothing is left of one that fails.

    Only what the ledger says afterwards tells that it is whole.
    """
    descriptor = os.open(target, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """So that the new name, too, outlives a power cut."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
