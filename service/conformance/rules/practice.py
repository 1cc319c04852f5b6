"""What practice gets wrong beyond the components themselves, and what the date of a paper means for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from service.conformance.components.wording import RECIPIENTS, composed
from service.conformance.paper import Line, Paragraph
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message

TWO_TIERS_FROM = date(2025, 7, 1)
"""No district level since (Nghị quyết of the National Assembly on the two-tier model): 01/7/2025."""

_V_V = re.compile(r"(?<!\w)[Vv]\s*/\s*[Vv]\b")
_SLASHED_STOP = re.compile(r"\./\.")
_ARCHIVE = re.compile(r"^-?\s*Lưu\s*(?::|VT\b|:\s*VT\b)", re.IGNORECASE)
_STATE_AUTHORITY = re.compile(r"(?<![\w/])(?:TM|KT)\.\s*(?=[A-ZĐỦ])")
_NUMBER_COLON = re.compile(r"(?<!\w)[Ss]ố\s*:\s*\d+\s*[-/][A-ZĐ\d]")
_DISTRICT = re.compile(r"\b(?:(?:huyện|quận|thị) [ủu][yỷ]|huyện đoàn|quận đoàn|huyện|quận)\b", re.IGNORECASE)


_NO_V_V = (Message("không viết “V/v”", "no “V/v”"), Message("Viết “về …”, “về việc …”.", "Write “về …”, “về việc …”."))
_NO_SLASH = (Message("không dùng “./.”", "no “./.”"), Message("Kết thúc bằng “.”.", "End with “.”."))
_NO_COLON = (Message("“số 05-…”, không dấu hai chấm", "“số 05-…”, no colon"), Message("Bỏ dấu “:”.", "Drop the “:”."))
_NO_DOTS = (Message("T/M, K/T", "T/M, K/T"), Message("Viết T/M, K/T.", "Write T/M, K/T."))


@rule("practice.forbidden-form", "error", "number_line", "Không dùng “Số:”, “V/v”, “./.”, “Lưu: VT”, “TM.”, “KT.”",
      "No “Số:”, “V/v”, “./.”, “Lưu: VT”, “TM.”, “KT.”", concern="text")  # fmt: skip
def forbidden_form(examined: Examined) -> Iterator[Fault]:
    """Forms of state papers, where no rule of a component tells them already."""
    found = examined.found
    for line in found.title_block.subject if examined.kind != "letter" else ():
        yield from _forbidden(line, "subject", _V_V, *_NO_V_V)
    for text, lines in zip(found.recipients.texts, found.recipients.items, strict=True) if found.recipients else ():
        if _ARCHIVE.match(composed(RECIPIENTS.sub("", text))):
            yield Fault(
                lines[0],
                Message(f"“{composed(text)[:30]}”", f"“{composed(text)[:30]}”"),
                Message("“- Lưu Đảng ủy.”, không “Lưu: VT”", "“- Lưu Đảng ủy.”, never “Lưu: VT”"),
                Message("Viết “- Lưu Đảng ủy.”, “- Lưu Chi bộ.” hoặc “- Lưu Văn phòng ….”", "Write “- Lưu Đảng ủy.”"),
                component="recipients",
            )
    for paragraph in found.body[:-1]:
        yield from _forbidden(paragraph, "body", _SLASHED_STOP, *_NO_SLASH)
    annexed = [paragraph for annex in found.annexes for paragraph in annex.paragraphs]
    for paragraph in (*found.body, *found.in_tables, *annexed):
        yield from _forbidden(paragraph, "body", _NUMBER_COLON, *_NO_COLON)
        yield from _forbidden(paragraph, "body", _V_V, *_NO_V_V)
        yield from _forbidden(paragraph, "authority", _STATE_AUTHORITY, *_NO_DOTS)


def _forbidden(
    where: Line | Paragraph, component: str, pattern: re.Pattern[str], wanted: Message, mend: Message
) -> Iterator[Fault]:
    match = pattern.search(composed(where.text))
    if match:
        said = Message(f"“{match.group().strip()}”", f"“{match.group().strip()}”")
        yield Fault(where, said, wanted, mend, component=component)


@rule("body-name.district", "warning", "issuer", "Từ 01/7/2025 không còn tổ chức đảng cấp huyện",
      "No district bodies since 01/7/2025", concern="text")  # fmt: skip
def district_body(examined: Examined) -> Iterator[Fault]:
    """As issuer, superior or recipient of a paper that is issued now; history may speak of them."""
    if examined.day is not None and examined.day < TWO_TIERS_FROM:
        return
    head, recipients = examined.found.letterhead, examined.found.recipients
    named: Sequence[Line] = (*head.superior, *head.issuer, *examined.found.title_block.addressees)
    items = [line for item in recipients.items for line in item] if recipients else []
    for line in (*named, *items):
        match = _DISTRICT.search(composed(line.text))
        if match:
            yield Fault(
                line,
                Message(f"“{match.group()}”", f"“{match.group()}”"),
                Message("tổ chức đảng cấp tỉnh hoặc cấp xã", "a body of a province or commune"),
                Message("Kiểm tra lại tên; từ 01/7/2025 chỉ còn cấp tỉnh và cấp xã (xã, phường, đặc khu).",
                        "Check the name: since 01/7/2025 there are provinces and communes only."),
            )  # fmt: skip


@rule("norm.before-oldest-edition", "info", "page", "Văn bản có trước hướng dẫn thể thức cũ nhất ở đây",
      "The paper is older than the oldest edition held here")  # fmt: skip
def before_oldest_edition(examined: Examined) -> Iterator[Fault]:
    """It is judged by an edition that it could not know."""
    if examined.day is not None and examined.day < examined.edition.in_force_from and not examined.edition_given:
        number = examined.edition.number
        yield Fault(
            examined.found.letterhead.place_date,
            Message("văn bản có trước hướng dẫn này", "the paper is older than this edition"),
            Message(f"văn bản từ khi có {number}", f"papers since {number}"),
            Message(f"Kết quả chỉ để tham khảo: xét theo {number}.", f"Judged by {number}, for what it is worth."),
        )
