"""A copy with Word comments: one for each finding, at its paragraph, and nothing else changed."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from lxml import etree

from tests.conformance.breaking import LONG
from tests.conformance.checking import checker, problems, report_of, rules, texts
from tests.office import pdf_text
from tests.papers import PageNumber, paper, piece
from tests.papers.comments import with_comment
from tests.papers.markup import W
from tests.papers.paper import Annex
from tests.papers.treatments import ALL as TREATMENTS

BODY = {"every": {"body": {"align": "left"}}}
PAPERS = {
    "no fault": paper(),
    "one fault": paper("report", **BODY),
    "many faults": paper(
        title=piece(size=14, bold=False),
        number="Số: 5/QĐ-ĐU",
        star=None,
        hyphens="---",
        authority="TM. BAN THƯỜNG VỤ",
        recipients_label=piece(underline=False),
        **BODY,
    ),
    "in styles": paper(formatting="styles", title=piece(size=14), position=piece(bold=True), **BODY),
    "in the header": paper("report", body=LONG, page_number=PageNumber(size=12)),
    "in the footer": paper("report", body=LONG, page_number=PageNumber(place="footer")),
    "in a text box": paper(letterhead="text_boxes", line="border_below", title=piece(size=14), line_mm=70.4),
    "in a box of VML": paper(letterhead="vml_boxes", line="border_below", issuer=piece(size=12)),
    "by tabs": paper(letterhead="tabs", signing="tabs", title=piece(size=14), name=piece(bold=False)),
    "in lines of a cell": paper(letterhead="breaks", place_date=piece(italic=False)),
    "in controls": paper(treatments=(TREATMENTS["wrap_in_controls"],), subject=piece(bold=False), **BODY),
    "among tracked changes": paper(treatments=(TREATMENTS["track_changes"],), number=piece(size=13), **BODY),
    "of the page": paper(page=paper().page.with_(left_mm=25)),
    "of what is missing": paper(star=None, place_date=None, recipients_label=None, recipients=()),
    "in an annex": paper(annexes=(Annex(from_one=False),)),
    "minutes": paper("minutes", second_signature=None),
}
FIRST_PARAGRAPH = {"in the header", "in the footer", "in a text box", "in a box of VML"}


def _annotated(name: str, language: str = "vi") -> bytes:
    document = PAPERS[name].docx()
    return checker().annotate(document, checker().check(document), language=language)


def _part(document: bytes, pattern: str) -> etree._Element | None:
    """The part whose name the pattern matches."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
        return etree.fromstring(archive.read(names[0])) if names else None


def _comments(document: bytes) -> dict[str, str]:
    """The comments by number, in order."""
    root = _part(document, r"word/comments\d*\.xml")
    if root is None:
        return {}
    return {
        each.get(f"{{{W}}}id"): "".join(text.text or "" for text in each.iter(f"{{{W}}}t"))
        for each in root.iter(f"{{{W}}}comment")
    }


def _anchors(document: bytes) -> dict[str, etree._Element]:
    """The paragraph in which the range of each comment starts."""
    root = _part(document, r"word/document\.xml")
    assert root is not None
    return {
        each.get(f"{{{W}}}id"): next(each.iterancestors(f"{{{W}}}p")) for each in root.iter(f"{{{W}}}commentRangeStart")
    }


def _text(paragraph: etree._Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(f"{{{W}}}t"))


