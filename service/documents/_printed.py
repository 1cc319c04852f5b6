"""The printed text that all papers share: letterhead, căn cứ, Nơi nhận, signature, and the shape of it.

The TypedDicts here and in the type files are the contract with the templates: a template may use these names and no
others. Values are plain text, flags and lists of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil
from typing import Any, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

from service.documents._circumstances import Circumstances
from service.documents._envelope import Body, Envelope, LegalBasis, Purpose, Recipient, ReplacedPaper
from service.norm import IssuerKind
from service.norm.measuring import Weight, even_lines, on_one_line, text_width_pt
from service.norm.printing import number_line, number_symbol, place_date, short_date

MM_TO_PT = 72 / 25.4
LEFT_BLOCK_MM = 79
"""Width of the left block of the letterhead; the right one must hold the title of 73 mm."""

SUBJECT_SHARE = 0.85
"""How much of the width of the text a line of the trích yếu may take."""


class Properties(TypedDict):
    """Core properties of the file."""

    title: str
    subject: str
    creator: str


class Letterhead(TypedDict):
    """The head of page 1; ``superior``, ``urgency``, ``circulation``, ``draft`` may be empty."""

    superior: list[str]
    issuer: list[str]
    number: str
    place_date: str
    urgency: str
    circulation: str
    draft: str


class SignatureBlock(TypedDict):
    """Quyền hạn, chức vụ, họ tên; ``sealed``: leave the room that a seal needs."""

    authority: str
    position: str
    name: str
    sealed: bool


class Paper(TypedDict):
    """What every template is given."""

    properties: Properties
    letterhead: Letterhead


class Recipients(TypedDict):
    """Nơi nhận: the lines level with the signature, and those that one page could not hold beside it."""

    recipients: list[str]
    more_recipients: list[str]


_AS_ARTICLE = re.compile(r"như điều [0-9]+", re.IGNORECASE)
LONGEST_PROPERTY = 255
"""Characters of a core property that Word and other programs take."""
RECIPIENT_LINES_BESIDE_SIGNATURE = 40
"""Lines of 12 pt that fit on a page beside the signature, whose row must not break."""
RECIPIENT_WIDTH_PT = 78 * MM_TO_PT
"""Of the 80 mm of the left block, less what the last word of a line leaves blank."""


def printed_paths(printed: type) -> frozenset[str]:
    """The leaves of a TypedDict as a template names them: ``articles[].paragraphs[]``, ``letterhead.number``."""
    return frozenset(_paths(printed, ""))


def _paths(shape: object, prefix: str) -> Iterable[str]:
    if get_origin(shape) is list:
        yield from _paths(get_args(shape)[0], f"{prefix}[]")
    elif is_typeddict(shape):
        for name, inner in get_type_hints(shape).items():
            yield from _paths(inner, f"{prefix}.{name}" if prefix else name)
    else:
        yield prefix


def properties(document: Envelope, title: str, subject: str) -> Properties:
    """Title and subject of the paper, and its issuer as the creator, whole."""
    return {"title": title, "subject": subject, "creator": document.issuing_body.running_name}


def as_programs_read(printed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is printed, with the properties of the file no longer than programs read them."""
    return {**printed, "properties": {name: text[:LONGEST_PROPERTY] for name, text in printed["properties"].items()}}


def body_symbol(document: Envelope, circumstances: Circumstances) -> str:
    """Ký hiệu cơ quan: given, or that of the issuer's kind."""
    body = document.issuing_body
    return body.symbol or circumstances.issuer_rules[body.kind].symbol


@lru_cache(maxsize=1024)
def _name_lines(name: str, size_pt: float, weight: Weight) -> tuple[str, ...]:
    """The name of a body over the lines of the left block. Kept: papers share them, and they name no person."""
    return even_lines(name.upper(), LEFT_BLOCK_MM * MM_TO_PT, size_pt, weight)


def letterhead(document: Envelope, type_symbol: str, circumstances: Circumstances, *, number: str = "") -> Letterhead:
    """The letterhead; ``number`` replaces số và ký hiệu where a paper has another register (slips)."""
    body, edition = document.issuing_body, circumstances.edition
    return {
        "superior": list(_name_lines(body.superior, edition.superior.size_pt[0], "regular")) if body.superior else [],
        "issuer": list(_name_lines(body.name, edition.issuer.size_pt[0], "bold")),
        "number": number or number_line(document.number, type_symbol, body_symbol(document, circumstances), edition),
        "place_date": place_date(body.place or "", document.issue_date, edition),
        "urgency": circumstances.say(document.urgency) if document.urgency else "",
        "circulation": (document.circulation or "").upper(),
        "draft": circumstances.say(edition.draft.text, n=document.draft_no) if document.draft_no else "",
    }


