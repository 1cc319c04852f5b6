"""``vanthu batch`` speaks to clerks: cells by their headings, options by their names, numbers that go on."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from service.batch.workbook import open_workbook, write_workbook
from service.bootstrap import SAMPLES
from tests.batch.seasons import SLUG, json_lines, papers_in, payload, write_lines
from tests.cli.test_batch import vanthu
from tests.member_lists import workbook
from tests.office_lists import CELLS, HEADINGS, by_column, line, paper, people
from tests.workbooks import shape

DISSOLUTION = "cell-dissolution-decision"
SEASON = SAMPLES / "seasons" / "xuan-loc-2019.jsonl"


@pytest.fixture
def data(tmp_path) -> Path:
    return tmp_path / "data"


def lists_that_ask(folder: Path) -> Path:
    """A member list that does not say who is official."""
    rows = [[*line(n, m)[:3], m["destination_cell"]] for n, m in enumerate(people(1), start=1)]
    file = folder / "ds.xlsx"
    file.write_bytes(workbook([["CHI BỘ THÔN ĐÔNG"], [*HEADINGS[:3], "Nơi chuyển đến"], *rows]))
    return file


def test_a_fault_in_a_workbook_is_told_by_cell_and_heading_without_pointer_or_code(tmp_path, data):
    papers = [("1", payload(1)), ("2", payload(2, formation=None))]
    (tmp_path / "x.xlsx").write_bytes(write_workbook(shape(SLUG), papers))
    result = vanthu(data, "batch", SLUG, tmp_path / "x.xlsx", "-o", tmp_path / "out.zip")

    assert result.exit_code == 1
    told, *_ = result.stderr.splitlines()
    assert re.match(r"lỗi: Văn bản![A-Z]+3 \(Cách thành lập\): Chưa ghi mục này", told)
    assert "/formation" not in result.stderr
    assert "[" not in told


def test_a_dry_run_tells_the_heading_too(tmp_path, data):
    (tmp_path / "x.xlsx").write_bytes(write_workbook(shape(SLUG), [("1", payload(1, cell_name=None))]))
    result = vanthu(data, "batch", SLUG, tmp_path / "x.xlsx", "--dry-run")

    assert "(Tên chi bộ): " in result.stdout


def test_an_answer_to_no_question_is_refused_with_the_questions_there_are(tmp_path, data):
    source = write_lines(tmp_path / "x.jsonl", [paper(1, CELLS[0])])
    command = ("batch", DISSOLUTION, source, "-o", tmp_path / "out.zip", "--members", lists_that_ask(tmp_path))
    result = vanthu(data, *command, "--answer", "statsu=official")

    assert result.exit_code == 2
    assert "Không có câu hỏi “statsu”" in result.stderr
    assert "Các câu hỏi hiện có: status." in result.stderr
    assert not (tmp_path / "out.zip").exists()
    assert vanthu(data, *command, "--answer", "status=official").exit_code == 0


@pytest.mark.long
def test_an_answer_is_refused_too_where_nothing_else_is_wrong(tmp_path, data):
    source = write_lines(tmp_path / "x.jsonl", [paper(1, CELLS[0])])
    (tmp_path / "ds.xlsx").write_bytes(by_column())
    command = ("batch", DISSOLUTION, source, "-o", tmp_path / "out.zip", "--answer", "status=official")
    without, with_list = vanthu(data, *command), vanthu(data, *command, "--members", tmp_path / "ds.xlsx")

    assert (without.exit_code, with_list.exit_code) == (2, 2)
    assert "không có danh sách đảng viên nào gửi kèm" in without.stderr
    assert "Các danh sách không có câu hỏi nào." in with_list.stderr


def test_where_only_questions_are_open_the_last_line_asks_for_answers(tmp_path, data):
    source = write_lines(tmp_path / "x.jsonl", [paper(1, CELLS[0])])
    lists = lists_that_ask(tmp_path)
    result = vanthu(data, "batch", DISSOLUTION, source, "-o", tmp_path / "out.zip", "--members", lists)

    assert result.exit_code == 2
    last = result.stderr.splitlines()[-1]
    assert "Hãy trả lời các câu hỏi" in last
    assert "sửa các lỗi" not in last


def decisions() -> list[dict[str, Any]]:
    """Three decisions of one issuer; the second has a fault that keeps its slips' numbers taken."""
    rows = [{**row, "issuer": json_lines(SEASON)[0]["issuer"]} for row in json_lines(SEASON)[:3]]
    return [{**row, "number": number} for number, row in enumerate(rows, start=5)]


