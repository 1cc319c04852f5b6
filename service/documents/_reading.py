"""From request bytes to a model, with every fault of every field at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from service.documents._messages import field_finding, json_pointer
from service.errors import Finding, MalformedJson, Message

MAX_DEPTH = 64
"""Deepest nesting of lists and objects that is read."""

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
    try:
        return Reading(model.model_validate_json(text), (), frozenset())
    except ValidationError as failure:
        details = failure.errors(include_url=False, include_input=False)
    if not isinstance(raw, dict):
        return _nothing(model, field_finding((), "model_type", {}))
    if any(detail["type"] == "json_invalid" for detail in details):
        # The standard library reads a lone surrogate, Pydantic refuses the whole text for it: say which field.
        return _nothing(model, *_surrogates(raw))
    return _partly(raw, model, details)


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        before = body[: failure.start]
        line, column = before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1
        raise MalformedJson(
            "json.encoding",
            Message(
                f"Dữ liệu không phải UTF-8 (dòng {line}, byte thứ {column}). Hãy lưu lại tệp bằng mã UTF-8.",
                f"The body is not UTF-8 (line {line}, byte {column}). Save it as UTF-8.",
            ),
            line=line,
            column=column,
        ) from None


def _parsed(text: str) -> object:
    """The JSON value, refusing duplicate keys, deep nesting, NaN and numbers beyond reading."""
    duplicates: list[str] = []

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            seen: set[str] = set()
            duplicates.extend(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
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
    if duplicates:
        _refuse_duplicate(text, duplicates[0])
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


def _refuse_duplicate(text: str, key: str) -> None:
    """Raise for the second place where ``key`` stands twice in one object."""
    quoted = json.dumps(key, ensure_ascii=False)
    place = text.find(quoted, text.find(quoted) + 1)
    line = text.count("\n", 0, place) + 1 if place >= 0 else None
    shown = key if len(key) <= 60 and key.isidentifier() else "…"
    where_vi, where_en = (f" (xem dòng {line})", f" (see line {line})") if line else ("", "")
    raise MalformedJson(
        "json.duplicate-key",
        Message(
            f"Khóa “{shown}” xuất hiện hai lần trong cùng một nhóm{where_vi}; hãy giữ lại một.",
            f"The key “{shown}” stands twice in one object{where_en}; keep one.",
        ),
        line=line,
    )


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


def _nothing(model: type[D], *findings: Finding) -> Reading[D]:
    return Reading(model.model_construct(), findings, frozenset(model.model_fields))


def _surrogates(value: object, location: tuple[str | int, ...] = ()) -> list[Finding]:
    if isinstance(value, str):
        broken = next((position for position, c in enumerate(value, 1) if "\ud800" <= c <= "\udfff"), None)
        if broken is None:
            return []
        code = f"U+{ord(value[broken - 1]):04X}"
        return [field_finding(location, "text_character", {"code": code, "position": broken})]
    if isinstance(value, dict):
        in_keys = [f for key in value for f in _surrogates(key, location)]
        return in_keys + [f for key, item in value.items() for f in _surrogates(item, (*location, key))]
    if isinstance(value, list):
        return [f for index, item in enumerate(value) for f in _surrogates(item, (*location, index))]
    return []


def _partly(raw: dict[str, object], model: type[D], details: list[ErrorDetails]) -> Reading[D]:
    """The fields that parsed, each on its own, after the faulty parts of optional ones have been left out."""
    findings = tuple(field_finding(d["loc"], d["type"], d.get("ctx", {})) for d in details)
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
