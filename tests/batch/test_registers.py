"""Rows that could be given no number are numbered when they are mended, and no number is given twice."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from service.batch.desk import Desk
from service.batch.ledger import Batch
from service.batch.workbook import write_workbook
from tests.batch.seasons import SLUG, desk_at, json_lines, papers_in, payload, receive, work, write_lines
from tests.batch.test_workbook_batches import MAIN, csv_papers, inside, made, mended, sheets_of
from tests.cli.test_batch import vanthu
from tests.cli.test_batch_words import mark_of
from tests.workbooks import shape

A, B = "Đảng ủy xã An", "Đảng ủy xã Bình"
ISSUER, NUMBER = "Cơ quan ban hành", "Số văn bản"


def papers() -> list[tuple[str, dict[str, Any]]]:
    """Eight decisions without numbers: five of one body, three of another."""
    every = [payload(n, number=None) for n in range(1, 9)]
    return [
        (f"00{n}", {**each, "issuer": {**each["issuer"], "name": A if n < 6 else B}}) for n, each in enumerate(every, 1)
    ]


def broken(tmp_path: Path) -> bytes:
    """The body of one row is misspelt, and what stands for the number of another is none."""
    whole = write_workbook(shape(SLUG), papers())
    return mended(whole, {("003", ISSUER): "Đảng ủy xã Ann", ("005", NUMBER): "abc"}, tmp_path)


def repaired(content: bytes, tmp_path: Path) -> bytes:
    """The file to mend as a clerk sends it again, with its hidden sheet."""
    new = mended(content, {("003", ISSUER): A, ("005", NUMBER): ""}, tmp_path)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(new)) as source, zipfile.ZipFile(target, "w") as archive:
        for each in source.namelist():
            data = source.read(each)
            archive.writestr(each, data.replace(shape(SLUG).mark.encode() + b"<", mark_of(content) + b"<"))
    return target.getvalue()


def register(archive: Path) -> list[tuple[str, int]]:
    """Body and number of each paper."""
    names = [name.split("/") for name in papers_in(archive)]
    return sorted((body, int(name.partition("-")[0])) for body, name in names)


def numbers_typed(content: bytes) -> list[Any]:
    headings, *rows = sheets_of(content)[MAIN]
    return [row[headings.index(NUMBER)] for row in rows]


def retried(desk: Desk, batch: Batch, content: bytes, ending: str) -> Batch:
    with desk.incoming() as incoming:
        incoming.put_source(ending, [content])
        new = desk.retry_mended(batch, incoming, "tester")
    return work(desk, new)[0]


FIRST = [(A, 21), (A, 22), (A, 23), (B, 21), (B, 22), (B, 23)]


def test_the_very_same_command_numbers_mended_rows_on(tmp_path):
    source, to_mend = tmp_path / "mùa.xlsx", tmp_path / "errors.xlsx"
    source.write_bytes(broken(tmp_path))
    command = ("batch", SLUG, source, "-o", tmp_path / "1.zip", "--number-from", 21)
    first = vanthu(tmp_path / "data", *command)
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        given = archive.read("errors.xlsx")
    to_mend.write_bytes(repaired(given, tmp_path))
    last = vanthu(tmp_path / "data", "batch", SLUG, to_mend, "-o", tmp_path / "2.zip", "--number-from", 21)

    assert (first.exit_code, last.exit_code) == (1, 0), last.stderr
    assert numbers_typed(given) == ["", "abc"]  # nothing that no clerk wrote
    assert register(tmp_path / "1.zip") == FIRST
    assert register(tmp_path / "2.zip") == [(A, 24), (A, 25)]
    assert "chưa được cấp số" in first.stderr
    assert "đánh số tiếp theo" in last.stderr


@pytest.mark.long
def test_a_retry_numbers_mended_rows_on_too(tmp_path):
    source, desk = tmp_path / "mùa.xlsx", desk_at(tmp_path / "data", processes=1)
    source.write_bytes(broken(tmp_path))
    (first,) = work(desk, receive(desk, source, first_number=21))
    to_mend = inside(desk, first, "errors.xlsx")
    half = retried(desk, first, to_mend, ".xlsx")  # nothing was mended yet
    second = retried(desk, half, repaired(to_mend, tmp_path), ".xlsx")

    assert register(desk.folder(first.id).archive) == FIRST
    assert desk.means.ledger.errors(second.id) == []
    assert register(desk.folder(second.id).archive) == [(A, 24), (A, 25)]


def test_a_payload_of_an_unknown_body_brings_no_number_back(tmp_path):
    rows = [each for _, each in papers()[:3]]
    rows[1] = {**rows[1], "issuer": None, "issuer_ref": "khong-co"}
    source = write_lines(tmp_path / "x.jsonl", rows)
    told = vanthu(tmp_path / "data", "batch", SLUG, source, "-o", tmp_path / "1.zip", "--number-from", 21)
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        (tmp_path / "errors.jsonl").write_bytes(archive.read("errors.jsonl"))
    (back,) = json_lines(tmp_path / "errors.jsonl")

    assert back["number"] is None
    assert register(tmp_path / "1.zip") == [(A, 21), (A, 22)]
    assert "ghi --number-from 23 " in told.stderr


def test_the_headings_of_a_csv_to_mend_say_it_too(tmp_path):
    content = csv_papers(*["Có quyết định riêng"] * 3).replace(b"2;;05/8/2026", b"2;abc;05/8/2026")
    desk, first = made(tmp_path, "mùa.csv", content, first_number=7)
    to_mend = inside(desk, first, "errors-to-mend.csv")
    again, second = made(tmp_path, "sửa.csv", to_mend.replace(b'"abc"', b'""'), first_number=7)

    assert [number for _, number in register(desk.folder(first.id).archive)] == [7, 8]
    assert [number for _, number in register(again.folder(second.id).archive)] == [9]
