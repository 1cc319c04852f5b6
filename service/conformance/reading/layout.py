"""From the text of a paragraph to its lines: cut at breaks and tab stops, each with the side of the page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.conformance.paper import Container, Paragraph, ParagraphFormat, Side, Span, TabStop
from service.conformance.reading.inline import COLUMN_BREAK, LINE_BREAK, PAGE_BREAK, TAB
from service.norm.measuring import text_width_pt

_DEFAULT_STOPS = 36.0  # every 720 twips
_LEFT_PART, _RIGHT_PART = 0.45, 0.55
_WIDE = 0.75
_SURELY_WIDE = 90  # characters: more than three quarters of a page in every size of the norm
# A right-hand block that was pushed there with spaces. Each stretch of spaces is tried once, as a whole.
_PUSHED = re.compile(
    r"(?<![ \u00a0])(?:[ \u00a0]{4,}+(?=(?:ĐẢNG CỘNG SẢN|T/M |K/T |T/L |TM\.|KT\.|TL\.|\w[\w ]{1,40}, ngày ))"
    r"|(?<=[.;:,])[ \u00a0]{3,}+(?=[A-ZĐÀ-Ỹ])|[ \u00a0]{10,}+(?=\w)(?!tháng|năm))"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A line before it knows its place in the paper."""

    spans: tuple[Span, ...]
    text: str
    side: Side
    tabbed: bool
    column: int
    """Column breaks of the paragraph before it."""


def cut_lines(paragraph: Paragraph, container: Container, page_width: float) -> Iterator[Cut]:
    """The lines of a paragraph that has its spans; blank ones are left out."""
    column = 0
    for typed, ended_by in _split(paragraph.spans, LINE_BREAK + PAGE_BREAK + COLUMN_BREAK):
        segments = [spans for spans, _ in _split(typed, TAB)]
        pushed = _pushed_apart(segments[0]) if len(segments) == 1 else []
        middles = _middles(paragraph, container, segments, page_width)
        if len(pushed) == 2:
            segments, middles = pushed, [0.0, page_width]
        tabbed = _placed_by_tabs(segments, paragraph.format.tab_stops)
        first = True
        for spans, middle in zip(segments, middles, strict=True):
            text = "".join(span.text for span in spans).strip()
            if text or (first and paragraph.label and not paragraph.lines):
                side = container.side if container.side != "full" else _side(middle, spans, container, page_width)
                label = f"{paragraph.label} " if paragraph.label and column == 0 and first else ""
                yield Cut(tuple(spans), f"{label}{text}".strip(), side, tabbed, column)
            first = False
        column += ended_by == COLUMN_BREAK


def _placed_by_tabs(segments: Sequence[Sequence[Span]], stops: Sequence[TabStop]) -> bool:
    """A tab typed before a line only indents it; a centring stop, or text on both sides of a tab, places it."""
    filled = sum(any(not span.blank for span in spans) for spans in segments)
    return filled > 1 or (len(segments) > 1 and any(stop.kind == "center" for stop in stops))


def _split(spans: Sequence[Span], marks: str) -> Iterator[tuple[list[Span], str]]:
    """Stretches of spans between any of these characters, each with the one that ends it."""
    current: list[Span] = []
    for span in spans:
        start = 0
        for index, character in enumerate(span.text):
            if character in marks:
                if index > start:
                    current.append(part_of(span, start, index))
                yield current, character
                current, start = [], index + 1
        if start < len(span.text):
            current.append(part_of(span, start, len(span.text)))
    yield current, ""


def part_of(span: Span, start: int, end: int) -> Span:
    """Characters ``start`` to ``end`` of a span."""
    if start == 0 and end == len(span.text):
        return span
    return replace(span, start=span.start + start, end=span.start + end, text=span.text[start:end])


def spans_between(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The parts of spans that hold characters ``start`` to ``end`` of their common text."""
    found: list[Span] = []
    offset = 0
    for span in spans:
        low, high = max(start - offset, 0), min(end - offset, len(span.text))
        if low < high:
            found.append(part_of(span, low, high))
        offset += len(span.text)
    return found


def _pushed_apart(spans: list[Span]) -> list[list[Span]]:
    text = "".join(span.text for span in spans)
    match = _PUSHED.search(text)
    if match is None or not text[: match.start()].strip():
        return [spans]
    return [spans_between(spans, 0, match.start()), spans_between(spans, match.end(), len(text))]


def width_of(spans: Sequence[Span]) -> float:
    """Width in points on one line, in the norm's font."""
    return sum(text_width_pt(span.text, span.format.size, "bold" if span.format.bold else "regular") for span in spans)


def _middles(
    paragraph: Paragraph, container: Container, segments: Sequence[Sequence[Span]], page_width: float
) -> list[float]:
    """Where the middle of each segment stands, from the left margin."""
    shape = paragraph.format
    if len(segments) == 1:
        if sum(len(span.text) for span in segments[0]) > _SURELY_WIDE:
            return [page_width / 2]
        pushed = _leading_blanks(segments[0])
        text = max(width_of(segments[0]) - pushed, 0.0)
        return [container.left + pushed + _middle_of_block(shape, container.width - pushed, text)]
    stops = tuple(shape.tab_stops)
    middles: list[float] = []
    at = shape.left + shape.first_line
    for index, spans in enumerate(segments):
        width = width_of(spans)
        stop = next_stop(at, stops) if index else TabStop(at, "left")
        start = {"center": stop.position - width / 2, "right": stop.position - width}.get(stop.kind, stop.position)
        start = max(start, at)
        middles.append(container.left + start + width / 2)
        at = start + width
    return middles


def next_stop(position: float, stops: Sequence[TabStop]) -> TabStop:
    """The tab stop that a tab at ``position`` leads to; beyond those that are set, every half inch."""
    index = bisect_right(stops, position + 0.1, key=lambda stop: stop.position)
    return stops[index] if index < len(stops) else TabStop((position // _DEFAULT_STOPS + 1) * _DEFAULT_STOPS, "left")


def _leading_blanks(spans: Sequence[Span]) -> float:
    """Width of the spaces typed before the text of a line."""
    blank = 0.0
    for span in spans:
        text = span.text.lstrip(" \u00a0")
        blank += width_of([part_of(span, 0, len(span.text) - len(text))])
        if text:
            break
    return blank


def _middle_of_block(shape: ParagraphFormat, room: float, width: float) -> float:
    right_edge = room - shape.right
    if shape.align == "center":
        return (shape.left + right_edge) / 2
    if shape.align == "right":
        return right_edge - min(width, right_edge - shape.left) / 2
    start = shape.left + max(shape.first_line, 0.0)
    return start + min(width, max(right_edge - start, 0.0)) / 2


def _side(middle: float, spans: Sequence[Span], container: Container, page_width: float) -> Side:
    if container.width <= 0 or page_width <= 0 or sum(len(span.text) for span in spans) > _SURELY_WIDE:
        return "full"
    if width_of(spans) > _WIDE * page_width:
        return "full"
    if middle < _LEFT_PART * page_width:
        return "left"
    return "right" if middle > _RIGHT_PART * page_width else "full"
