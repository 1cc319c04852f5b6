"""Where drawings stand and how long drawn lines are: DrawingML (20.4) and the older VML (part 4, 19.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from service.conformance.paper import Container, Section
from service.conformance.reading.inline import chosen
from service.conformance.reading.names import EMU_PER_POINT, attribute, child, local_name, measure, qn

THIN = 3.0
"""A rectangle or picture of at most so many points of height is a line to the eye."""
_LINES = frozenset({"line", "straightConnector1", "lineInv"})
_LENGTH = re.compile(r"\s*([-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15}))\s*(pt|in|cm|mm|px|emu|pc)?\s*")
_VML_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0, "emu": 1 / EMU_PER_POINT}
_STRAIGHT_CONNECTOR = re.compile(r"_x0000_t(20|32)$")


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch from the left margin of the page, in points; ``left`` is None where it cannot be known."""

    left: float | None
    width: float
    height: float


def place_of(drawing: etree._Element, container: Container, section: Section) -> Box:
    """Where a drawing that is anchored in ``container`` stands, and how large it is."""
    for element in drawing.iterchildren():
        name = local_name(element)
        if name in ("anchor", "inline"):
            return _drawingml_box(element, container, section)
    return _vml_box(drawing, container, section)


def _drawingml_box(anchor: etree._Element, container: Container, section: Section) -> Box:
    extent = child(anchor, "wp:extent")
    width = _emu(extent, "cx")
    height = _emu(extent, "cy")
    position = child(anchor, "wp:positionH")
    if position is None:
        return Box(container.left, width, height)
    relative_from = position.get("relativeFrom", "column")
    if container.cell is not None and anchor.get("layoutInCell", "1") not in ("0", "false", "off"):
        relative_from = "column"  # a drawing laid out in a cell counts from the cell, whatever it says
    frame_left, frame_width = _frame(relative_from, container, section)
    align = child(position, "wp:align")
    offset = child(position, "wp:posOffset")
    if align is not None:
        return Box(frame_left + _aligned(align.text, frame_width, width), width, height)
    shift = measure((offset.text or "").strip(), EMU_PER_POINT) if offset is not None else None
    return Box(None if shift is None else frame_left + shift, width, height)


def _aligned(align: str | None, room: float, width: float) -> float:
    return {"center": (room - width) / 2, "right": room - width, "outside": room - width}.get(align or "", 0.0)


def _frame(relative_from: str, container: Container, section: Section) -> tuple[float, float]:
    """Left edge (from the left margin) and width of what a position is counted from."""
    if relative_from in ("page", "outsideMargin", "insideMargin", "leftMargin"):
        return -section.left, section.width
    if relative_from == "margin":
        return 0.0, section.text_width
    if relative_from == "rightMargin":
        return section.text_width, section.right
    return container.left, container.width


def _emu(element: etree._Element | None, name: str) -> float:
    return measure(element.get(name), EMU_PER_POINT) or 0.0 if element is not None else 0.0


def _vml_box(drawing: etree._Element, container: Container, section: Section) -> Box:
    for element in drawing.iter():
        if local_name(element) in ("shape", "rect", "line", "group", "roundrect") and element.get("style") is not None:
            style = _vml_style(element)
            relative = style.get("mso-position-horizontal-relative", "text")
            if container.cell is not None and attribute(element, "o:allowincell") not in ("f", "false"):
                relative = "text"
            frame_left, frame_width = _frame(
                {"text": "column", "char": "column"}.get(relative, relative), container, section
            )
            width = vml_length(style.get("width")) or 0.0
            align = style.get("mso-position-horizontal")
            if align in ("center", "right"):
                left: float | None = frame_left + _aligned(align, frame_width, width)
            elif style.get("position") == "absolute":
                left = frame_left + (vml_length(style.get("margin-left")) or vml_length(style.get("left")) or 0.0)
            else:
                left = container.left
            return Box(left, width, vml_length(style.get("height")) or 0.0)
    return Box(None, 0.0, 0.0)


