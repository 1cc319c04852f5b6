"""The part of the OpenAPI description that is about limits: what any operation that is counted can end in."""

from __future__ import annotations

from typing import Any

from service.web.limits import is_counted

Json = dict[str, Any]

_PROBLEM: Json = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_RETRY: Json = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
_RATE: Json = {
    "RateLimit": {"description": '`"requests";r=…;t=…`: so many are left; seconds.', "schema": {"type": "string"}},
    "RateLimit-Policy": {"description": '`"requests";q=…;w=60`: so many a minute.', "schema": {"type": "string"}},
}
LIMIT_RESPONSES: Json = {
    "TooManyRequests": {
        "description": "More requests a minute, or more unfinished batches, than the settings allow.",
        "headers": _RETRY | _RATE,
        "content": _PROBLEM,
    },
    "SlowBody": {
        "description": "The body came too slowly, over 30 seconds less than 16 KiB a second; nothing was kept.",
        "content": _PROBLEM,
    },
    "Overloaded": {
        "description": "All that is done at a time is being done, or the queue of batches is full.",
        "headers": _RETRY,
        "content": _PROBLEM,
    },
}


def with_limits(paths: Json) -> Json:
    """The paths, with the refusals of those operations that are counted."""
    refusals = {
        "429": {"$ref": "#/components/responses/TooManyRequests"},
        "503": {"$ref": "#/components/responses/Overloaded"},
    }
    return {
        path: {
            method: each | {"responses": _of_a_body(each) | refusals | each["responses"]}
            if _is_counted(path, method)
            else each
            for method, each in of.items()
        }
        for path, of in paths.items()
    }


def _of_a_body(operation: Json) -> Json:
    return {"408": {"$ref": "#/components/responses/SlowBody"}} if "requestBody" in operation else {}


def _is_counted(path: str, method: str) -> bool:
    return method in ("post", "delete", "put", "patch") and is_counted(path, method.upper())
