"""What a request may be called by in logs and metrics: the addresses that we gave out, never what a caller wrote."""

from __future__ import annotations

import re

from flask import request

UNMATCHED = "unmatched"
"""The route of a request for an address that there is not."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_OF_BATCH = re.compile(r"[0-9a-f]{32}")
_ARGUMENT = re.compile(r"<(?:[a-z]+:)?([a-z]+)>")


def route() -> str:
    """The rule of the request, as ``/api/v1/documents/<slug>``."""
    return request.url_rule.rule if request.url_rule is not None else UNMATCHED


def method() -> str:
    """The method of the request, "other" for one that nobody needs."""
    return request.method if request.method in METHODS else "other"


def place(slugs: frozenset[str]) -> str:
    """The rule with the type and the batch that were asked for; the name of a file or of no type stays out."""
    arguments = request.view_args or {}

    def filled(found: re.Match[str]) -> str:
        value = str(arguments.get(found[1], ""))
        is_ours = value in slugs if found[1] == "slug" else found[1] == "batch" and _OF_BATCH.fullmatch(value)
        return value if is_ours else found[0]

    return _ARGUMENT.sub(filled, route())
