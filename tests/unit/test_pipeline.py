"""The one use case: who is at fault, and how the file is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import InvalidPayload, UnknownType
from service.pipeline import LONGEST_FILE_NAME, file_name
from tests.payloads import DISSOLUTION, ESTABLISHMENT, SLIP, as_bytes, judged, pipeline_without_templates, sample

PIPELINE = pipeline_without_templates()
ILLEGAL = set('<>:"/\\|?*') | {chr(code) for code in (*range(32), *range(127, 160), 0x202E, 0x200B, 0xFEFF, 0x2028)}


def named(slug: str, **changes) -> str:
    return file_name(PIPELINE.document_type(slug), judged(slug, sample(slug, **changes)))


def test_an_unknown_type_names_those_that_there_are():
    with pytest.raises(UnknownType, match=ESTABLISHMENT):
        PIPELINE.produce("x", b"{}")


def test_a_payload_with_errors_is_refused_with_all_findings():
    with pytest.raises(InvalidPayload) as caught:
        PIPELINE.produce(ESTABLISHMENT, as_bytes(sample(ESTABLISHMENT, number=0, subject="Về x")))

    assert [f.pointer for f in caught.value.errors] == ["/number"]
    assert [f.pointer for f in caught.value.warnings] == ["/subject"]


def test_validating_answers_even_where_nothing_can_be_made():
    assert PIPELINE.validate(ESTABLISHMENT, b"{}").valid is False
    assert PIPELINE.validate(ESTABLISHMENT, as_bytes(sample(ESTABLISHMENT))).valid is True


@pytest.mark.parametrize(
    ("slug", "changes", "name"),
    [
        (ESTABLISHMENT, {}, "47-QĐ-ĐU Quyết định thành lập Chi bộ xóm Định Thành.docx"),
        (ESTABLISHMENT, {"number": None}, "Quyết định thành lập Chi bộ xóm Định Thành.docx"),
        (ESTABLISHMENT, {"number": 5}, "05-QĐ-ĐU Quyết định thành lập Chi bộ xóm Định Thành.docx"),
        (DISSOLUTION, {}, "52-QĐ-ĐU Quyết định kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong.docx"),
        (SLIP, {}, "08-GTSHĐ Giấy giới thiệu sinh hoạt đảng nội bộ Đặng Thị Thanh Huyền.docx"),
        (SLIP, {"register_number": None}, "Giấy giới thiệu sinh hoạt đảng nội bộ Đặng Thị Thanh Huyền.docx"),
    ],
)
def test_a_file_is_named_after_number_and_matter(slug, changes, name):
    assert named(slug, **changes) == name


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).map(lambda text: f"x{text}"))
def test_a_file_name_is_legal_everywhere_and_not_too_long(name):
    """Characters that Windows, Unix or a header forbid, and those that are not seen, are left out."""
    cleaned = "".join(c for c in name if c >= " " and c not in "\ufffe\uffff")
    found = named(ESTABLISHMENT, cell_name=cleaned)

    assert not set(found) & ILLEGAL
    assert found.endswith(".docx")
    assert len(found) <= LONGEST_FILE_NAME
    assert len(found.encode()) <= 240
    assert found.removesuffix(".docx") == found.removesuffix(".docx").strip(" .")


def test_a_name_of_letters_of_four_bytes_fits_a_file_system():
    assert len(named(ESTABLISHMENT, cell_name="😀" * 100).encode()) <= 240


def test_dots_and_slashes_lead_out_of_no_folder():
    assert (
        named(ESTABLISHMENT, cell_name="../../etc/passwd")
        == "47-QĐ-ĐU Quyết định thành lập Chi bộ ..-..-etc-passwd.docx"
    )
