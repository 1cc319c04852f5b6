"""What each row is given when the file is split: its type, its number where that is asked for, and its name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic_core import from_json

from service.batch.naming import Facts, Names
from service.batch.registers import HIGHEST, USED_UP, Numbering, begin_of, key_of, used_up
from service.batch.rows import Named, Row
from service.batch.wishes import Wishes
from service.documents import Companion, DocumentType, read_json
from service.errors import Finding, MalformedJson, Message
from service.pipeline import Issuer, Pipeline

TYPE_FIELD = "type"
"""In a line of JSONL it may say of which type the paper is."""
_MADE_BEFORE = Message(
    "Văn bản này đã lập ở lô trước nên không lập lại; nếu không sửa gì thì bỏ dòng này.",
    "This paper was made by the earlier batch and is not made again; leave the row out unless it was to be changed.",
)
_BEFORE = 0
"""In place of a row: the paper was made by an earlier batch."""
_OF_ISSUER = frozenset({"/issuer", "/issuer_ref", "/issuer/name", "/issuer/symbol", "/issuer/kind"})
"""While one of these cannot be read, nobody knows in whose register the paper belongs."""
_NOTHING_BEFORE: Mapping[str, int] = MappingProxyType({})


class Labels:
    """Gives each row of a batch its name and, where that is asked for, its number.

    Numbers are given for each issuer and type from ``first_number`` on, in the order of the rows, to those that bring
    none; a row that fails later keeps its own, and one whose issuer is not known yet gets none. The second paper of a
    number is a fault of its row, and so is one for which no number is left. ``registers``: where those of earlier
    batches go on, see :mod:`service.batch.registers`. With ``companions`` the papers that follow from a row are named
    too, and numbered from ``first_companion_number`` on, in their order.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        names: Names,
        first_number: int | None = None,
        *,
        companions: bool = False,
        first_companion_number: int | None = None,
        registers: Mapping[str, int] = _NOTHING_BEFORE,
    ) -> None:
        self._pipeline = pipeline
        self._names = names
        self._first = first_number
        self._companion_names = names.of_companions() if companions else None
        self._first_of_companions = first_companion_number
        self._next: dict[tuple[Issuer, str], int] = {}
        self._rows: dict[tuple[Issuer, str, int], int] = {}
        self._issuers: dict[object, Issuer] = {}
        self._made: set[bytes] = set()
        self._begins = registers
        self._highest: dict[tuple[Issuer, str], int] = {}
        self._given = self._blank = 0

    @property
    def numbering(self) -> Numbering | None:
        """What became of the numbers so far; None where none were asked for."""
        if self._first is None:
            return None
        following = dict(self._begins)
        for register, number in self._highest.items():
            key = key_of(*register)
            following[key] = max(following.get(key, 1), min(number + 1, USED_UP))
        return Numbering(following, self._given, self._blank)

    def label(self, row: Row) -> Row:
        """``row`` with all that belongs to it; one that was labelled for an earlier batch stays as it is."""
        if row.name:
            return self._labelled_before(row)
        payload, fault = _parsed(row.payload)
        if fault is not None:
            row = row._replace(payload=b"null", faults=(*row.faults, fault))
        row = self._typed(row, payload)
        issuer, document_type = self._issuer(payload), self._pipeline.types.get(row.slug)
        if document_type is None:
            return row._replace(name=self._names.take(Facts(row.number, "", "", issuer.name, row.slug), payload))
        if self._made and self._content(payload, row.slug) in self._made:
            name = self._names.take(_facts(row.number, None, issuer, document_type), payload)
            return row._replace(name=name, faults=(*row.faults, Finding("", "batch.made-before", _MADE_BEFORE)))
        row, number = self._numbered(row, payload, issuer, document_type)
        row = self._with_repetition(row, issuer, document_type, number)
        row = row._replace(name=self._names.take(_facts(row.number, number, issuer, document_type), payload))
        if self._companion_names is None or document_type.companions is None:
            return row
        return self._accompanied(row, document_type.companions(payload, issuer.name), issuer, self._companion_names)

    def _labelled_before(self, row: Row) -> Row:
        if self._first is not None and (document_type := self._pipeline.types.get(row.slug)) is not None:
            payload, _ = _parsed(row.payload)
            number = payload.get(document_type.number_field)
            self._blank += type(number) is not int
            self._note(self._issuer(payload), row.slug, number)
        return row

    def occupy(self, row: Row) -> None:
        """Numbers and names of a row whose papers were made by an earlier batch are theirs."""
        payload, _ = _parsed(row.payload)
        issuer, document_type = self._issuer(payload), self._pipeline.types.get(row.slug)
        self._names.occupy(row.name)
        self._made.add(self._content(payload, row.slug))
        if document_type is None:
            return
        number = payload.get(document_type.number_field)
        if type(number) is int:
            self._rows.setdefault((issuer, row.slug, number), _BEFORE)
            self._note(issuer, row.slug, number)
        if document_type.companions is None or not row.companions:
            return
        companions = {each.pointer: each.slug for each in document_type.companions(payload, issuer.name)}
        for companion in row.companions:
            self._names.occupy(companion.name)
            register = (issuer, companions.get(companion.pointer, ""))
            if companion.number is not None:
                self._rows.setdefault((*register, companion.number), _BEFORE)
                self._next[register] = max(self._next.get(register, 0), companion.number + 1)

    def _content(self, payload: dict[str, Any], slug: str) -> bytes:
        """What a paper is made of, but for its number: two with the same are one."""
        document_type = self._pipeline.types.get(slug)
        number = document_type.number_field if document_type else ""
        said = {name: value for name, value in payload.items() if name != number and value is not None}
        return hashlib.sha256(json.dumps([slug, said], sort_keys=True).encode()).digest()

    def _accompanied(self, row: Row, companions: Iterable[Companion], issuer: Issuer, names: Names) -> Row:
        named = []
        for companion in companions:
            document_type = self._pipeline.types[companion.slug]
            first = self._first_of_companions
            number = None if first is None else self._following(issuer, document_type, first)
            if number == USED_UP:
                row, number = row._replace(faults=(*row.faults, used_up(companion.pointer))), None
            name = names.take(_facts(row.number, number, issuer, document_type), companion.payload)
            named.append(Named(companion.pointer, name, number))
            row = self._with_repetition(row, issuer, document_type, number, companion.pointer)
        return row._replace(companions=tuple(named))

    def _typed(self, row: Row, payload: dict[str, Any]) -> Row:
        """Of the type that its payload names, where it does; that field is taken out."""
        if TYPE_FIELD not in payload:
            return row
        slug = payload.pop(TYPE_FIELD)
        row = row._replace(payload=json.dumps(payload).encode())
        if isinstance(slug, str) and slug in self._pipeline.types:
            return row._replace(slug=slug)
        known = ", ".join(sorted(self._pipeline.types))
        message = Message(
            f"“type” phải là một loại văn bản: {known}.", f"“type” must be one of the document types: {known}."
        )
        return row._replace(payload=b"null", faults=(*row.faults, Finding(f"/{TYPE_FIELD}", "row.type", message)))

    def _issuer(self, payload: dict[str, Any]) -> Issuer:
        reference, given = payload.get("issuer_ref"), payload.get("issuer")
        try:
            own = [given.get(field) for field in ("name", "symbol", "kind")] if isinstance(given, dict) else []
            key = (reference, *own)
            found = self._issuers.get(key)
        except TypeError:  # a list where a text belongs
            return self._pipeline.issuer_of(payload)
        if found is None:
            found = self._issuers[key] = self._pipeline.issuer_of(payload)
        return found

    def _numbered(
        self, row: Row, payload: dict[str, Any], issuer: Issuer, document_type: DocumentType
    ) -> tuple[Row, int | None]:
        field = document_type.number_field
        number = payload.get(field)
        if type(number) is int:
            self._note(issuer, document_type.slug, number)
            return row, number
        if self._first is None:
            return row, None
        if number is not None or row.payload == b"null" or not self._is_known(issuer, row, payload):
            self._blank += 1
            return row, None
        assigned = self._following(issuer, document_type, max(self._first, self._begin(issuer, document_type.slug)))
        if assigned == USED_UP:
            self._blank += 1
            return row._replace(faults=(*row.faults, used_up(f"/{field}"))), None
        self._given += 1
        self._note(issuer, document_type.slug, assigned)
        return row._replace(payload=_with_field(row.payload, field, assigned, payload)), assigned

    def _is_known(self, issuer: Issuer, row: Row, payload: dict[str, Any]) -> bool:
        """Whether it is sure whose register a paper belongs in: one that is mended there would be numbered anew."""
        if any(fault.level == "error" and fault.pointer in _OF_ISSUER for fault in row.faults):
            return False
        reference = payload.get("issuer_ref")
        if reference is None:
            return bool(issuer.name and issuer.symbol)
        return payload.get("issuer") is None and isinstance(reference, str) and reference in self._pipeline.directory

    def _begin(self, issuer: Issuer, slug: str) -> int:
        return begin_of(self._begins, issuer, slug) if self._begins else 1

    def _note(self, issuer: Issuer, slug: str, number: object) -> None:
        """A number of this register is used."""
        if type(number) is int and 0 < number <= HIGHEST:
            self._highest[issuer, slug] = max(self._highest.get((issuer, slug), 0), number)

    def _following(self, issuer: Issuer, document_type: DocumentType, first: int) -> int:
        """The next number of the issuer's register, which begins with ``first``; ``USED_UP`` where there is none."""
        register = (issuer, document_type.slug)
        number = min(self._next.get(register, first), USED_UP)
        self._next[register] = number + 1
        return number

    def _with_repetition(
        self, row: Row, issuer: Issuer, document_type: DocumentType, number: int | None, pointer: str = ""
    ) -> Row:
        if number is None:
            return row
        first = self._rows.setdefault((issuer, document_type.slug, number), row.number)
        if first == row.number:
            return row
        pointer = pointer or f"/{document_type.number_field}"
        return row._replace(faults=(*row.faults, _repeated(pointer, number, first)))


