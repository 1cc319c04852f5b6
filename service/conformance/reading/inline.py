"""The content of a paragraph as it shows: runs in order, without what is deleted, hidden, or the code of a field.

Tracked changes are read as accepted. Of alternatives (``mc:AlternateContent``) the modern one is read, so that a text
box that is written twice counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from service.conformance.reading.names import VAL, attribute, child, local_name, qn, text_of

LINE_BREAK, TAB, PAGE_BREAK, COLUMN_BREAK = "\n", "\t", "\f", "\v"

_DROPPED = frozenset({"del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "proofErr", "oMath", "oMathPara", "ruby"})
_WITHOUT_UNITS = frozenset({"rPr", "fldChar", "instrText"})
_DRAWINGS = frozenset({"drawing", "pict", "object"})
_BREAKS = {"page": PAGE_BREAK, "column": COLUMN_BREAK}
_UNITS = {"tab": TAB, "ptab": TAB, "cr": LINE_BREAK, "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_FIELD_NAME = re.compile(r"\s*([A-Za-z]+)")
# The private characters of Symbol and Wingdings that stand for a mark of ordinary text.
_SYMBOLS = {"F02D": "-", "F0B7": "•", "F02A": "*", "F0A7": "▪"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Units ``start`` to ``end`` of the content of a run and how they read; ``font`` is that of a symbol."""

    run: etree._Element
    start: int
    end: int
    text: str
    font: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, picture or text box in or anchored to the paragraph."""

    element: etree._Element


@dataclass(frozen=True, slots=True)
class Field:
    """A field that shows here; ``run`` is one that formats it, None where there is none."""

    name: str
    run: etree._Element | None


@dataclass(slots=True)
class FieldState:
    """Fields that are open while the runs of a story are read: they may reach over paragraphs."""

    codes: list[list[str]] = field(default_factory=list)
    showing: list[bool] = field(default_factory=list)
    runs: list[etree._Element] = field(default_factory=list)
    codes_open: int = 0
    """How many of them are still in their code."""

    @property
    def hidden(self) -> bool:
        """Whether what follows is the code of a field."""
        return self.codes_open > 0

    def begin(self, run: etree._Element) -> None:
        """A field begins with its code."""
        self.codes.append([])
        self.showing.append(False)
        self.runs.append(run)
        self.codes_open += 1

    def separate(self) -> None:
        """The result of the innermost field follows."""
        if self.showing and not self.showing[-1]:
            self.showing[-1] = True
            self.codes_open -= 1

    def end(self) -> Field | None:
        """The innermost field ends."""
        if not self.codes:
            return None
        self.codes_open -= not self.showing.pop()
        return Field(field_name("".join(self.codes.pop())), self.runs.pop())

    def add_code(self, text: str) -> None:
        """More of the code of the innermost field."""
        if self.codes:
            self.codes[-1].append(text)


def field_name(code: str) -> str:
    r"""``PAGE`` of `` PAGE  \\* MERGEFORMAT ``."""
    match = _FIELD_NAME.match(code)
    return match[1].upper() if match else ""


def inline_content(paragraph: etree._Element, fields: FieldState) -> Iterator[Piece | Drawing | Field]:
    """Pieces of text, drawings and fields, in order; a field comes where it ends."""
    waiting: list[etree._Element] = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name == "r":
            yield from _run_content(element, fields)
        elif name == "AlternateContent":
            waiting.extend(reversed(chosen(element)))
        elif name not in _DROPPED and name:
            if name == "fldSimple":
                yield Field(field_name(attribute(element, "w:instr") or ""), child(element, "w:r"))
            waiting.extend(reversed(element))


def chosen(alternatives: etree._Element) -> list[etree._Element]:
    """The children of the alternative that a modern word processor shows."""
    choice = child(alternatives, "mc:Choice")
    branch = choice if choice is not None else child(alternatives, "mc:Fallback")
    return list(branch) if branch is not None else []


def _run_content(run: etree._Element, fields: FieldState) -> Iterator[Piece | Drawing | Field]:
    unit = 0
    for element in _flat(run):
        name = local_name(element)
        if name == "fldChar":
            yield from _field_mark(element, run, fields)
        elif name == "instrText":
            fields.add_code(text_of(element))
        elif name in _DRAWINGS:
            yield Drawing(element)
        else:
            text, font = _shown(element, name)
            if text and not fields.hidden:
                yield Piece(run, unit, unit + len(text), text, font)
            unit += len(text)


def _flat(run: etree._Element) -> Iterator[etree._Element]:
    for element in run:
        if local_name(element) == "AlternateContent":
            yield from chosen(element)
        else:
            yield element


def _field_mark(element: etree._Element, run: etree._Element, fields: FieldState) -> Iterator[Field]:
    kind = attribute(element, "w:fldCharType")
    if kind == "begin":
        fields.begin(run)
    elif kind == "separate":
        fields.separate()
    elif kind == "end" and (ended := fields.end()) is not None:
        yield ended


def _shown(element: etree._Element, name: str) -> tuple[str, str]:
    """How a child of a run reads, one character for each unit, and the font of a symbol."""
    if name == "t":
        return text_of(element).replace("\n", " ").replace("\t", " "), ""
    if name == "br":
        return _BREAKS.get(attribute(element, "w:type") or "", LINE_BREAK), ""
    if name == "sym":
        return _SYMBOLS.get((attribute(element, "w:char") or "").upper(), "□"), attribute(element, "w:font") or ""
    return _UNITS.get(name, ""), ""


def units_of(element: etree._Element) -> int:
    """How many units of the content of a run one of its children takes."""
    name = local_name(element)
    if name == "AlternateContent":
        return sum(units_of(each) for each in chosen(element))
    return 0 if name in _WITHOUT_UNITS or name in _DRAWINGS else len(_shown(element, name)[0])


def is_deleted_mark(p_pr: etree._Element | None) -> bool:
    """Whether the end of this paragraph is deleted, so that the next one goes on in it."""
    mark = child(p_pr, "w:rPr")
    return child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None


def text_box_contents(drawing: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes of a drawing, each once."""
    waiting = list(reversed(drawing))
    while waiting:
        element = waiting.pop()
        if element.tag == qn("w:txbxContent"):
            yield element
        elif element.tag == qn("mc:AlternateContent"):
            waiting.extend(reversed(chosen(element)))
        else:
            waiting.extend(reversed(element))


def style_reference(properties: etree._Element | None, name: str) -> str | None:
    """The identifier in ``w:pStyle`` and its like."""
    reference = child(properties, name)
    return None if reference is None else reference.get(VAL)
