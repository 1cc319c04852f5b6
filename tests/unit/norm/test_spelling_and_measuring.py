"""The two spellings of fixed wording, and names broken evenly over lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.norm import load_editions, respell
from service.norm.measuring import even_lines, text_width_pt
from service.norm.spelling import tone_mark_spellings

LEFT_BLOCK_PT = 76 * 72 / 25.4


@pytest.mark.parametrize(
    ("modern", "traditional"),
    [
        ("ủy", "uỷ"),
        ("ỦY BAN", "UỶ BAN"),
        ("Ủy ban kiểm tra Đảng ủy", "Uỷ ban kiểm tra Đảng uỷ"),
        ("khóa, hòa; xóa.", "khoá, hoà; xoá."),
        ("hủy hóa thủy tóe", "huỷ hoá thuỷ toé"),
        ("HỎA TỐC", "HOẢ TỐC"),
    ],
)
def test_open_syllables_carry_the_mark_on_either_letter(modern, traditional):
    assert respell(modern, "uỷ") == traditional
    assert respell(modern, "ủy") == modern


@pytest.mark.parametrize("text", ["quý", "Quỳnh", "QUÝ", "hoàn thành", "toàn", "thuyền", "quỹ", "của", "mùa", "đều"])
def test_other_syllables_are_written_one_way(text):
    assert respell(text, "uỷ") == text


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("đảng ủy, uỷ ban", [("ủy", "ủy"), ("uỷ", "uỷ")]),
        ("văn hóa, hoà bình", [("hóa", "ủy"), ("hoà", "uỷ")]),
        ("ỦY BAN, CHI UỶ", [("ỦY", "ủy"), ("UỶ", "uỷ")]),
        ("đồng chí Hoà, Thuỷ; HOÀ BÌNH", []),
        ("quý, hoàn thành, thuyền", []),
    ],
)
def test_the_spelling_of_a_word_is_told_but_not_that_of_a_name(text, spellings):
    assert list(tone_mark_spellings(text)) == spellings


def test_a_name_that_fits_stays_on_one_line():
    assert even_lines("CHI BỘ XÓM ĐỊNH THÀNH", LEFT_BLOCK_PT, 14, "bold") == ("CHI BỘ XÓM ĐỊNH THÀNH",)


def test_a_name_too_long_is_broken_evenly_and_not_within_a_word_of_several_syllables():
    lines = even_lines("CHI BỘ TRƯỜNG TRUNG HỌC CƠ SỞ TIÊN PHONG", LEFT_BLOCK_PT, 14, "bold")

    assert lines == ("CHI BỘ TRƯỜNG TRUNG HỌC", "CƠ SỞ TIÊN PHONG")


def test_a_proper_name_in_a_sentence_is_not_parted():
    subject = "về kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong và chuyển sinh hoạt đảng cho đảng viên"

    lines = even_lines(subject, 397, 14, "bold")

    assert lines[0] == "về kết thúc hoạt động Chi bộ cơ quan xã Tiên Phong"


def test_no_stray_word_stands_on_the_second_line():
    lines = even_lines("ĐẢNG ỦY XÃ PHƯỚC LONG THỌ", LEFT_BLOCK_PT, 14, "bold")
    widths = [text_width_pt(line, 14, "bold") for line in lines]

    assert len(lines) == 2
    assert min(widths) > max(widths) / 2


def test_a_break_chosen_by_the_author_is_kept():
    assert even_lines("ĐẢNG ỦY \n XÃ X\n\n", 10, 14, "bold") == ("ĐẢNG ỦY", "XÃ X")


@pytest.mark.parametrize("text", ["A" * 100, "TỪ " * 500, "TỪ " * 100])
def test_what_no_four_lines_hold_is_left_to_the_word_processor(text):
    assert even_lines(text, LEFT_BLOCK_PT, 14, "bold") == (text,)


@given(st.lists(st.text("ABCĐẮỜ", min_size=1, max_size=8), min_size=1, max_size=12))
def test_no_break_into_as_many_lines_has_a_shorter_longest_line(words):
    lines = even_lines(" ".join(words), 150, 14, "bold")
    longest = max(text_width_pt(line, 14, "bold") for line in lines)

    assert " ".join(lines) == " ".join(words)
    if len(lines) == 2:
        others = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
        shortest = min(max(text_width_pt(part, 14, "bold") for part in pair) for pair in others)
        assert longest == pytest.approx(shortest)


def test_the_line_below_the_title_is_as_long_as_the_title():
    for edition in load_editions().values():
        width = text_width_pt(edition.title.text, edition.title.size_pt[0], "bold")
        assert width == pytest.approx(edition.title.rule_length_pt, abs=0.05)
        assert round(width, 1) == 206.7


def test_letters_that_the_table_has_not_count_as_a_wide_capital():
    assert text_width_pt("漢", 10, "regular") == text_width_pt("O", 10, "regular")


def test_a_long_title_is_broken_at_once():
    """Trying every way to cut two hundred words over four lines took a second a line."""
    title = "\n".join("về " + "m " * 190 + str(number) for number in range(30))

    assert len(even_lines(title, 400, 14, "bold")) == 30
