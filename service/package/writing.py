"""The raw package writer: static members copied as they are, rendered members deflated, always the same bytes.

A DOCX is a ZIP file (PKWARE APPNOTE 6.3.9). Everything that does not depend on the data (the compressed static parts,
their directory records, their offsets) is laid out once; writing a document is one join of bytes.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from service.package.reading import CONTENT_TYPES, PACKAGE_RELATIONSHIPS

try:
    from isal.isal_zlib import compress as _deflate
    from isal.isal_zlib import crc32
except ImportError:  # a machine without a wheel of isal: slower, and other (equally valid) bytes
    from zlib import compress as _deflate
    from zlib import crc32

_FAST = 1
_RAW_DEFLATE = -15
_STORED, _DEFLATED = 0, 8
_PLAIN_VERSION, _ZIP64_VERSION = 20, 45
_UTF8_NAMES = 0x800
_LIMIT_16, _LIMIT_32 = 0xFFFF, 0xFFFFFFFF
_ZIP_EPOCH = 315_532_800  # 1980-01-01T00:00:00Z, the first instant a ZIP file can name
_ZIP_LAST = 4_354_819_198  # 2107-12-31T23:59:58Z, the last one


class Member(NamedTuple):
    """A member of the archive, compressed."""

    name: str
    method: int
    crc: int
    packed: bytes
    size: int


class PackageWriter:
    """Writes packages that share their static parts. Immutable; may be used by several threads at once."""

    __slots__ = ("_count", "_directory", "_stamp", "_static")

    def __init__(self, static: Mapping[str, bytes], timestamp: int | None = None) -> None:
        """``static`` maps part names to contents; ``timestamp`` (seconds since 1970, UTC) defaults to 1980-01-01."""
        self._stamp = dos_time(_ZIP_EPOCH if timestamp is None else timestamp)
        members = [pack_tightly(name, static[name]) for name in sorted(static, key=_reading_order)]
        self._static, self._directory = _lay_out(members, self._stamp, 0)
        self._count = len(members)

    def write(self, rendered: Iterable[tuple[str, bytes]]) -> bytes:
        """A whole package: the static parts, then the rendered ones in the order given."""
        members = [pack_quickly(name, data) for name, data in rendered]
        records, directory = _lay_out(members, self._stamp, len(self._static))
        directory = self._directory + directory
        end = end_records(self._count + len(members), len(directory), len(self._static) + len(records))
        return b"".join((self._static, records, directory, end))


def rewrite_package(parts: Mapping[str, bytes], changed: Mapping[str, bytes]) -> bytes:
    """The package of ``parts`` with those of ``changed`` replaced or added at the end; the same input, the same bytes.

    The parts keep their order, but ``[Content_Types].xml`` comes first. All are deflated and dated 1980-01-01.
    """
    contents = {**parts, **changed}
    names = sorted(contents, key=lambda name: name != CONTENT_TYPES)
    return PackageWriter({}).write((name, contents[name]) for name in names)


def pack_tightly(name: str, data: bytes) -> Member:
    """Deflate once at the best level; keep as it is what does not shrink (pictures)."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, _RAW_DEFLATE)
    packed = compressor.compress(data) + compressor.flush()
    if len(packed) >= len(data):
        return Member(name, _STORED, zlib.crc32(data), data, len(data))
    return Member(name, _DEFLATED, zlib.crc32(data), packed, len(data))


def pack_quickly(name: str, data: bytes) -> Member:
    """Deflate a rendered part."""
    return Member(name, _DEFLATED, crc32(data), _deflate(data, _FAST, _RAW_DEFLATE), len(data))


def keep(name: str, data: bytes) -> Member:
    """Take what is compressed already (a DOCX) as it is."""
    return Member(name, _STORED, crc32(data), data, len(data))


