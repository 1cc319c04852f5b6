"""From a JSON Schema to fields."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.batch.workbook.words import Choice, choices_of
from service.web.clerks.forms.field import MANY_LINES, Control, Field, Figure
from service.web.clerks.forms.hints import Hints

Json = Mapping[str, Any]

MOST_COLUMNS = 7
"""A list with more usual fields than these is shown as cards, unless a hint makes it a table."""
DEEPEST = 12
"""A schema that refers to itself has no end; none of ours does."""
_FORMATS: dict[str, Control] = {"date": "day", "date-time": "moment"}
_SIMPLE: dict[str, Control] = {"integer": "integer", "number": "number"}
_MONTH = "-(0[1-9]|1[0-2])$"
_MANY_LINES = re.compile("mỗi dòng|xuống dòng", re.IGNORECASE)
_YES_NO = (Choice("true", "Có", frozenset()), Choice("false", "Không", frozenset()))


class Builder:
    """Makes fields of the parts of one schema, with the hints for its type.

    ``offered`` are choices that no schema has, by key: the bodies of the office directory.
    """

    def __init__(self, schema: Json, hints: Hints, offered: Mapping[str, Sequence[Choice]]) -> None:
        self._definitions: Json = schema.get("$defs", {})
        self._hints = hints
        self._offered = offered

    def fields(self, node: Json, owner: str, path: Sequence[str]) -> tuple[Field, ...]:
        """The fields of an object, in the order of its schema."""
        if len(path) > DEEPEST:
            raise RecursionError(f"the schema refers to itself at {'/'.join(path)}")
        required = node.get("required", ())
        return tuple(
            self._field(key, part, owner, (*path, key), key in required)
            for key, part in node.get("properties", {}).items()
        )

    def _field(self, key: str, part: Json, owner: str, path: tuple[str, ...], required: bool) -> Field:
        hint = self._hints.of(owner, key)
        plain, definition, nullable = self._resolved(part)
        description = hint.get("hint", part.get("description", ""))
        choices = self._choices(key, plain, part.get("description", "")) if not owner or "enum" in plain else ()
        control: Control = hint.get("control") or ("choice" if choices else self._control(plain, part))
        children, item = self._inner(control, plain, definition, path)
        if item is not None and control == "list" and _fits_a_table(item):
            control = "table"
        if plain.get("type") == "boolean":
            choices = _YES_NO if control == "flag" else ()
        default = part.get("default")
        return Field(
            key=key,
            id="-".join(("f", *path)),
            control=control,
            title=hint.get("title", part.get("title", key)),
            hint=_without_codes(description, ["true", "false", *(choice.value for choice in choices)]),
            example=_example(part, control),
            required=required,
            nullable=required and nullable,
            default="" if default in (None, True, False) else _spoken(default, choices),
            ticked=default is True,
            choices=choices,
            children=children,
            item=item,
            when=json.dumps(hint["when"], ensure_ascii=False) if "when" in hint else "",
            tick=hint.get("tick", ""),
            derived=json.dumps(hint["derived"], ensure_ascii=False) if "derived" in hint else "",
            brief="pattern" in plain,
            digits=hint.get("digits", 0),
            long=hint.get("long", False),
            rare=hint.get("rare", False) and not required,
            open=hint.get("open", False),
            pasting=hint.get("pasting", ""),
            figures=tuple(
                Figure(each["title"], json.dumps(each["derived"], ensure_ascii=False))
                for each in hint.get("figures", ())
            ),
        )

    def _resolved(self, part: Json) -> tuple[Json, str, bool]:
        """What a part may be besides null, the name of its definition, and whether it may be null."""
        kinds = part.get("anyOf", [part])
        first = next(kind for kind in kinds if kind.get("type") != "null")
        nullable = any(kind.get("type") == "null" for kind in kinds)
        name = str(first.get("$ref", "")).removeprefix("#/$defs/")
        return (self._definitions[name] if name else first), name, nullable

    def _control(self, plain: Json, part: Json) -> Control:
        kind = plain.get("type")
        if kind == "array":
            inner = self._resolved(plain.get("items", {}))[0].get("type")
            return "lines" if inner == "string" else "grid" if inner == "array" else "list"
        if kind == "object":
            return "group"
        if kind == "boolean":
            return "check" if isinstance(part.get("default"), bool) else "flag"
        if kind in _SIMPLE:
            return _SIMPLE[kind]
        if plain.get("pattern", "").endswith(_MONTH):
            return "month"
        if _MANY_LINES.search(part.get("description", "")):
            return "area"
        return _FORMATS.get(plain.get("format", ""), "text")

    def _choices(self, key: str, plain: Json, description: str) -> tuple[Choice, ...]:
        if key in self._offered:
            return tuple(self._offered[key])
        return choices_of([str(value) for value in plain["enum"]], description) if "enum" in plain else ()

    def _inner(
        self, control: Control, plain: Json, definition: str, path: tuple[str, ...]
    ) -> tuple[tuple[Field, ...], Field | None]:
        if control == "group":
            return self.fields(plain, definition, path), None
        if control in {"list", "table"}:
            inner, name, _ = self._resolved(plain["items"])
            children = self.fields(inner, name, path)
            return (), Field("", "-".join(("f", *path, "item")), "group", "", required=True, children=children)
        return (), None


def _example(part: Json, control: Control) -> str:
    """The first example, unless the page tells the form of such a control, or the description has one already."""
    if control in {"day", "moment", "month"} or "ví dụ" in part.get("description", ""):
        return ""
    return str(next(iter(part.get("examples", ())), ""))


def _fits_a_table(item: Field) -> bool:
    flat = all(child.is_leaf and child.control not in MANY_LINES for child in item.children)
    return flat and len(item.usual) <= MOST_COLUMNS


def _without_codes(description: str, codes: Sequence[str]) -> str:
    """The description without the meanings of the codes, which the drop-down shows."""
    for code in codes:
        description = re.sub(rf"(?<!\w){re.escape(code)}: .+?(?:; |\.(?=\s|$)\s*|$)", "", description)
    return description.strip()


def _spoken(default: object, choices: Sequence[Choice]) -> str:
    return next((choice.word for choice in choices if choice.value == default), str(default))
