"""Parting runs, so that some of their characters can be formatted alone. Every character keeps its place."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from service.conformance.paper import Span
from service.conformance.reading.inline import units_of
from service.conformance.reading.names import local_name, qn


@dataclass(frozen=True, slots=True)
class _Part:
    start: int
    end: int
    element: etree._Element


class Runs:
    """The runs that have been parted so far, by the run that they were read from."""

    def __init__(self) -> None:
        self._parts: dict[etree._Element, list[_Part]] = {}

    def of(self, span: Span) -> list[etree._Element]:
        """Runs that hold exactly the characters of ``span``."""
        run = span.element
        parts = self._parts.setdefault(run, [_Part(0, _length(run), run)])
        self._cut(parts, span.start)
        self._cut(parts, span.end)
        return [part.element for part in parts if part.start < span.end and part.end > span.start]

    def _cut(self, parts: list[_Part], at: int) -> None:
        for index, part in enumerate(parts):
            if part.start < at < part.end:
                right = _part_run(part.element, at - part.start)
                if right is not None:
                    parts[index : index + 1] = [_Part(part.start, at, part.element), _Part(at, part.end, right)]
                return


def _length(run: etree._Element) -> int:
    return sum(units_of(element) for element in run)


def _part_run(run: etree._Element, at: int) -> etree._Element | None:
    """Cut ``run`` after ``at`` units: the new run that holds the rest. None where the cut cannot be made."""
    right = etree.Element(run.tag, nsmap=run.nsmap)
    for name, value in run.attrib.items():
        right.set(name, value)
    offset = 0
    for element in list(run):
        units = units_of(element)
        if local_name(element) == "rPr":
            right.append(deepcopy(element))
        elif offset >= at:
            right.append(element)
        elif offset + units > at:
            if local_name(element) != "t":
                return None
            right.append(_part_text(element, at - offset))
        offset += units
    run.addnext(right)
    right.tail, run.tail = run.tail, None
    return right


def _part_text(text: etree._Element, at: int) -> etree._Element:
    rest = etree.Element(text.tag)
    whole = text.text or ""
    text.text, rest.text = whole[:at], whole[at:]
    for element in (text, rest):
        element.set(qn("xml:space"), "preserve")
    return rest
