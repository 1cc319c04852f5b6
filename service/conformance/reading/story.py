"""A story is a stretch of paragraphs and tables that are read together: the body, a header, the text of a box."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lxml import etree

from service.conformance.paper import (
    CharacterFormat,
    Container,
    DrawnLine,
    Line,
    PagePart,
    Paragraph,
    ParagraphFormat,
    Section,
    ShownField,
    Side,
    Span,
)
from service.conformance.reading.inline import (
    COLUMN_BREAK,
    PAGE_BREAK,
    Drawing,
    Field,
    FieldState,
    Piece,
    chosen,
    inline_content,
    is_deleted_mark,
    style_reference,
    text_box_contents,
)
from service.conformance.reading.layout import cut_lines, next_stop
from service.conformance.reading.names import child, local_name
from service.conformance.reading.numbering import Numbering
from service.conformance.reading.properties import Properties
from service.conformance.reading.sections import column_room
from service.conformance.reading.shapes import drawn_lines, place_of
from service.conformance.reading.styles import Style, Styles
from service.conformance.reading.tables import CellContent, read_table
from service.norm.measuring import text_width_pt

_THROUGH = frozenset({"sdtContent", "sdt", "customXml", "smartTag", "ins", "moveTo"})


@dataclass(frozen=True, slots=True)
class StoryContext:
    """What a story belongs to, and what of the document its paragraphs refer to."""

    part: PagePart
    part_name: str
    styles: Styles
    numbering: Numbering
    sections: Sequence[Section]
    after: Mapping[etree._Element, int]
    """The index of the section that begins after each ``w:sectPr``."""


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Where a paragraph is read: its container, and the formatting that a table gives."""

    container: Container
    character: Properties
    paragraph: Properties


@dataclass(slots=True)
class _Inline:
    """What a paragraph holds, and the paragraphs before it whose ends are deleted."""

    spans: list[Span] = field(default_factory=list)
    drawings: list[etree._Element] = field(default_factory=list)
    fields: list[ShownField] = field(default_factory=list)


