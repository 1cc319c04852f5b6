"""Of which type the papers of a file are, where the clerk did not say: by what stands in the file.

A workbook of ours carries a mark, a CSV file the headings of one type, a payload its fields. Where two types fit alike,
none is taken: the clerk is asked.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from service.batch.flat_files import open_flat
from service.batch.labels import TYPE_FIELD
from service.batch.sources.flat_groups import open_sheet
from service.batch.sources.opening import FLAT, WORKBOOK
from service.batch.workbook import shape_of
from service.batch.workbook.inspecting import refuse_foreign
from service.batch.workbook.refusals import OLD_EXCEL
from service.documents import DocumentType
from service.errors import CallerError, Message

Types = Mapping[str, DocumentType]

_MARK = re.compile(rb"vanthu:([a-z0-9-]{1,80}):[0-9]")
_LONGEST_MARK = 100
_READ_AT_ONCE = 256 * 1024
_MOST_READ = 64 * 1024 * 1024
"""Of each part of a workbook, unpacked: the mark stands near the beginning of the texts or on a small sheet."""
_TEXTS = re.compile(r"xl/(sharedStrings|worksheets/[^/]+)\.xml")
OLD_ENDING = ".xls"
"""Of workbooks as Excel saved them up to 2003, which many still keep."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, NotImplementedError)


class Misfit(NamedTuple):
    """How ill a file fits a type: names in it that the type does not have, and whether required ones are missing."""

    unknown: int
    lacks: bool


def type_of_file(file: Path, types: Types) -> DocumentType | None:
    """The type of a workbook or CSV file; None where it cannot be told, for whatever reason.

    Raises :class:`OSError` where the file cannot be read.
    """
    ending = file.suffix.lower()
    if ending == WORKBOOK:
        return _type_of_workbook(file, types)
    return _type_of_flat(file, types) if ending in FLAT else None


def why_unreadable(file: Path) -> Message | None:
    """What keeps a file, whose type could not be told, from being read at all; None where nothing is seen at once.

    A locked or damaged workbook shows no mark, and choosing a type would not help. Raises :class:`OSError`.
    """
    try:
        if file.suffix.lower() == WORKBOOK:
            refuse_foreign(file)
        elif file.suffix.lower() in FLAT:
            with file.open("rb") as stream:
                open_flat(stream)
    except CallerError as refusal:
        return refusal.message
    return None


def why_not_by_name(name: str) -> Message | None:
    """What keeps a file of this name from being taken, and how to mend it; None where its ending tells no more."""
    return OLD_EXCEL.message if name.lower().endswith(OLD_ENDING) else None


def type_of_payload(value: Mapping[str, Any], types: Types) -> DocumentType | None:
    """The type that a payload names, else the one whose fields it has; None where that is no single one."""
    found = types_of_payload(value, types)
    return found[0] if len(found) == 1 else None


def types_of_payload(value: Mapping[str, Any], types: Types) -> Sequence[DocumentType]:
    """The same, but all that fit alike; none where no type has any of the payload's fields."""
    named = value.get(TYPE_FIELD)
    if isinstance(named, str) and named in types:
        return [types[named]]
    given = {key for key, each in value.items() if each is not None}

    def misfit(document_type: DocumentType) -> Misfit | None:
        fields = document_type.model.model_fields
        required = {name for name, field in fields.items() if field.is_required()}
        return Misfit(len(given - fields.keys()), not required <= given) if given & fields.keys() else None

    return _nearest(types, misfit)


def _type_of_workbook(file: Path, types: Types) -> DocumentType | None:
    try:
        with zipfile.ZipFile(file) as archive:
            marks = {mark for name in _parts(archive) for mark in _marks(archive, name)}
    except _UNREADABLE:
        return None
    found = [types[mark] for mark in marks if mark in types]
    return found[0] if len(found) == 1 else None


def _parts(archive: zipfile.ZipFile) -> Iterable[str]:
    return [name for name in archive.namelist() if _TEXTS.fullmatch(name)]


def _marks(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Marks in one part; it is searched as bytes, so nothing in it is parsed."""
    before, read = b"", 0
    with archive.open(name) as stream:
        while read < _MOST_READ and (piece := stream.read(_READ_AT_ONCE)):
            read += len(piece)
            for found in _MARK.finditer(before + piece):
                yield found[1].decode()
            before = piece[-_LONGEST_MARK:]


def _type_of_flat(file: Path, types: Types) -> DocumentType | None:
    def misfit(document_type: DocumentType) -> Misfit | None:
        try:
            with file.open("rb") as stream:
                told = Counter(fault.code for fault in open_sheet(stream, shape_of(document_type)).columns.faults)
        except CallerError:
            return None
        return Misfit(told["heading.unknown"], told["heading.missing"] > 0)

    found = _nearest(types, misfit)
    return found[0] if len(found) == 1 else None


def _nearest(types: Types, misfit: Callable[[DocumentType], Misfit | None]) -> Sequence[DocumentType]:
    """The types that fit best; more than one where they fit alike."""
    ranked = [(found, slug) for slug, each in types.items() if (found := misfit(each)) is not None]
    best = min((found for found, _ in ranked), default=None)
    return [types[slug] for found, slug in ranked if found == best]
