"""A template uses exactly what its document type offers."""

from __future__ import annotations

import pytest

from service.errors import TemplateFault
from service.rendering import check_fit, compile_template
from tests.docx_builder import make_docx, paragraph, row, table

TEMPLATE = compile_template(
    make_docx(
        paragraph("{{ title }}")
        + paragraph("{%p for a in articles %}")
        + paragraph("{% if a.heading %}{{ a.heading }}{% endif %}")
        + paragraph("{%p for p in a.paragraphs %}")
        + paragraph("{{ p }}")
        + paragraph("{%p endfor %}")
        + paragraph("{%p endfor %}")
        + table(
            row("STT", "Họ tên"),
            "{%tr for m in members %}",
            row("{{ loop.index }}", "{{ m.full_name }}"),
            "{%tr endfor %}",
            "{%tr if total.present %}",
            row("Cộng", "{{ members|length }}"),
            "{%tr endif %}",
        )
    ),
    "giấy",
)
OFFERED = frozenset({"title", "articles[].heading", "articles[].paragraphs[]", "members[].full_name", "total.present"})


def faults(offered: frozenset[str], *, exact: bool = True) -> list[tuple[str, str, str]]:
    with pytest.raises(TemplateFault) as caught:
        check_fit(TEMPLATE, offered, exact=exact)
    return [(place.part, place.nearby, explanation) for place, explanation in caught.value.faults]


def test_an_exact_fit_passes():
    check_fit(TEMPLATE, OFFERED, exact=True)


def test_a_misspelt_name_is_named_with_its_place_and_the_nearest_offered():
    offered = OFFERED - {"members[].full_name"} | {"members[].fullname"}

    assert faults(offered, exact=False) == [
        (
            "word/document.xml",
            "{{ m.full_name }}",
            "“members[].full_name” is not offered; did you mean “members[].fullname”?",
        )
    ]


def test_a_name_that_resembles_nothing_has_no_suggestion():
    assert faults(OFFERED - {"title"}, exact=False) == [("word/document.xml", "{{ title }}", "“title” is not offered")]


def test_a_list_that_is_not_offered_is_reported_once_and_not_with_all_its_leaves():
    assert [
        explanation for _, _, explanation in faults(OFFERED - {"articles[].heading", "articles[].paragraphs[]"})
    ] == ["“articles” is not offered"]


def test_an_offer_that_is_not_used_is_a_fault_only_of_an_exact_fit():
    more = OFFERED | {"members[].birth"}

    check_fit(TEMPLATE, more, exact=False)
    assert faults(more) == [
        ("", "", "“members[].birth” is offered by the document type but printed nowhere in the template")
    ]


def test_looping_over_a_list_does_not_use_what_its_items_hold():
    assert len(faults(OFFERED | {"members[].birth", "articles[].number"})) == 2


@pytest.mark.parametrize(
    ("offered", "explanation"),
    [
        (OFFERED - {"title"} | {"title.text"}, "“title” is a group of values; print one of them or loop over it"),
        (OFFERED - {"title"} | {"title[]"}, "“title” is a group of values; print one of them or loop over it"),
        (OFFERED - {"articles[].paragraphs[]"} | {"articles[].paragraphs"}, "“articles[].paragraphs” is not a list"),
        (
            OFFERED - {"articles[].paragraphs[]"} | {"articles[].paragraphs[].text"},
            "“articles[].paragraphs[]” is a group of values",
        ),
    ],
)
def test_a_value_of_another_shape(offered, explanation):
    assert any(explanation in found for _, _, found in faults(offered, exact=False))


def test_all_faults_are_named_at_once():
    assert len(faults(frozenset({"x", "y"}))) == 6