def subject_lines(subject: str, circumstances: Circumstances) -> list[str]:
    """Trích yếu over evenly long lines, none of them as wide as the page; breaks chosen by its author are kept."""
    edition = circumstances.edition
    width_pt = edition.page.text_width_mm * MM_TO_PT * SUBJECT_SHARE
    size_pt = edition.subject.size_pt[0]
    return [line for part in paragraphs(subject) for line in even_lines(part, width_pt, size_pt, "bold")]


def own_citation(document: Envelope, type_name: str, type_symbol: str, circumstances: Circumstances) -> str:
    """``Quyết định số 05-QĐ/ĐU, ngày 05/02/2026 của Đảng ủy xã …``: how an annex names its paper."""
    symbol = number_symbol(document.number, type_symbol, body_symbol(document, circumstances), circumstances.edition)
    day = short_date(document.issue_date, circumstances.edition)
    return f"{type_name} số {symbol}, ngày {day} của {deciding_name(document.issuing_body, circumstances)}"


_DECIDED_BY_STANDING_COMMITTEE = frozenset(
    {IssuerKind.STANDING_COMMITTEE, IssuerKind.PROVINCIAL_COMMITTEE, IssuerKind.DISTRICT_COMMITTEE}
)
"""Bodies that sign T/M BAN THƯỜNG VỤ."""


def deciding_name(body: Body, circumstances: Circumstances) -> str:
    """Who decides, as in a sentence: a ban thường vụ is named before its committee."""
    if body.kind in _DECIDED_BY_STANDING_COMMITTEE:
        return circumstances.say("Ban Thường vụ {body}", body=body.running_name)
    return f"{body.running_name} {_committee_of(body)}".rstrip()


_ORGANS = frozenset({IssuerKind.ADVISORY_ORGAN, IssuerKind.COMMITTEE_OFFICE, IssuerKind.INSPECTION_COMMISSION})
"""Bodies of a committee, whose letterhead has their own name below that of the committee."""
_COMMITTEE = re.compile(r"(?:đảng|tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ)\b", re.IGNORECASE)


def _committee_of(body: Body) -> str:
    """``Tỉnh ủy Bắc Giang`` for its Ban Tổ chức; "" where the name says it (Ban Tổ chức Tỉnh ủy), and for others."""
    superior = on_one_line(body.superior or "")
    names_it = body.kind in _ORGANS and _COMMITTEE.match(superior) and not _COMMITTEE.search(body.running_name)
    return superior if names_it else ""


def replaced_citation(replaced: ReplacedPaper, circumstances: Circumstances) -> str:
    """``Quyết định số 12-QĐ/ĐU, ngày 03/6/2025``."""
    number = bare_number(replaced.number)
    return f"{replaced.type} số {number}, ngày {short_date(replaced.date, circumstances.edition)}"


def bare_number(number: str) -> str:
    """``12-QĐ/ĐU``, also where ``Số 12-QĐ/ĐU`` or ``số: 12-QĐ/ĐU`` was typed."""
    return re.sub(r"^\s*số\b\s*:?\s*", "", number, flags=re.IGNORECASE) or number


_SLASHED = re.compile(r"^\s*v/v[:.]?\s*", re.IGNORECASE)


def typed_subject(document: Envelope) -> str | None:
    """The subject that was typed, with “về” for “V/v” and without a final mark (C16: warned of, and mended)."""
    if document.subject is None:
        return None
    text = _SLASHED.sub("về ", document.subject.strip())
    return text.rstrip(" ./") if text.endswith((".", "./")) else text


_BASIS_LEADS = ("căn cứ", "xét", "theo", "thực hiện")


def basis_lines(bases: Sequence[LegalBasis], further: Sequence[str], circumstances: Circumstances) -> list[str]:
    """``- Căn cứ …;`` one per line, the last ended as the office's practice has it (the deciding line follows).

    ``further`` are lines that follow the bases (xét đề nghị …). An end mark typed by the user is not doubled.
    """
    rule = circumstances.edition.legal_bases
    texts = [_basis_text(basis, circumstances) for basis in bases] + list(further)
    ends = [rule.separator] * (len(texts) - 1) + [circumstances.practice.last_basis_end]
    return [f"{rule.prefix}{text}{end}" for text, end in zip(texts, ends, strict=True)] if texts else []


