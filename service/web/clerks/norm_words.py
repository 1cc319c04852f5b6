"""The format norm as a page shows it: each figure from the data of an edition, each with its clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from service.errors import Message
from service.norm import Edition
from service.norm.edition import (
    Addressee,
    BodyText,
    Cited,
    Component,
    Draft,
    LegalBasisLines,
    Marked,
    NumberLine,
    Page,
    PageNumber,
    PlaceDate,
    RecipientLines,
    Signer,
    SmallPrint,
    Title,
    Urgency,
    size_words,
    weight_words,
    with_comma,
)

NAMES: dict[str, Message] = {
    "page": Message("Trang giấy, lề", "Paper and margins"),
    "page_number": Message("Số trang", "Page number"),
    "title": Message("Tiêu đề", "Title"),
    "superior": Message("Cơ quan cấp trên trực tiếp", "Superior body"),
    "issuer": Message("Cơ quan ban hành", "Issuing body"),
    "number_line": Message("Số và ký hiệu", "Number and symbol"),
    "place_date": Message("Địa danh, ngày tháng năm", "Place and date"),
    "type_name": Message("Tên loại văn bản", "Type name"),
    "subject": Message("Trích yếu", "Subject"),
    "letter_subject": Message("Trích yếu công văn", "Subject of a letter"),
    "body": Message("Nội dung", "Text"),
    "legal_bases": Message("Căn cứ ban hành", "Legal bases"),
    "addressee": Message("Nơi gửi (công văn, tờ trình)", "Addressee"),
    "authority": Message("Quyền hạn người ký", "Authority"),
    "position": Message("Chức vụ người ký", "Position"),
    "signer": Message("Họ tên người ký", "Name of the signer"),
    "recipients": Message("Nơi nhận", "Recipients"),
    "urgency": Message("Dấu mức độ khẩn", "Urgency"),
    "circulation": Message("Phạm vi lưu hành", "Circulation"),
    "draft": Message("Dự thảo", "Draft"),
    "typist": Message("Ký hiệu người đánh máy", "Typist"),
    "contact": Message("Địa chỉ liên hệ", "Contact"),
}
_ALIGNED = {
    "left": Message("căn trái", "to the left"),
    "center": Message("căn giữa", "centred"),
    "right": Message("căn phải", "to the right"),
    "justify": Message("căn đều hai bên", "justified"),
}
SURENESS: dict[str, Message] = {
    "A": Message(
        "thấy trong chính hướng dẫn, hoặc trong đề thi trích nguyên văn",
        "seen in the guidance, or in an examination paper",
    ),
    "B": Message("thấy trong từ hai bài tóm tắt độc lập trở lên", "seen in two or more independent digests"),
    "C": Message("thấy trong một nguồn gián tiếp", "seen in one secondary source"),
    "D": Message("suy ra", "inferred"),
    "E": Message("theo trí nhớ, chưa thấy nguồn", "remembered, not seen in a source"),
}
"""What the letters at the head of the files of the norm mean."""


class Fact(NamedTuple):
    """One component of the page: what it is, how it is set, by which clause, and how sure that is (A to E)."""

    name: Message
    figures: tuple[Message, ...]
    clause: str
    confidence: str


def facts_of(edition: Edition) -> Iterator[Fact]:
    """Every component of the edition, in the order of its data."""
    for key in type(edition).model_fields:
        component = getattr(edition, key)
        if isinstance(component, Cited):
            yield Fact(NAMES[key], tuple(_figures(component)), component.clause, component.confidence)


def _figures(component: Cited) -> Iterator[Message]:
    if isinstance(component, Page):
        yield from _page(component)
    if isinstance(component, SmallPrint):
        yield size_words(component.size_pt)
    if isinstance(component, Component):
        yield component.size
        yield component.weight
        if component.upper:
            yield Message("chữ in hoa", "capitals")
        yield _ALIGNED[component.align]
    yield from _above_the_text(component)
    yield from _from_the_text_on(component)


def _page(page: Page) -> Iterator[Message]:
    width, height = _mm(page.width_mm), _mm(page.height_mm)
    yield Message(f"khổ {width} × {height} mm", f"{width} × {height} mm")
    sides = (page.margin_top_mm, page.margin_bottom_mm, page.margin_left_mm, page.margin_right_mm)
    top, bottom, left, right = map(_mm, sides)
    yield Message(
        f"lề trên {top}, dưới {bottom}, trái {left}, phải {right} mm",
        f"margins: top {top}, bottom {bottom}, left {left}, right {right} mm",
    )
    yield Message(f"phông {page.font}", f"font {page.font}")
    yield Message(f"số trang cách mép {_mm(page.header_distance_mm)} mm", f"head at {_mm(page.header_distance_mm)} mm")


def _mm(value: float) -> str:
    return with_comma(f"{value:g}")


def _above_the_text(component: Cited) -> Iterator[Message]:
    """What only this component has, of those above the text."""
    match component:
        case PageNumber():
            if component.hide_first:
                yield Message("không ghi ở trang đầu", "not on the first page")
        case Title():
            yield Message(f"“{component.text}”, có đường kẻ ngang phía dưới", f"“{component.text}”, with a line below")
        case Marked():
            yield Message(f"phía dưới có “{component.mark_below}”", f"“{component.mark_below}” below")
        case NumberLine():
            shown = f"{component.label} 05{component.type_separator}BC{component.body_separator}ĐU"
            yield Message(f"ví dụ “{shown}”", f"e.g. “{shown}”")
        case PlaceDate():
            yield Message(
                f"thêm số 0 trước ngày dưới {component.pad_day_below}, tháng dưới {component.pad_month_below}",
                f"a leading zero for days below {component.pad_day_below}, months below {component.pad_month_below}",
            )


def _from_the_text_on(component: Cited) -> Iterator[Message]:
    """The same for the text and what follows it."""
    match component:
        case BodyText():
            yield component.line_words
            indent, gap = _mm(component.first_line_mm), f"{component.gap_least_pt:g}"
            yield Message(f"đầu đoạn lùi vào {indent} mm", f"first line indented by {indent} mm")
            yield Message(f"các đoạn cách nhau ít nhất {gap} pt", f"at least {gap} pt between paragraphs")
        case LegalBasisLines():
            shown = f"{component.prefix}Căn cứ …{component.separator}"
            yield weight_words(bold=False, italic=component.italic)
            yield Message(f"mỗi căn cứ một dòng “{shown}”", f"one a line: “{shown}”")
        case Addressee():
            yield size_words(component.label_size_pt)
            yield Message(f"“{component.letter}”, “{component.submission}”", f"“{component.letter}”")
        case Signer():
            yield Message(
                f"cách chức vụ {component.blank_lines} dòng trống", f"{component.blank_lines} blank lines above"
            )
        case RecipientLines():
            label, items = size_words(component.label_size_pt), size_words(component.item_size_pt)
            yield Message(
                f"“{component.label}” {label.vi}; từng nơi nhận {items.vi}",
                f"“{component.label}” {label.en}; each recipient {items.en}",
            )
        case Urgency():
            yield Message(", ".join(component.values), ", ".join(component.values))
        case Draft():
            text = component.text.format(n=1)
            yield Message(f"ví dụ “{text}”", f"e.g. “{text}”")
