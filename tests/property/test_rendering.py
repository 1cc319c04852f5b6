"""Rendering with open inputs: whatever compiles gives valid documents equal to docxtpl's, for any text."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined
from lxml import etree

from service.errors import RenderFault, TemplateFault
from service.rendering import CompiledTemplate, compile_template
from tests.differential import W, comparable_parts, render_with_docxtpl
from tests.docx_builder import cell, make_docx, paragraph, read_part, row, split_runs, table, texts

PRINTABLE = st.text(st.characters(exclude_characters="\r\ufffe\uffff", exclude_categories=["Cs"]), max_size=40).filter(
    lambda text: not any(ord(character) < 0x20 and character not in "\n\t" for character in text)
)
VALUES = st.one_of(st.sampled_from(["", "x", "Ước & <b>", "a\nb", "\t", "{{ a }}"]), PRINTABLE)
ITEMS = st.lists(VALUES, max_size=3)
CONTEXTS = st.fixed_dictionaries(
    {
        "a": VALUES,
        "b": VALUES,
        "flag": st.booleans(),
        "xs": ITEMS,
        "ms": st.lists(st.fixed_dictionaries({"n": VALUES, "ys": ITEMS}), max_size=3),
    }
)

INLINE = st.sampled_from(
    [
        "Điều 1. ",
        "{{ a }}",
        "{{ b }} ",
        "{{- a -}}",
        "{# g #}",
        "{{ 'x' if a else b }}",
        "{% if a == b %}z{% endif %}",
        "{% if flag %}{{ a }}{% else %}k{% endif %}",
        "{% for x in xs %}{{ loop.index }}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}",
        "{% for m in ms %}{{ m.n }}{% for y in m.ys %}{{ y }}{% endfor %}{% endfor %}",
    ]
)
TESTS = ["flag", "a", "not b", "xs", "xs|length > 1", "a == b or flag"]
PARAGRAPHS = st.lists(INLINE, max_size=4).map(lambda pieces: paragraph(*pieces))


def wrapped(blocks: st.SearchStrategy[str], mark: str, tag: object) -> st.SearchStrategy[str]:
    """Blocks inside of a condition or loop whose tags stand alone in paragraphs, rows or cells."""
    conditions = st.sampled_from(TESTS).map(lambda test: (f"if {test}", "endif"))
    loops = st.sampled_from([("for x in xs", "endfor"), ("for m in ms", "endfor"), ("for x in xs if x", "endfor")])
    pairs = st.one_of(conditions, loops)
    return st.builds(
        lambda pair, inside, other: (
            tag(f"{{%{mark} {pair[0]} %}}")
            + inside
            + (tag(f"{{%{mark} else %}}") + other if other else "")
            + tag(f"{{%{mark} {pair[1]} %}}")
        ),
        pairs,
        blocks,
        st.one_of(st.just(""), blocks),
    )


def whole_row(text: str) -> str:
    return row(cell(text, span=2))


CELLS = st.builds(lambda blocks: f"<w:tc><w:tcPr><w:tcW/></w:tcPr>{blocks}</w:tc>", st.deferred(lambda: CELL_CONTENT))
CELL_CONTENT = st.one_of(PARAGRAPHS, st.builds(lambda a, b: a + b, wrapped(PARAGRAPHS, "p", paragraph), PARAGRAPHS))
ROWS = st.recursive(
    st.one_of(
        st.builds(row, CELLS, CELLS),
        INLINE.map(whole_row),
        st.builds(row, CELLS),
        st.builds(lambda one, other: row(one, *wrapped_cells(other)), CELLS, CELLS),
    ),
    lambda rows: st.one_of(wrapped(rows, "tr", whole_row), st.builds(lambda a, b: a + b, rows, rows)),
    max_leaves=4,
)


def wrapped_cells(inside: str) -> list[str]:
    return ["{%tc if flag %}", inside, "{%tc else %}", inside, "{%tc endif %}"]


TABLES = ROWS.map(table)
BLOCKS = st.recursive(
    st.one_of(PARAGRAPHS, PARAGRAPHS.map(split_runs), TABLES),
    lambda blocks: st.one_of(
        wrapped(blocks, "p", paragraph),
        st.builds(lambda a, b: a + b, blocks, blocks),
        st.builds(lambda a, b: paragraph("{% if flag %}") + a + paragraph(b, "{% endif %}"), blocks, INLINE),
    ),
    max_leaves=5,
)


def compiled_or_none(docx: bytes) -> CompiledTemplate | None:
    try:
        return compile_template(docx, "giấy")
    except TemplateFault:
        return None


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(BLOCKS, CONTEXTS)
def test_a_template_that_compiles_gives_what_docxtpl_gives_and_it_is_valid(body, context):
    docx = make_docx(body)
    template = compiled_or_none(docx)
    assume(template is not None)

    document = template.render(context)

    assert faults_of_tables(document) == []
    assert comparable_parts(document) == comparable_parts(render_with_docxtpl(docx, context))


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(BLOCKS, CONTEXTS)
def test_a_template_is_refused_only_for_what_could_come_out_wrong(body, context):
    """Refusals are about tables here: the paragraphs and loops of this language are all sound."""
    docx = make_docx(body)
    assume(compiled_or_none(docx) is None)

    with pytest.raises(TemplateFault) as caught:
        compile_template(docx, "giấy")

    assert {explanation for _, explanation in caught.value.faults if not re.search("table|cell", explanation)} == set()


def faults_of_tables(document: bytes) -> list[str]:
    """Ragged rows, tables without rows, cells that do not end with a paragraph."""
    faults = []
    for element in etree.fromstring(read_part(document).encode()).iter(f"{W}tbl"):
        columns = len(element.findall(f"{W}tblGrid/{W}gridCol"))
        rows = element.findall(f"{W}tr")
        widths = {
            sum(
                int(each.get(f"{W}val")) if (each := one.find(f"{W}tcPr/{W}gridSpan")) is not None else 1
                for one in cells
            )
            for cells in (each.findall(f"{W}tc") for each in rows)
        }
        faults += ["no rows"] * (not rows) + ["ragged"] * (widths != {columns})
        faults += ["no last paragraph" for each in element.iter(f"{W}tc") if each[-1].tag != f"{W}p"]
    return faults


NAMES = st.sampled_from(["a", "b", "flag", "xs", "c.d"])
NUMBERS = st.recursive(
    st.sampled_from(["0", "1", "7", "xs|length", "loop.index", "loop.revindex0", "loop.length"]),
    lambda numbers: st.builds("({} {} {})".format, numbers, st.sampled_from("+-*"), numbers),
    max_leaves=3,
)
COMPARISONS = st.one_of(
    st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), NUMBERS),
    st.builds("{} {} {}".format, NAMES, st.sampled_from(["==", "!="]), st.sampled_from(["a", "b", "'x'", "''", "c.d"])),
)
EXPRESSIONS = st.recursive(
    st.one_of(NAMES, COMPARISONS, NUMBERS, st.sampled_from(["'x'", '"a < b"', "true", "loop.first"])),
    lambda inside: st.one_of(
        st.builds("({})".format, inside),
        st.builds("not {}".format, inside),
        st.builds("{} {} {}".format, inside, st.sampled_from(["and", "or"]), inside),
        st.builds("{} if {} else {}".format, inside, inside, inside),
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, VALUES, VALUES, st.booleans(), st.lists(st.just("x"), max_size=3))
def test_expressions_mean_what_they_mean_in_jinja(expression, a, b, flag, xs):
    source = (
        f"{{% for i in is %}}{{% if {expression} %}}yes{{% else %}}no{{% endif %}}{{{{ {expression} }}}};{{% endfor %}}"
    )
    template = compiled_or_none(make_docx(paragraph(source)))
    assume(template is not None)
    context = {"a": a, "b": b, "flag": flag, "xs": xs, "c": {"d": b}, "is": ["x", "x"]}

    expected = Environment(undefined=StrictUndefined).from_string(source).render(context)

    assert texts(template.render(context)) == [expected]


@cache
def everywhere() -> CompiledTemplate:
    value = paragraph("{{ a }}")
    return compile_template(make_docx(value, header=value, core="<dc:title>{{ a }}</dc:title>"), "giấy")


@given(PRINTABLE)
def test_any_text_is_kept_exactly(text):
    document = everywhere().render({"a": text})

    assert texts(document) == texts(document, "word/header1.xml") == [text]
    assert etree.fromstring(read_part(document, "docProps/core.xml").encode()).findtext("{*}title") == text


@given(
    st.text(),
    st.sampled_from(["\x00", "\x08", "\x0b", "\r", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"]),
    st.text(),
)
def test_any_text_that_no_document_can_hold_is_refused_and_not_repeated(before, character, after):
    with pytest.raises(RenderFault) as caught:
        everywhere().render({"a": f"{before} secret {character}{after}"})

    assert "secret" not in str(caught.value)


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), min_size=1, max_size=5))
def test_a_damaged_file_is_compiled_or_refused_and_nothing_else(changes):
    docx = bytearray(make_docx(paragraph("{{ a }}"), header=paragraph("{{ a }}")))
    for position, value in changes:
        docx[position % len(docx)] = value

    compiled_or_none(bytes(docx))


MARKS = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{_{",
    "{%p ",
    "{%tr ",
    "{%r ",
    "{{r ",
    "{%-",
    "-%}",
    "{{-",
    "{",
    "}",
    "%",
    "-",
]
WORDS = [
    "if a",
    "endif",
    "else",
    "for x in xs",
    "endfor",
    "a",
    "a.b",
    "x",
    "vm",
    "hm",
    "colspan 2",
    "cellbg 'FF0000'",
    "|length",
]
SIGNS = [
    "(",
    ")",
    "'",
    '"',
    "“",
    "”",
    "<",
    "&",
    "==",
    " ",
    "\n",
    "set c = a",
    "raw",
    "endraw",
    "not ",
    "ắ",
    "[",
    "]",
    ".",
    "~",
]


@given(st.lists(st.sampled_from([*MARKS, *WORDS, *SIGNS]), max_size=12).map("".join))
def test_any_text_of_a_template_is_refused_or_gives_what_docxtpl_gives(text):
    docx = make_docx(paragraph(text) + table(row(cell(text), "x")))
    template = compiled_or_none(docx)
    assume(template is not None)
    context = {"a": "v & w", "x": "y", "c": "z", "xs": ["1", "2"]}

    try:
        document = template.render(context)
    except RenderFault:
        return  # a name that this context does not give

    assert comparable_parts(document) == comparable_parts(render_with_docxtpl(docx, context))
