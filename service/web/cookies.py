"""The cookies by which a browser shows who it is. No script can read them, and no page elsewhere can have them sent."""

from __future__ import annotations

from flask import Response, request
from werkzeug import Response as Redirection

from service.web.addresses import prefix

_SESSION, _FLOW = "vanthu", "vanthu-oidc"


def _named(name: str) -> str:
    """The name that binds a cookie to this host and to TLS, as far as browsers let us.

    ``__Host-`` takes the path ``/``: below a prefix it cannot be, for others are at home on the same host.
    """
    if not request.is_secure:
        return name
    return f"__Secure-{name}" if prefix() else f"__Host-{name}"


def session_token() -> str:
    """What the browser shows, "" where nothing."""
    return request.cookies.get(_named(_SESSION), "")


def flow_token() -> str:
    """The same of a way over the identity provider."""
    return request.cookies.get(_named(_FLOW), "")


def give_session(response: Response | Redirection, token: str) -> None:
    """Have the browser show the token until it is closed or the session is over; "" has it forget."""
    _set(response, _SESSION, token)


def give_flow(response: Response | Redirection, token: str) -> None:
    """The same of a way over the identity provider."""
    _set(response, _FLOW, token)


def _set(response: Response | Redirection, name: str, value: str) -> None:
    response.set_cookie(
        _named(name),
        value,
        max_age=None if value else 0,
        path=prefix() or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
