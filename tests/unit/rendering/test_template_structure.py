"""The proof that a template makes valid WordprocessingML whatever the data; what cannot be proved is refused."""

from __future__ import annotations

import pytest

from service.errors import TemplateFault
from service.rendering import compile_template
from tests.docx_builder import cell, make_docx, paragraph, read_part, row, table, texts

PICTURE = '<w:r><w:drawing><wp:inline><wp:docPr id="7" name="x"/></wp:inline></w:drawing></w:r>'


def refusals(body: str, **parts: str) -> list[str]:
    with pytest.raises(TemplateFault) as caught:
        compile_template(make_docx(body, **parts), "giấy")
    return [explanation for _, explanation in caught.value.faults]


def render(body: str, **context: object) -> bytes:
    return compile_template(make_docx(body), "giấy").render(context)


def p(tag: str) -> str:
    return paragraph(f"{{%p {tag} %}}")


class TestRows:
    @pytest.mark.parametrize(
        "rows",
        [
            [row("{{ a }}")],
            [row("{{ a }}", "b", "c")],
            [row("{{ a }}", cell("b", span=2))],
            [row("a", "b"), "{%tr for c in d %}", row("{{ c }}"), "{%tr endfor %}"],
            [row("a", "b"), "{%tr if c %}", row("{{ c }}", "d", "e"), "{%tr endif %}"],
        ],
    )
    def test_a_row_narrower_or_wider_than_its_table(self, rows):
        assert [explanation for explanation in refusals(table(*rows)) if "columns wide and its table 2" in explanation]

    def test_the_place_is_the_row(self):
        with pytest.raises(TemplateFault) as caught:
            compile_template(make_docx(table(row("{{ a }}", "b"), row("thiếu ô"))), "giấy")

        [(place, _)] = caught.value.faults
        assert (place.part, place.nearby) == ("word/document.xml", "thiếu ô")

    def test_spans_count(self):
        assert texts(render(table(row(cell("{{ a }}", span=3)), row("x", cell("y", span=2)), columns=3), a="v")) == [
            "v",
            "x",
            "y",
        ]

    def test_columns_left_free_before_and_after_count(self):
        margins = '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="2"/></w:trPr>'

        assert render(table(f"<w:tr>{margins}{cell('{{ a }}')}</w:tr>", columns=4), a="v")

    def test_a_nested_table_has_a_grid_of_its_own(self):
        inner = table(row("{{ a }}", "b", "c"), columns=3)

        assert render(table(row(cell(inner, "d"), "e")), a="v")
        assert refusals(table(row(cell(inner.replace("<w:gridCol", "<w:other", 1), "d"), "e")))

    def test_rows_and_cells_in_content_controls_count(self):
        control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"

        assert render(table(control.format(row("{{ a }}", control.format(cell("b"))))), a="v")
        assert refusals(table(control.format(row(control.format(cell("{{ b }}"))))))

    def test_cells_chosen_by_a_condition_must_be_as_wide_on_both_sides(self):
        choice = ["{%tc if a %}", cell("b", span=2), "{%tc else %}", "{}", "{%tc endif %}"]
        equal = [part.replace("{}", cell("c", span=2)) for part in choice]
        unequal = [part.replace("{}", "c") for part in choice]

        assert texts(render(table(row(*equal, "d"), columns=3), a=False)) == ["c", "d"]
        assert refusals(table(row(*unequal, "d"), columns=3)) == [
            "this row is 2 or 3 columns wide and its table 3; add or merge cells in Word"
        ]

    def test_a_cell_that_may_be_absent(self):
        assert refusals(table(row("a", "{%tc if b %}", "c", "{%tc endif %}"))) == [
            "this row is 1 or 2 columns wide and its table 2; add or merge cells in Word"
        ]

    def test_cells_in_a_loop(self):
        assert "the number of cells of a row may not depend on the data; loop over rows instead" in refusals(
            table(row("a", "{%tc for b in c %}", "{{ b }}", "{%tc endfor %}"))
        )

    def test_cells_merged_by_the_data(self):
        assert "{% hm %}" in refusals(table(row("a", "{% hm %}{{ b }}")))[0]

    @pytest.mark.parametrize("width", ["n", "n if n else 2", "2 if n else 1", "'2 '", "0 + 2"])
    def test_a_width_from_the_data(self, width):
        assert refusals(table(row(f"{{% colspan {width} %}}a")))

    def test_a_colour_from_the_data(self):
        assert refusals(table(row("{% cellbg colour %}a", "b"))) == [
            "a cell takes its width and colour from the template, not from the data"
        ]

    def test_a_cell_without_properties_cannot_be_changed(self):
        bare = "<w:tc><w:tcPr/><w:p><w:r><w:t>{% cellbg 'FF0000' %}</w:t></w:r></w:p></w:tc>"

        assert "finds no properties in this cell" in refusals(table(row(bare, "b")))[0]


