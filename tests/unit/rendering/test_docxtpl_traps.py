"""The traps in docxtpl, each shown there and absent here."""

from __future__ import annotations

import io
import zipfile

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from service.errors import RenderFault, TemplateFault
from service.rendering import compile_template
from tests.differential import render_with_docxtpl
from tests.docx_builder import make_docx, paragraph, read_part, row, table, texts

VALUE = make_docx(
    paragraph("{{ a }}"), footer=paragraph("{{ a }}"), header=paragraph("{{ a }}"), core="<dc:title>{{ a }}</dc:title>"
)


def ours(docx: bytes, **context: object) -> bytes:
    return compile_template(docx, "giấy").render(context)


def docxtpl_as_it_comes(docx: bytes, **context: object) -> bytes:
    template = DocxTemplate(io.BytesIO(docx))
    template.render(context)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["Smith & Sons", "a <select> b", "</w:t></w:r></w:p>", "A & B <i>x</i>"])
def test_markup_in_data_is_text(name):
    """There: autoescape is off; `&` and what looks like a tag vanish with what follows, or raise in a header."""
    assert texts(docxtpl_as_it_comes(make_docx(paragraph("{{ a }}")), a=name)) != [name]

    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        assert texts(ours(VALUE, a=name), part) == [name]


def test_properties_are_escaped_once():
    """There: the title `A & B` becomes `A &amp; B`."""
    assert "A &amp;amp; B" in read_part(render_with_docxtpl(VALUE, {"a": "A & B"}), "docProps/core.xml")

    assert "<dc:title>A &amp; B</dc:title>" in read_part(ours(VALUE, a="A & B"), "docProps/core.xml")


def test_half_a_surrogate_pair_does_not_cut_off_the_document():
    """There: everything after it is lost without a word."""
    docx = make_docx(paragraph("{{ a }}") + paragraph("còn lại"))

    with pytest.raises(RenderFault, match=r"U\+D800"):
        ours(docx, a="x\ud800y")


@pytest.mark.parametrize("character", ["\x0b", "\x01", "\ufffe"])
def test_control_characters_do_not_vanish(character):
    """There: they vanish in the body."""
    assert texts(docxtpl_as_it_comes(make_docx(paragraph("{{ a }}")), a=f"x{character}y")) != [f"x{character}y"]

    with pytest.raises(RenderFault, match="which no document can hold"):
        ours(VALUE, a=f"x{character}y")


@pytest.mark.parametrize("character", ["\a", "\f"])
def test_data_makes_no_paragraphs_and_no_pages(character):
    """There: BEL starts a paragraph and FF a page."""
    assert len(texts(docxtpl_as_it_comes(make_docx(paragraph("{{ a }}")), a=f"x{character}y"))) > 1

    with pytest.raises(RenderFault):
        ours(VALUE, a=f"x{character}y")


def test_a_carriage_return_is_not_left_in_the_text():
    """There: CRLF leaves a stray CR. Text makes LF of it before it comes here."""
    with pytest.raises(RenderFault, match=r"U\+000D"):
        ours(VALUE, a="x\r\ny")


def test_none_is_not_printed():
    """There: `None`."""
    assert texts(docxtpl_as_it_comes(make_docx(paragraph("{{ a }}")), a=None)) == ["None"]

    with pytest.raises(RenderFault, match="NoneType"):
        ours(VALUE, a=None)


def test_a_missing_variable_is_not_a_gap():
    """There: nothing is printed."""
    assert texts(docxtpl_as_it_comes(make_docx(paragraph("a{{ b }}c")))) == ["ac"]

    with pytest.raises(RenderFault, match="“b” has no value"):
        ours(make_docx(paragraph("a{{ b }}c")))


@pytest.mark.parametrize("text", ["{_{ x }_}", "{_% if a %_}", "{{ 7*7 }}", "{% include 'x' %}", "{# a #}"])
def test_data_that_looks_like_a_template_is_printed_as_it_is(text):
    assert texts(ours(VALUE, a=text)) == [text]


def test_there_escapes_in_data_are_rewritten():
    assert texts(render_with_docxtpl(make_docx(paragraph("{{ a }}")), {"a": "{_{ x }_}"})) == ["{{ x }}"]


def test_one_file_can_be_compiled_and_rendered_any_number_of_times():
    """There: the file given is closed after the first render, and the caller's environment changed."""
    template = compile_template(VALUE, "giấy")

    assert [texts(template.render({"a": str(number)})) for number in range(3)] == [["0"], ["1"], ["2"]]


