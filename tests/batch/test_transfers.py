"""Members who move otherwise than within the đảng bộ get no slip, and the summary of the batch lists them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from python_calamine import CalamineWorkbook

from service.batch.wishes import Wishes
from service.batch.workbook import write_workbook
from service.documents import discover_types
from tests.batch.seasons import desk_at, papers_in, work
from tests.office_lists import CELLS, SLUG, paper, people
from tests.workbooks import shape

TYPE = discover_types()[SLUG]
STAYS, OFFICIAL, TEMPORARY, PENDING = range(4)


def members() -> list[dict[str, Any]]:
    """Four members of one cell, each of whom moves in another way."""
    listed: list[dict[str, Any]] = [dict(each) for each in people(1)]
    for each, kind in zip(listed, ("internal", "official", "temporary", "pending"), strict=True):
        each["transfer_kind"] = kind
    listed[OFFICIAL] |= {"destination_committee": "Đảng bộ phường Hòa Bình"}
    listed[TEMPORARY] |= {"destination_committee": "Đảng bộ xã Đại Thắng"}
    listed[PENDING] = {**listed[PENDING], "pending_reason": "Đang chữa bệnh"}
    listed[PENDING].pop("destination_cell")
    return listed


def test_only_who_moves_within_the_party_organisation_gets_a_slip_and_the_others_are_listed(tmp_path):
    papers = [("1", paper(5, CELLS[0], members=members())), ("2", paper(6, CELLS[1], members=people(2)))]
    file = tmp_path / "mùa.xlsx"
    file.write_bytes(write_workbook(shape(SLUG), papers))
    desk = desk_at(tmp_path / "data", processes=1)
    wishes = Wishes(companions=True, first_companion_number=1)
    (batch,) = work(desk, desk.receive(file, TYPE, wishes, "tester"))

    assert (batch.state, desk.means.ledger.errors(batch.id)) == ("done", [])
    slips = [name for name in papers_in(desk.folder(batch.id).archive) if "-GTSHĐ " in name]
    names = {name.rpartition("-GTSHĐ ")[2].removesuffix(".docx") for name in slips}
    assert names == {members()[STAYS]["full_name"], *(each["full_name"] for each in people(2))}

    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("tong-hop.xlsx")))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    received = "\n".join(" ".join(map(str, row)) for row in sheets[book.sheet_names[0]])
    assert members()[STAYS]["full_name"] in received
    others = {n: each["full_name"] for n, each in enumerate(members()) if n != STAYS}
    assert not any(name in received for name in others.values())
    without_slip = next(rows for rows in sheets.values() if any(others[PENDING] in row for row in rows))
    told = {name: next(row for row in without_slip if name in row) for name in others.values()}
    assert "Chuyển chính thức ra ngoài đảng bộ" in told[others[OFFICIAL]]
    assert "Chuyển sinh hoạt tạm thời" in told[others[TEMPORARY]]
    assert "Chưa chuyển: Đang chữa bệnh" in told[others[PENDING]]
