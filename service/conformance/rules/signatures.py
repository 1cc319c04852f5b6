"""Quyền hạn, chức vụ, họ tên người ký (mục 1.7; ô 7a to 7c)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.conformance.components import Signature
from service.conformance.components.wording import AUTHORITY, BOARD, CHAIR, NOTE_TAKER, composed
from service.conformance.paper import Line, Paragraph
from service.conformance.reading.names import child
from service.conformance.remedies import KeepRowsWhole, SetParagraph
from service.conformance.rules.registry import EVERY_KIND, Examined, Fault, rule
from service.errors import Message

_ACADEMIC = re.compile(
    r"^(?:GS|PGS|TSKH|TS|ThS|Th\.S|Ths|BS|BSCK\w*|DS|KS|KTS|CN|CVC|Tiến sĩ|Thạc sĩ|Giáo sư|Phó Giáo sư|Bác sĩ|Kỹ sư|"
    r"Cử nhân|Thiếu tướng|Trung tướng|Đại tướng|Đại tá|Thượng tá|Trung tá|Thiếu tá|Đại úy|Thượng úy|Trung úy|Thiếu úy|"
    r"Luật sư|Ông|Bà|Đồng chí|Đ/c)\b[.,]?\s*(?=\S)",
)
_COMMITTEES = re.compile(
    r"chi bộ|chi [ủu][yỷ]|đảng [ủu][yỷ]|ban thường vụ|ban chấp hành|bí thư|chủ nhiệm|[ủu][yỷ] ban kiểm tra|"
    r"tỉnh [ủu][yỷ]|thành [ủu][yỷ]",
    re.IGNORECASE,
)
_COMMITTEE_ISSUER = re.compile(
    r"^(?:chi bộ|đảng [ủu][yỷ]|tỉnh [ủu][yỷ]|thành [ủu][yỷ]|[ủu][yỷ] ban kiểm tra)", re.IGNORECASE
)
_HEAD_OF_COMMITTEE = re.compile(r"^(?:phó\s+)?(?:bí thư|chủ nhiệm)\b", re.IGNORECASE)


def _signing(examined: Examined) -> tuple[Signature, ...]:
    return examined.found.signatures


@rule("signature.missing", "error", "authority", "Có quyền hạn, chức vụ, họ tên người ký",
      "Authority, position and name of the signer", kinds=EVERY_KIND - {"minutes"})  # fmt: skip
def signature_missing(examined: Examined) -> Iterator[Fault]:
    """The block, or the name in it."""
    if not _signing(examined):
        yield Fault(
            None,
            Message("không thấy phần ký", "no signature block"),
            Message("“T/M …”, chức vụ, họ tên ở bên phải", "“T/M …”, position and name on the right"),
            Message("Gõ quyền hạn, chức vụ và họ tên người ký ở bên phải, dưới nội dung.",
                    "Type authority, position and name on the right, below the text."),
        )  # fmt: skip
    for signature in _signing(examined):
        if signature.name is None:
            yield Fault(
                signature.lines[-1],
                Message("không thấy họ tên người ký", "no name"),
                Message("họ tên người ký", "the signer's name"),
                Message("Gõ họ tên người ký dưới chỗ ký.", "Type the name below the room for the signature."),
            )


@rule("signature.authority-form", "error", "authority", "Quyền hạn ghi T/M, K/T, T/L hoặc Q.; không TM., KT., TUQ",
      "T/M, K/T, T/L or Q.; never TM., KT., TUQ", concern="text")  # fmt: skip
def signature_authority_form(examined: Examined) -> Iterator[Fault]:
    """The four forms of the norm; a committee's secretary signs for it."""
    for signature in _signing(examined):
        for line in signature.authority[:1]:
            match = AUTHORITY.match(composed(line.text))
            if match and match["form"] not in examined.edition.authority.prefixes:
                yield _form_fault(line, match["form"], match["whose"])
        if not signature.authority and signature.positions and _needs_authority(examined, signature):
            yield Fault(
                signature.positions[0],
                Message("không ghi quyền hạn", "no authority line"),
                Message("“T/M …” phía trên chức vụ", "“T/M …” above the position"),
                Message("Gõ “T/M CHI BỘ”, “T/M ĐẢNG ỦY” hoặc “T/M BAN THƯỜNG VỤ” phía trên chức vụ.",
                        "Type “T/M CHI BỘ”, “T/M ĐẢNG ỦY” or “T/M BAN THƯỜNG VỤ” above the position."),
            )  # fmt: skip


def _needs_authority(examined: Examined, signature: Signature) -> bool:
    """A secretary signs for a committee; the head of an organ signs in person."""
    issuer = " ".join(line.text for line in examined.found.letterhead.issuer)
    heads = any(_HEAD_OF_COMMITTEE.match(composed(line.text)) for line in signature.positions)
    return heads and bool(_COMMITTEE_ISSUER.match(composed(issuer)))


