"""The star and the five hyphens, and lines drawn where none belongs."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from service.conformance.copying import PackageCopy
from service.conformance.mending.formatting import format_run
from service.conformance.mending.ordered import drop, properties_of, put, take_out
from service.conformance.mending.runs import Runs
from service.conformance.paper import Line
from service.conformance.reading.names import VAL, child, local_name, qn
from service.conformance.remedies import RemoveRule, SetCharacters, SetMark


def set_mark(remedy: SetMark, copy: PackageCopy, runs: Runs) -> None:
    """Write the marks into the first of the lines that stand for them, or on a new line."""
    copy.changed(copy.part_of(remedy.below.paragraph.element))
    if not remedy.lines:
        _add_line(remedy, runs)
        return
    for index, line in enumerate(remedy.lines):
        _write_over(line, remedy.text if index == 0 else "", runs)
    first = remedy.lines[0]
    if not first.tabbed:
        _centre(first.paragraph.element)


def _write_over(line: Line, text: str, runs: Runs) -> None:
    for span in line.spans:
        for run in runs.of(span):
            for element in [each for each in run if local_name(each) != "rPr"]:
                run.remove(element)
            if text:
                run.append(_text(text))
                text = ""


def _text(text: str) -> etree._Element:
    element = etree.Element(qn("w:t"))
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element


def _add_line(remedy: SetMark, runs: Runs) -> None:
    below = remedy.below
    run = etree.Element(qn("w:r"))
    visible = below.visible  # empty where automatic numbering wrote the whole line
    model = child(visible[-1].element, "w:rPr") if visible else None
    if model is not None:
        run.append(deepcopy(model))
    format_run(run, SetCharacters((), size=remedy.size, bold=False, italic=False, underline=False))
    if visible and below.paragraph.lines[-1] is not below and not below.tabbed:
        # A line break parts it from what follows: the new line goes between, in the same paragraph.
        run.append(etree.Element(qn("w:br")))
        run.append(_text(remedy.text))
        runs.of(below.spans[-1])[-1].addnext(run)
        return
    paragraph = etree.Element(qn("w:p"))
    shape = child(below.paragraph.element, "w:pPr")
    if shape is not None:
        paragraph.append(deepcopy(shape))
        take_out(paragraph[0], "w:sectPr")
        take_out(paragraph[0], "w:numPr")
        take_out(paragraph[0], "w:pBdr")
    for _ in range(_tabs_before(below)):
        run.append(etree.Element(qn("w:tab")))
    run.append(_text(remedy.text))
    paragraph.append(run)
    if not below.tabbed:
        _centre(paragraph)
    below.paragraph.element.addnext(paragraph)


def _tabs_before(line: Line) -> int:
    """Tabs of the paragraph before the text of this line."""
    count = 0
    for span in line.paragraph.spans if line.spans else ():
        first = line.spans[0]
        if span.element is first.element:
            return count + span.text[: max(first.start - span.start, 0)].count("\t")
        count += span.text.count("\t")
    return count


def _centre(paragraph: etree._Element) -> None:
    properties = properties_of(paragraph, "w:pPr")
    put(properties, "w:jc").set(VAL, "center")
    indents = put(properties, "w:ind")
    drop(indents, "w:hanging", "w:firstLineChars", "w:hangingChars", "w:start", "w:end")
    for name in ("left", "right", "firstLine"):
        indents.set(qn(f"w:{name}"), "0")


def remove_rule(remedy: RemoveRule, copy: PackageCopy) -> None:
    """A border of a paragraph or cell, or a drawing that is nothing but a line."""
    element = remedy.element
    copy.changed(copy.part_of(element))
    name = local_name(element)
    if name == "p":
        borders = put(properties_of(element, "w:pPr"), "w:pBdr")
        for side in ("top", "bottom"):
            put(borders, f"w:{side}").set(VAL, "nil")
    elif name == "tc":
        of_cell = child(child(element, "w:tcPr"), "w:tcBorders")
        for edge in (child(of_cell, "w:top"), child(of_cell, "w:bottom")):
            if edge is not None:
                edge.set(VAL, "nil")
    else:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
