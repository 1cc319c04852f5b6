"""/docs: every type with its fields, readable without JavaScript and without the internet."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from service.documents import json_schema
from service.web.responses import DOCX


@pytest.fixture
def page(client):
    """Parses a page; its answer must be HTML in Vietnamese."""

    def page(address: str) -> BeautifulSoup:
        response = client.get(address)
        assert (response.status_code, response.content_type) == (200, "text/html; charset=utf-8")
        soup = BeautifulSoup(response.data, "lxml")
        assert soup.html["lang"] == "vi"
        return soup

    return page


def test_the_overview_leads_to_every_type(page, client, pipeline):
    text = page("/docs")

    for document_type in pipeline.types.values():
        link = text.select_one(f'main a[href="/docs/{document_type.slug}"]')
        assert link.text == document_type.title
        assert client.get(link["href"]).status_code == 200


def test_a_type_has_every_field_with_name_need_and_description(page, slug, pipeline):
    schema = json_schema(pipeline.document_type(slug))
    rows = {row.th.text.strip(): row for row in page(f"/docs/{slug}").table.tbody.find_all("tr")}

    assert rows.keys() == schema["properties"].keys()
    for name, field in schema["properties"].items():
        assert field["title"] in rows[name].text
        assert field.get("description", "") in rows[name].text
        assert ("bắt buộc" in rows[name].find_all("td")[1].text) == (name in schema["required"])


def test_every_group_of_fields_is_explained_where_its_links_lead(page, slug, pipeline):
    text = page(f"/docs/{slug}")
    groups = {
        name for name, group in json_schema(pipeline.document_type(slug))["$defs"].items() if "properties" in group
    }

    assert {heading["id"] for heading in text.select("h3[id]")} == groups
    assert {link["href"].removeprefix("#") for link in text.select('td a[href^="#"]')} == groups


def test_no_field_is_left_without_words_for_what_may_stand_in_it(page, slug):
    kinds = [row.find_all("td")[2].text.strip() for row in page(f"/docs/{slug}").select(".fields tbody tr")]

    assert kinds
    assert all(kinds)


def test_a_type_shows_how_to_call_it_and_where_schema_and_sample_are(page, client, slug):
    text = page(f"/docs/{slug}")

    assert f"/api/v1/documents/{slug}" in text.pre.text
    assert "curl" in text.pre.text
    for link in text.select('main a[href^="/api/"]'):
        assert client.get(link["href"]).status_code == 200


def test_the_overview_shows_how_to_check_a_docx_with_all_that_may_be_asked(page, client):
    text = page("/docs")
    parameters = {
        parameter["name"]: parameter["schema"]
        for parameter in client.get("/openapi.json").json["paths"]["/api/v1/checks"]["post"]["parameters"]
        if parameter.get("in") == "query"
    }
    rows = {row.th.text: row.text for row in text.select("#checks ~ table")[0].tbody.find_all("tr")}

    assert rows.keys() == parameters.keys()
    for name, schema in parameters.items():
        assert all(value in rows[name] for value in schema.get("enum", ("true", "false")))
    examples = [code.text for code in text.select("#checks ~ pre code")]
    assert all("curl" in example and "/api/v1/checks" in example for example in examples)
    assert DOCX in "".join(examples)
    assert "mend=true" in "".join(examples)


def test_a_type_tells_that_its_papers_can_be_checked(page, slug):
    text = page(f"/docs/{slug}")

    assert "?check=true" in text.main.text
    assert text.select_one('main a[href="/docs#checks"]')


def test_an_unknown_type_has_no_page(client):
    assert client.get("/docs/love-letter").json["type"] == "urn:vanthu:problem:unknown-type"


@pytest.fixture(params=["/docs", "type"])
def address(request, pipeline) -> str:
    return f"/docs/{min(pipeline.types)}" if request.param == "type" else request.param


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(client, page, address):
    text = page(address)

    assert not text.select("script, iframe, object, embed, [style], style")
    assert not [name for tag in text.find_all(True) for name in tag.attrs if name.startswith("on")]
    for tag in text.select("[src], link[href], a[href]"):
        assert re.match(r"[/#]", tag.get("src") or tag["href"]), tag
    for link in text.select("link[href]"):
        with client.get(link["href"]) as response:
            assert response.status_code == 200
            assert not re.search(rb"url\(|@import|https?:", response.data)


def test_a_browser_is_told_so(client, address):
    assert client.get(address).headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost:8123", "http://localhost:8123"),
        ("[::1]:9", "http://[::1]:9"),
        ("evil.example", "http://127.0.0.1:8000"),
        ("localhost:1'<b>", "http://127.0.0.1:8000"),
    ],
)
@pytest.mark.parametrize("overview", [True, False])
def test_examples_hold_the_address_of_the_service_and_no_foreign_one(client, with_key, slug, host, address, overview):
    path = "/docs" if overview else f"/docs/{slug}"
    text = BeautifulSoup(client.get(path, headers={"Host": host, **with_key}).data, "lxml")
    examples = "".join(code.text for code in text.select("pre code"))

    assert set(re.findall(r"http\S+(?=/api/v1)", examples)) == {address}
