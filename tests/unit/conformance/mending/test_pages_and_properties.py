"""What is written into properties, sections, headers and footers of a copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.conformance.mending import mended
from service.conformance.paper import Paper
from service.conformance.reading import read_paper
from service.conformance.remedies import (
    KeepRowsWhole,
    Remedy,
    RemoveRule,
    SetCharacters,
    SetField,
    SetMark,
    SetPage,
    SetPageNumber,
    SetParagraph,
)
from service.package import read_package
from tests.papers.markup import R, run
from tests.unit.conformance.small import docx, names, p, paper_of, root_of, texts, w

ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs caps strike vanish color spacing w kern position sz szCs highlight u rtl",
    "pPr": "pStyle keepNext keepLines numPr pBdr shd tabs spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg docGrid",
}


def mend(original: bytes, make: Callable[[Paper], list[Remedy]]) -> bytes:
    package = read_package(original, embedded="kept")
    paper = read_paper(package)
    return mended(package, paper, make(paper))


def in_order(element, kind: str) -> bool:
    order = ORDER[kind].split()
    places = [order.index(name) for child in element if (name := child.tag.rpartition("}")[2]) in order]
    return places == sorted(places)


def some(kind: str) -> st.SearchStrategy[str]:
    """The inside of a property element, in the order of the schema."""
    order = ORDER[kind].split()
    plain = [name for name in order if name not in ("headerReference", "footerReference", "rPr", "sectPr", "pPrChange")]
    chosen = st.sets(st.sampled_from(plain)).map(lambda names: sorted(names, key=order.index))
    return chosen.map(lambda names: "".join(f"<w:{name}/>" for name in names))


@given(r_pr=some("rPr"), p_pr=some("pPr"), sect_pr=some("sectPr"))
@settings(max_examples=60)
def test_properties_stand_in_the_order_of_the_schema(r_pr, p_pr, sect_pr):
    def everything(paper: Paper) -> list[Remedy]:
        (paragraph,) = paper.paragraphs
        return [
            SetCharacters(paragraph.spans, size=14, bold=True, italic=False, underline=True, font="X", black=True),
            SetParagraph(paragraph, "justify", 10, 0, ("exact", 18), 6, keep_next=True),
            SetPage(paper.sections[0], {"top": 20, "width": 210, "height": 297}),
            SetPageNumber(paper.sections[0], 10, 13, "X", hide_on_first_page=True, restart=False),
            SetPageNumber(paper.sections[0], 10, 13, "X", hide_on_first_page=True, restart=True),
        ]

    root = root_of(
        mend(docx(p(run("x", r_pr), properties=p_pr), section=f"<w:sectPr>{sect_pr}</w:sectPr>"), everything)
    )

    for kind in ORDER:
        assert all(in_order(each, kind) for each in root.iter(w(kind))), kind


@pytest.mark.parametrize(
    ("remedy", "shows"),
    [
        ({"align": "justify"}, {"align": "justify"}),
        ({"first_line_mm": 10, "left_mm": 0}, {"first_line": 28.35, "left": 0}),
        ({"line": ("exact", 18)}, {"line": 18, "line_rule": "exact"}),
        ({"line": ("multiple", 14.4)}, {"line": 1.2, "line_rule": "multiple"}),
        ({"after": 6}, {"after": 6, "contextual_spacing": False}),
        ({"keep_next": True}, {"keep_next": True}),
    ],
)
def test_a_paragraph_shows_what_is_set(remedy, shows):
    wrong = (
        '<w:spacing w:after="0" w:afterAutospacing="1" w:line="300"/><w:ind w:start="900" w:hanging="300"/>'
        '<w:contextualSpacing/><w:jc w:val="right"/>'
    )
    copy = mend(docx(p("x", properties=wrong)), lambda paper: [SetParagraph(paper.paragraphs[0], **remedy)])
    shape = paper_of(copy).paragraphs[0].format

    assert {name: pytest.approx(getattr(shape, name), abs=0.05) for name in shows} == shows


def test_a_section_that_the_document_did_not_have_is_written():
    copy = mend(docx(p("x"), section=""), lambda paper: [SetPage(paper.sections[0], {"top": 20})])

    assert root_of(copy)[0][-1].tag == w("sectPr")
    assert round(paper_of(copy).sections[0].top, 1) == 56.7


NUMBER = '<w:p><w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'


def number(paper: Paper, **told) -> list[Remedy]:
    """The page number in the header of every section."""
    said = {"hide_on_first_page": True, **told}
    return [
        SetPageNumber(
            section,
            10,
            14,
            "X",
            in_the_way=tuple(each for each in section.footers.values() if each.page_numbers),
            **said,
        )
        for section in paper.sections
    ]


def section(*references: str, more: str = "") -> str:
    """A section with these headers and footers: ``default header1``."""
    refers = "".join(
        f'<w:{target.rstrip("123")}Reference w:type="{kind}" r:id="{target}"/>'
        for kind, target in map(str.split, references)
    )
    return f"<w:sectPr>{refers}{more}</w:sectPr>"


def shown(document: bytes) -> list[dict[str, str]]:
    """The headers in force in each section; the page number shows as its result."""
    return [
        {
            kind: "|".join(each.text for each in header.paragraphs)
            for kind, header in each.headers.items()
            if header.part_name
        }
        for each in paper_of(document).sections
    ]


def test_a_header_with_the_number_is_made_and_one_without_for_the_first_page():
    copy = mend(docx(p("x")), number)

    assert shown(copy) == [{"default": "2", "first": ""}]
    assert paper_of(copy).sections[0].title_page
    assert {"word/header1.xml", "word/header2.xml"} <= set(names(copy))


def test_a_header_that_says_something_keeps_it_on_the_first_page_too():
    copy = mend(docx(p("x"), section=section("default header1"), header1=NUMBER + p("MẬT")), number)

    assert shown(copy) == [{"default": "1|MẬT", "first": "|MẬT"}]


def test_the_copy_of_a_header_has_its_pictures():
    picture = p(f'<w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r>{run("MẬT")}')
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{R}/image" Target="a.png"/></Relationships>'
    ).encode()
    original = docx(
        p("x"),
        section=section("default header1"),
        header1=NUMBER + picture,
        more={"word/a.png": b"\x89PNG", "word/_rels/header1.xml.rels": relations},
    )
    copy = mend(original, number)

    assert read_package(copy, embedded="kept").relationships("word/header2.xml")[0].target == "word/a.png"


def test_sections_that_share_a_header_have_one_number():
    body = p("x", properties=section("default header1", "default footer1")) + p("y")
    copy = mend(docx(body, section=section(), header1=p("MẬT"), footer1=NUMBER), number)

    assert [each["default"] for each in shown(copy)] == ["2|MẬT", "2|MẬT"]


def test_thousands_of_sections_share_what_is_made_for_them():
    body = p("x", properties=section("default footer1")) * 2500
    copy = mend(docx(body, footer1=NUMBER), number)

    assert [name for name in names(copy) if "header" in name] == ["word/header1.xml", "word/header2.xml"]
    assert len(paper_of(copy).sections) == 2501


def test_a_header_of_its_own_that_is_that_of_all_pages_too_is_replaced_on_the_first_alone():
    both = section("default header1", "first header1", more="<w:titlePg/>")
    copy = mend(docx(p("x"), section=both, header1=NUMBER), number)

    assert shown(copy) == [{"default": "1", "first": ""}]


def complex_field(code: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("footer", "left"),
    [
        (NUMBER, []),
        (p(complex_field("PAGE")), []),
        (p("- ", complex_field("PAGE"), " -"), []),
        (p("Trang ", complex_field("PAGE"), "/", complex_field("NUMPAGES")), ["Trang /"]),
        (p("<w:r><w:fldChar w:fldCharType='end'/></w:r>", complex_field("PAGE")), []),
        (p(run("Bản thảo")) + NUMBER, ["Bản thảo"]),
        (p(complex_field("PAGE"), complex_field("DOCPROPERTY Số")), ["3"]),
        (p(complex_field(f"=</w:instrText></w:r>{complex_field('PAGE')}<w:r><w:instrText>-1")), []),
    ],
)
def test_the_number_in_the_footer_goes_and_the_words_stay(footer, left):
    copy = mend(docx(p("x"), section=section("default footer1"), footer1=footer), number)
    footers = paper_of(copy).sections[0].footers["default"].paragraphs

    assert [each.text for each in footers if not each.blank] == left


def test_size_and_slope_of_a_page_number():
    wrong = f"<w:p>{complex_field('PAGE').replace('<w:r>', '<w:r><w:rPr><w:i/></w:rPr>')}</w:p>"

    def make(paper: Paper) -> list[Remedy]:
        (found,) = paper.sections[0].headers["default"].page_numbers
        return [SetField(found, field, 13) for field in found.fields]

    copy = mend(docx(p("x"), section=section("default header1"), header1=wrong), make)
    (span,) = paper_of(copy).sections[0].headers["default"].paragraphs[0].spans

    assert (span.format.size, span.format.italic) == (13, False)


def mark(paper: Paper) -> list[Remedy]:
    return [SetMark("-----", 14, paper.lines[0])]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (p("một") + p("hai"), ["một", "-----", "hai"]),
        (p("một", "<w:r><w:br/></w:r>", "hai"), ["một\n-----\nhai"]),
        (p("<w:r><w:tab/><w:t>một</w:t></w:r>"), ["\tmột", "\t-----"]),
    ],
)
def test_a_mark_is_typed_below_a_line(body, after):
    assert texts(paper_of(mend(docx(body), mark))) == after


def test_a_mark_below_a_label_that_stands_alone():
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="ĐẢNG ỦY"/></w:lvl>'
    number = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    numbering = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>{number}'
    body = p(properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')

    assert texts(paper_of(mend(docx(body, numbering=numbering), mark)))[-1] == "-----"


def test_a_mark_written_over_another():
    copy = mend(docx(p("một") + p("~~~")), lambda paper: [SetMark("-----", 14, paper.lines[0], paper.lines[1:])])

    assert texts(paper_of(copy)) == ["một", "-----"]
    assert paper_of(copy).paragraphs[-1].format.align == "center"


def test_a_border_is_taken_away():
    bordered = p("x", properties='<w:pBdr><w:bottom w:val="single"/></w:pBdr>')
    copy = mend(docx(bordered), lambda paper: [RemoveRule(each.element) for each in paper.drawn_lines])

    assert paper_of(copy).drawn_lines == ()


@pytest.mark.parametrize("properties", ["", "<w:trPr><w:tblHeader/></w:trPr>", "<w:tblPrEx/>"])
def test_rows_are_kept_whole(properties):
    table = f"<w:tbl><w:tr>{properties}<w:tc>{p('x')}{p('y')}</w:tc></w:tr></w:tbl>"
    copy = mend(docx(table), lambda paper: [KeepRowsWhole(paper.paragraphs)])

    assert [each.container.unbroken for each in paper_of(copy).paragraphs] == [True, True]
    assert len(list(root_of(copy).iter(w("cantSplit")))) == 1
