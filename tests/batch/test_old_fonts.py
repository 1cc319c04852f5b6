"""Text in VNI and TCVN3 through whole batches: refused in words, or papers in Unicode where that is asked for."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.batch.legacy_text import _TCVN3
from service.batch.store import BatchFolder
from service.batch.wishes import Wishes
from service.documents import discover_types
from tests.batch.seasons import desk_at, papers_in, work, write_lines
from tests.member_lists import workbook
from tests.office_lists import CELLS, HEADINGS, line, paper, people
from tests.unit.batch.test_legacy_text import VNI_TYPED
from tests.unit.batch.workbook.test_twenty_faults import SHEETS
from tests.workbooks import filled

pytestmark = pytest.mark.long

TYPES = discover_types()
SLUG = "cell-establishment-decision"
DISSOLUTION = "cell-dissolution-decision"
MAIN, MEMBERS = "Văn bản", "Danh sách đảng viên"
WORDS = ("Chi bộ thôn Đồng Lũng", "Nguyễn Thị Hương", "Trần Quốc Tuấn", "Phạm Đức Thắng")

Typing = Callable[[str], str]


def in_tcvn3(text: str) -> str:
    return text.translate(str.maketrans({letter: code for code, letter in _TCVN3.items()}))


def in_vni(text: str) -> str:
    return "".join(VNI_TYPED.get(letter, letter) for letter in text)


TCVN3, VNI = pytest.param(in_tcvn3, id="tcvn3"), pytest.param(in_vni, id="vni")
FONTS = pytest.mark.parametrize("typed", [TCVN3, VNI])


def made(folder: Path, name: str, content: bytes, *lists: Path, slug: str = SLUG, **wishes: Any):
    """The batch when it is over, all that was said of its errors, and the text of its papers."""
    file = folder / name
    file.write_bytes(content)
    desk = desk_at(folder / f"data {len(list(folder.iterdir()))}", processes=1)
    (batch,) = work(desk, desk.receive(file, TYPES[slug], Wishes(**wishes), "tester", lists))
    archive = BatchFolder(desk.folder(batch.id).path).archive
    papers = papers_in(archive).values() if archive.is_file() else ()
    told = " ".join(error.message.vi for error in desk.means.ledger.errors(batch.id))
    return batch, told, "".join(text_of(each) for each in papers)


def text_of(paper_: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(paper_)) as archive:
        return archive.read("word/document.xml").decode()


def sheets(typed: Typing) -> dict[str, list[dict[str, Any]]]:
    main = dict(SHEETS[MAIN][0]) | {"Ngày ban hành": "05/8/2026", "Tên chi bộ": typed(WORDS[0])}
    listed = [
        {**row, "Mã": "1", "Họ và tên": typed(name)} for row, name in zip(SHEETS[MEMBERS][6:9], WORDS[1:], strict=True)
    ]
    return {"Cơ quan": SHEETS["Cơ quan"][:1], MAIN: [main | {"Mã": "1"}], MEMBERS: listed}


@pytest.mark.parametrize("typed", [TCVN3, pytest.param(in_vni, id="vni", marks=pytest.mark.long)])
def test_a_workbook_is_refused_until_conversion_is_asked_for(tmp_path, typed):
    content = filled(SLUG, sheets(typed))
    batch, told, _ = made(tmp_path, "sổ.xlsx", content)

    assert batch.state == "failed"
    assert "bảng mã cũ" in told
    assert "--convert-legacy" in told
    assert "convert_legacy=true" in told

    batch, told, text = made(tmp_path, "sổ.xlsx", content, convert_legacy=True)

    assert (batch.state, told) == ("done", "")
    assert all(word in text for word in ("thôn Đồng Lũng", *WORDS[1:]))


@pytest.mark.parametrize("typed", [VNI, pytest.param(in_tcvn3, id="tcvn3", marks=pytest.mark.long)])
def test_a_csv_is_refused_until_conversion_is_asked_for(tmp_path, typed):
    headings = "Mã,Số văn bản,Ngày ban hành,Tên chi bộ,Cách thành lập,Nhân sự lãnh đạo,issuer.kind,issuer.name,"
    headings += "issuer.superior,signature.full_name,signature.position,members.full_name,members.birth,members.status"
    own = ["1", "5", "05/8/2026", typed(WORDS[0]), "Thành lập mới", "Có quyết định riêng", "Ban thường vụ"]
    own += [typed("Đảng ủy xã Đồng Tiến"), typed("Đảng bộ tỉnh Bắc Giang"), typed("Lê Thị Tú Uyên"), typed("Bí thư")]
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(headings.split(","))
    for number, name in enumerate(WORDS[1:], start=1):
        writer.writerow([*(own if number == 1 else [""] * len(own)), typed(name), f"{number}/3/1980", "Chính thức"])
    content = target.getvalue().encode()
    batch, told, _ = made(tmp_path, "sổ.csv", content)

    assert batch.state == "failed"
    assert "--convert-legacy" in told

    batch, told, text = made(tmp_path, "sổ.csv", content, convert_legacy=True)

    assert (batch.state, told) == ("done", "")
    assert all(word in text for word in (*WORDS[1:], "Lê Thị Tú Uyên", "Đồng Tiến"))


@pytest.mark.long
@FONTS
def test_a_member_list_is_refused_until_conversion_is_asked_for(tmp_path, typed):
    rows = [[*line(n, m), m["destination_cell"]] for n, m in enumerate(people(1), start=1)]
    table = [[*HEADINGS, "Chuyển đến chi bộ"], [CELLS[0]], *rows]
    listed = tmp_path / "ds.xlsx"
    listed.write_bytes(workbook([[typed(cell) if isinstance(cell, str) else cell for cell in row] for row in table]))
    source = write_lines(tmp_path / "mùa.jsonl", [paper(5, CELLS[0])]).read_bytes()
    batch, told, _ = made(tmp_path, "mùa.jsonl", source, listed, slug=DISSOLUTION)

    assert batch.state == "failed"
    assert "--convert-legacy" in told

    batch, told, text = made(tmp_path, "mùa.jsonl", source, listed, slug=DISSOLUTION, convert_legacy=True)

    assert (batch.state, told) == ("done", "")
    assert all(each["full_name"] in text for each in people(1))
