"""A look into a workbook before it is read: is it one, how large is it really, where are formulas and merged cells.

The reader of cells lays out every sheet as one block from its first to its last cell, and ends the process where that
does not fit. So the XML of all sheets is streamed first, in bounded memory, and what is out of bounds is refused.
Nothing that a file says of its own size (``<dimension>``, sizes in the ZIP directory) is believed.
"""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from service.batch.workbook import refusals
from service.batch.workbook.places import position
from service.errors import CallerError
from service.package.archive import MAX_COMPRESSION_RATIO, MAX_ENTRIES

MOST_FORMULAS = 200_000
MOST_MERGED = 20_000
LARGEST_SMALL_PART = 4 * 1024 * 1024
"""Of the parts that name the sheets, and of the tail of the file where a compound file names its streams."""

_CHUNK = 256 * 1024
_LONGEST_ERROR = 20
_BEGINNING = 8 * 1024
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be and what reading it may take; ``seconds`` is the longest wait for the next papers."""

    rows: int = 200_000
    columns: int = 400
    cells: int = 5_000_000
    unpacked_mib: int = 1024
    memory_mib: int = 1536
    seconds: int = 120


class UnreadableWorkbook(CallerError):
    """A workbook is none, is damaged, or is not safe to open; ``code`` says which."""

    def __init__(self, refusal: refusals.Refused) -> None:
        super().__init__(refusal.message)
        self.code = refusal.code


@dataclass(slots=True)
class Extent:
    """How far filled cells of a sheet reach (from 1), its formulas (row, column: has a result), its merged cells.

    ``errors`` are the cells that show an error of Excel, as ``#REF!``; the reader of cells hides them.
    """

    rows: int = 0
    columns: int = 0
    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def inspect(file: Path, limits: Limits) -> Mapping[str, Extent]:
    """The extent of each sheet by name, in the order of the workbook. Raises :class:`UnreadableWorkbook`."""
    with _opened(file, limits) as archive:
        return _inspect_sheets(archive, limits)


def refuse_foreign(file: Path) -> None:
    """Look only at how the file begins and which parts it has, without unpacking any.

    Raises :class:`UnreadableWorkbook` where that already tells that it is no workbook, or a locked one.
    """
    with _opened(file, Limits()):
        pass


@contextlib.contextmanager
def _opened(file: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    with file.open("rb") as stream:
        beginning = stream.read(_BEGINNING)
    if refusal := _foreign_format(file, beginning):
        raise UnreadableWorkbook(refusal)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive, limits)
            yield archive
    except UnreadableWorkbook:
        raise
    except (*_UNREADABLE, expat.ExpatError, KeyError):
        raise UnreadableWorkbook(refusals.DAMAGED) from None


def _foreign_format(file: Path, beginning: bytes) -> refusals.Refused | None:
    """What the first bytes tell: a file that is named .xlsx and is of another kind."""
    if not beginning:
        return refusals.EMPTY
    if beginning.startswith(_COMPOUND_FILE):
        with file.open("rb") as stream:
            return refusals.PASSWORD if _ENCRYPTED_PACKAGE in stream.read(LARGEST_SMALL_PART) else refusals.OLD_EXCEL
    if beginning.startswith(b"PK"):
        return None
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"%pdf-"):
        return refusals.PDF
    if start.startswith((b"<!doctype html", b"<html")) or b"<table" in start:
        return refusals.HTML
    return refusals.DAMAGED if b"\0" in beginning else refusals.TEXT


def _check_directory(archive: zipfile.ZipFile, limits: Limits) -> None:
    entries = archive.infolist()
    names = [entry.filename.casefold() for entry in entries]
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked_mib << 20:
        raise UnreadableWorkbook(refusals.too_large(limits.unpacked_mib))
    if len(set(names)) < len(names):
        raise UnreadableWorkbook(refusals.DAMAGED)
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnreadableWorkbook(refusals.PASSWORD)
        if entry.file_size > MAX_COMPRESSION_RATIO * max(entry.compress_size, 1) and entry.file_size > _CHUNK:
            raise UnreadableWorkbook(refusals.too_large(limits.unpacked_mib))
    if "xl/vbaproject.bin" in names:
        raise UnreadableWorkbook(refusals.MACROS)
    if "xl/workbook.bin" in names:
        raise UnreadableWorkbook(refusals.BINARY)
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableWorkbook(refusals.OPEN_DOCUMENT)
    if "xl/workbook.xml" not in names:
        raise UnreadableWorkbook(refusals.NO_WORKBOOK)


def _inspect_sheets(archive: zipfile.ZipFile, limits: Limits) -> Mapping[str, Extent]:
    if b"macroEnabled" in _small_part(archive, "[Content_Types].xml"):
        raise UnreadableWorkbook(refusals.MACROS)
    sheets = _sheet_parts(archive)
    meter = _Meter(limits)
    extents = {part: meter.scan(archive, part) for part in dict.fromkeys(sheets.values())}
    for entry in archive.infolist():
        if entry.filename not in extents and not entry.is_dir():
            meter.skim(archive, entry.filename)
    return {name: extents[part] for name, part in sheets.items()}


def _small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        data = stream.read(LARGEST_SMALL_PART + 1)
    if len(data) > LARGEST_SMALL_PART:
        raise ValueError
    return data


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet by its name. Every target is followed, whatever folder it lies in."""
    relations: dict[str, str] = {}
    for attributes in _elements(_small_part(archive, "xl/_rels/workbook.xml.rels"), "Relationship"):
        target = attributes.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        relations[attributes.get("Id", "")] = part
    known, found = set(archive.namelist()), {}
    for attributes in _elements(_small_part(archive, "xl/workbook.xml"), "sheet"):
        relation = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
        part = relations.get(relation, "")
        if part in known:
            found[attributes.get("name", "")] = part
    if not found:
        raise UnreadableWorkbook(refusals.NO_WORKBOOK)
    return found


