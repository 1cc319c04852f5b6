"""Reading the trail, and verifying it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from service.audit.acts import Head
from service.audit.chain import Broken, Chain, Flaw, fields_of
from service.audit.trail import FOLDER, LOCK, LONGEST_LINE, MONTH_FILE, month_files, standing_still, told
from service.errors import Message

_NO_FILE_OF_IT = Message(
    "tệp này không thuộc nhật ký (tệp của nhật ký tên là NĂM-THÁNG.jsonl).",
    "this is no file of the trail, which are called YEAR-MONTH.jsonl.",
)
_EMPTY = Message(
    "tệp này không có dòng nào: không ghi được dòng đầu của tháng, hoặc có người làm rỗng hay đặt vào.",
    "it holds no line: the first of its month could not be written, or somebody emptied it or put it there.",
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found: how many lines hold, the number of the first and its file, and how far they go.

    ``broken`` is the first place at which the chain does not hold, ``strange`` what else does not belong there.
    """

    lines: int
    first: int
    head: Head
    broken: Flaw | None = None
    strange: tuple[Flaw, ...] = ()
    first_file: str = ""

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """All that is not as it should be; nothing where the trail holds."""
        return (*([self.broken] if self.broken else []), *self.strange)


class _File(NamedTuple):
    """A file of the trail, open, and how many bytes of it there were at one moment."""

    name: str
    stream: BinaryIO
    size: int


def verify(data_folder: Path, expected: Head | None = None) -> Verified:
    """Follow the chain from its oldest line to its end; with ``expected``, see that this line is still in it.

    It may be written to meanwhile: all is judged as it stands at one moment. Nothing is changed. Raises
    :class:`AuditFault` where a file cannot be read.
    """
    folder, chain, broken = data_folder / FOLDER, Chain(FOLDER, expected), None
    with told(), contextlib.ExitStack() as opened:
        with standing_still(folder):
            strange = list(_strange(folder))
            files = [_opened(file, opened) for file in month_files(folder) if file.is_file()]
        try:
            strange += _follow(files, chain)
        except Broken as failure:
            broken = failure.found
    return Verified(chain.lines, chain.first, chain.head, broken, tuple(strange), chain.start[0])


def _follow(files: list[_File], chain: Chain) -> list[Flaw]:
    """What is strange about the end. Raises :class:`Broken`."""
    place, strange = (FOLDER, 0), []
    for file in files:
        for number, line in _lines(file):
            if line.endswith(b"\n"):
                place = (file.name, number)
                chain.add(line[:-1], place)
            elif file is files[-1] and file.stream.tell() >= file.size:
                strange.append(_unfinished((file.name, number), len(line)))
            else:
                raise Broken(
                    (file.name, number), "dòng này dở dang hoặc quá dài.", "this line is unfinished or too long."
                )
        chain.end_file()
    chain.end(place)
    return strange


def _lines(file: _File) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers, up to the size that it had; what is longer than any line in pieces."""
    left, number = file.size, 0
    while line := file.stream.readline(min(left, 2 * LONGEST_LINE)):
        left, number = left - len(line), number + 1
        yield number, line


def _opened(file: Path, stack: contextlib.ExitStack) -> _File:
    stream = stack.enter_context(file.open("rb"))
    return _File(file.name, stream, os.fstat(stream.fileno()).st_size)


def _strange(folder: Path) -> Iterator[Flaw]:
    """What is in the folder and no file of the trail."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # as in month_files
    except FileNotFoundError:
        return
    for name in names:
        if name != LOCK and not (MONTH_FILE.fullmatch(name) and (folder / name).is_file()):
            yield Flaw(name, 0, _NO_FILE_OF_IT)
        elif name != LOCK and not (folder / name).stat().st_size and not name.startswith(f"{datetime.now(UTC):%Y-%m}"):
            yield Flaw(name, 0, _EMPTY)


def _unfinished(place: tuple[str, int], size: int) -> Flaw:
    return Flaw(
        *place,
        Message(
            f"{size} byte cuối không thành một dòng: máy mất điện khi đang ghi, hoặc có người thêm vào. Dòng được ghi "
            "tiếp theo sẽ cắt phần này và cho biết đã cắt.",
            f"its last {size} bytes are no whole line: a power cut left them, or somebody put them there. The next "
            "line that is written cuts them off and tells of it.",
        ),
    )


def lies_elsewhere(data_folder: Path) -> bool:
    """Whether the trail, or a file of it, is a link: what it leads to is in no backup of the data folder."""
    folder = data_folder / FOLDER
    with told():
        return folder.is_symlink() or any(file.is_symlink() for file in month_files(folder))


def entries(data_folder: Path, since: str = "", who: str = "") -> Iterator[dict[str, Any]]:
    """The lines, the oldest first, from the moment ``since`` (ISO 8601 in UTC, or its beginning) on, and of ``who``.

    What cannot be read as a line is left out: :func:`verify` tells of it. Raises :class:`AuditFault`.
    """
    with told():
        files = month_files(data_folder / FOLDER)
    for file in files:
        if file.stem < since[:7]:
            continue
        for line in _whole_lines(file):
            fields = fields_of(line)
            if fields is None or str(fields.get("time", "")) < since:
                continue
            if not who or who in (fields.get("who"), fields.get("about")):
                yield fields


def _whole_lines(file: Path) -> Iterator[bytes]:
    """The whole lines of a file, without their newlines."""
    with told(), file.open("rb") as stream:
        for line in stream:
            if line.endswith(b"\n"):
                yield line[:-1]
