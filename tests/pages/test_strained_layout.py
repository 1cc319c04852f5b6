"""Long names, lists and texts: nothing is lost, split, or left alone.

The figures of the norm hold for these papers too: see test_page_of_the_norm.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.pages.conftest import foot_texts, papers
from tests.pages.measuring import Page
from tests.pages.strain import ARTICLES, MEMBERS, RECIPIENTS, note_words

HEADINGS = "TT Họ và tên Ngày sinh Số thẻ đảng viên Ngày vào Đảng Ngày chính thức Chức vụ Ghi chú"
"""What every list of members has, among other columns."""

pytestmark = [pytest.mark.long, pytest.mark.needs("soffice", "liberation2", "pdftotext")]


def strained_by(strain: str) -> pytest.MarkDecorator:
    names = [example.name for example in papers() if example.name.endswith(f", {strain}")]
    return pytest.mark.parametrize("paper", names, indirect=True)


def words(page: Page) -> Counter[str]:
    return Counter(word for line in page.lines for word in line.text.split())


def bold_words(page: Page) -> Counter[str]:
    return Counter(word for line in page.lines if line.bold for word in line.text.split())


@strained_by("long names")
def test_long_names_break_into_even_lines(paper):
    page, head = paper.pages[0], paper.context["letterhead"]

    for texts in (head["superior"], head["issuer"]):
        lengths = [line.right - line.left for line in map(page.find, texts)]
        assert len(lengths) == 2
        assert min(lengths) > 0.6 * max(lengths)


@strained_by("many articles")
def test_every_article_is_printed(paper):
    begun = [
        line.text.split(".")[0] for page in paper.main_pages for line in page.lines if line.text.startswith("Điều ")
    ]

    assert len(begun) > ARTICLES
    assert begun == [f"Điều {number}" for number in range(1, len(begun) + 1)]


@pytest.mark.parametrize("strain", ["many recipients", "long recipients"])
def test_every_recipient_is_printed(printed, strain):
    for paper in (paper for name, paper in printed.items() if name.endswith(f", {strain}")):
        shown = [line.text for page in paper.main_pages for line in page.lines if line.sizes == {12.0}]
        begun = [text for text in shown if text.startswith("- Chi bộ")]
        assert len(begun) == RECIPIENTS, paper.example.name
        with_label = next(page for page in paper.main_pages if page.holds(paper.norm.recipients.label))
        if "signature" in paper.context:
            assert all(with_label.holds(text) for text in foot_texts(paper.context)), paper.example.name


@strained_by("many members")
class TestAnnex:
    def test_every_member_stands_there_once(self, paper):
        shown = sum((words(page) for page in paper.annex_pages), Counter())

        assert [number for number in range(1, MEMBERS + 1) if str(number) not in shown] == []
        assert shown["m0a"] == 1

    def test_no_row_breaks_over_pages(self, paper):
        pages = [words(page) for page in paper.annex_pages]

        for number in range(400):
            holding = [shown for shown in pages if any(word in shown for word in note_words(number))]
            assert len(holding) == 1, f"row of {note_words(number)[0]}"
            assert all(word in holding[0] for word in note_words(number))

    def test_head_row_is_on_every_page(self, paper):
        heads = [bold_words(page) for page in paper.annex_pages]
        headings = Counter(HEADINGS.split())

        assert len(heads) > 10
        assert all(not headings - head for head in heads)

    def test_no_heading_of_a_group_ends_a_page(self, paper):
        for page in paper.annex_pages[:-1]:
            assert not page.lines[-1].bold, page.lines[-1].text
