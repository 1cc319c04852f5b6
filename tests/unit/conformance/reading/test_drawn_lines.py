"""Lines that are drawn: how long each is and on which side it stands. Five hundred points lie between the margins."""

from __future__ import annotations

import pytest

from tests.unit.conformance.small import p, read

GRAPHIC = (
    "<w:r><w:drawing><wp:anchor>{position}<wp:extent cx='{cx}' cy='{cy}'/><wps:wsp><wps:spPr><a:xfrm>"
    "<a:ext cx='{cx}' cy='{cy}'/></a:xfrm><a:prstGeom prst='{kind}'/></wps:spPr></wps:wsp></wp:anchor></w:drawing>"
    "</w:r>"
)


def drawn(content: str, *, properties: str = "") -> list[tuple[int, str]]:
    """Length and side of each line."""
    return [(round(line.length), line.side) for line in read(p(content, "chữ", properties=properties)).drawn_lines]


def drawing(kind: str, *, long: float = 150, high: float = 0, left: float | None = 300) -> str:
    place = "<wp:align>center</wp:align>" if left is None else f"<wp:posOffset>{round(left * 12700)}</wp:posOffset>"
    position = f'<wp:positionH relativeFrom="column">{place}</wp:positionH>'
    return GRAPHIC.format(position=position, cx=round(long * 12700), cy=round(high * 12700), kind=kind)


@pytest.mark.parametrize("kind", ["line", "straightConnector1"])
@pytest.mark.parametrize(("left", "side"), [(300, "right"), (20, "left")])
def test_lines_of_drawingml(kind, left, side):
    assert drawn(drawing(kind, left=left)) == [(150, side)]


@pytest.mark.parametrize(
    ("high", "expected"), [(0, [(150, "right")]), (1, [(150, "right")]), (40, [])], ids=["flat", "thin", "a box"]
)
def test_a_flat_rectangle_is_a_line(high, expected):
    assert drawn(drawing("rect", high=high)) == expected


def test_an_upright_line_is_none():
    assert drawn(drawing("line", long=0, high=150)) == []


def vml(inside: str) -> str:
    return f"<w:r><w:pict>{inside}</w:pict></w:r>"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ('<v:line style="position:absolute" from="300pt,5pt" to="450pt,5pt"/>', [(150, "right")]),
        ('<v:line style="position:absolute" from="450pt,5pt" to="300pt,5pt"/>', [(150, "right")]),
        ('<v:line style="position:absolute" from="0,5pt" to="200,5pt"/>', [(150, "left")]),
        ('<v:line style="position:absolute" from="10pt,0" to="10pt,90pt"/>', []),
        ('<v:rect style="position:absolute;margin-left:300pt;width:150pt;height:1pt"/>', [(150, "right")]),
        ('<v:rect style="position:absolute;width:150pt;height:50pt"/>', []),
        (
            '<v:shape type="#_x0000_t32" style="position:absolute;margin-left:300pt;width:150pt;height:0"/>',
            [(150, "right")],
        ),
        ('<v:line from="x" to="1,2,3"/>', []),
        ('<v:line from="1..2,3" to=","/>', []),
        ("<v:line/><v:rect/><v:shape/>", []),
    ],
)
def test_lines_of_vml(shape, expected):
    assert drawn(vml(shape)) == expected


def test_a_line_of_a_group_has_the_scale_of_the_group():
    frame = (
        '<wpg:grpSpPr><a:xfrm><a:ext cx="1905000" cy="0"/><a:chExt cx="3810000" cy="0"/></a:xfrm></wpg:grpSpPr>'
        '<wps:wsp><wps:spPr><a:xfrm><a:ext cx="3810000" cy="0"/></a:xfrm><a:prstGeom prst="line"/></wps:spPr></wps:wsp>'
    )
    group = (
        '<w:r xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><w:drawing><wp:anchor>'
        f'<wp:extent cx="1905000" cy="0"/><wpg:wgp>{frame}</wpg:wgp></wp:anchor></w:drawing></w:r>'
    )

    assert [length for length, _ in drawn(group)] == [150]


@pytest.mark.parametrize(
    ("indents", "expected"),
    [('w:left="6000"', [(200, "right")]), ('w:right="6000"', [(200, "left")]), ("", [(500, "right")])],
)
@pytest.mark.parametrize("edge", ["top", "bottom"])
def test_borders_of_a_paragraph(indents, expected, edge):
    assert drawn("", properties=f'<w:pBdr><w:{edge} w:val="single"/></w:pBdr><w:ind {indents}/>') == expected


def cells(borders: str, table: str = "") -> list[tuple[int, str]]:
    """Lines of a table whose first cell has these borders."""
    no_margins = '<w:tblCellMar><w:left w:w="0"/><w:right w:w="0"/></w:tblCellMar>'
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="6000"/></w:tblGrid>'
    bordered = f"<w:tc><w:tcPr><w:tcBorders>{borders}</w:tcBorders></w:tcPr>{p('A')}</w:tc>"
    row = f"<w:tr>{bordered}<w:tc>{p('B')}</w:tc></w:tr>"
    body = f"<w:tbl><w:tblPr>{table}{no_margins}</w:tblPr>{grid}{row}</w:tbl>"
    return [(round(line.length), line.side) for line in read(body).drawn_lines]


def test_the_lower_border_of_a_cell():
    assert cells('<w:bottom w:val="single"/>') == [(200, "left")]


@pytest.mark.parametrize(
    ("borders", "table"),
    [
        ('<w:bottom w:val="nil"/>', ""),
        ('<w:top w:val="single"/><w:bottom w:val="single"/>', ""),
        ('<w:bottom w:val="single"/>', '<w:tblBorders><w:insideH w:val="single"/></w:tblBorders>'),
    ],
)
def test_borders_all_around_are_no_line_below(borders, table):
    assert cells(borders, table) == []


@pytest.mark.parametrize(
    "broken",
    [
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:drawing><a:prstGeom/></w:drawing></w:r>",
        "<w:r><w:drawing><wp:inline><a:prstGeom prst='line'/></wp:inline></w:drawing></w:r>",
        "<w:r><w:drawing><wp:anchor><wp:extent/><a:prstGeom prst='rect'/></wp:anchor></w:drawing></w:r>",
        vml(f'<v:line from="{"9" * 400},0" to="0,0" style="width:{"9" * 400}pt"/>'),
    ],
)
def test_what_says_no_length_is_no_line(broken):
    assert drawn(broken) == []


def test_a_line_stands_after_the_line_of_text_that_it_is_anchored_to():
    paper = read(p("một") + p("hai", drawing("line")) + p("ba"))

    assert [(line.order, paper.lines[line.order].text) for line in paper.drawn_lines] == [(1, "hai")]
