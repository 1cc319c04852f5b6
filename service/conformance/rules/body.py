"""Running text: size, alignment, indent, distances, headings, articles, the final stop (ô 6)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from weakref import WeakKeyDictionary

from service.conformance.components.wording import (
    ARTICLE,
    CAPTION,
    CHAPTER,
    IN_BRACKETS,
    LETTERED,
    MARK,
    ROMAN_HEADING,
    composed,
    is_upper,
)
from service.conformance.paper import Paragraph, Span, to_mm
from service.conformance.reading.layout import spans_between
from service.conformance.remedies import SetCharacters, SetParagraph
from service.conformance.rules.extent import longer_than_a_line
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.norm.edition import size_words
from service.norm.printing import vietnamese

_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_NOT_VIETNAMESE = frozenset("fjwz")
_LONGEST_HEADING = 160
_HALF_STEP = 0.26
_CONTENTS = re.compile(r"^(?:TOC|Mclc|Mucluc)", re.IGNORECASE)
_FINAL = re.compile(r"[.][”\"’»)\]]*$")
_SLASHED = re.compile(r"\.\s*/\s*\.?[”\"’»)\]]*$")
_ARTICLE_LABEL = re.compile(r"\S+\s+\d+\s*[.:]?\s*")  # of text that may not be composed
_RUNNING = re.compile(r"[.:;][”\"’»)]*$")


def is_display(paragraph: Paragraph) -> bool:
    """A centred line that is no running text: BAN THƯỜNG VỤ …, QUYẾT ĐỊNH, Chương I and its title."""
    if paragraph.format.align != "center":
        return False
    text = composed(paragraph.text)
    return is_upper(text) or bool(CHAPTER.match(text)) or all(span.format.bold for span in paragraph.visible)


def is_beside_the_text(paragraph: Paragraph) -> bool:
    """What the norm says nothing about: captions and sources, remarks in brackets, ornaments, a table of contents."""
    text = composed(paragraph.text)
    if MARK.fullmatch(text) or CAPTION.match(text) or _CONTENTS.match(paragraph.style):
        return True
    italic = all(span.format.italic for span in paragraph.visible)
    aside = paragraph.format.align in ("center", "right")
    return aside and not longer_than_a_line(paragraph) and (italic or bool(IN_BRACKETS.match(text)) or not _ends(text))


def _ends(text: str) -> bool:
    """Whether it ends as a sentence or the item of a list does."""
    return text.endswith((".", ";", ":", ","))


def running_text(examined: Examined) -> list[Paragraph]:
    """The paragraphs that the rules of running text are about."""
    if examined not in _FOUND_BEFORE:
        body = examined.found.body
        _FOUND_BEFORE[examined] = [each for each in body if not is_display(each) and not is_beside_the_text(each)]
    return _FOUND_BEFORE[examined]


# Asked for by many rules; gone with the paper that it belongs to.
_FOUND_BEFORE: WeakKeyDictionary[Examined, list[Paragraph]] = WeakKeyDictionary()


@rule("body.size", "error", "body",
      "Nội dung cỡ chữ {norm.body.size_pt[0]:g} đến {norm.body.size_pt[1]:g}, một cỡ thống nhất; bảng và phụ lục "
      "{norm.body.annex_size_pt[0]:g} đến {norm.body.size_pt[1]:g}",
      "Text of {norm.body.size_pt[0]:g} to {norm.body.size_pt[1]:g} pt, one size throughout; tables and annexes "
      "{norm.body.annex_size_pt[0]:g} to {norm.body.size_pt[1]:g} pt")  # fmt: skip
def body_size(examined: Examined) -> Iterator[Fault]:
    """One size: that of most characters."""
    least, most = examined.edition.body.size_pt
    counts: Counter[float] = Counter()
    judged = [each for each in examined.found.body if not is_beside_the_text(each)]
    for paragraph in judged:
        for span in paragraph.visible:
            counts[span.format.size] += len(span.text)
    within = {size: count for size, count in counts.items() if least - _HALF_STEP < size < most + _HALF_STEP}
    usual = max(within, key=lambda size: within[size], default=least)
    for paragraph in judged:
        wrong = [span for span in paragraph.visible if abs(span.format.size - usual) > _HALF_STEP]
        yield from _size_fault(paragraph, wrong, usual, size_words((usual, usual)))
    small = examined.edition.body.annex_size_pt[0]
    annexed = [
        paragraph for annex in examined.found.annexes for paragraph in annex.paragraphs if paragraph.part == "body"
    ]
    for paragraph in (*examined.found.in_tables, *annexed):
        wrong = [
            span for span in paragraph.visible if not small - _HALF_STEP < span.format.size < most + 1 + _HALF_STEP
        ]
        yield from _size_fault(paragraph, wrong, small, size_words((small, most)))


def _size_fault(paragraph: Paragraph, wrong: Sequence[Span], target: float, wanted: Message) -> Iterator[Fault]:
    if wrong:
        size = wrong[0].format.size
        yield Fault(
            paragraph,
            size_words((size, size)),
            wanted,
            Message(f"Chọn phần này, đặt {size_words((target, target)).vi}.", f"Select it and set {target:g} pt."),
            (SetCharacters(tuple(wrong), size=target),),
            quote=" ".join(span.text for span in wrong),
        )


@rule("body.upright", "error", "body", "Nội dung chữ đứng, không gạch chân (trừ chỗ nhấn mạnh)",
      "Upright text, not underlined (but for emphasis)")  # fmt: skip
def body_upright(examined: Examined) -> Iterator[Fault]:
    """Whole paragraphs in italics, or underlined: some words may be stressed. Bases have a rule of their own."""
    bases = {id(paragraph) for paragraph in examined.found.bases}
    for paragraph in running_text(examined):
        shown = paragraph.visible
        italic = all(span.format.italic for span in shown)
        underlined = all(span.format.underline for span in shown)
        if shown and (italic or underlined) and id(paragraph) not in bases and longer_than_a_line(paragraph):
            yield Fault(
                paragraph,
                Message("cả đoạn chữ nghiêng", "a whole paragraph in italics")
                if italic
                else Message("cả đoạn gạch chân", "a whole paragraph underlined"),
                Message("chữ đứng, không gạch chân", "upright, not underlined"),
                Message("Chọn đoạn này, bỏ chữ nghiêng (Ctrl+I), bỏ gạch chân (Ctrl+U).", "Press Ctrl+I, Ctrl+U."),
                (SetCharacters(tuple(shown), italic=False, underline=False),),
            )


@rule("body.justified", "error", "body", "Nội dung canh đều hai bên", "Justified text")
def body_justified(examined: Examined) -> Iterator[Fault]:
    """Where it shows: in paragraphs longer than a line; a short one must not stand in the middle or on the right."""
    names = {
        "left": Message("canh trái", "left-aligned"),
        "center": Message("canh giữa", "centred"),
        "right": Message("canh phải", "right-aligned"),
    }
    for paragraph in running_text(examined):
        align = paragraph.format.align
        if align == "justify" or (align == "left" and not longer_than_a_line(paragraph)):
            continue
        yield Fault(
            paragraph,
            names[align],
            Message("canh đều hai bên", "justified"),
            Message("Chọn đoạn này, nhấn Ctrl+J.", "Select it and press Ctrl+J."),
            (SetParagraph(paragraph, align="justify"),),
        )


@rule("body.indent", "error", "body", "Dòng đầu đoạn lùi vào khoảng {norm.body.first_line_mm:g} mm",
      "First lines indented by about {norm.body.first_line_mm:g} mm")  # fmt: skip
def body_indent(examined: Examined) -> Iterator[Fault]:
    """Where the text begins, whether by an indent or a tab; following lines begin at the margin."""
    for paragraph in running_text(examined):
        if not _is_article(paragraph):
            yield from _indent_fault(examined, paragraph)


def _indent_fault(examined: Examined, paragraph: Paragraph) -> Iterator[Fault]:
    norm, shape = examined.edition.body, paragraph.format
    starts = to_mm(shape.left + shape.first_line + paragraph.typed_indent)
    wraps = to_mm(shape.left)
    right_start = abs(starts - norm.first_line_mm) <= norm.first_line_tolerance_mm
    right_wrap = wraps <= norm.first_line_tolerance_mm or not longer_than_a_line(paragraph)
    if right_start and right_wrap:
        return
    found = (
        Message(f"các dòng sau lùi {vietnamese(wraps)} mm", f"the lines after the first begin at {wraps:.1f} mm")
        if right_start
        else Message(f"lùi {vietnamese(starts)} mm", f"indented by {starts:.1f} mm")
    )
    wanted = norm.first_line_mm
    yield Fault(
        paragraph,
        found,
        Message(f"dòng đầu lùi khoảng {wanted:g} mm", f"first line indented by about {wanted:g} mm"),
        Message(
            f"Vào Paragraph, đặt Special: First line {vietnamese(wanted / 10, None)} cm, Left 0.",
            f"Paragraph → Special: First line {wanted / 10:g} cm; Left 0.",
        ),
        (SetParagraph(paragraph, first_line_mm=wanted, left_mm=0),),
    )


@rule("body.line-spacing", "error", "body", "Khoảng cách dòng {norm.body.line_words.vi}",
      "Line spacing {norm.body.line_words.en}")  # fmt: skip
def body_line_spacing(examined: Examined) -> Iterator[Fault]:
    """05-HD: exactly 18 to 22 pt; 36-HD: at least 18 pt."""
    norm = examined.edition.body
    least, most = norm.line_pt
    for paragraph in running_text(examined):
        if paragraph.pictured:
            continue  # lines of a fixed height would cut the picture off
        shape = paragraph.format
        if norm.line_rule == "exact":
            right = shape.line_rule == "exact" and least - 0.01 <= shape.line <= most + 0.01
        else:
            right = _line_height(paragraph) >= least - 0.01
        if not right:
            target = min(max(shape.line, least), most) if shape.line_rule != "multiple" else least
            yield Fault(
                paragraph,
                _line_words(paragraph),
                norm.line_words,
                Message(
                    f"Vào Paragraph, đặt Line spacing: Exactly {vietnamese(target, None)} pt.",
                    f"Line spacing: Exactly {target:g} pt.",
                ),
                (SetParagraph(paragraph, line=("exact", target)),),
            )


def _line_height(paragraph: Paragraph) -> float:
    shape = paragraph.format
    if shape.line_rule in ("exact", "least"):
        return shape.line
    size = min((span.format.size for span in paragraph.visible), default=0.0)
    return size * 1.15 * shape.line


def _line_words(paragraph: Paragraph) -> Message:
    shape = paragraph.format
    if shape.line_rule == "multiple":
        return Message(f"{vietnamese(shape.line, 2)} dòng (Multiple)", f"{shape.line:.2f} lines (Multiple)")
    words = {"exact": "Exactly", "least": "At least"}[shape.line_rule]
    return Message(f"{words} {vietnamese(shape.line, None)} pt", f"{words} {shape.line:g} pt")


@rule("body.paragraph-gap", "error", "body", "Giữa các đoạn cách ít nhất {norm.body.gap_least_pt:g} pt",
      "At least {norm.body.gap_least_pt:g} pt between paragraphs")  # fmt: skip
def body_paragraph_gap(examined: Examined) -> Iterator[Fault]:
    """After one paragraph plus before the next; a blank line between them is room enough."""
    least = examined.edition.body.gap_least_pt
    numbers = {paragraph.number for paragraph in examined.found.body if not is_beside_the_text(paragraph)}
    for first, second in _neighbours(examined):
        if first.number not in numbers or second.number not in numbers or (is_display(first) and is_display(second)):
            continue
        alike = first.style == second.style
        after = 0.0 if alike and first.format.contextual_spacing else first.format.after
        before = 0.0 if alike and second.format.contextual_spacing else second.format.before
        gap = after + before
        if gap < least - 0.01:
            yield Fault(
                first,
                Message(f"cách đoạn sau {vietnamese(gap, None)} pt", f"{gap:g} pt to the next paragraph"),
                Message(f"ít nhất {least:g} pt", f"at least {least:g} pt"),
                Message(
                    f"Vào Paragraph, đặt Spacing After: {least:g} pt.", f"Paragraph → Spacing After: {least:g} pt."
                ),
                (SetParagraph(first, after=least),),
            )


def _neighbours(examined: Examined) -> Iterator[tuple[Paragraph, Paragraph]]:
    """Paragraphs of the page that follow one another with nothing between them."""
    on_page = [p for p in examined.paper.paragraphs if p.part == "body"]
    for first, second in pairwise(on_page):
        if first.container.cell is None and second.container.cell is None and first.lines and second.lines:
            yield first, second


@rule("body.final-stop", "error", "body", "Nội dung kết thúc bằng dấu chấm “{norm.body.end}”, không dùng “./.”",
      "The text ends with “{norm.body.end}”, not “./.”", concern="text")  # fmt: skip
def body_final_stop(examined: Examined) -> Iterator[Fault]:
    """The last paragraph before the signatures; nothing is said where a table stands there."""
    body = [each for each in examined.found.body if not is_beside_the_text(each)]
    if not body or any((p.number or 0) > (body[-1].number or 0) for p in examined.found.in_tables):
        return
    text = composed(body[-1].text)
    if _SLASHED.search(text) or not _FINAL.search(text):
        ending = text[-3:] if _SLASHED.search(text) else text[-1:]
        yield Fault(
            body[-1],
            Message(f"kết thúc bằng “{ending}”", f"it ends with “{ending}”"),
            Message("kết thúc bằng “.”", "it ends with “.”"),
            Message("Kết thúc nội dung bằng một dấu chấm.", "End the text with one full stop."),
            quote=text[-60:],
        )


@rule("body.heading-form", "warning", "body", "Đề mục: I- CHỮ IN HOA, rồi 1., 1.1., a), sau d) là đ)",
      "Headings: I- CAPITALS, then 1., 1.1., a), with đ) after d)", concern="text")  # fmt: skip
def body_heading_form(examined: Examined) -> Iterator[Fault]:
    """Roman headings, and the letters of points in the order of the Vietnamese alphabet."""
    for paragraph in running_text(examined):
        yield from _roman_heading(paragraph)
    yield from _lettered(running_text(examined))


def _roman_heading(paragraph: Paragraph) -> Iterator[Fault]:
    text = composed(paragraph.text)
    match = ROMAN_HEADING.match(text)
    if match is None or len(text) > _LONGEST_HEADING:
        return
    title = match[3]
    is_heading = is_upper(title) or (all(s.format.bold for s in paragraph.visible) and not _RUNNING.search(title))
    if not is_heading or not title or (match[1] in "CDLM" and match[2] == "."):
        return
    if match[2] != "-" or not text.startswith(f"{match[1]}-") or not is_upper(title):
        yield Fault(
            paragraph,
            Message(f"“{text[:40]}”", f"“{text[:40]}”"),
            Message(f"“{match[1]}- CHỮ IN HOA”", f"“{match[1]}- CAPITALS”"),
            Message(f"Viết “{match[1]}- {title.upper()}”.", f"Write “{match[1]}- {title.upper()}”."),
        )


def _lettered(paragraphs: Sequence[Paragraph]) -> Iterator[Fault]:
    """Points a), b) … of one list follow one another, other paragraphs between them or not."""
    before = ""
    for paragraph in paragraphs:
        match = LETTERED.match(composed(paragraph.text))
        if match is None:
            if ARTICLE.match(composed(paragraph.text)) or ROMAN_HEADING.match(composed(paragraph.text)):
                before = ""
            continue
        letter = match[1]
        expected = _ALPHABET[_ALPHABET.index(before) + 1 :][:1] if before in _ALPHABET and before else "a"
        skipped = before and letter != "a" and letter in _ALPHABET and letter != expected
        if letter in _NOT_VIETNAMESE or (skipped and before == "d" and letter == "e"):
            yield Fault(
                paragraph,
                Message(f"điểm {letter}) sau {before})", f"point {letter}) after {before})"),
                Message(f"điểm {expected})", f"point {expected})"),
                Message("Đánh thứ tự a), b), c), d), đ), e), g), h), i), k) …", "Count a), b), c), d), đ), e), g) …"),
            )
        before = letter if letter in _ALPHABET else before


def _is_article(paragraph: Paragraph) -> bool:
    return ARTICLE.match(composed(paragraph.text)) is not None


@rule("article.bold", "error", "body", "“Điều n.” và tên điều chữ đậm, lùi đầu dòng",
      "“Điều n.” and its title bold, indented")  # fmt: skip
def article_bold(examined: Examined) -> Iterator[Fault]:
    """What runs on after the label as a sentence is no title."""
    for paragraph in running_text(examined):
        text = paragraph.text.lstrip("\t \u00a0")
        match = _ARTICLE_LABEL.match(text) if _is_article(paragraph) else None
        if match is None or text[match.end() - 1 : match.end()] not in (".", ":", " ", "\u00a0"):
            continue
        yield from _article_weight(paragraph, match.end())
        yield from _indent_fault(examined, paragraph)


def _article_weight(paragraph: Paragraph, label_ends: int) -> Iterator[Fault]:
    whole = "".join(span.text for span in paragraph.spans)
    pushed = len(whole) - len(whole.lstrip("\t \u00a0"))
    if paragraph.label:
        # Automatic numbering writes the label: it is no character of the text.
        label_ends = 0
    title = whole[pushed + label_ends :].strip()
    ends = len(whole) if title and not _RUNNING.search(title) else pushed + label_ends
    label = [span for span in spans_between(paragraph.spans, 0, ends) if not span.blank]
    wrong = [span for span in label if not span.format.bold]
    plain_label = paragraph.label_format is not None and not paragraph.label_format.bold
    if wrong or plain_label:
        yield Fault(
            paragraph,
            Message("không đậm", "not bold"),
            Message("“Điều n.” và tên điều chữ đậm", "label and title bold"),
            Message("Chọn “Điều n.” và tên điều, nhấn Ctrl+B.", "Select label and title, press Ctrl+B."),
            (SetCharacters(tuple(wrong), bold=True),) if wrong else (),
        )
