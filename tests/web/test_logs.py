"""What is logged, and that no value of a payload ever is."""

from __future__ import annotations

import json
import logging

import pytest

from service.errors import RenderFault, described
from service.web import create_app
from service.web.logs import JsonLines
from service.web.server import RequestLog

SECRET = "Bí-mật-Nguyễn-Văn-Ẩn"


@pytest.fixture
def logged(caplog):
    """Everything that was logged, from debug on, each record as the service writes it and with all that it holds."""
    caplog.set_level(logging.DEBUG)

    def logged() -> str:
        whole = [
            f"{JsonLines().format(record)} {record.__dict__} {caplog.handler.format(record)}"
            for record in caplog.records
        ]
        return "\n".join(whole)

    return logged


def with_secrets(value: object) -> object:
    """The same payload with a secret in every text of every person."""
    if isinstance(value, dict):
        return {key: SECRET if key == "full_name" else with_secrets(child) for key, child in value.items()}
    return [with_secrets(child) for child in value] if isinstance(value, list) else value


BROKEN = [
    f'{{"subject": "{SECRET}"',
    f'{{"{SECRET}": 1, "{SECRET}": 2}}',
    f'{{"{SECRET}": {{"{SECRET}": ["{SECRET}"]}}}}',
    f'["{SECRET}"]',
    f'{{"subject": "{SECRET}\\u0000", "members": "{SECRET}", "number": "{SECRET}", "issue_date": "{SECRET}"}}',
    f'{{"issuer_ref": "{SECRET}", "client_ref": "{SECRET}", "norm": "{SECRET}"}}',
]


@pytest.mark.parametrize("action", ["", "/validate"])
@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_no_value_of_a_refused_payload_is_logged(post, logged, slug, action, body):
    assert post(f"/api/v1/documents/{slug}{action}", body.encode()).status_code in (200, 400, 422)

    assert SECRET not in logged()


@pytest.mark.parametrize("action", ["", "/validate"])
def test_no_value_of_a_payload_that_becomes_a_paper_is_logged(post, logged, slug, payload, action):
    assert post(f"/api/v1/documents/{slug}{action}", with_secrets(payload)).status_code in (200, 422)
    assert post(f"/api/v1/documents/{slug}{action}", payload | {"client_ref": SECRET}).status_code == 200

    assert SECRET not in logged()
    assert "Nguyễn" not in logged()


def test_a_template_that_cannot_be_filled_is_logged_with_its_place_and_no_value(faulty_app, logged, slug, payload):
    response = faulty_app.test_client().post(
        f"/api/v1/documents/{slug}", data=json.dumps(payload | {"client_ref": SECRET}), content_type="application/json"
    )

    assert response.status_code == 500
    assert '"exception": "RenderFault"' in logged()
    assert f"{slug}" in logged()
    assert "letterhead.issuer|length % 0" in logged()
    assert response.headers["X-Request-Id"] in logged()
    for value in texts_in(payload):
        assert len(value) < 8 or value not in logged()


def test_an_unknown_error_is_logged_by_type_request_and_place_only(pipeline, settings, logged):
    app = create_app(pipeline, settings)

    @app.post("/fail")
    def fail() -> str:
        raise ValueError(f"cannot make sense of {SECRET}") from KeyError(SECRET)

    response = app.test_client().post("/fail", data=SECRET.encode(), headers={"X-Request-Id": "r-1"})

    assert response.status_code == 500
    assert SECRET not in logged()
    line = json.loads(logged().splitlines()[0].partition("} {")[0] + "}")
    assert (line["exception"], line["request_id"], line["level"]) == ("ValueError", "r-1", "error")
    assert line["at"][-1].startswith("web/test_logs.py:")


def test_what_is_written_for_operators_is_logged():
    assert described(RenderFault("report.docx, near “Số”: “x” has no value"))["fault"].startswith("report.docx")


def test_a_line_is_one_json_object_and_a_traceback_is_told_by_places():
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        caught = (RuntimeError, error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "two\nlines %s", ("and a value",), caught)

    line = JsonLines().format(record)

    assert "\n" not in line
    assert SECRET not in line
    assert json.loads(line)["message"] == "two\nlines and a value"
    assert json.loads(line)["exception"] == "RuntimeError"


def test_gunicorn_may_not_quote_what_it_could_not_read(logged):
    from gunicorn.config import Config

    log = RequestLog(Config())
    log.error_log.propagate = True
    unreadable = f"Invalid request from ip=127.0.0.1: Invalid HTTP request line: '{SECRET}'"
    log.warning(unreadable)
    log.exception("Error handling request %s", f"/x?name={SECRET}")  # noqa: LOG004  # as gunicorn does
    log.warning("Worker with pid %s was killed", 7)

    assert SECRET not in logged()
    assert "Invalid request from ip=127.0.0.1" in logged()
    assert "Worker with pid 7 was killed" in logged()


def texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for child in children for text in texts_in(child)]
