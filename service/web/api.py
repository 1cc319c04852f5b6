"""The JSON interface. Each view reads the request, asks the pipeline and answers; nothing is decided here."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Blueprint, Response

from service.bootstrap import sample, workbook
from service.documents import DocumentType, json_schema
from service.pipeline import Pipeline, as_file_name
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
    verdict_json,
)


def api_blueprint(pipeline: Pipeline) -> Blueprint:
    """All that programs call: types, documents, health and the OpenAPI description."""
    blueprint = Blueprint("api", __name__)
    _add_documents(blueprint, pipeline)
    _add_types(blueprint, pipeline)
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
        return json_response(verdict_json(verdict, language), language)


def _add_types(blueprint: Blueprint, pipeline: Pipeline) -> None:
    types = pipeline.types.values()
    overview = FixedContent(json_bytes({"types": [_about(each) for each in types]}))
    about = {each.slug: FixedContent(json_bytes(_about(each))) for each in types}
    schemas = {each.slug: FixedContent(json_bytes(json_schema(each)), "application/schema+json") for each in types}
    samples = {each.slug: FixedContent(sample(each)) for each in types}

    @blueprint.get(f"{API}/types")
    def list_types() -> Response:
        return overview.response()

    @blueprint.get(f"{API}/types/<slug>")
    def one_type(slug: str) -> Response:
        return about[pipeline.document_type(slug).slug].response()

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

    description = FixedContent(json_bytes(openapi_document(pipeline.types)))

    @blueprint.get("/openapi.json")
    def openapi() -> Response:
        return description.response()


def _about(document_type: DocumentType) -> dict[str, Any]:
    slug = document_type.slug
    return {
        "slug": slug,
        "title": document_type.title,
        "summary": document_type.summary,
        "version": document_type.version,
        "schema": f"{API}/types/{slug}/schema",
        "sample": f"{API}/types/{slug}/sample",
        "workbook": f"{API}/types/{slug}/workbook",
        "documents": f"{API}/documents/{slug}",
        "validate": f"{API}/documents/{slug}/validate",
    }


def _add_health(blueprint: Blueprint) -> None:
    """Both say the same: a service whose templates, norm or settings cannot work never starts to listen."""

    @blueprint.get("/healthz")
    @blueprint.get("/readyz")
    def healthy() -> Response:
        return Response(b'{"status":"ok"}', mimetype="application/json", headers={"Cache-Control": "no-store"})
