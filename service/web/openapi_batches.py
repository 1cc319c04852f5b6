"""The part of the OpenAPI description that is about batches."""

from __future__ import annotations

from typing import Any

from service.web.batch_forms import FIELDS, HIGHEST_NUMBER, LONGEST_PATTERN, MEMBERS_FIELD
from service.web.uploads import FILE_FIELD, FORM, OCTETS

Json = dict[str, Any]

BATCHES = "/api/v1/batches"
_COUNT: Json = {"type": "integer", "minimum": 0}
_FLAG: Json = {"type": "string", "enum": ["true", "false"]}
_NUMBER: Json = {"type": "integer", "minimum": 1, "maximum": HIGHEST_NUMBER}
_MOMENT: Json = {"type": "string", "format": "date-time"}
_TEXT: Json = {"type": "string"}


def _or_null(schema: Json, description: str = "") -> Json:
    return {"anyOf": [schema, {"type": "null"}]} | ({"description": description} if description else {})


def _object(properties: Json) -> Json:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(name: str, schema: str) -> Json:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
    return _object({name: items, "next": _or_null(_TEXT, "What after takes for the following page.")})


_REMARK: Json = {"sheet": _or_null(_TEXT), "cell": _or_null(_TEXT), "code": _TEXT, "message": _TEXT}
BATCH_SCHEMAS: Json = {
    "Batch": _object(
        {
            "id": _TEXT,
            "type": _TEXT,
            "state": {
                "type": "string",
                "enum": ["received", "splitting", "running", "finishing", "done", "failed", "cancelled"],
            },
            "rows": _or_null(_COUNT, "Null until the file has been read."),
            "done": _COUNT | {"description": "Rows that were made or failed."},
            "failed": _COUNT,
            "papers": _COUNT,
            "rate": _or_null({"type": "number"}, "Rows a second, over what has been done."),
            "seconds_left": _or_null(_COUNT, "An estimate."),
            "created": _MOMENT,
            "ended": _or_null(_MOMENT),
            "expires": _MOMENT,
            "trouble": _or_null(_TEXT, "disk-full while there is no room; of a batch that failed, of what kind it is."),
            "reason": _or_null(_TEXT, "The same in words."),
            "retry_of": _or_null(_TEXT),
            "links": _object(
                {"self": _TEXT, "errors": _TEXT}
                | {name: _or_null(_TEXT, "Null where it cannot be now.") for name in ("archive", "cancel", "retry")}
            ),
        }
    ),
    "BatchInFull": {
        "allOf": [
            {"$ref": "#/components/schemas/Batch"},
            _object({"remarks": _object({"count": _COUNT, "first": {"type": "array", "items": _object(_REMARK)}})}),
        ],
        "description": "remarks: what is worth knowing of the files and belongs to no paper; the first 20.",
    },
    "Batches": _list("batches", "Batch"),
    "RowError": _object(
        {
            "row": _COUNT | {"description": "0 where it belongs to no row."},
            "pointer": _TEXT,
            **_REMARK,
        }
    ),
    "RowErrors": _list("errors", "RowError"),
    "Understanding": {"type": "object", "description": "What was understood of the files; nothing is kept."},
}
BATCH_PROBLEMS: dict[str, tuple[str, str]] = {
    "400": ("BatchMalformed", "The form or the Idempotency-Key is malformed, or the body broke off."),
    "404": ("UnknownBatch", "There is no batch of this id."),
    "409": ("WrongState", "That cannot be done to a batch in this state."),
    "410": ("BatchGone", "The batch was deleted or its time is over."),
    "413": ("UploadTooLarge", "The body is larger than MAX_UPLOAD_MIB."),
    "415": ("NotAForm", "The body is no multipart/form-data, or it is compressed."),
    "416": ("RangeNotSatisfiable", "The ZIP has no such range."),
    "422": ("InvalidForm", "Every wrong field together; or a parameter; or a key used for another request."),
    "503": (
        "LedgerBusy",
        "Too much is waiting, or the ledger cannot be written to; Retry-After says when to try again.",
    ),
    "507": ("NoRoom", "The disk is full; nothing was kept."),
}
_ID: Json = {"name": "batch", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}
_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "The same key with the same content gives the same answer, and no second batch.",
    "schema": _TEXT,
}
_LOCATION: Json = {"Location": {"description": "Address of the batch.", "schema": _TEXT}}


