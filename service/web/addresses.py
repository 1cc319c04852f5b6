"""Addresses of ours. A proxy may show the whole service below a path of its own: no address is written without it."""

from __future__ import annotations

import re

from flask import request

_OUR_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~/-]*(?:\?[A-Za-z0-9._~=&%-]*)?")
"""What our paths are made of; browsers take a tab or a backslash away and read two slashes as another host."""
_LONGEST = 500


def prefix() -> str:
    """The path below which this request finds the service, "" where there is none."""
    return request.script_root


def below_prefix(path: str) -> str:
    """The address of a path of ours, as the caller reaches it."""
    return f"{prefix()}{path}"


def own_path(given: str | None) -> str:
    """A path of ours that came with a request, to lead back to; the first page where it is none."""
    is_ours = given is not None and len(given) <= _LONGEST and _OUR_PATH.fullmatch(given) and "//" not in given
    return given if given is not None and is_ours else "/"
