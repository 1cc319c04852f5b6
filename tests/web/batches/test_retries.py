"""Rows that became no paper, made after all: as they were, or from a mended file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from python_calamine import CalamineWorkbook

from service.batch.workbook import open_workbook, write_workbook
from service.bootstrap import SAMPLES
from tests.batch.seasons import SLUG, json_lines, papers_in, payload, work
from tests.office_lists import CELLS, paper, people, write_lists
from tests.office_lists import SLUG as SLUG_OF_LISTS
from tests.web.batches.sending import PATH, folder_of, lines, member_of, problem
from tests.workbooks import shape

DISSOLUTIONS = SAMPLES / "seasons" / "xuan-loc-2019.jsonl"
TYPE_OF_DISSOLUTIONS = "cell-dissolution-decision"


def test_failed_rows_are_retried_as_they_were(client, desk, done):
    response = client.post(f"{done}/retry")
    new = desk.means.ledger.get(response.json["id"])
    work(desk, new)

    assert (response.status_code, new.retry_of) == (202, done.rpartition("/")[2])
    assert [error["row"] for error in client.get(f"{PATH}/{new.id}/errors").json["errors"]] == [2]


def test_a_mended_file_makes_the_rest_and_no_number_twice(client, desk, done, send):
    response = send(lines(payload(2), payload(1, cell_name="Chi bộ khác")), f"{done}/retry")
    new = desk.means.ledger.get(response.json["id"])
    work(desk, new)

    assert [name for name in papers_in(desk.folder(new.id).archive) if "xóm 2" in name]
    (error,) = client.get(f"{PATH}/{new.id}/errors").json["errors"]
    assert (error["row"], error["code"]) == (2, "batch.number-repeated")


def register(papers: dict[str, bytes]) -> list[int]:
    """The numbers of the slips among the papers."""
    return sorted(int(name.rpartition("/")[2].partition("-")[0]) for name in papers if "-GTSHĐ " in name)


@pytest.mark.long
def test_the_slips_of_a_mended_decision_get_numbers_that_nobody_has(desk, made):
    rows = [{**row, "issuer": json_lines(DISSOLUTIONS)[0]["issuer"]} for row in json_lines(DISSOLUTIONS)[:3]]
    rows = [{**row, "number": number} for number, row in enumerate(rows, start=5)]
    wishes = {"type": TYPE_OF_DISSOLUTIONS, "companions": "true", "companion_number_from": "7"}
    broken = {**rows[1], "cell_name": None}
    first = made(lines(rows[0], broken, rows[2]), **wishes)
    before = papers_in(folder_of(desk, first) / "papers.zip")

    after = papers_in(folder_of(desk, made(lines(rows[1]), f"{first}/retry")) / "papers.zip")

    assert (len(register(before)), len(register(after))) == (len(before) - 2, len(after) - 1)
    assert len(register(after)) > 3
    everything = register(before) + register(after)
    assert len(set(everything)) == len(everything)
    assert min(register(after)) > max(register(before))
    folded = {name.casefold() for name in before} & {name.casefold() for name in after}
    assert folded == set()


@pytest.mark.long
def test_slips_of_rows_retried_as_they_were_keep_their_numbers(client, desk, made):
    rows = [{**row, "issuer": json_lines(DISSOLUTIONS)[0]["issuer"]} for row in json_lines(DISSOLUTIONS)[:2]]
    wishes = {"type": TYPE_OF_DISSOLUTIONS, "companions": "true", "companion_number_from": "7"}
    first = made(lines({**rows[0], "cell_name": None}, {**rows[1], "number": 9}), **wishes)
    taken = register(papers_in(folder_of(desk, first) / "papers.zip"))

    new = client.post(f"{first}/retry").json["id"]
    line = (folder_of(desk, first) / "rows.jsonl").read_bytes().splitlines()[0]
    work(desk, desk.means.ledger.get(new))

    assert (desk.folder(new).rows).read_bytes() == line + b"\n"
    assert taken[0] > 7


@pytest.mark.long
def test_a_batch_that_was_changed_away_is_retried_whole(client, desk, send):
    address = send(lines(payload(1), payload(2))).headers["Location"]
    desk.means.ledger.advance(address.rpartition("/")[2], "failed", trouble="changed")
    assert client.get(address).json["links"]["retry"] == f"{address}/retry"

    new = client.post(f"{address}/retry", headers={"Idempotency-Key": '"again"'}).json["id"]
    work(desk, desk.means.ledger.get(new))

    assert len(papers_in(desk.folder(new).archive)) == 2
    again = client.post(f"{address}/retry", headers={"Idempotency-Key": '"again"'})
    assert (again.status_code, again.json["id"]) == (202, new)


@pytest.mark.long
def test_a_batch_that_stopped_at_an_error_is_retried_whole_with_its_mended_file(client, desk, made):
    first = made(lines(payload(1), payload(2, cell_name=None)), on_error="stop")
    assert client.get(first).json["state"] == "failed"

    second = made(lines(payload(1), payload(2)), f"{first}/retry")

    assert len(papers_in(folder_of(desk, second) / "papers.zip")) == 2


def test_what_cannot_be_retried_says_why(client, made, send):
    whole = made(lines(payload(1)))
    waiting = send(lines(payload(2))).headers["Location"]
    refused = made(b"PK no workbook", name="a.xlsx")

    assert client.get(whole).json["links"]["retry"] is None
    for address in (whole, waiting, refused):
        assert problem(client.post(f"{address}/retry")) == (409, "batch-state")


@pytest.mark.long
def test_rows_of_a_workbook_that_fail_again_are_given_back_as_a_workbook(client, desk, made):
    papers = [(f"0{n}", payload(n, **({"cell_name": None} if n == 2 else {}))) for n in (1, 2, 3)]
    first = made(write_workbook(shape(SLUG), papers), name="mùa.xlsx")
    second = client.post(f"{first}/retry").json["id"]
    work(desk, desk.means.ledger.get(second))
    third = client.post(f"{PATH}/{second}/retry").json["id"]
    work(desk, desk.means.ledger.get(third))

    before, *after = (member_of(desk.folder(each).archive, "errors.xlsx") for each in (first[-32:], second, third))
    (error,) = client.get(f"{PATH}/{third}/errors").json["errors"]
    assert (error["row"], error["sheet"]) == (csv_row(member_of(desk.folder(third).archive, "errors.csv")), "Văn bản")
    assert [typed(each) for each in after] == [typed(before)] * 2
    assert "02" in typed(before)[1]


def csv_row(content: bytes) -> int:
    return int(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1][0])


def typed(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Văn bản").to_python()


@pytest.mark.long
def test_payloads_that_fail_again_are_given_back_as_lines(client, desk, made):
    first = made(b"not json\n" + lines(payload(2), payload(3, cell_name=None)))
    second = client.post(f"{first}/retry").json["id"]
    work(desk, desk.means.ledger.get(second))

    given = member_of(desk.folder(second).archive, "errors.jsonl")
    assert given == member_of(desk.folder(first[-32:]).archive, "errors.jsonl")
    assert given.splitlines()[0] == b"not json"


def sent_lists(tmp_path) -> list[tuple[str, bytes]]:
    return [(file.name, file.read_bytes()) for file in write_lists(tmp_path)]


@pytest.mark.long
def test_mended_payloads_hold_the_members_of_the_lists(client, desk, made, tmp_path):
    bare = [paper(n, cell) for n, cell in enumerate(CELLS, start=1)]
    bare[1]["issue_date"] = "31/02"
    wishes = {"type": SLUG_OF_LISTS, "convert_legacy": "true", "members": sent_lists(tmp_path)}
    first = made(lines(*bare), **wishes)
    assert [each["row"] for each in client.get(f"{first}/errors").json["errors"]] == [2]
    archive = folder_of(desk, first) / "papers.zip"
    mended = json.loads(member_of(archive, "errors.jsonl")) | {"issue_date": bare[0]["issue_date"]}

    second = made(lines(mended), f"{first}/retry")

    (row,) = json_lines(folder_of(desk, second) / "rows.jsonl")
    assert (len(row["payload"]["members"]), client.get(second).json["papers"]) == (len(people(2)), 1)


@pytest.mark.long
def test_a_workbook_to_mend_holds_the_members_of_the_lists(client, desk, made, tmp_path):
    papers = [(f"{n}", paper(n, cell)) for n, cell in enumerate(CELLS, start=1)]
    signature, papers[1][1]["signature"] = papers[1][1]["signature"], None
    wishes = {"type": SLUG_OF_LISTS, "convert_legacy": "true", "members": sent_lists(tmp_path)}
    first = made(write_workbook(shape(SLUG_OF_LISTS), papers), name="mùa.xlsx", **wishes)
    assert client.get(first).json["failed"] == 1

    (tmp_path / "errors.xlsx").write_bytes(member_of(folder_of(desk, first) / "papers.zip", "errors.xlsx"))
    with open_workbook(tmp_path / "errors.xlsx", shape(SLUG_OF_LISTS)) as reading:
        (row,) = reading.rows
    mended = write_workbook(shape(SLUG_OF_LISTS), [("2", {**row.payload, "signature": signature})])
    second = made(mended, f"{first}/retry", name="errors.xlsx")

    assert len(row.payload["members"]) > 2
    assert (client.get(second).json["failed"], client.get(second).json["papers"]) == (0, 1)


def test_the_whole_mended_file_makes_only_what_was_not_made(client, desk, made):
    first = made(lines(payload(1), payload(2, cell_name=None), payload(3)))
    second = made(lines(payload(1), payload(2), payload(3)), f"{first}/retry")

    assert [name.rpartition(" ")[2] for name in papers_in(folder_of(desk, second) / "papers.zip")] == ["2.docx"]
    assert {e["code"] for e in client.get(f"{second}/errors").json["errors"]} == {"batch.made-before"}


@pytest.mark.long
def test_the_whole_file_of_a_batch_that_failed_comes_again_with_its_lists(client, desk, made, tmp_path):
    bare = [paper(n, cell) for n, cell in enumerate(CELLS, start=1)]
    wrong = [{**bare[0], "issue_date": "31/02"}, *bare[1:]]
    wishes = {"type": SLUG_OF_LISTS, "convert_legacy": "true", "members": sent_lists(tmp_path), "on_error": "stop"}
    first = made(lines(*wrong), **wishes)
    assert client.get(first).json["trouble"] == "stopped"

    second = made(lines(*bare), f"{first}/retry")

    assert len(papers_in(folder_of(desk, second) / "papers.zip")) == len(CELLS)
