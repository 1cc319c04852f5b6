"""Paper size, margins and page numbers (Phụ lục 1 of 36-HD, carried on by 05-HD)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.conformance.components.wording import composed
from service.conformance.paper import HeaderFooter, Paragraph, Section, to_mm
from service.conformance.remedies import SetField, SetPage, SetPageNumber
from service.conformance.rules.extent import runs_over_one_page
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.norm.edition import Page
from service.norm.printing import vietnamese

_A5 = (148.0, 210.0)
_PAPER_TOLERANCE_MM = 1.5
_HALF_STEP = 0.26
_PAGE_WORD = re.compile(r"\b(?:trang|page|tr\.)\s*\d*\s*$", re.IGNORECASE)
_NEAR_THE_MIDDLE = 20.0  # points


@rule("page.size", "error", "page", "Khổ A4 đứng (phụ lục, bảng rộng được nằm ngang; giấy giới thiệu A4 hoặc A5)",
      "A4 portrait (annexes and wide tables may lie; slips A4 or A5)")  # fmt: skip
def page_size(examined: Examined) -> Iterator[Fault]:
    """Every section; a lying page only where an annex or a table needs it."""
    page = examined.edition.page
    allowed = [(page.width_mm, page.height_mm)]
    if examined.kind == "slip" and "A5" in page.slip_papers:
        allowed.append(_A5)
    for section in examined.paper.sections:
        width, height = to_mm(section.width), to_mm(section.height)
        upright = sorted((width, height))
        fits = any(
            abs(upright[0] - short) < _PAPER_TOLERANCE_MM and abs(upright[1] - tall) < _PAPER_TOLERANCE_MM
            for short, tall in allowed
        )
        lies_rightly = not section.landscape or examined.kind == "slip" or _may_lie(examined, section)
        if not fits or not lies_rightly:
            size = {"width": page.width_mm, "height": page.height_mm}
            if section.landscape and _may_lie(examined, section):
                size = {"width": page.height_mm, "height": page.width_mm}
            yield Fault(
                None,
                Message(f"khổ {width:.0f} × {height:.0f} mm", f"{width:.0f} × {height:.0f} mm"),
                Message("A4, 210 × 297 mm, đứng", "A4, 210 × 297 mm, portrait"),
                Message("Vào Layout → Size chọn A4, Orientation chọn Portrait.", "Layout → Size: A4, portrait."),
                (SetPage(section, size),),
                quote=_section_name(examined, section),
            )


def _may_lie(examined: Examined, section: Section) -> bool:
    """Whether an annex or a table of the text stands in this section."""
    index = section.number - 1
    return index in examined.annexed_sections or (index > 0 and index in examined.sections_with_tables)


def _section_name(examined: Examined, section: Section) -> str:
    return f"phần {section.number}" if len(examined.paper.sections) > 1 else ""


_SIDES = {
    "top": Message("lề trên", "top margin"),
    "bottom": Message("lề dưới", "bottom margin"),
    "left": Message("lề trái", "left margin"),
    "right": Message("lề phải", "right margin"),
}


def _margin_rule(side: str) -> None:
    name = _SIDES[side]

    @rule(f"page.margin-{side}", "error", "page", f"{name.vi.capitalize()} {{norm.page.margin_{side}_mm:g}} mm",
          f"{name.en.capitalize()} {{norm.page.margin_{side}_mm:g}} mm")  # fmt: skip
    def margin(examined: Examined) -> Iterator[Fault]:
        page = examined.edition.page
        for section in examined.paper.sections:
            wanted = float(getattr(page, f"margin_{side}_mm"))
            given = to_mm(getattr(section, side))
            if abs(given - wanted) > page.margin_tolerance_mm and not _turned(section, page):
                yield Fault(
                    None,
                    Message(f"{name.vi} {vietnamese(given)} mm", f"{name.en} {given:.1f} mm"),
                    Message(f"{wanted:g} mm", f"{wanted:g} mm"),
                    Message(
                        f"Vào Layout → Margins → Custom Margins, đặt {name.vi} {vietnamese(wanted / 10, None)} cm.",
                        f"Layout → Margins → Custom Margins: {name.en} {wanted / 10:g} cm.",
                    ),
                    (SetPage(section, {side: wanted}),),
                    quote=_section_name(examined, section),
                )


for _side in _SIDES:
    _margin_rule(_side)


def _turned(section: Section, page: Page) -> bool:
    """Word turns the margins with the page: bound side up or down."""
    if not section.landscape:
        return False
    given = tuple(to_mm(getattr(section, side)) for side in ("top", "right", "bottom", "left"))
    upright = (page.margin_top_mm, page.margin_right_mm, page.margin_bottom_mm, page.margin_left_mm)
    turns = (upright[1:] + upright[:1], upright[3:] + upright[:3])
    return any(
        all(abs(a - b) <= page.margin_tolerance_mm for a, b in zip(given, turned, strict=True)) for turned in turns
    )


@rule("page.number-position", "error", "page_number",
      "Số trang ở giữa lề trên, cách mép trên khoảng {norm.page.header_distance_mm:g} mm",
      "The page number centred in the header, about {norm.page.header_distance_mm:g} mm from the edge")  # fmt: skip
def page_number_position(examined: Examined) -> Iterator[Fault]:
    """A number in each section that has pages after its first; none is asked of a paper of one page."""
    judged: set[tuple[object, ...]] = set()
    for section in examined.paper.sections:
        parts = [part.part_name for part in (*section.headers.values(), *section.footers.values())]
        where = (round(section.text_width), *parts)
        if where not in judged:  # sections that share their headers are judged once
            yield from _number_place(examined, section)
        judged.add(where)
        yield from _number_distance(examined, section)


def _number_place(examined: Examined, section: Section) -> Iterator[Fault]:
    wanted = Message("ở giữa, đầu trang", "centred in the header")
    numbers = _numbers_of(examined, section)
    remedy = _number_remedy(examined, section)
    if not numbers:
        below = [p for footer in section.footers.values() for p in footer.page_numbers]
        if below:
            yield Fault(
                below[0],
                Message("ở chân trang", "in the footer"),
                wanted,
                Message("Bỏ số ở chân trang; Insert → Page Number → Top of Page, kiểu ở giữa.",
                        "Remove it from the footer; Insert → Page Number → Top of Page, centred."),
                (remedy,),
                )  # fmt: skip
        elif section.number == 1 and runs_over_one_page(examined):
            yield Fault(
                None,
                Message("không có số trang", "no page number"),
                wanted,
                Message("Insert → Page Number → Top of Page, kiểu ở giữa.", "Insert → Page Number → Top of Page."),
                (remedy,),
            )
        return
    for number in numbers:
        if not _in_the_middle(number, section):
            yield Fault(
                number,
                Message("không ở giữa", "not in the middle"),
                wanted,
                Message("Mở đầu trang, đặt con trỏ ở số trang, chọn canh giữa (Ctrl+E).", "Centre it (Ctrl+E)."),
                () if _led_by_a_word(number) else (remedy,),
            )


def _number_distance(examined: Examined, section: Section) -> Iterator[Fault]:
    numbered = section.headers.get("default", HeaderFooter()).page_numbers
    distance, page = to_mm(section.header_distance), examined.edition.page
    if numbered and abs(distance - page.header_distance_mm) > page.header_distance_tolerance_mm:
        yield Fault(
            numbered[0],
            Message(f"cách mép trên {vietnamese(distance)} mm", f"{distance:.1f} mm from the edge"),
            Message(f"khoảng {page.header_distance_mm:g} mm", f"about {page.header_distance_mm:g} mm"),
            Message(
                f"Mở đầu trang, đặt Header from Top {vietnamese(page.header_distance_mm / 10, None)} cm.",
                f"Set Header from Top to {page.header_distance_mm / 10:g} cm.",
            ),
            (SetPage(section, {"header": page.header_distance_mm}),),
        )


def _numbers_of(examined: Examined, section: Section) -> list[Paragraph]:
    kinds = ["default", "even"] if examined.paper.even_headers else ["default"]
    found = [section.headers.get(kind, HeaderFooter()).page_numbers for kind in kinds]
    return [number for numbers in found for number in numbers] if all(found) else []


def _number_remedy(examined: Examined, section: Section) -> SetPageNumber:
    edition = examined.edition
    return SetPageNumber(
        section,
        edition.page.header_distance_mm,
        edition.page_number.size_pt[0],
        edition.page.font,
        edition.page_number.hide_first,
        in_the_way=tuple(footer for footer in section.footers.values() if footer.page_numbers),
    )


def _in_the_middle(paragraph: Paragraph, section: Section) -> bool:
    """Centred as a paragraph, as a frame, or by a tab to a centring stop near the middle of the text."""
    shape = paragraph.format
    if paragraph.part == "text_box":
        box = paragraph.container
        return abs(box.left + box.width / 2 - section.text_width / 2) < _NEAR_THE_MIDDLE
    if shape.align == "center" or shape.centred_frame:
        return True
    middle = paragraph.container.width / 2
    by_tab = any(stop.kind == "center" and abs(stop.position - middle) < _NEAR_THE_MIDDLE for stop in shape.tab_stops)
    return by_tab and paragraph.typed_indent > 0


@rule("page.number-size", "error", "page_number", "Số trang cỡ chữ {norm.page_number.size_pt[0]:g}, đứng",
      "Page number {norm.page_number.size_pt[0]:g} pt, upright")  # fmt: skip
def page_number_size(examined: Examined) -> Iterator[Fault]:
    """Size and slope of every page number that shows in a header."""
    least, most = examined.edition.page_number.size_pt
    seen: set[int] = set()
    for section in examined.paper.sections:
        for header in section.headers.values():
            for paragraph in header.page_numbers:
                if id(paragraph.element) in seen:
                    continue
                seen.add(id(paragraph.element))
                yield from _number_size(paragraph, least, most)


def _number_size(paragraph: Paragraph, least: float, most: float) -> Iterator[Fault]:
    for field in paragraph.fields:
        if field.name != "PAGE":
            continue
        spans = [span for span in paragraph.visible if span.text.strip(" -–").isdigit()]
        shape = spans[0].format if spans else field.format
        right_size = least - _HALF_STEP < shape.size < most + _HALF_STEP
        if not right_size or shape.italic or shape.bold:
            slope = f"{', đậm' * shape.bold}{', nghiêng' * shape.italic}"
            slope_en = f"{', bold' * shape.bold}{', italic' * shape.italic}"
            yield Fault(
                paragraph,
                Message(f"cỡ chữ {vietnamese(shape.size, None)}{slope}", f"{shape.size:g} pt{slope_en}"),
                Message(f"cỡ chữ {least:g}, đứng", f"{least:g} pt, upright"),
                Message(f"Mở đầu trang, chọn số trang, đặt cỡ chữ {least:g}, kiểu đứng.", f"Set it to {least:g} pt."),
                (SetField(paragraph, field, least),),
            )


@rule("page.number-first-page", "error", "page_number", "Trang 1 không hiện số trang", "No page number on page 1")
def page_number_first_page(examined: Examined) -> Iterator[Fault]:
    """The first page has a header of its own, without the number."""
    section = examined.paper.sections[0]
    shown_in = section.headers.get("first" if section.title_page else "default", HeaderFooter())
    if shown_in.page_numbers and examined.edition.page_number.hide_first:
        yield Fault(
            shown_in.page_numbers[0],
            Message("trang 1 hiện số trang", "shown on page 1"),
            Message("không hiện ở trang 1", "not shown on page 1"),
            Message("Mở đầu trang, chọn Different First Page và bỏ số trang ở trang đầu.",
                    "Switch on Different First Page and remove the number from the first header."),
            () if _led_by_a_word(shown_in.page_numbers[0]) else (_number_remedy(examined, section),),
        )  # fmt: skip


def _led_by_a_word(paragraph: Paragraph) -> bool:
    """“Trang 2”: without the number the word would stand there alone, so mending is left to a clerk."""
    return _PAGE_WORD.search(composed(paragraph.text)) is not None


@rule("annex.numbering", "warning", "page_number", "Mỗi phụ lục đánh số trang từ 1, trang đầu không hiện số",
      "Each annex counts its pages from 1 and hides the number on its first page")  # fmt: skip
def annex_numbering(examined: Examined) -> Iterator[Fault]:
    """An annex needs a section of its own for that."""
    if not examined.edition.page_number.annex_restarts:
        return
    for annex in examined.found.annexes:
        first = annex.paragraphs[0]
        section = examined.paper.sections[first.section]
        if not any(header.page_numbers for header in section.headers.values()):
            continue
        header = section.headers.get("first" if section.title_page else "default", HeaderFooter())
        if annex.own_section and section.restarts_at == 1 and not header.page_numbers:
            continue
        yield Fault(
            first,
            Message("số trang nối tiếp văn bản hoặc hiện ở trang đầu phụ lục", "it counts on, or shows on page 1"),
            Message("đánh số riêng từ 1, trang đầu không hiện", "its own numbers from 1, hidden on the first page"),
            Message("Đặt phụ lục sau Section Break (Next Page); Page Number → Start at 1; Different First Page.",
                    "Begin it after a section break, start its pages at 1, switch on Different First Page."),
            (_restart(examined, section),) if annex.own_section else (),
        )  # fmt: skip


def _restart(examined: Examined, section: Section) -> SetPageNumber:
    given = _number_remedy(examined, section)
    return SetPageNumber(
        section, given.header_distance_mm, given.size, given.font, hide_on_first_page=True, restart=True
    )
