"""Opening a ZIP file that somebody gave us: in bounded time and memory, and so that it can be read in one way only.

``zipfile`` reads the directory. The entries are unpacked here, because what it lets pass (entries that share bytes,
names and sizes that differ from those beside the data) is how two programs are made to see two documents.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from service.errors import Message, PackageFault, UnreadableDocx
from service.package import faults

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_COMPRESSION_RATIO = 200
MAX_FAULTS = 20
"""So many faults are told at once: a hostile file must not have a longer answer than an honest one."""

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_WORD_DOCUMENT = "WordDocument".encode("utf-16-le")
_OTHER_FORMATS = ((b"{\\rtf", faults.RTF), (b"%pdf-", faults.PDF), (b"mime-version:", faults.HTML))
_BEGINNING = 1024

_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_LOCAL_SIGNATURE = b"PK\3\4"
_DIRECTORY_SIGNATURE = b"PK\1\2"
_END_SIGNATURE = b"PK\5\6"
_MAX_SIGNATURES = 10 * MAX_ENTRIES  # a ZIP file embedded in the DOCX has some of its own
_ENCRYPTED = 0x1
_UTF8_NAMES = 0x800
_RAW_DEFLATE = -15

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    OverflowError,
    RuntimeError,
    OSError,
)


class _Damaged(ValueError):
    """The bytes of an entry are not what the directory says."""


class _Entry(NamedTuple):
    """An entry of the directory, and where its record begins and its data begin and end in the file."""

    info: zipfile.ZipInfo
    record: int
    start: int
    end: int


def unpack(docx: bytes) -> Mapping[str, bytes]:
    """The entries of a ZIP file by name, in the order of its directory; folders are left out.

    Raises :class:`service.errors.UnreadableDocx` with everything that the directory tells against the file.
    """
    refuse(PackageFault("", message) for message in _foreign_format(docx))
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            infos, directory = archive.infolist(), archive.start_dir
        refuse(_directory_faults(infos))
        entries = _located(docx, infos, directory)
        return {entry.info.orig_filename: _content(docx, entry) for entry in entries if not entry.info.is_dir()}
    except _UNREADABLE:
        broke_off = docx.startswith(_LOCAL_SIGNATURE) and _END_SIGNATURE not in docx
    raise UnreadableDocx([PackageFault("", faults.BROKEN_OFF if broke_off else faults.DAMAGED)])


def refuse(found: Iterable[PackageFault]) -> None:
    """Raise :class:`UnreadableDocx` with the first faults, once each; nothing when there is none."""
    different: dict[PackageFault, None] = {}
    for fault in found:
        different[fault] = None
        if len(different) == MAX_FAULTS:
            break
    if different:
        raise UnreadableDocx(list(different))


def _foreign_format(docx: bytes) -> Iterator[Message]:
    """What the first bytes tell: a file that is named .docx and is of another kind."""
    if not docx:
        yield faults.EMPTY
    elif docx.startswith(_COMPOUND_FILE):
        yield _compound_file(docx)
    elif not docx.startswith(b"PK"):
        beginning = docx[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        yield next((message for start, message in _OTHER_FORMATS if beginning.startswith(start)), _text(beginning))
    elif docx.count(_DIRECTORY_SIGNATURE) > _MAX_SIGNATURES:
        yield faults.too_many_entries(MAX_ENTRIES)


def _compound_file(docx: bytes) -> Message:
    """Old Office files and those with a password are compound files ([MS-CFB]), which name their streams in UTF-16."""
    if _ENCRYPTED_PACKAGE in docx:
        return faults.PASSWORD
    return faults.OLD_WORD if _WORD_DOCUMENT in docx else faults.OLD_WORD_OR_PASSWORD


def _text(beginning: bytes) -> Message:
    return faults.HTML if b"<html" in beginning or beginning.startswith(b"<!doctype html") else faults.DAMAGED


def _directory_faults(entries: list[zipfile.ZipInfo]) -> Iterator[PackageFault]:
    """What the directory of the archive already tells; no more is unpacked than the sizes declared there."""
    if len(entries) > MAX_ENTRIES:
        yield PackageFault("", faults.too_many_entries(MAX_ENTRIES))
        return
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        yield PackageFault("", faults.too_large(MAX_UNPACKED_BYTES >> 20))
    seen: set[str] = set()
    for entry in entries:
        part = faults.shown(entry.orig_filename)
        if entry.orig_filename.casefold() in seen:
            yield PackageFault(part, faults.TWICE)
        seen.add(entry.orig_filename.casefold())
        yield from (PackageFault(part, message) for message in _entry_faults(entry))


def _entry_faults(entry: zipfile.ZipInfo) -> Iterator[Message]:
    if entry.flag_bits & _ENCRYPTED:
        yield faults.ENCRYPTED_ENTRY
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield faults.COMPRESSION
    if entry.file_size > MAX_COMPRESSION_RATIO * max(entry.compress_size, 1):
        yield faults.too_dense(MAX_COMPRESSION_RATIO)
    name = entry.orig_filename
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
        yield faults.NAME_LEADS_OUT


def _located(docx: bytes, infos: list[zipfile.ZipInfo], directory: int) -> list[_Entry]:
    """Where each entry lies. Raises :class:`_Damaged` where two share bytes or one reaches into the directory."""
    entries = [_locate(docx, info) for info in infos]
    in_order = sorted(entries, key=lambda entry: entry.record)
    if any(first.end > second.record for first, second in pairwise(in_order)):
        raise _Damaged
    if in_order and in_order[-1].end > directory:
        raise _Damaged
    return entries


def _locate(docx: bytes, info: zipfile.ZipInfo) -> _Entry:
    """The place of one entry, whose local header must name the same entry as the directory (APPNOTE 4.3.7)."""
    if info.header_offset < 0:
        raise _Damaged
    signature, _, flags, method, *_, name_size, extra_size = _LOCAL_HEADER.unpack_from(docx, info.header_offset)
    name_start = info.header_offset + _LOCAL_HEADER.size
    name = docx[name_start : name_start + name_size].decode("utf-8" if flags & _UTF8_NAMES else "cp437")
    if (signature, method, name) != (_LOCAL_SIGNATURE, info.compress_type, info.orig_filename):
        raise _Damaged
    start = name_start + name_size + extra_size
    return _Entry(info, info.header_offset, start, start + info.compress_size)


def _content(docx: bytes, entry: _Entry) -> bytes:
    """The data of one entry, exactly as long as declared and with the declared check sum."""
    data = docx[entry.start : entry.end]
    if entry.info.compress_type == zipfile.ZIP_DEFLATED:
        data = _inflate(data, entry.info.file_size)
    if len(data) != entry.info.file_size or zlib.crc32(data) != entry.info.CRC:
        raise _Damaged
    return data


def _inflate(packed: bytes, size: int) -> bytes:
    """Unpack no more than one byte beyond ``size``; nothing may be missing and nothing left over."""
    inflater = zlib.decompressobj(_RAW_DEFLATE)
    data = inflater.decompress(packed, size + 1)
    if not inflater.eof or inflater.unused_data:
        raise _Damaged
    return data
