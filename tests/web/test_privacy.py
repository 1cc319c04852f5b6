"""Nothing of what was sent is left where it does not belong: in logs, metrics, audit trail, temporary files, the wiped.

A mark stands in every place that a caller can write to, and is then looked for in every file of the service.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import stat
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from service.audit.reading import verify
from service.bootstrap import sample
from service.config import Settings
from service.web import create_app
from tests.batch.seasons import SLUG, TYPE, desk_at, payload, receive, work, write_lines
from tests.cli.test_serving import wait_until
from tests.docx_builder import make_docx, paragraph
from tests.web.batches.sending import BOUNDARY, FORM, PATH, form_with, lines
from tests.web.test_server import Running, port_of, start

MARK = "DauVet7391"
NAME = f"Nguyễn Văn {MARK}"
JSON = {"Content-Type": "application/json"}
NO_LIMITS = dict.fromkeys(
    (
        "REQUESTS_PER_MINUTE", "LOCAL_REQUESTS_PER_MINUTE", "SIGN_INS_PER_MINUTE", "MAX_OPEN_BATCHES",
        "MAX_QUEUED_BATCHES", "MAX_QUEUED_ROWS",
    ),
    "0",
)  # fmt: skip
HEADERS = {
    "X-Request-Id": f"{MARK} with a space",
    "User-Agent": MARK,
    "Referer": f"http://localhost/{MARK}",
    "Accept-Language": f"vi, {MARK};q=0.5",
    "X-Client-Ref": MARK,
    f"X-{MARK}": MARK,
    "Idempotency-Key": f'"{MARK}"',
    "Range": f"bytes=0-9;{MARK}",
    "If-None-Match": f'"{MARK}"',
    "Cookie": f"{MARK}={MARK}; vanthu={MARK}",
    "Accept": f"text/html;{MARK}",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("private")
    (folder / "tmp").mkdir()
    process = start(
        folder / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1", LOG_LEVEL="debug", MIN_FREE_MIB="0",
        TMPDIR=str(folder / "tmp"), MAX_BODY_MIB="1", **NO_LIMITS,
    )  # fmt: skip
    server = Running(process, port_of(process, folder / "messages"), folder / "messages")
    yield server
    if process.poll() is None:
        server.stop()


def files_with_mark(folder: Path) -> list[str]:
    """Every file below it in which the mark stands, in its name or in its content."""
    found = []
    for parent, folders, files in os.walk(folder):  # passes over a folder that is removed meanwhile
        for name in (*folders, *files):
            path = Path(parent, name)
            try:
                content = path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                continue
            if MARK.encode() in content or MARK in name:
                found.append(str(path.relative_to(folder)))
    return found


def bodies() -> list[tuple[bytes, str]]:
    """What is sent to every address: good, bad and worse, with its content type."""
    good = {**json.loads(sample(TYPE)), "client_ref": NAME, "cell_name": f"Chi bộ {MARK}"}
    rows = lines(payload(1, client_ref=NAME), payload(2, cell_name=None, client_ref=NAME), {MARK: [MARK]})
    return [
        (json.dumps(good).encode(), "application/json"),
        (json.dumps({**good, MARK: {MARK: [NAME, 7391]}}).encode(), "application/json"),
        (json.dumps(good).encode()[:-1], "application/json"),
        (f'{{"{MARK}": 1, "{MARK}": NaN}}'.encode(), "application/json"),
        (f'"{MARK}"'.encode(), f"application/{MARK}"),
        (make_docx(paragraph(NAME)), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (MARK.encode() * 1000, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (f"name={MARK}&password={MARK}&tiep=/{MARK}&{MARK}={MARK}".encode(), "application/x-www-form-urlencoded"),
        (form_with(rows, f"{MARK}.jsonl", [(f"{MARK}.csv", MARK.encode())], type=SLUG, pattern=MARK), FORM),
        (form_with(rows, f"{MARK}.{MARK}", type=MARK, **{MARK: MARK}), FORM),
        (form_with(json.dumps(good).encode(), f"{MARK}.json", type=SLUG), FORM),
        (form_with(make_docx(paragraph(NAME)), f"{MARK}.docx"), FORM),
        (f"--{BOUNDARY}\r\nContent-Disposition: {MARK}\r\n\r\n{MARK}".encode(), FORM),
        (f"{MARK}".encode(), f"multipart/form-data; boundary={MARK}"),
    ]


def addresses() -> list[tuple[str, str]]:
    """Every method and address of the service, with what is there and with the mark in each part of it."""
    app = create_app_for_addresses()
    found = [("GET", f"/{MARK}"), ("BREW", f"/{MARK}"), ("POST", f"/api/v1/{MARK}")]
    for rule in app.url_map.iter_rules():
        for value in (MARK, SLUG, "0" * 32):
            path = re.sub(r"<[^>]*>", value, rule.rule)
            found += [(method, path) for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]
    return sorted(set(found))


def create_app_for_addresses():
    from service.bootstrap import build_pipeline

    settings = Settings()
    return create_app(build_pipeline(settings), settings)


def ask(running: Running, method: str, address: str, body: bytes | None, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    connection.request(method, address, body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_no_mark_of_a_caller_is_left_anywhere(running):
    folder = running.messages.parent
    statuses = []
    for method, path in addresses():
        for body, kind in bodies() if method == "POST" else [(None, "")]:
            headers = {**HEADERS, **({"Content-Type": kind} if kind else {})}
            statuses.append(ask(running, method, f"{path}?{MARK}={quote(NAME)}&check=true&kind={MARK}", body, headers))
            if body is not None:
                statuses.append(ask(running, method, path, body, {"Content-Type": kind}))
    ask(running, "GET", "/api/v1/types", None, {"Authorization": f"Bearer {MARK}"})
    ask(running, "POST", PATH, None, {"Host": MARK, "Origin": f"http://{MARK}"})
    running.send_raw(f"GET /{MARK} HTTP/1.1\r\n{MARK}\r\n\r\n".encode())
    running.send_raw(f"{MARK}\r\n\r\n".encode())
    assert max(statuses) < 500
    assert {200, 202, 303, 400, 404, 415, 422} <= set(statuses)

    metrics = running.ask("GET", "/metrics")[2]
    delete_all(running)

    assert MARK.encode() not in metrics
    assert files_with_mark(folder) == []
    assert verify(folder / "data").broken is None
    acts = (folder / "data" / "audit").glob("*.jsonl")
    assert {"paper.made", "batch.received", "batch.done", "batch.deleted", "sign-in.failed"} <= {
        json.loads(line)["act"] for file in acts for line in file.read_bytes().splitlines()
    }


def delete_all(running: Running) -> None:
    """All batches there are, when they are over."""
    end = time.monotonic() + 120
    while batches := json.loads(running.ask("GET", f"{PATH}?limit=100")[2])["batches"]:
        assert time.monotonic() < end, batches
        for each in batches:
            if each["ended"] is not None:
                assert running.ask("DELETE", each["links"]["self"])[0] in (204, 404, 410)
        time.sleep(0.2)
    store = running.messages.parent / "data" / "batches"
    wait_until(lambda: not list(store.iterdir()))


def test_every_line_of_a_request_bears_its_id_and_its_caller(running):
    assert running.ask("POST", f"/api/v1/documents/{SLUG}", b"{}", {**JSON, "X-Request-Id": "r-9"})[0] == 422

    wait_until(lambda: "r-9" in running.messages.read_text())
    every = [json.loads(line) for line in running.messages.read_text().splitlines()]
    line = next(each for each in every if each.get("request_id") == "r-9")
    assert (line["caller"], line["path"], line["status"]) == ("local", f"/api/v1/documents/{SLUG}", 422)


def test_an_upload_that_breaks_off_leaves_nothing(running):
    whole = form_with(MARK.encode() * 200_000, f"{MARK}.jsonl", type=SLUG)
    head = f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(whole)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.sendall(head.encode() + whole[: len(whole) // 2])
        wait_until(lambda: files_with_mark(running.messages.parent) != [])

    wait_until(lambda: files_with_mark(running.messages.parent) == [])


def test_whatever_the_service_writes_is_for_its_user_alone(running):
    form = form_with(lines(payload(1)), type=SLUG, print_files="single")
    address = running.ask("POST", PATH, form, {"Content-Type": FORM})[1]["Location"]
    wait_until(lambda: json.loads(running.ask("GET", address)[2])["state"] == "done")

    assert open_to_others(running.messages.parent / "data") == []
    assert open_to_others(running.messages.parent / "tmp", itself=False) == []
    delete_all(running)


def open_to_others(folder: Path, *, itself: bool = True) -> list[str]:
    """Files and folders that others could look into."""
    found = []
    for parent, folders, files in os.walk(folder):
        for name in (*([""] if itself and parent == str(folder) else []), *folders, *files):
            with contextlib.suppress(FileNotFoundError):  # parts go when their archive is made
                mode = stat.S_IMODE(Path(parent, name).stat().st_mode)
                found += [f"{Path(parent, name)} {mode:o}"] if mode & 0o077 else []
    return found


class TestWiping:
    @pytest.fixture
    def desk(self, tmp_path):
        found = desk_at(tmp_path / "data", processes=1)
        yield found
        found.close()

    @pytest.fixture
    def batch(self, desk, tmp_path):
        rows = [payload(1, cell_name=f"Chi bộ {MARK}"), payload(2, cell_name=None, client_ref=MARK), {MARK: MARK}]
        file = write_lines(tmp_path / "rows.jsonl", rows)
        batch = receive(desk, file, pattern=f"{MARK} {{number}}")
        work(desk, batch)
        file.unlink()
        assert files_with_mark(tmp_path) != []
        return batch

    def test_what_has_outlived_its_days_is_nowhere_in_the_data_folder(self, desk, batch, tmp_path):
        from service.batch.keeping import forget_outlived

        forget_outlived(desk.means.ledger, desk.means.store, now=time.time() + 31 * 86_400)

        assert desk.means.ledger.get(batch.id).state == "expired"
        assert files_with_mark(tmp_path) == []

    def test_what_was_deleted_is_nowhere_in_the_data_folder(self, desk, batch, tmp_path):
        desk.delete(batch)

        assert files_with_mark(tmp_path) == []
        assert list((tmp_path / "data" / "batches").iterdir()) == []

    def test_what_was_cancelled_leaves_no_file(self, desk, tmp_path):
        file = write_lines(tmp_path / "rows.jsonl", [payload(1, cell_name=f"Chi bộ {MARK}")])
        batch = receive(desk, file)
        file.unlink()
        desk.cancel(batch)

        assert files_with_mark(tmp_path) == []

    def test_an_upload_whose_process_was_killed_goes_within_a_day(self, desk, tmp_path):
        from service.batch.incoming import Incoming
        from service.batch.keeping import forget_outlived

        incoming = Incoming(desk.means.store)
        incoming.put_source(".jsonl", [MARK.encode()])
        two_days_ago = time.time() - 2 * 86_400
        os.utime(incoming.folder.path, (two_days_ago, two_days_ago))
        forget_outlived(desk.means.ledger, desk.means.store)

        assert files_with_mark(tmp_path) == []
