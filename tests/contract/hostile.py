"""Text that breaks careless programs, put into every free-text field that a document type has.

The fields are found in the type's JSON Schema; what the sample leaves out is added, with made-up neighbours. A field
that the rules do not let change alone (a name that must match another) is left as it is.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from service.documents import DocumentType, json_schema
from tests.builders import Payload, as_json, pipeline, sample

HOSTILE = {
    "markup": "a & b < c > d \" e ' f ]]> g &amp; h </w:t> i",
    "newline": "một\nhai ba",
    "tab": "một\thai",
    "template syntax": "{{ 7*7 }} {% if x %} {# y #} {x} %} }}",
    "emoji": "👩‍👩‍👧 🇻🇳 𠀋",
    "right to left": "שלום \u202eعربى\u202c",
    "no-break space": "a\u00a0b",
    "long word": "ươ" * 1000,
}

Path = tuple[str | int, ...]
_MADE_UP = {"integer": 1, "boolean": True, "number": 1.0}


@dataclass(frozen=True, slots=True)
class TextField:
    """A free-text field: where it stands in the payload, and what must be put beside it first."""

    path: Path
    neighbours: tuple[tuple[Path, object], ...] = field(default=())

    def filled(self, payload: Payload, text: str) -> Payload:
        """A copy of ``payload`` with ``text`` in this field."""
        changed = copy.deepcopy(payload)
        for path, value in self.neighbours:
            if _at(changed, path) is None:
                _put(changed, path, value)
        _put(changed, self.path, text)
        return changed

    def __str__(self) -> str:
        return "/" + "/".join(map(str, self.path))


MARK = "xómđặcbiệt"
"""A word that stands nowhere else: where it is printed, what follows it in the field must be printed too."""


def between(text: str) -> str:
    """``text`` between ordinary words: what stands at the ends of a field may be trimmed."""
    return f"{MARK} {text} thượng"


@cache
def text_fields(document_type: DocumentType) -> tuple[TextField, ...]:
    """Every free-text field that the sample, changed in this one field, may carry."""
    schema = json_schema(document_type)
    own = sample(document_type.slug)
    found = _walk(schema, schema["$defs"], own, (), ())
    return tuple(each for each in found if _accepted(document_type, each.filled(own, between("Bắc"))))


@cache
def _cached_payload(document_type: DocumentType, text: str) -> Payload:
    payload = sample(document_type.slug)
    for each in text_fields(document_type):
        tried = each.filled(payload, between(text))
        if _accepted(document_type, tried):
            payload = tried
    return payload


def hostile_payload(document_type: DocumentType, text: str) -> Payload:
    """The sample with ``text`` in as many free-text fields at once as the rules let stand together.

    The first and the last element of a list stand for all of it.
    """
    return copy.deepcopy(_cached_payload(document_type, text))


def _accepted(document_type: DocumentType, payload: Payload) -> bool:
    return pipeline().validate(document_type.slug, as_json(payload)).valid


def _walk(
    shape: Mapping[str, Any],
    definitions: Mapping[str, Any],
    value: object,
    path: Path,
    neighbours: tuple[tuple[Path, object], ...],
) -> Iterator[TextField]:
    shape = _resolved(shape, definitions)
    if _is_free_text(shape):
        yield TextField(path, neighbours)
    elif shape.get("type") == "array":
        if not value:
            value = [_made_up(shape["items"], definitions)]
            neighbours = (*neighbours, (path, value))
        for position in sorted({0, len(value) - 1}):
            yield from _walk(shape["items"], definitions, value[position], (*path, position), neighbours)
    elif "properties" in shape:
        if value is None:
            value = _made_up(shape, definitions)
            neighbours = (*neighbours, (path, value))
        for name, inner in shape["properties"].items():
            yield from _walk(inner, definitions, value.get(name), (*path, name), neighbours)


def _resolved(shape: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a shape means without references and without null."""
    if "$ref" in shape:
        return _resolved(definitions[shape["$ref"].rpartition("/")[2]], definitions)
    for choice in shape.get("anyOf", ()):
        if choice.get("type") != "null":
            return {**shape, **_resolved(choice, definitions), "anyOf": ()}
    return shape


def _is_free_text(shape: Mapping[str, Any]) -> bool:
    return shape.get("type") == "string" and not {"enum", "const", "pattern", "format"} & shape.keys()


def _made_up(shape: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    """The least value of this shape that validates."""
    shape = _resolved(shape, definitions)
    if "enum" in shape:
        return shape["enum"][0]
    if shape.get("type") == "array":
        return [_made_up(shape["items"], definitions) for _ in range(max(1, shape.get("minItems", 0)))]
    if "properties" in shape:
        return {name: _made_up(shape["properties"][name], definitions) for name in shape.get("required", ())}
    if shape.get("type") == "string":
        made_up = {"date": "2026-07-15", "time": "14:00:00"}.get(shape.get("format", ""), "Xóm Bắc")
        return shape.get("examples", [made_up])[0]
    return shape.get("minimum", _MADE_UP.get(shape.get("type", "")))


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else value[step]
        if value is None:
            return None
    return value


def _put(value: Any, path: Path, new: object) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = copy.deepcopy(new)
