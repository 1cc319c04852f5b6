"""Mistakes in the tags of a template: all of them are named, each with its place and how to mend it.

docxtpl would pass over most of these in silence, or raise an error about the whole document.
"""

from __future__ import annotations

import pytest

from service.errors import TemplateFault
from service.rendering import compile_template
from tests.docx_builder import cell, make_docx, paragraph, row, run, split_runs, table


def faults(body: str, **parts: str) -> list[tuple[str, str]]:
    """(nearby, explanation) of every fault of a template."""
    with pytest.raises(TemplateFault) as caught:
        compile_template(make_docx(body, **parts), "giấy")
    return [(place.nearby, explanation) for place, explanation in caught.value.faults]


PARAGRAPHS = {
    "{{ title": "{{ is not closed; write }} in the same paragraph",
    "a {{ title }": "{{ is not closed; write }} in the same paragraph",
    "{{ title {{ name }}": "{{ is not closed with }} before the next {{",
    "{% if a %}{{ b {% endif %}": "{{ is not closed with }} before the next {%",
    "title }} b": "}} ends a tag that was never opened with {{",
    "{# a note": "{# is not closed; write #} in the same paragraph",
    "{# {{ title }} #}": "a comment holds no {{: docxtpl would still act on it",
    "{{ }}": "this tag is empty; write the name of a value: {{ title }}",
    "{{ full name }}": "{{ full name }} is not the name of a value; is there a stray space or sign in it?",
    "{{ a. }}": "{{ a. }} is not the name of a value; is there a stray space or sign in it?",
    "{{ a %}b}}": "{{ a %}b}} is not the name of a value; is there a stray space or sign in it?",
    "{{r title }}": "{{r title }} asks for ready-made formatting (RichText, subdocument); write {{ title }}",
    "{{p title }}": "{{p title }} asks for ready-made formatting (RichText, subdocument); write {{ title }}",
    "{% if %}a{% endif %}": "{% if %} is not complete; it should look like {% if title %}",
    "{% if a = b %}c{% endif %}": "{% if a = b %} is not complete; it should look like {% if title %}",
    "{% for a b %}{% endfor %}": "{% for a b %} is not complete; it should look like {% for item in items %}",
    "{% set a %}": "{% set a %} is not complete; it should look like {% set chair = signatures.chair %}",
    "{% if a %}b": "{% if a %} is never closed; write {% endif %}",
    "{% for a in b %}c": "{% for a in b %} is never closed; write {% endfor %}",
    "a{% endif %}": "{% endif %} has nothing to belong to: nothing is open",
    "{% else %}": "{% else %} has nothing to belong to: nothing is open",
    "{% esle %}": "“esle” is not used in these templates; did you mean “else”?",
    "{% iff a %}": "“iff” is not used in these templates; did you mean “if”?",
    "{% p if a %}": "“p” is not used in these templates; there are if, elif, else, endif, for, endfor, set, cellbg, "
    "colspan, vm",
    "{% vm %}": "{% vm %} stands in the text of a table cell",
    "{%tr if a %}": "{%tr if a %} stands outside of a table row",
    "{_{ a }_}": "docxtpl's escapes {_{ and {_% are not used here: they would also change data that holds them",
    "{{ 'A & B' if a else '' }}": "{{ 'A & B' if a else '' }} holds & or \\, which are not read alike everywhere; "
    "prepare the value in the program",
    "{{ 'a\\n' if a else '' }}": "{{ 'a\\n' if a else '' }} holds & or \\, which are not read alike everywhere; "
    "prepare the value in the program",
}


@pytest.mark.parametrize(("text", "explanation"), PARAGRAPHS.items(), ids=PARAGRAPHS)
def test_mistake_in_a_paragraph(text, explanation):
    assert (text, explanation) in faults(paragraph("before") + paragraph(text) + paragraph("after"))


@pytest.mark.parametrize(("text", "explanation"), PARAGRAPHS.items(), ids=PARAGRAPHS)
def test_the_same_mistake_in_text_that_word_has_cut_into_runs(text, explanation):
    assert (text, explanation) in faults(split_runs(paragraph(text)))


@pytest.mark.parametrize(
    "keyword", ["include", "import", "extends", "macro", "call", "block", "with", "raw", "do", "filter"]
)
def test_statements_that_are_not_used(keyword):
    [(nearby, explanation)] = faults(paragraph(f"{{% {keyword} 'x' %}}"))

    assert nearby == f"{{% {keyword} 'x' %}}"
    assert f"“{keyword}” is not used in these templates" in explanation


@pytest.mark.parametrize("part", ["header", "footer", "footnotes"])
def test_other_parts_are_checked_too(part):
    inside = paragraph("{{ a")
    inside = f'<w:footnote w:id="2">{inside}</w:footnote>' if part == "footnotes" else inside

    with pytest.raises(TemplateFault) as caught:
        compile_template(make_docx(paragraph("x"), **{part: inside}), "giấy")

    assert [(place.template, place.part, place.nearby) for place, _ in caught.value.faults] == [
        ("giấy", f"word/{part}1.xml", "{{ a")
    ]


def test_all_mistakes_are_named_at_once():
    body = paragraph("{{ a") + paragraph("{{ b c }}") + paragraph("{% endif %}") + table(row("{{ d", "{% vn %}"))

    assert len(faults(body, header=paragraph("{{ e"), core="<dc:title>{{ f</dc:title>")) == 7


def test_mistakes_of_language_and_of_structure_are_named_at_once():
    body = paragraph("{{ a|nonsense }}") + table(row("{{ b() }}"), columns=2)

    explanations = [explanation for _, explanation in faults(body)]

    assert len(explanations) == 3


