"""The JSON Schema of a document type: what forms, workbooks and other systems are made from."""

from __future__ import annotations

from typing import Any

from service.documents._type import DocumentType


def json_schema(document_type: DocumentType) -> dict[str, Any]:
    """JSON Schema 2020-12 with ``$id``, Vietnamese titles and descriptions; made-up English ones are dropped."""
    schema = document_type.model.model_json_schema()
    schema.pop("description", None)
    _drop_made_up(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:vanthu:schema:{document_type.slug}:{document_type.version}",
        **schema,
        "title": document_type.title,
        "description": document_type.summary,
    }


def _drop_made_up(node: object) -> None:
    """English docstrings and class names are for programmers, not for forms."""
    if isinstance(node, dict):
        for definition in node.get("$defs", {}).values():
            definition.pop("description", None)
            definition.pop("title", None)
        for child in node.values():
            _drop_made_up(child)
    elif isinstance(node, list):
        for child in node:
            _drop_made_up(child)