def _elements(data: bytes, name: str) -> Iterator[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            found.append(attributes)

    parser = _parser()
    parser.StartElementHandler = start
    parser.Parse(data, True)
    yield from found


def _parser() -> expat.XMLParserType:
    """A parser that takes no document type, hence no entities."""
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise ValueError

    parser.StartDoctypeDeclHandler = refuse
    return parser


class _Meter:
    """Counts over all parts of one workbook what the limits are about."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._unpacked = 0
        self._cells = 0

    def skim(self, archive: zipfile.ZipFile, part: str) -> None:
        """Unpack a part that is no sheet, to see how large it is."""
        for _ in self._chunks(archive, part):
            pass

    def scan(self, archive: zipfile.ZipFile, part: str) -> Extent:
        """The extent of one sheet."""
        scan = _SheetScan(self._limits)
        parser = _parser()
        parser.StartElementHandler = scan.start
        parser.EndElementHandler = scan.end
        parser.CharacterDataHandler = scan.text
        for chunk in self._chunks(archive, part):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        self._cells += scan.extent.rows * scan.extent.columns
        if self._cells > self._limits.cells:
            raise UnreadableWorkbook(refusals.too_many_cells(self._limits.cells))
        return scan.extent

    def _chunks(self, archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > self._limits.unpacked_mib << 20:
                    raise UnreadableWorkbook(refusals.too_large(self._limits.unpacked_mib))
                yield chunk


class _SheetScan:
    """Handlers of the XML of one sheet. A cell with a style and nothing in it does not count."""

    def __init__(self, limits: Limits) -> None:
        self.extent = Extent()
        self._limits = limits
        self._row = 0
        self._column = -1
        self._at = (0, 0)
        self._is_formula = False
        self._has_value = False
        self._error: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._begin_cell(attributes.get("r"))
            self._error = "" if attributes.get("t") == "e" else None
        elif name == "v" or name == "is":
            self._has_value = True
            self._fill()
        elif name == "row":
            self._begin_row(attributes.get("r"))
        elif name == "f":
            self._is_formula = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, data: str) -> None:
        if self._error is not None and self._has_value and len(self._error) < _LONGEST_ERROR:
            self._error += data

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] != "c":
            return
        if self._error is not None and self._has_value:
            self.extent.errors[self._at] = self._error.strip()[:_LONGEST_ERROR] or "#N/A"
            if len(self.extent.errors) > MOST_FORMULAS:
                raise UnreadableWorkbook(refusals.too_many_formulas(MOST_FORMULAS))
        self._error = None
        if self._is_formula:
            self._fill()
            self.extent.formulas[self._at] = self._has_value
            if len(self.extent.formulas) > MOST_FORMULAS:
                raise UnreadableWorkbook(refusals.too_many_formulas(MOST_FORMULAS))
        self._is_formula = self._has_value = False

    def _begin_row(self, reference: str | None) -> None:
        self._row = int(reference) if reference else self._row + 1
        self._column = -1

    def _begin_cell(self, reference: str | None) -> None:
        self._is_formula = self._has_value = False
        if reference is None:
            self._column += 1
            self._at = (self._row, self._column)
            return
        found = position(reference)
        if found is None:
            raise ValueError
        self._at = found
        self._row, self._column = found

    def _fill(self) -> None:
        row, column = self._at
        extent = self.extent
        extent.rows = max(extent.rows, row)
        extent.columns = max(extent.columns, column + 1)
        if extent.rows > self._limits.rows:
            raise UnreadableWorkbook(refusals.too_many_rows(self._limits.rows))
        if extent.columns > self._limits.columns:
            raise UnreadableWorkbook(refusals.too_many_columns(self._limits.columns))

    def _merge(self, reference: str) -> None:
        self.extent.merged.append(reference[:40])
        if len(self.extent.merged) > MOST_MERGED:
            raise UnreadableWorkbook(refusals.too_many_merged(MOST_MERGED))
