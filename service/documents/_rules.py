"""Rules about what every paper carries.

Codes C1 to C20 are consistency rules across types, the others are named by component (docs/reference lists them all).
Every finding says what is wrong, where, and how to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Protocol

from service.documents._circumstances import Circumstances
from service.documents._envelope import Envelope, LegalBasis
from service.documents._findings import Rule, error, rule, warning
from service.documents._printed import body_symbol
from service.documents._signing import signature_is_lawful
from service.errors import Finding
from service.norm import Citation, IssuerKind
from service.norm.bases import citations_in
from service.norm.measuring import on_one_line
from service.norm.printing import short_date

DISTRICTS_ENDED = date(2025, 7, 1)
"""The day the two-tier model began: no huyện, quận, thị xã, no thành phố under a province after it."""

_COMMITTEE_NAME = re.compile(r"\s*(?:đảng|tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ)\b", re.I)
_BELOW_A_PARTY_ORGANISATION = frozenset(
    {IssuerKind.CELL, IssuerKind.GRASSROOTS_COMMITTEE, IssuerKind.STANDING_COMMITTEE}
)
_DISTRICT = re.compile(
    r"\b(?:(?:huyện|quận|thị) (?:ủy|uỷ)|huyện|quận|thị xã|thị trấn"
    r"|thành phố (?!Hồ Chí Minh|Hà Nội|Hải Phòng|Đà Nẵng|Cần Thơ|Huế))\b",
    re.IGNORECASE,
)


class Dated(Protocol):
    """Anything with a date of issue."""

    @property
    def issue_date(self) -> date | None:
        """The paper's date; None in a draft."""


def judging_day(document: Dated, circumstances: Circumstances) -> date:
    """The day by which bases and levels are judged: the paper's own; for a draft, today."""
    return document.issue_date or circumstances.today


