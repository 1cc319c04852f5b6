"""A decision of a batch and the slips of those whom it moves: all of them or none."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from service.batch.chunks import Work, render_chunk
from service.batch.wishes import Wishes
from service.bootstrap import SAMPLES
from service.documents import discover_types
from tests.batch.seasons import desk_at, errors_of, json_lines, papers_in, work, write_lines
from tests.builders import pipeline

FILE = SAMPLES / "seasons" / "xuan-loc-2019.jsonl"
TYPE = discover_types()["cell-dissolution-decision"]


def made(folder, file=FILE, **wishes):
    desk = desk_at(folder)
    batch = desk.receive(file, TYPE, Wishes(companions=True, **wishes), "x")
    (batch,) = work(desk, batch)
    return desk, batch


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """The desk and the batch of a season with its slips, which are numbered from 7 on; only to be read."""
    return made(tmp_path_factory.mktemp("season"), first_companion_number=7, ascii_only=False)


def canonical(desk, batch):
    return [json.loads(line) for line in desk.folder(batch.id).rows.read_bytes().splitlines()]


def test_a_season_brings_a_slip_for_each_member(season):
    desk, batch = season
    papers = papers_in(desk.folder(batch.id).archive)
    progress = desk.means.ledger.progress(batch.id)

    assert (progress.ok, progress.failed, progress.papers) == (15, 0, 277)
    slips = [name for name in papers if "-GTSHĐ " in name]
    assert (len(papers), len(slips)) == (277, 262)
    assert "Đảng ủy xã Suối Cát/Chi bộ ấp Trung Tín/07-GTSHĐ Nguyễn Văn Toàn.docx" in slips
    assert all(len(name) <= 120 and len(name.encode()) <= 240 for name in papers)
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert "tong-hop.xlsx" in archive.namelist()
        manifest = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert [line["Tệp"] for line in manifest] == list(papers)
    assert (manifest[1]["Số"], manifest[1]["Ký hiệu"]) == ("07", "GTSHĐ")
    assert manifest[1]["Nơi nhận"] == "Chi ủy Chi bộ ấp Trung Tín"


def test_numbers_are_counted_for_each_issuer_in_order(season):
    desk, batch = season
    by_issuer: dict[str, list[int]] = {}
    for line in canonical(desk, batch):
        numbers = by_issuer.setdefault(line["payload"]["issuer"]["name"], [])
        numbers += [number for _, _, number in line["companions"]]

    assert all(numbers == list(range(7, len(numbers) + 7)) for numbers in by_issuer.values())


def test_nothing_follows_where_it_was_not_asked_for(tmp_path):
    desk = desk_at(tmp_path / "data", processes=1)
    batch = desk.receive(write_lines(tmp_path / "x.jsonl", json_lines(FILE)[:2]), TYPE, Wishes(), "x")
    work(desk, batch)

    assert "companions" not in canonical(desk, batch)[0]
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert "tong-hop.xlsx" not in archive.namelist()


def test_a_slip_that_fails_takes_its_decision_with_it(tmp_path):
    """The register ends at 99999: the second decision's slips come to lie beyond."""
    rows = json_lines(FILE)[:2]
    rows = [{**row, "issuer": rows[0]["issuer"], "number": n} for n, row in enumerate(rows, start=5)]
    first = 99_999 - len(rows[0]["members"]) - 1
    desk, batch = made(tmp_path, write_lines(tmp_path / "x.jsonl", rows), first_companion_number=first + 1)

    papers = papers_in(desk.folder(batch.id).archive)
    assert len(papers) == 1 + len(rows[0]["members"])
    assert {row for row, _, _ in errors_of(desk, batch)} == {2}
    assert errors_of(desk, batch)[0][1] == "/members/1"
    lines = canonical(desk, batch)
    assert len(lines[1]["companions"]) == len(rows[1]["members"])


def test_a_chunk_again_gives_the_same_part_and_judging_gives_none(season, tmp_path):
    desk, batch = season
    rows = desk.folder(batch.id).rows
    parts = []
    for name in ("a.part", "b.part"):
        outcome = render_chunk(pipeline(), Work(rows, 0, 3, batch.day, tmp_path / name))
        parts.append((tmp_path / name).read_bytes())
    judged = render_chunk(pipeline(), Work(rows, 0, 3, batch.day, tmp_path / "c.part", judge_only=True))

    assert parts[0] == parts[1]
    assert (outcome.ok, outcome.papers > 3) == (3, True)
    assert (judged.ok, judged.papers) == (3, 0)


def test_a_chunk_counts_companions_as_work(season):
    desk, batch = season

    assert desk.means.ledger.progress(batch.id).chunks == 15
