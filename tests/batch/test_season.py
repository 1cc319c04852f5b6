"""samples/seasons: a real season, with people that are made up."""

from __future__ import annotations

import zipfile

from scripts.season import as_json_lines, as_workbook, bien_hoa, xuan_loc
from service.batch.wishes import Wishes
from service.bootstrap import SAMPLES
from service.documents import discover_types
from tests.batch.seasons import desk_at, errors_of, json_lines, papers_in, work
from tests.builders import as_json, pipeline

FILE = SAMPLES / "seasons" / "xuan-loc-2019.jsonl"
WORKBOOK = SAMPLES / "seasons" / "bien-hoa-2019.xlsx"
SLUG = "cell-dissolution-decision"


def test_the_files_are_as_their_script_writes_them():
    assert FILE.read_bytes() == as_json_lines(xuan_loc())
    assert WORKBOOK.read_bytes() == as_workbook(bien_hoa())


def test_the_workbook_gives_28_decisions_and_473_slips(tmp_path):
    desk = desk_at(tmp_path)
    wishes = Wishes(companions=True, first_number=21, first_companion_number=1)
    batch = desk.receive(WORKBOOK, discover_types()[SLUG], wishes, "x")
    work(desk, batch)

    assert errors_of(desk, batch) == []
    names = list(papers_in(desk.folder(batch.id).archive))
    slips = [name for name in names if "-GTSHĐ " in name]
    assert (len(names) - len(slips), len(slips)) == (28, 473)
    assert len({name.partition("/")[0] for name in names}) == 28
    assert all(name.split("/")[1].startswith("Chi bộ ") for name in slips)
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert [name for name in archive.namelist() if "/" not in name] == [
            "manifest.csv",
            "manifest.xlsx",
            "tong-hop.xlsx",
        ]


def test_fifteen_papers_move_262_members(tmp_path):
    rows = json_lines(FILE)
    desk = desk_at(tmp_path)
    batch = desk.receive(FILE, discover_types()[SLUG], Wishes(pattern="{issuer}/{number}-{symbol} {cell_name}"), "x")
    work(desk, batch)

    assert sum(len(row["members"]) for row in rows) == 262
    assert len({(m["full_name"], m["birth"]) for row in rows for m in row["members"]}) == 262
    papers = papers_in(desk.folder(batch.id).archive)
    assert set(papers.values()) == {pipeline().produce(SLUG, as_json(row)).content for row in rows}
    assert len(papers) == 15
    assert all(name.startswith("Đảng ủy ") and "-QĐ-ĐU Chi bộ cơ quan " in name for name in papers)
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert "errors.csv" not in archive.namelist()


def test_no_paper_of_it_gives_a_warning():
    for row in json_lines(FILE):
        verdict = pipeline().validate(SLUG, as_json(row))
        assert (verdict.errors, verdict.warnings) == ((), ())
        assert row["norm"] == "hd36_2018"
