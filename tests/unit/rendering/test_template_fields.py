"""Fields of Word: a template may count pages and refer within the document; what runs or fetches is refused."""

from __future__ import annotations

import pytest

from service.errors import TemplateFault
from service.rendering import compile_template
from tests.docx_builder import R, W, make_docx, paragraph, run


def character(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(*pieces: str) -> str:
    return "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)


def field(*pieces: str, result: str = "1") -> str:
    """A field as Word writes it, its instruction in so many runs."""
    return character("begin") + code(*pieces) + character("separate") + run(result) + character("end")


def simple(instruction: str) -> str:
    return f'<w:fldSimple w:instr="{instruction}">{run("1")}</w:fldSimple>'


def faults(body: str, **parts: object) -> list[tuple[str, str, str]]:
    """(part, nearby, explanation) of every fault of a template."""
    with pytest.raises(TemplateFault) as caught:
        compile_template(make_docx(body, **parts), "giấy")
    return [(place.part, place.nearby, explanation) for place, explanation in caught.value.faults]


HARMFUL = [
    r" DDEAUTO cmd /k ",
    r" ddeauto c:\\x.exe y ",
    r" INCLUDEPICTURE &quot;http://example.org/a.png&quot; \d ",
    r" INCLUDETEXT &quot;a.docx&quot; ",
    r" HYPERLINK &quot;http://example.org/&quot; ",
    r" HYPERLINK &quot;http://example.org/&quot; \l &quot;a&quot; ",
    r" DATE ",
    r" QUOTE x ",
    r" = 7 * 7 ",
    r" PAGE DDEAUTO cmd /k ",
    r" REF a \h INCLUDETEXT &quot;a.docx&quot; ",
    r" PAGER ",
    r"",
]
HARMLESS = [
    r" PAGE ",
    r"page",
    r" PAGE   \* MERGEFORMAT ",
    r" NUMPAGES \* Arabic \* MERGEFORMAT ",
    r" SECTIONPAGES ",
    r" TOC \o &quot;1-3&quot; \h \z \u ",
    r" REF muc_1 \h ",
    r" PAGEREF _Toc123 \h ",
    r" STYLEREF &quot;Heading 1&quot; ",
    r" SEQ Bảng \* ARABIC ",
    r" HYPERLINK \l &quot;_Toc123&quot; ",
    r" HYPERLINK \l _Toc123 \o &quot;Xem mục 1&quot; ",
]


@pytest.mark.parametrize("write", [field, simple])
@pytest.mark.parametrize("instruction", HARMFUL)
def test_a_field_that_could_run_or_fetch_is_refused_with_its_place(write, instruction):
    [(part, nearby, explanation)] = faults(paragraph("Xem ở đây: ", write(instruction)))

    assert (part, nearby) == ("word/document.xml", "Xem ở đây: 1")
    assert "is not allowed: templates use PAGE, NUMPAGES" in explanation


@pytest.mark.parametrize("write", [field, simple])
@pytest.mark.parametrize("instruction", HARMLESS)
def test_a_field_within_the_document_is_kept(write, instruction):
    assert compile_template(make_docx(paragraph(write(instruction))), "giấy")


def test_an_instruction_in_several_runs_is_read_as_one():
    [(_, _, explanation)] = faults(paragraph(field(" D", "DEAU", "TO cmd /k ")))

    assert "“DDEAUTO cmd /k”" in explanation
    assert compile_template(make_docx(paragraph(field(" PA", "GE "))), "giấy")


def test_an_instruction_over_two_paragraphs_is_read_as_one():
    body = paragraph(character("begin"), code(" INCLUDE")) + paragraph(code("TEXT a "), character("end"))

    assert "“INCLUDETEXT a”" in faults(body)[0][2]


def test_a_field_in_the_result_of_another_is_looked_at_too():
    contents = character("begin") + code(r" TOC \h ") + character("separate")

    assert compile_template(make_docx(paragraph(contents, field(" PAGEREF a "), character("end"))), "giấy")
    assert "“DDE a b”" in faults(paragraph(contents, field(" DDE a b "), character("end")))[0][2]


def test_a_field_in_the_instruction_of_another_is_refused():
    """Its result would become a part of the instruction."""
    nested = character("begin") + code(" REF ") + field(" PAGE ") + code(" ") + character("end")

    assert [explanation[:18] for _, _, explanation in faults(paragraph(nested))] == ["the field “REF {” "]


@pytest.mark.parametrize(
    "body",
    [
        character("begin") + code(" DDE a b "),
        code(" DDE a b "),
        field(" PAGE ").replace(run("1"), code(" DDE a b ")),
        field(" DDE a b ").replace("instrText", "delInstrText"),
    ],
    ids=["never ended", "never begun", "in a result", "deleted"],
)
def test_an_instruction_in_an_odd_place_is_not_passed_over(body):
    assert "“DDE a b”" in faults(paragraph(body))[0][2]


@pytest.mark.parametrize("part", ["header", "footer", "footnotes"])
def test_other_parts_of_text_are_looked_at(part):
    assert faults(paragraph("x"), **{part: paragraph(field(" DATE "))})[0][0] == f"word/{part}1.xml"


@pytest.mark.parametrize("namespace", [W, "http://purl.oclc.org/ooxml/wordprocessingml/main"])
@pytest.mark.parametrize("part", ["word/endnotes.xml", "word/comments.xml", "word/glossary/document.xml"])
def test_parts_that_are_copied_as_they_are_are_looked_at(part, namespace):
    xml = f'<w:endnotes xmlns:w="{namespace}" xmlns:r="{R}">{paragraph(field(" DATE "))}</w:endnotes>'

    assert [place for place, _, _ in faults(paragraph("x"), parts={part: xml.encode()})] == [part]


def test_all_fields_are_told_at_once_together_with_mistakes_in_tags():
    found = faults(paragraph("{{ a") + paragraph(field(" DATE ")) + paragraph(simple(" TIME ")))

    assert len(found) == 3