@pytest.mark.parametrize(
    "attack",
    [
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ a.__class__.__mro__ }}",
        "{{ a.tpl.save('/tmp/x') }}",
        "{% for x in range(10) %}{% endfor %}",
        "{{ debug() }}",
    ],
)
def test_a_template_runs_no_code(attack):
    with pytest.raises(TemplateFault):
        compile_template(make_docx(paragraph(attack)), "giấy")


@pytest.mark.parametrize("name", ["cycler", "debug", "dict", "joiner", "namespace", "range", "loop", "self"])
def test_no_name_has_a_meaning_of_its_own(name):
    """Neither Jinja's globals nor MiniJinja's: a name that the data do not give is missing."""
    with pytest.raises((RenderFault, TemplateFault)):
        ours(make_docx(paragraph(f"{{{{ {name} }}}}")))


def test_names_of_python_methods_are_data():
    """There: `a.items` prints `<built-in method items …>`."""
    docx = make_docx(paragraph("{{ a.items }} {{ a.keys }} {{ a.get }}"))

    assert texts(ours(docx, a={"items": "x", "keys": "y", "get": "z"})) == ["x y z"]


def test_a_table_with_all_rows_in_a_condition_keeps_its_grid():
    """There: the columns go when no row is printed, and the file is unreadable. Here the author must say so."""
    rows = ["{%tr if a %}", row("{{ a }}", "b"), "{%tr endif %}"]

    assert "<w:gridCol" not in read_part(render_with_docxtpl(make_docx(table(*rows)), {"a": ""}))
    with pytest.raises(TemplateFault, match="every row of this table may be absent"):
        compile_template(make_docx(table(*rows)), "giấy")


def test_a_nested_table_does_not_widen_the_one_around_it():
    """There: rows of the inner table are counted for the outer grid."""
    inner = table(row("{{ a }}", "b", "c"), columns=3)
    docx = make_docx(table(row(f"<w:tc><w:tcPr/>{inner}<w:p/></w:tc>", "e")))

    assert read_part(render_with_docxtpl(docx, {"a": "x"})).count("<w:gridCol ") == 6
    assert read_part(ours(docx, a="x")).count("<w:gridCol ") == 5


def test_xml_that_comes_out_unbalanced_is_refused():
    """There: lxml recovers what it can and the rest of the document is lost."""
    docx = make_docx(paragraph("{% if a %}") + table(row("x{% endif %}", "y")) + paragraph("hết"))

    assert texts(render_with_docxtpl(docx, {"a": ""})) != ["", "x", "y", "hết"]
    with pytest.raises(TemplateFault):
        compile_template(docx, "giấy")


def test_properties_are_not_doubled():
    """There: a package whose properties hang on a relationship in another spelling (LibreOffice) gets two."""
    docx = make_docx(paragraph("{{ a }}"), core="<dc:title>{{ a }}</dc:title>")
    relationships = read_part(docx, "_rels/.rels").replace(
        "schemas.openxmlformats.org/package/2006/relationships/metadata",
        "schemas.openxmlformats.org/officedocument/2006/relationships/metadata",
    )
    docx = make_docx(
        paragraph("{{ a }}"), core="<dc:title>{{ a }}</dc:title>", parts={"_rels/.rels": relationships.encode()}
    )

    def core_parts(document: bytes) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(document)) as archive:
            return [name for name in archive.namelist() if "core" in name]

    with pytest.warns(UserWarning, match="Duplicate name"):
        assert core_parts(render_with_docxtpl(docx, {"a": "x"})) == ["docProps/core.xml"] * 2
    assert core_parts(ours(docx, a="x")) == ["docProps/core.xml"]


@pytest.mark.parametrize("value", ["", " ", "  a  ", "a\u0301", "Tiếng Việt", "ﬁ", "𠀋", "a\n\n\tb", "-" * 70_000])
def test_text_is_kept_exactly(value):
    rendered = ours(VALUE, a=value)

    assert texts(rendered) == texts(rendered, "word/header1.xml") == [value]
    title = etree.fromstring(read_part(rendered, "docProps/core.xml").encode()).findtext("{*}title")
    assert title == value


def test_white_space_control_takes_no_letters():
    """A letter whose last UTF-8 byte reads as a space in Latin-1 stands beside a trimmed tag."""
    docx = make_docx(paragraph("Đảng à  {{- a -}}  ờ {{ a -}} Ạ"))

    assert texts(ours(docx, a=" à ")) == ["Đảng à à ờ  à Ạ"]
