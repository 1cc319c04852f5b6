"""From request bytes to a model, with every fault of every field at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from service.documents._findings import MOST_FINDINGS
from service.documents._messages import field_finding, json_pointer
from service.errors import Finding, MalformedJson, Message

MAX_DEPTH = 64
"""Deepest nesting of lists and objects that is read."""

MOST_LINES = 40_000
"""Items of lists and line breaks in texts, together. A paper of so many lines has a thousand pages; beyond, it is work
of minutes for somebody who sends a few megabytes."""

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],]')

D = TypeVar("D", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reading(Generic[D]):
    """What could be read.

    ``document`` is whole when ``errors`` is empty; else it holds the fields that parsed, for the rules to look at,
    and ``unreadable`` names the top-level fields that did not.
    """

    document: D
    errors: tuple[Finding, ...]
    unreadable: frozenset[str]


def read_document(body: bytes, model: type[D]) -> Reading[D]:
    """``body`` as ``model``. Raises :class:`MalformedJson` where it is not JSON that can be read without guessing."""
    text = _decoded(body)
    raw = _parsed(text)
    if not isinstance(raw, dict):
        return Reading(model.model_construct(), (field_finding((), "model_type", {}),), frozenset(model.model_fields))
    if len(text) > 2 * MOST_LINES and _lines_of(raw) > MOST_LINES:  # the shortest line takes two characters
        return Reading(model.model_construct(), (_TOO_MANY_LINES,), frozenset(model.model_fields))
    surrogates: list[Finding] = []
    if _ESCAPED_SURROGATE.search(text) and (surrogates := list(islice(_surrogates(raw), MOST_FINDINGS + 1))):
        # The standard library reads a lone surrogate, Pydantic refuses the whole text for it: say which field.
        raw = _without_surrogates(raw)
        text = json.dumps(raw)
    try:
        return Reading(model.model_validate_json(text), tuple(surrogates), frozenset())
    except ValidationError as failure:
        return _partly(raw, model, failure.errors(include_url=False, include_input=False), surrogates)


_TOO_MANY_LINES = Finding(
    "",
    "too_many_lines",
    Message(
        f"Văn bản có hơn {MOST_LINES} dòng (phần tử danh sách và chỗ xuống dòng). Hãy chia thành nhiều văn bản.",
        f"The paper has more than {MOST_LINES} lines (items of lists and line breaks). Split it into several.",
    ),
)


def _lines_of(raw: object) -> int:
    """How many items of lists and line breaks there are."""
    count, rest = 0, [raw]
    while rest:
        value = rest.pop()
        if isinstance(value, list):
            count += len(value)
            rest += value
        elif isinstance(value, dict):
            rest += value.values()
        elif isinstance(value, str):
            count += value.count("\n")
    return count


def _decoded(body: bytes) -> str:
    try:
        text = body.decode("utf-8-sig")
        if "\0" not in text[:4]:
            return text
        raise _encoding_fault(1, 1)  # UTF-16 or UTF-32 without its mark
    except UnicodeDecodeError as failure:
        before = body[: failure.start]
        line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
        raise _encoding_fault(line, column) from None


def _encoding_fault(line: int, column: int) -> MalformedJson:
    return MalformedJson(
        "json.encoding",
        Message(
            f"Dữ liệu không phải UTF-8 (dòng {line}, byte thứ {column}). Hãy lưu lại tệp bằng mã UTF-8.",
            f"The body is not UTF-8 (line {line}, byte {column}). Save it as UTF-8.",
        ),
        line=line,
        column=column,
    )


def _parsed(text: str) -> object:
    """The JSON value, refusing duplicate keys, deep nesting, NaN and numbers beyond reading."""
    repeats_a_key = False

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeats_a_key
        found = dict(pairs)
        repeats_a_key = repeats_a_key or len(found) != len(pairs)
        return found

    try:
        value: object = json.loads(text, object_pairs_hook=unique, parse_constant=_no_constant)
    except json.JSONDecodeError as failure:
        raise _syntax_fault(failure.lineno, failure.colno) from None
    except RecursionError:
        raise _depth_fault() from None
    except ValueError:  # int() refuses more than 4300 digits
        raise MalformedJson(
            "json.number",
            Message(
                "Có giá trị không phải là số JSON hợp lệ (NaN, Infinity hoặc số quá dài).",
                "A value is not a valid JSON number (NaN, Infinity, or too many digits).",
            ),
        ) from None
    if _deeper_than(value, MAX_DEPTH):
        raise _depth_fault()
    if repeats_a_key:
        raise _duplicate_fault(text)
    return value


def _no_constant(_name: str) -> None:
    raise ValueError


def _syntax_fault(line: int, column: int) -> MalformedJson:
    return MalformedJson(
        "json.syntax",
        Message(
            f"JSON sai cú pháp ở dòng {line}, cột {column}. Hãy xem lại dấu phẩy, dấu nháy và ngoặc quanh chỗ đó.",
            f"Broken JSON at line {line}, column {column}. Check commas, quotes and brackets there.",
        ),
        line=line,
        column=column,
    )


def _depth_fault() -> MalformedJson:
    return MalformedJson(
        "json.depth",
        Message(f"Dữ liệu lồng nhau quá {MAX_DEPTH} cấp.", f"The data is nested more than {MAX_DEPTH} levels deep."),
    )


def _duplicate_fault(text: str) -> MalformedJson:
    """Where a key first stands for the second time in its object; ``text`` has been parsed, so it is JSON."""
    place, pointer, key = _first_repeated_key(text)
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    shown = key if len(key) <= 60 and key.isidentifier() else "…"
    return MalformedJson(
        "json.duplicate-key",
        Message(
            f"Khóa “{shown}” xuất hiện hai lần trong cùng một nhóm (xem dòng {line}, cột {column}); hãy giữ lại một.",
            f"The key “{shown}” stands twice in one object (see line {line}, column {column}); keep one.",
        ),
        line=line,
        column=column,
        pointer=pointer,
    )


def _first_repeated_key(text: str) -> tuple[int, str, str]:
    """Position, pointer and key. Strings, brackets and commas are all that has to be looked at."""
    location: list[str | int] = []  # the last step of an object is the key being read, "" before the first one
    keys: list[set[str] | None] = []  # for each container its keys, None for a list
    expects_key = False
    for token in _TOKEN.finditer(text):
        match token[0][0]:
            case "{" | "[" as opening:
                keys.append(set() if opening == "{" else None)
                location.append("" if opening == "{" else 0)
                expects_key = opening == "{"
            case "}" | "]":
                keys.pop()
                location.pop()
                expects_key = False
            case ",":
                expects_key = keys[-1] is not None
                if not expects_key:
                    location[-1] = int(location[-1]) + 1
            case _ if expects_key and (seen := keys[-1]) is not None:
                key = json.loads(token[0])
                location[-1], expects_key = key, False
                if key in seen:
                    return token.start(), json_pointer(tuple(location)), key
                seen.add(key)
    raise AssertionError("no key is repeated")


def _deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = (
            [
                child
                for container in level
                for child in (container.values() if isinstance(container, dict) else container)  # type: ignore[attr-defined]
                if isinstance(child, (dict, list))
            ]
            if isinstance(level[0], (dict, list))
            else []
        )
        if not level:
            return False
    return True


def _surrogates(value: object, location: tuple[str | int, ...] = ()) -> Iterator[Finding]:
    """A finding for each text, and for the object of each key, that holds half a surrogate pair."""
    if isinstance(value, str):
        if found := _LONE_SURROGATE.search(value):
            code = f"U+{ord(found[0]):04X}"
            yield field_finding(location, "text_character", {"code": code, "position": found.start() + 1})
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _surrogates(key, location)
            yield from _surrogates(item, (*location, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _surrogates(item, (*location, index))


def _without_surrogates(value: Any) -> Any:
    """``value`` with U+FFFD for each lone surrogate."""
    return json.loads(_LONE_SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))


def _partly(
    raw: dict[str, object], model: type[D], details: list[ErrorDetails], surrogates: list[Finding]
) -> Reading[D]:
    """The fields that parsed, each on its own, after the faulty parts of optional ones have been left out."""
    told = details[: MOST_FINDINGS + 1]
    findings = (*surrogates, *(field_finding(d["loc"], d["type"], d.get("ctx", {})) for d in told))
    faulty = {d["loc"][0] for d in details if d["loc"]}
    for detail in details:
        _prune(raw, detail["loc"])
    values: dict[str, Any] = {}
    unreadable: set[str] = set()
    for name, field in model.model_fields.items():
        if name in raw:
            try:
                values[name] = TypeAdapter(field.rebuild_annotation()).validate_json(json.dumps(raw[name]))
            except ValidationError:
                unreadable.add(name)
        elif field.is_required() or name in faulty:
            unreadable.add(name)
    return Reading(model.model_construct(**values), findings, frozenset(unreadable))


def _prune(raw: object, location: tuple[str | int, ...]) -> None:
    """Take the value at ``location`` out of ``raw``; an item of a list stays, for its neighbours keep their place."""
    for step in location[:-1]:
        try:
            raw = raw[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(raw, dict) and location:
        raw.pop(location[-1], None)


__all__ = ["MAX_DEPTH", "Reading", "json_pointer", "read_document"]