class TestNothingIsLeftEmpty:
    """Word calls a table without rows, or a cell without paragraphs, unreadable content."""

    @pytest.mark.parametrize(
        "rows",
        [
            ["{%tr for a in b %}", row("{{ a }}", "c"), "{%tr endfor %}"],
            ["{%tr if a %}", row("{{ a }}", "c"), "{%tr endif %}"],
            ["{%tr if a %}", row("a", "c"), "{%tr elif b %}", row("a", "c"), "{%tr endif %}"],
            ["{%tr for a in b %}", row("a", "c"), "{%tr endfor %}", "{%tr if c %}", row("a", "c"), "{%tr endif %}"],
        ],
    )
    def test_a_table_all_of_whose_rows_may_be_absent(self, rows):
        assert "every row of this table may be absent" in refusals(table(*rows))[0]

    def test_a_table_that_always_keeps_a_row_keeps_its_grid(self):
        body = table("{%tr if a %}", row("{{ a }}", "c"), "{%tr else %}", row("d", "e"), "{%tr endif %}")

        assert texts(render(body, a="")) == ["d", "e"]
        assert read_part(render(body, a="")).count("<w:gridCol ") == 2

    def test_a_table_that_stands_only_where_its_list_has_items(self):
        body = p("if d.rows") + table("{%tr for a in d.rows %}", row("{{ a }}", "c"), "{%tr endfor %}") + p("endif")

        assert texts(render(body, d={"rows": ["x"]})) == ["x", "c"]
        assert "<w:tbl" not in read_part(render(body, d={"rows": []}))

    @pytest.mark.parametrize("condition", ["not xs", "xs or y", "ys", "xs == ys"])
    def test_a_condition_that_does_not_prove_that_the_list_has_items(self, condition):
        body = p(f"if {condition}") + table("{%tr for a in xs %}", row("{{ a }}", "c"), "{%tr endfor %}") + p("endif")

        assert refusals(body)

    def test_a_filtered_loop_may_find_nothing(self):
        body = p("if xs") + table("{%tr for a in xs if a.b %}", row("{{ a.b }}", "c"), "{%tr endfor %}") + p("endif")

        assert refusals(body)

    def test_a_name_that_has_come_to_mean_another_list(self):
        rows = ["{%tr for a in xs %}", row("{{ a }}", "c"), "{%tr endfor %}"]
        body = p("if xs") + p("for xs in ys") + table(*rows) + p("endfor") + p("endif")

        assert refusals(body)

    @pytest.mark.parametrize("tags", [("for a in b", "endfor"), ("if a", "endif")])
    def test_a_cell_all_of_whose_paragraphs_may_be_absent(self, tags):
        body = table(row(cell(f"{{%p {tags[0]} %}}", "{{ a }}", f"{{%p {tags[1]} %}}"), "x"))

        assert "every paragraph of this cell may be absent" in refusals(body)[0]

    def test_a_cell_that_may_end_with_a_table(self):
        inner = table(row("{{ a }}", "b"))

        assert refusals(table(row(cell("c", inner), "x")))
        assert refusals(table(row(cell("c", inner, "{%p if a %}", "d", "{%p endif %}"), "x")))

    @pytest.mark.parametrize(("part", "name"), [("header", "header"), ("footer", "footer")])
    def test_a_header_all_of_whose_paragraphs_may_be_absent(self, part, name):
        inside = p("if a") + paragraph("{{ a }}") + p("endif")

        assert refusals(paragraph("x"), **{part: inside}) == [
            f"every paragraph of this {name} may be absent; keep one always"
        ]

    def test_an_empty_loop_leaves_a_document_that_is_still_whole(self):
        body = p("for a in b") + paragraph("{{ a }}") + p("endfor")

        assert texts(render(body, b=[])) == []


class TestHalves:
    @pytest.mark.parametrize(
        "body",
        [
            paragraph("{% if a %}") + paragraph("b") + p("if c") + paragraph("{% endif %}") + p("endif"),
            table(row("{% if a %}b", "c"), row("d", "e{% endif %}")),
            table(row("{% for a in b %}b", "c{% endfor %}")),
            paragraph("{% if a %}b") + table(row("c{% endif %}", "d")),
        ],
    )
    def test_tags_that_would_tear_the_document(self, body):
        assert refusals(body)

    def test_a_condition_over_whole_paragraphs_is_sound(self):
        body = paragraph("a{% if b %}") + paragraph("{{ b }}") + paragraph("{% endif %}c")

        assert texts(render(body, b="x")) == ["a", "x", "c"]
        assert texts(render(body, b="")) == ["ac"]


class TestPictures:
    def test_a_picture_after_a_loop_is_not_in_it(self):
        assert render(p("for a in b") + paragraph("{{ a }}") + p("endfor") + paragraph(PICTURE), b=[])

    def test_a_picture_in_a_loop(self):
        body = p("for a in b") + paragraph("{{ a }}", PICTURE) + p("endfor")

        assert refusals(body) == ["a picture may not stand in a loop: every picture of a document has its own number"]

    def test_pictures_get_numbers_of_their_own(self):
        xml = read_part(
            render(paragraph("{{ a }}", PICTURE, PICTURE) + p("if a") + paragraph(PICTURE) + p("endif"), a="x")
        )

        assert [number for number in ("1001", "1002", "1003") if f'id="{number}"' in xml] == ["1001", "1002", "1003"]


def test_a_value_outside_of_text():
    namespace = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    formula = f"<m:oMath {namespace}><m:r><m:t>{{{{ a }}}}</m:t></m:r></m:oMath>"

    assert "ordinary text of paragraphs only" in refusals(f"<w:p>{formula}</w:p>")[0]


def test_all_flaws_are_found_in_one_go():
    body = (
        table(row("{{ a }}"))
        + table("{%tr if b %}", row("c", "d"), "{%tr endif %}")
        + p("for x in y")
        + paragraph(PICTURE)
        + p("endfor")
    )

    assert len(refusals(body)) == 3
