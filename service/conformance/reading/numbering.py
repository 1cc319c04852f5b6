"""Automatic numbering: what Word writes in front of a list paragraph, and the indents that the list gives (17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from service.conformance.reading.names import VAL, attribute, child, qn, switched_on, whole_number
from service.conformance.reading.properties import Properties, paragraph_properties

_PLACEHOLDER = re.compile(r"%([1-9])")
_SYMBOL_DASHES = {"\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "o": "o"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 3999
_DEPTHS = range(9)


def _roman(number: int) -> str:
    written = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        count, number = divmod(number, value)
        written += letters * count
    return written


def _letters(number: int) -> str:
    """A … z, aa, bb: as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "decimalZero": lambda number: f"{number:02d}",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    format: str
    text: str
    start: int
    properties: Properties
    run_properties: etree._Element | None = None
    """How the label itself is formatted."""
    restart: int | None = None
    """It starts again after a paragraph of a level above this one (from 1); 0: never."""
    legal: bool = False
    """Whether numbers of other levels are written as 1, 2, 3 in its label."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """What numbering gives to one paragraph."""

    label: str = ""
    properties: Properties = field(default_factory=dict)
    run_properties: etree._Element | None = None


_NOTHING = Numbered()


class Lists:
    """The lists that a document defines. Levels beyond the ninth do not exist (17.9.3)."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, Mapping[int, Level]] = {}
        self._counted_as: dict[str, str] = {}
        if root is None:
            return
        abstract = {attribute(each, "w:abstractNumId") or "": each for each in root.iterchildren(qn("w:abstractNum"))}
        by_style = {attribute(child(each, "w:styleLink"), "w:val"): each for each in abstract.values()}
        known: dict[str, dict[int, Level]] = {}
        for number in root.iterchildren(qn("w:num")):
            identifier = attribute(number, "w:numId") or ""
            key = attribute(child(number, "w:abstractNumId"), "w:val") or ""
            if key not in known:
                linked = attribute(child(abstract.get(key), "w:numStyleLink"), "w:val")
                known[key] = _levels(by_style.get(linked, abstract.get(key)) if linked else abstract.get(key))
            overrides = list(number.iterchildren(qn("w:lvlOverride")))
            levels = dict(known[key]) if overrides else known[key]
            restarted = [_override(levels, override) for override in overrides]
            self._levels[identifier] = levels
            self._counted_as[identifier] = f"w:num {identifier}" if any(restarted) else key

    def levels(self, identifier: str) -> Mapping[int, Level]:
        """The levels of the list with this ``w:numId``, by depth from 0."""
        return self._levels.get(identifier, {})

    def counted_as(self, identifier: str) -> str:
        """Lists that go on counting in one another have this in common."""
        return self._counted_as[identifier]


class Numbering:
    """The counters of all lists while paragraphs are read in order."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)

    def next(self, direct: etree._Element | None, of_style: etree._Element | None) -> Numbered:
        """The label of the next paragraph with these ``w:numPr``, its own and that of its style."""
        properties = direct if direct is not None else of_style
        identifier = attribute(child(properties, "w:numId"), "w:val") or attribute(child(of_style, "w:numId"), "w:val")
        if properties is None or identifier in (None, "0"):
            return _NOTHING
        depth = whole_number(attribute(child(properties, "w:ilvl"), "w:val"))
        levels = self._lists.levels(identifier or "")
        level = levels.get(depth)
        if level is None:
            return _NOTHING
        counters = self._counters[self._lists.counted_as(identifier or "")]
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [each for each in counters if each > depth and _restarts(levels.get(each), depth)]:
            del counters[deeper]
        own = dict(level.properties)
        if direct is None:
            own["by_style"] = True
        return Numbered(_label(level, levels, counters), own, level.run_properties)


def _restarts(level: Level | None, after: int) -> bool:
    """Whether a paragraph of level ``after`` lets this deeper level start again (17.9.10)."""
    return level is None or level.restart is None or after < level.restart


def _levels(abstract: etree._Element | None) -> dict[int, Level]:
    found = {_depth(each): each for each in (abstract.iterchildren(qn("w:lvl")) if abstract is not None else ())}
    return {depth: _level(element) for depth, element in found.items() if depth in _DEPTHS}


def _depth(element: etree._Element) -> int:
    return whole_number(attribute(element, "w:ilvl"))


def _level(element: etree._Element) -> Level:
    restart, legal = attribute(child(element, "w:lvlRestart"), "w:val"), child(element, "w:isLgl")
    return Level(
        format=attribute(child(element, "w:numFmt"), "w:val") or "decimal",
        text=attribute(child(element, "w:lvlText"), "w:val") or "",
        start=whole_number(attribute(child(element, "w:start"), "w:val")),
        properties=paragraph_properties(child(element, "w:pPr")),
        run_properties=child(element, "w:rPr"),
        restart=None if restart is None else whole_number(restart),
        legal=legal is not None and switched_on(legal),
    )


def _override(levels: dict[int, Level], override: etree._Element) -> bool:
    depth = _depth(override)
    if depth not in _DEPTHS:
        return False
    whole = child(override, "w:lvl")
    if whole is not None:
        levels[depth] = _level(whole)
    start = child(override, "w:startOverride")
    if start is None or depth not in levels:
        return False
    old = levels[depth]
    levels[depth] = replace(old, start=whole_number(start.get(VAL), 1))
    return True


def _label(level: Level, levels: Mapping[int, Level], counters: dict[int, int]) -> str:
    if level.format in ("bullet", "none"):
        return _SYMBOL_DASHES.get(level.text, level.text) if level.format == "bullet" else level.text

    def written(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        number = counters.get(other, levels[other].start if other in levels else 1)
        kind = levels[other].format if other in levels else "decimal"
        written_as = str if level.legal else _FORMATS.get(kind, str)
        return written_as(number) if 0 < number <= _MOST else str(number)

    return _PLACEHOLDER.sub(written, level.text)
