"""The part of the OpenAPI description that is about who may call: schemes, and the refusals of each operation."""

from __future__ import annotations

from typing import Any

from service.web.authentication import is_open, scope_of

Json = dict[str, Any]

SCHEMES: Json = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "vt_<id>_<secret>",
        "description": "A key of a system: `vanthu keys create NAME --scope generate`.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "vanthu",
        "description": "Of a browser that signed in at /dang-nhap; over TLS the name begins with __Host- or __Secure-.",
    },
}
SECURITY: list[Json] = [{}, {"key": []}, {"session": []}]
"""Nothing at all suffices on loopback, where no proxy passed the request on (AUTH=auto)."""
ACCESS_RESPONSES: Json = {
    "NoCredentials": {
        "description": "No key, a wrong one or a revoked one; no session, or one that is over.",
        "headers": {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
}
_METHODS = ("get", "post", "delete", "put", "patch")


def with_access(paths: Json) -> Json:
    """The paths, each operation with its refusals of a caller, and with the scope that it takes in its description."""
    return {path: {method: _told(path, method, each) for method, each in of.items()} for path, of in paths.items()}


def _told(path: str, method: str, operation: Any) -> Any:
    if method not in _METHODS:
        return operation
    if is_open(path):
        return operation | {"security": []}
    refusals = {"401": {"$ref": "#/components/responses/NoCredentials"}}
    scope = scope_of(path, method.upper())
    if scope is None:
        return operation | {"responses": operation["responses"] | refusals}
    refusals["403"] = {"$ref": "#/components/responses/Forbidden"}
    text = f"{operation.get('description', '')} Takes the scope `{scope}`.".strip()
    return operation | {"description": text, "responses": operation["responses"] | refusals}
