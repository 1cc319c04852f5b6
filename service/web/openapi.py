"""The OpenAPI 3.1 description: a path for each document type, with its schema and its sample, and the other paths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from service.bootstrap import sample
from service.documents import DocumentType, json_schema
from service.web.openapi_access import ACCESS_RESPONSES, SCHEMES, SECURITY, with_access
from service.web.openapi_batches import BATCH_PROBLEMS, BATCH_SCHEMAS, batch_paths
from service.web.openapi_checks import CHECK_PROBLEMS, CHECK_SCHEMAS, FINDINGS_HEADER, checks_path
from service.web.openapi_limits import LIMIT_RESPONSES, with_limits
from service.web.responses import DOCX, FINDINGS, XLSX

API = "/api/v1"
Json = dict[str, Any]

_FINDING: Json = {
    "type": "object",
    "required": ["pointer", "code", "message"],
    "properties": {
        "pointer": {"type": "string", "description": "JSON Pointer (RFC 6901) into the payload; empty: the whole."},
        "code": {"type": "string", "description": "Stable identifier of the rule."},
        "message": {"type": "string", "description": "What is wrong and how to mend it."},
    },
}
_FINDINGS: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Finding"}}
_PROBLEM: Json = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "urn:vanthu:problem:…, stable."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "urn:vanthu:request:… with the id of the request."},
        "errors": _FINDINGS,
        "warnings": _FINDINGS,
        "code": {"type": "string", "description": "For JSON that cannot be read: json.syntax, json.duplicate-key, …"},
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "pointer": {"type": "string"},
        "scope": {"type": "string", "description": "For a caller who may not do this: the scope that it takes."},
        "faults": {
            "type": "array",
            "description": "For a DOCX that cannot be read: what is wrong in which part; an empty part is the file.",
            "items": {
                "type": "object",
                "required": ["part", "message"],
                "properties": {"part": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
_VERDICT: Json = {
    "type": "object",
    "required": ["valid", "errors", "warnings"],
    "properties": {"valid": {"type": "boolean"}, "errors": _FINDINGS, "warnings": _FINDINGS},
}
_TYPE: Json = {
    "type": "object",
    "required": ["slug", "title", "summary", "version", "schema", "sample", "workbook", "documents", "validate"],
    "properties": {
        "slug": {"type": "string"},
        "title": {"type": "string"},
        "summary": {"type": "string"},
        "version": {"type": "integer"},
        "schema": {"type": "string"},
        "sample": {"type": "string"},
        "workbook": {"type": "string"},
        "documents": {"type": "string"},
        "validate": {"type": "string"},
    },
}
_TYPES: Json = {
    "type": "object",
    "required": ["types"],
    "properties": {"types": {"type": "array", "items": {"$ref": "#/components/schemas/Type"}}},
}
_STATUS: Json = {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}

_PROBLEMS = {
    "400": ("BadRequest", "The JSON cannot be read: syntax, encoding, a duplicate key, too deep, or it broke off."),
    "403": ("Forbidden", "A Host that is not allowed, a web page from elsewhere, or a scope that the caller has not."),
    "404": ("NotFound", "No such document type."),
    "413": ("TooLarge", "The body is larger than MAX_BODY_MIB."),
    "415": ("NotJson", "The body is not application/json."),
    "422": ("Invalid", "Every fault of the payload, field errors and rules together; or of the parameters."),
    "500": ("Failure", "The service is at fault."),
}
_DOCX_HEADERS: Json = {
    "Content-Disposition": {"description": "File name, in Vietnamese and in ASCII.", "schema": {"type": "string"}},
    "Repr-Digest": {"description": "sha-256 of the file (RFC 9530).", "schema": {"type": "string"}},
}
_DOCUMENT_HEADERS: Json = {
    **_DOCX_HEADERS,
    "X-Document-Warnings": {"description": "Number of warnings.", "schema": {"type": "integer", "minimum": 0}},
    FINDINGS: FINDINGS_HEADER | {"description": "With check=true: number of findings in the finished paper."},
    "X-Client-Ref": {"description": "The payload's client_ref, percent-encoded.", "schema": {"type": "string"}},
}
_CHECK: Json = {
    "name": "check",
    "in": "query",
    "description": "Check the finished paper too; what is found in its words counts as warnings.",
    "schema": {"type": "boolean"},
}
_LANGUAGE: Json = {"$ref": "#/components/parameters/Language"}
_ETAG: Json = {"ETag": {"description": "Strong; send it in If-None-Match.", "schema": {"type": "string"}}}


def openapi_document(types: Mapping[str, DocumentType], root: str = "") -> Json:
    """The description of the whole interface, which lies below the path ``root``."""
    schemas: Json = {"Finding": _FINDING, "Problem": _PROBLEM, "Verdict": _VERDICT, "Type": _TYPE, "Types": _TYPES}
    schemas |= CHECK_SCHEMAS | BATCH_SCHEMAS
    paths: Json = {}
    for document_type in types.values():
        schemas |= _components(document_type)
        paths |= _document_paths(document_type)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Văn thư",
            "version": "1",
            "description": "A JSON payload becomes a Party paper in the prescribed format (DOCX), and any DOCX is "
            "checked against that format. Titles and descriptions of fields are Vietnamese, as clerks read them.",
        },
        "servers": [{"url": root or "/"}],
        "security": SECURITY,
        "paths": with_access(
            with_limits(
                paths
                | _check_paths()
                | batch_paths(_LANGUAGE, _problems("403", "500"))
                | _type_paths(list(types))
                | _health_paths()
            )
        ),
        "components": {
            "schemas": schemas,
            "securitySchemes": SCHEMES,
            "responses": ACCESS_RESPONSES
            | LIMIT_RESPONSES
            | {
                name: _problem(text)
                for name, text in (*_PROBLEMS.values(), *CHECK_PROBLEMS.values(), *BATCH_PROBLEMS.values())
            },
            "parameters": {"Language": _language()},
        },
    }


def _components(document_type: DocumentType) -> Json:
    """The type's schema under its slug, its definitions under ``slug.Name``: references reach across the document."""
    slug = document_type.slug
    schema = _with_references(json_schema(document_type), f"#/components/schemas/{slug}.")
    definitions = schema.pop("$defs", {})
    del schema["$schema"], schema["$id"]
    return {slug: schema} | {f"{slug}.{name}": definition for name, definition in definitions.items()}


