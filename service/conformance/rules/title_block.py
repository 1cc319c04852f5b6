"""Tên loại, trích yếu, the five hyphens, and the addressees (mục 1.5; ô 5 and 9a)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.conformance.components.wording import ADDRESSEE, composed
from service.conformance.paper import Line, Span
from service.conformance.reading.layout import spans_between
from service.conformance.remedies import RemoveRule, SetMark
from service.conformance.rules.formatting import size_fault, weight_fault
from service.conformance.rules.registry import EVERY_KIND, Examined, Fault, rule
from service.errors import Message

_SUBMISSION = "Tờ trình"
_V_V = re.compile(r"^\(?\s*v\s*/\s*v\b[:.]?\s*", re.IGNORECASE)
_LABEL = re.compile(r"^\S+\s+[^\s:]+\s*:?")  # two words and a colon, of text that may not be composed
_NAME_WORDS = re.compile(
    r"^(?:Đảng|Nhà nước|Quốc hội|Nghị quyết|Chỉ thị|Quy định|Kết luận|Đại hội|Ban|Chi bộ|Hồ Chí Minh)\b"
)


@rule("type-name.missing", "error", "type_name", "Có tên loại văn bản", "There is a type name",
      kinds=("titled", "minutes", "slip"))  # fmt: skip
def type_name_missing(examined: Examined) -> Iterator[Fault]:
    """A công văn carries none; every other paper does."""
    if not examined.found.title_block.type_name:
        yield Fault(
            None,
            Message("không thấy tên loại", "no type name"),
            Message("tên loại ở giữa, chữ in hoa, đậm", "a type name, centred, bold capitals"),
            Message("Gõ tên loại (QUYẾT ĐỊNH, BÁO CÁO, …) trên một dòng riêng ở giữa trang.",
                    "Type it (QUYẾT ĐỊNH, BÁO CÁO, …) on a line of its own, centred."),
        )  # fmt: skip


@rule("subject.missing", "error", "subject", "Dưới tên loại có trích yếu nội dung", "A subject below the type name",
      kinds=("titled", "minutes"))  # fmt: skip
def subject_missing(examined: Examined) -> Iterator[Fault]:
    """Slips have none, a công văn has it on the left."""
    block = examined.found.title_block
    if block.type_name and not block.subject:
        yield Fault(
            block.type_name[-1],
            Message("không thấy trích yếu", "no subject"),
            Message("trích yếu ở giữa, dưới tên loại, chữ đậm", "a subject, centred and bold, below the type name"),
            Message("Gõ trích yếu nội dung ngay dưới tên loại.", "Type the subject right below the type name."),
        )


@rule("subject.lowercase-start", "warning", "subject", "Trích yếu bắt đầu bằng chữ thường",
      "The subject begins with a small letter", concern="text", kinds=("titled", "minutes"))  # fmt: skip
def subject_lowercase(examined: Examined) -> Iterator[Fault]:
    """Unless it begins with a name."""
    subject = examined.found.title_block.subject
    if not subject:
        return
    text = composed(subject[0].text).lstrip('“"(')
    if text[:1].isupper() and not _NAME_WORDS.match(text) and not _V_V.match(text):
        yield Fault(
            subject[0],
            Message(f"bắt đầu bằng chữ hoa “{text[:1]}”", f"it begins with a capital {text[:1]}"),
            Message("bắt đầu bằng chữ thường", "a small letter"),
            Message("Viết trích yếu bằng chữ thường (về …, kết quả …).", "Write the subject in small letters."),
        )


@rule("subject.hyphens", "error", "subject",
      "Dưới trích yếu có đúng năm dấu gạch nối {norm.subject.mark_below}, gõ bằng bàn phím",
      "Exactly five typed hyphens {norm.subject.mark_below} below the subject",
      kinds=("titled", "minutes"))  # fmt: skip
def subject_hyphens(examined: Examined) -> Iterator[Fault]:
    """Typed characters, no drawn line."""
    block, wanted = examined.found.title_block, examined.edition.subject.mark_below
    if not block.subject:
        return
    last = block.subject[-1]
    ends = block.mark.order if block.mark else last.order
    drawn = [line for line in examined.paper.drawn_lines if last.order <= line.order <= ends]
    if block.mark is not None and block.mark.text.strip() == wanted and block.mark.centred and not drawn:
        return
    if drawn:
        found = Message("đường kẻ", "a drawn line")
    elif block.mark is None:
        found = Message("không có", "none")
    else:
        found = Message(f"“{block.mark.text}”", f"“{block.mark.text}”")
    size = examined.edition.subject.size_pt[0]
    marks = (block.mark,) if block.mark else ()
    yield Fault(
        block.mark or last,
        found,
        Message(f"{wanted} ở giữa", f"{wanted}, centred"),
        Message("Gõ năm dấu gạch nối (-----) trên một dòng riêng, canh giữa dưới trích yếu.",
                "Type five hyphens (-----) on a line of their own, centred below the subject."),
        (SetMark(wanted, size, last, marks), *(RemoveRule(line.element) for line in drawn)),
    )  # fmt: skip


@rule("letter.type-name", "error", "letter_subject", "Công văn không ghi tên loại", "A công văn carries no type name",
      concern="text", kinds=("letter",))  # fmt: skip
def letter_type_name(examined: Examined) -> Iterator[Fault]:
    """Neither “CÔNG VĂN” nor any other."""
    for line in examined.found.title_block.type_name:
        yield Fault(
            line,
            Message(f"tên loại “{line.text}”", f"type name “{line.text}”"),
            Message("không có tên loại", "none"),
            Message(
                "Xóa tên loại; ghi trích yếu dưới số và ký hiệu.", "Delete it; the subject stands below the number."
            ),
        )


@rule("letter.subject-prefix", "error", "letter_subject",
      "Trích yếu công văn bắt đầu “về việc …”, không viết “V/v”",
      "The subject of a công văn begins “về việc …”, never “V/v”", concern="text", kinds=("letter",))  # fmt: skip
def letter_subject_prefix(examined: Examined) -> Iterator[Fault]:
    """36-HD shows no lead word; 05-HD wants về việc."""
    subject = examined.found.letterhead.letter_subject
    prefix = examined.edition.letter_subject.prefix.strip()
    if not subject:
        if examined.kind == "letter" and not examined.found.title_block.type_name:
            yield Fault(
                examined.found.letterhead.number,
                Message("không thấy trích yếu", "no subject"),
                Message("“về việc …” dưới số và ký hiệu", "“về việc …” below the number"),
                Message("Gõ trích yếu dưới số và ký hiệu, cỡ 12, nghiêng.", "Type it below the number, 12 pt italic."),
            )
        return
    text = composed(subject[0].text)
    if _V_V.match(text) or (prefix and not text.startswith(prefix)):
        yield Fault(
            subject[0],
            Message(f"“{text[:30]}”", f"“{text[:30]}”"),
            Message("“về việc …”", "“về việc …”") if prefix else Message("không viết “V/v”", "no “V/v”"),
            Message(f"Viết “về việc {_V_V.sub('', text)}”.", f"Write “về việc {_V_V.sub('', text)}”."),
        )


@rule("addressee.wrong-kind", "error", "addressee",
      "“{norm.addressee.letter}” chỉ ở công văn, giấy giới thiệu; tờ trình ghi “{norm.addressee.submission}”",
      "“{norm.addressee.letter}” only in a công văn or slip; a tờ trình says “{norm.addressee.submission}”",
      concern="text")  # fmt: skip
def addressee_wrong_kind(examined: Examined) -> Iterator[Fault]:
    """Other papers name those who get them in Nơi nhận."""
    addressees = examined.found.title_block.addressees
    if not addressees:
        return
    match = ADDRESSEE.match(composed(addressees[0].text))
    said = f"Kính {match['verb'].lower()}:" if match else ""
    norm = examined.edition.addressee
    submission = is_submission(examined)
    allowed = norm.submission if submission else norm.letter if examined.kind in ("letter", "slip") else ""
    if said != allowed:
        expected = f"“{allowed}”" if allowed else "không có"
        yield Fault(
            addressees[0],
            Message(f"“{said}”", f"“{said}”"),
            Message(expected, f"“{allowed}”" if allowed else "none"),
            Message(f"Viết “{allowed}”.", f"Write “{allowed}”.")
            if allowed
            else Message("Bỏ dòng này, ghi nơi gửi ở Nơi nhận.", "Delete it; name the recipients in Nơi nhận."),
        )


def is_submission(examined: Examined) -> bool:
    """Whether the paper is a tờ trình."""
    type_name = examined.found.title_block.type
    return type_name is not None and type_name.name == _SUBMISSION


@rule("addressee.style", "error", "addressee",
      "“Kính gửi:”, “Kính trình:” cỡ chữ {norm.addressee.label_size_pt[0]:g}, chữ “Kính” nghiêng",
      "“Kính gửi:”, “Kính trình:” {norm.addressee.label_size_pt[0]:g} pt, the label italic",
      kinds=EVERY_KIND)  # fmt: skip
def addressee_style(examined: Examined) -> Iterator[Fault]:
    """The label and the names may be parts of one line."""
    least, most = examined.edition.addressee.label_size_pt
    for index, line in enumerate(examined.found.title_block.addressees):
        text = "".join(span.text for span in line.spans)
        match = _LABEL.match(text.lstrip()) if index == 0 else None
        border = len(text) - len(text.lstrip()) + (match.end() if match else 0)
        label = [span for span in spans_between(line.spans, 0, border) if not span.blank]
        names = [span for span in spans_between(line.spans, border, len(text)) if not span.blank]
        name = Message("dòng Kính gửi, Kính trình", "the line of addressees")
        yield from _styled(line, label, names, least, most, name, italic=examined.edition.addressee.label_italic)


def _styled(
    line: Line, label: list[Span], names: list[Span], least: float, most: float, name: Message, *, italic: bool
) -> Iterator[Fault]:
    yield from size_fault(line, [*label, *names], least, most, name)
    label_name = Message("chữ “Kính gửi:”, “Kính trình:”", "the label")
    yield from weight_fault(line, label, bold=False, italic=italic, name=label_name)