def slips(archive: Path) -> list[int]:
    return sorted(int(n.rpartition("/")[2].partition("-")[0]) for n in papers_in(archive) if "-GTSHĐ " in n)


def inside(archive: Path, name: str) -> bytes:
    with zipfile.ZipFile(archive) as opened:
        return opened.read(name)


def made(data: Path, file: Path, output: Path) -> Result:
    return vanthu(data, "batch", DISSOLUTION, file, "-o", output, "--companions", "--companion-number-from", 7)


@pytest.mark.long
def test_slips_of_a_mended_workbook_are_numbered_on_by_the_very_same_command(tmp_path, data):
    rows = decisions()
    source = tmp_path / "mùa.xlsx"
    papers = [(f"{n}", {**row, "cell_name": None} if n == 2 else row) for n, row in enumerate(rows, start=1)]
    source.write_bytes(write_workbook(shape(DISSOLUTION), papers))
    first = made(data, source, tmp_path / "1.zip")
    used = slips(tmp_path / "1.zip")
    to_mend = tmp_path / "errors.xlsx"
    to_mend.write_bytes(inside(tmp_path / "1.zip", "errors.xlsx"))

    again = made(data, to_mend, tmp_path / "2.zip")  # nothing was mended yet
    assert (first.exit_code, again.exit_code) == (1, 1)
    to_mend.write_bytes(with_name(inside(tmp_path / "2.zip", "errors.xlsx"), rows[1]["cell_name"], tmp_path))
    last = made(data, to_mend, tmp_path / "3.zip")

    assert last.exit_code == 0, last.stderr
    assert len(slips(tmp_path / "3.zip")) == len(rows[1]["members"])
    assert min(slips(tmp_path / "3.zip")) > max(used)
    assert "giấy giới thiệu được đánh số tiếp từ" in last.stderr
    assert "--companion-number-from" not in first.stderr


def with_name(content: bytes, name: str, folder: Path) -> bytes:
    """The workbook to mend as Excel saves it, with a name in the cell that lacks it."""
    file = folder / "mending.xlsx"
    file.write_bytes(content)
    with open_workbook(file, shape(DISSOLUTION)) as reading:
        (row,) = reading.rows
    mended, target = write_workbook(shape(DISSOLUTION), [(row.key, {**row.payload, "cell_name": name})]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(mended)) as source, zipfile.ZipFile(target, "w") as archive:
        for each in source.namelist():
            data = source.read(each)
            if each == "xl/sharedStrings.xml":
                data = data.replace(shape(DISSOLUTION).mark.encode(), mark_of(content))
            archive.writestr(each, data)
    return target.getvalue()


def mark_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = archive.read("xl/sharedStrings.xml")
    return texts[texts.index(b"vanthu:") :].partition(b"<")[0]


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    """The decisions as CSV, with the members below each."""
    own = ["number", "issue_date", "effective_date", "cell_name", "reason", "action"]
    issuer = ["kind", "name", "superior"]
    listed = ["full_name", "status", "birth", "party_card_no", "destination_cell"]
    handed = ["records_to", "assets_to", "deadline"]
    heads = ["Mã", *own, *(f"handover.{n}" for n in handed), *(f"issuer.{n}" for n in issuer)]
    heads += ["signature.full_name", "signature.position"]
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([*heads, *(f"members.{n}" for n in listed)])
    for row in rows:
        signer = row.get("signature") or {"full_name": "Lê Văn A", "position": "Bí thư"}
        cells = [row["number"], *(row.get(n) or "" for n in own), *(row["handover"].get(n, "") for n in handed)]
        cells += [row["issuer"].get(n, "") for n in issuer]
        cells += [signer["full_name"], signer["position"]]
        for number, member in enumerate(row["members"]):
            writer.writerow([*([""] * len(cells) if number else cells), *(member.get(n) or "" for n in listed)])
    return target.getvalue().encode()


