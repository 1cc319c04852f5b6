"""Every paper measured as printed, against the figures of the norm: letterhead, title, text, foot, page numbers."""

from __future__ import annotations

import pytest

from tests.pages.body import body_lines
from tests.pages.conftest import foot_texts, papers
from tests.pages.measuring import MM, SAME_LEVEL, Stroke, fonts

HAIR = 0.5
"""Points by which what is equal may differ, for places are read in thirds of a point."""

NEAR_MM = 0.5
A5_SHORT_SIDE_MM = 148

pytestmark = pytest.mark.needs("soffice", "liberation2", "pdftotext")


def papers_of(*kinds: str) -> pytest.MarkDecorator:
    """Run a test on every paper of these kinds of page; of all kinds when none is named."""
    names = [each.name for each in papers() if not kinds or each.document_type.page_kind in kinds]
    return pytest.mark.parametrize("paper", names, indirect=True)


def near(measured: float, wanted: float, mm: float = NEAR_MM) -> bool:
    return abs(measured - wanted) <= mm * MM


@papers_of()
class TestSheet:
    def test_is_of_the_size_of_the_norm(self, paper):
        page = paper.norm.page
        upright = (page.width_mm, page.height_mm)
        a5 = (page.width_mm, A5_SHORT_SIDE_MM)
        allowed = [upright, a5] if paper.example.document_type.page_kind == "slip" else [upright]

        for each in paper.main_pages:
            assert any(near(each.width, w * MM) and near(each.height, h * MM) for w, h in allowed)
        for each in paper.annex_pages:
            assert near(each.width, page.height_mm * MM)
            assert near(each.height, page.width_mm * MM)

    def test_keeps_its_margins_clear(self, paper):
        margins = paper.norm.page
        for page in paper.pages:
            text = [line for line in page.lines if line.top > margins.margin_top_mm * MM - HAIR * 2]
            assert len(page.lines) - len(text) <= 1, "only the page number stands in the upper margin"
            assert min(line.left for line in text) >= (margins.margin_left_mm - NEAR_MM) * MM
            assert max(line.right for line in text) <= page.width - (margins.margin_right_mm - NEAR_MM) * MM
            assert max(line.base for line in text) <= page.height - margins.margin_bottom_mm * MM

    def test_begins_at_the_upper_left(self, paper):
        first = paper.pages[0].lines[0]

        assert near(first.top, paper.norm.page.margin_top_mm * MM)
        assert any(near(line.left, paper.left) for line in paper.pages[0].lines)

    def test_has_one_face(self, paper):
        assert {name.partition("-")[0] for name in fonts(paper.pdf)} == {"LiberationSerif"}, "the free Times New Roman"


@papers_of()
class TestLetterhead:
    def test_title_stands_on_the_right_of_the_first_line(self, paper):
        rule = paper.norm.title
        title = paper.pages[0].find(rule.text)
        first_name = paper.pages[0].find((*paper.context["letterhead"]["superior"], *self.issuer(paper))[0])

        assert title.sizes == {rule.size_pt[0]}
        assert (title.bold, title.italic) == (rule.bold, rule.italic)
        assert title.left > first_name.right
        assert abs(title.top - first_name.top) <= SAME_LEVEL
        assert title.right <= paper.right + HAIR

    def test_line_below_the_title_is_as_long_as_it(self, paper):
        rule = paper.norm.title
        title = paper.pages[0].find(rule.text)
        drawn = self.line_below(paper, title)

        assert drawn.length == pytest.approx(title.right - title.left, rel=rule.rule_tolerance)
        assert drawn.length == pytest.approx(rule.rule_length_pt, rel=rule.rule_tolerance)
        assert near((drawn.left + drawn.right) / 2, title.middle)

    def test_names_stand_over_one_another_with_the_star_below(self, paper):
        page, norm, head = paper.pages[0], paper.norm, paper.context["letterhead"]
        superior = [page.find(text) for text in head["superior"]]
        issuer = [page.find(text) for text in head["issuer"]]
        star = page.find(norm.issuer.mark_below)
        column = [*superior, *issuer, star, page.find(head["number"])]

        assert [line.sizes for line in superior] == [{norm.superior.size_pt[0]}] * len(superior)
        assert not any(line.bold for line in superior)
        assert [line.sizes for line in issuer] == [{norm.issuer.size_pt[0]}] * len(issuer)
        assert all(line.bold for line in issuer)
        assert [line.base for line in column] == sorted(line.base for line in column)
        assert all(near(line.middle, star.middle, mm=1) for line in column)
        assert star.base - issuer[-1].base < 1.5 * norm.issuer.size_pt[0]

    def test_number_and_place_are_on_one_level(self, paper):
        page, norm, head = paper.pages[0], paper.norm, paper.context["letterhead"]
        number, place = page.find(head["number"]), page.find(head["place_date"].rstrip())

        assert abs(number.base - place.base) <= HAIR
        assert (number.sizes, number.italic, number.bold) == ({norm.number_line.size_pt[0]}, False, False)
        assert (place.sizes, place.italic, place.bold) == ({norm.place_date.size_pt[0]}, True, False)
        if not head["place_date"].endswith(" "):  # the blanks after a draft's "năm" are not centred, but measured
            assert near(place.middle, page.find(norm.title.text).middle, mm=1)

    def issuer(self, paper):
        return paper.context["letterhead"]["issuer"]

    def line_below(self, paper, title) -> Stroke:
        below = [s for s in paper.pages[0].strokes if s.level and title.base < s.top < title.base + 8]
        assert below, "no line is drawn below the title"
        return below[0]


