"""Newlines and tabs become breaks exactly where docxtpl makes them."""

from __future__ import annotations

import pytest
from docxtpl import DocxTemplate
from hypothesis import given
from hypothesis import strategies as st

from service.rendering.breaks import resolve_breaks


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def docxtpl(xml: str) -> str:
    return DocxTemplate("").resolve_listing(xml)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", '<w:t>a</w:t><w:br/><w:t xml:space="preserve">b</w:t>'),
        ("a\tb", '<w:t>a</w:t></w:r><w:r>{}<w:tab/></w:r><w:r>{}<w:t xml:space="preserve">b</w:t>'),
    ],
)
@pytest.mark.parametrize("properties", ["", "<w:rPr><w:b/></w:rPr>"])
def test_a_break_keeps_the_formatting_of_its_run(text, expected, properties):
    xml = f"<w:p>{run(text, properties)}</w:p>"

    assert resolve_breaks(xml.encode()).decode() == (
        f"<w:p><w:r>{properties}{expected.format(properties, properties)}</w:r></w:p>"
    )


def test_without_breaks_the_very_same_bytes_come_back():
    xml = b"<w:p><w:r><w:t>a</w:t></w:r></w:p>"

    assert resolve_breaks(xml) is xml


NESTED = [
    "<w:p>{0}<w:r><w:pict><w:p>{1}</w:p><w:p>{0}</w:p></w:pict></w:r>{1}</w:p>",
    '<w:p w:rsidR="1"/><w:p>{0}</w:p>{1}',
    "<w:p><w:pPr><w:rPr><w:i/></w:rPr></w:pPr>{0}</w:p>",
    '<w:p><w:r><w:t xml:space="preserve"/><w:t>\n</w:t></w:r>{0}</w:p>',
    "<w:p><w:r><w:t/>\n<w:t>\n</w:t></w:r></w:p>",
    "<w:tbl>\n<w:tr>\t<w:tc><w:p>{0}</w:p></w:tc></w:tr></w:tbl>",
    "<w:r><w:t>\n</w:t></w:r><w:p>\n{0}\t</w:p>",
    "<w:p><w:hyperlink>{0}</w:hyperlink><w:r><w:tab/><w:t>x\ty</w:t><w:t>\n</w:t></w:r></w:p>",
]


@pytest.mark.parametrize("shape", NESTED)
def test_text_boxes_and_stray_white_space_are_treated_as_docxtpl_does(shape):
    xml = shape.format(run("a\tb\nc", "<w:rPr><w:b/></w:rPr>"), run("\n\n"))

    assert resolve_breaks(xml.encode()).decode() == docxtpl(xml)


OPENINGS = ["<w:p>", '<w:p w:a="1">', "<w:r>", '<w:r w:a="1">', "<w:t>", '<w:t xml:space="preserve">']
CLOSINGS = ["</w:p>", "</w:r>", "</w:t>"]
EMPTY = ['<w:p w:a="1"/>', '<w:r w:a="1"/>', '<w:t w:a="1"/>', "<w:t/>", "<w:rPr/>", "<w:tab/>", "<w:pPr/>"]
OTHER = ["<w:rPr><w:b/></w:rPr>", "\n", "\t", "ắ", "\n", "\t"]
PIECES = st.sampled_from([*OPENINGS, *CLOSINGS, *EMPTY, *OTHER])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_even_in_xml_that_is_not_well_formed(xml):
    assert resolve_breaks(xml.encode()).decode() == docxtpl(xml)
