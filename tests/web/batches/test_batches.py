"""Batches over HTTP, with a real desk and a real worker."""

from __future__ import annotations

import threading

from tests.batch.seasons import payload
from tests.web.batches.sending import PATH, lines, problem


def test_a_batch_is_made_followed_and_fetched(client, done):
    about = client.get(done).json
    assert (about["state"], about["rows"], about["done"], about["failed"]) == ("done", 3, 3, 1)
    (error,) = client.get(f"{done}/errors").json["errors"]
    assert (error["row"], error["pointer"]) == (2, "/cell_name")

    whole = client.get(f"{done}/archive", buffered=True)
    etag = whole.headers["ETag"]
    assert (whole.status_code, whole.headers["Content-Length"]) == (200, str(len(whole.data)))
    assert not etag.startswith("W/")
    assert client.head(f"{done}/archive", buffered=True).headers["Content-Length"] == str(len(whole.data))
    for given, expected in (("bytes=0-99", whole.data[:100]), ("bytes=-7", whole.data[-7:])):
        part = client.get(f"{done}/archive", buffered=True, headers={"Range": given, "If-Range": etag})
        assert (part.status_code, part.data) == (206, expected)
    old = client.get(f"{done}/archive", buffered=True, headers={"Range": "bytes=0-99", "If-Range": '"old"'})
    assert (old.status_code, old.data) == (200, whole.data)
    beyond = client.get(f"{done}/archive", buffered=True, headers={"Range": "bytes=999999999-"})
    assert problem(beyond) == (416, "range-not-satisfiable")
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"


def test_two_posts_at_once_with_one_key_are_one_batch(send, desk):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(send(lines(payload(1)), key='"k"'))) for _ in "ab"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert [each.status_code for each in answers] == [202, 202]
    assert len({each.headers["Location"] for each in answers}) == 1
    assert len(desk.means.store.folders()) == 1
    assert problem(send(lines(payload(2)), key='"k"')) == (422, "key-reused")
    assert problem(send(lines(payload(2)), key='"k')) == (400, "malformed-key")


def test_every_wrong_field_is_told_at_once_and_nothing_kept(send, desk):
    response = send(b"x", type="x", on_error="y", number_from="0", strange="1")

    assert problem(response) == (422, "invalid-form")
    assert {each["pointer"] for each in response.json["errors"]} == {"/type", "/on_error", "/number_from", ""}
    assert desk.means.store.folders() == []


def test_an_upload_that_breaks_off_leaves_nothing(client, desk):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{"a":'
    response = client.post(PATH, data=body, content_type="multipart/form-data; boundary=x")

    assert problem(response) == (400, "malformed-form")
    assert desk.means.store.folders() == []


def test_cancelled_deleted_and_outlived_batches_are_wiped(client, desk, send):
    address = send(lines(payload(1))).headers["Location"]
    assert [client.post(f"{address}/cancel").json["state"] for _ in "ab"] == ["cancelled"] * 2
    assert desk.means.store.folders() == []
    assert client.delete(address).status_code == 204
    assert problem(client.get(address)) == (404, "unknown-batch")

    address = send(lines(payload(1))).headers["Location"]
    desk.means.ledger.outlive(address.rpartition("/")[2])
    assert problem(client.get(address)) == (410, "batch-gone")
    assert desk.means.store.folders() == []


def test_the_overview_lists_every_address_of_batches(client):
    page, paths = client.get("/docs").text, client.get("/openapi.json").json["paths"]

    known = [(method.upper(), path) for path, item in paths.items() if path.startswith(PATH) for method in item]
    assert len(known) == 8
    for method, path in known:
        assert f"<code>{method} {path.replace('{batch}', '…')}</code>" in page