def _form_fault(line: Line, form: str, whose: str) -> Fault:
    letters = re.sub(r"[^A-Z]", "", form.upper())
    right = {"TM": "T/M", "KT": "K/T", "TL": "T/L"}.get(letters[:2], "T/L")
    if right == "K/T" and _COMMITTEES.search(whose):
        # A committee signs as one: its deputy secretary too signs for it.
        right, whose = "T/M", "…"
    return Fault(
        line,
        Message(f"“{form}”", f"“{form}”"),
        Message("T/M, K/T, T/L hoặc Q.", "T/M, K/T, T/L or Q."),
        Message(f"Viết “{right} {whose}”.", f"Write “{right} {whose}”."),
    )


@rule("signature.deputy-of-committee", "error", "authority", "Cấp ủy, ủy ban kiểm tra ký T/M, không ký K/T",
      "A committee signs T/M, never K/T", concern="text")  # fmt: skip
def signature_deputy(examined: Examined) -> Iterator[Fault]:
    """It acts as one: its deputy secretary too signs for it."""
    for signature in _signing(examined):
        for line in signature.authority[:1]:
            match = AUTHORITY.match(composed(line.text))
            if match and match["form"].replace(" ", "") == "K/T" and _COMMITTEES.search(match["whose"]):
                yield Fault(
                    line,
                    Message(f"“{line.text}”", f"“{line.text}”"),
                    Message("“T/M …”", "“T/M …”"),
                    Message("Viết “T/M CHI BỘ”, “T/M ĐẢNG ỦY” hoặc “T/M BAN THƯỜNG VỤ”; PHÓ BÍ THƯ ở dòng dưới.",
                            "Write “T/M …”, the position PHÓ BÍ THƯ below it."),
                )  # fmt: skip


@rule("signature.academic-title", "error", "signer", "Trước họ tên không ghi học hàm, học vị, quân hàm",
      "No academic title or rank before the name", concern="text")  # fmt: skip
def signature_academic_title(examined: Examined) -> Iterator[Fault]:
    """The name alone."""
    for signature in _signing(examined):
        if signature.name is None:
            continue
        text = composed(signature.name.text)
        bare = text
        while (match := _ACADEMIC.match(bare)) is not None:
            bare = bare[match.end() :].lstrip(" .,-")
        if bare != text:
            yield Fault(
                signature.name,
                Message(f"“{text}”", f"“{text}”"),
                Message(f"“{bare}”", f"“{bare}”"),
                Message(f"Chỉ ghi họ tên: {bare}", f"Write the name alone: {bare}"),
            )


_BOTH = Message("NGƯỜI GHI BIÊN BẢN bên trái, CHỦ TRÌ HỘI NGHỊ bên phải", "note-taker left, chair right")


def _in_the_name_of(examined: Examined) -> Iterator[Fault]:
    """Who signs minutes bears witness, and signs for nobody; what certifies below may."""
    starts = examined.found.body[-1].number if examined.found.body else 0
    ends = max((s.lines[0].order for s in _signing(examined)), default=-1)
    for line in examined.paper.lines:
        text = composed(line.text)
        above = (line.paragraph.number or 0) > (starts or 0) and line.order < ends
        if above and AUTHORITY.match(text) and not NOTE_TAKER.match(text) and not CHAIR.match(text):
            yield Fault(
                line,
                Message(f"“{text}”", f"“{text}”"),
                Message("không ghi quyền hạn", "no authority line"),
                Message("Xóa dòng này; chỉ ghi CHỦ TRÌ HỘI NGHỊ.", "Delete it; CHỦ TRÌ HỘI NGHỊ is enough."),
            )


@rule("minutes.signatures", "error", "signer", "Biên bản có hai chữ ký: người ghi bên trái, chủ trì bên phải",
      "Two signatures: note-taker left, chair right", kinds=("minutes",))  # fmt: skip
def minutes_signatures(examined: Examined) -> Iterator[Fault]:
    """Both roles, each with a name, on its side."""
    found = _roles(examined)
    yield from _in_the_name_of(examined)
    if len(found) == 2 and found["left"].lines[0].side == "right" and found["right"].lines[0].side == "left":
        yield Fault(
            found["left"].lines[0],
            Message("hai chữ ký đổi chỗ cho nhau", "the two signatures have changed places"),
            _BOTH,
            Message("Đặt người ghi biên bản bên trái, chủ trì bên phải.", "Put the note-taker left, the chair right."),
        )
        return
    for side, name in _ROLE_NAMES.items():
        signature = found.get(side)
        said = _fault_of_role(signature, side, name)
        if said is not None:
            yield Fault(
                signature.lines[0] if signature else None,
                said,
                _BOTH,
                Message("Lập bảng hai cột: trái NGƯỜI GHI BIÊN BẢN, phải CHỦ TRÌ HỘI NGHỊ, mỗi bên có họ tên.",
                        "Use a table of two columns: note-taker left, chair right, each with a name."),
            )  # fmt: skip