def dos_time(timestamp: int) -> int:
    """A moment (seconds since 1970, UTC) as MS-DOS time and date, which reach from 1980 to 2107."""
    year, month, day, hour, minute, second = time.gmtime(min(max(timestamp, _ZIP_EPOCH), _ZIP_LAST))[:6]
    return (year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | second >> 1


def local_header(name: bytes, method: int, stamp: int, crc: int, packed_size: int, size: int) -> bytes:
    """Local file header (APPNOTE 4.3.7), with a ZIP64 field when a size needs more than 32 bits."""
    extra, version = b"", _PLAIN_VERSION
    if packed_size >= _LIMIT_32 or size >= _LIMIT_32:
        extra, version = struct.pack("<HHQQ", 1, 16, size, packed_size), _ZIP64_VERSION
        packed_size = size = _LIMIT_32
    fields = (version, _name_flag(name), method, stamp, crc, packed_size, size, len(name), len(extra))
    return struct.pack("<4sHHHIIIIHH", b"PK\3\4", *fields) + name + extra


_UNIX, _UNIX_FILE = 3 << 8, 0o100644 << 16


def directory_header(
    name: bytes,
    method: int,
    stamp: int,
    crc: int,
    packed_size: int,
    size: int,
    offset: int,
    *,
    unix: bool = False,
) -> bytes:
    """Central directory header (APPNOTE 4.3.12), with a ZIP64 field for what needs more than 32 bits.

    ``unix``: made on Unix, as a file that all may read. Some programs take names from elsewhere for those of DOS.
    """
    large = [value for value in (size, packed_size, offset) if value >= _LIMIT_32]
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    version = _ZIP64_VERSION if large else _PLAIN_VERSION
    sizes = (min(packed_size, _LIMIT_32), min(size, _LIMIT_32))
    made_by, rights = (_UNIX | version, _UNIX_FILE) if unix else (version, 0)
    fields = (made_by, version, _name_flag(name), method, stamp, crc, *sizes, len(name), len(extra), 0, 0, 0, rights)
    return struct.pack("<4sHHHHIIIIHHHHHII", b"PK\1\2", *fields, min(offset, _LIMIT_32)) + name + extra


def end_records(count: int, size: int, offset: int) -> bytes:
    """End of central directory (APPNOTE 4.3.16), preceded by its ZIP64 form (4.3.14, 4.3.15) where needed.

    ``count`` members, a directory of ``size`` bytes at ``offset``.
    """
    zip64 = b""
    if count >= _LIMIT_16 or size >= _LIMIT_32 or offset >= _LIMIT_32:
        record = (44, _ZIP64_VERSION, _ZIP64_VERSION, 0, 0, count, count, size, offset)
        zip64 = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", *record)
        zip64 += struct.pack("<4sIQI", b"PK\6\7", 0, offset + size, 1)
    counts = (min(count, _LIMIT_16),) * 2
    return zip64 + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, *counts, min(size, _LIMIT_32), min(offset, _LIMIT_32), 0)


def _lay_out(members: Sequence[Member], stamp: int, offset: int) -> tuple[bytes, bytes]:
    """Local records of the members from ``offset`` on, and their directory headers."""
    records: list[bytes] = []
    directory: list[bytes] = []
    for member in members:
        name = member.name.encode()
        header = local_header(name, member.method, stamp, member.crc, len(member.packed), member.size)
        directory.append(
            directory_header(name, member.method, stamp, member.crc, len(member.packed), member.size, offset)
        )
        records += (header, member.packed)
        offset += len(header) + len(member.packed)
    return b"".join(records), b"".join(directory)


def _name_flag(name: bytes) -> int:
    return 0 if name.isascii() else _UTF8_NAMES


def _reading_order(name: str) -> tuple[int, str]:
    """``[Content_Types].xml`` first and a part below ``word/`` third: what tells programs that this is a DOCX."""
    if name == CONTENT_TYPES:
        return 0, name
    if name == PACKAGE_RELATIONSHIPS:
        return 1, name
    return (2 if name.startswith("word/") else 3), name
