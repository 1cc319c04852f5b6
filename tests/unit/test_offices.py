"""The office directory: what it is read from, what is wrong with it, and what it brings into a paper."""

from __future__ import annotations

import json

import pytest
import xlsxwriter

from service.documents import discover_types
from service.errors import OfficeFault
from service.offices import COLUMNS, load_directory, nearest_codes
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

        assert [fault.split(": ")[:2] for fault in found] == [
            ["a.json, entry 1", "kind"],
            ["a.json, entry 1", "nmae"],
            ["a.json, entry 2", "code"],
            ["a.json, entry 3", "body"],
            ["b.xlsx, row 3", "name"],
            ["b.xlsx, row 4", "code"],
            ["c.json", "cannot be read"],
            ["d.xlsx", "cannot be read"],
        ]
        assert "line 2 column 10" in found[6]

    def test_a_code_given_twice_is_a_fault_of_the_second(self, tmp_path):
        write_json(tmp_path / "a.json", [CELL, CELL])

        assert faults(tmp_path) == ["a.json, entry 2: code: given twice"]

    def test_a_body_without_a_place_could_issue_nothing(self, tmp_path):
        write_json(tmp_path / "a.json", [{**CELL, "superior": None}])

        assert faults(tmp_path)[0].startswith("a.json, entry 1: place_name: missing")

    def test_a_heading_that_no_field_has_is_not_passed_over(self, tmp_path):
        sheet = write_sheet(tmp_path / "x.xlsx", ["x"], headings=["Tên co quan"])

        assert faults(sheet)[0].startswith(
            "x.xlsx: cannot be read: unknown heading Tên co quan; known: Mã, Loại cơ quan"
        )

    def test_a_json_file_is_a_list(self, tmp_path):
        assert faults(write_json(tmp_path / "a.json", {"code": "x"})) == ["a.json: cannot be read: not a list"]

    @pytest.mark.parametrize("name", ["missing", "directory.csv"])
    def test_a_location_that_cannot_work_names_the_variable(self, tmp_path, name):
        (tmp_path / "directory.csv").write_text("x")

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

    @pytest.mark.parametrize(("code", "hint"), [("DU-TB", "DU-TP"), ("zzz", None), ("x" * 1_000_000, None)])
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
