"""The end of a batch: all parts joined under one central directory, with the lists.

Memory does not grow with the papers. Records are copied as they are, nothing is deflated again. ZIP64 where needed.
"""

from __future__ import annotations

import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from service.batch.lists import ListWriter
from service.batch.manifest import ERROR_HEADINGS, MANIFEST_HEADINGS, error_cells
from service.batch.parts import STAMP, Entry, Failed, Made, entries_of
from service.batch.print_files import print_files
from service.batch.store import BatchFolder, make_folder, written
from service.batch.transfer_summary import SUMMARY_NAME, write_summary
from service.batch.wishes import PrintFiles
from service.errors import BatchFault
from service.package.writing import directory_header, end_records, local_header

_STORED = 0
_LEVEL = 6
_DEFLATED_WITHIN = (".docx", ".xlsx")
_COPIED_AT_ONCE = 1 << 20
_SECONDS_BETWEEN_LOOKS = 0.01

MendingFile = Callable[[BatchFolder, Sequence[int], Path], Sequence[Path]]
"""Writes into a folder, from the rows that failed, what a clerk mends and sends again, and returns the files: for a
workbook, its failed rows in its own shape. A function of a module, for it goes to another process."""


class Finished(NamedTuple):
    """What is in the archive; ``part_bytes`` are those of all its parts."""

    papers: int
    failed: int
    size: int
    part_bytes: int


class PartOf(NamedTuple):
    """A part as the ledger knows it; ``size`` is None where it is still being made."""

    number: int
    size: int | None


def finish(
    folder: BatchFolder,
    parts: Sequence[PartOf],
    progress: Callable[[int], None] = lambda part: None,
    mending: MendingFile | None = None,
    print_how: PrintFiles = "none",
    *,
    ascii_only: bool = False,
) -> Finished:
    """Write the archive of the batch. The same parts give the same bytes. A part that is being made is waited for.

    Raises :class:`BatchFault` where a part is not as it was written, :class:`OSError` where there is no room.
    """
    for part in parts:
        if part.size is not None and _bytes_of(folder.part(part.number)) != part.size:
            raise BatchFault(f"part {part.number} of a batch is missing or was changed")
    shutil.rmtree(folder.work, ignore_errors=True)
    make_folder(folder.work)
    try:
        with (
            written(folder.archive) as stream,
            tempfile.TemporaryFile(dir=folder.work) as directory,
            _Lists(folder.work) as lists,
        ):
            archive = _Archive(stream, directory, lists)
            failed: list[int] = []
            part_bytes = 0
            for part in parts:
                part_bytes += _wait_for(folder.part(part.number), partial(progress, part.number))
                failed += archive.take(folder.part(part.number))
                progress(part.number)
            papers = archive.count
            files = [*lists.close(), *_mended(folder, failed, mending)]
            for file in dict.fromkeys(files):  # a file to mend may stand in place of a list
                archive.add(file)
            if archive.moves:
                archive.add(_summary(folder, parts, progress))
            numbers = [part.number for part in parts]
            for name, file in print_files(folder, numbers, print_how, ascii_only=ascii_only, progress=progress):
                archive.add(file, name)
            size = archive.close()
        return Finished(papers, len(failed), size, part_bytes)
    finally:
        shutil.rmtree(folder.work, ignore_errors=True)


def _wait_for(part: Path, still_waiting: Callable[[], None]) -> int:
    """How large the part is, once it is there: it gets its name when all of it is written."""
    while (size := _bytes_of(part)) is None:
        still_waiting()
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return size


def _bytes_of(part: Path) -> int | None:
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return None


