"""Which requests leave a line in the audit trail, and what stands in it. One table says which.

Nothing that holds personal data leaves the service, and nothing is taken in, without its line: where that cannot be
written the answer is a refusal instead. What only ends or takes away goes on, and the log tells of the missing line.
Requests of nobody are in the log alone, but for those that try to sign in.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from service.access.callers import Caller
from service.audit import Act, AuditFault, Deed, Trail
from service.web.authentication import current_caller
from service.web.proxies import PASSED_ON

if TYPE_CHECKING:
    from service.batch.ledger import Batch

ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "api.produce": "paper.made",
        "uploading.take": "paper.made",
        "checks.check": "paper.checked",
        "checking.answer": "paper.checked",
        "batches.hand_in": "batch.received",
        "batch_pages.hand_in": "batch.received",
        "batches.retry": "batch.retried",
        "batch_pages.lam-lai": "batch.retried",
        "batch_pages.tra-loi": "batch.retried",
        "batches.cancel": "batch.cancelled",
        "batch_pages.huy": "batch.cancelled",
        "batches.delete": "batch.deleted",
        "batch_pages.xoa": "batch.deleted",
        "batches.archive": "batch.fetched",
        "batch_pages.archive": "batch.fetched",
        "batch_pages.mend": "batch.fetched",
        "signing_in.sign_in": "signed-in",
        "provider.come_back": "signed-in",
        "signing_in.sign_out": "signed-out",
        "signing_in.account": "password.changed",
    }
)
"""What an endpoint does, where it does it."""
NOTHING_WITHOUT: frozenset[Act] = frozenset(
    {"paper.made", "paper.checked", "batch.received", "batch.retried", "batch.fetched"}
)
"""Acts that are refused where no line can be written."""
_LOG = logging.getLogger("service.audit")
_PASSED_BY_TRUSTED = "werkzeug.proxy_fix.orig"


def note_batch(batch: Batch) -> None:
    """The request is about this batch of the caller's. Without that no act on a batch is written down as done."""
    g.audited_batch = batch


def note_type(slug: str) -> None:
    """The request is about a paper of this type."""
    g.audited_type = slug


def note_caller(caller: Caller) -> None:
    """The request turned out to be this caller's, who signs in by it."""
    g.audited_caller = caller


def note_tried(user: str) -> None:
    """Somebody tried to sign in as this user, who exists; a name that nobody has may be a password by mistake."""
    g.audited_about = user


def put_audit(app: Flask, trail: Trail, slugs: frozenset[str], refuse: Callable[[Exception], Response]) -> None:
    """Have ``app`` write its lines into ``trail``; ``slugs`` are the types, ``refuse`` answers where it cannot.

    What was written stands in ``g.deed``. To be called after all that changes an answer.
    """

    @app.after_request
    def write_down(response: Response) -> Response:
        deed = deed_of(response, slugs)
        if deed is None:
            return response
        try:
            trail.write(deed)
        except AuditFault as fault:
            g.audit_failed = True
            _LOG.error("%s", fault, extra={"fields": {"act": deed.act}})
            if deed.act in NOTHING_WITHOUT and deed.result == "ok":
                deed = replace(deed, result="failed")
                response.close()
                response = refuse(fault)
        g.deed = deed
        return response


def deed_of(response: Response, slugs: frozenset[str]) -> Deed | None:
    """What this request did; None where it is not written down."""
    act = ACTS.get(request.endpoint or "") if request.method in ("GET", "POST", "DELETE") else None
    if act is None:
        return None
    status, batch = response.status_code, g.get("audited_batch")
    result = "ok" if status < 400 else "refused" if status < 500 else "failed"
    if request.endpoint == "uploading.take" and batch is not None:
        act = "batch.received"
    if result == "ok" and (_shows_only(act, status) or (act.startswith("batch.") and batch is None)):
        return None  # a dry run, a page that is shown again, a file that the browser has
    about = g.get("audited_about", "")
    if act == "signed-in" and result != "ok":
        act = "locked-out" if status == 429 else "sign-in.failed"
    elif _caller() is None:
        return None
    return Deed(
        act, **_who(), **_what(batch, slugs), about=about, result=result, code="" if result == "ok" else str(status)
    )


def _shows_only(act: Act, status: int) -> bool:
    redirected = 300 <= status < 400
    return (
        redirected if act in ("batch.fetched", "paper.made", "paper.checked") else act == "signed-in" and not redirected
    )


def _caller() -> Caller | None:
    noted: Caller | None = g.get("audited_caller")
    return noted or current_caller()


def _who() -> dict[str, Any]:
    caller = _caller()
    return {"who": caller.id if caller is not None else "", "origin": _origin(), "request": g.get("request_id", "")}


def _what(batch: Batch | None, slugs: frozenset[str]) -> dict[str, Any]:
    if batch is not None:
        return {"type": batch.slug, "batch": batch.id}
    slug = g.get("audited_type") or (request.view_args or {}).get("slug", "")
    return {"type": slug if slug in slugs else ""}


def _origin() -> str:
    """The address that the caller called from; "" where somebody passed the request on who is not trusted to tell."""
    environ = request.environ
    if environ.get(PASSED_ON, True) and _PASSED_BY_TRUSTED not in environ:
        return ""
    try:
        return str(ipaddress.ip_address((request.remote_addr or "").partition("%")[0]))
    except ValueError:
        return ""
