"""The form by which a batch is handed in: its files go into the store as they come, its fields become wishes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from service.batch.naming import DEFAULT_PATTERN, Names
from service.batch.wishes import Wishes
from service.documents import DocumentType
from service.errors import Finding, Message, RefusedBatch
from service.web.forms import InvalidForm, Part
from service.web.uploads import FILE_FIELD

if TYPE_CHECKING:
    from service.batch.incoming import Incoming

MEMBERS_FIELD = "members"
TYPE_FIELD = "type"
HIGHEST_NUMBER = 99_999
LONGEST_PATTERN = 500
LINES = (".jsonl", ".ndjson")
LIST_ENDINGS = (".xlsx", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class FieldOfForm:
    """``read`` makes a value of the text and raises :class:`ValueError` where ``allowed`` does not hold."""

    read: Callable[[str], Any]
    allowed: Message


def _one_of(*choices: str) -> FieldOfForm:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError
        return text

    return FieldOfForm(read, Message(f"nhận {', '.join(choices)}", f"takes {', '.join(choices)}"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= HIGHEST_NUMBER):
        raise ValueError
    return int(text)


def _pattern(text: str) -> str:
    if len(text) > LONGEST_PATTERN:
        raise ValueError
    return text


def _answers(text: str) -> tuple[tuple[str, str], ...]:
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError from None
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise ValueError
    return tuple(sorted(value.items()))


_FLAG = _one_of("true", "false")
_COUNTING = FieldOfForm(
    _number, Message(f"nhận một số từ 1 đến {HIGHEST_NUMBER}", f"takes a number from 1 to {HIGHEST_NUMBER}")
)
FIELDS: Mapping[str, FieldOfForm] = {
    TYPE_FIELD: FieldOfForm(str, Message("nhận mã một loại văn bản", "takes the slug of a document type")),
    "on_error": _one_of("skip", "stop"),
    "number_from": _COUNTING,
    "companion_number_from": _COUNTING,
    "pattern": FieldOfForm(
        _pattern, Message(f"dài tối đa {LONGEST_PATTERN} ký tự", f"has at most {LONGEST_PATTERN} characters")
    ),
    "ascii": _FLAG,
    "companions": _FLAG,
    "print_files": _one_of("none", "single", "duplex"),
    "answers": FieldOfForm(
        _answers, Message('nhận một đối tượng JSON {"câu hỏi": "lựa chọn"}', 'takes a JSON object {"key": "choice"}')
    ),
    "convert_legacy": _FLAG,
    "dry_run": _FLAG,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form asks for, besides its files."""

    document_type: DocumentType
    wishes: Wishes
    dry_run: bool


@dataclass
class FormReader:
    """Reads forms into ``incoming``; ``endings`` are those of sources. Every fault is told at once.

    ``before_file`` is called before a file is taken, unless a field before it said that it is a dry run; what it
    raises ends the reading.
    """

    incoming: Incoming
    endings: Sequence[str]
    before_file: Callable[[], None] = lambda: None
    _values: dict[str, Any] = field(default_factory=dict)
    _faults: list[Finding] = field(default_factory=list)
    _file_given: bool = False

    def wanted(self, parts: Iterator[Part], types: Mapping[str, DocumentType], max_bytes: int) -> Wanted:
        """Of a new batch. Raises :class:`InvalidForm`, :class:`OSError`, and what ``parts`` raises."""
        for part in parts:
            self._take(part, (FILE_FIELD, MEMBERS_FIELD, *FIELDS))
        if not self._file_given:
            self._fault(FILE_FIELD, "form.missing", "là bắt buộc: một tệp", "is required: a file")
        document_type = self._type(types, max_bytes)
        wishes = self._wishes()
        if document_type is not None:
            self._try_pattern(wishes.pattern, document_type)
        if self._faults or document_type is None:
            raise InvalidForm(self._faults)
        return Wanted(document_type, wishes, self._values.get("dry_run") == "true")

    def mended(self, parts: Iterator[Part]) -> bool:
        """Of a retry: whether there was a file. Raises as :meth:`wanted`."""
        for part in parts:
            self._take(part, (FILE_FIELD,))
        if self._faults:
            raise InvalidForm(self._faults)
        return self._file_given

    def _take(self, part: Part, known: Sequence[str]) -> None:
        if part.name not in known:
            names = ", ".join(known)
            self._fault(
                "", "form.unknown", f"có trường lạ; các trường: {names}", f"has an unknown field; known: {names}"
            )
        elif part.name in (FILE_FIELD, MEMBERS_FIELD):
            self._take_file(part)
        elif part.name in self._values:
            self._fault(part.name, "form.twice", "chỉ được ghi một lần", "may be given only once")
        elif text := part.text():
            self._take_value(part.name, text)

    def _take_value(self, name: str, text: str) -> None:
        try:
            self._values[name] = FIELDS[name].read(text)
        except ValueError:
            self._values[name] = None
            self._fault(name, "form.value", *FIELDS[name].allowed)

    def _take_file(self, part: Part) -> None:
        first = next(part.pieces, b"")
        if not first and not part.file_name:  # what a browser sends where nothing was chosen
            return
        if self._values.get("dry_run") != "true":
            self.before_file()
        is_source = part.name == FILE_FIELD
        endings = self.endings if is_source else LIST_ENDINGS
        ending = PurePath(part.file_name or "").suffix.lower()
        if is_source and self._file_given:
            self._fault(part.name, "form.twice", "chỉ được ghi một lần", "may be given only once")
        elif ending not in endings:
            known = ", ".join(endings)
            self._file_given = self._file_given or is_source
            self._fault(part.name, "form.kind", f"phải là một tệp {known}", f"must be a file of the kind {known}")
        elif is_source:
            self._file_given = True
            self.incoming.put_source(ending, _with(first, part.pieces), part.file_name or "")
        else:
            self.incoming.put_list(part.file_name or "", _with(first, part.pieces))

    def _type(self, types: Mapping[str, DocumentType], max_bytes: int) -> DocumentType | None:
        slug = self._values.get(TYPE_FIELD)
        found = types.get(slug) if slug else None
        if not slug and self.incoming.source.endswith(LINES):
            found = self.incoming.type_of_first_line(types, max_bytes)
        if found is None:
            known = ", ".join(types)
            self._fault(
                TYPE_FIELD, "form.type", f"phải là một loại văn bản: {known}", f"must be a document type: {known}"
            )
        return found

    def _wishes(self) -> Wishes:
        values = self._values
        return Wishes(
            on_error=values.get("on_error") or "skip",
            first_number=values.get("number_from"),
            first_companion_number=values.get("companion_number_from"),
            pattern=values.get("pattern") or DEFAULT_PATTERN,
            ascii_only=values.get("ascii") == "true",
            companions=values.get("companions") == "true",
            print_files=values.get("print_files") or "none",
            answers=values.get("answers") or (),
            convert_legacy=values.get("convert_legacy") == "true",
        )

    def _try_pattern(self, pattern: str, document_type: DocumentType) -> None:
        try:
            Names(pattern, document_type)
        except RefusedBatch as refusal:
            self._faults.append(Finding("/pattern", "form.pattern", refusal.message))

    def _fault(self, name: str, code: str, vi: str, en: str) -> None:
        words = (
            Message(f"Trường {name} {vi}.", f"The field {name} {en}.")
            if name
            else Message(f"Biểu mẫu {vi}.", f"The form {en}.")
        )
        self._faults.append(Finding(f"/{name}" if name else "", code, words))


def _with(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
