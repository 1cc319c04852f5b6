"""What single cells and columns of a member list are read as, what is asked, and what is refused with its place."""

from __future__ import annotations

from datetime import date

import pytest

from service.batch.member_lists.headings import fields, understood
from tests.member_lists import codes, payloads, read

HEADINGS = ["Họ và tên", "Ngày sinh", "Số thẻ", "Ngày chính thức"]


def births(*cells, answers=None):
    """The list of members with these births, and the births read."""
    rows = [["Họ và tên", "Ngày sinh"], *([f"Người {n}", cell] for n, cell in enumerate(cells))]
    found = read(rows, answers={"status": "official"} | (answers or {}))
    return found, [payload.get("birth") for payload in payloads(found)]


class TestHeadings:
    @pytest.mark.parametrize(
        ("path", "field"),
        [
            (("HỌ VÀ TÊN",), "full_name"),
            (("Họ, tên đ/c",), "full_name"),
            (("Họ và tên\nđảng viên",), "full_name"),
            (("Họ và tên", "Họ, đệm"), "family_name"),
            (("Ngày, tháng, năm sinh",), "birth"),
            (("Ngày, tháng, năm", "Sinh"), "birth"),
            (("Ngày, tháng, năm", "Vào Đảng"), "admission"),
            (("Năm sinh", "Nam"), "birth_male"),
            (("Ngày sinh", "Năm"), "birth_year"),
            (("Giới tính", "Nữ"), "gender_female"),
            (("Vào Đảng", "Chính thức"), "official"),
            (("Ngày vào Đảng", "Dự bị"), "admission"),
            (("Số TĐV",), "party_card_no"),
            (("Số thẻ ĐV (12 số)",), "party_card_no"),
            (("S.LL",), "profile_no"),
            (("Chức vụ", "Đoàn thể"), "position_union"),
            (("Nơi ở hiện nay",), "residence"),
            (("Quê quán",), "hometown"),
            (("CB tiếp nhận",), "destination_cell"),
            (("Nơi chuyển đến", "Đảng bộ"), "destination_committee"),
            (("Đảng phí đóng đến tháng",), "dues_paid_through"),
            (("Ngày cong nhan chinh thưc",), "official"),
            (("Số thẽ đảng viên",), "party_card_no"),
            (("Số thẻ đảng vien moi",), "party_card_no"),
            (("Ngayf chính thức",), "official"),
        ],
    )
    def test_a_heading_is_understood_in_the_ways_it_is_written(self, path, field):
        assert understood(path).field == field

    @pytest.mark.parametrize("heading", ["Cỡ áo", "Nhóm máu", "Nguyễn Văn An", "Ngày", "Số"])
    def test_other_words_are_not_taken_for_a_heading(self, heading):
        assert understood((heading,)) is None

    def test_every_field_is_told_in_both_languages(self):
        assert [name for name, each in fields().items() if not (each.meaning.vi and each.meaning.en)] == []

    def test_a_column_that_is_not_understood_is_told_without_its_values(self):
        found = read([["Họ và tên", "Ngày sinh", "Nhóm máu"], ["Lê Văn An", "1980", "AB bí mật"]])

        assert [(remark.code, remark.place) for remark in found.remarks] == [("column.unknown", "C")]
        assert "Nhóm máu" in found.remarks[0].message.vi
        assert "bí mật" not in str(found.remarks) + str(found.columns)

    def test_marks_or_dates_below_decide_what_one_heading_means(self):
        marked = read([["Họ và tên", "Dự bị", "Chính thức"], ["An", "x", None], ["Bình", None, "x"]])
        dated = read([["Họ và tên", "Dự bị", "Chính thức"], ["An", "2/9/2025", None], ["Bình", "1/1/2000", "1/1/2001"]])

        assert [column.field for column in marked.columns] == ["full_name", "probationary_mark", "official_mark"]
        assert [payload["status"] for payload in payloads(marked)] == ["probationary", "official"]
        assert [column.field for column in dated.columns] == ["full_name", "admission", "official"]
        assert payloads(dated)[0] == {"full_name": "An", "status": "probationary", "admission": "2/9/2025"}

    def test_given_names_in_a_column_of_no_heading_belong_to_the_names_on_the_left(self):
        found = read([["Họ và tên", None, "Ngày sinh"], ["Nguyễn Văn", "An", "1980"], ["Trần", "Bình", "1981"]])

        assert [payload["full_name"] for payload in payloads(found)] == ["Nguyễn Văn An", "Trần Bình"]

    def test_two_columns_of_names_are_asked_about(self):
        rows = [["Họ và tên", "Họ tên", "Ngày chính thức"], ["An", "Bình", "1980"]]
        found = read(rows)

        assert [question.key for question in found.questions] == ["column:full_name"]
        assert [choice.value for choice in found.questions[0].choices] == ["A", "B"]
        assert not found.settled
        answered = read(rows, answers={"column:full_name": "B"})
        assert [payload["full_name"] for payload in payloads(answered)] == ["Bình"]
        assert answered.questions == ()


