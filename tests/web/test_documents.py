"""POST /api/v1/documents/{slug}: a paper, or every reason why there is none."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from urllib.parse import unquote

import docx
import pytest

from service.bootstrap import sample
from service.documents import discover_types
from service.web import create_app
from service.web.responses import content_disposition
from tests.builders import pipeline_with

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def path(slug) -> str:
    return f"/api/v1/documents/{slug}"


def test_a_payload_becomes_the_paper_that_the_pipeline_makes(post, path, slug, payload, pipeline):
    response = post(path, payload)

    assert (response.status_code, response.mimetype) == (200, DOCX)
    assert response.data == pipeline.produce(slug, json.dumps(payload).encode()).content
    assert docx.Document(io.BytesIO(response.data)).paragraphs


def test_the_file_has_a_vietnamese_name_and_one_in_ascii(post, path, payload):
    disposition = post(path, payload).headers["Content-Disposition"]

    plain, readable = re.fullmatch(r"attachment; filename=\"([^\"]+)\"; filename\*=UTF-8''(\S+)", disposition).groups()
    assert plain.isascii()
    assert plain.endswith(".docx")
    assert unquote(readable).endswith(".docx")
    assert not unquote(readable).isascii()


@pytest.mark.parametrize(
    ("name", "plain", "encoded"),
    [
        ("Đảng ủy.docx", "Dang uy.docx", "%C4%90%E1%BA%A3ng%20%E1%BB%A7y.docx"),
        ("a (b); c:d.docx", "a (b)_ c_d.docx", "a%20%28b%29%3B%20c%3Ad.docx"),
        ("100% 'x' \".docx", "100_ _x_ _.docx", "100%25%20%27x%27%20%22.docx"),
        ("a\r\nb: c.docx", "a__b_ c.docx", "a%0D%0Ab%3A%20c.docx"),
    ],
)
def test_no_file_name_breaks_its_header(name, plain, encoded):
    assert content_disposition(name) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"


def test_the_digest_is_that_of_the_file(post, path, payload):
    response = post(path, payload)

    digest = base64.b64encode(hashlib.sha256(response.data).digest()).decode()
    assert response.headers["Repr-Digest"] == f"sha-256=:{digest}:"


def test_the_number_of_warnings_is_that_of_the_verdict(post, path, payload):
    warnings = post(f"{path}/validate", payload).json["warnings"]

    assert post(path, payload).headers["X-Document-Warnings"] == str(len(warnings))


def test_a_paper_with_a_remark_is_made_and_the_remark_counted(post, pipeline):
    slug = "cell-establishment-decision"
    payload = json.loads(sample(pipeline.document_type(slug)))
    payload["members"][0]["party_card_no"] = "12345678"  # too short for a card of today
    response = post(f"/api/v1/documents/{slug}", payload)

    assert (response.status_code, response.mimetype) == (200, DOCX)
    assert response.headers["X-Document-Warnings"] == "1"
    warnings = post(f"/api/v1/documents/{slug}/validate", payload).json["warnings"]
    assert [warning["code"] for warning in warnings] == ["member.card-length"]


@pytest.mark.parametrize("reference", ["HS-7/2026", "Hồ sơ 7", "50% & <b>", "a\r\nSet-Cookie: x=1", " đầu và cuối "])
def test_the_callers_reference_comes_back_percent_encoded(post, path, payload, reference):
    response = post(path, payload | {"client_ref": reference})

    header = response.headers["X-Client-Ref"]
    assert re.fullmatch(r"[!-~]+", header)
    assert unquote(header) == reference.replace("\r\n", "\n")
    assert "Set-Cookie" not in response.headers


def test_no_reference_given_none_answered(post, path, payload):
    payload.pop("client_ref", None)

    assert "X-Client-Ref" not in post(path, payload).headers


def test_a_paper_is_kept_by_no_cache(post, path, payload):
    assert post(path, payload).headers["Cache-Control"] == "no-store"


class TestChecked:
    """With the parameter ``check=true``."""

    @pytest.fixture
    def worded(self) -> dict:
        """A report whose words break a rule of the format."""
        payload = json.loads(sample(discover_types()["summary-report"]))
        payload["results"][0]["paragraphs"] = ["Theo Công văn V/v xây dựng."]
        return payload

    def test_the_paper_is_the_same_and_its_findings_are_counted(self, post, path, payload):
        response = post(f"{path}?check=true", payload)

        assert response.data == post(path, payload).data
        assert response.headers["X-Document-Findings"] == "0"

    def test_what_is_found_in_the_words_counts_as_a_warning(self, post, worded):
        path = "/api/v1/documents/summary-report"
        before, after = (int(post(f"{path}{q}", worded).headers["X-Document-Warnings"]) for q in ("", "?check=true"))
        response = post(f"{path}?check=true", worded)

        assert after == before + 1
        assert response.headers["X-Document-Findings"] == "1"

    @pytest.mark.parametrize("query", ["", "?check=false"])
    def test_nothing_is_counted_where_it_was_not_asked_for(self, post, path, payload, query):
        response = post(f"{path}{query}", payload)

        assert response.status_code == 200
        assert "X-Document-Findings" not in response.headers

    @pytest.mark.parametrize("query", ["check=yes", "check=", "check=true&check=true"])
    def test_another_value_is_refused_with_those_that_there_are(self, post, path, payload, query):
        response = post(f"{path}?{query}", payload)

        assert (response.status_code, response.json["type"]) == (422, "urn:vanthu:problem:invalid-query")
        assert "check" in response.json["detail"]
        assert "true, false" in response.json["detail"]

    def test_a_checker_that_fails_keeps_nobody_from_the_paper(self, settings, slug, payload):
        class Failing:
            def check(self, docx, **how):
                raise ZeroDivisionError

        client = create_app(pipeline_with(Failing()), settings).test_client()
        response = client.post(f"/api/v1/documents/{slug}?check=true", json=payload)

        assert (response.status_code, response.mimetype) == (200, DOCX)
        assert "X-Document-Findings" not in response.headers


class TestInvalidPayload:
    @pytest.fixture
    def invalid(self, payload) -> dict:
        """A field too many (a field error), and nobody who issues the paper (a rule over the whole)."""
        return {key: value for key, value in payload.items() if not key.startswith("issuer")} | {"colour": "red"}

    def test_every_fault_is_named_at_once_field_errors_and_rules_together(self, post, path, invalid):
        response = post(path, invalid)

        assert (response.status_code, response.mimetype) == (422, "application/problem+json")
        assert response.json["type"] == "urn:vanthu:problem:invalid-payload"
        assert response.json["status"] == 422
        faults = {(fault["pointer"], fault["code"]) for fault in response.json["errors"]}
        assert {("/colour", "extra_forbidden"), ("/issuer", "issuer.missing")} <= faults
        assert all(fault.keys() == {"pointer", "code", "message"} for fault in response.json["errors"])

    def test_messages_are_vietnamese(self, post, path, invalid):
        response = post(path, invalid)

        assert response.headers["Content-Language"] == "vi"
        assert "hãy bỏ đi" in message_at("/colour", response)

    @pytest.mark.parametrize("accepted", ["en", "en-US,en;q=0.9", "en, vi;q=0.5"])
    def test_messages_are_english_where_that_is_preferred(self, post, path, invalid, accepted):
        response = post(path, invalid, Accept_Language=accepted)

        assert response.headers["Content-Language"] == "en"
        assert response.headers["Vary"] == "Accept-Language"
        assert "remove it" in message_at("/colour", response)

    @pytest.mark.parametrize("accepted", ["vi-VN,vi;q=0.9,en;q=0.8", "fr", "*", "", ";;q=x"])
    def test_messages_are_vietnamese_for_everybody_else(self, post, path, invalid, accepted):
        assert "hãy bỏ đi" in message_at("/colour", post(path, invalid, Accept_Language=accepted))

    def test_no_part_of_a_paper_is_answered(self, post, path, invalid):
        response = post(path, invalid)

        assert b"PK" not in response.data[:4]
        assert "Content-Disposition" not in response.headers

    def test_validate_finds_the_same(self, post, path, invalid):
        response = post(f"{path}/validate", invalid)

        assert response.status_code == 200
        assert response.json["valid"] is False
        assert response.json["errors"] == post(path, invalid).json["errors"]


def test_validate_says_that_a_sample_is_valid(post, path, payload):
    response = post(f"{path}/validate", payload)

    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json["valid"] is True
    assert response.json["errors"] == []
    assert response.json.keys() == {"valid", "errors", "warnings"}


def test_vietnamese_is_written_as_it_is_not_as_escapes(post, path):
    assert "Chưa ghi" in post(f"{path}/validate", {}).data.decode()


def test_a_lone_surrogate_in_a_key_is_a_fault_of_the_payload(post, path):
    response = post(f"{path}/validate", rb'{"\ud800": "\ud801"}')

    assert response.status_code == 200
    assert response.json["valid"] is False


def message_at(pointer: str, response) -> str:
    return next(fault["message"] for fault in response.json["errors"] if fault["pointer"] == pointer)
