"""Whatever cannot be done is answered as problem+json that says what, where and how to mend it."""

from __future__ import annotations

import json

import pytest
from werkzeug.exceptions import HTTPException, default_exceptions

from service.config import Settings
from service.errors import OurFault, VanthuError
from service.web import create_app
from service.web.problems import PROBLEMS, problem_of

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def path(pipeline) -> str:
    return f"/api/v1/documents/{min(pipeline.types)}"


def assert_problem(response, status: int, name: str) -> dict:
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = response.json
    assert (problem["type"], problem["status"]) == (f"urn:vanthu:problem:{name}", status)
    assert problem["title"]
    assert problem["detail"]
    assert problem["instance"] == f"urn:vanthu:request:{response.headers['X-Request-Id']}"
    return problem


@pytest.mark.parametrize("action", ["", "/validate"])
class TestBothWays:
    """Making and only validating refuse the same."""

    def test_an_unknown_type_is_refused_with_the_known_ones(self, post, pipeline, action):
        problem = assert_problem(post(f"/api/v1/documents/love-letter{action}", {}), 404, "unknown-type")

        assert all(slug in problem["detail"] for slug in pipeline.types)

    @pytest.mark.parametrize("mimetype", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
    def test_another_content_type_is_refused(self, client, path, action, mimetype):
        response = client.post(f"{path}{action}", data=b"{}", headers={"Content-Type": mimetype})

        assert "application/json" in assert_problem(response, 415, "not-json")["detail"]

    def test_compressed_data_is_refused(self, post, path, action):
        assert_problem(post(f"{path}{action}", b"\x1f\x8b", Content_Encoding="gzip"), 415, "not-json")

    def test_a_charset_beside_the_content_type_does_no_harm(self, client, path, action):
        response = client.post(f"{path}/validate", data=b"{}", content_type="application/json; charset=utf-8")

        assert response.status_code == 200

    def test_broken_json_is_refused_with_line_and_column(self, post, path, action):
        problem = assert_problem(post(f"{path}{action}", b'{\n  "number": 1,\n  "place" 2}'), 400, "malformed-json")

        assert (problem["code"], problem["line"], problem["column"]) == ("json.syntax", 3, 11)
        assert "dòng 3, cột 11" in problem["detail"]

    def test_a_key_given_twice_is_refused(self, post, path, action):
        problem = assert_problem(post(f"{path}{action}", b'{"number": 1,\n"number": 2}'), 400, "malformed-json")

        assert (problem["code"], problem["line"]) == ("json.duplicate-key", 2)
        assert "number" in problem["detail"]

    def test_nesting_over_64_levels_is_refused(self, post, path, action):
        response = post(f"{path}{action}", b'{"number":' + b"[" * 64 + b"]" * 64 + b"}")

        assert assert_problem(response, 400, "malformed-json")["code"] == "json.depth"

    def test_nesting_of_64_levels_is_read(self, post, path, action):
        response = post(f"{path}/validate", b'{"number":' + b"[" * 63 + b"]" * 63 + b"}")

        assert response.status_code == 200

    def test_nesting_beyond_all_measure_is_refused_too(self, post, path, action):
        assert assert_problem(post(f"{path}{action}", b"[" * 500_000), 400, "malformed-json")["code"] == "json.depth"

    def test_bytes_that_are_not_utf_8_are_refused_with_their_place(self, post, path, action):
        problem = assert_problem(post(f"{path}{action}", b'{"a":\n"\xff"}'), 400, "malformed-json")

        assert (problem["code"], problem["line"], problem["column"]) == ("json.encoding", 2, 2)

    @pytest.mark.parametrize("body", [b"", b" ", b"nonsense", b'{"number": NaN}', b'{"number": ' + b"9" * 5000 + b"}"])
    def test_what_is_no_json_is_refused(self, post, path, action, body):
        assert_problem(post(f"{path}{action}", body), 400, "malformed-json")

    def test_english_is_spoken_where_it_is_preferred(self, post, path, action):
        response = post(f"{path}{action}", b"{", Accept_Language="en")

        assert response.json["detail"].startswith("Broken JSON at line 1, column 2")
        assert response.json["title"] == "The JSON cannot be read"


@pytest.mark.parametrize("body", [b"[]", b"7", b'"x"', b"null"])
def test_json_that_is_no_object_is_no_paper(post, path, body):
    assert_problem(post(path, body), 422, "invalid-payload")


class TestLimits:
    @pytest.fixture
    def client(self, pipeline):
        return create_app(pipeline, Settings(max_body_mib=1)).test_client()

    def test_a_body_over_the_limit_is_refused_and_the_setting_named(self, post, path):
        problem = assert_problem(post(path, b" " * (1024 * 1024 + 1)), 413, "body-too-large")

        assert "1 MiB" in problem["detail"]
        assert "MAX_BODY_MIB" in problem["detail"]

    def test_a_body_of_just_the_limit_is_read(self, post, path):
        assert_problem(post(path, b" " * (1024 * 1024)), 400, "malformed-json")

    def test_the_usual_limit_is_8_mib(self):
        assert Settings().max_body_mib == 8

    def test_a_body_that_broke_off_is_refused_even_if_it_could_be_read(self, client, path):
        response = client.post(path, data=b"{}", headers=JSON, environ_overrides={"CONTENT_LENGTH": "50"})

        assert_problem(response, 400, "bad-request")


@pytest.mark.parametrize("address", ["/api/v1", "/api/v1/types/", "/api/v1//types", "/docs/", "/static/../app.py"])
def test_an_unknown_address_is_a_problem_too(client, address):
    assert_problem(client.get(address), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("POST", "/api/v1/types", {"GET", "HEAD", "OPTIONS"}),
        ("GET", "/api/v1/documents/x", {"POST", "OPTIONS"}),
        ("DELETE", "/healthz", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_another_method_is_refused_with_those_that_are_allowed(client, method, address, allowed):
    response = client.open(address, method=method)

    assert_problem(response, 405, "method-not-allowed")
    assert {name.strip() for name in response.headers["Allow"].split(",")} == allowed


def test_every_other_refusal_of_http_is_a_problem_with_its_own_status(pipeline, settings):
    """406, 410, 429 … never arise here; should an extension raise one, it is answered alike."""
    app = create_app(pipeline, settings)

    @app.get("/raise/<int:status>")
    def refuse(status: int) -> str:
        raise default_exceptions[status]

    for status in default_exceptions.keys() - {400, 404, 405, 416, 500}:
        response = app.test_client().get(f"/raise/{status}")

        assert_problem(response, status, f"http-{status}")


def all_kinds_of(kind: type) -> set[type]:
    return {kind}.union(*(all_kinds_of(below) for below in kind.__subclasses__()))


def test_whose_fault_it_is_decides_the_status():
    ours = all_kinds_of(OurFault)
    for kind in all_kinds_of(VanthuError) - {VanthuError}:
        status = problem_of(kind.__new__(kind)).status
        assert (status >= 500) == (kind in ours), kind


def test_problem_types_are_distinct():
    names = [problem.name for problem in dict.fromkeys(PROBLEMS.values())]

    assert len(names) == len(set(names))


def test_a_template_at_fault_is_said_to_be_ours_without_details(faulty_app, slug, payload):
    response = faulty_app.test_client().post(f"/api/v1/documents/{slug}", data=json.dumps(payload), headers=JSON)

    problem = assert_problem(response, 500, "template-fault")
    assert problem.keys() == {"type", "title", "status", "detail", "instance"}
    assert "length" not in response.text


def test_an_unknown_error_is_answered_without_details(pipeline, settings):
    app = create_app(pipeline, settings)

    @app.get("/fail")
    def fail() -> str:
        raise ZeroDivisionError("Nguyễn Văn An")

    response = app.test_client().get("/fail")

    assert_problem(response, 500, "internal-error")
    assert "ZeroDivision" not in response.text
    assert "Nguyễn" not in response.text


def test_an_http_exception_of_no_known_status_is_an_internal_error():
    assert problem_of(HTTPException()).status == 500


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("en", "en"),
        ("en-US,vi;q=0.5", "en"),
        ("en-GB", "en"),
        ("EN-us", "en"),
        ("fr, en;q=0.2", "en"),
        ("vi-VN", "vi"),
        ("vi-VN, en;q=0.9", "vi"),
        ("en;q=0.3, vi-VN;q=0.4", "vi"),
        ("en;q=0", "vi"),
        ("fr", "vi"),
        ("*", "vi"),
        ("", "vi"),
        (";;q=x", "vi"),
    ],
)
def test_the_language_is_the_preferred_one_whatever_its_region(post, path, wish, language):
    assert post(path, b"{", Accept_Language=wish).headers["Content-Language"] == language
