"""The language of the pages: Vietnamese, or English where the clerk switched to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import Response, redirect, request
from werkzeug import Response as Redirection

from service.errors import Language
from service.web.addresses import below_prefix, prefix

COOKIE = "lang"
_SECONDS_KEPT = 365 * 86_400
_ENGLISH = Path(__file__).parent / "english"

Say = Callable[..., str]


def language_of_page() -> Language:
    """That of the cookie, else Vietnamese: a browser's own setting says little about who sits before it."""
    return "en" if request.cookies.get(COOKIE) == "en" else "vi"


@cache
def english() -> dict[str, str]:
    """English by Vietnamese, of all files in the folder ``english``."""
    found: dict[str, str] = {}
    for file in sorted(_ENGLISH.glob("*.json")):
        found |= json.loads(file.read_text(encoding="utf-8"))
    return found


def sayer(language: Language) -> Say:
    """A function that gives a Vietnamese text in the language, with ``{name}`` filled in."""
    texts = english() if language == "en" else {}

    def say(text: str, **values: object) -> str:
        return texts.get(text, text).format(**values) if values else texts.get(text, text)

    return say


def switched(language: Language, target: str) -> Redirection | Response:
    """Back to ``target``, a path of ours, in the language."""
    response = redirect(below_prefix(target), 303)
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(COOKIE, language, max_age=_SECONDS_KEPT, httponly=True, samesite="Lax", path=prefix() or "/")
    return response


def switch_address(language: Language) -> str:
    """The address that switches to the other language and leads back to this page."""
    other = "vi" if language == "en" else "en"
    return f"{below_prefix('/ngon-ngu')}?{urlencode({'lang': other, 'trang': request.path})}"
