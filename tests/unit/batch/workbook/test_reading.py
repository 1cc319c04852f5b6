"""How cells are read, blanks filled, and rows joined; and where each value is said to stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from service.batch.workbook import Row, faults_of
from service.errors import Message
from tests.payloads import DISSOLUTION, ESTABLISHMENT, SLIP, as_bytes, pipeline_without_templates
from tests.workbooks import Typed, filled, read, told

MINUTES = "cell-meeting-minutes"
MEMBERS = "Danh sách đảng viên"
CARD = "Đảng viên được giới thiệu: Số thẻ đảng viên"
BIRTH = "Đảng viên được giới thiệu: Ngày sinh"
DUES = "Đã đóng đảng phí đến hết tháng"
BTV = {"Mã": "BTV", "Loại cơ quan": "Ban thường vụ", "Tên cơ quan": "Đảng ủy xã Tiên Phong"}
VBTV = {"Mã": "VP", "Loại cơ quan": "Văn phòng cấp ủy", "Tên cơ quan": "Văn phòng Đảng ủy"}


def only(slug: str, **cells: Any) -> Row:
    """The one paper of a workbook of ours with these cells."""
    return read(slug, filled(slug, {"Văn bản": [{"Mã": "1", **cells}]}))[1][0]


def at(row: Row, pointer: str) -> Any:
    value: Any = row.payload
    for step in pointer.split("/")[1:]:
        value = value[int(step) if isinstance(value, list) else step]
    return value


@pytest.mark.parametrize(
    ("heading", "cell", "pointer", "value"),
    [
        ("Số văn bản", 12.0, "/number", 12),
        ("Số văn bản", "12", "/number", 12),
        ("Số văn bản", "1.234", "/number", 1234),
        ("Ngày ban hành", "5/8/2026", "/issue_date", "2026-08-05"),
        ("Ngày ban hành", "05/08/2026", "/issue_date", "2026-08-05"),
        ("Ngày ban hành", "2026-08-05", "/issue_date", "2026-08-05"),
        ("Ngày ban hành", date(2026, 8, 5), "/issue_date", "2026-08-05"),
        (BIRTH, "1980", "/member/birth", "1980"),
        (BIRTH, 1980, "/member/birth", "1980"),
        (BIRTH, "3/1980", "/member/birth", "3/1980"),
        (BIRTH, "12/3/1980", "/member/birth", "12/3/1980"),
        (BIRTH, date(1980, 3, 12), "/member/birth", "12/03/1980"),
        (CARD, "019068001234", "/member/party_card_no", "019068001234"),
        (DUES, "8/2026", "/dues_paid_through", "2026-08"),
        (DUES, "2026-08", "/dues_paid_through", "2026-08"),
        ("Lý do", 105, "/reason", "105"),
        ("Lý do", "  có\n", "/reason", "có"),
        ("Hồ sơ kèm theo", "Phiếu đảng viên\n\nBản kiểm điểm\n", "/enclosures", ["Phiếu đảng viên", "Bản kiểm điểm"]),
        ("Đảng viên được giới thiệu: Giới tính", "NỮ", "/member/gender", "female"),
        ("Đảng viên được giới thiệu: Giới tính", "female", "/member/gender", "female"),
        ("Khổ giấy", "a5", "/paper", "A5"),
    ],
)
def test_a_cell_is_read_as_its_column_wants_it(heading, cell, pointer, value):
    row = only(SLIP, **{heading: cell})

    assert at(row, pointer) == value
    assert row.remarks == ()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("x", True), ("X", True), ("có", True), ("Không", False), (True, True), (0, False)],
)
def test_yes_and_no_are_read_in_words(cell, value):
    assert only(MINUTES, **{"In dòng địa danh, ngày tháng": cell}).payload["place_date_line"] is value


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Số văn bản", 12.5, "cell.integer"),
        ("Số văn bản", "12,5", "cell.integer"),
        ("Số văn bản", "47-QĐ/ĐU", "cell.integer"),
        ("Ngày ban hành", "31/6/2026", "cell.day"),
        ("Ngày ban hành", "8/2026", "cell.day"),
        ("Ngày ban hành", 46239, "cell.day"),
        ("Ngày ban hành", datetime(2026, 8, 5, 7, 30), "cell.day"),  # noqa: DTZ001
        (BIRTH, 29256, "cell.partial-date"),
        (CARD, 19068001234, "cell.number-for-code"),
        (CARD, date(1980, 3, 12), "cell.number-for-code"),
        (DUES, "13/2026", "cell.month"),
        ("Lý do", date(2026, 8, 5), "cell.not-text"),
        ("Lý do", "#REF!", "cell.error-value"),
        ("Khổ giấy", "A3", "cell.choice"),
        ("Lý do", Typed("=A1"), "cell.formula"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_once_at_its_place(heading, cell, code):
    row = only(SLIP, **{heading: cell})
    remark = row.remarks[0]
    findings = pipeline_without_templates().validate(SLIP, as_bytes(row.payload))
    here = [fault for fault in faults_of(row, findings.errors) if fault.place == remark.fault.place]

    assert [fault.code for fault in here] == [code]
    assert row.refused


def test_the_result_of_a_formula_is_taken_and_told():
    row = only(SLIP, **{"Lý do": Typed('="a"&"b"', "ab")})

    assert row.payload["reason"] == "ab"
    assert [(r.fault.code, r.fault.level) for r in row.remarks] == [("cell.formula-result", "warning")]
    assert not row.refused


@pytest.mark.parametrize(
    ("cell", "value"), [(92.4, 92.4), ("92,4", 92.4), ("92.4", 92.4), ("1.240.000", 1_240_000), ("1240", 1240)]
)
def test_numbers_are_read_as_they_are_written_in_vietnam(cell, value):
    rows = [{"Mã": "1", "Chỉ tiêu": "a", "Kế hoạch": cell}]
    content = filled("summary-report", {"Văn bản": [{"Mã": "1"}], "Chỉ tiêu thời gian tới": rows})

    assert read("summary-report", content)[1][0].payload["next_targets"][0]["planned"] == value


def test_a_number_that_may_be_two_is_asked_about():
    rows = [{"Mã": "1", "Chỉ tiêu": "a", "Kế hoạch": "1.240"}]
    content = filled("summary-report", {"Văn bản": [{"Mã": "1"}], "Chỉ tiêu thời gian tới": rows})
    fault = read("summary-report", content)[1][0].remarks[0].fault

    assert (fault.code, str(fault.place)) == ("cell.number-ambiguous", "Chỉ tiêu thời gian tới!C2")
    assert "1240 hay 1,240" in fault.message.vi


@pytest.mark.parametrize(("cell", "value"), [("03/8/2026 19:30", "19:30:00"), ("19h30 ngày 3/8/2026", "19:30:00")])
def test_moments_are_read_in_either_order(cell, value):
    assert only(MINUTES, **{"Bắt đầu": cell}).payload["start_at"] == f"2026-08-03T{value}"


class TestDates:
    """In a workbook from elsewhere a column of real dates may have taken day for month."""

    def slips(self, *births: str | date, ours: bool = False) -> tuple[list[tuple[str, str]], list[Row]]:
        rows = [{"Mã": str(n), BIRTH: birth} for n, birth in enumerate(births, start=1)]
        faults, papers = read(SLIP, filled(SLIP, {"Văn bản": rows}, ours=ours))
        return told(faults), papers

    def test_real_days_up_to_12_beside_text_are_asked_about_for_the_whole_column(self):
        faults, rows = self.slips(date(1980, 5, 2), "13/5/1980", date(1981, 1, 12))

        assert faults == [("column.dates", "Văn bản!I1")]
        assert [row.refused for row in rows] == [True, False, True]

    def test_a_day_above_12_shows_that_nothing_was_turned_round(self):
        faults, rows = self.slips(date(1980, 5, 2), "13/5/1980", date(1981, 1, 13))

        assert faults == []
        assert rows[0].payload["member"]["birth"] == "02/05/1980"

    def test_in_our_own_workbook_a_real_date_is_that_day(self):
        faults, rows = self.slips(date(1980, 5, 2), "13/5/1980", ours=True)

        assert (faults, rows[0].payload["member"]["birth"]) == ([], "02/05/1980")


class TestWhatIsTypedOnce:
    def test_shared_values_fill_blanks_and_stand_where_they_were_typed(self):
        rows = [{"Mã": "1"}, {"Mã": "2", "Ngày ban hành": "06/8/2026"}]
        _, papers = read(SLIP, filled(SLIP, {"Văn bản": rows}, common={"Ngày ban hành *": "05/8/2026"}))

        assert [row.payload["issue_date"] for row in papers] == ["2026-08-05", "2026-08-06"]
        assert [str(row.place_of("/issue_date")) for row in papers] == ["Chung!B2", "Văn bản!D3"]

    def test_a_fault_in_a_shared_value_is_one_fault(self):
        rows = [{"Mã": "1"}, {"Mã": "2"}]
        _, papers = read(SLIP, filled(SLIP, {"Văn bản": rows}, common={"Ngày ban hành": "hôm nay"}))

        assert told(list({remark.fault for row in papers for remark in row.remarks})) == [("cell.day", "Chung!B2")]

    def test_an_unknown_shared_column_is_told_with_the_nearest(self):
        faults, _ = read(SLIP, filled(SLIP, {"Văn bản": [{"Mã": "1"}]}, common={"Ngày ban hàn": "05/8/2026"}))

        assert told(faults) == [("heading.unknown", "Chung!A2")]
        assert "“Ngày ban hành”" in faults[0].message.vi

    @pytest.mark.parametrize("named", ["BTV", "btv", "Đảng uỷ xã Tiên Phong", ""])
    def test_the_issuer_is_found_by_code_or_name_and_the_only_one_without(self, named):
        content = filled(SLIP, {"Văn bản": [{"Mã": "1", "Cơ quan ban hành": named}], "Cơ quan": [BTV]})
        row = read(SLIP, content)[1][0]

        assert row.payload["issuer"]["kind"] == "standing_committee"
        assert str(row.place_of("/issuer/name")) == "Cơ quan!C2"
        assert str(row.place_of("/issuer/superior")) == "Cơ quan!D2"

    def test_an_issuer_of_the_directory_goes_by_its_code(self):
        content = filled(SLIP, {"Văn bản": [{"Mã": "1", "Cơ quan ban hành": "DU-TP"}], "Cơ quan": [BTV, VBTV]})
        row = read(SLIP, content)[1][0]

        assert row.payload["issuer_ref"] == "DU-TP"
        assert str(row.place_of("/issuer_ref")) == "Văn bản!B2"

    @pytest.mark.parametrize(
        ("named", "code"), [("Đảng ủy xã Tiên Phonh", "issuer.unknown"), ("Đảng ủy xã Tiên Phong", "issuer.ambiguous")]
    )
    def test_an_issuer_that_is_misspelt_or_there_twice_is_told(self, named, code):
        bodies = [BTV, {**BTV, "Mã": "DU"}]
        content = filled(SLIP, {"Văn bản": [{"Mã": "1", "Cơ quan ban hành": named}], "Cơ quan": bodies})

        assert told([r.fault for r in read(SLIP, content)[1][0].remarks]) == [(code, "Văn bản!B2")]

    def test_signers_and_recipients_of_a_body_stand_one_a_line(self):
        body = {**BTV, "Người ký": "Lê Minh Tuấn; Bí thư\nNguyễn Thị Hòa", "Nơi nhận thường xuyên": "Mặt trận; để biết"}
        row = read(SLIP, filled(SLIP, {"Văn bản": [{"Mã": "1"}], "Cơ quan": [body]}))[1][0]

        assert row.payload["issuer"]["signers"] == [
            {"full_name": "Lê Minh Tuấn", "position": "Bí thư"},
            {"full_name": "Nguyễn Thị Hòa"},
        ]
        assert row.payload["issuer"]["standing_recipients"] == [{"name": "Mặt trận", "purpose": "know"}]


def member(key: Any, name: str) -> dict[str, Any]:
    return {"Mã": key, "Họ và tên": name, "Chính thức / dự bị": "Chính thức"}


class TestLists:
    def papers(self, members: list[dict[str, Any]], rows: list[dict[str, Any]] | None = None) -> Any:
        usual = [{"Mã": "01", "Tên chi bộ": "Chi bộ thôn Đông"}, {"Mã": "02", "Tên chi bộ": "Chi bộ thôn Đoài"}]
        return read(ESTABLISHMENT, filled(ESTABLISHMENT, {"Văn bản": rows or usual, MEMBERS: members}))

    @pytest.mark.parametrize("key", ["02", "Chi bộ thôn Đoài", "thôn đoài", " chi bộ  thôn Đoài "])
    def test_a_row_belongs_to_the_paper_of_its_code_or_cell_name(self, key):
        faults, (first, second) = self.papers([member(key, "An")])

        assert (faults, "members" in first.payload) == ([], False)
        assert second.payload["members"] == [{"full_name": "An", "status": "official"}]

    def test_a_code_that_became_a_number_is_still_found(self):
        faults, rows = self.papers([member(7.0, "An")], [{"Mã": 7}, {"Mã": "8"}])
        assert (faults, len(rows[0].payload["members"])) == ([], 1)

    def test_rows_stand_in_any_order_and_keep_theirs(self):
        _, rows = self.papers([member("02", "A"), member("01", "B"), member("02", "C")])

        assert [[m["full_name"] for m in row.payload["members"]] for row in rows] == [["B"], ["A", "C"]]
        assert str(rows[1].place_of("/members/1/full_name")) == f"{MEMBERS}!B4"
        assert str(rows[1].place_of("/members/1/birth")) == f"{MEMBERS}!D4"

    def test_a_row_without_a_paper_is_told_with_the_nearest(self):
        faults, _ = self.papers([member("Chi bộ thôn Đoàn", "An"), member("", "Bình")])

        assert told(faults) == [("key.unknown", f"{MEMBERS}!A2"), ("key.missing", f"{MEMBERS}!A3")]
        assert "“Chi bộ thôn Đoài”" in faults[0].message.vi

    def test_a_name_that_two_papers_have_is_no_key(self):
        rows = [{"Mã": "1", "Tên chi bộ": "Chi bộ thôn Đông"}, {"Mã": "2", "Tên chi bộ": "thôn Đông"}]
        faults, _ = self.papers([member("Chi bộ thôn Đông", "An")], rows)

        assert told(faults) == [("key.ambiguous", f"{MEMBERS}!A2")]

    def test_two_papers_of_one_code_are_both_refused_and_each_names_the_other(self):
        faults, rows = self.papers([member("002", "An")], [{"Mã": "001"}, {"Mã": "001"}, {"Mã": "003"}])
        first, second, _ = rows

        assert told([r.fault for r in first.remarks]) == [("key.repeated", "Văn bản!A2")]
        assert told([r.fault for r in second.remarks]) == [("key.repeated", "Văn bản!A3")]
        assert "ở ô A3" in first.remarks[0].fault.message.vi
        assert "ở ô A2" in second.remarks[0].fault.message.vi
        assert "có phải" not in faults[0].message.vi  # one of the two was meant to be 002

    def test_shared_rows_belong_to_every_paper_without_rows_of_its_own(self):
        _, rows = self.papers([member("Chung", "An"), member("02", "Bình")])

        assert [row.payload["members"][0]["full_name"] for row in rows] == ["An", "Bình"]

    def test_one_paper_needs_no_code(self):
        _, rows = self.papers([member("", "An")], [{"Tên chi bộ": "Chi bộ thôn Đông"}])
        assert len(rows[0].payload["members"]) == 1

    def test_a_missing_list_is_found_on_its_sheet(self):
        _, rows = self.papers([member("01", "An")])
        assert str(rows[1].place_of("/members")) == f"{MEMBERS}!A1"

    def test_lists_within_items_follow_their_item(self):
        sheets = {
            "Văn bản": [{"Mã": "1"}],
            "Diễn biến": [{"Mã": "1", "STT": 10, "Nội dung": "A"}, {"Mã": "1", "Nội dung": "B"}],
            "Diễn biến - Ý kiến phát biểu": [
                {"Mã": "1", "Thuộc mục": 2, "Người phát biểu": "An", "Ý kiến": "b"},
                {"Mã": "1", "Thuộc mục": "10", "Người phát biểu": "Bình", "Ý kiến": "a"},
                {"Mã": "1", "Thuộc mục": "b", "Người phát biểu": "Chi", "Ý kiến": "b"},
                {"Mã": "1", "Thuộc mục": "3", "Người phát biểu": "Dung", "Ý kiến": "?"},
            ],
        }
        row = read(MINUTES, filled(MINUTES, sheets))[1][0]

        said = [[each["speaker"] for each in item["statements"]] for item in row.payload["items"]]
        assert said == [["Bình"], ["An", "Chi"]]
        assert str(row.place_of("/items/1/statements/1/text")) == "Diễn biến - Ý kiến phát biểu!D4"
        assert told([r.fault for r in row.remarks]) == [("parent.unknown", "Diễn biến - Ý kiến phát biểu!B5")]


class TestSheetsAndHeadings:
    def test_an_unknown_heading_is_one_fault_with_the_missing_one_suggested(self):
        headings = ["Mã", "Họ và tên", "Chính thức hoặc dự bị"]
        rows = [{"Mã": "1", "Họ và tên": "An", "Chính thức hoặc dự bị": "Dự bị"}]
        content = filled(ESTABLISHMENT, {"Văn bản": [{"Mã": "1"}], MEMBERS: rows}, headings={MEMBERS: headings})
        faults, (row,) = read(ESTABLISHMENT, content)

        assert told(faults) == [("heading.unknown", f"{MEMBERS}!C1")]
        assert "“Chính thức / dự bị”" in faults[0].message.vi
        verdict = pipeline_without_templates().validate(ESTABLISHMENT, as_bytes(row.payload))
        statuses = [fault for fault in faults_of(row, verdict.errors) if fault.place.sheet == MEMBERS]
        assert set(statuses) == set(faults)

    def test_a_missing_heading_is_told_unless_its_value_is_shared(self):
        headings = ["Mã", "Cơ quan ban hành", "Tên chi bộ", "Cách thành lập"]
        shared = {"Nhân sự lãnh đạo": "Chỉ định"}
        for common, expected in (({}, [("heading.missing", "Văn bản!A1")]), (shared, [])):
            content = filled(ESTABLISHMENT, {"Văn bản": [{"Mã": "1"}]}, headings={"Văn bản": headings}, common=common)
            assert told(read(ESTABLISHMENT, content)[0]) == expected

    def test_a_heading_twice_is_told(self):
        headings = ["Mã", "Họ và tên", "Chính thức / dự bị", "Ngày sinh", "họ  và tên *"]
        content = filled(ESTABLISHMENT, {"Văn bản": [{"Mã": "1"}], MEMBERS: []}, headings={MEMBERS: headings})

        assert told(read(ESTABLISHMENT, content)[0]) == [("heading.repeated", f"{MEMBERS}!E1")]

    def test_columns_may_stand_in_any_order_and_below_a_title(self):
        headings = ["Lý do", "Mã", "Số văn bản"]
        rows = [{"Lý do": "Lý do", "Mã": "Mã", "Số văn bản": "Số văn bản"}, {"Lý do": "nhà xa", "Mã": "1"}]
        title = ["DANH SÁCH GIẤY GIỚI THIỆU", "a", "b"]
        under = [dict(zip(title, row.values(), strict=False)) for row in rows]
        for content in (
            filled(SLIP, {"Văn bản": rows[1:]}, headings={"Văn bản": headings}),
            filled(SLIP, {"Văn bản": under}, headings={"Văn bản": title}),
        ):
            row = read(SLIP, content)[1][-1]
            assert (row.key, row.payload["reason"]) == ("1", "nhà xa")

    def test_a_misnamed_sheet_is_a_fault_and_a_sheet_of_ones_own_a_warning(self):
        sheets = {"Văn bản": [{"Mã": "1"}], "Noi nhan": [{"Mã": "1"}], "Nháp": [{"gì đó": "1"}]}
        faults, _ = read(SLIP, filled(SLIP, sheets, left_out=["Nơi nhận"]))

        assert [(f.code, f.place.sheet, f.level) for f in faults] == [
            ("sheet.unknown", "Noi nhan", "error"),
            ("sheet.unknown", "Nháp", "warning"),
        ]

    def test_a_missing_list_sheet_is_told_where_the_list_must_be_there(self):
        faults, _ = read(DISSOLUTION, filled(DISSOLUTION, {"Văn bản": [{"Mã": "1"}]}, left_out=[MEMBERS, "Nơi nhận"]))
        assert told(faults) == [("sheet.missing", MEMBERS)]

    def test_merged_cells_among_the_data_are_told(self):
        content = filled(SLIP, {"Văn bản": [{"Mã": "1"}]}, merged={"Văn bản": "B4:C5"})
        assert ("cell.merged", "Văn bản!B4") in told(read(SLIP, content)[0])


def without_soft_hyphens(text: str) -> tuple[str, tuple[Message, ...]]:
    """What cleaning may do: say what it took."""
    cleaned = text.replace("\u00ad", "")
    return cleaned, (() if cleaned == text else (Message("dấu nối mềm", "soft hyphens"),))


def test_what_is_cleaned_away_is_told_at_its_cell():
    content = filled(SLIP, {"Văn bản": [{"Mã": "1", "Lý do": "chuyển\u00ad nhà"}]})
    row = read(SLIP, content, without_soft_hyphens)[1][0]

    assert row.payload["reason"] == "chuyển nhà"
    assert [(r.fault.code, r.fault.level, str(r.fault.place)) for r in row.remarks] == [
        ("cell.cleaned", "warning", str(row.place_of("/reason")))
    ]


def test_a_place_falls_back_to_the_nearest_that_holds_it():
    row = only(SLIP)

    assert str(row.place_of("/member/unheard_of")) == str(row.place_of("/member"))
    assert str(row.place_of("/unheard_of")) == str(row.place_of("")) == "Văn bản!A2"
