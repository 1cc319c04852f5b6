"""Rows become canonical JSONL: named, numbered, cut into chunks, with what is wrong where it stands."""

from __future__ import annotations

import json

import pytest

from service.batch.labels import Labels
from service.batch.naming import Names
from service.batch.rows import Row, decode, encode
from service.batch.sources import Opened, refuse_unknown_kind
from service.batch.sources.payload_lines import payload_lines
from service.batch.splitting import Limits, split
from service.batch.workbook.places import Place
from service.errors import Finding, Message, RefusedBatch
from tests.batch.seasons import SLUG, TYPE, payload, write_lines
from tests.builders import as_json, pipeline


def labels(first_number=None, pattern="{number}-{symbol} {cell_name}", **options):
    return Labels(pipeline(), Names(pattern, TYPE, **options), first_number)


def labelled(payloads, **options):
    marks = labels(**options)
    return [marks.label(Row(n, SLUG, as_json(each))) for n, each in enumerate(payloads, start=1)]


def test_a_line_gives_back_its_row():
    places = {"": Place("Quyết định", "A2"), "/members/3/birth": Place("Đảng viên", "F17")}
    fault = Finding("/x", "cell.date", Message("Sai ngày", "Wrong date"))
    row = Row(7, SLUG, b'{"a": ", \\"payload\\": {", "b": 1}', places, (fault,), "05 “tên”.docx")

    assert decode(encode(row)) == row
    assert json.loads(encode(row))["payload"] == {"a": ', "payload": {', "b": 1}


def test_payloads_are_handed_on_byte_for_byte(tmp_path):
    lines = [b'{"number":1,  "cell_name" : "A"}', b'{"cell_name":"\xc4\x90"}']
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + lines[0] + b"\r\n\n" + lines[1])

    rows = list(payload_lines(file, SLUG, 1000))

    assert [(row.number, row.payload) for row in rows] == [(1, lines[0]), (3, lines[1])]


def test_a_line_that_is_too_long_is_a_fault_of_its_row_only(tmp_path):
    file = tmp_path / "x.jsonl"
    file.write_bytes(b'{"a":1}\n"' + b"x" * 5000 + b'"\n{"b":2}\n')

    rows = list(payload_lines(file, SLUG, 1000))

    assert [[fault.code for fault in row.faults] for row in rows] == [[], ["row.too-long"], []]


def test_broken_json_is_a_fault_of_its_row():
    row = labels().label(Row(4, SLUG, b'{"number": 1,, }'))

    assert [fault.code for fault in row.faults] == ["json.syntax"]
    assert row.payload == b"null"


def test_an_unknown_kind_of_file_is_refused(tmp_path):
    with pytest.raises(RefusedBatch, match=r"\.pdf"):
        refuse_unknown_kind(tmp_path / "x.pdf")


def test_chunks_cover_the_lines_exactly(tmp_path):
    payloads = [payload(n) for n in range(1, 24)]
    source = write_lines(tmp_path / "x.jsonl", payloads)
    found = split(Opened(payload_lines(source, SLUG, 1 << 20)), tmp_path / "rows.jsonl", labels(), Limits(rows=10))

    lines = (tmp_path / "rows.jsonl").read_bytes().splitlines(keepends=True)
    assert [(chunk.number, chunk.first_row, chunk.rows) for chunk in found.chunks] == [
        (1, 1, 10),
        (2, 11, 10),
        (3, 21, 3),
    ]
    assert [chunk.offset for chunk in found.chunks] == [len(b"".join(lines[:n])) for n in (0, 10, 20)]
    assert found.rows == 23
    assert (tmp_path / "rows.jsonl").stat().st_mode & 0o777 == 0o600


def test_big_rows_make_small_chunks(tmp_path):
    source = write_lines(tmp_path / "x.jsonl", [payload(n) for n in range(1, 7)])
    limits = Limits(rows=100, size=3 * len(as_json(payload(1))))
    found = split(Opened(payload_lines(source, SLUG, 1 << 20)), tmp_path / "rows.jsonl", labels(), limits)

    assert [chunk.rows for chunk in found.chunks] == [2, 2, 2]


def test_a_file_without_papers_is_refused_and_leaves_nothing(tmp_path):
    (tmp_path / "x.jsonl").write_bytes(b"\n\n")

    with pytest.raises(RefusedBatch):
        split(Opened(payload_lines(tmp_path / "x.jsonl", SLUG, 10)), tmp_path / "rows.jsonl", labels(), Limits())
    assert [file.name for file in tmp_path.iterdir()] == ["x.jsonl"]


