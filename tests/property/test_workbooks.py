"""Open inputs: whatever valid payload is written into a workbook, it comes back as it was."""

from __future__ import annotations

import datetime as clock
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.batch.workbook import dates, write_workbook
from service.batch.workbook.packing import lines_of, packed_line, packed_lines, parts_of
from service.batch.workbook.places import cell_name, position
from service.batch.workbook.values import Read, Refusal, read_cell
from tests.payloads import as_bytes, sample
from tests.property.test_payloads import TEXTS, TYPES, valid_payload
from tests.trying import TYPES_THAT_DIFFER_MOST, others_long
from tests.workbooks import read, shape


def told(slug: str, payload: Any) -> Any:
    """The payload as its model reads it, without what says nothing."""
    return without_blanks(TYPES[slug].model.model_validate_json(as_bytes(payload)).model_dump(exclude_none=True))


def without_blanks(value: Any) -> Any:
    """Empty texts and lists say as much as null, and a cell has no outer blanks."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {name: inner for name, each in value.items() if (inner := without_blanks(each)) not in ("", [], None)}
    return [without_blanks(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("slug", others_long(TYPES, *TYPES_THAT_DIFFER_MOST))
@settings(max_examples=25)
@given(data=st.data())
def test_a_valid_payload_survives_a_workbook(slug, data):
    payload = valid_payload(data, slug)
    faults, rows = read(slug, write_workbook(shape(slug), [("1", payload)], example=sample(slug)))

    assert (faults, [row.remarks for row in rows]) == ([], [()])
    assert told(slug, rows[0].payload) == told(slug, payload)


@given(texts=st.lists(TEXTS.map(lambda text: text.strip(" \t\r\n")).filter(bool)), between=st.sampled_from(";|"))
def test_texts_that_share_a_cell_come_apart_as_they_were(texts, between):
    plain = [text.replace("\r\n", "\n") for text in texts]

    assert lines_of(packed_lines(plain)) == plain
    assert not plain or parts_of(packed_line(plain, between), between) == plain


@given(day=st.dates())
def test_a_day_is_read_as_it_is_shown(day):
    assert dates.day_of(dates.shown_day(day)) == day


@given(row=st.integers(1, 1_048_576), column=st.integers(0, 16_383))
def test_a_cell_has_one_name(row, column):
    assert position(cell_name(row, column)) == (row, column)


COLUMNS = [
    column
    for slug in TYPES
    for sheet in (shape(slug).main, shape(slug).bodies, *shape(slug).lists)
    for column in sheet.columns
]
CELLS = (
    st.text(max_size=30)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.dates()
    | st.datetimes()
    | st.just(clock.time(7, 30))
    | st.from_regex(r"[0-9./,|;\\ ]{1,20}")
)


@given(column=st.sampled_from(COLUMNS), cell=CELLS)
@settings(max_examples=500)
def test_whatever_stands_in_a_cell_is_read_or_refused_in_words(column, cell):
    found = read_cell(column, cell)

    assert isinstance(found, Read | Refusal)
    if isinstance(found, Refusal):
        assert found.message.vi
        assert found.message.en
