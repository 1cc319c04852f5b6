"""How much one caller may ask for, and how much a worker takes upon itself; what is over that is told to come again.

Requests that make, check or hand in something are counted for each key or user; trying a password, be it to sign in or
to change it, for each address, and where somebody is signed in for the user too. Behind a trusted proxy the address is
that of the client. Reading is not counted.
"""

from __future__ import annotations

import math
from typing import cast

from flask import Flask, Response, g, request

from service.access.attempts import network_of
from service.access.callers import LOCAL
from service.config import Settings
from service.errors import CallerError, Message, OurFault
from service.web.admission import SAFE_METHODS
from service.web.authentication import ACCOUNT, SIGN_IN, current_caller, scope_of
from service.web.gate import Gate
from service.web.rates import SECONDS, Rates, Verdict

_FREE_THREADS = 2
"""Of each worker, which no heavy work takes."""
_PASSWORDS_AT_A_TIME = 3
"""Of each worker: one is looked at (``access.passwords``), the others wait and hold a thread. A fourth is sent away."""
CHANGES_PER_MINUTE = 10
"""Tries of one user at a new password, from wherever."""
_WEB_SCOPES = frozenset({"generate", "batch", "check"})


class TooManyRequests(CallerError):
    """The caller asks more often than the settings allow; ``retry_after`` is in seconds."""

    def __init__(self, seconds: int) -> None:
        self.retry_after = seconds
        super().__init__(
            Message(
                f"Gửi quá nhiều yêu cầu trong một phút. Hãy chờ {seconds} giây rồi gửi tiếp; nếu cần lập nhiều văn "
                "bản, hãy gửi một lô.",
                f"Too many requests within a minute. Wait {seconds} second(s), then go on; to make many papers, hand "
                "in a batch.",
            )
        )


class Overloaded(OurFault):
    """All that a worker does at a time is being done, and nothing has been finished for a while."""

    retry_after = 5


def put_limits(app: Flask, settings: Settings, threads: int) -> None:
    """Have the limits of ``settings`` kept by ``app``, whose workers have so many ``threads``.

    To be called after what finds out who the caller is. Refusals: :class:`TooManyRequests`, :class:`Overloaded`.
    """
    rates = Rates()
    gate, passwords = Gate(max(1, threads - _FREE_THREADS)), Gate(_PASSWORDS_AT_A_TIME, patience=0)

    def count() -> None:
        verdict = _asked(rates, settings)
        if verdict is None:
            return
        g.rate = verdict
        if not verdict.allowed:
            raise TooManyRequests(verdict.wait)

    def enter() -> None:
        g.entered = []
        if _tries_password():
            _go_through(passwords)
        if _is_heavy():
            _go_through(gate)

    def leave(_error: BaseException | None) -> None:
        for each in g.pop("entered", ()):
            each.leave()

    app.before_request(count)
    app.before_request(enter)
    app.teardown_request(leave)
    app.after_request(_told)


def _go_through(gate: Gate) -> None:
    """Until the request is over. Raises :class:`Overloaded`."""
    if not gate.enter():
        raise Overloaded("a worker is busy with as much as it does at a time")
    g.entered.append(gate)


def _asked(rates: Rates, settings: Settings) -> Verdict | None:
    """What becomes of this request; None where it is not counted."""
    address, caller = network_of(request.remote_addr or ""), current_caller()
    if _is_signing_in():
        most = settings.sign_ins_per_minute
        if most == 0:
            return None
        verdict = rates.ask(f"sign-in {address}", most)
        if verdict.allowed and request.path == ACCOUNT and caller is not None and caller.session:
            verdict = rates.ask(f"password {caller.id}", CHANGES_PER_MINUTE)
        return verdict
    if not _is_heavy():
        return None
    if caller is None or caller.id == LOCAL.id:
        most, name = settings.local_requests_per_minute, f"address {address}"
    else:
        most, name = settings.requests_per_minute, caller.id
    return rates.ask(name, most) if most else None


def _is_signing_in() -> bool:
    """A password is tried, or the way over a provider is begun or ended."""
    return request.path.startswith(f"{SIGN_IN}/") or _tries_password()


def _tries_password() -> bool:
    """Which takes long on purpose."""
    return request.path in (SIGN_IN, ACCOUNT) and request.method == "POST"


def _is_heavy() -> bool:
    return _is_signing_in() or is_counted(request.path, request.method)


def is_counted(path: str, method: str) -> bool:
    """Whether a request makes, checks or hands in something."""
    return method not in SAFE_METHODS and scope_of(path, method) in _WEB_SCOPES


def _told(response: Response) -> Response:
    """The header fields of draft-ietf-httpapi-ratelimit-headers."""
    verdict = cast(Verdict | None, g.get("rate"))
    if verdict is not None:
        response.headers["RateLimit-Policy"] = f'"requests";q={verdict.most};w={SECONDS}'
        response.headers["RateLimit"] = f'"requests";r={verdict.left};t={math.ceil(verdict.wait)}'
    return response