@pytest.mark.parametrize("tag", ["{% colspan %}", "{% colspan 2 3 %}", "{% cellbg ! %}"])
def test_a_width_or_colour_that_cannot_be_read(tag):
    assert (
        tag + "x",
        f"{tag} needs a number or a quoted colour, like {{% colspan 2 %}} or {{% cellbg 'FFFF00' %}}",
    ) in faults(table(row(tag + "x", "b")))


def test_a_tag_of_300_characters_and_no_more():
    compile_template(make_docx(paragraph(f"{{{{ {'a' * 300} }}}}")), "giấy")

    assert faults(paragraph(f"{{{{ {'a' * 301} }}}}"))[0][1].startswith("this tag has more than 300 characters")


def test_twenty_conditions_one_inside_the_other_and_no_more():
    def nested(depth: int) -> str:
        return "".join(map(paragraph, ["{%p if a %}"] * depth + ["b"] + ["{%p endif %}"] * depth))

    compile_template(make_docx(nested(20)), "giấy")

    assert faults(nested(21))[0][1].startswith("more than 20 conditions and loops")


def test_brackets_in_brackets_do_not_exhaust_the_stack():
    assert "is not the name of a value" in faults(paragraph(f"{{{{ {'(' * 149}a{')' * 149} }}}}"))[0][1]


class TestWhatATagTakesWithIt:
    """docxtpl replaces the whole paragraph, cell or row by the tag: other text there would be lost in silence."""

    @pytest.mark.parametrize(
        "body",
        [
            paragraph("Điều 1. {%p if a %}") + paragraph("b") + paragraph("{%p endif %}"),
            paragraph("{%p if a %}") + paragraph("b") + paragraph("{%p endif %} còn"),
            paragraph("{%p if a %}b{%p endif %}"),
            paragraph("{#p ghi chú #} Điều 1"),
        ],
    )
    def test_text_beside_a_paragraph_tag(self, body):
        assert any("must stand alone in its paragraph" in explanation for _, explanation in faults(body))

    def test_text_beside_a_row_tag(self):
        body = table(row("{%tr for a in b %}", "STT"), row("{{ a }}", "x"), row("{%tr endfor %}", ""))

        assert "must stand alone in its table row" in faults(body)[0][1]

    def test_text_beside_a_cell_tag(self):
        body = table(row("a", cell("{%tc if b %}", "c"), "d", "{%tc endif %}"))

        assert "must stand alone in its table cell" in faults(body)[0][1]

    def test_a_picture_beside_a_paragraph_tag(self):
        body = paragraph("{%p if a %}", "<w:r><w:drawing/></w:r>") + paragraph("{%p endif %}")

        assert "must stand alone" in faults(body)[0][1]

    def test_a_section_end_in_the_paragraph_of_a_tag(self):
        body = paragraph("{%p if a %}", properties="<w:sectPr/>") + paragraph("b") + paragraph("{%p endif %}")

        assert "must stand alone" in faults(body)[0][1]


class TestPairs:
    def test_a_loop_closed_as_a_condition(self):
        body = paragraph("{% for a in b %}{{ a }}{% endif %}")

        assert faults(body)[0][1] == "{% endif %} has nothing to belong to: {% for a in b %} is still open"

    @pytest.mark.parametrize(("opened", "closed"), [("{%p if a %}", "{% endif %}"), ("{% if a %}", "{%p endif %}")])
    def test_tags_of_different_kinds(self, opened, closed):
        body = paragraph(opened) + paragraph("b") + paragraph(closed)

        assert f"{closed} and {opened} must be of the same kind" in [explanation for _, explanation in faults(body)]

    def test_an_else_of_another_kind(self):
        body = paragraph("{%p if a %}") + paragraph("b") + paragraph("{% else %}") + paragraph("{%p endif %}")

        assert faults(body)[0][1] == "{% else %} and {%p if a %} must be of the same kind"


class TestPlacesWhereTagsAreNotRead:
    @pytest.mark.parametrize(
        "body",
        [
            paragraph("<w:r><w:instrText>HYPERLINK {{ a }}</w:instrText></w:r>"),
            paragraph("<w:r><w:delText>{{ a }}</w:delText></w:r>"),
            paragraph(
                '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="{{ a }}"/></wp:inline></w:drawing></w:r>'
            ),
            paragraph('<w:hyperlink w:tooltip="{{ a }}"/>'),
        ],
    )
    def test_fields_deleted_text_and_attributes(self, body):
        assert "tags are read in the ordinary text of paragraphs only" in faults(body)[0][1]

    def test_a_part_that_is_not_rendered(self):
        xml = make_docx(paragraph("{{ a }} trong chú thích cuối"))
        docx = make_docx(paragraph("x"), parts={"word/endnotes.xml": _document_of(xml)})

        with pytest.raises(TemplateFault) as caught:
            compile_template(docx, "giấy")

        assert str(caught.value) == (
            "giấy.docx, word/endnotes.xml, near “{{ a }} trong chú thích cuối”: "
            "tags are not read in this part of a document"
        )

    @pytest.mark.parametrize("element", ["dcterms:created", "cp:revision"])
    def test_properties_that_do_not_take_any_text(self, element):
        [(_, explanation)] = faults(paragraph("x"), core=f"<{element}>{{{{ a }}}}</{element}>")

        assert "a value may stand in" in explanation


def _document_of(docx: bytes) -> bytes:
    from tests.docx_builder import read_part

    return read_part(docx).encode()


def test_the_text_of_a_text_box_is_not_that_of_the_paragraph_that_holds_it():
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('{{ a')}</w:txbxContent></w:pict></w:r>"

    assert faults(paragraph(run("outside "), box))[0][0] == "{{ a"
