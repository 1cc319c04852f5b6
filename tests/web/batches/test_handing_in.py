"""What is taken for a batch, what is refused and how, and what a dry run tells."""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sqlite3
import time

import pytest

from service.batch.wishes import Wishes
from service.config import Settings
from service.web import create_app
from tests.batch.seasons import SLUG, TYPE, papers_in, payload, write_lines
from tests.builders import sample
from tests.office_lists import CELLS, paper, people, write_lists
from tests.office_lists import SLUG as SLUG_OF_LISTS
from tests.web.batches.sending import FORM, PATH, folder_of, form_with, lines, problem

MIB = 1024 * 1024


def test_a_dry_run_tells_what_was_understood_and_keeps_nothing(send, desk):
    found = send(lines(payload(1), payload(2, cell_name=None)), dry_run="true")

    assert found.status_code == 200
    assert (found.json["rows"], found.json["checked"], found.json["failed"]) == (2, 2, 1)
    assert [(each["row"], each["pointer"]) for each in found.json["errors"]["first"]] == [(2, "/cell_name")]
    assert (desk.means.store.folders(), desk.newest("http", 9)) == ([], [])


def test_member_lists_stand_beside_the_file(desk, made, tmp_path):
    sent = [(f"C:\\ds\\{file.name}", file.read_bytes()) for file in write_lists(tmp_path)]
    bare = [paper(n, cell) for n, cell in enumerate(CELLS, start=1)]

    address = made(lines(*bare), type=SLUG_OF_LISTS, members=sent, convert_legacy="true")

    rows = [json.loads(line) for line in (folder_of(desk, address) / "rows.jsonl").read_bytes().splitlines()]
    assert [len(row["payload"]["members"]) for row in rows] == [len(people(n)) for n in range(1, len(CELLS) + 1)]
    assert len(papers_in(folder_of(desk, address) / "papers.zip")) == len(CELLS)


def test_a_list_of_another_kind_is_refused(send, desk):
    response = send(lines(payload(1)), members=[("ds.docx", b"x")])

    assert problem(response) == (422, "invalid-form")
    assert [each["pointer"] for each in response.json["errors"]] == ["/members"]
    assert desk.means.store.folders() == []


def test_each_line_may_name_its_type_and_then_no_field_has_to(client, desk, made):
    minutes = "cell-meeting-minutes"
    mixed = lines({"type": SLUG, **payload(1)}, {"type": minutes, **sample(minutes)}, {**payload(3), "type": "no such"})

    address = made(mixed, type="")

    assert client.get(address).json["type"] == SLUG
    assert len(papers_in(folder_of(desk, address) / "papers.zip")) == 2
    assert [each["code"] for each in client.get(f"{address}/errors").json["errors"]] == ["row.type"]


def test_a_body_that_is_no_form_or_is_packed_is_refused(client, desk):
    assert problem(client.post(PATH, data=b"{}", content_type="application/json")) == (415, "not-a-form")
    packed = client.post(
        PATH, data=b"", content_type="multipart/form-data; boundary=x", headers={"Content-Encoding": "gzip"}
    )
    assert problem(packed) == (415, "not-a-form")
    assert desk.means.store.folders() == []


def test_more_than_the_limit_is_refused_and_nothing_kept(pipeline, desk):
    client = create_app(pipeline, Settings(max_upload_mib=1), lambda: desk).test_client()

    response = client.post(PATH, data=form_with(b" " * 2 * MIB), content_type=FORM)

    assert problem(response) == (413, "body-too-large")
    assert "MAX_UPLOAD_MIB" in response.json["detail"]
    assert desk.means.store.folders() == []


