"""How characters show once defaults, styles and direct formatting are laid together (17.7.2, 17.7.3, 17.3.2.26)."""

from __future__ import annotations

import pytest

from tests.papers.markup import run
from tests.unit.conformance.small import characters, p, read, style

BOLD = "<w:rPr><w:b/></w:rPr>"
PLAIN = '<w:rPr><w:b w:val="0"/></w:rPr>'
IN_P = '<w:pStyle w:val="P"/>'
IN_C = '<w:rStyle w:val="C"/>'


def bold(*, run_properties: str = "", properties: str = "", styles: str = "") -> bool:
    return characters(run("x", run_properties), properties=properties, styles=styles).bold


@pytest.mark.parametrize(
    ("paragraph_style", "character_style", "expected"),
    [(BOLD, "", True), ("", BOLD, True), (BOLD, BOLD, False), (PLAIN, BOLD, True), ("", "", False)],
)
def test_bold_of_paragraph_and_character_style_cancel_out(paragraph_style, character_style, expected):
    styles = style("P", paragraph_style) + style("C", character_style, kind="character")

    assert bold(run_properties=IN_C, properties=IN_P, styles=styles) is expected


@pytest.mark.parametrize(("direct", "expected"), [("<w:b/>", True), ('<w:b w:val="0"/>', False)])
def test_direct_formatting_cancels_nothing_out(direct, expected):
    assert bold(run_properties=direct, properties=IN_P, styles=style("P", BOLD)) is expected


def test_bold_by_default_is_switched_off_by_no_style():
    styles = f"<w:docDefaults><w:rPrDefault>{BOLD}</w:rPrDefault></w:docDefaults>" + style("P", BOLD)

    assert bold(properties=IN_P, styles=styles)
    assert not bold(run_properties='<w:b w:val="false"/>', properties=IN_P, styles=styles)


def test_a_style_that_repeats_what_it_is_based_on_cancels_nothing_out():
    assert bold(properties=IN_P, styles=style("Q", BOLD) + style("P", BOLD, based_on="Q"))


def test_a_style_takes_back_what_it_is_based_on():
    assert not bold(properties=IN_P, styles=style("Q", BOLD) + style("P", PLAIN, based_on="Q"))


def test_styles_based_on_one_another_in_a_circle_end():
    styles = style("P", "", based_on="Q") + style("Q", BOLD, based_on="P")

    assert bold(properties=IN_P, styles=styles)


def test_a_style_that_is_not_there_is_the_default_one():
    assert bold(properties='<w:pStyle w:val="gone"/>', styles=style("N", BOLD, default=True))


@pytest.mark.parametrize(
    ("element", "name"), [("caps", "capitals"), ("smallCaps", "capitals"), ("i", "italic"), ("u", "underline")]
)
def test_what_is_switched_on_shows(element, name):
    assert getattr(characters(run("x", f"<w:{element}/>")), name)


def test_capitals_of_a_style_are_read_as_capitals():
    (paragraph,) = read(p(run("đảng ủy", "<w:caps/>"))).paragraphs

    assert paragraph.text == "ĐẢNG ỦY"


@pytest.mark.parametrize(
    ("said", "size"),
    [('"28"', 14), ('"27"', 13.5), ('"14pt"', 14), ('"x"', 10), ('"-4"', 10), ('"0"', 10), ('"9999999"', 10)],
)
def test_sizes_are_half_points_or_have_a_unit_and_others_are_not_said(said, size):
    assert characters(run("x", f"<w:sz w:val={said}/>")).size == size


def test_complex_script_has_its_own_size_and_weight():
    shown = characters(run("x", '<w:rtl/><w:b/><w:bCs w:val="0"/><w:sz w:val="20"/><w:szCs w:val="40"/>'))

    assert (shown.size, shown.bold, shown.complex_script) == (20, False, True)