def test_slips_of_a_mended_csv_are_numbered_on_by_the_very_same_command(tmp_path, data):
    rows = decisions()
    (tmp_path / "mùa.csv").write_bytes(csv_of([rows[0], {**rows[1], "cell_name": None}, rows[2]]))
    first = made(data, tmp_path / "mùa.csv", tmp_path / "1.zip")
    assert first.exit_code == 1, first.stderr
    given = inside(tmp_path / "1.zip", "errors-to-mend.csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(given)))
    lines[1][lines[0].index("cell_name")] = rows[1]["cell_name"]
    target = io.StringIO()
    csv.writer(target).writerows(lines)
    (tmp_path / "sửa.csv").write_bytes(target.getvalue().encode())
    second = made(data, tmp_path / "sửa.csv", tmp_path / "2.zip")

    assert second.exit_code == 0, second.stderr
    assert len(slips(tmp_path / "2.zip")) == len(rows[1]["members"])
    assert min(slips(tmp_path / "2.zip")) > max(slips(tmp_path / "1.zip"))
    assert any(heading.startswith("Giấy giới thiệu đánh số tiếp từ ") for heading in lines[0])


def test_of_payloads_the_number_is_told_for_they_have_no_room_for_it(tmp_path, data):
    rows = decisions()
    source = write_lines(tmp_path / "x.jsonl", [rows[0], {**rows[1], "cell_name": None}])
    result = made(data, source, tmp_path / "1.zip")
    following = 7 + sum(len(row["members"]) for row in rows[:2])

    assert f"ghi --companion-number-from {following} " in result.stderr


HIGHEST = 99_999
USED_UP = f"đã dùng hết số đến {HIGHEST}"


def with_slips_to_the_end(data: Path, file: Path, output: Path) -> Result:
    """The slips of the first decision take all the numbers that are left."""
    first = HIGHEST + 1 - len(decisions()[0]["members"])
    return vanthu(data, "batch", DISSOLUTION, file, "-o", output, "--companions", "--companion-number-from", first)


def test_where_the_numbers_of_slips_are_used_up_none_is_told_to_go_on_with(tmp_path, data):
    result = with_slips_to_the_end(data, write_lines(tmp_path / "x.jsonl", decisions()[:2]), tmp_path / "1.zip")

    assert result.exit_code == 1
    assert slips(tmp_path / "1.zip")[-1] == HIGHEST
    first, *_, last = result.stderr.splitlines()
    assert first.startswith("lỗi: dòng 2: /members/0: ")
    assert first.endswith("[batch.numbers-used-up]")
    assert f"Sổ giấy giới thiệu {USED_UP}" in last
    assert not re.search(r"--companion-number-from \d", result.stderr)


@pytest.mark.long
def test_a_file_to_mend_says_it_too_and_no_slip_repeats_a_number(tmp_path, data):
    rows = decisions()[:2]
    source = tmp_path / "mùa.xlsx"
    source.write_bytes(write_workbook(shape(DISSOLUTION), [(f"{n}", row) for n, row in enumerate(rows, start=1)]))
    first = with_slips_to_the_end(data, source, tmp_path / "1.zip")
    (tmp_path / "errors.xlsx").write_bytes(inside(tmp_path / "1.zip", "errors.xlsx"))
    again = with_slips_to_the_end(data, tmp_path / "errors.xlsx", tmp_path / "2.zip")

    for result in (first, again):
        assert result.exit_code == 1
        assert USED_UP in result.stderr
        assert str(HIGHEST + 1) not in result.stderr
    assert slips(tmp_path / "2.zip") == []


def test_where_the_numbers_of_papers_are_used_up_none_is_told_either(tmp_path, data):
    rows = [payload(n, number=None) for n in (1, 2)]
    source = write_lines(tmp_path / "x.jsonl", rows)
    result = vanthu(data, "batch", SLUG, source, "-o", tmp_path / "1.zip", "--number-from", HIGHEST)

    assert result.exit_code == 1
    assert [name.rpartition("/")[2].partition("-")[0] for name in papers_in(tmp_path / "1.zip")] == [str(HIGHEST)]
    assert "dòng 2: /number: Sổ đã dùng hết số" in result.stderr
    assert "đã dùng hết số văn bản" in result.stderr.splitlines()[-1]
    assert not re.search(r"--number-from \d", result.stderr)