@pytest.mark.parametrize("name", PAPERS)
class TestCopy:
    def test_has_a_comment_for_each_finding(self, name):
        assert len(_comments(_annotated(name))) == len(report_of(PAPERS[name]).findings)

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_each_comment_says_how_to_mend_it(self, name, language):
        findings = report_of(PAPERS[name]).findings
        comments = list(_comments(_annotated(name, language)).values())
        unsaid = [
            each.rule for each in findings if not any(getattr(each.mend, language) in comment for comment in comments)
        ]

        assert unsaid == []

    def test_each_comment_stands_in_the_text(self, name):
        document = _annotated(name)

        assert _anchors(document).keys() == _comments(document).keys()

    def test_no_comment_stands_in_a_text_box_or_a_fallback(self, name):
        inside = [
            etree.QName(ancestor).localname
            for paragraph in _anchors(_annotated(name)).values()
            for ancestor in paragraph.iterancestors()
        ]

        assert not {"txbxContent", "Fallback"} & set(inside)

    def test_shows_the_same_text(self, name):
        assert texts(_annotated(name)) == texts(PAPERS[name].docx())

    def test_is_valid_ooxml(self, name):
        assert problems(_annotated(name)) == []

    def test_python_docx_reads_the_comments(self, name):
        document = docx.Document(io.BytesIO(_annotated(name)))

        assert len(list(document.comments)) == len(report_of(PAPERS[name]).findings)

    def test_is_judged_like_the_paper(self, name):
        before, after = report_of(PAPERS[name]), report_of(_annotated(name))

        assert [(each.rule, each.severity, each.where) for each in after.findings] == [
            (each.rule, each.severity, each.where) for each in before.findings
        ]


@pytest.mark.parametrize(
    ("broken", "start"),
    [
        (paper(title=piece(size=14), line_mm=70.4), "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (paper(number=piece("Số: 52-QĐ/ĐU")), "Số: 52-QĐ/ĐU"),
        (paper(place_date=piece(italic=False)), "Tiên Phong, ngày"),
        (paper(subject=piece(bold=False)), "về việc kết thúc"),
        (paper(hyphens="---"), "---"),
        (paper(position=piece(bold=True)), "BÍ THƯ"),
        (paper(recipients_label=piece(underline=False)), "Nơi nhận:"),
        (paper(every={"recipient": {"size": 14}}), "- Ban Tổ chức Tỉnh ủy"),
        (paper("report", **BODY), "Thực hiện chương trình công tác"),
        (paper("letter", letter_subject=piece(italic=False)), "về việc báo cáo"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("formatting", ["direct", "styles"])
def test_a_comment_stands_at_the_paragraph_concerned(broken, start, formatting):
    document = broken.with_(formatting=formatting).docx()
    (anchor,) = _anchors(checker().annotate(document, checker().check(document))).values()

    assert _text(anchor).startswith(start)


@pytest.mark.parametrize("name", sorted(FIRST_PARAGRAPH))
def test_what_is_outside_of_the_text_is_told_at_its_first_paragraph(name):
    (anchor,) = _anchors(_annotated(name)).values()
    body = anchor.getroottree().getroot()[0]

    assert anchor is next(body.iter(f"{{{W}}}p")) or anchor.getparent() is body


def test_earlier_comments_stay():
    document = with_comment(PAPERS["many faults"].docx(), "Đề nghị xem lại số liệu này")
    report = checker().check(document)
    comments = _comments(checker().annotate(document, report))

    assert problems(document) == []
    assert "Đề nghị xem lại số liệu này" in comments.values()
    assert len(comments) == len(report.findings) + 1


def test_a_comment_is_no_part_of_the_paper():
    """What a reader remarked is not judged."""
    remarked = with_comment(paper().docx(), "TM. V/v ./. Lưu: VT")

    assert rules(report_of(remarked)) == rules(report_of(paper()))


@pytest.mark.needs("pdftotext")
def test_libreoffice_prints_the_copy_like_the_paper(libreoffice):
    """All at once: with and without comments they say the same.

    LibreOffice starts the text of a page lower when there are comments, so pages and their numbers are not compared.
    It drops the text of a commented paragraph that is a content control of its own: that paper is left out.
    """
    names = [name for name in PAPERS if name != "in controls"]
    before = {f"{number}-before": PAPERS[name].docx() for number, name in enumerate(names)}
    after = {f"{number}-after": _annotated(name) for number, name in enumerate(names)}
    shown = libreoffice.convert_all({**before, **after})

    for number, name in enumerate(names):
        assert _printed(shown[f"{number}-after"]) == _printed(shown[f"{number}-before"]), name


def _printed(pdf: bytes) -> list[str]:
    return [word for word in pdf_text(pdf).split() if not word.isdigit()]