def batch_paths(language: Json, common: Json) -> Json:
    """All paths of batches; ``common`` are the answers to what any unsafe request can end in (403, 500)."""
    failure = {"500": common["500"]}

    def operation(name: str, summary: str, responses: Json, *statuses: str, **more: Any) -> Json:
        parameters = [language, *more.pop("parameters", [])]
        known = {status: {"$ref": f"#/components/responses/{BATCH_PROBLEMS[status][0]}"} for status in statuses}
        about = {"operationId": name, "summary": summary, "tags": ["batches"], "parameters": parameters}
        return about | more | {"responses": responses | known}

    def answer(schema: str, description: str, headers: Json | None = None) -> Json:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
        return {"description": description, "content": content} | ({"headers": headers} if headers else {})

    one = f"{BATCHES}/{{batch}}"
    accepted = {"202": answer("BatchInFull", "The batch; it is made in the background.", _LOCATION)} | common
    whole: Json = {"application/zip": {}}
    return {
        BATCHES: {
            "post": operation(
                "create_batch",
                "Hand in a file from which many papers are made",
                {"200": answer("Understanding", "With dry_run=true: what was understood.")} | accepted,
                *("400", "413", "415", "422", "503", "507"),
                parameters=[_KEY],
                requestBody={"required": True, "content": {FORM: {"schema": _form()}}},
            ),
            "get": operation(
                "list_batches",
                "Own batches, the newest first",
                {"200": answer("Batches", "A page of them.")} | failure,
                *("404", "410", "422", "503"),
                parameters=_paging(100),
            ),
        },
        one: {
            "get": operation(
                "get_batch", "How far a batch is", {"200": answer("BatchInFull", "The batch.")} | failure,
                *("404", "410", "503"), parameters=[_ID],
            ),
            "delete": operation(
                "delete_batch", "Wipe a batch", {"204": {"description": "Wiped."}} | common,
                *("404", "410", "503"), parameters=[_ID],
            ),
        },
        f"{one}/errors": {
            "get": operation(
                "list_errors", "What is wrong with rows", {"200": answer("RowErrors", "A page of them.")} | failure,
                *("404", "410", "422", "503"), parameters=[_ID, *_paging(1000)],
            )
        },
        f"{one}/archive": {
            "get": operation(
                "get_archive",
                "The ZIP with the papers",
                {
                    "200": {"description": "The ZIP.", "content": whole},
                    "206": {"description": "The range that was asked for.", "content": whole},
                    "304": {"description": "Not modified."},
                }
                | failure,
                *("404", "409", "410", "416", "503"),
                parameters=[_ID],
            )
        },
        f"{one}/cancel": {
            "post": operation(
                "cancel_batch", "End a batch", {"200": answer("BatchInFull", "The batch.")} | common,
                *("404", "409", "410", "503"), parameters=[_ID],
            )
        },
        f"{one}/retry": {
            "post": operation(
                "retry_batch",
                "A new batch of the rows that failed, or of a mended file",
                accepted,
                *("400", "404", "409", "410", "413", "415", "422", "503", "507"),
                parameters=[_ID, _KEY],
                requestBody={"required": False, "content": {FORM: {"schema": _form_of_retry()}}},
            )
        },
    }  # fmt: skip


def _paging(most: int) -> list[Json]:
    limit = {"type": "integer", "minimum": 1, "maximum": most}
    return [
        {"name": "limit", "in": "query", "schema": limit},
        {"name": "after", "in": "query", "schema": _TEXT | {"maxLength": 100}, "description": "What next said."},
    ]


def _form() -> Json:
    schemas: Json = dict.fromkeys(FIELDS, _FLAG) | {
        "type": {"type": "string", "description": "Slug; may be left out where the first line of JSONL names it."},
        "on_error": {"type": "string", "enum": ["skip", "stop"]},
        "number_from": _NUMBER,
        "companion_number_from": _NUMBER,
        "pattern": {"type": "string", "maxLength": LONGEST_PATTERN},
        "print_files": {"type": "string", "enum": ["none", "single", "duplex"]},
        "answers": {"type": "string", "contentMediaType": "application/json", "description": "A JSON object."},
    }
    lists = {"type": "array", "items": {"type": "string", "contentMediaType": OCTETS}, "description": "Member lists."}
    return _form_of_retry() | {
        "required": [FILE_FIELD],
        "properties": {**_form_of_retry()["properties"], MEMBERS_FIELD: lists, **schemas},
    }


def _form_of_retry() -> Json:
    file = {"type": "string", "contentMediaType": OCTETS, "description": "The source, with its file name."}
    return {"type": "object", "additionalProperties": False, "properties": {FILE_FIELD: file}}
