"""Pages, headers in force, and the cells of tables."""

from __future__ import annotations

import pytest

from tests.papers.markup import R
from tests.unit.conformance.small import docx, p, paper_of, read, texts

MARGINS = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:left="1701" w:header="720"/>'


def section(inside: str = "") -> str:
    return f"<w:sectPr>{inside}</w:sectPr>"


def ending(inside: str = "") -> str:
    """A paragraph that ends a section."""
    return p("x", properties=section(inside))


def refers(kind: str, target: str, which: str = "default") -> str:
    return f'<w:{kind}Reference w:type="{which}" r:id="{target}"/>'


def test_measures_of_a_page():
    (found,) = read(p("x"), section=section(MARGINS)).sections

    assert (found.width, found.height, found.top, found.left, found.header_distance) == (595.3, 841.9, 56.7, 85.05, 36)
    assert not found.landscape


@pytest.mark.parametrize("said", ["", '<w:pgSz w:w="x"/><w:pgMar w:left="" w:top="99999999999"/>'])
def test_what_a_document_does_not_say_is_letter_paper_with_margins_of_an_inch(said):
    (found,) = read(p("x"), section=section(said)).sections

    assert (found.width, found.height, found.top, found.left, found.header_distance) == (612, 792, 72, 72, 36)


def test_a_gutter_is_part_of_the_left_margin():
    assert read(p("x"), section=section('<w:pgMar w:left="1000" w:gutter="200"/>')).sections[0].left == 60


def test_a_document_without_section_has_one():
    assert len(read(p("x"), section="").sections) == 1


def test_paragraphs_belong_to_their_sections():
    paper = read(ending() + p("y") + ending() + p("z"))

    assert [each.section for each in paper.paragraphs] == [0, 1, 1, 2]
    assert len(paper.sections) == 3


@pytest.mark.parametrize(
    "hidden",
    [
        p("x", properties=f'<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>{section()}'),
        f"<w:tbl><w:tr><w:tc>{ending()}</w:tc></w:tr></w:tbl>",
        f"<mc:AlternateContent><mc:Choice>{p('x')}</mc:Choice><mc:Fallback>{ending()}</mc:Fallback></mc:AlternateContent>",
        f"<w:p><w:r><w:pict><w:txbxContent>{ending()}</w:txbxContent></w:pict></w:r></w:p>",
    ],
    ids=["deleted", "in a cell", "in a fallback", "in a text box"],
)
def test_what_ends_no_section_of_the_page(hidden):
    paper = read(hidden + p("y") + ending() + p("z"))

    assert len(paper.sections) == 2
    assert [each.section for each in paper.paragraphs if each.text[-1:] in ("y", "z")] == [0, 1]


@pytest.mark.parametrize(("kind", "continuous"), [("continuous", True), ("nextPage", False), ("oddPage", False)])
def test_sections_that_start_no_page(kind, continuous):
    assert read(p("x"), section=section(f'<w:type w:val="{kind}"/>')).sections[0].continuous is continuous


@pytest.mark.parametrize(
    ("columns", "count"),
    [
        ("<w:cols/>", 1),
        ('<w:cols w:num="2"/>', 2),
        ("<w:cols><w:col/><w:col/><w:col/></w:cols>", 3),
        ('<w:cols w:num="-4"/>', 1),
        ('<w:cols w:num="999999"/>', 45),
    ],
)
def test_columns(columns, count):
    assert read(p("x"), section=section(columns)).sections[0].columns == count


def headers(body: str, last: str, **parts: str) -> list[dict[str, str]]:
    """The text of the headers in force in each section."""
    paper = read(body, section=section(last), **parts)
    return [
        {
            which: " ".join(each.text for each in header.paragraphs)
            for which, header in found.headers.items()
            if header.part_name
        }
        for found in paper.sections
    ]


