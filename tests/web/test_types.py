"""GET: what types there are, their schemas and samples, and whether the service lives."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from service.bootstrap import sample, workbook
from service.documents import json_schema


def test_all_types_are_listed_with_where_to_go_on(client, pipeline):
    types = client.get("/api/v1/types").json["types"]

    assert [(each["slug"], each["title"]) for each in types] == [(t.slug, t.title) for t in pipeline.types.values()]
    for each in types:
        assert client.get(each["schema"]).status_code == 200
        assert client.get(each["sample"]).status_code == 200
        assert client.get(each["workbook"]).status_code == 200


def test_one_type_is_told_as_in_the_list(client, slug):
    listed = next(each for each in client.get("/api/v1/types").json["types"] if each["slug"] == slug)

    assert client.get(f"/api/v1/types/{slug}").json == listed


def test_the_schema_is_the_types_own(client, slug, pipeline):
    document_type = pipeline.document_type(slug)
    response = client.get(f"/api/v1/types/{slug}/schema")

    assert response.mimetype == "application/schema+json"
    assert response.json == json_schema(document_type)
    assert response.json["$id"] == f"urn:vanthu:schema:{slug}:{document_type.version}"
    assert response.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_sample_is_the_file_and_a_paper_can_be_made_of_it(client, post, slug, pipeline):
    response = client.get(f"/api/v1/types/{slug}/sample")

    assert response.mimetype == "application/json"
    assert response.data == sample(pipeline.document_type(slug))
    assert post(f"/api/v1/documents/{slug}", response.data).status_code == 200


def test_the_workbook_is_that_of_the_type_under_its_vietnamese_name(client, slug, pipeline):
    response = client.get(f"/api/v1/types/{slug}/workbook")

    assert response.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert response.data == workbook(pipeline.document_type(slug))
    assert quote(pipeline.document_type(slug).title.split()[0]) in response.headers["Content-Disposition"]
    assert response.headers["Content-Disposition"].endswith(".xlsx")


@pytest.mark.parametrize("part", ["", "/schema", "/sample", "/workbook"])
def test_an_unknown_type_is_not_found(client, part):
    response = client.get(f"/api/v1/types/love-letter{part}")

    assert response.status_code == 404
    assert response.json["type"] == "urn:vanthu:problem:unknown-type"


ADDRESSES = ["/api/v1/types", "/api/v1/types/{slug}", "/api/v1/types/{slug}/schema", "/api/v1/types/{slug}/sample"]
ADDRESSES += ["/api/v1/types/{slug}/workbook"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/openapi.json", "/docs", "/docs/{slug}"])
class TestFixedContent:
    def test_has_a_strong_etag_and_is_not_sent_again_to_who_knows_it(self, client, pipeline, address):
        address = address.format(slug=min(pipeline.types))
        etag = client.get(address).headers["ETag"]
        again = client.get(address, headers={"If-None-Match": etag})

        assert etag.startswith('"')
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == etag

    def test_is_sent_to_who_knows_another(self, client, pipeline, address):
        response = client.get(address.format(slug=min(pipeline.types)), headers={"If-None-Match": '"another"'})

        assert response.status_code == 200
        assert response.data


def test_different_content_has_different_etags(client, pipeline):
    etags = [
        client.get(f"/api/v1/types/{slug}/{part}").headers["ETag"]
        for slug in pipeline.types
        for part in ("schema", "sample")
    ]

    assert len(etags) == len(set(etags))


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_service_that_has_started_lives_and_is_ready(client, address):
    response = client.get(address)

    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"