class TestNumbers:
    def test_are_given_for_each_issuer_in_order(self):
        other = {**payload(1)["issuer"], "name": "Đảng ủy xã Khác"}
        rows = labelled(
            [payload(1, number=None), payload(1, number=None, issuer=other), payload(1, number=None)], first_number=12
        )

        assert [json.loads(row.payload)["number"] for row in rows] == [12, 12, 13]
        assert not any(row.faults for row in rows)

    def test_of_rows_that_cannot_be_read_stay_theirs(self):
        without = {key: value for key, value in payload(1).items() if key != "number"}
        marks = labels(first_number=5)
        bad = as_json({**without, "cell_name": None})
        rows = [marks.label(Row(n, SLUG, p)) for n, p in enumerate([as_json(without), bad, as_json(without)], 1)]

        assert [json.loads(row.payload)["number"] for row in rows] == [5, 6, 7]

    def test_that_stand_twice_are_an_error_of_the_later_row(self):
        rows = labelled([payload(3), payload(4), payload(3)])

        assert [[fault.code for fault in row.faults] for row in rows] == [[], [], ["batch.number-repeated"]]
        assert rows[2].faults[0].pointer == "/number"
        assert "dòng 1" in rows[2].faults[0].message.vi

    def test_may_be_the_same_for_two_issuers(self):
        other = {**payload(1)["issuer"], "name": "Đảng ủy xã Khác"}

        assert not any(row.faults for row in labelled([payload(3), payload(3, issuer=other)]))


class TestNames:
    def test_say_number_symbol_and_cell(self):
        assert labelled([payload(5)])[0].name == "05-QĐ-ĐU Chi bộ xóm 5.docx"

    def test_are_unique_on_every_system(self):
        cells = ["Chi bộ A", "chi bộ a", "Chi bộ A", "Chi bộ A (2)"]
        rows = labelled([payload(n, cell_name=cell) for n, cell in enumerate(cells, 1)], pattern="{cell_name}")

        assert len({row.name.casefold() for row in rows}) == 4
        assert rows[1].name == "chi bộ a (2).docx"

    def test_have_folders_where_asked_for(self):
        assert labelled([payload(5)], pattern="{issuer}/{number}")[0].name == "Đảng ủy xã Tiên Phong/05.docx"

    @pytest.mark.parametrize("evil", ["../../etc/passwd", "..", "/abs", "C:\\x", "a\0b", ".", "x/..", "\u202egpj"])
    def test_never_lead_out_of_the_archive(self, evil):
        issuer = {**payload(1)["issuer"], "name": evil}
        name = labelled([payload(1, cell_name=evil, issuer=issuer)], pattern="{issuer}/{cell_name}")[0].name

        assert name.count("/") == 1
        assert not set(name) & set('\0\\:*?"<>|\u202e')
        assert not {part.strip(" .") for part in name.split("/")} & {"", ".."}

    @pytest.mark.parametrize("device", ["CON", "nul", "COM1", "lpt9 "])
    def test_are_no_devices_of_windows(self, device):
        name = labelled([payload(1, cell_name=device)], pattern="{cell_name}")[0].name

        assert name.startswith("_")

    def test_are_short_whatever_the_payload(self):
        rows = labelled([payload(n, cell_name="Đ" * 500) for n in (1, 2)], pattern="{issuer}/{cell_name}")

        assert all(len(row.name) <= 120 and len(row.name.encode()) <= 240 for row in rows)
        assert rows[0].name != rows[1].name

    def test_have_no_vietnamese_letters_where_asked_for(self):
        assert labelled([payload(5)], ascii_only=True)[0].name == "05-QD-DU Chi bo xom 5.docx"

    def test_leave_out_what_is_blank_with_its_mark(self):
        rows = labelled([payload(5, number=None)], pattern="{number}-{symbol} {title} - {client_ref}")

        assert rows[0].name == f"QĐ-ĐU {TYPE.title}.docx"

    @pytest.mark.parametrize("pattern", ["{cel_name}", "", "{number", "a/b/c/d/e/f"])
    def test_of_a_pattern_that_cannot_work_are_refused(self, pattern):
        with pytest.raises(RefusedBatch):
            Names(pattern, TYPE)
