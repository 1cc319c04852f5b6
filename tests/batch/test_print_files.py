"""Beside its papers a batch gives, where that is asked for, one DOCX for each issuer, ready to be printed."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest

from service.batch import print_files as module
from service.batch.archive import PartOf, finish
from service.batch.chunks import Work, render_chunk
from service.batch.labels import labels_for
from service.batch.print_files import print_files
from service.batch.rows import Row, encode
from service.batch.store import Store
from service.batch.wishes import Wishes
from service.bootstrap import SAMPLES
from service.documents import discover_types
from tests.batch.seasons import desk_at, json_lines, papers_in, payload, work, write_lines
from tests.builders import as_json, pipeline

SEASON = SAMPLES / "seasons" / "xuan-loc-2019.jsonl"
DECISIONS = discover_types()["cell-dissolution-decision"]
SLUG = "cell-establishment-decision"
DAY = date(2026, 9, 1)


def texts(content: bytes) -> str:
    """All that stands in paragraphs and tables, without white space."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "".join("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")).split())


def test_each_issuer_has_one_with_its_papers_and_slips(tmp_path):
    desk = desk_at(tmp_path / "data", processes=1)
    file = write_lines(tmp_path / "two.jsonl", json_lines(SEASON)[:2])
    batch = desk.receive(file, DECISIONS, Wishes(companions=True, print_files="duplex"), "x")
    work(desk, batch)
    papers = papers_in(desk.folder(batch.id).archive)

    for issuer in ("Đảng ủy xã Suối Cát", "Đảng ủy xã Xuân Hiệp"):
        joined = texts(papers.pop(f"Bản in/{issuer}.docx"))
        own = {name: content for name, content in papers.items() if name.startswith(f"{issuer}/")}
        assert len(own) == 19
        assert len(joined) == sum(len(texts(content)) for content in own.values())
        slips = [name for name in own if "-GTSHĐ " in name or "GTSHĐ " in name.rpartition("/")[2]]
        cells = [name.split("/")[1] for name in slips]
        assert len(slips) == 18
        places = [joined.index("".join(f"Kính gửi: Chi ủy {cell}".split())) for cell in sorted(set(cells))]
        assert places == sorted(places), "the slips of one cell do not lie together"
    assert not any(name.startswith("Bản in/") for name in papers)


def test_names_without_vietnamese_letters_where_asked_for(tmp_path):
    desk = desk_at(tmp_path / "data", processes=1)
    batch = desk.receive(
        write_lines(tmp_path / "x.jsonl", [payload(1)]),
        discover_types()[SLUG],
        Wishes(print_files="single", ascii_only=True),
        "x",
    )
    work(desk, batch)

    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        assert "Ban in/Dang uy xa Tien Phong.docx" in archive.namelist()


@pytest.fixture
def folder(tmp_path):
    """A batch folder with the part of seven papers."""
    folder = Store(tmp_path).folder("0" * 32)
    folder.make()
    labels = labels_for(pipeline(), SLUG, Wishes())
    lines = [encode(labels.label(Row(n, SLUG, as_json(payload(n))))) for n in range(1, 8)]
    folder.rows.write_bytes(b"".join(lines))
    render_chunk(pipeline(), Work(folder.rows, 0, 7, DAY, folder.part(1)))
    folder.work.mkdir()
    return folder


def test_more_than_a_file_takes_go_into_another(folder, monkeypatch):
    monkeypatch.setattr(module, "PAPERS_IN_A_FILE", 3)
    found = [(name, texts(file.read_bytes())) for name, file in print_files(folder, [1], "single", ascii_only=False)]

    assert [name for name, _ in found] == [f"Bản in/Đảng ủy xã Tiên Phong{n}.docx" for n in ("", " (2)", " (3)")]
    assert ["Chibộxóm7" in text for _, text in found] == [False, False, True]
    assert list(folder.work.iterdir()) == []


def test_the_same_parts_give_the_same_archive(folder):
    archives = []
    for _ in range(2):
        finish(folder, [PartOf(1, folder.part(1).stat().st_size)], print_how="duplex")
        archives.append(folder.archive.read_bytes())

    assert archives[0] == archives[1]