def test_where_the_disk_is_full_that_is_said_and_nothing_kept(send, desk):
    """The largest file that the process may write stands for the disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        response = send(b" " * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert problem(response) == (507, "no-room")
    assert int(response.headers["Retry-After"]) > 0
    assert desk.means.store.folders() == []
    assert send(lines(payload(1))).status_code == 202


@pytest.mark.long
def test_a_ledger_that_another_process_holds_is_told_long_before_the_worker_would_be_killed(pipeline, tmp_path):
    client = create_app(pipeline, Settings(data_dir=tmp_path)).test_client()

    def post():
        began = time.monotonic()
        response = client.post(PATH, data={"file": (io.BytesIO(lines(payload(1))), "a.jsonl"), "type": SLUG})
        return response, time.monotonic() - began

    with held(tmp_path / "ledger.sqlite3"):
        response, seconds = post()
        assert (problem(response), response.headers["Retry-After"]) == ((503, "ledger-busy"), "5")
        assert 4 < seconds < 25
    assert post()[0].status_code == 202
    with held(tmp_path / "ledger.sqlite3"):
        assert problem(post()[0]) == (503, "ledger-busy")
        assert len(list((tmp_path / "batches").iterdir())) == 1


@contextlib.contextmanager
def held(ledger):
    with contextlib.closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_batches_of_the_command_line_are_not_seen(client, desk, tmp_path):
    own = desk.receive(write_lines(tmp_path / "a.jsonl", [payload(1)]), TYPE, Wishes(), "command")

    assert client.get(PATH).json == {"batches": [], "next": None}
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("POST", "/retry"), ("GET", "/archive")):
        assert problem(client.open(f"{PATH}/{own.id}{path}", method=method)) == (404, "unknown-batch")
    assert desk.means.ledger.get(own.id).state == "received"


def test_only_the_owner_of_the_process_can_read_what_is_kept(desk, done):
    folder = folder_of(desk, done)
    inside = [folder.parent, *folder.rglob("*"), *desk.means.store.root.glob("ledger.sqlite3*")]

    modes = {f"{each.name}": each.stat().st_mode & 0o777 for each in inside}
    assert {each.name for each in inside} >= {"source.jsonl", "rows.jsonl", "papers.zip", "ledger.sqlite3"}
    assert modes == {each.name: 0o700 if each.is_dir() else 0o600 for each in inside}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_list_and_the_errors_come_page_by_page(client, desk, send, made, limit):
    first = made(lines(*[payload(n, cell_name=None, formation=None) for n in (1, 2)]))
    every = [first.rpartition("/")[2], *[send(lines(payload(n))).json["id"] for n in range(3)]]

    batches = pages(client, PATH, "batches", limit)
    errors = pages(client, f"{first}/errors", "errors", limit)

    assert [len(page) for page in batches[:-1]] == [limit] * (len(batches) - 1)
    assert sorted(each["id"] for page in batches for each in page) == sorted(every)
    created = [each["created"] for page in batches for each in page]
    assert created == sorted(created, reverse=True)
    whole = client.get(f"{first}/errors").json["errors"]
    assert len(whole) == 4
    assert [each for page in errors for each in page] == whole
    for address in (PATH, f"{first}/errors"):
        assert problem(client.get(address, query_string={"limit": "0"})) == (422, "invalid-query")
        assert problem(client.get(address, query_string={"after": "x"})) == (422, "invalid-query")


def pages(client, address: str, name: str, limit: int) -> list[list[dict]]:
    found, query = [], {"limit": limit}
    while True:
        page = client.get(address, query_string=query).json
        found.append(page[name])
        if page["next"] is None:
            return found
        query["after"] = page["next"]


def test_remarks_about_the_files_stand_with_the_batch(client, made, tmp_path):
    """A question that a list leaves open is told by the errors; what was read as what, by remarks."""
    sent = [(file.name, file.read_bytes()) for file in write_lists(tmp_path)]
    bare = [paper(n, cell) for n, cell in enumerate(CELLS, start=1)]
    address = made(lines(*bare), type=SLUG_OF_LISTS, members=sent, convert_legacy="true")

    remarks = client.get(address).json["remarks"]
    assert remarks["count"] >= len(remarks["first"]) > 0
    assert all(set(each) == {"sheet", "cell", "code", "message"} and each["message"] for each in remarks["first"])