def _with_references(node: Any, prefix: str) -> Any:
    if isinstance(node, list):
        return [_with_references(child, prefix) for child in node]
    if not isinstance(node, dict):
        return node
    return {
        key: child.replace("#/$defs/", prefix)
        if key == "$ref" and isinstance(child, str)
        else _with_references(child, prefix)
        for key, child in node.items()
    }


def _document_paths(document_type: DocumentType) -> Json:
    path, slug = f"{API}/documents/{document_type.slug}", document_type.slug
    paper = {"description": "The paper.", "headers": _DOCUMENT_HEADERS, "content": {DOCX: {}}}
    verdict = _json("Whether a paper can be made, and all remarks.", "Verdict")
    name = slug.replace("-", "_")
    return {
        path: {"post": _post(document_type, f"produce_{name}", document_type.title, paper, list(_PROBLEMS), _CHECK)},
        f"{path}/validate": {
            "post": _post(
                document_type,
                f"validate_{name}",
                f"{document_type.title}: check only",
                verdict,
                [status for status in _PROBLEMS if status != "422"],
            )
        },
    }


def _post(
    document_type: DocumentType, operation: str, summary: str, success: Json, problems: list[str], *parameters: Json
) -> Json:
    return {
        "operationId": operation,
        "summary": summary,
        "description": document_type.summary,
        "tags": ["documents"],
        "parameters": [_LANGUAGE, *parameters],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"$ref": f"#/components/schemas/{document_type.slug}"},
                    "example": json.loads(sample(document_type)),
                }
            },
        },
        "responses": {"200": success} | _problems(*problems),
    }


def _check_paths() -> Json:
    problems = _problems("400", "403", "413", "415", "422", "500") | {
        status: {"$ref": f"#/components/responses/{name}"} for status, (name, _) in CHECK_PROBLEMS.items()
    }
    return {f"{API}/checks": checks_path(_DOCX_HEADERS, _LANGUAGE, problems)}


def _type_paths(slugs: list[str]) -> Json:
    one = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string", "enum": slugs}}

    def get(operation: str, summary: str, success: Json, *parameters: Json) -> Json:
        responses = {"200": success | {"headers": _ETAG}, "304": {"description": "Not modified."}}
        about: Json = {"operationId": operation, "summary": summary, "tags": ["types"]}
        if parameters:
            about["parameters"] = list(parameters)
            responses |= _problems("404")
        return {"get": about | {"responses": responses}}

    anything: Json = {"type": "object"}
    return {
        f"{API}/types": get("list_types", "All document types", _json("All types.", "Types")),
        f"{API}/types/{{slug}}": get("get_type", "One document type", _json("The type.", "Type"), one),
        f"{API}/types/{{slug}}/schema": get(
            "get_schema",
            "JSON Schema of a type",
            {"description": "JSON Schema 2020-12.", "content": {"application/schema+json": {"schema": anything}}},
            one,
        ),
        f"{API}/types/{{slug}}/sample": get(
            "get_sample",
            "A complete payload",
            {"description": "A payload that conforms.", "content": {"application/json": {"schema": anything}}},
            one,
        ),
        f"{API}/types/{{slug}}/workbook": get(
            "get_workbook",
            "The workbook in which papers are listed, one a row",
            {"description": "An Excel workbook, with an example that is never read.", "content": {XLSX: {}}},
            one,
        ),
    }


def _health_paths() -> Json:
    ok = {"description": "It does.", "content": {"application/json": {"schema": _STATUS}}}
    names = {"type": "array", "items": {"type": "string"}}
    schema = {"type": "object", "properties": {"status": {"const": "unready"}, "failed": names}}
    unready = {"description": "It cannot; what fails.", "content": {"application/json": {"schema": schema}}}
    return {
        f"/{name}": {"get": {"operationId": name, "summary": text, "tags": ["health"], "responses": responses}}
        for name, text, responses in (
            ("healthz", "Whether the service runs", {"200": ok}),
            ("readyz", "Whether it can make papers", {"200": ok, "503": unready}),
        )
    }


def _json(description: str, schema: str) -> Json:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _problem(description: str) -> Json:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}


def _problems(*statuses: str) -> Json:
    return {status: {"$ref": f"#/components/responses/{_PROBLEMS[status][0]}"} for status in statuses}


def _language() -> Json:
    return {
        "name": "Accept-Language",
        "in": "header",
        "description": "vi (the default) or en.",
        "schema": {"type": "string"},
        "example": "vi",
    }
