"""The same template and data give the same XML as with docxtpl, for every construct of its tag language."""

from __future__ import annotations

import pytest

from tests.differential import assert_same_as_docxtpl
from tests.docx_builder import cell, make_docx, paragraph, row, run, split_runs, table

HOSTILE = {
    "markup": "Smith & Sons <w:p/> </w:t></w:r> > \" ' / `",
    "newlines": "một\nhai\n\nba\n",
    "tabs": "\ta\tb\t",
    "newlines and tabs": "a\n\tb\t\nc",
    "template syntax": "{{ 7*7 }} {% if x %} {# c #} }} %} #} {{",
    "emoji": "👩‍👩‍👧 🇻🇳 𠀋",
    "right to left": "שלום \u202eعربى\u202c",
    "no-break space": "a\u00a0b\u2003c\u200bd",
    "decomposed": "Tie\u0302\u0301ng Vie\u0323\u0302t",
    "long": "dài " * 5_000,
    "blank": "",
    "spaces": "   ",
    "entities": "&amp; &#10; &lt;b&gt;",
    "other line separators": "a\u0085b\u2028c\u2029d",
}
ORDINARY = "Nguyễn Văn Ước"


def context(value: str) -> dict[str, object]:
    """Data for every template below, with ``value`` in every place."""
    return {
        "title": value,
        "number": 7,
        "yes": True,
        "no": False,
        "nothing": [],
        "names": [value, "Lê Thị Bé", value],
        "chair": {"name": value, "role": {"title": value}},
        "members": [
            {"name": value, "born": "01/02/1990", "roles": [value, "b"], "woman": True},
            {"name": "Trần B", "born": value, "roles": [], "woman": False},
            {"name": value, "born": "1", "roles": ["c"], "woman": True},
        ],
    }


