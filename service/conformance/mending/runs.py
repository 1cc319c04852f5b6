"""Parting runs, so that some of their characters can be formatted alone. Every character keeps its place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from service.conformance.paper import Span
from service.conformance.reading.inline import units_of
from service.conformance.reading.names import child, qn, text_of


@dataclass(slots=True)
class _Parts:
    """What has become of one run: elements in order, and the unit with which each begins."""

    starts: list[int]
    elements: list[etree._Element]
    length: int

    def end_of(self, index: int) -> int:
        """The unit after the last of a part."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.length


class Runs:
    """The runs that have been parted so far, by the run that they were read from."""

    def __init__(self) -> None:
        self._parts: dict[etree._Element, _Parts] = {}

    def of(self, span: Span) -> Sequence[etree._Element]:
        """Runs that hold exactly the characters of ``span``."""
        parts = self._parts_of(span.element)
        self._cut(parts, span.start)
        self._cut(parts, span.end)
        first = max(bisect_right(parts.starts, span.start) - 1, 0)
        return parts.elements[first : bisect_left(parts.starts, span.end)]

    def standing_for(self, run: etree._Element) -> Sequence[etree._Element]:
        """All runs that ``run`` has been parted into, in order."""
        return tuple(self._parts_of(run).elements)

    def _parts_of(self, run: etree._Element) -> _Parts:
        if run not in self._parts:
            properties = child(run, "w:rPr")
            if properties is not None:  # where the schema wants them, they are found without a search
                run.insert(0, properties)
            self._parts[run] = _Parts([0], [run], sum(map(units_of, run)))
        return self._parts[run]

    def _cut(self, parts: _Parts, at: int) -> None:
        index = bisect_right(parts.starts, at) - 1
        if index < 0 or at == parts.starts[index] or at >= parts.end_of(index):
            return
        left, right = at - parts.starts[index], parts.end_of(index) - at
        run = parts.elements[index]
        # What is moved to a new run is the smaller side: to cut a long run many times takes no longer than that.
        other = _take_beginning(run, left) if left <= right else _take_end(run, right)
        if other is not None:
            parts.starts.insert(index + 1, at)
            parts.elements.insert(index if left <= right else index + 1, other)


def _take_beginning(run: etree._Element, units: int) -> etree._Element | None:
    """A new run before ``run`` with its first ``units``; None where it cannot be cut there."""
    moved, rest = _within(run, units)
    parted = _parted(rest, units - sum(map(units_of, moved)))
    if parted is None:
        return None
    left = _like(run)
    left.extend(moved)
    if rest is not None and parted:
        left.append(_text_like(rest, parted[0]))
        set_text(rest, parted[1])
    run.addprevious(left)
    return left


def _take_end(run: etree._Element, units: int) -> etree._Element | None:
    """A new run after ``run`` with its last ``units``; None where it cannot be cut there."""
    moved, rest = _within(run, units, from_end=True)
    inside = 0 if rest is None else units_of(rest) - (units - sum(map(units_of, moved)))
    parted = _parted(rest, inside)
    if parted is None:
        return None
    right = _like(run)
    if rest is not None and parted:
        right.append(_text_like(rest, parted[1]))
        set_text(rest, parted[0])
    right.extend(reversed(moved))
    run.addnext(right)
    right.tail, run.tail = run.tail, None
    return right


def _within(
    run: etree._Element, units: int, *, from_end: bool = False
) -> tuple[list[etree._Element], etree._Element | None]:
    """Whole children of the first (or last) ``units`` of a run, and the child that the border runs through.

    What takes no unit and stands at the border goes with what follows it.
    """
    children: Iterable[etree._Element] = run.iterchildren(reversed=from_end)
    moved: list[etree._Element] = []
    counted = 0
    for element in children:
        taken = units_of(element)
        if element.tag == qn("w:rPr"):
            continue
        if counted == units and (taken or not from_end):
            break
        if counted + taken > units:
            return moved, element
        moved.append(element)
        counted += taken
    return moved, None


def _parted(element: etree._Element | None, at: int) -> tuple[str, str] | tuple[()] | None:
    """The text of the child that the border runs through, parted; None where that is no text, empty without one."""
    if element is None or not 0 < at < units_of(element):
        return ()
    if element.tag != qn("w:t"):
        return None
    whole = text_of(element)
    return whole[:at], whole[at:]


def _like(run: etree._Element) -> etree._Element:
    """An empty run that is formatted like ``run``."""
    made = etree.Element(run.tag, nsmap=run.nsmap)
    for name, value in run.attrib.items():
        made.set(name, value)
    properties = next(run.iterchildren(), None)  # never len(run), which counts them all
    if properties is not None and properties.tag == qn("w:rPr"):
        made.append(deepcopy(properties))
        made[0].tail = None
    return made


def _text_like(text: etree._Element, content: str) -> etree._Element:
    made = etree.Element(text.tag)
    set_text(made, content)
    return made


def set_text(text: etree._Element, content: str) -> None:
    """Let a ``w:t`` hold this text, with its outer spaces, and nothing else."""
    for remark in list(text):
        text.remove(remark)
    text.text = content
    text.set(qn("xml:space"), "preserve")
