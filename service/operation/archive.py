"""A backup as a file: a TAR, compressed by gzip, that any system can unpack and check.

First ``backup.json`` says what it is, then come the files of the data folder under their own paths, last ``SHA256SUMS``
in the form of ``sha256sum -c``. A file that ends before it is none. Whoever made one is not trusted when it is read:
only ordinary files with plain relative paths come out of it, none of which takes the place of what is there in passing,
and no more than the disk has room for. How large it is, is what ``backup.json`` says first; but while files are copied
some grow, so that each is measured against the room once more by its own header, before any of it is written.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, NamedTuple, cast

from service.errors import Message
from service.operation import contents
from service.operation.refusals import RefusedBackup, UnreadableBackup

FORMAT = 1
_HEAD = "backup.json"
_SUMS = "SHA256SUMS"
_COMPRESSION = 1
_LONGEST_HEAD = 1 << 16
_LONGEST_SUMS = 1 << 28
_LONGEST_PATH = 1000
_LONGEST_BETWEEN = 1 << 20
"""Bytes from one file to the next, and after the last: headers, which are held in memory, and what fills blocks up."""
_COPIED_AT_ONCE = 1 << 20
_BLOCK = 4096
_MIB = 1 << 20
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


class Head(NamedTuple):
    """``version`` is that of the program, ``created`` seconds of Unix, ``fingerprint`` what the papers depended on.

    ``size`` is how many bytes the files had when the backup was begun; 0 where an older program did not say so.
    """

    version: str
    created: int
    fingerprint: str
    size: int = 0


class Writer:
    """Writes files into a backup. Counts them and their bytes."""

    def __init__(self, tar: tarfile.TarFile, head: Head) -> None:
        self._tar = tar
        self._sums: list[str] = []
        self.files = 0
        self.size = 0
        content = json.dumps({"format": FORMAT, **head._asdict()}, indent=2).encode()
        self.add(PurePosixPath(_HEAD), io.BytesIO(content), len(content), head.created)
        self.files = self.size = 0

    def add(self, path: PurePosixPath, stream: IO[bytes], size: int, modified: float) -> None:
        """So many bytes of a stream, as the file ``path`` last ``modified`` then. Raises :class:`OSError`."""
        reading = _Summing(stream)
        self._tar.addfile(_member(str(path), size, modified), reading)
        self._sums.append(f"{reading.digest.hexdigest()}  {path}\n")
        self.files += 1
        self.size += size

    def close(self, created: int) -> None:
        """Write the checksums."""
        content = "".join(self._sums).encode()
        self._tar.addfile(_member(_SUMS, len(content), created), io.BytesIO(content))


@contextmanager
def writing(stream: BinaryIO, head: Head) -> Iterator[Writer]:
    """A backup into a stream that need not be a file."""
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", filename="", compresslevel=_COMPRESSION, mtime=head.created) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        writer = Writer(tar, head)
        yield writer
        writer.close(head.created)


def unpack(stream: BinaryIO, folder: Path, room: int) -> Head:
    """Write the files of a backup into an empty folder, for the owner alone, and check them all.

    Raises :class:`UnreadableBackup`, :class:`RefusedBackup` where they take more than ``room`` bytes, and
    :class:`OSError` where they cannot be written. What was written stays.
    """
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            metered = _Metered(unpacked)
            with tarfile.open(fileobj=cast(IO[bytes], metered), mode="r|") as tar:
                head, sums = _unpack(tar, metered, folder, _Room(room))
                while metered.read(_COPIED_AT_ONCE):  # to the end, where gzip has a checksum of its own
                    pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
        damaged = Message("tệp không đầy đủ hoặc đã hỏng.", "it is not whole, or damaged.")
        raise UnreadableBackup(damaged) from None
    if sums is None:
        raise UnreadableBackup(Message("tệp bị cắt, thiếu phần cuối.", "it was cut, and its end is missing."))
    return head


def _unpack(tar: tarfile.TarFile, metered: _Metered, folder: Path, room: _Room) -> tuple[Head, dict[str, str] | None]:
    found: dict[str, str] = {}
    head = None
    for member in tar:
        name = _plain_name(member)
        content = tar.extractfile(member)
        if content is None:
            raise _not_ours()
        metered.allow(member.size)
        if head is None:
            head, found[name] = _read_head(name, content)
            room.hold(head.size)
        elif name == _SUMS:
            _compare(_read_sums(content), found)
            metered.allow(0)
            if tar.next() is not None:
                raise _not_ours()
            return head, found
        else:
            room.take(member.size)
            found[name] = _write(content, folder, name)
        metered.allow(0)
    if head is None:
        raise _not_ours()
    return head, None


def _read_head(name: str, content: IO[bytes]) -> tuple[Head, str]:
    text = content.read(_LONGEST_HEAD)
    try:
        value: Any = json.loads(text)
        size = int(value.get("size", 0))
        about = Head(str(value["version"]), int(value["created"]), str(value["fingerprint"]), size)
        form = value["format"]
        datetime.fromtimestamp(about.created, UTC)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, OSError):
        raise _not_ours() from None
    if name != _HEAD or form != FORMAT:
        raise UnreadableBackup(
            Message(
                "bản sao lưu do phiên bản khác tạo ra, chương trình này chưa đọc được; hãy cài phiên bản mới hơn.",
                "it is of a form that this program does not know; install a newer one.",
            )
        )
    return about, hashlib.sha256(text).hexdigest()


def _not_ours() -> UnreadableBackup:
    return UnreadableBackup(Message("đây không phải là bản sao lưu của Văn thư.", "it is no backup of Văn thư."))


def _plain_name(member: tarfile.TarInfo) -> str:
    """The path of a member, which is an ordinary file below the folder, however it is written."""
    name, parts = member.name, member.name.split("/")
    if (
        member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE)
        or member.issparse()
        or len(name) > _LONGEST_PATH
        or any(part in ("", ".", "..") for part in parts)
        or any(character in "\\:" or unicodedata.category(character) in ("Cc", "Cs") for character in name)
    ):
        raise UnreadableBackup(
            Message(
                "trong tệp có liên kết, thiết bị hoặc đường dẫn dẫn ra ngoài thư mục dữ liệu.",
                "it holds links, devices or paths that lead out of the data folder.",
            )
        )
    if not contents.is_data(parts[0]) or contents.is_unfinished(parts[-1]):
        raise UnreadableBackup(
            Message(
                "trong tệp có tệp con mang tên của dữ liệu tạm thời, không bản sao lưu nào của Văn thư có.",
                "it holds files by names of passing data, which no backup of Văn thư does.",
            )
        )
    return name


def _write(content: IO[bytes], folder: Path, name: str) -> str:
    """Write one file; its SHA-256."""
    target, digest = folder / name, hashlib.sha256()
    try:
        for above in reversed(target.relative_to(folder).parents[:-1]):
            (folder / above).mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except (FileExistsError, IsADirectoryError, NotADirectoryError):
        twice = Message("trong tệp có hai tệp con cùng tên.", "two files in it have the same name.")
        raise UnreadableBackup(twice) from None
    with os.fdopen(descriptor, "wb") as stream:
        while piece := content.read(_COPIED_AT_ONCE):
            digest.update(piece)
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    return digest.hexdigest()


def _read_sums(content: IO[bytes]) -> dict[str, str]:
    try:
        lines = content.read(_LONGEST_SUMS).decode().splitlines()
    except UnicodeDecodeError:
        raise _not_ours() from None
    found = [_SUM.fullmatch(line) for line in lines]
    return {match[2]: match[1] for match in found if match}


def _compare(sums: dict[str, str], found: dict[str, str]) -> None:
    wrong = sum(found.get(name) != sums.get(name) for name in {*sums, *found})
    if wrong:
        raise UnreadableBackup(
            Message(
                f"{wrong} tệp con thiếu, thừa hoặc không đúng mã kiểm tra (SHA-256).",
                f"{wrong} of its files are missing, not listed, or not of their checksum (SHA-256).",
            )
        )


def _member(name: str, size: int, modified: float) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, int(modified), 0o600
    return member


class _Room:
    """The room on the disk for what is unpacked, in bytes."""

    def __init__(self, left: int) -> None:
        self._left = left

    def hold(self, size: int) -> None:
        """Raise :class:`RefusedBackup` unless there is room for so much."""
        if size > self._left:
            raise RefusedBackup(
                Message(
                    f"Không đủ chỗ trên ổ đĩa của DATA_DIR: cần thêm {_mib(size)} MiB, còn dùng được "
                    f"{_mib(self._left)} MiB. Hãy giải phóng chỗ rồi khôi phục lại; dữ liệu hiện có không bị thay đổi.",
                    f"There is not enough room on the disk of DATA_DIR: {_mib(size)} MiB more are needed, "
                    f"{_mib(self._left)} MiB can be used. Make room and restore again; the present data were not "
                    "changed.",
                )
            )

    def take(self, size: int) -> None:
        """The same for one file, whose room is taken then."""
        taken = max(1, -(-size // _BLOCK)) * _BLOCK
        self.hold(taken)
        self._left -= taken


def _mib(size: int) -> int:
    return max(0, size) // _MIB


class _Metered:
    """A stream of which no more is read than what was allowed: it may go on for ever, and headers fill the memory."""

    def __init__(self, stream: gzip.GzipFile) -> None:
        self._stream = stream
        self._left = _LONGEST_BETWEEN

    def allow(self, size: int) -> None:
        """So many bytes may come, beside what lies between files."""
        self._left = size + _LONGEST_BETWEEN

    def read(self, size: int = -1) -> bytes:
        """Raises :class:`UnreadableBackup`."""
        piece = self._stream.read(size)
        self._left -= len(piece)
        if self._left < 0:
            raise _not_ours()
        return piece


class _Summing:
    """A stream that is summed up while it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size)
        self.digest.update(piece)
        return piece