_ROLE_NAMES = {
    "left": Message("người ghi biên bản (bên trái)", "the note-taker (left)"),
    "right": Message("chủ trì (bên phải)", "the chair (right)"),
}


def _roles(examined: Examined) -> dict[str, Signature]:
    """Who signs as note-taker (``left``) and as chair (``right``); a board of a congress signs for both."""
    found: dict[str, Signature] = {}
    for signature in _signing(examined):
        text = composed(signature.authority[0].text) if signature.authority else ""
        for side, pattern in (("left", NOTE_TAKER), ("right", CHAIR)):
            if pattern.match(text):
                found[side] = signature
    for signature in _signing(examined):
        if any(BOARD.search(composed(line.text)) for line in signature.authority):
            found.setdefault("right", signature)
            found.setdefault("left", signature)
    return found


def _fault_of_role(signature: Signature | None, side: str, name: Message) -> Message | None:
    if signature is None:
        return Message(f"không thấy chữ ký {name.vi}", f"no signature of {name.en}")
    if signature.name is None:
        return Message(f"không thấy họ tên {name.vi}", f"no name of {name.en}")
    board = any(BOARD.search(composed(line.text)) for line in signature.authority)
    if signature.lines[0].side != side and not board:
        return Message(f"{name.vi} đứng sai chỗ", f"{name.en} stands on the wrong side")
    return None


@rule("signature.keep-together", "warning", "authority",
      "Phần ký không đứng riêng một trang: giữ cùng dòng cuối nội dung",
      "The signature block is never alone on a page: it keeps with the last lines of text")  # fmt: skip
def signature_keep_together(examined: Examined) -> Iterator[Fault]:
    """The last paragraph keeps with the next one, and the block is not broken."""
    body, signatures = examined.found.body, _signing(examined)
    if not body or not signatures:
        return
    last = body[-1]
    lines = [line for signature in signatures for line in signature.lines]
    if any(line.paragraph.part == "text_box" for line in lines):
        return
    table_between = any((p.number or 0) > (last.number or 0) for p in examined.found.in_tables)
    loose = [] if table_between or last.format.keep_next else [last]
    loose += [] if table_between else _blank_between(examined, last, lines)
    loose += _loose_signing(examined, lines)
    rows = tuple(p.paragraph for p in lines if p.paragraph.container.cell and not p.paragraph.container.unbroken)
    if loose or rows:
        remedies = [SetParagraph(paragraph, keep_next=True) for paragraph in loose]
        yield Fault(
            (loose or rows)[0],
            Message("phần ký có thể rơi sang trang khác", "the signature block may fall on a page of its own"),
            Message("đoạn cuối nội dung đi cùng phần ký", "the last paragraph keeps with the block"),
            Message("Chọn đoạn cuối và phần ký: Paragraph → Line and Page Breaks → Keep with next; hàng của bảng ký bỏ "
                    "“Allow row to break across pages”.",
                    "Select the last paragraph and the block: Keep with next; table rows must not break across pages."),
            (*remedies, *([KeepRowsWhole(rows)] if rows else [])),
        )  # fmt: skip


def _blank_between(examined: Examined, last: Paragraph, lines: list[Line]) -> list[Paragraph]:
    """Blank paragraphs between text and signatures that would let a page break in."""
    first = min((line.paragraph.number or 0 for line in lines), default=0)
    return [
        paragraph
        for paragraph in examined.paper.paragraphs
        if paragraph.part == "body"
        and paragraph.container.cell is None
        and paragraph.blank
        and (last.number or 0) < (paragraph.number or 0) < first
        and not paragraph.format.keep_next
        and child(child(paragraph.element, "w:pPr"), "w:sectPr") is None
    ]


def _loose_signing(examined: Examined, lines: list[Line]) -> list[Paragraph]:
    """Paragraphs from the last of the text to the name that do not keep with the next; none within a table row."""
    on_page = [line.paragraph for line in lines if line.paragraph.container.cell is None]
    if not on_page:
        return []
    numbers = [paragraph.number or 0 for paragraph in on_page]
    first, final = min(numbers), max(numbers)
    return [
        paragraph
        for paragraph in examined.paper.paragraphs
        if paragraph.part == "body" and first <= (paragraph.number or 0) < final and not paragraph.format.keep_next
    ]