BOLD = "<w:b/><w:i/>"
TEMPLATES = {
    "value": paragraph("Số {{ title }}, {{ chair.role.title }}."),
    "value in a formatted run": paragraph(run("{{ title }}", BOLD), run(" x {{ chair.name }} y", "<w:u/>")),
    "several texts in a run": paragraph(
        "<w:r><w:rPr><w:b/></w:rPr><w:t>a {{ title }}</w:t><w:br/><w:t>{{ title }}</w:t></w:r>"
    ),
    "split runs": split_runs(paragraph("Số {{ title }} {% if yes %}có{% else %}không{% endif %} {{ number }}")),
    "tag split by spelling marks": paragraph(
        '<w:r><w:t>{{ ti</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>tle }}</w:t></w:r>'
    ),
    "condition": paragraph(
        "{% if yes %}{{ title }}{% elif no %}b{% else %}c{% endif %} {% if not no and yes %}d{% endif %}"
    ),
    "comparison": paragraph("{% if title == 'x' %}a{% endif %}{% if number != 7 or names|length > 2 %}b{% endif %}"),
    "typographic quotes in a tag": paragraph("{% if title == ‘x’ or title == “y” %}a{% else %}b{% endif %}"),
    "choice": paragraph("{{ title if yes else number }} {{ 'a < b' if no else \"it's\" }}"),
    "filters": paragraph("{% if names|length > 2 %}x{% endif %} {{ names|length }}"),
    "loop in a paragraph": paragraph(
        "{% for n in names %}{{ loop.index }}. {{ n }}{% if not loop.last %}; {% endif %}{% endfor %}"
    ),
    "loop over nothing": paragraph("{% for n in nothing %}{{ n }}{% else %}không có {{ title }}{% endfor %}"),
    "filtered loop": paragraph("{% for m in members if m.woman %}{{ loop.index }}{{ m.name }}{% endfor %}"),
    "paragraph condition": paragraph("{%p if yes %}")
    + paragraph("{{ title }}")
    + paragraph("{%p endif %}")
    + paragraph("z"),
    "paragraph condition, other side": (
        paragraph("{%p if no %}")
        + paragraph("a")
        + paragraph("{%p elif yes %}")
        + paragraph("{{ title }}")
        + paragraph("{%p else %}")
        + paragraph("c")
        + paragraph("{%p endif %}")
    ),
    "paragraph loop": paragraph("{%p for n in names %}")
    + paragraph("- {{ n }}", properties='<w:jc w:val="both"/>')
    + paragraph("{%p endfor %}"),
    "nested loops": (
        paragraph("{%p for m in members %}")
        + paragraph("{{ m.name }}:")
        + paragraph("{%p for r in m.roles %}")
        + paragraph("{{ loop.index }}/{{ loop.length }} {{ r }} {{ m.born }}")
        + paragraph("{%p endfor %}")
        + paragraph("{%p endfor %}")
    ),
    "run condition": paragraph(run("a"), run("{%r if yes %}"), run("{{ title }}", BOLD), run("{%r endif %}"), run("z")),
    "tags over several paragraphs": paragraph("x{% for n in names %}")
    + paragraph("{{ n }}")
    + paragraph("y{% endfor %}"),
    "merged with the paragraphs around": paragraph("a ")
    + paragraph("{%- if yes -%}")
    + paragraph(" {{ title }}")
    + paragraph("{%- endif -%}")
    + paragraph(" z"),
    "white space control": paragraph("a   {{- title -}}   b {{ title -}} c"),
    "comments": paragraph("a{# lời dặn & #}b") + paragraph("{#p a comment #}") + paragraph("{{ title }}"),
    "comment in a row": table(row("{{ title }}", "b"), row(cell("{#tr a comment #}", span=2))),
    "name given": paragraph("{% set c = chair.role %}{{ c.title }}")
    + paragraph("{%p set d = chair %}")
    + paragraph("{{ d.name }}"),
    "table": table(row("{{ title }}", "{{ chair.name }}"), row(cell("{{ title }}", span=2))),
    "table rows": table(
        row("Họ tên", "Sinh"),
        "{%tr for m in members %}",
        row("{{ m.name }}", "{{ m.born }}"),
        "{%tr endfor %}",
        row("Cộng", "{{ members|length }}"),
    ),
    "row tags beside empty cells": table(
        row("a", "b"),
        row("{%tr for m in members %}", ""),
        row("{{ m.name }}", "{{ m.born }}"),
        row("", "{%tr endfor %}"),
    ),
    "conditional rows": table(
        row("a", "b"),
        "{%tr if yes %}",
        row("{{ title }}", "c"),
        "{%tr else %}",
        row(cell("d", span=2)),
        "{%tr endif %}",
    ),
    "conditional rows in a loop": table(
        row("a", "b"),
        "{%tr for m in members %}",
        "{%tr if m.woman %}",
        row("{{ m.name }}", "x"),
        "{%tr endif %}",
        "{%tr endfor %}",
    ),
    "loops in a cell": table(
        row(cell("{%p for n in names %}", "{{ n }}", "{%p endfor %}", "z"), "{% for n in names %}{{ n }} {% endfor %}")
    ),
    "table in a table": table(row(cell(table(row("{{ title }}", "b")) + paragraph("c")), "d")),
    "cell condition": table(row("a", "{%tc if yes %}", "{{ title }}", "{%tc else %}", "{{ number }}", "{%tc endif %}")),
    "merged down": table(
        row("a", "b"), "{%tr for m in members %}", row("{% vm %}{{ title }}", "{{ m.name }}"), "{%tr endfor %}"
    ),
    "columns": table(row("{% colspan 2 %}{{ title }}"), row("a", "b")),
    "cell colour": table(row("{% cellbg 'FFFF00' %}{{ title }}", "{% cellbg 'FF0000' if yes else '00FF00' %}b")),
    "table of all rows in a condition": paragraph("{%p if names %}")
    + table("{%tr for n in names %}", row("{{ n }}", "b"), "{%tr endfor %}")
    + paragraph("{%p endif %}"),
    "text box": paragraph(
        "<w:r><w:pict><w:txbxContent>"
        + paragraph("{{ title }}")
        + paragraph(run("{{ chair.name }}", BOLD))
        + "</w:txbxContent></w:pict></w:r>",
        run("{{ title }}", BOLD),
    ),
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("{{ title }}") + "</w:sdtContent></w:sdt>",
    "revisions and rsids": (
        '<w:p w:rsidR="00AB12CD"/><w:p w:rsidR="00AB12CD"><w:r w:rsidRPr="1"><w:t>{{ title }}</w:t></w:r></w:p>'
    ),
    "tab and line break of the template": paragraph(
        '<w:r><w:t>{{ title }}</w:t><w:tab/><w:t xml:space="preserve"> a\tb\nc </w:t></w:r>'
    ),
    "paragraph mark properties": paragraph(run("{{ title }}"), properties="<w:rPr><w:b/></w:rPr>"),
}


@pytest.mark.parametrize("value", [ORDINARY, *HOSTILE.values()], ids=["ordinary", *HOSTILE])
@pytest.mark.parametrize("body", TEMPLATES.values(), ids=TEMPLATES)
def test_body(body, value):
    assert_same_as_docxtpl(make_docx(body), context(value))


@pytest.mark.parametrize("value", [ORDINARY, *HOSTILE.values()], ids=["ordinary", *HOSTILE])
def test_headers_footers_and_footnotes(value):
    docx = make_docx(
        paragraph("{{ title }}"),
        header=paragraph("{% if yes %}{{ title }}{% endif %}")
        + paragraph("{%p if no %}")
        + paragraph("b")
        + paragraph("{%p endif %}"),
        footer=paragraph(run("{{ chair.name }}", BOLD)),
        footnotes=f'<w:footnote w:id="2">{paragraph("{{ title }} x")}</w:footnote>',
    )

    assert_same_as_docxtpl(docx, context(value))


def test_a_picture_outside_of_loops_keeps_its_place():
    picture = '<w:r><w:drawing><wp:inline><wp:docPr id="{}" name="x"/></wp:inline></w:drawing></w:r>'

    assert_same_as_docxtpl(
        make_docx(paragraph("{{ title }}", picture.format(5)) + paragraph(picture.format(5))), context("x")
    )
