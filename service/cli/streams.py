"""Files and standard streams, read within the limit and written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TextIO

from service.errors import Message, UnreadableFile

STANDARD_STREAM = Path("-")
_COPIED_AT_ONCE = 1 << 20
_FOR_OWNER_ALONE = 0o600
_RIGHTS = 0o777

_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền",
    errno.EISDIR: "đây là thư mục",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "các liên kết dẫn vòng tròn",
    errno.EBADF: "luồng vào ra này đã đóng",
}


def read(file: Path, max_mib: int) -> bytes:
    """The bytes of ``file``, which may be ``-``. Raises :class:`UnreadableFile`."""
    limit = max_mib * 1024 * 1024
    try:
        if file == STANDARD_STREAM:
            content = _open_stream(sys.stdin).buffer.read(limit + 1)
        else:
            with file.open("rb") as stream:
                content = stream.read(limit + 1)
    except OSError as error:
        reason = reason_of(error)
        raise UnreadableFile(
            Message(f"Không đọc được tệp {file}: {reason.vi}.", f"Cannot read {file}: {reason.en}.")
        ) from None
    if len(content) > limit:
        raise UnreadableFile(
            Message(
                f"Tệp {file} lớn hơn {max_mib} MiB (giới hạn MAX_BODY_MIB).",
                f"{file} is larger than {max_mib} MiB (the limit MAX_BODY_MIB).",
            )
        )
    return content


def write(output: Path, content: bytes) -> None:
    """Write beside ``output`` and rename, so that nobody ever sees a part of a paper; ``-`` is standard output.

    A new file is its owner's alone, whatever the umask, for papers are about people; who wants others to read it says
    so. One that was there keeps the rights that it had. Raises :class:`UnreadableFile`.
    """
    if output == STANDARD_STREAM:
        write_standard_output(content)
        return
    _write_whole(output, lambda stream: stream.write(content))


def write_copy(output: Path, source: Path) -> None:
    """As :func:`write`, the content of the file ``source``, of whatever size; not to standard output."""
    with source.open("rb") as content:
        _write_whole(output, lambda stream: shutil.copyfileobj(content, stream, _COPIED_AT_ONCE))


def _write_whole(output: Path, fill: Callable[[BinaryIO], object]) -> None:
    target = Path(os.path.realpath(output))
    unfinished = target.with_name(f".vanthu-{secrets.token_hex(8)}.tmp")
    try:
        if target.is_symlink():  # what cannot be followed to its end
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists() and not target.is_file():
            raise UnreadableFile(
                Message(
                    f"{output} không phải là tệp thường; hãy chọn tên khác, hoặc ghi - để ra đầu ra chuẩn.",
                    f"{output} is no ordinary file; choose another name, or - for standard output.",
                )
            )
        rights = stat.S_IMODE(target.stat().st_mode) & _RIGHTS if target.exists() else _FOR_OWNER_ALONE
        descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            fill(stream)
            if rights != _FOR_OWNER_ALONE:
                with contextlib.suppress(OSError):  # a disk that knows no rights
                    unfinished.chmod(rights)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise _unwritable(f"tệp {output}", str(output), error) from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _unwritable(vi: str, en: str, error: OSError) -> UnreadableFile:
    reason = reason_of(error)
    return UnreadableFile(Message(f"Không ghi được {vi}: {reason.vi}.", f"Cannot write {en}: {reason.en}."))


def reason_of(error: OSError) -> Message:
    """Why it happened, in words."""
    english = error.strerror or type(error).__name__
    return Message(_REASONS.get(error.errno or 0, english), english)


def _open_stream(stream: TextIO | None) -> TextIO:
    """``stream``, which Python leaves out where the caller closed it."""
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return stream


def write_standard_output(content: bytes) -> None:
    """Raises :class:`UnreadableFile` where it cannot be written; a pipe closed at its end is no fault."""
    try:
        stream = _open_stream(sys.stdout).buffer
        stream.write(content)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout = None  # else Python writes the rest again at its end, and fails again
        raise _unwritable("ra đầu ra chuẩn", "to standard output", error) from None


def print_json(value: object, indent: int | None = None) -> None:
    """``value`` on standard output."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    write_standard_output(f"{text}\n".encode("utf-8", "replace"))
