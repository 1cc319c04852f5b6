"""What all pages have in common: the frame around them, their headers, their language."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template
from werkzeug import Response as Redirection

from service.web.addresses import below_prefix
from service.web.clerks.language import language_of_page, sayer, switch_address

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script or style but from files of ours, nothing from elsewhere, no page of ours within another."""


def page(template: str, status: int = 200, **values: Any) -> Response:
    """The page of a template in ``pages/clerks``; it is kept by no cache, for it may hold what a clerk typed."""
    language = language_of_page()
    html = render_template(
        f"clerks/{template}", say=sayer(language), language=language, switch=switch_address(language), **values
    )
    response = Response(html, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    # With no-referrer a browser sends a form of ours without saying that it is ours (Origin: null), and it is refused.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Vary"] = "Cookie"
    return response


def led_to(path: str) -> Redirection:
    """Another page of ours is to be opened now; where one leads is kept by no cache either."""
    response = redirect(below_prefix(path), 303)
    response.headers["Cache-Control"] = "no-store"
    return response