class Story:
    """A story while it is read; paragraphs and drawn lines come in reading order."""

    def __init__(self, context: StoryContext, section: int, first_line: int = 0) -> None:
        self.paragraphs: list[Paragraph] = []
        self.drawn_lines: list[DrawnLine] = []
        self._context = context
        self._section = section
        self._column = 0
        self._fields = FieldState()
        self._carried = _Inline()
        self._numbered = 0
        self._tables = 0
        self._order = first_line
        self._page_break_waits = False

    def read(self, root: etree._Element) -> None:
        """Read all blocks of the body, of a header or of a note."""
        self._blocks(root, None)

    def _blocks(self, parent: etree._Element, surroundings: _Surroundings | None) -> None:
        for block, following in pairwise([*_block_elements(parent), None]):
            if block is not None and local_name(block) == "p":
                before_another = following is not None and local_name(following) == "p"
                self._paragraph(block, surroundings, before_another=before_another)
            elif block is not None:
                self._table(block, surroundings or self._on_the_page())

    def _on_the_page(self) -> _Surroundings:
        section = self._context.sections[self._section]
        left, width = column_room(section, min(self._column, section.columns - 1))
        side: Side = "full" if section.columns != 2 else ("right" if self._column % 2 else "left")
        return _Surroundings(Container(width, left, side), {}, {})

    def _table(self, table: etree._Element, around: _Surroundings) -> None:
        self._tables += 1
        section = self._context.sections[self._section]
        for content in read_table(table, self._tables, around.container, section.text_width, self._context.styles):
            self._cell(content)

    def _cell(self, content: CellContent) -> None:
        before = self._order
        if content.container.rule_above and before:
            container = content.container
            self.drawn_lines.append(DrawnLine(content.element, container.width, container.side, before - 1))
        self._blocks(content.element, _Surroundings(content.container, content.character, content.paragraph))
        if content.container.rule_below and self._order > before:
            container = content.container
            self.drawn_lines.append(DrawnLine(content.element, container.width, container.side, self._order - 1))

    def _paragraph(self, element: etree._Element, given: _Surroundings | None, *, before_another: bool) -> None:
        p_pr = child(element, "w:pPr")
        context = self._context
        style = context.styles.style("paragraph", style_reference(p_pr, "w:pStyle"))
        from_table = given.character if given else {}
        inline = self._carried
        self._read_inline(element, from_table, style, inline)
        if is_deleted_mark(p_pr) and before_another:
            self._numbered += context.part == "body"
            return
        self._carried = _Inline()
        if given is None:
            self._column += _leading_column_breaks(inline.spans)
        around = given or self._on_the_page()
        numbered = context.numbering.next(child(p_pr, "w:numPr"), style.numbering)
        own = context.styles.own_paragraph_properties(p_pr)
        shape = context.styles.paragraph_format(around.paragraph, style, numbered.properties, own)
        self._boxes_of(inline.drawings, around.container)
        paragraph = self._add(element, around.container, shape, style.identifier, numbered.label, inline)
        paragraph.pictured = any(child(drawing, "wp:inline") is not None for drawing in inline.drawings)
        if numbered.label:
            mark = child(p_pr, "w:rPr")
            paragraph.label_format = context.styles.character_format(from_table, style, mark, numbered.run_properties)
        self._drawn_lines_of(paragraph, inline.drawings)
        ends = child(p_pr, "w:sectPr")
        if context.part == "body" and ends is not None and ends in context.after:
            self._section = context.after[ends]
            self._column = 0

    def _read_inline(self, element: etree._Element, from_table: Properties, style: Style, into: _Inline) -> None:
        formats: dict[etree._Element | None, CharacterFormat] = {}
        for content in inline_content(element, self._fields):
            if isinstance(content, Drawing):
                into.drawings.append(content.element)
                continue
            if content.run not in formats:
                formats[content.run] = self._context.styles.character_format(
                    from_table, style, child(content.run, "w:rPr")
                )
            if isinstance(content, Field):
                into.fields.append(ShownField(content.name, content.run, formats[content.run]))
            elif not formats[content.run].hidden:
                into.spans.append(_span(content, formats[content.run]))

    def _add(
        self,
        element: etree._Element,
        container: Container,
        shape: ParagraphFormat,
        style: str,
        label: str,
        inline: _Inline,
    ) -> Paragraph:
        in_body = self._context.part == "body"
        self._numbered += in_body
        text = "".join(span.text for span in inline.spans)
        paragraph = Paragraph(
            element=element,
            part=self._context.part,
            part_name=self._context.part_name,
            number=self._numbered if in_body else None,
            section=self._section,
            container=container,
            format=shape,
            style=style,
            label=label.strip(),
            typed_indent=0.0 if label else _typed_tabs(text, shape),
            spans=tuple(inline.spans),
            fields=tuple(inline.fields),
            starts_page=self._starts_page(text, shape),
        )
        paragraph.lines = tuple(self._lines(paragraph))
        self.paragraphs.append(paragraph)
        return paragraph

    def _starts_page(self, text: str, shape: ParagraphFormat) -> bool:
        """Whether a new page begins with this paragraph; a break after its text is kept for the next one."""
        before, mark, after = text.partition(PAGE_BREAK)
        starts = self._page_break_waits or shape.page_break_before or (bool(mark) and not before.strip())
        if not text.strip():  # the page begins with the next paragraph that says something
            self._page_break_waits = starts
            return False
        self._page_break_waits = bool(mark) and bool(before.strip()) and not after.strip()
        return starts

    def _lines(self, paragraph: Paragraph) -> Iterator[Line]:
        section = self._context.sections[self._section]
        for cut in cut_lines(paragraph, paragraph.container, section.text_width):
            side = cut.side
            if section.columns == 2 and cut.column and paragraph.container.cell is None:
                side = "right"
            yield Line(paragraph, cut.spans, cut.text, side, self._order, cut.tabbed)
            self._order += 1
        if paragraph.container.cell is None:
            breaks = sum(span.text.count(COLUMN_BREAK) for span in paragraph.spans)
            self._column += breaks - _leading_column_breaks(paragraph.spans)

    def _boxes_of(self, drawings: list[etree._Element], container: Container) -> None:
        section = self._context.sections[self._section]
        for drawing in drawings:
            box = place_of(drawing, container, section)
            for content in text_box_contents(drawing):
                middle = None if box.left is None else box.left + box.width / 2
                side: Side = "full" if middle is None else ("left" if middle < section.text_width / 2 else "right")
                inside = Container(box.width or container.width, box.left or 0.0, side)
                story = Story(replace(self._context, part="text_box"), self._section, self._order)
                story._blocks(content, _Surroundings(inside, {}, {}))
                self._order = story._order
                self.paragraphs.extend(story.paragraphs)
                self.drawn_lines.extend(story.drawn_lines)

    def _drawn_lines_of(self, paragraph: Paragraph, drawings: list[etree._Element]) -> None:
        section = self._context.sections[self._section]
        last = paragraph.lines[0].order if paragraph.lines else self._order - 1
        for drawing in drawings:
            for length, middle in drawn_lines(drawing, paragraph.container, section):
                side = paragraph.container.side
                if middle is not None and side != "right":  # what is anchored beside the title belongs to it
                    side = "left" if middle < section.text_width / 2 else "right"
                self.drawn_lines.append(DrawnLine(drawing, length, side, last))
        shape = paragraph.format
        room = paragraph.container.width - shape.left - shape.right
        middle = paragraph.container.left + shape.left + room / 2
        halves: Side = "left" if middle < 0.45 * section.text_width else "right"
        for drawn, after in ((shape.rule_above, last - bool(paragraph.lines)), (shape.rule_below, last)):
            if drawn:
                self.drawn_lines.append(DrawnLine(paragraph.element, room, halves, after))


def _block_elements(parent: etree._Element) -> Iterator[etree._Element]:
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        name = local_name(element)
        if name in ("p", "tbl"):
            yield element
        elif name == "AlternateContent":
            waiting.extend(reversed(chosen(element)))
        elif name in _THROUGH:
            waiting.extend(reversed(element))


def _span(piece: Piece, shape: CharacterFormat) -> Span:
    text = piece.text
    if shape.capitals:
        text = "".join(upper if len(upper := character.upper()) == 1 else character for character in text)
    return Span(piece.run, piece.start, piece.end, text, shape, piece.font)


def _leading_column_breaks(spans: Sequence[Span]) -> int:
    """Column breaks before the first text of a paragraph: it stands in the next column."""
    text = "".join(span.text for span in spans)
    return text[: len(text) - len(text.lstrip())].count(COLUMN_BREAK)


def _typed_tabs(text: str, shape: ParagraphFormat) -> float:
    """How far tabs and spaces typed at the beginning push the text of the first line, in points."""
    start = shape.left + shape.first_line
    at = start
    for character in text:
        if character == "\t":
            at = next_stop(at, shape.tab_stops).position
        elif character in " \u00a0":
            at += text_width_pt(" ", 14, "regular")
        else:
            break
    return at - start
