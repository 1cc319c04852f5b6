"""Who has too many unfinished batches is told before an upload is taken, and hears it."""

from __future__ import annotations

import io

import pytest

from service.batch.capacity import Capacity
from service.batch.desk import Desk
from tests.batch.seasons import SLUG, desk_at, payload
from tests.web.batches.sending import BOUNDARY, FORM, PATH, form_with, lines, problem

MIB = 1 << 20
LARGE = 200 * MIB
DRAINED = 64 * MIB


class Upload(io.RawIOBase):
    """A form with one file of so many bytes, made as it is read; ``sent`` is how much was."""

    def __init__(self, size: int, *fields: str) -> None:
        parts = [f'form-data; name="{field.partition("=")[0]}"\r\n\r\n{field.partition("=")[2]}' for field in fields]
        parts.append('form-data; name="file"; filename="a.jsonl"\r\n\r\n')
        self._head = "\r\n".join(f"--{BOUNDARY}\r\nContent-Disposition: {part}" for part in parts).encode()
        self.size, self.sent = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        count = min(len(buffer), self.size - self.sent)
        head = self._head[self.sent : self.sent + count]
        buffer[:count] = head + b" " * (count - len(head))
        self.sent += count
        return count


@pytest.fixture
def desk(tmp_path):
    found = Desk(desk_at(tmp_path / "data").means, 30, Capacity(own=1))
    yield found
    found.close()


@pytest.fixture
def first(client):
    """The address of the one batch that the owner may have."""
    answer = client.post(
        PATH, data=form_with(lines(payload(1)), type=SLUG), content_type=FORM, headers={"Idempotency-Key": "first"}
    )
    assert answer.status_code == 202
    return answer.headers["Location"]


def upload(client, body: Upload, path: str = PATH):
    environ = {"wsgi.input": io.BufferedReader(body), "CONTENT_LENGTH": str(body.size), "CONTENT_TYPE": FORM}
    return client.post(path, environ_overrides=environ)


def test_a_large_upload_is_refused_before_it_is_taken_and_heard_out_within_reason(client, desk, first):
    body = Upload(LARGE, f"type={SLUG}")
    answer = upload(client, body)

    assert problem(answer) == (429, "too-many-batches")
    assert answer.headers["Retry-After"] == "60"
    assert DRAINED <= body.sent < DRAINED + 2 * MIB
    assert len(desk.means.store.folders()) == 1


def test_no_file_is_written_for_one_that_is_refused(client, desk, first):
    seen = []
    body = Upload(8 * MIB, f"type={SLUG}")
    read = body.readinto

    def watched(buffer):
        seen.append(sum(file.stat().st_size for file in desk.means.store.root.rglob("source.*")))
        return read(buffer)

    body.readinto = watched
    before = sum(file.stat().st_size for file in desk.means.store.root.rglob("source.*"))
    answer = upload(client, body)

    assert answer.status_code == 429
    assert body.sent == body.size, "it is small enough to be heard out"
    assert set(seen) == {before}


def test_a_dry_run_makes_no_batch_and_is_taken(client, first):
    said_first = upload(client, Upload(2 * MIB, "dry_run=true", f"type={SLUG}"))
    small = form_with(lines(payload(1)), type=SLUG).replace(f"--{BOUNDARY}--".encode(), b"")
    small += (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\ntrue\r\n--{BOUNDARY}--\r\n'.encode()
    )
    said_last = client.post(PATH, data=small, content_type=FORM)

    assert said_first.status_code != 429
    assert said_last.status_code == 200


def test_an_order_that_is_known_is_answered_as_before(client, first):
    again = lines(payload(1)) + b"\n" * 2 * MIB
    other = client.post(PATH, data=form_with(again, type=SLUG), content_type=FORM, headers={"Idempotency-Key": "first"})

    assert problem(other) == (422, "key-reused"), "it was read, and is another order"


def test_a_retry_is_one_batch_more(client, first):
    body = Upload(LARGE)
    answer = upload(client, body, f"{first}/retry")

    assert problem(answer) == (429, "too-many-batches")
    assert body.sent < DRAINED + 2 * MIB


def test_when_there_is_room_again_the_same_is_taken(client, first):
    client.post(f"{first}/cancel")
    large = lines(payload(1)) + b"\n" * 2 * MIB

    assert client.post(PATH, data=form_with(large, type=SLUG), content_type=FORM).status_code == 202


def test_a_clerk_is_told_when_the_page_is_opened(client, first):
    told = "Đã có 1 lô chưa làm xong, là mức tối đa."
    assert told in client.get("/hang-loat").text
    client.post(f"{first}/cancel")
    assert told not in client.get("/hang-loat").text
