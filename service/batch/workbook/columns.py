"""One column of a sheet: the field that it holds, its heading, and what kind of value is typed into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol

from service.batch.workbook.words import Choice, choices_of

Kind = Literal[
    "text",
    "identifier",
    "integer",
    "number",
    "boolean",
    "day",
    "moment",
    "month",
    "partial",
    "choice",
    "lines",
    "cells",
    "table",
    "records",
    "issuer",
]
"""``lines``: a list of texts, one a line; ``cells``: one row of a table; ``table``: rows of cells; ``records``: one
object a line; ``identifier``: digits that are no number (a card, a code), whose leading zeros matter."""

DATE_KINDS = frozenset({"day", "moment", "month", "partial"})
TEXT_KINDS = frozenset({"text", "choice", "lines", "cells", "table", "records", "issuer"})
NUMBER_KINDS = frozenset({"integer", "number"})

_IDENTIFIER = re.compile(r"(?:Số|Mã)\b|.*điện thoại", re.IGNORECASE)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """``path`` leads from the item of the sheet to the field; () is the item itself.

    ``required``: a paper cannot be made without it; ``blank_is_null``: a blank cell is an explicit null; ``computed``:
    the program fills it in by itself. ``fields`` are those of each line of a ``records`` cell.
    """

    path: tuple[str, ...]
    heading: str
    kind: Kind
    required: bool = False
    blank_is_null: bool = False
    computed: bool = False
    description: str = ""
    examples: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fields: tuple[Column, ...] = ()

    @property
    def pointer(self) -> str:
        """The field as a JSON Pointer within its item."""
        return pointers(self.path)[-1]


@lru_cache(maxsize=4096)
def pointers(path: tuple[str, ...]) -> tuple[str, ...]:
    """The JSON Pointers of all that leads to a path, and its own at the end."""
    return tuple("".join(f"/{step}" for step in path[:length]) for length in range(len(path) + 1))


class Definitions(Protocol):
    """What a schema refers to."""

    def resolved(self, node: Json) -> Json:
        """The node without reference and without null."""


def column_of(
    path: tuple[str, ...], heading: str, node: Json, items: Json | None, *, in_table: bool, definitions: Definitions
) -> Column:
    """The column for a resolved schema node; ``items`` is that of its items where it is a list."""
    description, examples = node.get("description", ""), tuple(map(str, node.get("examples", ())))
    if items is not None:
        kind, fields = _list_kind(items, in_table), _fields(items, definitions)
        return Column(path, heading, kind, description=description, examples=examples, fields=fields)
    values = node.get("enum") or ([node["const"]] if "const" in node else [])
    if values:
        choices = choices_of([str(value) for value in values], description)
        return Column(path, heading, "choice", description=description, choices=choices)
    return Column(path, heading, _scalar_kind(node), description=description, examples=examples)


def _list_kind(items: Json, in_table: bool) -> Kind:
    if items.get("type") == "object":
        return "records"
    if items.get("type") == "array":
        return "table"
    return "cells" if in_table else "lines"


def _fields(items: Json, definitions: Definitions) -> tuple[Column, ...]:
    if items.get("type") != "object":
        return ()
    needed: Sequence[str] = items.get("required", ())
    found = []
    for name, raw in items["properties"].items():
        node = definitions.resolved(raw)
        column = column_of((name,), node.get("title", name), node, None, in_table=False, definitions=definitions)
        found.append((name not in needed, column))
    return tuple(column for _, column in sorted(found, key=lambda each: each[0]))


def _scalar_kind(node: Json) -> Kind:
    match node.get("type"):
        case "integer":
            return "integer"
        case "number":
            return "number"
        case "boolean":
            return "boolean"
    match node.get("format"):
        case "date":
            return "day"
        case "date-time":
            return "moment"
    return _patterned_kind(node)


def _patterned_kind(node: Json) -> Kind:
    """A pattern is known by what it lets pass."""
    pattern = node.get("pattern")
    if pattern:
        passes = re.compile(pattern).match
        if passes("12/3/1980") and passes("1980"):
            return "partial"
        if passes("2026-07") and not passes("2026"):
            return "month"
        if passes("12345678") or passes("123456789012"):
            return "identifier"
    return "identifier" if _IDENTIFIER.match(node.get("title", "")) else "text"