def test_a_section_without_a_header_of_its_own_has_that_of_the_one_before():
    first = refers("header", "header1") + refers("header", "header2", "first")
    found = headers(ending(first) + ending(refers("header", "header2")), "", header1=p("một"), header2=p("hai"))

    assert found == [
        {"default": "một", "first": "hai"},
        {"default": "hai", "first": "hai"},
        {"default": "hai", "first": "hai"},
    ]


def test_a_header_of_its_own_page_needs_a_title_page():
    paper = read(p("x"), section=section(f"{refers('header', 'header1', 'first')}<w:titlePg/>"), header1=p("một"))

    assert paper.sections[0].title_page
    assert not read(p("x"), section=section('<w:titlePg w:val="0"/>')).sections[0].title_page


def test_header_and_footer_show_the_page_number():
    number = '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    (found,) = read(p("x"), section=section(refers("footer", "footer1")), footer1=p("y") + number).sections

    assert [each.text for each in found.footers["default"].page_numbers] == ["1"]
    assert found.headers["default"].part_name == ""


@pytest.mark.parametrize("target", ["nowhere", "gone", "picture", "itself", "styles", "footer1"])
def test_a_header_that_is_none_is_left_out(target):
    relations = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{part}"/>'
        for name, kind, part in (
            ("gone", "header", "gone.xml"),
            ("picture", "image", "a.png"),
            ("itself", "header", "document.xml"),
            ("styles", "styles", "styles.xml"),
            ("footer1", "footer", "footer1.xml"),
        )
    )
    found = paper_of(
        docx(
            p("x"),
            section=section(refers("header", target)),
            styles="",
            footer1=p("y"),
            more={
                "word/a.png": b"\x89PNG",
                "word/_rels/document.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
                f'relationships">{relations}</Relationships>'.encode(),
            },
        )
    )

    assert found.sections[0].headers["default"].part_name == ""


@pytest.mark.parametrize("kind", ["styles", "numbering", "theme", "settings", "footnotes"])
def test_a_part_that_is_a_picture_is_left_out(kind):
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{R}/{kind}" Target="a.png"/></Relationships>'
    )
    more = {"word/a.png": b"\x89PNG", "word/_rels/document.xml.rels": relations.encode()}

    assert texts(paper_of(docx(p("x"), more=more))) == ["x"]


def test_settings():
    paper = read(p("x"), settings='<w:mirrorMargins/><w:evenAndOddHeaders w:val="false"/>')

    assert (paper.mirrored, paper.even_headers) == (True, False)


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


GRID = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="3000"/><w:gridCol w:w="5000"/></w:tblGrid>'
NO_MARGINS = '<w:tblPr><w:tblCellMar><w:left w:w="0"/><w:right w:w="0"/></w:tblCellMar></w:tblPr>'


def table(*rows: str) -> str:
    return f"<w:tbl>{NO_MARGINS}{GRID}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def places(body: str) -> dict[str, tuple[int, int, int]]:
    return {
        each.text: (place.table, place.row, place.column)
        for each in read(body).paragraphs
        if (place := each.container.cell) is not None
    }


def test_cells_are_counted_by_table_row_and_column():
    body = table(cell("a") + cell("b"), cell("c")) + p("giữa") + table(cell("d"))

    assert places(body) == {"a": (1, 1, 1), "b": (1, 1, 2), "c": (1, 2, 1), "d": (2, 1, 1)}


def test_cells_merged_downwards_are_read_where_they_begin():
    body = table(cell("a", '<w:vMerge w:val="restart"/>') + cell("b"), cell("", "<w:vMerge/>") + cell("c"))

    assert places(body).keys() == {"a", "b", "c"}


def test_cells_know_their_edges():
    body = table(cell("a", '<w:gridSpan w:val="2"/>') + cell("b"))

    assert [(round(each.container.left), round(each.container.width)) for each in read(body).paragraphs] == [
        (0, 250),
        (250, 250),
    ]


def test_tables_forty_deep_are_read():
    body = p("x")
    for _ in range(40):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"

    assert texts(read(body)) == ["x"]
