"""The shape of a workbook is made from the schema alone, and holds all of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from service.batch.workbook.shape import ISSUER_CODE
from service.batch.workbook.words import choices_of, folded
from service.documents import json_schema
from tests.workbooks import TYPES, shape


@pytest.fixture(params=TYPES)
def slug(request) -> str:
    return request.param


def fields(schema: dict[str, Any], node: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every path to a value of the schema; lists stand in it as their name."""
    for option in node.get("anyOf", [node]):
        each = schema["$defs"][option["$ref"].removeprefix("#/$defs/")] if "$ref" in option else option
        if each.get("type") == "array":
            yield from fields(schema, each["items"], path)
        elif "properties" in each:
            for name, inner in each["properties"].items():
                yield from fields(schema, inner, (*path, name))
        elif each.get("type") != "null":
            yield path


def held(slug: str) -> set[tuple[str, ...]]:
    form = shape(slug)
    by_name = {sheet.name: sheet for sheet in form.lists}
    found = {column.path for column in form.main.columns}
    for column in form.bodies.columns:
        found |= {("issuer", *column.path, *field.path) for field in column.fields} or {("issuer", *column.path)}
    for sheet in form.lists:
        path, above = sheet.path, sheet.parent
        while above:
            path, above = (*by_name[above].path, *path), by_name[above].parent
        found |= {(*path, *column.path) for column in sheet.columns}
    return found


def test_every_field_of_the_schema_has_its_column(slug):
    schema = json_schema(TYPES[slug])
    wanted = set(fields(schema, schema)) - {(ISSUER_CODE,)}

    assert held(slug) - {("issuer",)} == wanted


def test_sheets_have_names_that_excel_takes_and_headings_that_differ(slug):
    form = shape(slug)
    names = [form.main.name, form.bodies.name, *(sheet.name for sheet in form.lists)]

    assert len({folded(name) for name in names}) == len(names)
    assert [name for name in names if len(name) > 31 or set(name) & set("[]:*?/\\")] == []
    for sheet in (form.main, form.bodies, *form.lists):
        headings = [*sheet.joining, *(column.heading for column in sheet.columns)]
        assert len({folded(heading) for heading in headings}) == len(headings)


def test_choices_are_offered_in_vietnamese_words(slug):
    form = shape(slug)
    own = {"A5", "A4", "T/M", "K/T", "T/L", "Q.", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC", "HỎA TỐC HẸN GIỜ"}
    columns = [column for sheet in (form.main, form.bodies, *form.lists) for column in sheet.columns]
    foreign = [c.value for column in columns for c in column.choices if c.word.lower() == c.value.lower()]

    assert set(foreign) - own == set()


def test_what_is_computed_stands_at_the_right_end():
    columns = shape("cell-establishment-decision").main.columns

    assert [column.path[0] for column in columns[-3:]] == ["member_total", "official_count", "probationary_count"]


def test_a_list_within_a_list_names_its_item_and_a_required_list_of_texts_has_a_sheet():
    form = shape("cell-meeting-minutes")
    within = {sheet.parent: sheet.joining for sheet in form.lists if sheet.parent}

    assert within == {"Diễn biến": ("Mã", "Thuộc mục")}
    assert {sheet.name for sheet in form.lists if sheet.texts} == {"Chương trình", "Kết luận của người chủ trì"}


def test_a_word_stands_for_one_value_only():
    choices = choices_of(["official", "official_2"], "official: chính thức (cũ); official_2: chính thức (mới).")

    assert [choice.word for choice in choices] == ["Chính thức (cũ)", "Chính thức (mới)"]
    assert not choices[0].readings & choices[1].readings