THEME = (
    '<a:themeElements><a:fontScheme><a:majorFont><a:latin typeface="Cambria"/></a:majorFont><a:minorFont>'
    '<a:latin typeface="Calibri"/><a:cs typeface="Arial"/></a:minorFont></a:fontScheme></a:themeElements>'
)


@pytest.mark.parametrize(
    ("fonts", "expected"),
    [
        ('w:ascii="A" w:hAnsi="B" w:cs="C" w:eastAsia="D"', {"ascii": "A", "hAnsi": "B", "cs": "C", "eastAsia": "D"}),
        ('w:ascii="A" w:asciiTheme="minorHAnsi"', {"ascii": "Calibri"}),
        ('w:hAnsiTheme="majorHAnsi" w:cstheme="minorBidi"', {"hAnsi": "Cambria", "cs": "Arial"}),
        ('w:ascii="A" w:asciiTheme="nothing"', {"ascii": ""}),
    ],
)
def test_a_theme_font_stands_before_a_font_by_name(fonts, expected):
    shown = characters(run("x", f"<w:rFonts {fonts}/>"), theme=THEME).fonts

    assert {slot: shown[slot] for slot in expected} == expected


def test_a_font_by_name_goes_over_the_theme_font_of_a_style():
    styles = style("P", '<w:rPr><w:rFonts w:asciiTheme="minorHAnsi"/></w:rPr>')
    shown = characters(run("x", '<w:rFonts w:ascii="Times New Roman"/>'), properties=IN_P, styles=styles, theme=THEME)

    assert shown.fonts["ascii"] == "Times New Roman"


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ('w:val="ff0000"', "FF0000"),
        ('w:val="auto"', "auto"),
        ('w:val="FF0000" w:themeColor="text1"', "auto"),
        ('w:val="7F7F7F" w:themeColor="text1" w:themeTint="80"', "7F7F7F"),
    ],
)
def test_colours(color, expected):
    assert characters(run("x", f"<w:color {color}/>")).color == expected


TABLE_STYLE = style(
    "T",
    '<w:rPr><w:sz w:val="22"/></w:rPr><w:tblStylePr w:type="firstRow"><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:rPr><w:b/></w:rPr></w:tblStylePr><w:tblStylePr w:type="lastColumn"><w:rPr><w:i/></w:rPr></w:tblStylePr>',
    kind="table",
)


def in_table(look: str, styles: str = TABLE_STYLE) -> dict[str, tuple[float, bool, bool, str]]:
    """Size, weight, slope and alignment in each of four cells."""
    rows = "".join(f"<w:tr>{''.join(f'<w:tc>{p(text)}</w:tc>' for text in row)}</w:tr>" for row in ("ab", "cd"))
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/>{look}</w:tblPr>{rows}</w:tbl>'
    return {
        each.text: (
            each.spans[0].format.size,
            each.spans[0].format.bold,
            each.spans[0].format.italic,
            each.format.align,
        )
        for each in read(table, styles=styles).paragraphs
    }


@pytest.mark.parametrize("look", ['<w:tblLook w:val="0020"/>', '<w:tblLook w:val="0000" w:firstRow="1"/>'])
def test_a_table_style_gives_to_all_cells_and_to_the_first_row(look):
    cells = in_table(look)

    assert cells["a"] == cells["b"] == (11, True, False, "center")
    assert cells["c"] == cells["d"] == (11, False, False, "left")


def test_a_part_of_a_table_style_that_is_switched_off_gives_nothing():
    assert set(in_table('<w:tblLook w:val="0020" w:firstRow="0"/>').values()) == {(11, False, False, "left")}


def test_the_last_column_of_a_table_style():
    cells = in_table('<w:tblLook w:val="0100"/>')

    assert [text for text, cell in cells.items() if cell[2]] == ["b", "d"]


def test_bold_of_a_table_style_and_of_a_paragraph_style_cancel_out():
    cells = in_table('<w:tblLook w:val="0020"/>', TABLE_STYLE + style("N", BOLD, default=True))

    assert [text for text, cell in cells.items() if cell[1]] == ["c", "d"]
