"""Appending to the trail: ``audit/YYYY-MM.jsonl`` in the data folder, 0600 in 0700, from any number of processes.

Under a lock the last line is read again, the new one bound to it, and written by one call to the end of the file. A
line that could not be written whole is taken back; one that a power cut left unfinished is cut off before the next,
which says so.

Threads of one process that come while another writes are written together by the next of them: each call of the system
costs a busy process its turn, and under the lock all others wait for it (measured: a third of all papers in a second).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from service.audit.acts import START, UNSYNCED, Deed, Head, canonical, hash_of
from service.audit.faults import AuditFault
from service.database.data_folder import make_private, see_to_data_folder

try:
    import fcntl
except ImportError:  # Windows: one process at a time is the caller's business there
    fcntl = None  # type: ignore[assignment]

FOLDER = "audit"
LOCK = "lock"
MONTH_FILE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\.jsonl")
LONGEST_LINE = 8192
"""In bytes: every text of a line is cut, so that none is longer."""
USUAL_MONTHS = 24


class _End(NamedTuple):
    """The end of a file: its head, its length up to the last whole line, and what of an unfinished one follows."""

    head: Head
    size: int
    unfinished: int


class _Entry:
    """A deed to be written, and what became of it."""

    def __init__(self, deed: Deed) -> None:
        self.deed = deed
        self.head: Head | None = None
        self.fault = ""


class Trail:
    """The trail in a data folder. ``months`` is how many files are kept, ``clock`` gives the moment.

    Its folder is made by the first line. May be shared by threads, and used after a fork.
    """

    def __init__(
        self,
        data_folder: Path,
        months: int = USUAL_MONTHS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.folder = data_folder / FOLDER
        self._months = months
        self._clock = clock
        self._waiting: deque[_Entry] = deque()
        self._turn = threading.Lock()

    def write(self, deed: Deed) -> Head:
        """Append a line: the head with it. Raises :class:`AuditFault` where it cannot be written; then nothing is."""
        own = _Entry(deed)
        self._waiting.append(own)
        with self._turn:
            if own.head is None and not own.fault:
                self._write_waiting()
        if own.head is None:
            raise AuditFault(own.fault)
        return own.head

    def _write_waiting(self) -> None:
        entries = [self._waiting.popleft() for _ in range(len(self._waiting))]
        fault = "the audit trail: it was broken off"
        try:
            for entry, head in zip(entries, self._write([entry.deed for entry in entries]), strict=True):
                entry.head = head
        except AuditFault as failure:
            fault = str(failure)
        finally:
            for entry in entries:
                entry.fault = "" if entry.head else fault

    def _write(self, deeds: Sequence[Deed]) -> list[Head]:
        """Append a line for each, all or none: the head with each."""
        with told(), self._locked():
            now = self._clock().astimezone(UTC)
            files = month_files(self.folder)
            last = files[-1] if files else None
            # A clock that was put back does not part the trail: it goes on in the newest file.
            name = max(f"{now:%Y-%m}.jsonl", last.name if last else "")
            head = self._mended(last, now) if last else START
            if last is None or name != last.name:
                head = self._dropped(head, self.folder / name, files, now)
            return _append(self.folder / name, deeds, head, now)

    def check(self) -> None:
        """Raises :class:`AuditFault` where no line could be written. Nothing is."""
        with told():
            self._make()
            for path in (self.folder, *month_files(self.folder)[-1:]):
                if not os.access(path, os.W_OK):
                    raise AuditFault(f"the audit trail: {path.name} cannot be written to")
            self.head()

    def head(self) -> Head:
        """How far it goes, by its last line. Raises :class:`AuditFault`."""
        with told():
            files = month_files(self.folder)
            return _end_of(files[-1]).head if files else START

    def _make(self) -> None:
        see_to_data_folder(self.folder.parent)
        make_private(self.folder)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        flags = os.O_CREAT | os.O_RDWR
        try:
            lock = os.open(self.folder / LOCK, flags, 0o600)
        except FileNotFoundError:
            self._make()
            lock = os.open(self.folder / LOCK, flags, 0o600)
        with _held(lock, alone=True):
            yield

    def _mended(self, file: Path, now: datetime) -> Head:
        """The head; a line that was never finished is cut off, and a line says how many bytes of it."""
        end = _end_of(file)
        if not end.unfinished:
            return end.head
        os.truncate(file, end.size)
        return _append(file, [Deed("trail.mended", count=end.unfinished)], end.head, now)[-1]

    def _dropped(self, head: Head, file: Path, files: list[Path], now: datetime) -> Head:
        """Before the first line of a month: what has outlived its months goes.

        A line says how many files, and which line was the last of them: where the trail begins now is told by itself.
        """
        outlived = files[: max(0, len(files) + 1 - self._months)]
        if not outlived or file in files:
            return head
        deed = Deed("trail.dropped", count=len(outlived), dropped=_last_of(outlived[-1]))
        (head,) = _append(file, [deed], head, now)
        for each in outlived:
            each.unlink(missing_ok=True)
        return head


def month_files(folder: Path) -> list[Path]:
    """The files of a trail, the oldest first; none where the folder is not there."""
    try:
        names = sorted(entry for entry in os.listdir(folder) if MONTH_FILE.fullmatch(entry))  # noqa: PTH208  # for each line
    except FileNotFoundError:
        return []
    return [folder / name for name in names]


@contextlib.contextmanager
def standing_still(folder: Path) -> Iterator[None]:
    """Nobody writes to the trail meanwhile; where there is no lock yet, or this system has none, nobody is kept out.

    Raises :class:`OSError`.
    """
    try:
        lock = os.open(folder / LOCK, os.O_RDONLY)
    except FileNotFoundError:
        yield
        return
    with _held(lock, alone=False):
        yield


@contextlib.contextmanager
def _held(lock: int, *, alone: bool) -> Iterator[None]:
    """The open lock, ``alone`` or beside others who only read; it is closed in the end."""
    try:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


def _append(file: Path, deeds: Sequence[Deed], head: Head, now: datetime) -> list[Head]:
    """Write the lines after ``head``: the head with each."""
    moment = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    lines, heads = [], []
    for deed in deeds:
        line = canonical({**deed.as_fields(), "n": head.number + 1, "time": moment, "before": head.hash})
        head = Head(head.number + 1, hash_of(line))
        lines.append(line + b"\n")
        heads.append(head)
    written = b"".join(lines)
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        try:
            if os.write(descriptor, written) != len(written):
                raise AuditFault("the audit trail: there is no room for a whole line")
            if any(deed.act not in UNSYNCED for deed in deeds):
                os.fsync(descriptor)
        except BaseException:
            with contextlib.suppress(OSError):
                os.truncate(descriptor, size)
            raise
    finally:
        os.close(descriptor)
    return heads


def _end_of(file: Path) -> _End:
    """Raises :class:`AuditFault` where the last whole line is none of ours, :class:`OSError`."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        size = os.fstat(descriptor).st_size
        start = max(0, size - 2 * LONGEST_LINE)
        os.lseek(descriptor, start, os.SEEK_SET)
        tail = os.read(descriptor, size - start)
    finally:
        os.close(descriptor)
    whole, newline, unfinished = tail.rpartition(b"\n")
    if not newline:
        if start:
            raise AuditFault(f"the audit trail: the end of {file.name} is no line of it")
        return _End(_before_first(file), 0, size)
    line = whole.rpartition(b"\n")[2]
    try:
        return _End(Head(int(json.loads(line)["n"]), hash_of(line)), size - len(unfinished), len(unfinished))
    except (ValueError, KeyError, TypeError):
        raise AuditFault(f"the audit trail: the last line of {file.name} is damaged; see vanthu audit verify") from None


def _last_of(file: Path) -> str:
    """The head of a file; "" where its end is damaged: that keeps nobody from writing on, and verifying tells of it."""
    try:
        return str(_end_of(file).head)
    except AuditFault:
        return ""


def _before_first(file: Path) -> Head:
    """The head where a file holds no whole line yet: that of the file before."""
    files = [each for each in month_files(file.parent) if each.name < file.name]
    return _end_of(files[-1]).head if files else START


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What the system refuses, as :class:`AuditFault`."""
    try:
        yield
    except OSError as failure:
        raise AuditFault(f"the audit trail in DATA_DIR: {failure.strerror or type(failure).__name__}") from None
