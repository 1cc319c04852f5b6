"""The papers of a batch as far as lists of members are joined to them: by the name of their cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import from_json

from service.batch.labels import TYPE_FIELD
from service.batch.rows import Row
from service.batch.workbook.naming import nearest
from service.batch.workbook.words import folded
from service.documents import DocumentType

MEMBERS = "members"
_MOST_COMPARED = 5_000
_QUOTES = re.compile("[\"'“”‘’«»]")
_DASHES = re.compile(r"\s*[-–—]\s*")
_PREFIX = re.compile(r"^(?:chi bộ|cb)(?:\s*:\s*|\s+)")
_OF_WHOM = re.compile(r"^(.+?)\s*(?:[,;(]|-|\s(?:trực )?thuộc)\s*(?:(?:trực )?thuộc )?(đảng bộ \S.*?)\)?$")
_ORGANISATION = re.compile(r"^đảng bộ ")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that takes members. ``unit`` is the place of its đảng bộ, "" where the row does not say.

    ``has_own``: its row brings members itself. ``moves``: its members have a receiving cell. ``needs``: without members
    it is refused.
    """

    number: int
    slug: str
    name: str
    unit: str
    has_own: bool
    moves: bool
    needs: bool


@dataclass
class Papers:
    """All papers that take members, found by the cells that they are about.

    ``rows`` counts the other papers too, ``unread`` those of which nothing can be told.
    """

    rows: int = 0
    unread: int = 0
    every: dict[int, Paper] = field(default_factory=dict)
    _by_name: dict[str, list[Paper]] = field(default_factory=dict)
    _by_short_name: dict[str, list[Paper]] = field(default_factory=dict)

    @property
    def only(self) -> Paper | None:
        """The one paper, where there is surely no other."""
        return next(iter(self.every.values())) if len(self.every) == 1 and not self.unread else None

    @property
    def are_founding(self) -> bool:
        """Whether no member of them goes on to another cell: a receiving cell is then the cell of a paper itself."""
        return not any(paper.moves for paper in self.every.values())

    def add(self, paper: Paper) -> None:
        """One more."""
        self.every[paper.number] = paper
        if paper.name:
            name, short, _ = cell_keys(paper.name)
            self._by_name.setdefault(name, []).append(paper)
            self._by_short_name.setdefault(short, []).append(paper)

    def about(self, cell: str) -> list[Paper]:
        """The papers about a cell: one, none, or several among which nobody can choose."""
        name, short, unit = cell_keys(cell)
        if len(found := self._by_name.get(name, [])) == 1:
            return found
        found = found or self._by_short_name.get(short, [])
        if not unit:
            return found
        own = [paper for paper in found if paper.unit == unit]
        return own or [paper for paper in found if not paper.unit]

    def nearest(self, cell: str) -> str | None:
        """The name of the paper that was probably meant."""
        names = {paper.name for paper in self.every.values() if paper.name}
        return nearest(cell, sorted(names)) if len(names) <= _MOST_COMPARED else None


@cache
def cell_keys(name: str) -> tuple[str, str, str]:
    """What names of cells are compared by: the whole, the cell without its đảng bộ, and the place of that.

    Case, blanks, quotes, dashes, “Chi bộ”, the spelling of ủy, and đảng ủy for đảng bộ make no difference.
    """
    plain = _DASHES.sub(" - ", _QUOTES.sub("", folded(name))).strip(" ,;:.-")
    plain = _PREFIX.sub("", plain.replace("đảng uỷ", "đảng bộ"))
    found = _OF_WHOM.match(plain)
    return (plain, found[1], _ORGANISATION.sub("", found[2])) if found else (plain, plain, "")


def papers_of(rows: Iterable[Row], types: Mapping[str, DocumentType]) -> Papers:
    """The papers of the rows that are of a type with ``members``."""
    papers = Papers()
    for row in rows:
        papers.rows += 1
        payload = _payload(row.payload)
        if payload is None:
            papers.unread += 1
            continue
        slug = payload.get(TYPE_FIELD, row.slug)
        document_type = types.get(slug) if isinstance(slug, str) else None
        if document_type is not None and (fields := member_fields(document_type)):
            papers.add(_paper(row, payload, document_type, fields))
    return papers


def _paper(row: Row, payload: Mapping[str, Any], document_type: DocumentType, fields: frozenset[str]) -> Paper:
    issuer = payload.get("issuer")
    issued_by = issuer.get("name") if isinstance(issuer, dict) else None
    issued_by = issued_by if isinstance(issued_by, str) else ""
    cell = payload.get("cell_name") if "cell_name" in document_type.model.model_fields else issued_by
    return Paper(
        row.number,
        document_type.slug,
        cell if isinstance(cell, str) else "",
        _ORGANISATION.sub("", cell_keys(issued_by)[0]),
        has_own=bool(payload.get(MEMBERS)),
        moves="destination_cell" in fields,
        needs=document_type.model.model_fields[MEMBERS].is_required(),
    )


def _payload(payload: bytes) -> dict[str, Any] | None:
    """The fields; None where they cannot be read, which is told when the row is named."""
    try:
        value = from_json(payload)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def member_fields(document_type: DocumentType) -> frozenset[str]:
    """The fields of an item of ``members``; none where the type has no such list."""
    about = document_type.model.model_fields.get(MEMBERS)
    return _fields_within(about.annotation) if about else frozenset()


def _fields_within(annotation: Any) -> frozenset[str]:
    """The fields of the model in ``list[Model] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return frozenset(annotation.model_fields)
    return next((found for each in get_args(annotation) if (found := _fields_within(each))), frozenset())
