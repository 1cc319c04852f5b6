"""No cell of any sheet that the service writes is a formula, whatever was sent."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from hypothesis import given, strategies

from service.batch.flat_files import open_flat, split_records
from service.batch.formulas import as_typed, harmless
from service.batch.wishes import Wishes
from service.batch.workbook import empty_workbook, shape_of
from service.documents import discover_types
from tests.batch.seasons import SLUG, desk_at, payload, work
from tests.builders import as_json, sample
from tests.office_lists import CELLS, people
from tests.office_lists import SLUG as MOVING
from tests.office_lists import paper as decision
from tests.web.batches.sending import lines
from tests.web.batches.test_mended_csv import table

FORMULAS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    '=HYPERLINK("http://evil.example","x")',
    "a;=cmd|' /C calc'!A0;b",
    "a, =1+1",
    'a;"=1+1"',
]
STARTS = re.compile(r" *[=+\-@\t\r\n|%＝＋－＠]")
STARTS_ANYWHERE = re.compile(r"(?:^|[;,\t\r\n])[ \"]*[=+\-@|%＝＋－＠]")
"""Where a spreadsheet parts cells by another sign than the file was written with, and takes quotes as it likes."""


def made(folder, file, slug, wishes=None, lists=()):
    """The ZIP of a batch."""
    desk = desk_at(folder / "data", processes=1)
    batch = desk.receive(file, discover_types()[slug], wishes or Wishes(), "tester", lists)
    [batch] = work(desk, batch)
    archive = desk.folder(batch.id).archive
    content = archive.read_bytes() if archive.is_file() else b""
    reasons = [(each.row, each.code, each.message.en) for each in desk.means.ledger.errors(batch.id)]
    desk.close()
    assert content, reasons
    return content


def sheets_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith((".csv", ".xlsx"))}


def assert_no_formulas(content: bytes) -> set[str]:
    """The names of the sheets, once each has been looked through."""
    sheets = sheets_of(content)
    for name, data in sheets.items():
        if name.endswith(".csv"):
            for record in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=_delimiter(data)):
                assert [cell for cell in record if STARTS.match(cell)] == [], name
            assert STARTS_ANYWHERE.findall(data.decode("utf-8-sig")) == [], name
        else:
            assert_no_formulas_in_workbook(data)
    return set(sheets)


def assert_no_formulas_in_workbook(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for part in book.namelist():
            content = book.read(part)
            assert b"<f>" not in content
            assert b"<f " not in content
            assert b"ddeLink" not in content
            assert b"externalLink" not in content
            if part.endswith(".rels"):
                assert b'TargetMode="External"' not in content, part


def _delimiter(data: bytes) -> str:
    return csv.Sniffer().sniff(data.decode("utf-8-sig").split("\n")[0], ",;\t").delimiter


def test_of_a_batch_of_json_lines(tmp_path):
    file = tmp_path / "mùa.jsonl"
    good = [payload(n, client_ref=text, cell_name=text) for n, text in enumerate(FORMULAS, 1)]
    bad = [payload(n, client_ref=text, cell_name=text, issue_date=text) for n, text in enumerate(FORMULAS, 50)]
    file.write_bytes(lines(*good, *bad))

    names = assert_no_formulas(made(tmp_path, file, SLUG))

    assert names >= {"manifest.csv", "manifest.xlsx", "errors.csv", "errors.xlsx"}


def test_of_a_batch_of_csv_also_in_what_is_to_be_mended(tmp_path):
    file = tmp_path / "mùa.csv"
    own = {**decision(1, CELLS[0], members=[]), "members": None}
    file.write_bytes(table([{**own, "cell_name": text, "client_ref": text, "issue_date": text} for text in FORMULAS]))

    content = made(tmp_path, file, MOVING)

    assert "errors-to-mend.csv" in assert_no_formulas(content)
    mended = sheets_of(content)["errors-to-mend.csv"]
    flat, flavour = open_flat(io.BytesIO(mended))
    records = [cells for _, cells in split_records(flat, flavour)]
    names = [record[records[0].index("client_ref")] for record in records[1:]]
    assert [name.strip() for name in names] == [text.strip() for text in FORMULAS], "it is sent again as it was"


def test_of_the_summary_of_transfers(tmp_path):
    file = tmp_path / "mùa.jsonl"
    rows = [
        decision(n, CELLS[0], members=[{**people(1)[0], "full_name": text, "destination_cell": text}])
        for n, text in enumerate(FORMULAS, 1)
    ]
    file.write_bytes(b"".join(as_json(each) + b"\n" for each in rows))

    names = assert_no_formulas(made(tmp_path, file, MOVING, Wishes(companions=True)))

    assert "tong-hop.xlsx" in names


@pytest.mark.parametrize("slug", sorted(discover_types()))
def test_of_a_workbook_with_an_example(slug):
    example = sample(slug)
    for name, value in example.items():
        if isinstance(value, str) and name not in ("issue_date", "norm"):
            example[name] = "=1+1"

    assert_no_formulas_in_workbook(empty_workbook(shape_of(discover_types()[slug]), example))


ODD = ["", "Chi bộ", "'quoted'", "'", "a=b", " =x", "'=x", "''\t=x", "x\n- Như trên;\n- Lưu.", "x;'=y", "\n\n;;'"]


@pytest.mark.parametrize("text", [*FORMULAS, *ODD])
def test_what_is_made_harmless_is_read_as_it_was(text):
    assert not STARTS.match(harmless(text))
    assert not STARTS_ANYWHERE.search(harmless(text))
    assert as_typed(harmless(text)) == text


@given(strategies.text("'\";,\t\r\n =-@a", max_size=12))
def test_so_it_is_with_any_text(text):
    assert not STARTS_ANYWHERE.search(harmless(text))
    assert as_typed(harmless(text)) == text


@pytest.mark.parametrize("text", ["Chi bộ xóm Trại; chi bộ xóm Đông", "a\n\nb", "a;\nb", "10 %", "x - y", "3-5, 7"])
def test_ordinary_text_gets_no_apostrophe(text):
    assert harmless(text) == text