def _vml_style(element: etree._Element) -> dict[str, str]:
    pairs = (part.partition(":") for part in element.get("style", "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def vml_length(value: str | None) -> float | None:
    """Points of ``-4.5pt``, ``2cm``; a bare figure is pixels."""
    match = _LENGTH.fullmatch(value or "")
    return None if match is None else float(match[1]) * _VML_UNITS[match[2] or "px"]


def drawn_lines(
    drawing: etree._Element, container: Container, section: Section
) -> Iterator[tuple[float, float | None]]:
    """Length of each horizontal line in a drawing, and where its middle is, from the left margin."""
    box = place_of(drawing, container, section)
    for element in _alternatives_chosen(drawing):
        name = local_name(element)
        if name == "prstGeom":
            yield from _shape_line(element, box)
        elif name == "line" and element.tag == qn("v:line"):
            yield from _vml_line(element, container, box)
        elif name in ("rect", "shape") and element.tag in (qn("v:rect"), qn("v:shape")):
            yield from _vml_flat_shape(element, box)
        elif name == "pic" and 0 < box.height <= THIN:
            yield box.width, _middle(box.left, box.width)


def _alternatives_chosen(drawing: etree._Element) -> Iterator[etree._Element]:
    waiting = list(reversed(drawing))
    while waiting:
        element = waiting.pop()
        if element.tag == qn("mc:AlternateContent"):
            waiting.extend(reversed(chosen(element)))
        elif element.tag != qn("w:txbxContent"):
            yield element
            waiting.extend(reversed(element))


def _shape_line(geometry: etree._Element, box: Box) -> Iterator[tuple[float, float | None]]:
    size = child(child(geometry.getparent(), "a:xfrm"), "a:ext")
    width, height = _emu(size, "cx") or box.width, _emu(size, "cy") if size is not None else box.height
    scale = _scale_of_groups(geometry)
    width, height = width * scale, height * scale
    kind = geometry.get("prst", "")
    if (kind in _LINES or kind.startswith(("rect", "flowChart"))) and height <= THIN < width:
        left = box.left if abs(width - box.width) < 1 else None
        yield width, _middle(left if left is not None else box.left, width)


def _scale_of_groups(element: etree._Element) -> float:
    """How much wider a shape shows than it says: groups have measures of their own inside."""
    scale = 1.0
    for group in element.iterancestors(qn("wpg:wgp"), qn("wpg:grpSp")):
        frame = child(child(group, "wpg:grpSpPr"), "a:xfrm")
        outside, inside = _emu(child(frame, "a:ext"), "cx"), _emu(child(frame, "a:chExt"), "cx")
        scale *= outside / inside if outside > 0 and inside > 0 else 1.0
    return scale


def _scale_of_vml_group(element: etree._Element) -> float | None:
    """Points for each unit inside of a VML group, None outside of groups."""
    group = next(element.iterancestors(qn("v:group")), None)
    if group is None:
        return None
    width = vml_length(_vml_style(group).get("width"))
    units = measure(group.get("coordsize", "1000,1000").partition(",")[0], 1)
    return width / units if width and units and units > 0 else None


def _vml_line(element: etree._Element, container: Container, box: Box) -> Iterator[tuple[float, float | None]]:
    start, end = (element.get(name, "0,0").split(",") for name in ("from", "to"))
    if len(start) != 2 or len(end) != 2:
        return
    x1, y1, x2, y2 = (vml_length(value) for value in (*start, *end))
    if x1 is None or x2 is None or y1 is None or y2 is None:
        return
    scale = _scale_of_vml_group(element)
    if scale is not None:  # bare figures of a group are its own units, no pixels
        x1, x2, y1, y2 = (value / _VML_UNITS["px"] * scale for value in (x1, x2, y1, y2))
    if abs(y2 - y1) <= THIN < abs(x2 - x1):
        left = container.left if box.left is None else box.left
        yield abs(x2 - x1), left + (x1 + x2) / 2


def _vml_flat_shape(element: etree._Element, box: Box) -> Iterator[tuple[float, float | None]]:
    style = _vml_style(element)
    width, height = vml_length(style.get("width")) or 0.0, vml_length(style.get("height")) or 0.0
    connector = _STRAIGHT_CONNECTOR.search(element.get("type", "")) or attribute(element, "o:connectortype")
    if height <= THIN < width and (connector or element.tag == qn("v:rect") or height > 0):
        yield width, _middle(box.left, width)


def _middle(left: float | None, width: float) -> float | None:
    return None if left is None else left + width / 2
