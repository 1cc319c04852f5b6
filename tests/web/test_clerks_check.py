"""The page that checks a paper, as a browser without JavaScript gets it."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from service.conformance import paragraph_positions
from service.norm import PAPER_KINDS
from service.norm.edition import EDITION_IDS
from service.web.clerks import checking
from service.web.clerks.checking import KINDS
from service.web.clerks.language import english
from tests.hostile_docx import HOSTILE
from tests.papers import Page, paper, piece

PATH = "/kiem-tra"


@cache
def bad() -> bytes:
    return paper("decision", page=Page(left_mm=25), title=piece(size=13), number="Số: 5-QĐ/ĐU").docx()


@pytest.fixture
def send(client):
    """Posts a DOCX with fields of the form; gives the answer and the page in it."""

    def send(docx: bytes, name: str = "a.docx", query: str = "", headers: dict | None = None, **fields: str):
        boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(docx), name), **fields})
        form = f'multipart/form-data; boundary="{boundary}"'
        response = client.post(PATH + query, data=body, content_type=form, headers=headers)
        return response, BeautifulSoup(response.data, "html.parser")

    return send


def test_every_finding_stands_there_with_how_to_mend_it_and_its_clause(send, pipeline):
    response, page = send(bad())
    report = pipeline.checker.check(bad())
    shown = {item["data-rule"]: item.text for item in page.select(".finding")}

    assert response.status_code == 200
    assert shown.keys() == {finding.rule for finding in report.findings}
    for finding in report.findings:
        assert finding.mend.vi in shown[finding.rule]
        assert finding.clause in shown[finding.rule]


def test_findings_are_numbered_through_and_name_the_paragraph_in_the_file(send, pipeline):
    _, page = send(bad())
    positions = paragraph_positions(bad())
    places = {finding.rule: finding.where.paragraph for finding in pipeline.checker.check(bad()).findings}
    items = page.select(".finding")

    assert [item["value"] for item in items] == [str(n) for n in range(1, len(items) + 1)]
    for item in items:
        number = places[item["data-rule"]]
        assert item.get("data-positions") == (None if number is None else str(positions[number]))


def test_a_finding_names_all_its_places_in_the_body_wherever_the_first_one_is(send, monkeypatch):
    small = [piece(f"Đoạn {number} cỡ chữ nhỏ.", size=9) for number in (1, 2, 3)]
    _, page = send(paper("report", body=small).docx())

    assert max(len(item.get("data-positions", "").split()) for item in page.select(".finding")) == 3
    monkeypatch.setattr(checking, "MOST_MARKS", 2)
    _, page = send(paper("report", body=small).docx())
    assert max(len(item.get("data-positions", "").split()) for item in page.select(".finding")) == 2


def test_names_of_rules_are_for_programs(send):
    _, page = send(bad())

    assert [item["data-rule"] for item in page.select(".finding") if item["data-rule"] in item.text] == []


@pytest.mark.parametrize("kind", PAPER_KINDS)
@pytest.mark.parametrize("norm", EDITION_IDS)
def test_kind_and_edition_are_those_chosen_and_stay_chosen(send, pipeline, kind, norm):
    _, page = send(bad(), kind=kind, norm=norm)
    rules = {finding.rule for finding in pipeline.checker.check(bad(), kind=kind, norm=norm).findings}

    assert {item["data-rule"] for item in page.select(".finding")} == rules
    assert f"đọc là {KINDS[kind].vi}" in page.select_one("#result .told").text
    assert [each["value"] for each in page.select("option[selected]")] == [kind, norm]


def test_the_mended_copy_goes_by_what_was_chosen(send, pipeline):
    response, _ = send(bad(), query="?lam=da-sua", kind="letter", norm="hd36_2018")

    assert response.data == pipeline.checker.mend(bad(), kind="letter", norm="hd36_2018")


@pytest.mark.parametrize("fields", [{"kind": "", "norm": ""}, {"kind": "novel", "norm": "1999"}])
def test_what_is_no_choice_is_left_to_the_program(send, fields):
    assert send(bad(), **fields)[1].select(".finding") == send(bad())[1].select(".finding")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_refused_in_words(send, name):
    response, page = send(HOSTILE[name].docx())

    assert (response.status_code, response.mimetype) == (422, "text/html")
    assert HOSTILE[name].vi in page.select_one("#result .wrong").text


def test_without_a_file_a_clerk_is_asked_for_one(send):
    response, page = send(b"", "")

    assert response.status_code == 422
    assert "Hãy chọn đúng một tệp Word" in page.select_one("#result .wrong").text


def test_a_field_that_the_form_has_not_is_refused(send):
    assert send(bad(), other="x")[0].status_code == 422


def test_a_name_is_shown_as_text(send):
    response, page = send(bad(), "<script>x</script>.docx")

    assert page.select("script:not([src])") == []
    assert b"&lt;" in response.data or b"<script>x" not in response.data


def test_a_browser_may_say_that_the_form_is_ours(client):
    """With no-referrer a browser would send the form with ``Origin: null``, which is refused."""
    assert client.get(PATH).headers.get_all("Referrer-Policy") == ["same-origin"]


def test_it_is_kept_by_no_cache_and_foreign_pages_cannot_send_it(send):
    assert send(bad())[0].headers["Cache-Control"] == "no-store"
    assert send(bad(), headers={"Origin": "http://elsewhere.example"})[0].status_code == 403


def test_all_words_have_english(client, send):
    client.set_cookie("lang", "en")
    _, page = send(bad())
    said = set(re.findall(r'say\("([^"]+)"', open_template("check.html") + open_template("preview.html")))

    assert said - english().keys() == set()
    assert page.html["lang"] == "en"
    assert "error(s)" in page.select_one("#verdict").text


def open_template(name: str) -> str:
    from service.config import ROOT

    return (ROOT / "service/web/pages/clerks" / name).read_text(encoding="utf-8")
