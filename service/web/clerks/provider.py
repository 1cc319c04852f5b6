"""Đăng nhập bằng tài khoản của cơ quan: out to the identity provider, and back (OpenID Connect)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, request
from werkzeug import Response as Redirection

from service.access.refusals import NotSignedIn, ProviderFault
from service.config import Settings
from service.errors import Message
from service.web.addresses import below_prefix, own_path
from service.web.admission import is_host_of
from service.web.authentication import SIGN_IN
from service.web.clerks.page import page
from service.web.clerks.signing_in import let_in
from service.web.cookies import flow_token, give_flow

if TYPE_CHECKING:
    from service.access.access import Access
    from service.access.oidc import OpenIdConnect

GO, COME_BACK = f"{SIGN_IN}/co-quan", f"{SIGN_IN}/tro-lai"
_LOG = logging.getLogger("service.web")
_REFUSED = Message(
    "Nơi xác thực không cho đăng nhập. Hãy đăng nhập lại, hoặc nhờ quản trị.",
    "The identity provider did not sign you in. Try again, or ask the operator.",
)
_FAILED = Message(
    "Không đăng nhập được qua nơi xác thực: nơi ấy không trả lời hoặc trả lời sai. Hãy báo quản trị.",
    "Signing in over the identity provider failed: it does not answer, or wrongly. Tell the operator.",
)
_STRANGE_HOST = Message(
    "Tên máy chủ trong yêu cầu (Host) không nằm trong danh sách cho phép. Hãy dùng đúng địa chỉ của dịch vụ.",
    "The Host of this request is not allowed. Use the address of the service.",
)


def provider_blueprint(access: Callable[[], Access], provider: OpenIdConnect, settings: Settings) -> Blueprint:
    """``/dang-nhap/co-quan`` and ``/dang-nhap/tro-lai``, which the provider has to know as the address to return to."""
    blueprint = Blueprint("provider", __name__)
    hosts = frozenset(host.lower() for host in settings.allowed_hosts)

    @blueprint.get(GO)
    def go() -> Response | Redirection:
        if not is_host_of(request.headers.get("Host", ""), hosts):
            raise NotSignedIn(_STRANGE_HOST)
        token, flow = access().flows.begin(own_path(request.args.get("tiep")))
        response = redirect(provider.address(flow, _come_back()), 303)
        response.headers["Cache-Control"] = "no-store"
        give_flow(response, token)
        return response

    @blueprint.get(COME_BACK)
    def come_back() -> Response | Redirection:
        given = request.args
        if given.get("iss", provider.client.issuer) != provider.client.issuer:  # RFC 9207: sent by another provider
            raise NotSignedIn(_REFUSED)
        flow = access().flows.take(flow_token(), given.get("state", ""))
        if not given.get("code"):
            raise NotSignedIn(_REFUSED)
        caller = provider.caller(given["code"], flow, _come_back())
        response = let_in(access(), caller, None, flow.target)
        give_flow(response, "")
        return response

    @blueprint.errorhandler(NotSignedIn)
    def refused(refusal: NotSignedIn) -> Response:
        return _page(400, refusal.message)

    @blueprint.errorhandler(ProviderFault)
    def failed(fault: ProviderFault) -> Response:
        _LOG.error("%s", fault, extra={"fields": {"request_id": g.request_id}})
        return _page(502, _FAILED)

    return blueprint


def _come_back() -> str:
    return f"{request.host_url.rstrip('/')}{below_prefix(COME_BACK)}"


def _page(status: int, message: Message) -> Response:
    response = page("sign_in.html", status, target="/", over_provider=True, name="", refusal=message)
    give_flow(response, "")
    return response
