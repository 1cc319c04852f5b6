"""POST /api/v1/checks: the report of any DOCX, or a copy with comments or mended; and nothing of it is kept."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import os
import re
import tempfile
import zipfile
from functools import cache
from urllib.parse import unquote

import jsonschema
import pytest

from service.config import Settings
from service.norm import PAPER_KINDS
from service.norm.edition import EDITION_IDS
from service.web import create_app
from service.web.logs import JsonLines
from service.web.uploads import MOST_PARTS
from tests.docx_builder import make_docx, paragraph
from tests.hostile_docx import HOSTILE
from tests.papers import Page, paper, piece

PATH = "/api/v1/checks"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SECRET = "Nguyễn Văn Ẩn"


@cache
def good() -> bytes:
    return paper("report").docx()


@cache
def bad() -> bytes:
    return paper("decision", page=Page(left_mm=25), title=piece(size=13), number="Số: 5-QĐ/ĐU").docx()


@pytest.fixture
def check(client):
    """Posts a DOCX as the body; ``query`` are parameters of the address."""

    def check(docx: bytes, query: dict | None = None, content_type: str = DOCX, **headers: str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(PATH, data=docx, query_string=query, headers={"Content-Type": content_type, **named})

    return check


@pytest.fixture
def send(client):
    """Posts a form with these files, and fields after them."""

    def send(*files: tuple[str, bytes, str], fields: dict | None = None, query: dict | None = None, **headers: str):
        body = b"".join(part(content, name, file_name) for name, content, file_name in files)
        body += b"".join(part(value.encode(), name) for name, value in (fields or {}).items()) + b"--x--\r\n"
        headers["Content-Type"] = "multipart/form-data; boundary=x"
        return client.post(PATH, data=body, query_string=query, headers=headers)

    return send


def part(content: bytes, name: str, file_name: str | None = None) -> bytes:
    """One part of a form as browsers write it, with backslashes escaped (RFC 9110)."""
    escaped = "" if file_name is None else f'; filename="{file_name}"'.replace("\\", "\\\\")
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{escaped}\r\n\r\n'.encode() + content + b"\r\n"


def assert_problem(response, status: int, name: str) -> dict:
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert response.json["type"] == f"urn:vanthu:problem:{name}"
    assert response.headers["Cache-Control"] == "no-store"
    return response.json


def named(response) -> tuple[str, str]:
    """The name in ASCII and the readable one."""
    disposition = response.headers["Content-Disposition"]
    plain, readable = re.fullmatch(r"attachment; filename=\"([^\"]+)\"; filename\*=UTF-8''(\S+)", disposition).groups()
    return plain, unquote(readable)


class TestReport:
    @pytest.mark.parametrize("content_type", [DOCX, "application/octet-stream", f"{DOCX}; charset=binary"])
    def test_a_docx_as_the_body_is_answered_with_its_report(self, check, pipeline, content_type):
        response = check(bad(), content_type=content_type)

        assert (response.status_code, response.mimetype) == (200, "application/json")
        assert response.json == pipeline.checker.check(bad()).as_json("vi")
        assert response.json["summary"]["conforms"] is False

    def test_a_docx_as_the_file_of_a_form_is_answered_alike(self, send, check):
        assert send(("file", bad(), "a.docx")).json == check(bad()).json

    def test_a_paper_that_conforms_is_said_to(self, check):
        assert check(good()).json["summary"] == {"conforms": True, "errors": 0, "warnings": 0, "infos": 0}

    @pytest.mark.parametrize(("accepted", "language"), [("en", "en"), ("vi", "vi"), ("fr", "vi")])
    def test_it_is_in_the_language_that_is_preferred(self, check, pipeline, accepted, language):
        response = check(bad(), Accept_Language=accepted)

        assert response.headers["Content-Language"] == language
        assert response.json == pipeline.checker.check(bad()).as_json(language)

    @pytest.mark.parametrize("kind", PAPER_KINDS)
    @pytest.mark.parametrize("norm", EDITION_IDS)
    def test_kind_and_norm_are_those_asked_for(self, check, pipeline, kind, norm):
        response = check(bad(), {"kind": kind, "norm": norm})

        assert (response.json["kind"], response.json["norm"]) == (kind, norm)
        assert response.json == pipeline.checker.check(bad(), kind=kind, norm=norm).as_json("vi")

    def test_it_is_kept_by_no_cache(self, check):
        assert check(bad()).headers["Cache-Control"] == "no-store"

    def test_it_differs_by_what_is_accepted(self, check):
        assert check(bad()).headers["Vary"] == "Accept, Accept-Language"

    @pytest.mark.parametrize("docx", [good, bad])
    def test_the_number_of_findings_is_a_header(self, check, docx):
        response = check(docx())

        assert response.headers["X-Document-Findings"] == str(len(response.json["findings"]))
        assert "X-Document-Findings-Left" not in response.headers

    def test_it_is_as_the_openapi_description_says(self, check, client):
        description = client.get("/openapi.json").json
        root = {"$ref": "#/components/schemas/Report", "components": description["components"]}
        drafted = paper("decision", number="Số     -QĐ/ĐU", draft="Dự thảo lần 2", every={"item": {"size": 9}}).docx()
        for docx in (good(), bad(), drafted, make_docx(paragraph("x"))):
            jsonschema.Draft202012Validator(root).validate(check(docx).json)


class TestParameters:
    @pytest.mark.parametrize(
        ("query", "allowed"),
        [
            ({"kind": "love-letter"}, PAPER_KINDS),
            ({"kind": ""}, PAPER_KINDS),
            ({"norm": "hd99"}, EDITION_IDS),
            ({"mend": "1"}, ("true", "false")),
            ({"kind": ["letter", "slip"]}, PAPER_KINDS),
            ({"kind": "x", "norm": "y"}, (*PAPER_KINDS, *EDITION_IDS)),
        ],
    )
    def test_a_value_that_is_not_known_is_refused_with_those_that_are(self, check, query, allowed):
        problem = assert_problem(check(bad(), query), 422, "invalid-query")

        assert all(name in problem["detail"] for name in (*query, *allowed))


class TestAnnotated:
    @pytest.mark.parametrize(
        "accepted", [DOCX, f"{DOCX}, */*;q=0.8", f"application/json;q=0.5, {DOCX};q=0.6", f"*/*;q=0.1, {DOCX}"]
    )
    def test_the_copy_with_comments_is_answered_where_a_docx_is_preferred(self, check, pipeline, accepted):
        response = check(bad(), Accept=accepted)

        assert (response.status_code, response.mimetype) == (200, DOCX)
        assert response.data == pipeline.checker.annotate(bad(), pipeline.checker.check(bad()))
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Document-Findings"] == str(len(check(bad()).json["findings"]))

    @pytest.mark.parametrize(
        "accepted", ["", "*/*", "application/json", f"application/json, {DOCX}", f"{DOCX};q=0", "text/html", "x"]
    )
    def test_json_is_answered_everywhere_else(self, check, accepted):
        assert check(bad(), Accept=accepted).mimetype == "application/json"

    def test_the_comments_are_in_the_language_that_is_preferred(self, check):
        with zipfile.ZipFile(io.BytesIO(check(bad(), Accept=DOCX, Accept_Language="en").data)) as archive:
            assert "Expected" in archive.read("word/comments.xml").decode()

    def test_the_digest_is_that_of_the_file(self, check):
        response = check(bad(), Accept=DOCX)

        digest = base64.b64encode(hashlib.sha256(response.data).digest()).decode()
        assert response.headers["Repr-Digest"] == f"sha-256=:{digest}:"


class TestMended:
    @pytest.mark.parametrize("accepted", ["*/*", "application/json", DOCX])
    def test_the_mended_copy_is_answered_whatever_is_accepted(self, check, pipeline, accepted):
        response = check(bad(), {"mend": "true"}, Accept=accepted)

        assert (response.status_code, response.mimetype) == (200, DOCX)
        assert response.data == pipeline.checker.mend(bad())

    def test_the_findings_before_and_after_are_headers(self, check):
        response = check(bad(), {"mend": "true"})
        before, after = (len(check(docx).json["findings"]) for docx in (bad(), response.data))

        assert before > after > 0
        assert response.headers["X-Document-Findings"] == str(before)
        assert response.headers["X-Document-Findings-Left"] == str(after)

    def test_it_is_not_mended_where_that_is_not_asked_for(self, check):
        assert check(bad(), {"mend": "false"}).mimetype == "application/json"


class TestFileName:
    @pytest.mark.parametrize(
        ("given", "name"),
        [
            ("Quyết định 05.docx", "Quyết định 05"),
            ("QD.DOCX", "QD"),
            ("a.b", "a.b"),
            ("C:\\Users\\An\\báo cáo.docx", "báo cáo"),
            ("../../etc/passwd", "passwd"),
            ("a:b*c?.docx", "a-b-c-"),
            ("a\u202ecod.docx", "acod"),
            (".docx", "van-ban"),
            ("...", "van-ban"),
            ("x" * 300, "x" * 107),
        ],
    )
    def test_a_copy_is_named_after_the_file(self, send, given, name):
        plain, readable = named(send(("file", bad(), given), Accept=DOCX))

        assert readable == f"{name} (góp ý).docx"
        assert plain.isascii()

    def test_a_mended_copy_has_its_own_name(self, send):
        response = send(("file", bad(), "Quyết định.docx"), query={"mend": "true"})

        assert named(response)[1] == "Quyết định (đã sửa).docx"

    @pytest.mark.parametrize(("query", "name"), [({}, "góp ý"), ({"mend": "true"}, "đã sửa")])
    def test_a_body_without_a_name_gets_one(self, check, query, name):
        assert named(check(bad(), query, Accept=DOCX))[1] == f"van-ban ({name}).docx"


class TestRefusals:
    @pytest.mark.parametrize("way", ["body", "form"])
    @pytest.mark.parametrize("name", HOSTILE)
    def test_what_is_no_docx_that_can_be_read_is_refused_in_words(self, check, send, name, way):
        docx = HOSTILE[name].docx()
        response = check(docx) if way == "body" else send(("file", docx, "a.docx"))
        problem = assert_problem(response, 422, "unreadable-docx")

        assert HOSTILE[name].vi in problem["detail"]
        assert HOSTILE[name].en in check(docx, Accept_Language="en").json["detail"]

    @pytest.mark.parametrize("query", [{"mend": "true"}, {}])
    def test_no_copy_is_made_of_it_either(self, check, query):
        assert_problem(check(b"no docx", query, Accept=DOCX), 422, "unreadable-docx")

    def test_all_its_faults_are_named_with_their_parts(self, check):
        faults = check(HOSTILE["two faults"].docx()).json["faults"]

        assert [fault["part"] for fault in faults] == ["word/a.xml", "word/b.xml"]
        assert all(fault["message"] for fault in faults)

    @pytest.mark.parametrize(
        "content_type", ["", "application/json", "text/plain", "application/zip", "multipart/mixed"]
    )
    def test_another_content_type_is_refused_with_those_that_are_taken(self, check, content_type):
        problem = assert_problem(check(bad(), content_type=content_type), 415, "not-docx")

        assert all(kind in problem["detail"] for kind in (DOCX, "application/octet-stream", "multipart/form-data"))

    @pytest.mark.parametrize("content_type", [DOCX, "multipart/form-data; boundary=x"])
    def test_a_compressed_body_is_refused(self, check, content_type):
        assert_problem(check(b"\x1f\x8b", content_type=content_type, Content_Encoding="gzip"), 415, "not-docx")

    def test_a_page_from_elsewhere_cannot_send_a_file(self, check):
        assert_problem(check(bad(), Origin="http://evil.example"), 403, "foreign-request")

    def test_another_host_is_refused(self, check):
        assert_problem(check(bad(), Host="evil.example"), 403, "foreign-request")

    def test_a_body_that_broke_off_is_refused(self, client):
        headers = {"Content-Type": DOCX}
        response = client.post(PATH, data=bad(), headers=headers, environ_overrides={"CONTENT_LENGTH": "99999"})

        assert_problem(response, 400, "bad-request")

    def test_another_method_is_refused(self, client):
        assert client.get(PATH).status_code == 405


class TestForms:
    @pytest.mark.parametrize(
        "files",
        [
            [],
            [("file", b"x", "a.docx"), ("file", b"x", "b.docx")],
            [("document", b"x", "a.docx")],
            [("file", b"", "")],
            [("file", b"x", "a.docx"), ("other", b"x", "b.docx")],
            [("file", b"x", "a.docx")] * (MOST_PARTS + 1),
        ],
        ids=["none", "two", "another name", "none chosen", "another beside", "many"],
    )
    def test_a_form_without_just_one_file_is_refused_and_told_what_to_send(self, send, files):
        response = send(*files, fields=None if files else {"x": "y"})
        problem = assert_problem(response, 422, "not-one-file")

        assert "tên trường là file" in problem["detail"]

    @pytest.mark.parametrize("fields", [{"kind": "letter"}, {"file": "x"}, {"x": "y" * 1_000_000}])
    def test_a_field_beside_the_file_is_refused(self, send, fields):
        assert_problem(send(("up", bad(), "a.docx"), fields=fields), 422, "not-one-file")

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("multipart/form-data", b"--x\r\n"),
            ("multipart/form-data; boundary=", b"--x\r\n"),
            ("multipart/form-data; boundary=x", b"no form"),
            (
                "multipart/form-data; boundary=x",
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n',
            ),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Type: text/plain\r\n\r\na\r\n--x--\r\n"),
            ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: \xff\r\n\r\na\r\n--x--\r\n"),
            ("multipart/form-data; boundary=\xe9", b"--x\r\n"),
        ],
    )
    def test_what_is_no_form_is_refused(self, check, content_type, body):
        assert_problem(check(body, content_type=content_type), 400, "malformed-form")

    def test_a_form_of_nothing_is_one_without_a_file(self, check):
        assert_problem(check(b"", content_type="multipart/form-data; boundary=x"), 422, "not-one-file")

    def test_a_part_without_a_name_is_no_file_of_ours(self, check):
        body = b'--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\na\r\n--x--\r\n'

        assert_problem(check(body, content_type="multipart/form-data; boundary=x"), 422, "not-one-file")


class TestLimits:
    @pytest.fixture
    def client(self, pipeline):
        return create_app(pipeline, Settings(max_body_mib=1)).test_client()

    @pytest.mark.parametrize("way", ["body", "form"])
    def test_a_file_over_the_limit_is_refused_and_the_setting_named(self, check, send, way):
        docx = bytes(1024 * 1024 + 1)
        response = check(docx) if way == "body" else send(("file", docx, "a.docx"))

        assert "MAX_BODY_MIB" in assert_problem(response, 413, "body-too-large")["detail"]

    def test_a_file_of_just_the_limit_is_read(self, check):
        assert_problem(check(bytes(1024 * 1024)), 422, "unreadable-docx")


class TestNothingIsKept:
    @pytest.mark.parametrize("way", ["body", "form"])
    def test_no_file_is_written_however_large_the_upload(self, check, send, monkeypatch, tmp_path, way):
        """On its own werkzeug puts files of more than 500 kB into a folder: here there is none."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
        docx = make_docx(paragraph("x"), parts={"word/media/a.png": os.urandom(2_000_000)})
        response = check(docx, Accept=DOCX) if way == "body" else send(("file", docx, "a.docx"), Accept=DOCX)

        assert response.status_code == 200
        assert len(response.data) > 2_000_000

    @pytest.mark.parametrize("headers", [{}, {"Accept": DOCX}])
    def test_no_word_of_a_paper_and_no_file_name_is_logged(self, send, caplog, headers):
        caplog.set_level(logging.DEBUG)
        docx = paper("decision", number=f"Số: {SECRET}", name=SECRET, page=Page(left_mm=10)).docx()

        assert send(("file", docx, f"{SECRET}.docx"), **headers).status_code == 200
        assert send(("file", SECRET.encode(), f"{SECRET}.docx"), **headers).status_code == 422
        assert SECRET not in "\n".join(f"{JsonLines().format(record)} {record.__dict__}" for record in caplog.records)