class TestDates:
    @pytest.mark.parametrize(
        ("cell", "birth"),
        [
            ("5.2.1980", "5/2/1980"),
            ("05-02-1980", "05/02/1980"),
            ("05 / 02 / 1980", "05/02/1980"),
            ("ngày 5 tháng 2 năm 1980", "5/2/1980"),
            ("1980-02-05", "05/02/1980"),
            ("1980-02-05 00:00:00", "05/02/1980"),
            ("2/1980", "2/1980"),
            ("tháng 2/1980", "2/1980"),
            ("1980", "1980"),
            (1980.0, "1980"),
            ("…/…/1955", "1955"),
            ("00/00/1955", "1955"),
            ("05021980", "05/02/1980"),
            (5021980.0, "05/02/1980"),
            (date(1980, 2, 25), "25/02/1980"),
            (29276.0, "25/02/1980"),
            ("05-02-80", "05/02/1980"),
            ("05-02-07", "05/02/2007"),
            ("05-02-12", "05/02/1912"),
        ],
    )
    def test_a_date_is_read_in_the_ways_it_is_written(self, cell, birth):
        found, read_births = births(cell)

        assert read_births == [birth]
        assert found.errors == ()

    @pytest.mark.parametrize(
        "cell",
        ["31/02/1980", "khoảng 1980?", "5/2", 2.198, 12.0, "5/13/198", float("nan"), float("inf"), -5.0, "1/1/0001"],
    )
    def test_what_is_no_date_is_left_out_and_told_with_its_place(self, cell):
        found, read_births = births("1/1/1980", cell)

        assert read_births == ["1/1/1980", None]
        assert [(remark.code, remark.place) for remark in found.errors] == [("cell.date", "B3")]

    @pytest.mark.parametrize(("cell", "told"), [("31/02/1980", "Không có ngày này"), ("abc", "Không đọc được ngày")])
    def test_a_day_that_the_calendar_has_not_is_told_as_such(self, cell, told):
        found, _ = births("1/1/1980", cell)

        assert [remark.message.vi.startswith(told) for remark in found.errors] == [True]

    def test_a_year_of_two_figures_is_told(self):
        assert "dates.two-figures" in codes(births("05-02-80")[0])

    def test_real_dates_up_to_12_beside_dates_in_text_are_asked_about_for_the_whole_column(self):
        cells = (date(1980, 5, 2), "13/5/1980", date(1981, 7, 7), date(1982, 3, 11))
        found, as_stored = births(*cells)

        assert [(question.key, question.place) for question in found.questions] == [("dates:B", "B2")]
        assert "02/05 hay 05/02" in found.questions[0].message.vi
        assert as_stored == ["02/05/1980", "13/5/1980", "07/07/1981", "11/03/1982"]
        answered, exchanged = births(*cells, answers={"dates:B": "exchanged"})
        assert exchanged == ["05/02/1980", "13/5/1980", "07/07/1981", "03/11/1982"]
        assert answered.questions == ()

    @pytest.mark.parametrize(
        "cells",
        [
            (date(1980, 5, 2), "13/5/1980", date(1980, 5, 25)),
            (date(1980, 5, 2), date(1981, 6, 3)),
            (date(1980, 5, 2), "1955", "3/1960"),
            ("02/05/1980", "13/5/1980"),
        ],
        ids=["a real day above 12", "no text", "years and months are no dates in text", "text alone"],
    )
    def test_nothing_is_asked_where_the_column_answers_itself(self, cells):
        assert births(*cells)[0].questions == ()

    def test_text_with_the_month_first_is_read_so_where_the_whole_column_shows_it(self):
        found, read_births = births("05/25/1980", "02/05/1981")

        assert read_births == ["25/05/1980", "05/02/1981"]
        assert "dates.month-first" in codes(found)

    def test_text_that_contradicts_itself_is_read_with_the_day_first_and_the_rest_told(self):
        found, read_births = births("05/25/1980", "25/05/1981")

        assert read_births == [None, "25/05/1981"]
        assert [remark.place for remark in found.errors] == ["B2"]