@rule("issuer", "issuer_ref")
def issuer_is_given_once(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """An issuer, either in full or by its code in the directory (the directory itself is asked before)."""
    if document.issuer is None:
        yield error(
            "issuer.missing",
            "/issuer",
            "Chưa ghi cơ quan ban hành; hãy chọn trong danh mục cơ quan, hoặc tự ghi.",
            "The issuing body is missing: give issuer, or issuer_ref with a code of the office directory.",
        )


@rule("issuer", "issuer_ref")
def issuer_prints(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """The letterhead needs a symbol and a place where they do not follow from the kind and the name."""
    body = document.issuer
    if body is None:
        return
    if not body_symbol(document, circumstances):
        yield error(
            "issuer.symbol",
            document.issuer_field("symbol"),
            "Loại cơ quan này không có ký hiệu chung; hãy ghi ký hiệu cơ quan.",
            "Bodies of this kind have no common symbol; give symbol.",
        )
    if body.place is None:
        yield error(
            "issuer.place",
            document.issuer_field("place_name"),
            "Không lấy được địa danh từ tên cơ quan; hãy ghi địa danh.",
            "The place cannot be taken from the body's name; give place_name.",
        )


@rule("issuer", "issuer_ref")
def issuer_is_named(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """The letterhead names the committee, never its ban thường vụ; above a cell or committee stands a đảng bộ (ô 2)."""
    body = document.issuer
    if body is None:
        return
    if body.running_name.lower().startswith("ban thường vụ"):
        yield error(
            "issuer.name",
            document.issuer_field("name"),
            "Tên cơ quan ghi cấp ủy (Đảng ủy …, Tỉnh ủy …); ban thường vụ thể hiện ở loại cơ quan và ở quyền hạn ký.",
            "Name the committee (Đảng ủy …); its standing committee shows in the kind and above the signature.",
        )
    if body.kind in _BELOW_A_PARTY_ORGANISATION and _COMMITTEE_NAME.match(body.superior or ""):
        yield warning(
            "issuer.superior",
            document.issuer_field("superior"),
            "Cấp trên của cấp ủy, chi bộ ghi là Đảng bộ …, không ghi Đảng ủy, Tỉnh ủy.",
            "Above a committee or cell stands the name of the đảng bộ, not of its committee.",
        )


def issued_by(symbol: str, kinds: frozenset[IssuerKind] | None = None) -> Rule:
    """C12: the type is within the issuer's power (399-QĐ/TW, Điều 11, 13), and it is one of ``kinds`` where given."""

    @rule("issuer", "issuer_ref")
    def within_power(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
        body = document.issuer
        if body is None:
            return
        rules = circumstances.issuer_rules[body.kind]
        if symbol in rules.types and (kinds is None or body.kind in kinds):
            return
        suitable = "; ".join(
            other.name
            for kind, other in circumstances.issuer_rules.items()
            if symbol in other.types and (kinds is None or kind in kinds)
        )
        because = " (399-QĐ/TW, Điều 11, 13)" if symbol not in rules.types else ""
        yield error(
            "C12",
            document.issuer_field("kind"),
            f"{rules.name} không ban hành loại văn bản này{because}. Cơ quan có thẩm quyền: {suitable}.",
            f"A body of this kind does not issue this paper{because}. Those that do: {suitable}.",
        )

    return within_power


@rule("issuer", "issuer_ref", "signature")
def names_are_in_sentence_case(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """The program makes the capitals of the letterhead; within a sentence they would be wrong."""
    places = []
    if document.issuer is not None:
        places += [(document.issuer_field("name"), document.issuer.name)]
        places += [(document.issuer_field("superior"), document.issuer.superior or "")]
    if document.signature is not None:
        places += [("/signature/full_name", document.signature.full_name)]
    cell = getattr(document, "cell_name", None)
    if cell:
        places += [("/cell_name", cell)]
    for pointer, name in places:
        if len(name.split()) > 1 and (name.isupper() or name.islower()):
            yield warning(
                "name.case",
                pointer,
                "Viết tên như trong câu, ví dụ “Đảng ủy xã Tiên Phong”, “Nguyễn Văn An”; chương trình tự in hoa.",
                "Write names as in a sentence; the program makes capitals where the page has them.",
            )


_HAVE_SUPERIOR = frozenset(
    {
        IssuerKind.CELL,
        IssuerKind.GRASSROOTS_COMMITTEE,
        IssuerKind.STANDING_COMMITTEE,
        IssuerKind.INSPECTION_COMMISSION,
        IssuerKind.COMMITTEE_OFFICE,
        IssuerKind.ADVISORY_ORGAN,
    }
)


@rule("issuer", "issuer_ref")
def superior_is_named(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """Only a provincial committee has no line above its name (36-HD mục 1.2)."""
    body = document.issuer
    if body is not None and body.kind in _HAVE_SUPERIOR and not body.superior:
        yield warning(
            "issuer.superior-missing",
            document.issuer_field("superior"),
            "Chưa ghi cơ quan cấp trên trực tiếp, dòng đầu của văn bản sẽ thiếu; ví dụ “Đảng bộ tỉnh Thái Nguyên”.",
            "The superior is missing, so that the letterhead lacks its first line.",
        )


@rule("issuer", "issuer_ref", "signature")
def someone_signs(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """Every paper but minutes has one signer."""
    if document.issuer is not None and document.signing is None:
        yield error(
            "signature.missing",
            "/signature",
            "Chưa ghi người ký; hãy ghi họ tên, chức vụ, hoặc khai người ký thường lệ của cơ quan trong danh mục.",
            "The signer is missing: give signature, or name the body's usual signer in the office directory.",
        )


@rule("subject")
def subject_is_worded(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """Trích yếu begins in lower case, has no final dot and no “V/v” (C16)."""
    subject = (document.subject or "").strip()
    if not subject:
        return
    if subject.lower().startswith(("v/v", "vv:")):
        yield warning(
            "C16", "/subject", "Không viết tắt “V/v”; hãy viết “về …”.", "Do not abbreviate “V/v”; write “về …”."
        )
    elif subject[0].isupper():
        yield warning(
            "subject.lowercase-start",
            "/subject",
            "Trích yếu bắt đầu bằng chữ thường.",
            "The subject begins in lower case.",
        )
    if subject.endswith("."):
        yield warning(
            "subject.final-dot",
            "/subject",
            "Trích yếu không có dấu chấm cuối.",
            "The subject has no final dot.",
        )


@rule("recipients")
def recipients_are_in_order(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """Lưu at most once and last; no “Như trên” without addressees (C15); no “Lưu: VT” (C16)."""
    recipients = document.recipients or []
    archives = [index for index, each in enumerate(recipients) if each.is_archive]
    if archives and archives != [len(recipients) - 1]:
        yield error(
            "recipients.archive",
            f"/recipients/{archives[0]}",
            "Nơi lưu chỉ ghi một lần và đứng cuối cùng trong Nơi nhận.",
            "The archive is named once, at the end of the recipients.",
        )
    for index, each in enumerate(recipients):
        name = each.name.strip().lower().removeprefix("- ")
        if name.startswith("như trên"):
            yield error(
                "C15",
                f"/recipients/{index}/name",
                "“Như trên” chỉ dùng trong công văn, tờ trình có nơi gửi; hãy bỏ dòng này.",
                "“Như trên” belongs to letters and submissions with addressees; remove this line.",
            )
        if name.startswith("lưu:") or re.fullmatch(r"(?:lưu )?vt\b.*", name):
            yield warning(
                "C16",
                f"/recipients/{index}/name",
                "Viết “Lưu Đảng ủy”, “Lưu Chi bộ”, “Lưu Văn phòng …”, không viết “Lưu: VT”.",
                "Write “Lưu Đảng ủy”, “Lưu Chi bộ” or “Lưu Văn phòng …”, not “Lưu: VT”.",
            )


@rule("legal_bases", "issue_date")
def bases_stand(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """Each basis in words or by a known code; none later than the paper (C8); none replaced (C10)."""
    for index, basis in enumerate(document.legal_bases or []):
        pointer = f"/legal_bases/{index}"
        if (basis.text is None) == (basis.code is None):
            yield error(
                "basis.form",
                pointer,
                "Ghi căn cứ bằng chữ hoặc bằng mã trong danh mục, chỉ một trong hai.",
                "Give a basis in words (text) or by its code (code), just one of them.",
            )
        elif basis.code is not None and basis.code not in circumstances.bases.by_code:
            yield error(
                "basis.unknown",
                f"{pointer}/code",
                "Danh mục căn cứ không có mã này; hãy ghi căn cứ bằng chữ.",
                "The registry has no such code; give the basis in words (text).",
            )
        else:
            yield from _judge_basis(basis, pointer, document, circumstances)


def _judge_basis(
    basis: LegalBasis, pointer: str, document: Envelope, circumstances: Circumstances
) -> Iterator[Finding]:
    if basis.code is not None:
        registered = circumstances.bases.by_code[basis.code]
        cited = [Citation(registered.number, registered.day)]
    else:
        cited = citations_in(basis.text or "")
    yield from judge_citations(cited, pointer, document, circumstances)


def judge_citations(
    cited: list[Citation], pointer: str, document: Envelope, circumstances: Circumstances
) -> Iterator[Finding]:
    """C8: nothing cited is later than the paper. C10: nothing cited had been replaced by the paper's day."""
    day = judging_day(document, circumstances)
    for citation in cited:
        if citation.day is not None and document.issue_date is not None and citation.day > document.issue_date:
            yield error(
                "C8",
                pointer,
                f"Căn cứ đề ngày {short_date(citation.day, circumstances.edition)}, sau ngày ban hành văn bản.",
                "The basis is dated after the paper itself.",
            )
            continue
        basis = circumstances.bases.find(citation) if citation.number else None
        successor = circumstances.bases.successor(basis, day) if basis else None
        if basis and successor:
            new = successor.citation(circumstances.edition)
            yield warning(
                "C10",
                pointer,
                f"{basis.type} số {basis.number} đã được thay thế bằng {new}.",
                f"{basis.number} has been replaced by {successor.number}.",
            )


@rule("issuer", "issuer_ref", "recipients", "issue_date")
def levels_still_exist(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """C11: no huyện, quận as a live issuer or recipient from 01/7/2025 on."""
    if judging_day(document, circumstances) < DISTRICTS_ENDED:
        return
    body = document.issuer
    places = [(f"/recipients/{index}/name", each.name) for index, each in enumerate(document.recipients or [])]
    if body is not None:
        kind = "huyện ủy" if body.kind is IssuerKind.DISTRICT_COMMITTEE else ""
        named = {"kind": kind, "name": body.running_name, "superior": on_one_line(body.superior or "")}
        places += [(document.issuer_field(field), text) for field, text in named.items()]
    ended = (pointer for pointer, text in places if _DISTRICT.search(text))
    for pointer in dict.fromkeys(ended):  # the fields of a body from the directory have one pointer
        yield warning(
            "C11",
            pointer,
            "Từ 01/7/2025 không còn cấp huyện; hãy xem lại tên cơ quan này.",
            "There is no district level after 01/7/2025; check the name of this body.",
        )


@rule("issue_date", "replaces")
def replaced_paper_is_earlier(document: Envelope, _: Circumstances) -> Iterator[Finding]:
    """C8: a paper replaces an earlier one."""
    if document.replaces and document.issue_date and document.replaces.date > document.issue_date:
        yield error(
            "C8",
            "/replaces/date",
            "Văn bản được thay thế đề ngày sau văn bản này.",
            "The replaced paper is dated after this one.",
        )


@rule("issue_date", "norm", "urgency")
def edition_fits(document: Envelope, circumstances: Circumstances) -> Iterator[Finding]:
    """A paper older than the oldest edition held here; a degree of urgency that the edition does not know."""
    edition = circumstances.edition
    if document.norm is None and document.issue_date and document.issue_date < edition.in_force_from:
        yield warning(
            "norm.before-oldest-edition",
            "/issue_date",
            f"Văn bản có trước thể thức cũ nhất có ở đây; được trình bày theo {edition.number}.",
            f"The paper is older than the oldest edition held here; it is set by {edition.number}.",
        )
    if document.urgency and document.urgency not in edition.urgency.values:
        yield error(
            "urgency.unknown",
            "/urgency",
            f"{edition.number} không có mức khẩn này; chọn: {', '.join(edition.urgency.values)}.",
            f"{edition.number} has no such degree; choose one of: {', '.join(edition.urgency.values)}.",
        )


SHARED_RULES: tuple[Rule, ...] = (
    issuer_is_given_once,
    issuer_prints,
    names_are_in_sentence_case,
    superior_is_named,
    issuer_is_named,
    signature_is_lawful,
    subject_is_worded,
    recipients_are_in_order,
    bases_stand,
    levels_still_exist,
    replaced_paper_is_earlier,
    edition_fits,
)
"""Rules of every type; ``issued_by`` and, save for minutes, ``someone_signs`` are added by the type."""
