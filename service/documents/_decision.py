"""What the decisions (quyết định) of a committee share: articles, the closing article, the parts on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypedDict

from pydantic import Field

from service.documents._circumstances import Circumstances
from service.documents._envelope import Body, Envelope, LegalBasis, Purpose, Recipient
from service.documents._fields import Day, FreeText, Model, Text
from service.documents._findings import Rule
from service.documents._members import MEMBER_RULES, counts_agree
from service.documents._printed import (
    Letterhead,
    Paper,
    Recipients,
    SignatureBlock,
    basis_lines,
    deciding_name,
    letterhead,
    own_citation,
    paragraphs,
    properties,
    recipient_lines,
    replaced_citation,
    signature_block,
    subject_lines,
)
from service.documents._rules import SHARED_RULES, issued_by, judging_day, someone_signs
from service.norm import IssuerKind
from service.norm.measuring import on_one_line
from service.norm.printing import short_date

DECISION = "Quyết định"
SYMBOL = "QĐ"
COMMITTEES = frozenset(
    {
        IssuerKind.GRASSROOTS_COMMITTEE,
        IssuerKind.STANDING_COMMITTEE,
        IssuerKind.DISTRICT_COMMITTEE,
        IssuerKind.PROVINCIAL_COMMITTEE,
    }
)
"""Bodies that found and dissolve cells: the immediate superior committee or its standing committee."""


class ExtraArticle(Model):
    """An article of the office's own, placed before the last one."""

    title: FreeText | None = Field(None, title="Tên điều")
    text: Text = Field(title="Nội dung", description="Mỗi dòng thành một đoạn.")


class Decision(Envelope):
    """Fields of every decision."""

    effective_date: Day | None = Field(
        None, title="Ngày có hiệu lực", description="Để trống: có hiệu lực kể từ ngày ký."
    )
    extra_articles: list[ExtraArticle] | None = Field(None, title="Điều bổ sung", max_length=200)
    implementers: list[Text] | None = Field(
        None, title="Cơ quan, cá nhân thi hành", description="Mặc định theo nội dung quyết định.", max_length=100
    )


class Article(TypedDict):
    """``heading`` is bold (Điều n., with its title if it has one), ``lead`` follows on its line."""

    heading: str
    lead: str
    paragraphs: list[str]


class DecisionPaper(Paper, Recipients):
    """The printed text of a decision but its annex."""

    subject: list[str]
    bases: list[str]
    deciding: list[str]
    articles: list[Article]
    closing: Article
    signature: SignatureBlock


class Provision:
    """An article before it has a number: its title, and its paragraphs."""

    def __init__(self, *texts: str, title: str = "") -> None:
        self.title = title
        self.texts = [paragraph for text in texts for paragraph in paragraphs(text)]


def cell_title(name: str) -> str:
    """``Chi bộ thôn Đông``, also where only ``thôn Đông`` or ``chi bộ thôn Đông`` was typed."""
    name = on_one_line(name)
    is_whole = name.lower().startswith(("chi bộ", "đảng bộ", "đảng ủy", "đảng uỷ"))
    return name[0].upper() + name[1:] if is_whole else f"Chi bộ {name}"


_COMMITTEES = (
    ("đảng", "Đảng bộ"),
    ("tỉnh", "Đảng bộ tỉnh"),
    ("thành", "Đảng bộ thành phố"),
    ("huyện", "Đảng bộ huyện"),
    ("quận", "Đảng bộ quận"),
    ("thị", "Đảng bộ thị xã"),
)


def party_organisation(committee: str) -> str:
    """``Đảng bộ xã …`` for ``Đảng ủy xã …``, ``Đảng bộ tỉnh …`` for ``Tỉnh ủy …``; other names as they are."""
    name = on_one_line(committee)
    for first_word, organisation in _COMMITTEES:
        if match := re.match(rf"{first_word} (?:ủy|uỷ)\b", name, re.IGNORECASE):
            return organisation + name[match.end() :]
    return name


