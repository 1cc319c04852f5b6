"""Automatic numbering: what Word writes in front of a list paragraph, and the indents that the list gives (17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from lxml import etree

from service.conformance.reading.names import VAL, attribute, child, qn, whole_number
from service.conformance.reading.properties import Properties, paragraph_properties

_PLACEHOLDER = re.compile(r"%([1-9])")
_SYMBOL_DASHES = {"\uf02d": "-", "\uf0b7": "•", "\uf0a7": "▪", "\uf0fc": "✓", "o": "o"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST = 3999


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


@dataclass(frozen=True, slots=True)
class Numbered:
    """What numbering gives to one paragraph."""

    label: str = ""
    properties: Properties = field(default_factory=dict)
    run_properties: etree._Element | None = None


_NOTHING = Numbered()


class Numbering:
    """The lists of a document, and the counters while its paragraphs are read in order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        if root is None:
            return
        abstract = {attribute(each, "w:abstractNumId") or "": each for each in root.iterchildren(qn("w:abstractNum"))}
        for number in root.iterchildren(qn("w:num")):
            identifier = attribute(number, "w:numId") or ""
            key = attribute(child(number, "w:abstractNumId"), "w:val") or ""
            levels = _levels(abstract.get(key))
            restarted = False
            for override in number.iterchildren(qn("w:lvlOverride")):
                restarted |= _override(levels, override)
            self._levels[identifier] = levels
            self._abstract[identifier] = identifier if restarted else key

    def next(self, direct: etree._Element | None, of_style: etree._Element | None) -> Numbered:
        """The label of the next paragraph with these ``w:numPr``, its own and that of its style."""
        properties = direct if direct is not None else of_style
        identifier = attribute(child(properties, "w:numId"), "w:val") or attribute(child(of_style, "w:numId"), "w:val")
        if properties is None or identifier in (None, "0"):
            return _NOTHING
        depth = whole_number(attribute(child(properties, "w:ilvl"), "w:val"))
        levels = self._levels.get(identifier or "", {})
        level = levels.get(depth)
        if level is None:
            return _NOTHING
        counters = self._counters[self._abstract[identifier or ""]]
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [each for each in counters if each > depth]:
            del counters[deeper]
        own = dict(level.properties)
        if direct is None:
            own["by_style"] = True
        return Numbered(_label(level, levels, counters), own, level.run_properties)


def _levels(abstract: etree._Element | None) -> dict[int, Level]:
    found = abstract.iterchildren(qn("w:lvl")) if abstract is not None else ()
    return {whole_number(attribute(element, "w:ilvl")): _level(element) for element in found}


def _level(element: etree._Element) -> Level:
    return Level(
        format=attribute(child(element, "w:numFmt"), "w:val") or "decimal",
        text=attribute(child(element, "w:lvlText"), "w:val") or "",
        start=whole_number(attribute(child(element, "w:start"), "w:val")),
        properties=paragraph_properties(child(element, "w:pPr")),
        run_properties=child(element, "w:rPr"),
    )


def _override(levels: dict[int, Level], override: etree._Element) -> bool:
    depth = whole_number(attribute(override, "w:ilvl"))
    whole = child(override, "w:lvl")
    if whole is not None:
        levels[depth] = _level(whole)
    start = child(override, "w:startOverride")
    if start is None or depth not in levels:
        return False
    old = levels[depth]
    levels[depth] = replace(old, start=whole_number(start.get(VAL), 1))
    return True


def _label(level: Level, levels: dict[int, Level], counters: dict[int, int]) -> str:
    if level.format in ("bullet", "none"):
        return _SYMBOL_DASHES.get(level.text, level.text) if level.format == "bullet" else level.text

    def written(match: re.Match[str]) -> str:
        other = int(match[1]) - 1
        number = counters.get(other, levels[other].start if other in levels else 1)
        kind = levels[other].format if other in levels else "decimal"
        return _FORMATS.get(kind, str)(number) if 0 < number <= _MOST else str(number)

    return _PLACEHOLDER.sub(written, level.text)
