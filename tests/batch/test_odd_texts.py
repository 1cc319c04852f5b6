"""Texts that no name of a file can hold, and texts longer than the properties of a file, cost no other row anything."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from service.batch.rows import Row, decode
from service.batch.sources import Opened
from service.batch.splitting import Limits, split
from tests.batch.seasons import SLUG, desk_at, errors_of, papers_in, payload, receive, work, write_lines
from tests.builders import as_json


@pytest.mark.parametrize("field", ["cell_name", "client_ref"])
def test_half_a_pair_of_surrogates_is_a_fault_of_its_row(tmp_path, field):
    lines = [as_json(payload(n)) for n in (1, 2, 3)]
    lines[1] = as_json(payload(2, **{field: "@"})).replace(b"@", rb"Chi b\ud800")
    source = tmp_path / "x.jsonl"
    source.write_bytes(b"\n".join(lines))
    desk = desk_at(tmp_path / "data", processes=1)
    batch = work(desk, receive(desk, source, pattern="{issuer}/{number} {cell_name} {client_ref}"))[0]

    assert batch.state == "done"
    assert len(papers_in(desk.folder(batch.id).archive)) == 2
    assert {(row, pointer) for row, pointer, _ in errors_of(desk, batch)} == {(2, f"/{field}")}
    desk.close()


def test_a_row_that_cannot_be_labelled_costs_no_other_row_its_paper(tmp_path):
    class Moody:
        def label(self, row):
            if row.number == 2:
                raise RuntimeError("by a fault of ours")
            return row._replace(name=f"{row.number}.docx")

    rows = [Row(n, SLUG, as_json(payload(n))) for n in (1, 2, 3)]
    found = split(Opened(iter(rows)), tmp_path / "rows.jsonl", Moody(), Limits())
    read = [decode(line) for line in (tmp_path / "rows.jsonl").read_bytes().splitlines(keepends=True)]

    assert found.rows == 3
    assert [[fault.code for fault in row.faults] for row in read] == [[], ["row.fault"], []]


def test_the_register_holds_what_the_paper_is_about_whole(tmp_path):
    name = "Chi bộ " + "Doanh nghiệp tư nhân " * 12 + "Bình Minh"
    desk = desk_at(tmp_path / "data", processes=1)
    batch = work(desk, receive(desk, write_lines(tmp_path / "x.jsonl", [payload(1, cell_name=name)])))[0]
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        line = next(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))

    assert line["Loại văn bản"] == "Quyết định"
    assert name in line["Trích yếu"]
    desk.close()
