"""/openapi.json is valid, complete and true."""

from __future__ import annotations

import jsonschema
import openapi_spec_validator
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as budget
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from tests.papers import paper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def description(client) -> dict:
    return client.get("/openapi.json").json


def test_it_is_valid_openapi_3_1(description):
    openapi_spec_validator.validate(description)

    assert description["openapi"].startswith("3.1.")


def test_there_is_one_path_per_type_with_its_schema_and_its_sample(description, slug, payload, pipeline):
    operation = description["paths"][f"/api/v1/documents/{slug}"]["post"]
    content = operation["requestBody"]["content"]["application/json"]

    assert content["schema"] == {"$ref": f"#/components/schemas/{slug}"}
    assert content["example"] == payload
    assert operation["summary"] == pipeline.document_type(slug).title
    assert description["components"]["schemas"][slug]["title"] == pipeline.document_type(slug).title


def test_the_sample_conforms_to_the_schema_as_it_stands_there(description, slug, payload):
    root = {"$ref": f"#/components/schemas/{slug}", "components": description["components"]}

    jsonschema.Draft202012Validator(root).validate(payload)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(root).validate({"colour": "red"})


def test_every_address_of_the_service_is_described_and_no_other(app, description):
    served = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/", "/healthz", "/readyz"))
    }
    described = {
        "/api/v1/documents/{slug}" + ("/validate" if path.endswith("/validate") else "")
        if path.startswith("/api/v1/documents/")
        else path
        for path in description["paths"]
    }

    assert described == served


def test_every_problem_that_a_document_can_end_in_is_described(description, slug):
    responses = description["paths"][f"/api/v1/documents/{slug}"]["post"]["responses"]

    assert responses.keys() == {"200", "400", "401", "403", "404", "408", "413", "415", "422", "429", "500", "503"}


def test_a_document_may_be_checked_where_that_is_asked_for(description, slug):
    operation = description["paths"][f"/api/v1/documents/{slug}"]["post"]

    assert "check" in [parameter.get("name") for parameter in operation["parameters"]]
    assert "X-Document-Findings" in operation["responses"]["200"]["headers"]


def test_checking_is_described_with_all_that_it_takes_and_answers(description):
    operation = description["paths"]["/api/v1/checks"]["post"]
    names = {parameter.get("name") for parameter in operation["parameters"]}

    assert {"kind", "norm", "mend"} <= names
    assert operation["requestBody"]["content"].keys() == {DOCX, "application/octet-stream", "multipart/form-data"}
    assert operation["responses"].keys() == {
        "200",
        "400",
        "401",
        "403",
        "408",
        "413",
        "415",
        "422",
        "429",
        "500",
        "503",
    }
    assert operation["responses"]["200"]["content"].keys() == {"application/json", DOCX}
    assert operation["responses"]["200"]["headers"].keys() >= {"X-Document-Findings", "X-Document-Findings-Left"}


load_all_checks()
CHECKS = schemathesis.checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)


# schemathesis cannot make a DOCX: some real ones, and bytes that are none.
schemathesis.openapi.media_type(
    DOCX, st.sampled_from([paper("report").docx(), paper("decision", number="Số: 5").docx(), b""]) | st.binary()
)


@pytest.fixture
def api(app):
    def served(environ, start_response):
        """As a server passes it on to whom a program of this machine speaks."""
        return app({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)

    return schemathesis.openapi.from_wsgi("/openapi.json", served, config=SchemathesisConfig())


@pytest.mark.long
@pytest.mark.parametrize("mode", GenerationMode)
def test_the_service_answers_as_described_whatever_is_sent(api, mode):
    """schemathesis: requests that conform and requests that do not; no 500, and no answer that is not foreseen."""
    for operation in (result.ok() for result in api.get_all_operations()):
        if mode is GenerationMode.NEGATIVE and operation.method == "get" and "{" not in operation.path:
            continue  # nothing is sent that could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @budget(max_examples=20, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        def is_answered_as_described(case):
            case.call_and_validate(checks=CHECKS)

        is_answered_as_described()