def _basis_text(basis: LegalBasis, circumstances: Circumstances) -> str:
    if basis.code is not None:
        text = circumstances.bases.by_code[basis.code].citation(circumstances.edition)
    else:
        text = (basis.text or "").strip().removeprefix("- ").rstrip(" ;,.")
    return text if text.lower().startswith(_BASIS_LEADS) else f"Căn cứ {text}"


_PURPOSES = {
    Purpose.REPORT: " (để báo cáo)",
    Purpose.IMPLEMENT: " (để thực hiện)",
    Purpose.KNOW: " (để biết)",
}


_OLD_ARCHIVE = re.compile(r"(?:lưu\s*:?\s*)?(?:vt|văn thư)\.?", re.IGNORECASE)
"""“Lưu: VT” of state papers (C16): warned of, and printed as the archive of the issuer."""


def recipient_lines(
    document: Envelope, first: Sequence[str], defaults: Sequence[Recipient], circumstances: Circumstances
) -> Recipients:
    """The lines of Nơi nhận, each with its dash and end mark: ``first``, the recipients, and Lưu at the end.

    ``defaults`` are used, with the issuer's standing recipients, where the payload names none.
    """
    rule = circumstances.edition.recipients
    body = document.issuing_body
    chosen = list(document.recipients) if document.recipients else [*defaults, *(body.standing_recipients or [])]
    names = [_recipient_text(each) for each in chosen if not each.is_archive]
    archive = next((each.name for each in chosen if each.is_archive), "")
    usual = circumstances.say(circumstances.issuer_rules[body.kind].archive) or body.running_name
    kept = archive if archive and not _OLD_ARCHIVE.fullmatch(archive.strip()) else usual
    kept = kept if kept.lower().startswith("lưu") else f"Lưu {kept}"
    if first:  # the program knows the number of the article better than a list that was copied
        names = [name for name in names if not _AS_ARTICLE.fullmatch(name)]
    texts = [*first, *names, kept]
    ends = [rule.separator] * (len(texts) - 1) + [rule.last]
    lines = [f"{rule.prefix}{text.rstrip(' ;,.')}{end}" for text, end in zip(texts, ends, strict=True)]
    beside = _that_fit(lines, rule.item_size_pt[0])
    return {"recipients": lines[:beside], "more_recipients": lines[beside:]}


def _that_fit(recipients: Sequence[str], size_pt: float) -> int:
    """How many of ``recipients`` take the lines that stand beside the signature; a long one takes several."""
    taken = accumulate(ceil(text_width_pt(each, size_pt, "regular") / RECIPIENT_WIDTH_PT) for each in recipients)
    return sum(lines <= RECIPIENT_LINES_BESIDE_SIGNATURE for lines in taken)


def _recipient_text(recipient: Recipient) -> str:
    name = recipient.name.strip().removeprefix("- ").rstrip(" ;,.")
    purpose = _PURPOSES.get(recipient.purpose, "") if recipient.purpose else ""
    return name if name.lower().endswith(purpose) else name + purpose


def signature_block(document: Envelope, circumstances: Circumstances) -> SignatureBlock:
    """Quyền hạn, chức vụ, họ tên from the signature and, where it is silent, from the kind of the issuer.

    A plain member of a committee signs with the name alone; the deputy of a head, who signs in person, signs K/T
    (36-HD mục 1.7).
    """
    signing = document.signing
    rules = circumstances.issuer_rules[document.issuing_body.kind]
    if signing is None:
        return {"authority": circumstances.say(rules.authority), "position": "", "name": "", "sealed": rules.sealed}
    authority, usual_position = circumstances.say(rules.authority), circumstances.say(rules.position)
    if signing.on_behalf_of:
        authority = f"{signing.authority or ('T/M' if rules.collective else 'T/L')} {signing.on_behalf_of.upper()}"
    elif signing.authority and not authority.startswith(signing.authority):
        authority = f"{signing.authority} {usual_position}"
        usual_position = f"PHÓ {usual_position}"
    elif not authority and (signing.position or "").strip().lower().startswith("phó"):
        authority = f"K/T {usual_position}"
    position = usual_position if signing.position is None else signing.position.upper()
    if signing.authority == "Q." or signs_by_name_alone(position):
        position = ""
    return {
        "authority": authority,
        "position": position,
        "name": on_one_line(signing.full_name),
        "sealed": rules.sealed,
    }


def signs_by_name_alone(position: str) -> bool:
    """Whether the position is that of a plain member of a committee (ủy viên), which is not printed."""
    return position.lower().startswith(("ủy viên", "uỷ viên"))


def paragraphs(text: str) -> list[str]:
    """The lines of a text, each to be a paragraph of its own: a soft break in justified text would be stretched."""
    return [line for line in text.split("\n") if line.strip()]
