"""Invisible leftovers of Word and Excel are cleaned and named; everything that is meant stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batch.cleaning import clean

LEFTOVERS = (
    "\u00a0\u202f\u2007\u200b\u200c\u200d\u2060\ufeff\u00ad\uf0b7\uf0a7\uf02d"
    "\x0b\x0c\r\n\t \u200e\u202a\u2066\u0301\u0323\x00"
)
PIECES = st.one_of(
    st.sampled_from(
        ["_x000D_", "_x000B_", "_x005F_", "_x00", "0D_", "Ðảng", "Tr\u00adêng", "V¨n", "👩", "❤", "क", "\n", "  "]
    ),
    st.text(alphabet=LEFTOVERS, max_size=4),
    st.text(max_size=8),
)


@pytest.mark.parametrize(
    ("text", "cleaned", "named"),
    [
        ("Nguyễn\u00a0Văn\u202fAn", "Nguyễn Văn An", "no-break and other special spaces"),
        ("Nguyễn\u200b Văn\u2060 An\ufeff", "Nguyễn Văn An", "zero-width characters"),
        ("Nguyễn\u200d Văn", "Nguyễn Văn", "stray joiners"),
        ("tri\u00adtuệ", "tri tuệ".replace(" ", ""), "soft hyphens"),
        ("\uf0b7 Bí thư", "- Bí thư", "bullets and signs of the Symbol font"),
        ("Bí thư\x0bTrưởng thôn", "Bí thư\nTrưởng thôn", "line ends of Word or Windows"),
        ("Bí thư\r\nTrưởng thôn", "Bí thư\nTrưởng thôn", "line ends of Word or Windows"),
        ("Bí thư_x000D_\nTrưởng thôn", "Bí thư\nTrưởng thôn", "Excel's escapes (_x000D_)"),
        ("Bí thư_x000B_Trưởng thôn", "Bí thư\nTrưởng thôn", "Excel's escapes (_x000D_)"),
        ("\u202aNguyễn\u202c", "Nguyễn", "directional marks"),
        ("Nguyễn  Văn", "Nguyễn Văn", "doubled spaces"),
        (" Nguyễn \n \n", "Nguyễn", "spaces around lines"),
        ("Nguyễn\tVăn", "Nguyễn Văn", "tabs"),
        (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn", "letters with marks apart (not NFC)"),
        ("Ðảng viên", "Đảng viên", "Ð, ð of another alphabet for Đ, đ"),
        ("Nguyễn\x07", "Nguyễn", "control characters"),
    ],
)
def test_a_leftover_is_cleaned_and_named(text, cleaned, named):
    found, told = clean(text)

    assert found == cleaned
    assert [each.en for each in told] == [named]
    assert all(each.vi for each in told)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nguyễn Thị Minh Khai",
        "Y Blăk Niê, H'Hen Kđăm",
        "Đắk Lắk – “Chi bộ” số 5/2026…",
        "👩\u200d👩\u200d👧 ❤️ 🇻🇳 👍🏽 ☑",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم क्\u200dष",
        "Þórður Ðuro Weiß José Œuvre",
        "a_b _x_ x000D _x005F_x000D_",
        "- mục một\n- mục hai\n\n• mục ba",
        "Tr\u00adêng V¨n",
        "1.5 m² ± 20 °C × 3 ≥ 2",
        "\ue000 \uf8ff",
    ],
)
def test_what_is_meant_stays(text):
    assert clean(text) == (text, ())


@given(st.lists(PIECES, max_size=12).map("".join))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)[0]

    assert clean(once) == (once, ())


@given(st.lists(PIECES, max_size=12).map("".join))
def test_something_is_named_exactly_where_something_changed(text):
    cleaned, told = clean(text)

    assert bool(told) == (cleaned != text)


@given(st.text(alphabet=st.characters(categories=["L", "N"], max_codepoint=0x1EFF), min_size=1))
def test_letters_and_figures_are_never_lost(text):
    expected = unicodedata.normalize("NFC", text)

    assert clean(text)[0].replace("Đ", "Ð").replace("đ", "ð") == expected.replace("Đ", "Ð").replace("đ", "ð")


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000 + "\t", " " * 1_000_000 + "x", "\n " * 500_000 + "x", "_x000D" * 200_000]
)
def test_a_megabyte_of_anything_is_cleaned(text):
    cleaned = clean(text)[0]

    assert clean(cleaned) == (cleaned, ())
