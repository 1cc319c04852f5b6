"""The help pages say what is true: fields, rules and figures come from the types, the rules and the norm themselves."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from service.norm import load_editions
from service.norm.edition import Cited, with_comma
from service.web.clerks.forms import form_of
from service.web.clerks.norm_words import NAMES, SURENESS
from service.web.clerks.rule_words import rules_of

PAGES = ("/tro-giup", "/tro-giup/the-thuc", "/tro-giup/he-thong")


@pytest.fixture
def page(client):
    """Parses a page."""

    def page(address: str, language: str = "vi") -> BeautifulSoup:
        client.set_cookie("lang", language)
        response = client.get(address)
        assert (response.status_code, response.content_type) == (200, "text/html; charset=utf-8")
        soup = BeautifulSoup(response.data, "lxml")
        assert soup.html["lang"] == language
        return soup

    return page


def said(soup: BeautifulSoup) -> str:
    return " ".join(soup.main.text.split())


class TestOverview:
    def test_leads_to_each_type_and_each_thing_to_do(self, page, client, pipeline):
        links = {link["href"] for link in page("/tro-giup").select("main a[href]")}

        assert {f"/tro-giup/{slug}" for slug in pipeline.types} | set(PAGES[1:]) | {"/soan", "/kiem-tra"} <= links
        for link in links:
            if link.startswith("#"):
                assert page("/tro-giup").select_one(link)
            elif link != "/hang-loat":
                assert client.get(link).status_code == 200, link

    def test_says_how_long_a_batch_is_kept(self, page, settings):
        assert f"nhiều nhất {settings.batch_days} ngày" in said(page("/tro-giup"))

    @pytest.mark.parametrize("address", PAGES)
    def test_speaks_english(self, page, address):
        vietnamese = {text.get_text() for text in page(address).select("h1, h2, h3, summary, p, li")}
        english = {text.get_text() for text in page(address, "en").select("main h1, main h2, main h3, main summary")}

        assert english
        assert {text for text in english & vietnamese if "HD/VPTW" not in text} == set()


class TestType:
    def test_names_every_field_of_the_form_and_which_are_needed(self, page, pipeline, slug):
        entries = {
            entry.contents[0].strip(): "phải ghi" in entry.text for entry in page(f"/tro-giup/{slug}").select("dl dt")
        }

        for field in form_of(pipeline.types[slug], {}).fields():
            assert entries[field.title] == field.required, field.key

    def test_has_every_message_of_its_rules(self, page, pipeline, slug):
        text = said(page(f"/tro-giup/{slug}"))
        rules = rules_of(pipeline.types[slug])

        assert {"error", "warning"} == {rule.level for rule in rules}
        assert all(" ".join(rule.message.vi.split()) in text for rule in rules)

    def test_offers_sample_workbook_and_data(self, page, client, slug):
        links = [link["href"] for link in page(f"/tro-giup/{slug}").select("main .actions a")]

        assert links == [
            f"/soan/{slug}",
            f"/tro-giup/{slug}/mau.docx",
            f"/api/v1/types/{slug}/workbook",
            f"/api/v1/types/{slug}/sample",
        ]
        assert [client.get(link).status_code for link in links] == [200, 200, 200, 200]

    def test_has_a_sample_that_is_a_word_file(self, client, slug):
        response = client.get(f"/tro-giup/{slug}/mau.docx")

        assert response.headers["Cache-Control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(response.data)) as package:
            assert "word/document.xml" in package.namelist()

    def test_of_an_unknown_name_is_not_found(self, client):
        assert client.get("/tro-giup/love-letter").status_code == 404
        assert client.get("/tro-giup/love-letter/mau.docx").status_code == 404


class TestRules:
    """The words are read from the source of the rules, so what a broken payload is told stands on the page."""

    def test_hold_what_a_broken_payload_is_told(self, pipeline):
        payload = (
            b'{"issuer": {"kind": "cell", "name": "Chi b\\u1ed9 th\\u00f4n \\u0110o\\u00e0i"}, "report_kind": "annual",'
            b'"period_from": "2026-12-01", "period_to": "2026-01-01", "membership": {"opening": 1, "deceased": 2}}'
        )
        findings = pipeline.validate("summary-report", payload).errors
        told = {(rule.code, rule.message.vi) for rule in rules_of(pipeline.types["summary-report"])}

        assert {"C8", "C1"} <= {finding.code for finding in findings}
        for finding in findings:
            words = [re.escape(vi).replace("…", ".*") for code, vi in told if code == finding.code]
            assert any(re.fullmatch(pattern, finding.message.vi) for pattern in words), finding.code


class TestNorm:
    def test_names_every_component_of_every_edition(self):
        for edition in load_editions().values():
            cited = [name for name in type(edition).model_fields if isinstance(getattr(edition, name), Cited)]
            assert set(cited) == NAMES.keys()
            assert {getattr(edition, name).confidence for name in cited} <= SURENESS.keys()

    def test_shows_sizes_margins_and_clauses_of_the_data(self, page):
        soup = page("/tro-giup/the-thuc")

        for edition in load_editions().values():
            table = soup.select_one(f'[aria-label="{edition.name}"] table')
            rows = {row.th.text: row for row in table.tbody.find_all("tr")}
            assert rows["Tiêu đề"].td.text.startswith(edition.title.size.vi)
            sides = edition.page
            margins = (sides.margin_top_mm, sides.margin_bottom_mm, sides.margin_left_mm, sides.margin_right_mm)
            top, bottom, left, right = (with_comma(f"{side:g}") for side in margins)
            assert f"lề trên {top}, dưới {bottom}, trái {left}, phải {right} mm" in rows["Trang giấy, lề"].text
            assert edition.body.line_words.vi in rows["Nội dung"].text
            for key, name in NAMES.items():
                cells = rows[name.vi].find_all("td")
                assert cells[0].text.strip(), key
                assert [cells[1].text, cells[2].text] == [
                    getattr(edition, key).clause,
                    getattr(edition, key).confidence,
                ]


class TestSystems:
    @pytest.mark.parametrize(
        ("host", "address"),
        [("localhost:8123", "http://localhost:8123"), ("evil.example", "http://127.0.0.1:8000")],
    )
    def test_calls_the_address_of_the_service_and_no_foreign_one(self, client, with_key, host, address):
        soup = BeautifulSoup(client.get("/tro-giup/he-thong", headers={"Host": host, **with_key}).data, "lxml")
        calls = "\n".join(code.text for code in soup.select("pre code"))

        assert set(re.findall(r"http\S+?(?=/api/v1)", calls)) == {address}

    def test_calls_only_what_there_is(self, page, client):
        calls = "\n".join(code.text for code in page("/tro-giup/he-thong").select("pre code"))
        known = [re.sub(r"\{\w+\}", "[^/]+", path) for path in client.get("/openapi.json").json["paths"]]
        called = re.findall(r"http://[^/]+(/api/v1[\w/-]*)", calls)

        assert len(called) >= 9
        assert [path for path in called if not any(re.fullmatch(pattern, path) for pattern in known)] == []


@pytest.mark.parametrize("address", [*PAGES, "type"])
def test_nothing_runs_and_nothing_comes_from_elsewhere(client, page, pipeline, address):
    address = f"/tro-giup/{min(pipeline.types)}" if address == "type" else address
    soup = page(address)

    assert not soup.select("script, iframe, object, embed, [style], style")
    for tag in soup.select("[src], link[href], a[href]"):
        assert re.match(r"[/#]", tag.get("src") or tag["href"]), tag
    assert client.get(address).headers["Cache-Control"] == "no-store"
