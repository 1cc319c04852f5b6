"""Lists of people stand in Vietnamese order: tên, then đệm, then họ."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents._names import vietnamese_order

NAMES = st.text("aăâdđeêoôơuưsxyAĐÂƯáàảãạấầểễệ -.1", max_size=30)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Trần Văn An", "Nguyễn Thị Bình", "Lê Văn Cường"],
        ["Lê Văn An", "Nguyễn Văn An", "Trần Văn An"],
        ["Nguyễn Đức An", "Nguyễn Hữu An", "Nguyễn Văn An"],
        ["Bùi Dũng", "Bùi Đạt", "Bùi Em", "Bùi Ên"],
        ["A Lan", "A Lăn", "A Lân"],
        ["B Co", "B Cô", "B Cơ", "B Cu", "B Cư"],
        ["C Ma", "C Mà", "C Mả", "C Mã", "C Má", "C Mạ"],
        ["Lê Hòa", "Lê Hoàn", "Lê Hồng"],
        ["An", "Lê An", "Lê Văn An"],
        ["Nguyễn Văn Hùng", "Nguyễn Văn Hưng"],
    ],
)
def test_the_order_is_that_of_the_alphabet(ordered):
    shuffled = random.Random(7).sample(ordered, len(ordered))

    assert sorted(shuffled, key=vietnamese_order) == ordered


def test_tones_decide_only_between_equal_letters():
    assert sorted(["Lê Văn Tạ", "Lê Anh Tà", "Lê Bá Ta"], key=vietnamese_order) == [
        "Lê Anh Tà",
        "Lê Bá Ta",
        "Lê Văn Tạ",
    ]


def test_capitals_make_no_difference():
    assert sorted(["NGUYỄN VĂN BA", "lê văn an"], key=vietnamese_order) == ["lê văn an", "NGUYỄN VĂN BA"]


@given(st.lists(NAMES, max_size=12), st.randoms())
def test_the_order_is_total_so_that_a_list_is_the_same_from_whatever_order(names, rng):
    shuffled = list(names)
    rng.shuffle(shuffled)

    assert sorted(shuffled, key=vietnamese_order) == sorted(names, key=vietnamese_order)


@given(NAMES, NAMES)
def test_only_the_same_name_has_the_same_place(one, other):
    assert (vietnamese_order(one) == vietnamese_order(other)) == (one == other)


def test_what_is_no_name_has_a_place_too():
    assert vietnamese_order("") < vietnamese_order("Ω" * 100_000) < vietnamese_order("漢 😀")
