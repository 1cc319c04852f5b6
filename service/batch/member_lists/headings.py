"""What a heading means, by the table in ``headings.toml``."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any

from service.batch.member_lists.found import How
from service.errors import Message

_NEAR = 0.86
_SHORTEST_NEAR = 6
_LONGEST = 200
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_A_WORD = re.compile(r"[^a-z0-9#]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One meaning of a column."""

    name: str
    meaning: Message
    unused: bool = False
    marked: str | None = None
    dated: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """The field that a heading names, and how that was found."""

    field: str
    how: How


@dataclass(frozen=True, slots=True)
class _Table:
    fields: Mapping[str, Field]
    names: Mapping[str, str]
    under: Mapping[tuple[str, str], str]
    abbreviations: re.Pattern[str]
    full_words: Mapping[str, str]
    dropped: re.Pattern[str]


def fields() -> Mapping[str, Field]:
    """Every field of the table by its name."""
    return _table().fields


def without_marks(text: str) -> str:
    """Lower case, no Vietnamese marks, single spaces for all that is no letter or digit. Reads 200 characters."""
    decomposed = unicodedata.normalize("NFD", text[:_LONGEST].lower().replace("đ", "d"))
    return _NOT_A_WORD.sub(" ", _MARKS.sub("", decomposed)).strip()


@lru_cache(maxsize=4096)
def folded(heading: str) -> str:
    """``heading`` as the table compares it: also without brackets, abbreviations written out, small words dropped."""
    bare = without_marks(_BRACKETS.sub(" ", heading)) or without_marks(heading)
    table = _table()
    return _spelt_out(bare, table.abbreviations, table.full_words, table.dropped)


def _spelt_out(bare: str, abbreviations: re.Pattern[str], full: Mapping[str, str], dropped: re.Pattern[str]) -> str:
    written = abbreviations.sub(lambda found: full[found[0]], bare)
    return " ".join(dropped.sub(" ", written).split()) or written


@cache
def _table() -> _Table:
    text = resources.files("service.batch.member_lists").joinpath("headings.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    full = dict(data["abbreviations"])
    abbreviations = _any_word(full)
    dropped = _any_word(data["dropped"])

    def fold(name: str) -> str:
        return _spelt_out(without_marks(_BRACKETS.sub(" ", name)), abbreviations, full, dropped)

    known: dict[str, Field] = {}
    names: dict[str, str] = {}
    for field, entry in data["fields"].items():
        known[field] = Field(
            field,
            Message(entry["vi"], entry["en"]),
            entry.get("unused", False),
            entry.get("marked"),
            entry.get("dated"),
        )
        for name in entry["names"]:
            if names.setdefault(fold(name), field) != field:
                raise ValueError(f"headings.toml: {name!r} is of {field} and of {names[fold(name)]}")
    under: dict[tuple[str, str], str] = {}
    for entry in data["under"]:
        for group, leaf in product(entry["group"], entry["leaf"]):
            under[group, leaf.lower()] = entry["field"]
            under.setdefault((group, fold(leaf)), entry["field"])
    return _Table(known, names, under, abbreviations, full, dropped)


def _any_word(words: Sequence[str] | Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def understood(path: tuple[str, ...]) -> Match | None:
    """What the headings of a column mean, from the top one down (a header has up to three rows)."""
    *above, leaf = path
    for group in _groups(above):
        if field := _under(group, leaf):
            return Match(field, "context")
    whole = folded(" ".join(path))
    if field := _table().names.get(whole):
        return Match(field, "exact")
    if field := _table().names.get(folded(leaf)):
        return Match(field, "exact")
    for text in dict.fromkeys((folded(leaf), whole)):
        if field := nearest(text):
            return Match(field, "near")
    named = _groups(above[-1:])
    return Match(named[0], "context") if named else None


def _groups(above: Sequence[str]) -> list[str]:
    """The fields of the headings above, the nearest first; a long one may only begin with a name."""
    return [field for heading in reversed(above) if (field := _field_of(heading))]


def _field_of(heading: str) -> str | None:
    text = folded(heading)
    return _table().names.get(text) or nearest(text)


def _under(group: str, leaf: str) -> str | None:
    """With its marks first: Năm is a year, Nam a man; Nam without a mark is told by its neighbours (header.py)."""
    under = _table().under
    return under.get((group, leaf.lower())) or under.get((group, folded(leaf)))


@lru_cache(maxsize=4096)
def nearest(text: str) -> str | None:
    """The one field that has a name spelt nearly like the folded ``text``; None where two fields have."""
    if len(text) < _SHORTEST_NEAR:
        return None
    names = _table().names
    near = difflib.get_close_matches(text, [name for name in names if len(name) >= _SHORTEST_NEAR], n=3, cutoff=_NEAR)
    found = {names[name] for name in near}
    return found.pop() if len(found) == 1 else None


def is_leaf(text: str) -> bool:
    """Whether ``text`` can stand in a lower row of a header."""
    plain = folded(text)
    table = _table()
    return plain in table.names or any(leaf == plain for _, leaf in table.under) or nearest(plain) is not None
