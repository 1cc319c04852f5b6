"""On which side of the page a line stands, however it got there. Five hundred points lie between the margins."""

from __future__ import annotations

import pytest

from tests.papers.markup import run
from tests.unit.conformance.small import p, sides

TAB = "<w:r><w:tab/></w:r>"


def tabs(*stops: tuple[str, int]) -> str:
    """Tab stops by kind and place in points."""
    inside = "".join(f'<w:tab w:val="{kind}" w:pos="{at * 20}"/>' for kind, at in stops)
    return f"<w:tabs>{inside}</w:tabs>"


@pytest.mark.parametrize(
    ("properties", "side"),
    [
        ("", "left"),
        ('<w:jc w:val="center"/>', "full"),
        ('<w:jc w:val="right"/>', "right"),
        ('<w:ind w:left="6000"/>', "right"),
        ('<w:jc w:val="center"/><w:ind w:left="5000"/>', "right"),
        ('<w:jc w:val="center"/><w:ind w:right="5000"/>', "left"),
    ],
)
def test_alignment_and_indents(properties, side):
    assert sides(p("ngắn", properties=properties)) == {"ngắn": side}


def test_a_line_as_wide_as_the_page_stands_on_no_side():
    assert set(sides(p("rất dài " * 20)).values()) == {"full"}


@pytest.mark.parametrize(
    ("stops", "content", "expected"),
    [
        ([("center", 120), ("center", 380)], (TAB, "A", TAB, "B"), {"A": "left", "B": "right"}),
        ([("left", 350)], ("A", TAB, "B"), {"A": "left", "B": "right"}),
        ([("right", 500)], ("A", TAB, "B"), {"A": "left", "B": "right"}),
        ([("center", 250)], (TAB, "A"), {"A": "full"}),
        ([], ("A", TAB * 10, "B"), {"A": "left", "B": "right"}),
        ([], (TAB, "A"), {"A": "left"}),
    ],
)
def test_tab_stops(stops, content, expected):
    assert sides(p(*content, properties=tabs(*stops))) == expected


def test_text_pushed_with_spaces():
    assert sides(p("ĐẢNG BỘ TỈNH" + " " * 30 + "ĐẢNG CỘNG SẢN VIỆT NAM")) == {
        "ĐẢNG BỘ TỈNH": "left",
        "ĐẢNG CỘNG SẢN VIỆT NAM": "right",
    }


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"


GRID = '<w:tblGrid><w:gridCol w:w="5000"/><w:gridCol w:w="5000"/></w:tblGrid>'


def test_cells_of_two_columns():
    assert sides(f"<w:tbl>{GRID}{row(p('A'), p('B'))}</w:tbl>") == {"A": "left", "B": "right"}


def test_a_cell_over_both_columns_stands_on_no_side():
    across = row('<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("dài", properties='<w:jc w:val="center"/>'))

    assert sides(f"<w:tbl>{GRID}{across}</w:tbl>") == {"dài": "full"}


def test_columns_before_the_first_cell_of_a_row():
    shifted = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>{p("B")}</w:tc><w:tc>{p("C")}</w:tc></w:tr>'

    assert sides(f"<w:tbl>{GRID}{shifted}</w:tbl>")["B"] == "right"


@pytest.mark.parametrize("width", ['w:w="5000" w:type="dxa"', 'w:w="2500" w:type="pct"'])
def test_cells_of_a_table_without_a_grid(width):
    sized = f"<w:tcPr><w:tcW {width}/></w:tcPr>"

    assert sides(f"<w:tbl>{row(sized + p('A'), sized + p('B'))}</w:tbl>") == {"A": "left", "B": "right"}


@pytest.mark.parametrize("span", ["1000000000", "-1", "0", "x"])
def test_a_span_that_makes_no_sense(span):
    cells = row(f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>' + p("A"), p("B"))

    assert sides(f"<w:tbl>{GRID}{cells}</w:tbl>").keys() == {"A", "B"}


COLUMNS = (
    '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:left="1120" w:right="1120"/><w:cols w:num="2"/></w:sectPr>'
)


@pytest.mark.parametrize(
    "body",
    [
        p("A") + p('<w:r><w:br w:type="column"/></w:r>', "B"),
        p("A", '<w:r><w:br w:type="column"/></w:r>') + p("B"),
        p("A", '<w:r><w:br w:type="column"/></w:r>', "B"),
    ],
)
def test_columns(body):
    assert sides(body, section=COLUMNS) == {"A": "left", "B": "right"}


def box(text: str, position: str) -> str:
    """A text box, a hundred points wide."""
    return (
        f'<w:r><w:drawing><wp:anchor><wp:extent cx="1270000" cy="500000"/>{position}<wps:txbx><w:txbxContent>{p(text)}'
        "</w:txbxContent></wps:txbx></wp:anchor></w:drawing></w:r>"
    )


def at(relative: str, place: str) -> str:
    return f'<wp:positionH relativeFrom="{relative}">{place}</wp:positionH>'


def offset(points: float) -> str:
    return f"<wp:posOffset>{round(points * 12700)}</wp:posOffset>"


@pytest.mark.parametrize(
    ("position", "side"),
    [
        (at("column", offset(0)), "left"),
        (at("column", offset(300)), "right"),
        (at("margin", offset(300)), "right"),
        (at("page", offset(240)), "left"),
        (at("page", offset(300)), "right"),
        (at("margin", "<wp:align>right</wp:align>"), "right"),
        (at("margin", "<wp:align>left</wp:align>"), "left"),
        (at("rightMargin", offset(-150)), "right"),
        ("", "left"),
    ],
)
def test_text_boxes_of_drawingml(position, side):
    assert sides(p(box("hộp", position), "chữ"))["hộp"] == side


@pytest.mark.parametrize("place", [offset(0).replace("0", "nowhere"), "<wp:posOffset/>", ""])
def test_a_text_box_whose_place_cannot_be_known_stands_on_no_side(place):
    assert sides(p(box("hộp", at("column", place)))).keys() == {"hộp"}


@pytest.mark.parametrize(
    ("style", "side"),
    [
        ("position:absolute;margin-left:0;width:100pt", "left"),
        ("position:absolute;margin-left:300pt;width:100pt", "right"),
        ("position:absolute;margin-left:12cm;width:100pt", "right"),
        ("position:absolute;width:100pt;mso-position-horizontal:right", "right"),
        ("position:absolute;margin-left:300pt;width:100pt;mso-position-horizontal-relative:page", "right"),
        ("width:1e999pt;margin-left:-;;:", "left"),
    ],
)
def test_text_boxes_of_vml(style, side):
    shape = f'<v:shape style="{style}"><v:textbox><w:txbxContent>{p("hộp")}</w:txbxContent></v:textbox></v:shape>'

    assert sides(p(f"<w:r><w:pict>{shape}</w:pict></w:r>"))["hộp"] == side


def test_a_box_that_is_written_twice_counts_once():
    choice = f"<mc:Choice>{box('hộp', '')[len('<w:r>') : -len('</w:r>')]}</mc:Choice>"
    fallback = f"<mc:Fallback><w:pict><w:txbxContent>{p('xưa')}</w:txbxContent></w:pict></mc:Fallback>"
    both = f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"

    assert list(sides(p(both, run("chữ")))) == ["hộp", "chữ"]


def test_boxes_in_boxes_are_read_too():
    inner = box("trong", "")
    outer = box("x", "").replace(p("x"), p(inner, "ngoài"))

    assert list(sides(p(outer))) == ["trong", "ngoài"]
