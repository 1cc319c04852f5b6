"""The part of the OpenAPI description that is about checking a DOCX."""

from __future__ import annotations

from typing import Any

from service.norm import PAPER_KINDS
from service.norm.edition import EDITION_IDS
from service.web.responses import DOCX, FINDINGS, FINDINGS_LEFT
from service.web.uploads import FILE_FIELD, FORM, OCTETS

Json = dict[str, Any]

_COUNT: Json = {"type": "integer", "minimum": 0}
_NUMBER: Json = {"type": "integer", "minimum": 1}
_EDITION: Json = {"type": "string", "enum": list(EDITION_IDS)}
_KIND: Json = {"type": "string", "enum": list(PAPER_KINDS)}


def _object(properties: Json, **more: Any) -> Json:
    """An object that has all of these and no others."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
        **more,
    }


def _text(description: str) -> Json:
    return {"type": "string", "description": description}


CHECK_SCHEMAS: Json = {
    "Report": _object(
        {
            "norm": _EDITION | {"description": "The edition that it was judged by."},
            "kind": _KIND | {"description": "The kind of paper that it was taken for."},
            "summary": _object(
                {"conforms": {"type": "boolean"}, "errors": _COUNT, "warnings": _COUNT, "infos": _COUNT},
                description="It conforms where there are no errors.",
            ),
            "findings": {
                "type": "array",
                "description": "By severity, then in reading order; 500 at most.",
                "items": {"$ref": "#/components/schemas/FormatFinding"},
            },
        }
    ),
    "FormatFinding": _object(
        {
            "rule": _text("Stable identifier; docs/reference/conformance.md says what each demands."),
            "severity": {"type": "string", "enum": ["error", "warning", "info"]},
            "clause": _text("Where the norm says so."),
            "where": {"$ref": "#/components/schemas/Place"},
            "more": _COUNT | {"description": "At how many further places the same was found."},
            "found": _text("What is there."),
            "expected": _text("What is right."),
            "mend": _text("How to put it right in Word."),
            "mendable": {"type": "boolean", "description": "Whether mend=true puts it right."},
        }
    ),
    "Place": _object(
        {
            "page_part": {
                "type": "string",
                "enum": ["page", "body", "header", "footer", "text_box", "footnote"],
                "description": "page: about the page as a whole.",
            },
            "paragraph": {"anyOf": [_NUMBER, {"type": "null"}], "description": "Counted from 1."},
            "cell": {
                "anyOf": [
                    _object({"table": _NUMBER, "row": _NUMBER, "column": _NUMBER}),
                    {"type": "null"},
                ],
                "description": "The table cell that the paragraph stands in.",
            },
            "text": _text("The beginning of the text there."),
        }
    ),
}

FINDINGS_HEADER: Json = {"description": "Number of findings in the paper as it was given.", "schema": _COUNT}

CHECK_PROBLEMS: dict[str, tuple[str, str]] = {
    "400": ("MalformedForm", "The form cannot be read, or the body broke off."),
    "415": ("NotDocx", "The body is neither a DOCX nor a form, or it is compressed."),
    "422": ("Unreadable", "Not a DOCX that can be read safely, not just one file, or a parameter out of its choices."),
}


def checks_path(docx_headers: Json, language: Json, problems: Json) -> Json:
    """The operation of ``/checks``; ``docx_headers`` are those of every DOCX, ``problems`` all that it can end in."""
    copies = {
        **docx_headers,
        FINDINGS: FINDINGS_HEADER,
        FINDINGS_LEFT: {"description": "With mend=true: number of findings in the mended copy.", "schema": _COUNT},
    }
    return {
        "post": {
            "operationId": "check_docx",
            "summary": "Check a DOCX against the format",
            "description": f"The report as JSON. Where Accept prefers {DOCX}, a copy with each finding as a comment of "
            "Word. With mend=true, a copy with all put right that can be without touching the words.",
            "tags": ["checks"],
            "parameters": [
                language,
                _parameter("kind", _KIND, "What kind of paper it is; inferred where it is not given."),
                _parameter(
                    "norm", _EDITION, "The edition to judge by; where it is not given, that of the paper's date."
                ),
                _parameter("mend", {"type": "boolean"}, "Answer a mended copy, whatever Accept says."),
            ],
            "requestBody": {"required": True, "content": _bodies()},
            "responses": {
                "200": {
                    "description": "The report, or the copy.",
                    "headers": _optional(copies),
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
                        DOCX: {},
                    },
                },
                **problems,
            },
        }
    }


def _bodies() -> Json:
    file = {"type": "string", "contentMediaType": OCTETS, "description": "The DOCX, with its file name."}
    form = {
        "schema": _object({FILE_FIELD: file}),
        "encoding": {FILE_FIELD: {"contentType": f"{DOCX}, {OCTETS}"}},
    }
    return {DOCX: {}, OCTETS: {}, FORM: form}


def _parameter(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _optional(headers: Json) -> Json:
    return {name: {**header, "required": False} for name, header in headers.items()}