def listed(names: Sequence[str]) -> str:
    """``A``, ``A và B``, ``A, B và C``."""
    return " và ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _article(number: int, provision: Provision) -> Article:
    heading = f"Điều {number}."
    if provision.title:
        return {"heading": f"{heading} {provision.title}", "lead": "", "paragraphs": provision.texts}
    return {"heading": heading, "lead": provision.texts[0], "paragraphs": provision.texts[1:]}


def closing_provision(
    document: Decision, default_implementers: Sequence[str], circumstances: Circumstances
) -> Provision:
    """Who implements, then the effect: from signing, or from a given day; and what is replaced."""
    names = ", ".join(document.implementers or default_implementers)
    effective = document.effective_date
    if effective is None or effective == document.issue_date:
        start = circumstances.say("kể từ ngày ký")
    else:
        start = circumstances.say("kể từ ngày {day}", day=short_date(effective, circumstances.edition))
    text = circumstances.say(
        "{names} chịu trách nhiệm thi hành Quyết định này. Quyết định này có hiệu lực {start}", names=names, start=start
    )
    if document.replaces:
        text += circumstances.say(", thay thế {replaced}", replaced=replaced_citation(document.replaces, circumstances))
    return Provision(f"{text}.")


def default_bases(document: Envelope, circumstances: Circumstances) -> list[LegalBasis]:
    """The Charter, and the rules on implementing it that are in force at the paper's date."""
    rules = circumstances.bases.current("charter_rules", judging_day(document, circumstances))
    return [LegalBasis(code="dieu-le")] + ([LegalBasis(code=rules.code)] if rules else [])


_ORGANISATION_BOARDS = {
    "tỉnh": "Ban Tổ chức Tỉnh ủy",
    "thành phố": "Ban Tổ chức Thành ủy",
    "huyện": "Ban Tổ chức Huyện ủy",
    "quận": "Ban Tổ chức Quận ủy",
    "thị xã": "Ban Tổ chức Thị ủy",
}


def superior_organisation_board(body: Body, circumstances: Circumstances) -> list[Recipient]:
    """The ban tổ chức of the committee above, to whom founding and ending a cell is reported."""
    superior = on_one_line(body.superior or "").lower()
    for unit, board in _ORGANISATION_BOARDS.items():
        if superior.startswith(f"đảng bộ {unit}"):
            return [Recipient.model_construct(name=circumstances.say(board), purpose=Purpose.REPORT)]
    return []


def decision_paper(
    document: Decision,
    circumstances: Circumstances,
    *,
    subject: str,
    provisions: Sequence[Provision],
    closing: Provision,
    recipients: Sequence[Recipient],
    bases: Sequence[LegalBasis],
    further_bases: Sequence[str] = (),
) -> DecisionPaper:
    """Number the provisions, set the extra articles before the closing one, and print the envelope."""
    extras = [Provision(extra.text, title=extra.title or "") for extra in document.extra_articles or []]
    numbered = [_article(number, each) for number, each in enumerate([*provisions, *extras, closing], start=1)]
    as_article = circumstances.say("Như Điều {n}", n=len(numbered))
    head: Letterhead = letterhead(document, SYMBOL, circumstances)
    deciding = deciding_name(document.issuing_body, circumstances).upper()
    return {
        "properties": properties(document, f"{circumstances.say(DECISION)} {subject}", subject),
        "letterhead": head,
        "subject": subject_lines(subject, circumstances),
        "bases": basis_lines(bases, further_bases, circumstances),
        "deciding": subject_lines(deciding, circumstances),
        "articles": numbered[:-1],
        "closing": numbered[-1],
        **recipient_lines(document, [as_article], recipients, circumstances),
        "signature": signature_block(document, circumstances),
    }


def annex_citation(document: Decision, circumstances: Circumstances) -> str:
    """``(kèm theo Quyết định số …, ngày … của …)``: the decision that a list belongs to."""
    return circumstances.say("(kèm theo {paper})", paper=own_citation(document, DECISION, SYMBOL, circumstances))


DECISION_RULES: tuple[Rule, ...] = (
    *SHARED_RULES,
    issued_by(SYMBOL, COMMITTEES),
    someone_signs,
    *MEMBER_RULES,
    counts_agree,
)
"""Rules of every decision on a cell and its members."""