@papers_of("titled", "letter", "minutes")
class TestTitle:
    def test_type_name_subject_and_hyphens_are_centred(self, paper):
        page, norm = paper.pages[0], paper.norm
        subject = [page.find(text) for text in paper.context["subject"]]
        type_name = [line for line in page.lines if line.base < subject[0].base][-1]
        hyphens = page.find(norm.subject.mark_below)
        middle = (paper.left + paper.right) / 2

        assert all(near(line.middle, middle, mm=1) for line in (type_name, *subject, hyphens))
        assert norm.type_name.size_pt[0] <= max(type_name.sizes) <= norm.type_name.size_pt[1]
        assert type_name.bold
        assert type_name.text == type_name.text.upper()
        assert all(
            line.bold and norm.subject.size_pt[0] <= max(line.sizes) <= norm.subject.size_pt[1] for line in subject
        )
        assert not hyphens.bold
        assert 0 < hyphens.base - subject[-1].base < 1.5 * norm.subject.size_pt[1]


@papers_of()
class TestBody:
    def test_text_is_justified_on_equal_lines(self, paper):
        body = paper.norm.body
        for above, line in body_lines(paper):
            assert body.size_pt[0] <= min(line.sizes) <= max(line.sizes) <= body.size_pt[1], line.text
            if above is None:
                continue
            apart = line.base - above.base
            if near(line.left, paper.left):
                assert apart == pytest.approx(body.line_pt[0], abs=HAIR), line.text
                assert near(above.right, paper.right), above.text
            else:
                assert apart >= body.line_pt[0] + body.gap_least_pt - HAIR, line.text

    def test_paragraphs_begin_at_the_indent(self, paper):
        begins = [line for _, line in body_lines(paper) if not near(line.left, paper.left)]

        assert begins
        assert all(near(line.left, paper.indent) for line in begins)


class TestFoot:
    @papers_of("titled", "letter")
    def test_recipients_are_underlined_and_level_with_the_signature(self, paper):
        rule, page = paper.norm.recipients, paper.foot_page
        label = page.find(rule.label)
        drawn = [
            s for s in page.strokes if s.level and label.base < s.top < label.base + 4 and near(s.left, label.left)
        ]

        assert label.sizes == {rule.label_size_pt[0]}
        assert not label.bold
        assert not label.italic
        assert drawn, "the label is not underlined"
        assert near(drawn[0].right, label.right)
        assert abs(label.base - paper.signature_top.base) <= 1
        items = [line for line in page.lines if line.left < label.right and line.base > label.base]
        assert {size for line in items for size in line.sizes} == {rule.item_size_pt[0]}

    @papers_of()
    def test_signature_is_centred_with_room_for_the_hand(self, paper):
        norm, page = paper.norm, paper.foot_page
        *above, name = [page.find(text) for text in foot_texts(paper.context)]

        assert all(near(line.middle, name.middle, mm=1) for line in above)
        assert (name.sizes, name.bold) == ({norm.signer.size_pt[0]}, True)
        assert all(line.sizes == {norm.authority.size_pt[0]} for line in above)
        assert name.base - above[-1].base >= 2.5 * norm.signer.size_pt[0]

    @papers_of("titled", "letter", "slip")
    def test_authority_is_bold_and_position_is_not(self, paper):
        norm, signature = paper.norm, paper.context["signature"]

        for text, rule in ((signature["authority"], norm.authority), (signature["position"], norm.position)):
            if text:
                line = paper.foot_page.find(text)
                assert (line.bold, line.italic) == (rule.bold, rule.italic), text

    @papers_of("minutes")
    def test_two_signatures_of_minutes_are_level(self, paper):
        page = paper.foot_page

        for left, right in (("NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"), ("note_taker", "chair")):
            one, other = (page.find(paper.context.get(text, text)) for text in (left, right))
            assert abs(one.base - other.base) <= 1
            assert one.right < other.left
            assert one.bold
            assert other.bold


@papers_of()
class TestPageNumber:
    def test_stands_at_the_head_from_the_second_page_on(self, paper):
        for pages in (paper.main_pages, paper.annex_pages):
            for number, page in enumerate(pages, 1):
                head = [line for line in page.lines if line.base < paper.norm.page.margin_top_mm * MM]
                assert [line.text for line in head] == ([str(number)] if number > 1 else [])
                for line in head:
                    assert near(line.top, paper.norm.page.header_distance_mm * MM, mm=1)
                    assert near(line.middle, (paper.left + page.width - paper.norm.page.margin_right_mm * MM) / 2)
                    assert line.sizes == {paper.norm.page_number.size_pt[0]}
                    assert not line.bold
                    assert not line.italic
