"""What a template reads, and the language it may be written in."""

from __future__ import annotations

import pytest

from service.errors import TemplateFault
from service.rendering import Usage, compile_template
from tests.docx_builder import make_docx, paragraph, row, table


def usages(body: str, **parts: str) -> tuple[Usage, ...]:
    return compile_template(make_docx(body, **parts), "giấy").usages


def paths(text: str) -> set[tuple[str, str]]:
    return {(usage.path, usage.how) for usage in usages(paragraph(text))}


def refusal(text: str) -> str:
    with pytest.raises(TemplateFault) as caught:
        compile_template(make_docx(paragraph(text)), "giấy")
    [(place, explanation)] = caught.value.faults
    assert (place.part, place.nearby) == ("word/document.xml", text)
    return explanation


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ title }}", {("title", "printed")}),
        ("{{ a.b.c }}", {("a.b.c", "printed")}),
        ("{% if a.b %}x{% elif c %}y{% else %}z{% endif %}", {("a.b", "tested"), ("c", "tested")}),
        ("{% if not a and (b or c) %}x{% endif %}", {("a", "tested"), ("b", "tested"), ("c", "tested")}),
        ("{% if a == 'x' %}y{% endif %}", {("a", "printed")}),
        ("{% for x in xs %}{{ x }}{% endfor %}", {("xs", "looped"), ("xs[]", "printed")}),
        ("{% for x in a.xs %}{{ x.y }}{% endfor %}", {("a.xs", "looped"), ("a.xs[].y", "printed")}),
        (
            "{% for x in xs %}{% for y in x.ys %}{{ y }}{{ x.z }}{% endfor %}{% endfor %}",
            {("xs", "looped"), ("xs[].ys", "looped"), ("xs[].ys[]", "printed"), ("xs[].z", "printed")},
        ),
        (
            "{% for x in xs if x.y %}{{ x.z }}{% endfor %}",
            {("xs", "looped"), ("xs[].y", "tested"), ("xs[].z", "printed")},
        ),
        ("{% for x in xs %}{% endfor %}{{ x }}", {("xs", "looped"), ("x", "printed")}),
        (
            "{% for x in xs %}{{ loop.index }}{{ loop.length }}{% if loop.last %}.{% endif %}{% endfor %}",
            {("xs", "looped")},
        ),
        ("{% set c = a.b %}{{ c.d }}", {("a.b.d", "printed")}),
        (
            "{% for x in xs %}{% set c = x.b %}{{ c }}{% endfor %}{{ c }}",
            {("xs", "looped"), ("xs[].b", "printed"), ("c", "printed")},
        ),
        ("{{ a if b else c }}", {("a", "printed"), ("b", "tested"), ("c", "printed")}),
        ("{{ xs|length }}", {("xs", "looped")}),
        ("{% if xs|length > 3 %}a{% endif %}", {("xs", "looped")}),
        (
            "{% for x in xs %}{% if loop.index is even %}a{% endif %}{{ loop.index + 1 }}{% endfor %}",
            {("xs", "looped")},
        ),
        ("{% if (1 if a else 2) > 1 %}b{% endif %}", {("a", "tested")}),
        ("{# {a} #}", set()),
    ],
)
def test_variables_are_resolved(text, expected):
    assert paths(text) == expected


def test_a_usage_says_where_it_stands():
    found = usages(
        table(row("Họ tên", "Sinh"), "{%tr for m in members %}", row("Đồng chí {{ m.name }}", "x"), "{%tr endfor %}"),
        header=paragraph("Số {{ number }}"),
        core="<dc:title>{{ title }}</dc:title>",
    )

    assert found == (
        Usage("members", "word/document.xml", "{% for m in members %}", "looped"),
        Usage("members[].name", "word/document.xml", "Đồng chí {{ m.name }}"),
        Usage("number", "word/header1.xml", "Số {{ number }}"),
        Usage("title", "docProps/core.xml", "{{ title }}"),
    )


@pytest.mark.parametrize(
    ("text", "part_of_explanation"),
    [
        ("{{ a|nonsense }}", "the filter “nonsense” is not known; the only one is length"),
        ("{{ a|safe }}", "the filter “safe” is not known"),
        ("{{ a|default('x') }}", "the filter “default” is not known"),
        ("{{ a|upper }}", "the filter “upper” is not known"),
        ("{{ a|join(', ') }}", "the filter “join” is not known"),
        ("{{ a|length(1) }}", "the filter “length” is not known"),
        ("{{ 'abc'|length }}", "length is for a list of the data"),
        ("{{ a() }}", "a template calls nothing"),
        ("{{ a.upper() }}", "a template calls nothing"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "a template calls nothing"),
        ("{{ a.__class__ }}", "a value is named like this"),
        ("{{ _a }}", "a value is named like this"),
        ("{{ a._b }}", "a value is named like this"),
        ("{{ tên }}", "a value is named like this"),
        ("{{ self }}", "a value is named like this"),
        ("{{ a['b'] }}", "write a.b instead of a['b']"),
        ("{{ a[0] }}", "write a.b instead of a['b']"),
        ("{{ a ~ b }}", "instead of joining them with ~"),
        ("{{ a + b }}", "only loop counters, lengths and constants are reckoned with"),
        ("{{ 7*7 }}", "constants are not reckoned with; write the result"),
        ("{% if 1 + 1 == 2 %}a{% endif %}", "constants are not reckoned with; write the result"),
        ("{{ a * 2 }}", "only loop counters, lengths and constants are reckoned with"),
        ("{% if a > 3 %}b{% endif %}", "only loop counters, lengths and constants are reckoned with"),
        ("{% if (a if b else 2) > 1 %}c{% endif %}", "only loop counters, lengths and constants are reckoned with"),
        ("{% if a is odd %}b{% endif %}", "only loop counters, lengths and constants are reckoned with"),
        ("{% if a is defined %}b{% endif %}", "the test “defined” is not known; there are: even, odd"),
        ("{% if a in b %}c{% endif %}", "“in” is not used in these templates"),
        ("{% if a == b == c %}d{% endif %}", "two values are compared at a time"),
        ("{{ a if b }}", "a choice says both sides"),
        ("{{ none }}", "a constant is a text, a whole number, true or false"),
        ("{{ 1.5 }}", "a constant is a text, a whole number, true or false"),
        ("{{ [1, 2] }}", "this expression is not used in these templates"),
        ("{{ a / 2 }}", "this expression is not used in these templates"),
        ("{{ loop.index }}", "loop is known inside a loop only"),
        ("{% for a in b %}{{ loop.cycle }}{% endfor %}", "loop.cycle is not known; there are: first, index"),
        ("{% for a in range(3) %}{% endfor %}", "a loop goes over a list of the data"),
        ("{% for a in 'abc' %}{% endfor %}", "a loop goes over a list of the data"),
        ("{% for a, b in c %}{% endfor %}", "a loop has one variable with a name of its own"),
        ("{% for loop in c %}{% endfor %}", "a loop has one variable with a name of its own"),
        ("{% for a in b recursive %}{% endfor %}", "a recursive loop is not used"),
        ("{% set a = 'x' %}", "{% set %} only gives a shorter name to a value"),
        ("{% set a, b = c %}", "{% set %} only gives a shorter name to a value"),
        ("{% if a %}{% set b = c %}{% endif %}", "outside of {% if %}, {% set %}"),
    ],
)
def test_what_the_language_leaves_out(text, part_of_explanation):
    assert part_of_explanation in refusal(text)
