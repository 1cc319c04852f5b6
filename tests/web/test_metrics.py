"""``/metrics``: what Prometheus is told, by one process or by all of a service. No text of a caller is in it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time

import pytest

from service.bootstrap import open_access, sample
from service.web import create_app
from tests.batch.seasons import SLUG, TYPE, desk_at, payload, work
from tests.cli.test_serving import children_of, wait_until
from tests.web.batches.sending import FORM, PATH, form_with, lines
from tests.web.test_server import Running, port_of, start

JSON = {"Content-Type": "application/json"}
DOCUMENT = f"/api/v1/documents/{SLUG}"
MARKER = "Nguyen-Van-Marker"


def samples_of(text: str) -> dict[str, float]:
    """``name{labels}`` and value of every line."""
    found = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in found}


def requests_of(told: dict[str, float], route: str, method: str, status: int) -> float:
    return told.get(f'vanthu_requests_total{{method="{method}",route="{route}",status="{status}"}}', 0.0)


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path, processes=1)
    yield found
    found.close()


@pytest.fixture
def client(pipeline, settings, tmp_path, desk):
    own = settings.model_copy(update={"data_dir": tmp_path})
    return create_app(pipeline, own, lambda: desk).test_client()


@pytest.fixture
def told(client):
    return lambda: samples_of(client.get("/metrics").text)


def test_requests_are_counted_and_timed_by_rule_method_and_status(client, told):
    client.get(f"/api/v1/types/{SLUG}")
    client.get(f"/api/v1/types/{SLUG}")
    client.get(f"/api/v1/types/{MARKER}")
    client.get(f"/{MARKER}?{MARKER}")
    client.open("/healthz", method="BREW")

    found = told()
    assert requests_of(found, "/api/v1/types/<slug>", "GET", 200) == 2
    assert requests_of(found, "/api/v1/types/<slug>", "GET", 404) == 1
    assert requests_of(found, "unmatched", "GET", 404) == 1
    assert requests_of(found, "unmatched", "other", 405) == 1
    assert found['vanthu_request_seconds_count{method="GET",route="/api/v1/types/<slug>"}'] == 3
    assert not any(MARKER in name for name in found)


def test_papers_are_counted_by_type_and_result(client, told):
    assert client.post(DOCUMENT, data=sample(TYPE), headers=JSON).status_code == 200
    assert client.post(DOCUMENT, data=b"{}", headers=JSON).status_code == 422
    assert client.post(f"/api/v1/documents/{MARKER}", data=b"{}", headers=JSON).status_code == 404

    found = told()
    assert found[f'vanthu_papers_total{{result="ok",source="single",type="{SLUG}"}}'] == 1
    assert found[f'vanthu_papers_total{{result="refused",source="single",type="{SLUG}"}}'] == 1
    assert MARKER not in str(found)


def test_batches_are_told_as_they_stand(client, told, desk):
    form = form_with(lines(payload(1), payload(2, cell_name=None)), type=SLUG)
    address = client.post(PATH, data=form, content_type=FORM).headers["Location"]

    waiting = told()
    assert (waiting['vanthu_batches{state="received"}'], waiting["vanthu_batches_open"]) == (1, 1)
    assert 0 <= waiting["vanthu_oldest_open_batch_seconds"] < 60
    work(desk, desk.means.ledger.get(address.rpartition("/")[2]))
    over = told()
    assert (over['vanthu_batches{state="done"}'], over["vanthu_batches_open"]) == (1, 0)
    assert (over["vanthu_rows_waiting"], over["vanthu_ledger_up"]) == (0, 1)


def test_rows_that_wait_are_told(told, desk):
    from service.batch.ledger import Order
    from service.batch.splitting import Chunk, Split

    ledger = desk.means.ledger
    order = Order("http", SLUG, None, "source.jsonl", "", "the same", {}, 30)
    batch, _ = ledger.receive(order)
    ledger.advance(batch.id, "splitting")
    ledger.split(batch.id, Split(7, "", (Chunk(1, 1, 0, 4), Chunk(2, 5, 9, 3))))

    assert told()["vanthu_rows_waiting"] == 7


def test_a_ledger_that_does_not_answer_is_told_and_the_rest_still_is(pipeline, settings, tmp_path):
    def broken():
        raise OSError

    own = settings.model_copy(update={"data_dir": tmp_path})
    found = samples_of(create_app(pipeline, own, broken).test_client().get("/metrics").text)

    assert found["vanthu_ledger_up"] == 0
    assert "vanthu_data_free_bytes" in found
    assert any(name.startswith("vanthu_build_info{") for name in found)


def test_prometheus_is_told_in_its_own_format(client):
    response = client.get("/metrics")

    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert response.headers["Cache-Control"] == "no-store"
    assert "# TYPE vanthu_requests_total counter" in response.text
    openmetrics = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert openmetrics.headers["Content-Type"].startswith("application/openmetrics-text")
    assert openmetrics.text.endswith("# EOF\n")


@pytest.mark.parametrize(("scopes", "status"), [(["admin"], 200), (["generate", "batch", "check"], 403), (None, 401)])
def test_only_who_looks_into_the_operation_is_told(pipeline, settings, tmp_path, desk, scopes, status):
    own = settings.model_copy(update={"data_dir": tmp_path, "auth": "required"})
    access = open_access(own)
    headers = {"Authorization": f"Bearer {access.keys.create('x', scopes)[1]}"} if scopes else {}
    try:
        client = create_app(pipeline, own, lambda: desk, lambda: access).test_client()

        assert client.get("/metrics", headers=headers).status_code == status
    finally:
        access.close()


@pytest.fixture
def running(tmp_path):
    (tmp_path / "tmp").mkdir()
    process = start(
        tmp_path / "messages", "--port", "0", WORKERS="2", BATCH_PROCESSES="1", TMPDIR=str(tmp_path / "tmp")
    )
    server = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    yield server
    if process.poll() is None:
        server.stop()


def told_by(running: Running) -> dict[str, float]:
    status, _, content = running.ask("GET", "/metrics")
    assert status == 200
    return samples_of(content.decode())


@pytest.mark.long
def test_a_running_service_adds_up_what_all_its_processes_counted(running, tmp_path):
    wait_until(lambda: told_by(running)["vanthu_web_workers"] == 2)
    for _ in range(20):
        assert running.ask("GET", "/api/v1/types")[0] == 200
    assert requests_of(told_by(running), "/api/v1/types", "GET", 200) == 20

    web = children_of(running.process.pid)[0]
    for worker in children_of(web):
        os.kill(worker, signal.SIGKILL)
    wait_until(lambda: running.messages.read_text().count("Booting worker with pid") == 4)
    for _ in range(20):
        assert running.ask("GET", "/api/v1/types")[0] == 200
    after = told_by(running)
    assert requests_of(after, "/api/v1/types", "GET", 200) == 40
    assert after["vanthu_web_workers"] == 2
    files = [file.name for file in (tmp_path / "tmp").rglob("*.db")]
    assert {re.search(r"_([a-z]+[0-9]*)\.db", name)[1] for name in files} <= {"main", "batches", "web0", "web1"}

    form = form_with(lines(payload(1), payload(2, cell_name=None)), type=SLUG)
    assert running.ask("POST", PATH, form, {"Content-Type": FORM})[0] == 202
    made = f'vanthu_papers_total{{result="ok",source="batch",type="{SLUG}"}}'
    wait_until(lambda: made in told_by(running))
    found = told_by(running)
    assert found[made] == 1
    assert found[f'vanthu_papers_total{{result="refused",source="batch",type="{SLUG}"}}'] == 1
    assert found[f'vanthu_batches_ended_total{{result="done",type="{SLUG}"}}'] == 1
    assert found["vanthu_batch_process_silent_seconds"] < 30

    assert running.stop() == 0
    time.sleep(0.2)
    assert list((tmp_path / "tmp").iterdir()) == []


def test_where_nothing_can_be_counted_all_is_answered(tmp_path):
    """As in a worker that ends its last request after the service has tidied up, or where the disk is full."""
    (tmp_path / "tmp").mkdir()
    messages = tmp_path / "messages"
    process = start(messages, "--port", "0", WORKERS="1", BATCH_PROCESSES="1", TMPDIR=str(tmp_path / "tmp"))
    running = Running(process, port_of(process, messages), messages)
    try:
        for folder in (tmp_path / "tmp").glob("vanthu-run-*"):
            shutil.rmtree(folder)
        assert running.ask("GET", "/healthz")[0] == 200
        assert running.ask("POST", DOCUMENT, sample(TYPE), JSON)[0] == 200
    finally:
        running.stop()
