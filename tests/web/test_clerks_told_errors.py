"""What is wrong with files is told to clerks by sheets, cells, headings and labels, never by names of fields."""

from __future__ import annotations

import io
import re

import pytest
from bs4 import BeautifulSoup

from service.errors import Message
from service.web import create_app
from service.web.clerks.plain_words import plain
from tests.batch.seasons import SLUG, desk_at, payload, work
from tests.builders import as_json, sample
from tests.unit.batch.workbook.test_twenty_faults import COMMON, SHEETS
from tests.workbooks import filled, shape

PROGRAMMERS = re.compile(r"JSON|/[a-z]+_?[a-z]*/|[a-z]+_[a-z]+|\b(?:cell|list|json|row)[.-][a-z]+|trang CSV|--")
BAD = {
    "cell_name": None,
    "number": "mười",
    "issue_date": "31/02/2026",
    "formation": "gì đó",
    "issuer": "không có",
    "legal_bases": "x",
    "recipients": [{}],
    "signature": {"full_name": "", "authority": "abc"},
    "urgency": "gấp",
}


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path / "data", processes=1)
    yield found
    found.close()


@pytest.fixture
def send(pipeline, settings, desk):
    client = create_app(pipeline, settings, lambda: desk).test_client()

    def send(path: str, name: str, content: bytes, language: str = "vi", **fields: str) -> BeautifulSoup:
        client.set_cookie("lang", language)
        form = {"file": (io.BytesIO(content), name), **fields}
        response = client.post(path, data=form, content_type="multipart/form-data", follow_redirects=True)
        return BeautifulSoup(response.data, "html.parser")

    return send


def rows_of(page: BeautifulSoup) -> list[list[str]]:
    lines = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in page.select("table.errors tr")]
    return [line for line in lines if line]


def test_faults_of_a_workbook_stand_at_their_sheet_cell_and_heading(send):
    told = rows_of(send("/hang-loat", "a.xlsx", filled(SLUG, SHEETS, common=COMMON), dry_run="true"))

    assert len(told) > 15
    assert ["2", "trang Văn bản, ô D2 Ngày ban hành"] in [line[:2] for line in told]
    assert ["5", "trang Danh sách đảng viên, ô F11 Số thẻ đảng viên"] in [line[:2] for line in told]
    assert [line for line in told if PROGRAMMERS.search(" ".join(line))] == []


def test_faults_of_a_csv_file_stand_at_their_cell_for_it_has_no_sheets(send):
    headings = [column.heading for column in shape(SLUG).main.columns]
    table = "\n".join([";".join([*headings, "Cột lạ"]), ";".join(["x"] * (len(headings) + 1))])
    told = rows_of(send("/hang-loat", "a.csv", table.encode(), dry_run="true", type=SLUG))

    assert len(told) > 15
    assert any(place.startswith("ô A") for _, place, _ in told)
    assert any(place.endswith("Số văn bản") for _, place, _ in told)
    assert [line for line in told if PROGRAMMERS.search(" ".join(line))] == []


def test_faults_of_lines_are_told_by_labels_also_those_of_another_type(send):
    slip = {"type": "internal-transfer-slip", **sample("internal-transfer-slip")}
    member = next(name for name, value in slip.items() if isinstance(value, dict) and name != "issuer")
    lines = [payload(1, **BAD), {**slip, member: 5}, {**payload(2), "type": "nope"}]
    content = b"\n".join([*map(as_json, lines), b'{"a":', b'{"number":1,"number":2}'])
    told = rows_of(send("/hang-loat", "a.jsonl", content, dry_run="true", type=SLUG))

    assert {line[0] for line in told} == {"1", "2", "3", "4", "5"}
    assert ["3", "Loại văn bản"] in [line[:2] for line in told]
    assert [line for line in told if PROGRAMMERS.search(" ".join(line))] == []


def test_faults_of_one_payload_are_told_by_labels_and_the_form_offered_to_mend_them(send):
    told = send("/tai-len", "a.json", as_json(payload(1, **BAD))).select_one("[role=alert]")

    assert len(told.select("li")) >= len(BAD)
    assert [item.text for item in told.select("li") if PROGRAMMERS.search(item.text)] == []
    assert told.select_one(f'a[href="/soan/{SLUG}"]')


def test_in_english_labels_are_english_but_headings_of_a_table_are_those_in_it(send):
    told = send("/tai-len", "a.json", as_json(payload(1, **BAD)), "en").select_one("[role=alert]").text
    table = rows_of(send("/hang-loat", "a.xlsx", filled(SLUG, SHEETS, common=COMMON), "en", dry_run="true"))

    assert "Issue date:" in told
    assert "sheet Văn bản, cell D2 Ngày ban hành" in [line[1] for line in table]


def test_a_batch_whose_zip_is_missing_is_still_told_and_offers_nothing_that_is_not_there(send, desk):
    page = send("/hang-loat", "a.jsonl", as_json(payload(1, cell_name=None)) + b"\n" + as_json(payload(2)), type=SLUG)
    batch = desk.means.ledger.get(page.select_one("#state")["data-address"].rpartition("/")[2])
    work(desk, batch)
    desk.folder(batch.id).archive.unlink()
    page = send(f"/hang-loat/{batch.id}/lam-lai", "", b"")

    assert page.select_one("#told h2").text == "Đã lập xong, có dòng lỗi"
    assert "Tệp ZIP không còn trên máy chủ" in page.select_one("#told").text
    assert page.select("a.download, a[download]") == []


@pytest.mark.parametrize(
    ("code", "told", "expected"),
    [
        ("x", "Chỉ nhận một trong các giá trị: true (có) hoặc false (không).",
         "Chỉ nhận một trong các giá trị: có hoặc không."),
        ("x", "Chỉ nhận một trong các giá trị: male (nam) hoặc female (nữ).",
         "Chỉ nhận một trong các giá trị: nam hoặc nữ."),
        ("x", "Ghi có (hoặc x) hay không.", "Ghi có (hoặc x) hay không."),
        ("x", "Chỉ nhận: T/L, Q..", "Chỉ nhận: T/L, Q."),
        ("x", "Còn nữa...", "Còn nữa..."),
        ("json.syntax", "JSON sai cú pháp ở dòng 3, cột 6. Hãy xem lại.", "Không đọc được từ dòng 3, cột 6"),
    ],
)  # fmt: skip
def test_words_for_programs_are_left_out_and_all_others_stay(code, told, expected):
    assert plain(code, Message(told, "")).vi.startswith(expected)
