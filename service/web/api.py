"""The JSON interface. Each view reads the request, asks the pipeline and answers; nothing is decided here."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, Response

from service.bootstrap import sample, workbook
from service.documents import DocumentType, json_schema
from service.pipeline import Pipeline, as_file_name
from service.web.addresses import prefix
from service.web.admission import json_body, query_flag
from service.web.openapi import API, openapi_document
from service.web.responses import (
    XLSX,
    FixedContent,
    content_disposition,
    document_response,
    json_bytes,
    json_response,
    language_of_request,
)

_MOST_PREFIXES = 4
"""Below so many prefixes the service is shown at a time; it is one, unless proxies disagree."""


def api_blueprint(pipeline: Pipeline) -> Blueprint:
    """All that programs call: types, documents, health and the OpenAPI description."""
    blueprint = Blueprint("api", __name__)
    _add_documents(blueprint, pipeline)
    _add_types(blueprint, pipeline)
    _add_description(blueprint, pipeline)
    _add_health(blueprint)
    return blueprint


def _add_documents(blueprint: Blueprint, pipeline: Pipeline) -> None:
    @blueprint.post(f"{API}/documents/<slug>")
    def produce(slug: str) -> Response:
        check = query_flag("check")
        return document_response(pipeline.produce(slug, json_body(), check=check))

    @blueprint.post(f"{API}/documents/<slug>/validate")
    def validate(slug: str) -> Response:
        verdict, language = pipeline.validate(slug, json_body()), language_of_request()
        return json_response(verdict.as_json(language), language)


def _add_types(blueprint: Blueprint, pipeline: Pipeline) -> None:
    types = pipeline.types.values()
    schemas = {each.slug: FixedContent(json_bytes(json_schema(each)), "application/schema+json") for each in types}
    samples = {each.slug: FixedContent(sample(each)) for each in types}

    @lru_cache(_MOST_PREFIXES)
    def overview(root: str) -> FixedContent:
        return FixedContent(json_bytes({"types": [_about(each, root) for each in types]}))

    @lru_cache(_MOST_PREFIXES * len(types))
    def about(slug: str, root: str) -> FixedContent:
        return FixedContent(json_bytes(_about(pipeline.types[slug], root)))

    @blueprint.get(f"{API}/types")
    def list_types() -> Response:
        return overview(prefix()).response()

    @blueprint.get(f"{API}/types/<slug>")
    def one_type(slug: str) -> Response:
        return about(pipeline.document_type(slug).slug, prefix()).response()

    @blueprint.get(f"{API}/types/<slug>/schema")
    def type_schema(slug: str) -> Response:
        return schemas[pipeline.document_type(slug).slug].response()

    @blueprint.get(f"{API}/types/<slug>/sample")
    def type_sample(slug: str) -> Response:
        return samples[pipeline.document_type(slug).slug].response()

    @cache
    def workbook_of(slug: str) -> FixedContent:
        document_type = pipeline.document_type(slug)
        disposition = content_disposition(as_file_name(document_type.title, ".xlsx"))
        return FixedContent(workbook(document_type), XLSX, (("Content-Disposition", disposition),))

    @blueprint.get(f"{API}/types/<slug>/workbook")
    def type_workbook(slug: str) -> Response:
        return workbook_of(pipeline.document_type(slug).slug).response()


def _add_description(blueprint: Blueprint, pipeline: Pipeline) -> None:
    @lru_cache(_MOST_PREFIXES)
    def description(root: str) -> FixedContent:
        return FixedContent(json_bytes(openapi_document(pipeline.types, root)))

    description("")  # it takes time, which the first caller of each process is not to wait for

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return description(prefix()).response()


def _about(document_type: DocumentType, root: str) -> dict[str, Any]:
    slug, api = document_type.slug, f"{root}{API}"
    return {
        "slug": slug,
        "title": document_type.title,
        "summary": document_type.summary,
        "version": document_type.version,
        "schema": f"{api}/types/{slug}/schema",
        "sample": f"{api}/types/{slug}/sample",
        "workbook": f"{api}/types/{slug}/workbook",
        "documents": f"{api}/documents/{slug}",
        "validate": f"{api}/documents/{slug}/validate",
    }


def _add_health(blueprint: Blueprint) -> None:
    """That the process answers; ``readiness`` says what it can do."""

    @blueprint.get("/healthz")
    def healthy() -> Response:
        return Response(b'{"status":"ok"}', mimetype="application/json", headers={"Cache-Control": "no-store"})
