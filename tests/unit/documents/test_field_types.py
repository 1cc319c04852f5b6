"""The types of single fields."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from service.documents._fields import CardNumber, Day, FreeText, Month, PartialDate, Text, earliest, latest

TEXT, FREE, CARD = TypeAdapter(Text), TypeAdapter(FreeText), TypeAdapter(CardNumber)
DAY: TypeAdapter[date] = TypeAdapter(Day)
PARTIAL, MONTH = TypeAdapter(PartialDate), TypeAdapter(Month)


def accepts(adapter: TypeAdapter[str], value: str) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return False
    return True


class TestText:
    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")))
    def test_passes_in_nfc_with_plain_line_ends_without_outer_blanks_and_otherwise_unchanged(self, text):
        has_control = any(c < " " and c not in "\t\n\r" for c in text)

        assert accepts(FREE, text) is not has_control
        if not has_control:
            lines = text.replace("\r\n", "\n").replace("\r", "\n")
            assert FREE.validate_python(text) == unicodedata.normalize("NFC", lines.strip(" \t\n"))

    @pytest.mark.parametrize("character", ["\x00", "\x0b", "\x0c", "\x1f", "\ufffe", "\uffff"])
    def test_refuses_what_no_document_can_hold_and_says_where(self, character):
        with pytest.raises(ValidationError) as caught:
            TEXT.validate_python(f"ab{character}")

        assert caught.value.errors()[0]["ctx"] == {"code": f"U+{ord(character):04X}", "position": 3}

    @pytest.mark.parametrize("text", ["{{ x }}", "{_{ x }_}", "<w:p>&amp;", "😀", "שלום", "\u200e", "a\tb", "\x7f"])
    def test_keeps_what_only_looks_dangerous(self, text):
        assert TEXT.validate_python(text) == text

    @pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0\u2003", "\r\n"])
    def test_must_say_something_where_it_is_wanted(self, text):
        assert not accepts(TEXT, text)
        assert accepts(FREE, text)

    def test_composes_vietnamese_letters(self):
        assert TEXT.validate_python("Đảng u\u0309y xa\u0303") == "Đảng ủy xã"


@pytest.mark.parametrize("card", ["", "12345678", "123456789012"])
def test_a_card_number_has_eight_or_twelve_digits_or_is_blank(card):
    assert CARD.validate_python(card) == card


@pytest.mark.parametrize(
    "card", ["1234567", "123456789", "12345678 ", "12.345678", "٠١٢٣٤٥٦٧", "12345678\n", "1234567a"]
)
def test_a_card_number_is_nothing_else(card):
    assert not accepts(CARD, card)


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("1980", date(1980, 1, 1), date(1980, 12, 28)),
        ("3/1980", date(1980, 3, 1), date(1980, 3, 28)),
        ("03/1980", date(1980, 3, 1), date(1980, 3, 28)),
        ("12/3/1980", date(1980, 3, 12), date(1980, 3, 12)),
        ("29/02/1980", date(1980, 2, 29), date(1980, 2, 29)),
    ],
)
def test_a_partial_date_is_kept_as_it_was_typed(partial, first, last):
    assert PARTIAL.validate_python(partial) == partial
    assert (earliest(partial), latest(partial)) == (first, last)


@pytest.mark.parametrize(
    "partial",
    ["", "80", "0000", "13/1980", "0/1980", "31/2/1980", "29/02/1981", "1980-03-12", "١٩٨٠", "1980\n", "1/1/1/1980"],
)
def test_a_partial_date_is_real(partial):
    assert not accepts(PARTIAL, partial)


def test_a_month_is_written_year_first():
    assert accepts(MONTH, "2026-07")
    assert [
        m for m in ("2026-7", "2026-13", "2026-00", "07/2026", "2026-07-01", "٢٠٢٦-07", "3026-01") if accepts(MONTH, m)
    ] == []


class TestDay:
    @pytest.mark.parametrize("text", ["-86400", "0", "1700006400", "2026-7-5", "05/7/2026", "2026-07-05T00:00:00"])
    def test_is_written_in_one_way_only(self, text):
        """Pydantic alone would take a number in quotes as seconds since 1970."""
        with pytest.raises(ValidationError):
            DAY.validate_json(f'"{text}"')

    def test_that_is_written_so_passes(self):
        assert date(2026, 8, 5) == DAY.validate_json('"2026-08-05"')
