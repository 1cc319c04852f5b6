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
_DISTRICT = re.compile(
    r"\b(?:huyện [ủu][yỷ]|quận [ủu][yỷ]|thị [ủu][yỷ]|đảng bộ (?:huyện|quận|thị xã)|(?:của|ở) huyện\b|"
    r"đảng [ủu][yỷ] (?:huyện|quận)|huyện đoàn|quận đoàn)",
    re.IGNORECASE,
)


@rule("practice.forbidden-form", "error", "number_line", "Không dùng “Số:”, “V/v”, “./.”, “Lưu: VT”, “TM.”, “KT.”",
      "No “Số:”, “V/v”, “./.”, “Lưu: VT”, “TM.”, “KT.”", concern="text")  # fmt: skip
def forbidden_form(examined: Examined) -> Iterator[Fault]:
    """Forms of state papers, where no rule of a component tells them already."""
    found = examined.found
    for line in found.title_block.subject if examined.kind != "letter" else ():
        yield from _forbidden(line, _V_V, "không viết “V/v”", "Viết “về …”.", "Write “về …”.")
    for text, lines in zip(found.recipients.texts, found.recipients.items, strict=True) if found.recipients else ():
        if _ARCHIVE.match(composed(RECIPIENTS.sub("", text))):
            yield Fault(
                lines[0],
                Message(f"“{composed(text)[:30]}”", f"“{composed(text)[:30]}”"),
                Message("“- Lưu Đảng ủy.”, không “Lưu: VT”", "“- Lưu Đảng ủy.”, never “Lưu: VT”"),
                Message("Viết “- Lưu Đảng ủy.”, “- Lưu Chi bộ.” hoặc “- Lưu Văn phòng ….”", "Write “- Lưu Đảng ủy.”"),
            )
    for paragraph in found.body[:-1]:
        yield from _forbidden(paragraph, _SLASHED_STOP, "không dùng “./.”", "Kết thúc bằng “.”.", "End with “.”.")
    annexed = [paragraph for annex in found.annexes for paragraph in annex.paragraphs]
    for paragraph in (*found.body, *found.in_tables, *annexed):
        yield from _forbidden(paragraph, _NUMBER_COLON, "“số 05-…”, không dấu hai chấm", "Bỏ dấu “:”.", "No colon.")
        yield from _forbidden(paragraph, _V_V, "không viết “V/v”", "Viết “về việc”.", "Write “về việc”.")
        yield from _forbidden(paragraph, _STATE_AUTHORITY, "T/M, K/T", "Viết T/M, K/T.", "Write T/M, K/T.")


def _forbidden(
    where: Line | Paragraph, pattern: re.Pattern[str], wanted: str, mend: str, mend_en: str
) -> Iterator[Fault]:
    match = pattern.search(composed(where.text))
    if match:
        said = Message(f"“{match.group().strip()}”", f"“{match.group().strip()}”")
        yield Fault(where, said, Message(wanted, wanted), Message(mend, mend_en))


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


@rule("norm.before-oldest-edition", "info", "page", "Văn bản có trước ấn bản thể thức cũ nhất ở đây",
      "The paper is older than the oldest edition held here")  # fmt: skip
def before_oldest_edition(examined: Examined) -> Iterator[Fault]:
    """It is judged by an edition that it could not know."""
    if examined.day is not None and examined.day < examined.edition.in_force_from and not examined.edition_given:
        number = examined.edition.number
        yield Fault(
            examined.found.letterhead.place_date,
            Message("văn bản có trước ấn bản này", "the paper is older than this edition"),
            Message(f"văn bản từ khi có {number}", f"papers since {number}"),
            Message(f"Kết quả chỉ để tham khảo: xét theo {number}.", f"Judged by {number}, for what it is worth."),
        )
