"""Lists beside the papers: the same cells as CSV and as XLSX, whatever stands in them."""

from __future__ import annotations

import csv
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from service.batch.lists import ListWriter
from service.batch.manifest import ERROR_HEADINGS, MANIFEST_HEADINGS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HEADINGS = ("Dòng", "Trích yếu")


def written(folder, rows, headings=HEADINGS):
    writer = ListWriter(folder / "manifest", headings)
    for row in rows:
        writer.add(row)
    files = writer.close()
    assert sorted(folder.iterdir()) == sorted(files), "something is left beside the files"
    return files


def cells(xlsx):
    return CalamineWorkbook.from_path(xlsx).get_sheet_by_index(0).to_python(skip_empty_area=False)


def sheet_of(xlsx):
    with zipfile.ZipFile(xlsx) as archive:
        assert archive.testzip() is None
        return etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


@pytest.mark.parametrize("count", [0, 1, 2, 300])
def test_every_row_stands_once_in_both_in_its_order(tmp_path, count):
    rows = [(str(n), f"về việc {n}") for n in range(count)]
    as_csv, as_xlsx = written(tmp_path, rows)

    assert cells(as_xlsx) == [list(HEADINGS), *map(list, rows)]
    with as_csv.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [list(HEADINGS), *map(list, rows)]
    assert as_csv.read_bytes().startswith(b"\xef\xbb\xbf")
    assert sheet_of(as_xlsx).find(f"{MAIN}dimension").get("ref") == (f"A1:B{count + 1}")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a & b < c > d", "a & b < c > d"),
        ("\"ngoặc\" 'đơn'", "\"ngoặc\" 'đơn'"),
        ("hai\ndòng", "hai\ndòng"),
        ("  khoảng trắng  ", "  khoảng trắng  "),
        ("_x0041_", "_x0041_"),
        ("=1+1", "=1+1"),
        ("\x0b\x1f", "\x0b\x1f"),
        ("\ud800", "?"),
        ("Ơ" * 40_000, "Ơ" * 32_000),
    ],
)
def test_a_cell_of_xlsx_is_the_text(tmp_path, text, read):
    _, as_xlsx = written(tmp_path, [("1", text)])

    assert cells(as_xlsx)[1][1].replace("_x000B_", "\x0b").replace("_x001F_", "\x1f") == read


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), min_size=1, max_size=12))
def test_any_text_gives_a_sheet_that_is_xml(tmp_path_factory, row):
    _, as_xlsx = written(tmp_path_factory.mktemp("list"), [row], MANIFEST_HEADINGS)

    assert len(sheet_of(as_xlsx).findall(f".//{MAIN}row")) == 2


def test_cells_look_like_text_and_rows_are_as_high_as_what_is_printed(tmp_path):
    _, as_xlsx = written(tmp_path, [("1", "ngắn"), ("2", "một\nhai\nba"), ("3", "d" * 130)])
    heights = [row.get("ht") for row in sheet_of(as_xlsx).findall(f".//{MAIN}row")[1:]]
    with zipfile.ZipFile(as_xlsx) as archive:
        formats = etree.fromstring(archive.read("xl/styles.xml")).find(f"{MAIN}cellXfs")
    look = {cell.get("s") for cell in sheet_of(as_xlsx).findall(f".//{MAIN}row")[1:][0]}

    assert heights == ["15", "45", "45"]
    assert {formats[int(number)].get("numFmtId") for number in look} == {"49"}, "49 is @, text"


def test_what_belongs_to_the_register_is_printed_and_the_heading_repeated(tmp_path):
    _, as_xlsx = written(tmp_path, [("1",) * len(MANIFEST_HEADINGS)] * 3, MANIFEST_HEADINGS)
    with zipfile.ZipFile(as_xlsx) as archive:
        workbook = archive.read("xl/workbook.xml").decode()

    assert "'Danh sách'!$A$1:$H$4" in workbook
    assert "'Danh sách'!$1:$1" in workbook


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "|", "%", "＝"])
def test_no_cell_of_csv_is_a_formula(tmp_path, sign):
    as_csv, _ = written(tmp_path, [("1", "", "", "", "", f" {sign}cmd")], ERROR_HEADINGS)

    with as_csv.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream))[1][5] == f"' {sign}cmd"


def test_the_same_rows_give_the_same_bytes(tmp_path):
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made.append([file.read_bytes() for file in written(tmp_path / name, [("1", "x"), ("2", "y")])])

    assert made[0] == made[1]