def labels_for(pipeline: Pipeline, slug: str, wishes: Wishes) -> Labels:
    """As ``wishes`` ask for a batch of papers of type ``slug``.

    Raises :class:`UnknownType`, and :class:`RefusedBatch` where the pattern of names does not do.
    """
    return Labels(
        pipeline,
        Names(wishes.pattern, pipeline.document_type(slug), ascii_only=wishes.ascii_only),
        wishes.first_number,
        companions=wishes.companions,
        first_companion_number=wishes.first_companion_number,
        registers=dict(wishes.registers),
    )


def _repeated(pointer: str, number: int, first: int) -> Finding:
    if first == _BEFORE:
        return Finding(
            pointer,
            "batch.number-repeated",
            Message(
                f"Số {number} đã dùng cho văn bản của lô trước, cùng cơ quan; hãy ghi số khác.",
                f"The number {number} is that of a paper of an earlier batch, of the same body; give another.",
            ),
        )
    return Finding(
        pointer,
        "batch.number-repeated",
        Message(
            f"Số {number} đã dùng cho văn bản ở dòng {first} của cùng cơ quan; hãy ghi số khác.",
            f"The number {number} is that of the paper in row {first} of the same body; give another.",
        ),
    )


def _facts(row: int, number: int | None, issuer: Issuer, document_type: DocumentType) -> Facts:
    of_type = document_type.symbol if document_type.symbol.isupper() else ""
    symbol = "-".join(filter(None, (of_type, issuer.symbol))) if of_type else ""
    return Facts(row, "" if number is None else f"{number:02d}", symbol, issuer.name, document_type.title)


def _parsed(payload: bytes) -> tuple[dict[str, Any], Finding | None]:
    """The fields, as far as names and numbers go; the rules read the bytes themselves, and more strictly."""
    try:
        value = from_json(payload)
    except ValueError:
        try:
            value = read_json(payload)
        except MalformedJson as failure:
            return {}, Finding(failure.pointer or "", failure.code, failure.message)
    return (value if isinstance(value, dict) else {}), None


def _with_field(payload: bytes, field: str, value: int, parsed: dict[str, Any]) -> bytes:
    """``payload`` with a field more; its other bytes stay as they were sent, unless the field was there as null."""
    if not parsed:
        return payload if payload.strip() != b"{}" else json.dumps({field: value}).encode()
    if field in parsed:
        return json.dumps({**parsed, field: value}, ensure_ascii=True).encode()
    return b'{"%s": %d, ' % (field.encode(), value) + payload.lstrip()[1:].lstrip()
