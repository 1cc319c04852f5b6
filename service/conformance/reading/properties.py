"""Formatting as it is written: ``w:rPr`` and ``w:pPr`` as flat tables that can be laid over one another."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from lxml import etree

from service.conformance.paper import TabStop
from service.conformance.reading.names import VAL, attribute, child, local_name, measure, points, qn, switched_on

Properties = dict[str, Any]

TOGGLES = frozenset({"b", "i", "caps", "smallCaps", "vanish", "bCs", "iCs"})
"""Toggle properties (17.7.3): set in two levels of styles they cancel out."""

FONT_SLOTS = ("ascii", "hAnsi", "cs", "eastAsia")
_THEME_SLOTS = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "cs": "cstheme", "eastAsia": "eastAsiaTheme"}
_ALIGN = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
    "mediumKashida": "justify",
    "lowKashida": "justify",
    "highKashida": "justify",
    "thaiDistribute": "justify",
}
_LINE_RULES = {"auto": "multiple", "exact": "exact", "atLeast": "least"}
_AUTOMATIC_GAP = 14.0
"""What Word sets for before and after of HTML paragraphs (w:beforeAutospacing), in points."""
_LARGEST_SIZE = 1638.0
_MOST_STOPS = 64
"""Word sets no more in one paragraph."""
_SIMPLE_FLAGS = frozenset({"keepNext", "keepLines", "pageBreakBefore", "contextualSpacing"})


def character_properties(r_pr: etree._Element | None, theme_fonts: Mapping[str, str]) -> Properties:
    """What a ``w:rPr`` says: :data:`TOGGLES`, ``size`` and ``size_cs`` in points, ``color``, ``underline``, fonts."""
    found: Properties = {}
    for element in r_pr if r_pr is not None else ():
        name = local_name(element)
        if name in TOGGLES or name in ("cs", "rtl", "specVanish", "webHidden"):
            found[name] = switched_on(element)
        elif name == "sz":
            _put(found, "size", _size(element))
        elif name == "szCs":
            _put(found, "size_cs", _size(element))
        elif name == "color":
            found["color"] = _color(element)
        elif name == "u":
            found["underline"] = element.get(VAL, "single") != "none"
        elif name == "rFonts":
            found.update(_fonts(element, theme_fonts))
    return found


def paragraph_properties(p_pr: etree._Element | None) -> Properties:
    """What a ``w:pPr`` says, in points; keys are the fields of ParagraphFormat."""
    found: Properties = {}
    for element in p_pr if p_pr is not None else ():
        name = local_name(element)
        if name == "jc":
            _put(found, "align", _ALIGN.get(element.get(VAL, "")))
        elif name == "ind":
            _add_indents(found, element)
        elif name == "spacing":
            _add_spacing(found, element)
        elif name in _SIMPLE_FLAGS:
            found[name] = switched_on(element)
        elif name == "pBdr":
            _add_borders(found, element)
        elif name == "tabs":
            found["tab_changes"] = {round(stop.position): stop for stop in map(_tab, element.iterchildren(qn("w:tab")))}
        elif name == "framePr":
            found["centred_frame"] = attribute(element, "w:xAlign") == "center"
    return found


def merged(*levels: Properties) -> Properties:
    """Later levels over earlier ones; tab stops are added up, and ``clear`` takes one away."""
    result: Properties = {}
    for level in levels:
        result |= {key: value for key, value in level.items() if key != "tab_changes"}
        if "tab_changes" in level:
            result["tab_changes"] = result.get("tab_changes", {}) | level["tab_changes"]
    return result


def tab_stops(properties: Properties) -> tuple[TabStop, ...]:
    """The stops that stand after all changes, from the left."""
    last: dict[int, TabStop] = properties.get("tab_changes", {})
    standing = (last[key] for key in sorted(last) if last[key].kind not in ("clear", "bar", "num"))
    return tuple(islice(standing, _MOST_STOPS))


def _put(found: Properties, key: str, value: object) -> None:
    if value is not None:
        found[key] = value


def _size(element: etree._Element) -> float | None:
    """Points; Word knows sizes from 1 to 1638 pt."""
    size = measure(element.get(VAL), 2)
    return size if size is not None and 0 < size <= _LARGEST_SIZE else None


def _color(element: etree._Element) -> str:
    theme = attribute(element, "w:themeColor")
    if theme in ("text1", "dark1") and not {qn("w:themeTint"), qn("w:themeShade")} & set(element.keys()):
        return "auto"
    return element.get(VAL, "auto").upper().replace("AUTO", "auto")


def _fonts(element: etree._Element, theme_fonts: Mapping[str, str]) -> Properties:
    """A theme font stands before a font by name in the same element (17.3.2.26)."""
    found: Properties = {}
    for slot in FONT_SLOTS:
        theme = attribute(element, f"w:{_THEME_SLOTS[slot]}")
        name = attribute(element, f"w:{slot}")
        if theme is not None:
            found[f"font.{slot}"] = theme_fonts.get(theme, "")
        elif name is not None:
            found[f"font.{slot}"] = name
    return found


def _add_indents(found: Properties, element: etree._Element) -> None:
    _put(found, "left", points(element, "w:start", "w:left"))
    _put(found, "right", points(element, "w:end", "w:right"))
    hanging, first = points(element, "w:hanging"), points(element, "w:firstLine")
    _put(found, "first_line", -hanging if hanging else first if first is not None else hanging)


def _add_spacing(found: Properties, element: etree._Element) -> None:
    for key in ("before", "after"):
        _put(found, key, points(element, f"w:{key}"))
        automatic = attribute(element, f"w:{key}Autospacing")
        if automatic is not None and automatic not in ("0", "false", "off"):
            found[key] = _AUTOMATIC_GAP
    rule = attribute(element, "w:lineRule")
    line = points(element, "w:line")
    if rule in _LINE_RULES:
        found["line_rule"] = _LINE_RULES[rule]
    elif line is not None:
        found["line_rule"] = "multiple"
    if line is not None:
        found["line_points"] = line


def _add_borders(found: Properties, element: etree._Element) -> None:
    for key, side in (("rule_above", "top"), ("rule_below", "bottom")):
        border = child(element, f"w:{side}")
        if border is not None:
            found[key] = border.get(VAL, "none") not in ("none", "nil")


def _tab(element: etree._Element) -> TabStop:
    return TabStop(points(element, "w:pos") or 0.0, element.get(VAL, "left"))


def border_drawn(element: etree._Element | None) -> bool:
    """Whether a border of a cell or table is drawn."""
    return element is not None and element.get(VAL, "none") not in ("none", "nil")