class TestCards:
    def cards(self, *cells, answers=None):
        rows = [["Họ và tên", "Số thẻ"], *([f"Người {n}", cell] for n, cell in enumerate(cells))]
        found = read(rows, answers={"status": "official"} | (answers or {}))
        return found, [payload.get("party_card_no") for payload in payloads(found)]

    @pytest.mark.parametrize(
        ("cell", "card"),
        [
            ("012345678901", "012345678901"),
            ("12.345.678", "12345678"),
            ("12 345 678", "12345678"),
            ("'12345678", "12345678"),
            (12345678.0, "12345678"),
            (123456789012.0, "123456789012"),
            ("-", None),
            ("chưa có", None),
            ("Dự bị", None),
        ],
    )
    def test_a_card_number_is_read_in_the_ways_it_is_written(self, cell, card):
        found, cards = self.cards(cell)

        assert cards == [card]
        assert found.settled

    def test_a_number_that_lost_no_digit_is_accepted_and_told(self):
        assert "card.number" in codes(self.cards(123456789012.0)[0])

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (1.5, "cell.card-digits"),
            (1e20, "cell.card-digits"),
            (float("nan"), "cell.card-digits"),
            ("1.23457E+11", "cell.card-digits"),
            ("1234", "cell.card"),
            ("AB-12345", "cell.card"),
            ("1234567890123", "cell.card"),
        ],
    )
    def test_a_number_with_lost_digits_or_of_another_length_is_refused_with_its_cell(self, cell, code):
        found, cards = self.cards("12345678", cell)

        assert cards == ["12345678", None]
        assert [(remark.code, remark.place) for remark in found.errors] == [(code, "B3")]

    def test_zeros_that_excel_took_are_asked_about_and_put_back_on_request(self):
        cells = (12345678901.0, 1234567.0, 1012345678.0, "112345678901")
        found, cards = self.cards(*cells)

        assert cards == [None, None, None, "112345678901"]
        assert [(question.key, question.place) for question in found.questions] == [("zeros:B", "B2")]
        assert "số 0 ở đầu" in found.questions[0].message.vi
        assert found.errors == ()  # the question stands for all of its cells
        left, _ = self.cards(*cells, answers={"zeros:B": "leave"})
        assert [(error.code, error.place) for error in left.errors] == [
            ("cell.card-zeros", place) for place in ("B2", "B3", "B4")
        ]
        answered, padded = self.cards(*cells, answers={"zeros:B": "pad"})
        assert padded == ["012345678901", "01234567", "001012345678", "112345678901"]
        assert answered.settled


