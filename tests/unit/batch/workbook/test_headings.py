"""Each field of a payload is called as the form calls it."""

from __future__ import annotations

import pytest

from service.batch.workbook.headings import heading_at
from tests.workbooks import TYPES, shape


@pytest.mark.parametrize(
    ("pointer", "heading"),
    [
        ("", ""),
        ("/cell_name", "Tên chi bộ"),
        ("/issuer", "Cơ quan ban hành"),
        ("/issuer_ref", "Cơ quan ban hành"),
        ("/issuer/place_name", "Địa danh"),
        ("/issuer/signers/0/full_name", "Người ký"),
        ("/signature", "Người ký"),
        ("/signature/full_name", "Người ký: Họ và tên người ký"),
        ("/members", "Danh sách đảng viên"),
        ("/members/12", "Danh sách đảng viên"),
        ("/members/12/birth", "Ngày sinh"),
        ("/nothing", ""),
    ],
)
def test_a_pointer_is_called_by_column_group_or_list(pointer, heading):
    assert heading_at(shape("cell-dissolution-decision"), pointer) == heading


@pytest.mark.parametrize("slug", TYPES)
def test_every_field_of_every_type_has_a_heading_in_words(slug):
    for name in TYPES[slug].model.model_fields:
        heading = heading_at(shape(slug), f"/{name}")
        assert heading, name
        assert "_" not in heading