class _Archive:
    """Writes records to ``stream`` and their headers to ``directory``, which follows them at the end.

    ``lists`` are told of each. ``moves``: papers of it are to be summed up.
    """

    def __init__(self, stream: BinaryIO, directory: BinaryIO, lists: _Lists) -> None:
        self._lists = lists
        self._stream = stream
        self._directory = directory
        self._offset = 0
        self.count = 0
        self.moves = False

    def take(self, part: Path) -> list[int]:
        """Copy the papers of a part; the rows that became none."""
        failed, end = [], 0
        for entry in entries_of(part):
            self._lists.take(entry)
            if isinstance(entry, Failed):
                failed.append(entry.row)
            else:
                self.moves = self.moves or entry.moves is not None
                self._enter(entry.name, _STORED, entry.crc, entry.size, entry.size, self._offset + entry.offset)
                end = entry.offset + entry.length
        with part.open("rb") as source:
            self._copy(source, end)
        return failed

    def add(self, file: Path, name: str = "") -> None:
        """A file of its own; ``name`` is that in the archive where it is another."""
        name = name or file.name
        packed_file = file.with_name(f"{file.name}.packed")
        level = 0 if file.suffix in _DEFLATED_WITHIN else _LEVEL
        crc, size, packer = 0, 0, zlib.compressobj(level, zlib.DEFLATED, -15)
        with file.open("rb") as source, packed_file.open("w+b") as packed:
            while piece := source.read(_COPIED_AT_ONCE):
                crc, size = zlib.crc32(piece, crc), size + len(piece)
                packed.write(packer.compress(piece))
            packed.write(packer.flush())
            packed_size = packed.tell()
            packed.seek(0)
            header = local_header(name.encode(), zlib.DEFLATED, STAMP, crc, packed_size, size)
            self._enter(name, zlib.DEFLATED, crc, packed_size, size, self._offset)
            self._stream.write(header)
            self._offset += len(header)
            self._copy(packed, packed_size)

    def close(self) -> int:
        """Write the central directory; the size of the whole."""
        size = self._directory.tell()
        self._directory.seek(0)
        shutil.copyfileobj(self._directory, self._stream, _COPIED_AT_ONCE)
        self._stream.write(end_records(self.count, size, self._offset))
        return self._stream.tell()

    def _enter(self, name: str, method: int, crc: int, packed_size: int, size: int, offset: int) -> None:
        self._directory.write(directory_header(name.encode(), method, STAMP, crc, packed_size, size, offset, unix=True))
        self.count += 1

    def _copy(self, source: BinaryIO, size: int) -> None:
        left = size
        while left:
            piece = source.read(min(left, _COPIED_AT_ONCE))
            if not piece:
                raise BatchFault("a part of a batch ends too soon")
            self._stream.write(piece)
            left -= len(piece)
        self._offset += size


class _Lists:
    """The manifest, and the errors where there are any, each as CSV and XLSX."""

    def __init__(self, folder: Path) -> None:
        self._manifest = ListWriter(folder / "manifest", MANIFEST_HEADINGS)
        self._errors = ListWriter(folder / "errors", ERROR_HEADINGS)

    def take(self, entry: Entry) -> None:
        """Its lines."""
        if isinstance(entry, Made):
            self._manifest.add(entry.cells)
        else:
            for error in entry.errors:
                self._errors.add(error_cells(error))

    def close(self) -> Iterator[Path]:
        """The files."""
        yield from self._manifest.close()
        if self._errors.rows:
            yield from self._errors.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._manifest.abandon()
        self._errors.abandon()


def _entries(folder: BatchFolder, parts: Sequence[PartOf], progress: Callable[[int], None]) -> Iterator[Entry]:
    for part in parts:
        progress(part.number)
        yield from entries_of(folder.part(part.number))


def _summary(folder: BatchFolder, parts: Sequence[PartOf], progress: Callable[[int], None]) -> Path:
    """Who goes where, of a batch whose companions were asked for."""
    file = folder.work / SUMMARY_NAME
    write_summary(file, _entries(folder, parts, progress))
    return file


def _mended(folder: BatchFolder, failed: Sequence[int], mending: MendingFile | None) -> Sequence[Path]:
    return mending(folder, failed, folder.work) if mending and failed else ()
