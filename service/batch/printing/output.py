"""The file as it is written: the text deflated piece by piece as it comes, all other parts at the end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from service.batch.printing.markup import RELATIONSHIPS, WORD
from service.package.writing import Member, directory_header, dos_time, end_records, local_header, pack_tightly

_STAMP = dos_time(0)
_LEVEL = 6
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:document xmlns:w="{WORD}" xmlns:r="{RELATIONSHIPS}"><w:body>'
).encode()
_FOOT = b"</w:body></w:document>"


class DocumentText:
    """The part that holds the text. What is written is kept deflated only, some 1 KiB for a page."""

    def __init__(self) -> None:
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._packed: list[bytes] = []
        self._crc = 0
        self._size = 0
        self.write(_HEAD)

    def write(self, data: bytes) -> None:
        """More of the body."""
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._packed.append(self._packer.compress(data))

    def close(self, name: str) -> Member:
        """The finished part."""
        self.write(_FOOT)
        self._packed.append(self._packer.flush())
        return Member(name, zlib.DEFLATED, self._crc, b"".join(self._packed), self._size)


def write_package(target: BinaryIO, first: Iterable[tuple[str, bytes]], text: Member, others: dict[str, bytes]) -> None:
    """Write a package: the parts of ``first`` in their order, the text, the others by name; always the same bytes."""
    offset = 0
    directory: list[bytes] = []
    for member in _members(first, text, others):
        name = member.name.encode()
        facts = (member.method, _STAMP, member.crc, len(member.packed), member.size)
        header = local_header(name, *facts)
        directory.append(directory_header(name, *facts, offset))
        target.write(header)
        target.write(member.packed)
        offset += len(header) + len(member.packed)
    records = b"".join(directory)
    target.write(records)
    target.write(end_records(len(directory), len(records), offset))


def _members(first: Iterable[tuple[str, bytes]], text: Member, others: dict[str, bytes]) -> Iterator[Member]:
    for name, content in first:
        yield pack_tightly(name, content)
    yield text
    for name in sorted(others):
        yield pack_tightly(name, others[name])
