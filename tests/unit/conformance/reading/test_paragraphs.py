"""How paragraphs show: the order of defaults, styles, lists and direct formatting; indents, spacing, tab stops."""

from __future__ import annotations

import pytest

from tests.unit.conformance.small import read, shape, style

IN_P = '<w:pStyle w:val="P"/>'
LISTED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
LIST = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="-"/><w:pPr><w:ind w:left="400" '
    'w:hanging="200"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)


def styled(inside: str, based_on: str = "") -> str:
    return style("P", f"<w:pPr>{inside}</w:pPr>", based_on=based_on)


def left(properties: str, styles: str = "") -> float:
    return shape(properties, styles=styles, numbering=LIST).left


def test_direct_formatting_stands_over_the_style_and_the_style_over_the_defaults():
    defaults = (
        '<w:docDefaults><w:pPrDefault><w:pPr><w:ind w:left="20" w:right="20" w:firstLine="20"/></w:pPr></w:pPrDefault>'
    )
    styles = f'{defaults}</w:docDefaults>{styled("""<w:ind w:right="40" w:firstLine="40"/>""")}'
    found = shape(f'{IN_P}<w:ind w:firstLine="60"/>', styles=styles)

    assert (found.left, found.right, found.first_line) == (1, 2, 3)


def test_the_default_paragraph_style_holds_where_none_is_named():
    styles = style("N", '<w:pPr><w:jc w:val="both"/></w:pPr>', default=True)

    assert shape("", styles=styles).align == "justify"


def test_a_list_stands_over_the_style_of_its_paragraph():
    assert left(IN_P + LISTED, styled('<w:ind w:left="100"/>')) == 20


def test_a_list_by_style_stands_below_what_the_style_says_itself():
    assert left(IN_P, styled(f'{LISTED}<w:ind w:left="100"/>')) == 5
    assert left(IN_P, styled(LISTED)) == 20


def test_direct_indents_stand_over_those_of_the_list():
    found = shape(f'{LISTED}<w:ind w:left="0" w:firstLine="0"/>', numbering=LIST)

    assert (found.left, found.first_line) == (0, 0)


def test_a_direct_list_of_number_zero_takes_the_list_of_the_style_away():
    (paragraph,) = read(
        f'<w:p><w:pPr>{IN_P}<w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:p>',
        styles=styled(LISTED),
        numbering=LIST,
    ).paragraphs

    assert paragraph.label == ""


@pytest.mark.parametrize(
    ("indents", "expected"),
    [
        ('w:left="200"', (10, 0)),
        ('w:start="200"', (10, 0)),
        ('w:firstLine="200"', (0, 10)),
        ('w:left="200" w:hanging="200"', (10, -10)),
        ('w:firstLine="200" w:hanging="100"', (0, -5)),
        ('w:left="1cm"', (28.35, 0)),
        ('w:left="many"', (0, 0)),
    ],
)
def test_indents(indents, expected):
    found = shape(f"<w:ind {indents}/>")

    assert (round(found.left, 2), round(found.first_line, 2)) == expected


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [
        ('w:line="360"', ("multiple", 1.5)),
        ('w:line="360" w:lineRule="auto"', ("multiple", 1.5)),
        ('w:line="360" w:lineRule="exact"', ("exact", 18)),
        ('w:line="360" w:lineRule="atLeast"', ("least", 18)),
        ("", ("multiple", 1)),
    ],
)
def test_line_rules(spacing, expected):
    found = shape(f"<w:spacing {spacing}/>")

    assert (found.line_rule, found.line) == expected


@pytest.mark.parametrize(
    ("spacing", "expected"),
    [
        ('w:before="120" w:after="60"', (6, 3)),
        ('w:after="60" w:afterAutospacing="1"', (0, 14)),
        ('w:after="60" w:afterAutospacing="0"', (0, 3)),
        ('w:after="-60"', (0, -3)),
    ],
)
def test_room_before_and_after(spacing, expected):
    found = shape(f"<w:spacing {spacing}/>")

    assert (found.before, found.after) == expected


@pytest.mark.parametrize(
    ("said", "align"),
    [("both", "justify"), ("start", "left"), ("end", "right"), ("center", "center"), ("what", "left")],
)
def test_alignment(said, align):
    assert shape(f'<w:jc w:val="{said}"/>').align == align


def stops(properties: str, styles: str = "") -> list[tuple[float, str]]:
    return [(stop.position, stop.kind) for stop in shape(properties, styles=styles).tab_stops]


def test_tab_stops_add_up_over_styles_in_order():
    styles = styled('<w:tabs><w:tab w:val="center" w:pos="2000"/></w:tabs>')

    assert stops(f'{IN_P}<w:tabs><w:tab w:val="left" w:pos="1000"/></w:tabs>', styles) == [
        (50, "left"),
        (100, "center"),
    ]


def test_a_tab_stop_that_is_cleared_is_gone():
    styles = styled('<w:tabs><w:tab w:val="center" w:pos="2000"/><w:tab w:val="left" w:pos="600"/></w:tabs>')

    assert stops(f'{IN_P}<w:tabs><w:tab w:val="clear" w:pos="2000"/></w:tabs>', styles) == [(30, "left")]


def test_a_tab_stop_set_again_is_of_the_later_kind():
    styles = styled('<w:tabs><w:tab w:val="center" w:pos="2000"/></w:tabs>')

    assert stops(f'{IN_P}<w:tabs><w:tab w:val="right" w:pos="2000"/></w:tabs>', styles) == [(100, "right")]


@pytest.mark.parametrize(
    ("border", "drawn"), [('w:val="single"', True), ('w:val="nil"', False), ('w:val="none"', False), ("", False)]
)
def test_a_border_is_drawn_unless_it_is_none(border, drawn):
    assert shape(f"<w:pBdr><w:bottom {border}/></w:pBdr>").rule_below is drawn


@pytest.mark.parametrize(("value", "kept"), [("", True), (' w:val="0"', False), (' w:val="off"', False)])
def test_what_is_on_or_off(value, kept):
    assert shape(f"<w:keepNext{value}/>").keep_next is kept