class TestStatus:
    def test_no_official_date_is_taken_for_probation_and_told_with_the_count(self):
        found = read([HEADINGS, ["An", "1980", "", "1/1/2000"], ["Bình", "1999", "", ""], ["Chi", "1998", "", "-"]])

        assert [payload["status"] for payload in payloads(found)] == ["official", "probationary", "probationary"]
        assert [(r.code, r.place, r.count) for r in found.remarks] == [("status.derived", "D3", 2)]

    @pytest.mark.parametrize("column", [["Họ và tên", "Ngày sinh"], ["Họ và tên", "Ngày chính thức"]])
    def test_a_list_that_says_nothing_is_asked_about(self, column):
        rows = [column, ["An", ""], ["Bình", ""]]
        found = read(rows)

        assert [question.key for question in found.questions] == ["status"]
        assert payloads(found) == [{"full_name": "An"}, {"full_name": "Bình"}]
        answered = read(rows, answers={"status": "official"})
        assert [payload["status"] for payload in payloads(answered)] == ["official", "official"]

    def test_an_answer_that_is_no_choice_leaves_the_question_open(self):
        assert read([["Họ và tên", "Ngày sinh"], ["An", "1980"]], answers={"status": "dead"}).questions

    def test_words_in_the_note_say_probation(self):
        found = read([["Họ và tên", "Ngày sinh", "Ghi chú"], ["An", "1999", "Dự bị"]])

        assert payloads(found)[0]["status"] == "probationary"

    def test_probation_beside_an_official_date_is_warned_of(self):
        found = read([["Họ và tên", "Chính thức", "ĐV dự bị"], ["An", "1/1/2000", "x"]])

        assert [(remark.code, remark.place) for remark in found.remarks] == [("row.status", "B2")]


class TestOtherCells:
    def test_an_error_of_excel_is_told_once_with_its_place(self):
        found = read([HEADINGS, ["An", "#REF!", "=A1", "1/1/2000"], ["Bình", "1980", "", "#N/A"]])

        assert [(remark.code, remark.place) for remark in found.errors] == [
            ("cell.error", "B2"),
            ("cell.error", "C2"),
            ("cell.error", "D3"),
        ]

    def test_a_cell_with_a_megabyte_of_text_is_refused_with_its_place(self):
        found = read([["Họ và tên", "Ghi chú"], ["An", "x " * 500_000], ["B" * 1_000_000, "1"]])

        assert [(remark.code, remark.place) for remark in found.errors] == [("cell.long", "B2"), ("cell.long", "A3")]

    def test_a_row_with_data_and_no_name_is_told(self):
        found = read([HEADINGS, ["An", "1980", "", "2000"], ["", "1981", "12345678", "2001"]])

        assert len(found.members) == 1
        assert [(remark.code, remark.place) for remark in found.errors] == [("row.no-name", "A3")]

    def test_a_birth_for_men_and_for_women_is_refused(self):
        found = read([["Họ và tên", "Năm sinh", ""], ["", "Nam", "Nữ"], ["An", "1980", "1981"]])

        assert [(remark.code, remark.place) for remark in found.errors] == [("row.two-births", "C3")]

    def test_names_in_an_old_encoding_below_unicode_headings_are_refused(self):
        found = read([["Họ và tên", "Ngày sinh"], ["NguyÔn V¨n B×nh", "1980"], ["TrÇn ThÞ Hµ", "1981"]])

        assert [(remark.code, remark.place) for remark in found.errors] == [("legacy.text", "A")]

    def test_a_value_merged_downwards_is_everybodys_but_never_a_card_number(self):
        rows = [
            ["Họ và tên", "Nơi ở", "Số thẻ", "Chính thức"],
            ["An", "Thôn A", "12345678", "2000"],
            ["Bình", "", "", "2001"],
        ]
        found = read(rows, merged=[(1, 1, 2, 1), (1, 2, 2, 2)])

        assert [payload["residence"] for payload in payloads(found)] == ["Thôn A", "Thôn A"]
        assert [payload.get("party_card_no") for payload in payloads(found)] == ["12345678", None]

    def test_months_of_dues(self):
        rows = [
            ["Họ và tên", "Đảng phí"],
            *(["An", cell] for cell in ("7/2026", "T7/2026", date(2026, 7, 1), "hết tháng 7")),
        ]
        found = read(rows)

        assert [payload.get("dues_paid_through") for payload in payloads(found)] == ["2026-07"] * 3 + [None]
        assert [(remark.code, remark.place) for remark in found.errors] == [("cell.month", "B5")]

    def test_more_than_fifty_faults_of_a_kind_are_counted_in_the_last(self):
        found = read([["Họ và tên", "Ngày sinh"], *([f"Người {n}", "không rõ"] for n in range(120))])

        assert len(found.errors) == 50
        assert sum(remark.count for remark in found.errors) == 120
