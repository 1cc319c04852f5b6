"""Names and measures of WordprocessingML (ECMA-376 part 1): the only place where a namespace is written."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
}

TWIPS_PER_POINT = 20
EMU_PER_POINT = 12_700
_OFF = frozenset({"0", "false", "off"})
# ST_UniversalMeasure: a figure with its unit, instead of twips or half-points.
_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pc": 12.0, "pi": 12.0}
_FIGURE = re.compile(r"\s*([-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?)\s*(pt|mm|cm|in|pc|pi)?\s*")
_LARGEST = 1e5
"""Points: no paper is larger than 35 metres, and no figure that is read is infinite."""


@cache
def qn(name: str) -> str:
    """``w:p`` in the notation of lxml."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


VAL = qn("w:val")


def attribute(element: etree._Element | None, name: str) -> str | None:
    """The value of an attribute such as ``w:val``, or None."""
    return None if element is None else element.get(qn(name))


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of this name, or None."""
    return None if element is None else element.find(qn(name))


def switched_on(element: etree._Element) -> bool:
    """The value of an on/off property that is present (ST_OnOff)."""
    return element.get(VAL, "1") not in _OFF


def measure(value: str | None, per_point: float = TWIPS_PER_POINT) -> float | None:
    """Points from a figure in twips (or ``per_point``) or with a unit of its own; None where it is none."""
    match = _FIGURE.fullmatch(value or "")
    if match is None:
        return None
    figure = float(match[1]) * _UNITS[match[2]] if match[2] else float(match[1]) / per_point
    return figure if abs(figure) < _LARGEST else None


def points(element: etree._Element | None, *names: str) -> float | None:
    """The first of these attributes that holds a measure in twips, in points."""
    found = (measure(attribute(element, name)) for name in names)
    return next((value for value in found if value is not None), None)


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; "" for a comment or processing instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    """The text of a ``w:t`` and its like, that after a comment or processing instruction too."""
    if not len(element):
        return element.text or ""
    return "".join((element.text or "", *(each.tail or "" for each in element if not isinstance(each.tag, str))))


def whole_number(value: str | None, otherwise: int = 0) -> int:
    """A figure of at most six digits; ``otherwise`` where there is none that can be read."""
    digits = (value or "").strip().removeprefix("-")
    return int(value or "") if digits.isascii() and digits.isdigit() and len(digits) <= 6 else otherwise
