"""List files that are none, are damaged, or would take more than there is."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from service.batch.member_lists.files import ListFile, Manner, read_list_files
from tests.member_lists import TODAY, workbook
from tests.office_lists import by_column

pytestmark = pytest.mark.usefixtures("alone")

MANNER = Manner({}, TODAY)


def refusals(folder, name, content, manner=MANNER):
    file = folder / name
    file.write_bytes(content)
    lists = read_list_files([ListFile(file, name)], manner)
    assert lists.sheets == []
    return [(each.code, each.error) for each in lists.skipped]


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is ``xml``."""
    source, target = zipfile.ZipFile(BytesIO(by_column())), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return target.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
FAR = SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
BOMB = SHEET.format(f'<row r="1"><c r="A1"><v>{" " * 30_000_000}</v></c></row>')


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("far.xlsx", with_sheet(FAR), "list.workbook.rows"),
        ("bomb.xlsx", with_sheet(BOMB), "list.workbook.too-large"),
        ("damaged.xlsx", by_column()[:3000], "list.workbook.damaged"),
        ("renamed.xlsx", "Họ và tên;Ngày sinh\n".encode(), "list.workbook.text"),
        ("empty.csv", b"", "list.empty"),
        ("latin.csv", "Họ và tên;Ngày sinh\nNguyễn\n".encode()[:-4] + b"\xff\xfe\n", "list.flat.encoding"),
        ("letter.csv", "Kính gửi: Ban Tổ chức\n".encode(), "list.heading"),
        ("old.xls", b"\xd0\xcf\x11\xe0", "list.kind"),
        ("figures.xlsx", workbook([["Năm", "Số đảng viên"], [2026, 4]]), "list.heading"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(tmp_path, name, content, code):
    assert refusals(tmp_path, name, content) == [(code, True)]


def test_members_beyond_the_most_are_refused_whole(tmp_path):
    manner = Manner({}, TODAY, most_members=3)

    assert refusals(tmp_path, "ds.xlsx", by_column(), manner) == [("list.too-many", True)]


def test_a_child_without_memory_is_a_refusal(tmp_path):
    manner = replace(MANNER, limits=replace(MANNER.limits, memory_mib=1))
    rows = "".join(f"Nguyễn Văn {n};1/2/1970;{n:012d}\n" for n in range(50_000))

    assert refusals(tmp_path, "ds.csv", f"Họ và tên;Ngày sinh;Số thẻ\n{rows}".encode(), manner) == [
        ("list.workbook.unreadable", True)
    ]


_MEASURED = """
import sys, threading, time
from datetime import date
from pathlib import Path
from service.batch.member_lists.files import ListFile, Manner, read_list_files

peak = 0

def watch():
    global peak
    while True:
        children = Path("/proc/self/task").glob("*/children")
        for pid in ["self", *(pid for each in children for pid in each.read_text().split())]:
            try:
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                peak = max([peak, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
            except OSError:
                pass
        time.sleep(0.01)

if __name__ == "__main__":
    threading.Thread(target=watch, daemon=True).start()
    file = Path(sys.argv[1])
    lists = read_list_files([ListFile(file, file.name)], Manner({}, date(2026, 11, 25)))
    print(lists.skipped[0].code, peak // 1024)
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is looked up in /proc")
@pytest.mark.parametrize(("name", "code"), [("long.xlsx", "list.workbook.rows"), ("long.csv", "list.flat.too-large")])
def test_a_list_of_300_000_rows_is_refused_in_little_memory(tmp_path, name, code):
    file, script = tmp_path / name, tmp_path / "measured.py"
    _write_long(file)
    script.write_text(_MEASURED)

    answer = subprocess.run(
        [sys.executable, str(script), str(file)], capture_output=True, text=True, check=True, env={"PYTHONPATH": "."}
    )

    told, mib = answer.stdout.split()
    assert told == code
    assert 20 < int(mib) < 500


HEADINGS = ("Họ và tên", "Ngày sinh", "Số thẻ", "Ngày vào Đảng", "Ngày chính thức", "Chi bộ")


def _rows() -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for n in range(300_000):
        name = sha256(str(n).encode()).hexdigest()
        yield f"Nguyễn Văn {name}", "1/2/1970", f"{n:012d}", "03/02/1990", "03/02/1991", "Chi bộ thôn Đông"


def _write_long(file: Path) -> None:
    """Each person with another name, so that the file is packed no better than real ones."""
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(";".join(row) + "\n" for row in _rows())
        return
    cell = '<c t="inlineStr"><is><t>{}</t></is></c>'
    start, end = SHEET.split("{}")
    with zipfile.ZipFile(BytesIO(by_column())) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                target.writestr(name, source.read(name))
        with target.open("xl/worksheets/sheet1.xml", "w") as stream:
            stream.write(start.encode())
            for row in _rows():
                stream.write(("<row>" + "".join(map(cell.format, row)) + "</row>").encode())
            stream.write(end.encode())


def test_nothing_is_left_running(tmp_path):
    refusals(tmp_path, "figures.xlsx", workbook([["Năm"], [2026]]))
    assert multiprocessing.active_children() == []
