"""What mending puts right is right afterwards, nothing else is wrong, and no word of the paper has changed."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import docx
import pytest

from tests.conformance.breaking import LONG, Breaking
from tests.conformance.checking import checker, described, faults, problems, report_of, rules, texts
from tests.conformance.test_every_rule import BREAKING
from tests.office import pdf_text
from tests.papers import Page, PageNumber, Paper, paper, piece

MENDED = {
    "page.margin-top",
    "page.margin-bottom",
    "page.margin-left",
    "page.margin-right",
    "page.number-position",
    "page.number-size",
    "page.number-first-page",
    "font.family",
    "font.color",
    "text.not-nfc",
    "title.size",
    "title.bold",
    "superior.size",
    "superior.bold",
    "issuer.size",
    "issuer.bold",
    "issuer.star",
    "number.size",
    "place-date.italic",
    "place-date.size",
    "type-name.bold",
    "type-name.size",
    "type-name.centred",
    "subject.bold",
    "subject.size",
    "subject.centred",
    "subject.hyphens",
    "letter.subject-style",
    "body.size",
    "body.justified",
    "body.indent",
    "body.line-spacing",
    "body.paragraph-gap",
    "bases.italic",
    "article.bold",
    "signature.authority-bold",
    "signature.position-plain",
    "signature.name-bold",
    "signature.size",
    "recipients.label",
    "recipients.items-size",
}
WORDING = ("recipients.label: Nơi nhận,", "recipients.label: NƠI NHẬN:,")  # no fault of the layout
FAULTS = [each for each in BREAKING if each.rule in MENDED and not each.name.startswith(WORDING)]


def _mended(broken: Breaking) -> bytes:
    return checker().mend(broken.paper.docx(), kind=broken.kind, norm=broken.norm)


def _words(document: bytes) -> list[str]:
    """The lines of the text without star and hyphens, spaces told alike, in NFC."""
    lines = (
        " ".join(unicodedata.normalize("NFC", line).split())
        for text in texts(document)
        for line in re.split(r"[\n\t]", text)
    )
    return [line for line in lines if line and not re.fullmatch(r"[-–—_*•\s]+", line)]


def _everything_wrong(sort: str, **told: Any) -> Paper:
    """All faults of the layout at once: what a paper typed by an untrained hand looks like, and worse."""
    body = {"size": 13, "align": "left", "first_mm": 0, "line": ("auto", 1.5), "after": 0, "font": "Arial"}
    headings = {f"heading{level}": {**body, "color": "0000FF"} for level in (1, 2, 3)}
    parts: dict[str, Any] = {
        "page": Page(top_mm=25, bottom_mm=15, left_mm=25, right_mm=20),
        "page_number": PageNumber(place="footer", align="right", size=12, first_page="no_title_page"),
        "every": {"body": body, "basis": {**body, "italic": True}, **headings, "recipient": {"size": 14}},
        "superior": piece(size=13, bold=True),
        "issuer": piece(size=13, bold=False),
        "star": "***",
        "number": piece(size=13),
        "title": piece(size=14, bold=False),
        "place_date": piece(size=13, italic=False),
        "type_name": piece(size=14, bold=False, align="left"),
        "subject": piece(size=13, bold=False),
        "hyphens": "-------",
        "authority": piece(size=13, bold=False),
        "position": piece(bold=True),
        "name": piece(bold=False, color="FF0000"),
        "recipients_label": piece(bold=True, italic=True, underline=False, size=12),
    }
    return paper(sort, **{**parts, **told})


def _undone(text: Any) -> Any:
    return unicodedata.normalize("NFD", text) if isinstance(text, str) else text


EVERYTHING_WRONG = {
    f"{sort}, {formatting}, {letterhead}": _everything_wrong(
        sort, body=body, formatting=formatting, letterhead=letterhead, signing=signing
    )
    for sort, body in (("decision", tuple(map(_undone, paper().body))), ("report", tuple(map(_undone, LONG))))
    for formatting in ("direct", "styles")
    for letterhead, signing in (("table", "table"), ("tabs", "tabs"), ("breaks", "table"))
}


def test_every_rule_that_mending_knows_is_tried():
    assert {each.rule for each in FAULTS} == MENDED


@pytest.mark.parametrize("broken", FAULTS, ids=lambda broken: broken.name)
class TestFault:
    def test_is_put_right(self, broken):
        report = report_of(_mended(broken), kind=broken.kind, norm=broken.norm)

        assert faults(report) == [], described(report)

    def test_costs_no_word(self, broken):
        assert _words(_mended(broken)) == _words(broken.paper.docx())


@pytest.mark.parametrize("name", EVERYTHING_WRONG)
class TestEverythingWrong:
    def test_is_found(self, name):
        """The paper has indeed nearly all faults that mending knows."""
        assert len(MENDED & set(rules(report_of(EVERYTHING_WRONG[name])))) > 25

    def test_is_mended_in_one_go(self, name):
        report = report_of(checker().mend(EVERYTHING_WRONG[name].docx()))

        assert MENDED & set(rules(report)) == set(), described(report)

    def test_costs_no_word(self, name):
        wrong = EVERYTHING_WRONG[name].docx()

        assert _words(checker().mend(wrong)) == _words(wrong)

    def test_stays_valid_ooxml(self, name):
        assert problems(checker().mend(EVERYTHING_WRONG[name].docx())) == []

    def test_opens_in_python_docx(self, name):
        assert docx.Document(io.BytesIO(checker().mend(EVERYTHING_WRONG[name].docx()))).paragraphs

    def test_mending_twice_changes_nothing_more(self, name):
        once = checker().mend(EVERYTHING_WRONG[name].docx())

        assert texts(checker().mend(once)) == texts(once)


@pytest.mark.parametrize("sort", ["decision", "letter", "minutes", "slip"])
@pytest.mark.parametrize("formatting", ["direct", "styles"])
def test_a_paper_without_fault_keeps_its_text_and_stays_without(sort, formatting):
    right = paper(sort, formatting=formatting).docx()
    mended = checker().mend(right)

    assert (texts(mended), faults(report_of(mended))) == (texts(right), [])


def test_the_given_file_is_left_alone():
    wrong = EVERYTHING_WRONG["decision, direct, table"].docx()
    before = bytes(wrong)
    checker().mend(wrong)

    assert wrong == before


@pytest.mark.needs("pdftotext")
def test_libreoffice_shows_the_mended_papers(libreoffice):
    """All at once: the words of each stand on the page."""
    mended = {str(number): checker().mend(each.docx()) for number, each in enumerate(EVERYTHING_WRONG.values())}
    shown = libreoffice.convert_all(mended)

    for number, document in mended.items():
        page = "".join(unicodedata.normalize("NFC", pdf_text(shown[number])).split())
        assert [line for line in _words(document)[:8] if "".join(line.split()) not in page] == []
