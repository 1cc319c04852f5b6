"""The office directory: what it is read from, what is wrong with it, and what it brings into a paper."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest
import xlsxwriter

from service.documents import discover_types
from service.errors import OfficeFault
from service.norm import IssuerKind
from service.offices import COLUMNS, KIND_NAMES, load_directory, nearest_codes
from tests.payloads import ESTABLISHMENT, LEFT_OUT, SLIP, as_bytes, pipeline_without_templates, sample

COMMITTEE = {
    "code": "DU-TP",
    "kind": "grassroots_committee",
    "name": "Đảng ủy xã Tiên Phong",
    "superior": "Đảng bộ tỉnh Thái Nguyên",
    "signers": [{"full_name": "Lê Minh Tuấn", "position": "Bí thư"}, {"full_name": "Nguyễn Thị Hòa"}],
    "standing_recipients": [{"name": "Ủy ban Kiểm tra Đảng ủy"}, {"name": "Văn phòng", "purpose": "archive"}],
}
CELL = {"code": "CB-1", "kind": "cell", "name": "Chi bộ thôn Đông", "superior": "Đảng bộ xã Tiên Phong"}
ROW = [
    "DU-TP",
    "grassroots_committee",
    "Đảng ủy xã Tiên Phong",
    "Đảng bộ tỉnh Thái Nguyên",
    "",
    "",
    "Lê Minh Tuấn; Bí thư\nNguyễn Thị Hòa",
    "Ủy ban Kiểm tra Đảng ủy\n\nMặt trận",
]


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_sheet(path, *rows, headings=tuple(COLUMNS)):
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, row)
    return path


def faults(location) -> list[str]:
    with pytest.raises(OfficeFault) as caught:
        load_directory(location)
    return str(caught.value).splitlines()[1:]


class TestReading:
    def test_no_location_is_an_empty_directory(self):
        assert load_directory(None) == {}

    def test_json_holds_bodies_as_a_payload_does(self, tmp_path):
        directory = load_directory(write_json(tmp_path / "co-quan.json", [COMMITTEE, CELL]))

        assert list(directory) == ["DU-TP", "CB-1"]
        assert directory["DU-TP"].signers[1].full_name == "Nguyễn Thị Hòa"

    def test_a_sheet_holds_one_body_a_row(self, tmp_path):
        body = load_directory(write_sheet(tmp_path / "co-quan.xlsx", ROW, [""] * 8))["DU-TP"]

        assert (body.name, body.superior, body.symbol) == ("Đảng ủy xã Tiên Phong", "Đảng bộ tỉnh Thái Nguyên", None)
        assert [(s.full_name, s.position) for s in body.signers] == [
            ("Lê Minh Tuấn", "Bí thư"),
            ("Nguyễn Thị Hòa", None),
        ]
        assert [r.name for r in body.standing_recipients] == ["Ủy ban Kiểm tra Đảng ủy", "Mặt trận"]

    def test_a_code_that_the_workbook_holds_as_a_number_stays_what_was_typed(self, tmp_path):
        assert list(load_directory(write_sheet(tmp_path / "x.xlsx", [105, *ROW[1:]]))) == ["105"]

    @pytest.mark.parametrize(
        ("typed", "kind"),
        [
            *((name, kind) for name, kind in KIND_NAMES.items()),
            *((kind.value.upper(), kind) for kind in IssuerKind),
            ("chi bộ", IssuerKind.CELL),
            ("ĐẢNG  UỶ", IssuerKind.GRASSROOTS_COMMITTEE),
            (unicodedata.normalize("NFD", "Tỉnh ủy"), IssuerKind.PROVINCIAL_COMMITTEE),
        ],
    )
    def test_the_kind_in_a_sheet_is_a_vietnamese_name_or_the_code_of_a_payload(self, tmp_path, typed, kind):
        assert load_directory(write_sheet(tmp_path / "x.xlsx", [ROW[0], typed, *ROW[2:]]))["DU-TP"].kind is kind

    def test_every_kind_has_a_vietnamese_name(self):
        assert set(KIND_NAMES.values()) == set(IssuerKind)

    def test_a_kind_that_is_neither_is_told_with_what_there_is(self, tmp_path):
        [fault] = faults(write_sheet(tmp_path / "x.xlsx", [ROW[0], "Mặt trận", *ROW[2:]]))

        assert fault.startswith("x.xlsx, dòng 2, cột “Loại cơ quan”: Chỉ nhận một trong các giá trị: cell (chi bộ)")

    def test_columns_may_stand_in_any_order_and_be_left_out(self, tmp_path):
        sheet = write_sheet(
            tmp_path / "x.xlsx",
            ["xã A", "Đảng ủy xã A", "C", "cell"],
            headings=["Địa danh", "Tên cơ quan", "Mã", "Loại cơ quan"],
        )

        assert load_directory(sheet)["C"].place_name == "xã A"

    def test_a_folder_holds_several_files(self, tmp_path):
        write_json(tmp_path / "a.json", [CELL])
        write_sheet(tmp_path / "b.xlsx", ROW)
        (tmp_path / "~$b.xlsx").write_bytes(b"lock of Excel")
        (tmp_path / "readme.txt").write_text("x")

        assert load_directory(tmp_path).keys() == {"CB-1", "DU-TP"}


class TestFaults:
    def test_all_are_told_at_once_with_file_place_and_field(self, tmp_path):
        write_json(tmp_path / "a.json", [{**CELL, "kind": "chi bộ", "nmae": "x"}, {**CELL, "code": None}, "x", CELL])
        write_sheet(tmp_path / "b.xlsx", ROW, [*ROW[:2], "", *ROW[3:]], ["CB-1", *ROW[1:]])
        (tmp_path / "c.json").write_text('[\n{"code": }]')
        (tmp_path / "d.xlsx").write_bytes(b"PK no workbook")
        found = faults(tmp_path)

        assert found[:6] == [
            "a.json, mục 1, /kind: " + found[0].partition(": ")[2],
            "a.json, mục 1, /nmae: Mẫu dữ liệu không có mục này; hãy bỏ đi hoặc xem lại tên mục.",
            "a.json, mục 2, /code: Thiếu mã cơ quan; hãy bổ sung.",
            "a.json, mục 3: Phải là một nhóm mục.",
            "b.xlsx, dòng 3, cột “Tên cơ quan”: Chưa ghi mục này, là mục phải có; hãy bổ sung.",
            "b.xlsx, dòng 4, cột “Mã”: Mã CB-1 đã dùng cho cơ quan khác; mỗi cơ quan một mã.",
        ]
        assert "cell (chi bộ)" in found[0]
        assert found[6].startswith("c.json: JSON sai cú pháp ở dòng 2, cột 10.")
        assert found[7].startswith("d.xlsx: Không đọc được bảng tính")
        assert len(found) == 8

    def test_a_fault_in_a_list_names_the_item(self, tmp_path):
        write_json(tmp_path / "a.json", [{**CELL, "signers": [{"full_name": "A"}, {"position": "Bí thư"}]}])
        write_sheet(tmp_path / "b.xlsx", [*ROW[:6], "Lê A; Bí thư\n; Phó Bí thư", ""])
        json_fault, sheet_fault = faults(tmp_path)

        assert json_fault.startswith("a.json, mục 1, /signers/1/full_name: Chưa ghi")
        assert sheet_fault == "b.xlsx, dòng 2, cột “Người ký”, mục 2: Không được để trống."

    def test_json_nested_beyond_reading_is_a_fault_of_its_file(self, tmp_path):
        (tmp_path / "a.json").write_text("[" * 200_000)
        (tmp_path / "b.json").write_text('[{"code": ' + "[" * 100 + "]" * 100 + "}]")
        write_json(tmp_path / "c.json", [{**CELL, "name": ""}])
        found = faults(tmp_path)

        assert found[:2] == [f"{name}.json: Dữ liệu lồng nhau quá 64 cấp." for name in "ab"]
        assert found[2].startswith("c.json, mục 1, /name: ")

    def test_a_key_given_twice_in_an_entry_is_refused(self, tmp_path):
        (tmp_path / "a.json").write_text('[{"code": "A", "kind": "cell", "name": "Chi bộ xã A", "code": "B"}]')

        assert faults(tmp_path)[0].startswith("a.json: Khóa “code” xuất hiện hai lần")

    def test_a_code_given_twice_is_a_fault_of_the_second(self, tmp_path):
        write_json(tmp_path / "a.json", [CELL, CELL])

        assert faults(tmp_path) == ["a.json, mục 2, /code: Mã CB-1 đã dùng cho cơ quan khác; mỗi cơ quan một mã."]

    def test_a_body_without_a_place_could_issue_nothing(self, tmp_path):
        write_json(tmp_path / "a.json", [{**CELL, "superior": None}])

        assert faults(tmp_path)[0].startswith("a.json, mục 1, /place_name: Thiếu địa danh")

    def test_a_heading_that_no_field_has_is_not_passed_over(self, tmp_path):
        sheet = write_sheet(tmp_path / "x.xlsx", ["x"], headings=["Tên co quan"])

        assert faults(sheet)[0].startswith(
            "x.xlsx: Không có cột nào tên Tên co quan; dòng đầu ghi tên các cột: Mã, Loại cơ quan"
        )

    def test_a_heading_given_twice_is_refused(self, tmp_path):
        sheet = write_sheet(tmp_path / "x.xlsx", ["A", "B"], headings=["Mã", "Mã"])

        assert faults(sheet) == ["x.xlsx: Cột Mã có hai lần; hãy giữ lại một."]

    def test_a_json_file_is_a_list(self, tmp_path):
        assert faults(write_json(tmp_path / "a.json", {"code": "x"}))[0].startswith("a.json: Tệp JSON phải là một danh")

    @pytest.mark.parametrize("name", ["b.csv", "b.xls", "b.ods", "b.XLSM"])
    def test_a_sheet_of_another_kind_is_a_fault_and_not_passed_over(self, tmp_path, name):
        (tmp_path / name).write_text("x")
        alone = faults(tmp_path)
        write_json(tmp_path / "a.json", [CELL])

        assert alone == faults(tmp_path)
        assert alone[0].startswith(f"{name}: Chỉ đọc được tệp .json và .xlsx; hãy lưu lại dạng .xlsx")

    def test_a_folder_with_nothing_to_read_is_a_fault(self, tmp_path):
        (tmp_path / "readme.txt").write_text("x")

        with pytest.raises(OfficeFault, match=r"OFFICES_DIR: .* nor a folder with one"):
            load_directory(tmp_path)

    @pytest.mark.parametrize("name", ["missing", "directory.txt"])
    def test_a_location_that_cannot_work_names_the_variable(self, tmp_path, name):
        (tmp_path / "directory.txt").write_text("x")

        with pytest.raises(OfficeFault, match="OFFICES_DIR: .*" + name):
            load_directory(tmp_path / name)


@pytest.fixture
def pipeline(tmp_path):
    return pipeline_without_templates(directory=load_directory(write_json(tmp_path / "a.json", [COMMITTEE, CELL])))


def by_reference(code: str, **changes):
    return as_bytes(sample(ESTABLISHMENT, issuer=LEFT_OUT, issuer_ref=code, **changes))


class TestInAPaper:
    def test_issuer_usual_signer_and_standing_recipients_come_from_the_directory(self, pipeline):
        kind = discover_types()[ESTABLISHMENT]
        judged = pipeline.judge(kind, by_reference("DU-TP", signature=LEFT_OUT))
        printed = kind.context(judged.document, judged.circumstances)

        assert judged.verdict.errors == ()
        assert printed["letterhead"]["issuer"] == ["ĐẢNG ỦY XÃ TIÊN PHONG"]
        assert printed["signature"]["name"] == "Lê Minh Tuấn"
        assert printed["recipients"][-2:] == ["- Ủy ban Kiểm tra Đảng ủy;", "- Lưu Văn phòng."]

    def test_what_the_payload_says_itself_comes_first(self, pipeline):
        kind = discover_types()[ESTABLISHMENT]
        body = by_reference("DU-TP", recipients=[{"name": "Chi bộ A"}], signature={"full_name": "Trần B"})
        judged = pipeline.judge(kind, body)
        printed = kind.context(judged.document, judged.circumstances)

        assert printed["signature"]["name"] == "Trần B"
        assert printed["recipients"] == ["- Như Điều 4;", "- Chi bộ A;", "- Lưu Đảng ủy."]

    @pytest.mark.parametrize(
        ("code", "hint"), [("DU-TB", "DU-TP"), ("du-tp", "DU-TP"), ("zzz", None), ("x" * 20_000, None)]
    )
    def test_an_unknown_code_is_one_error_with_the_codes_that_look_like_it(self, pipeline, code, hint):
        errors = pipeline.validate(ESTABLISHMENT, by_reference(code)).errors

        assert [(error.code, error.pointer) for error in errors] == [("issuer.unknown", "/issuer_ref")]
        assert ("có phải" in errors[0].message.vi) is (hint is not None)
        assert (hint or "") in errors[0].message.vi

    def test_an_issuer_given_twice_is_refused(self, pipeline):
        errors = pipeline.validate(ESTABLISHMENT, as_bytes(sample(ESTABLISHMENT, issuer_ref="DU-TP"))).errors

        assert [(error.code, error.pointer) for error in errors] == [("issuer.twice", "/issuer_ref")]

    def test_findings_about_a_body_of_the_directory_point_to_its_code(self, pipeline):
        """The payload has no issuer to point into; a cell has no power to found a cell, and nobody signs for it."""
        errors = pipeline.validate(ESTABLISHMENT, by_reference("CB-1", signature=LEFT_OUT)).errors

        assert {(error.code, error.pointer) for error in errors} == {
            ("C12", "/issuer_ref"),
            ("signature.missing", "/signature"),
        }

    def test_a_slip_may_come_from_a_cell_of_the_directory(self, pipeline):
        payload = sample(SLIP, issuer=LEFT_OUT, issuer_ref="CB-1", from_cell="thôn Đông")

        assert pipeline.validate(SLIP, as_bytes(payload)).errors == ()


def test_codes_that_look_alike_are_named_nearest_first(tmp_path):
    directory = load_directory(
        write_json(tmp_path / "a.json", [{**CELL, "code": code} for code in ("CB-10", "CB-1", "DU")])
    )

    assert nearest_codes(directory, "CB-1")[0] == "CB-1"
    assert "DU" not in nearest_codes(directory, "CB-1")


def test_codes_that_differ_in_case_only_are_all_named(tmp_path):
    directory = load_directory(write_json(tmp_path / "a.json", [{**CELL, "code": code} for code in ("CB-A", "cb-a")]))

    assert nearest_codes(directory, "Cb-a") == ["CB-A", "cb-a"]


class TestTheGuide:
    """docs/offices.md is all that a clerk has to make a directory."""

    GUIDE = (Path(__file__).parents[2] / "docs" / "offices.md").read_text(encoding="utf-8")

    def test_it_names_every_heading_and_every_kind(self):
        assert [name for name in (*COLUMNS, *KIND_NAMES) if f"`{name}`" not in self.GUIDE] == []

    def test_its_json_is_the_sample_and_loads(self, tmp_path):
        sample_file = Path(__file__).parents[2] / "samples" / "offices" / "co-quan.json"
        [shown] = re.findall(r"```json\n(.*?)```", self.GUIDE, re.DOTALL)

        assert json.loads(shown)[0] == json.loads(sample_file.read_text(encoding="utf-8"))[0]
        assert load_directory(sample_file).keys() == {"DU-TP", "BTV-TP", "CB-DT"}

    def test_its_sheet_loads_as_it_is_shown(self, tmp_path):
        headings, _, *rows = (
            [cell.strip().replace("<br>", "\n").strip("`") for cell in line.strip("|").split("|")]
            for line in self.GUIDE.splitlines()
            if line.startswith("|")
        )
        body = load_directory(write_sheet(tmp_path / "x.xlsx", *rows, headings=headings))["DU-TP"]

        assert [signer.position for signer in body.signers] == ["Bí thư", "Phó Bí thư"]
        assert len(body.standing_recipients) == 2
