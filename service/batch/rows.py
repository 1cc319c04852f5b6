"""The canonical JSONL of a batch: one line for each paper, whatever kind of file it came from.

``{"row": 1, "type": slug, "name": "05-QĐ-ĐU ….docx", "places": {"/members/3/birth": ["Đảng viên", "F17"]},
"faults": [{"pointer", "code", "vi", "en"}], "companions": [["/members/3", "…/07-GTSHĐ ….docx", 7]], "payload": {…}}``,
companions only where they were asked for. The payload stands last, so that its bytes can be handed
on as they were sent, without being parsed once more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic_core import PydanticSerializationError, from_json, to_json

from service.batch.workbook.places import Place
from service.errors import Finding, Message

_PAYLOAD = b', "payload": '
"""Found only where the key stands: within a string, quotation marks are escaped."""
_NO_PLACES: Mapping[str, Place] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Placed(Finding):
    """A fault that a reader found, at its own cell, which need not be that of its pointer.

    ``elsewhere``: it is told once for the whole file, and here only keeps the rules from judging what was not read.
    """

    place: Place | None = None
    elsewhere: bool = False


class Named(NamedTuple):
    """A companion of a paper, by the pointer that it has there: the name of its file, and its number."""

    pointer: str
    name: str
    number: int | None = None


class Row(NamedTuple):
    """One paper to be made, with its companions.

    ``number`` is where it stands in its file, from 1 and rising. ``payload`` is JSON without line breaks, ``places``
    says by JSON Pointer in which cell a value stands, ``faults`` are what was found before the payload was read.
    ``name`` is that of its file, given by ``splitting``. ``companions`` are made with it, all or none; None where
    none were asked for.
    """

    number: int
    slug: str
    payload: bytes
    places: Mapping[str, Place] = _NO_PLACES
    faults: tuple[Finding, ...] = ()
    name: str = ""
    companions: tuple[Named, ...] | None = None

    @property
    def papers(self) -> int:
        """How many are to be made."""
        return 1 + len(self.companions or ())


class RowError(NamedTuple):
    """What keeps a row from being a paper: where, what, how to mend it; ``place`` is None where there are no cells."""

    row: int
    pointer: str
    code: str
    message: Message
    place: Place | None = None


def encode(row: Row) -> bytes:
    """The line of ``row`` with its line break."""
    head: dict[str, Any] = {
        "row": row.number,
        "type": row.slug,
        "name": row.name,
        "places": dict(row.places),
        "faults": [_fault_as_json(fault) for fault in row.faults],
    }
    if row.companions is not None:
        head["companions"] = row.companions
    return _as_json(head)[:-1] + _PAYLOAD + row.payload + b"}\n"


def _as_json(value: object) -> bytes:
    """In UTF-8; half a pair of surrogates, which has no such form, becomes a question mark."""
    try:
        return to_json(value)
    except PydanticSerializationError:
        return json.dumps(value, ensure_ascii=False).encode(errors="replace")


def decode(line: bytes) -> Row:
    """The row of a line that :func:`encode` wrote."""
    head, _, payload = line.partition(_PAYLOAD)
    value: dict[str, Any] = from_json(head + b"}")
    places = {pointer: Place(*place) for pointer, place in value["places"].items()} if value["places"] else _NO_PLACES
    faults = tuple(_fault_from_json(fault) for fault in value["faults"])
    companions = tuple(Named(*each) for each in value["companions"]) if "companions" in value else None
    return Row(value["row"], value["type"], payload.removesuffix(b"\n")[:-1], places, faults, value["name"], companions)


def errors_of(row: Row, findings: Iterable[Finding]) -> tuple[RowError, ...]:
    """The errors of a row, each at its place and once: those found before, then ``findings`` about what could be read.

    The same as :func:`service.batch.workbook.faults_of` tells, without warnings.
    """
    known = [fault for fault in row.faults if fault.level == "error"]
    unread = {fault.pointer for fault in known if fault.pointer}
    every = [*known, *(finding for finding in findings if finding.pointer not in unread)]
    found: dict[object, RowError] = {}
    for fault in every:
        if not (isinstance(fault, Placed) and fault.elsewhere):
            error = RowError(row.number, fault.pointer, fault.code, fault.message, _place_of_fault(row, fault))
            found.setdefault((error.place or error.pointer, error.code, error.message), error)
    return tuple(found.values())


def _place_of_fault(row: Row, fault: Finding) -> Place | None:
    placed = fault.place if isinstance(fault, Placed) else None
    return placed or place_of(row, fault.pointer)


def place_of(row: Row, pointer: str) -> Place | None:
    """The cell of the value at ``pointer``, else of what it is part of, else of the row."""
    while pointer and pointer not in row.places:
        pointer = pointer.rpartition("/")[0]
    return row.places.get(pointer)


def _fault_as_json(fault: Finding) -> dict[str, Any]:
    value: dict[str, Any] = {
        "pointer": fault.pointer,
        "code": fault.code,
        "vi": fault.message.vi,
        "en": fault.message.en,
        "level": fault.level,
    }
    if isinstance(fault, Placed):
        value |= {"place": fault.place, "elsewhere": fault.elsewhere}
    return value


def _fault_from_json(value: dict[str, Any]) -> Finding:
    told = (value["pointer"], value["code"], Message(value["vi"], value["en"]), value.get("level", "error"))
    if "place" not in value:
        return Finding(*told)
    return Placed(*told, Place(*value["place"]) if value["place"] else None, value["elsewhere"])


def errors_as_json(errors: Sequence[RowError]) -> list[list[Any]]:
    """For the index of a part."""
    return [[e.pointer, e.code, *e.message, *(e.place or ())] for e in errors]


def errors_from_json(row: int, values: Sequence[Sequence[Any]]) -> list[RowError]:
    """The errors of a row from the index of a part."""
    return [
        RowError(row, pointer, code, Message(vi, en), Place(*place) if place else None)
        for pointer, code, vi, en, *place in values
    ]
