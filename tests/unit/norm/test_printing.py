"""How numbers, dates and symbols are printed."""

from __future__ import annotations

from datetime import date

import pytest

from service.norm import load_editions
from service.norm.printing import (
    grouped,
    long_date,
    number_line,
    number_symbol,
    padded_number,
    place_date,
    short_date,
    short_month,
)

EDITION = load_editions()["hd05_2026"]


@pytest.mark.parametrize(("number", "line"), [(5, "05"), (9, "09"), (10, "10"), (105, "105")])
def test_a_number_has_at_least_two_digits(number, line):
    assert padded_number(number, EDITION) == line


def test_the_number_line_has_no_colon_and_no_spaces_round_its_marks():
    assert number_line(5, "BC", "CB", EDITION) == "Số 05-BC/CB"


def test_a_draft_leaves_room_for_the_number():
    assert number_line(None, "NQ", "CB", EDITION) == "Số      -NQ/CB"
    assert number_symbol(None, "NQ", "CB", EDITION) == "      -NQ/CB"


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026", "09/01/2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026", "10/02/2026"),
        (date(2026, 3, 3), "ngày 03 tháng 3 năm 2026", "03/3/2026"),
        (date(2026, 5, 27), "ngày 27 tháng 5 năm 2026", "27/5/2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026", "31/12/2026"),
    ],
)
def test_days_below_ten_and_only_january_and_february_are_padded(day, long, short):
    assert (long_date(day, EDITION), short_date(day, EDITION)) == (long, short)


def test_a_missing_date_leaves_gaps_for_handwriting():
    assert long_date(None, EDITION).split() == ["ngày", "tháng", "năm"]
    assert "  " in long_date(None, EDITION)
    assert short_date(None, EDITION).replace(" ", "") == "//"


def test_place_and_date_are_parted_by_a_comma():
    assert place_date("Lào Cai", date(2026, 2, 3), EDITION) == "Lào Cai, ngày 03 tháng 02 năm 2026"


@pytest.mark.parametrize(("month", "text"), [(1, "01/2026"), (2, "02/2026"), (3, "3/2026"), (12, "12/2026")])
def test_a_month_is_padded_like_a_date(month, text):
    assert short_month(month, 2026, EDITION) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (999, "999"), (3918, "3.918"), (1234567, "1.234.567"), (47.8, "47,8"), (1234.5, "1.234,5"), (2.0, "2")],
)
def test_thousands_have_a_dot_and_fractions_a_comma(number, text):
    assert grouped(number) == text
