"""Đăng nhập, đăng xuất, đổi mật khẩu. All of it works without JavaScript.

A password goes from the form to ``service.access`` and is in no page, log or address. That a form was sent by a page of
ours is seen to in ``admission``, as for every other one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug import Response as Redirection

from service.access.callers import Caller
from service.access.passwords import fit_password
from service.access.refusals import LockedOut, RefusedAccess, UnfitName
from service.errors import Message
from service.web.addresses import own_path, prefix
from service.web.auditing import note_caller, note_tried
from service.web.authentication import ACCOUNT, SIGN_IN, SIGN_OUT, current_caller
from service.web.clerks.page import led_to, page
from service.web.cookies import give_session, session_token

if TYPE_CHECKING:
    from service.access.access import Access

MOST_BYTES = 16 * 1024
"""Of a form with names and passwords."""
_DIFFERENT = Message("Hai lần ghi mật khẩu mới không giống nhau.", "The new password was not repeated the same.")


def signing_in_blueprint(access: Callable[[], Access], *, over_provider: bool) -> Blueprint:
    """``/dang-nhap``, ``/dang-xuat`` and ``/tai-khoan``; ``over_provider``: there is another way in to be shown."""
    blueprint = Blueprint("signing_in", __name__)
    door = _Door(access, over_provider=over_provider)
    for path, name, get, post in (
        (SIGN_IN, "sign_in", door.ask, door.sign_in),
        (SIGN_OUT, "sign_out", door.ask_before_leaving, door.sign_out),
        (ACCOUNT, "account", door.account, door.change_password),
    ):
        blueprint.add_url_rule(path, f"ask_{name}", get, methods=["GET"])
        blueprint.add_url_rule(path, name, post, methods=["POST"])
    return blueprint


def let_in(access: Access, caller: Caller, user_name: str | None, target: str) -> Redirection:
    """To the page that the clerk wanted, with a new session; one that the browser showed before is over."""
    if old := session_token():
        access.sessions.end(old)
    note_caller(caller)
    response = led_to(target)
    give_session(response, access.sessions.begin(caller, user_name))
    return response


class _Door:
    """The pages; each method answers one address."""

    def __init__(self, access: Callable[[], Access], *, over_provider: bool) -> None:
        self._access = access
        self._over_provider = over_provider

    def ask(self) -> Response | Redirection:
        """The form; who is signed in has no need of it."""
        target = own_path(request.args.get("tiep"))
        if _signed_in() is not None:
            return led_to(target)
        return self._form(target)

    def sign_in(self) -> Response | Redirection:
        """In, or the form once more with what is wrong."""
        form = _form()
        target, name = own_path(form("tiep")), form("name")
        try:
            user = self._access().users.sign_in(name, form("password"), request.remote_addr or "")
        except RefusedAccess as refusal:
            with contextlib.suppress(UnfitName):
                note_tried(self._access().users.get(name).caller.id)
            return _with_wait(self._form(target, _status(refusal), name=name, refusal=refusal.message), refusal)
        return let_in(self._access(), user.caller, user.name, target)

    def _form(self, target: str, status: int = 200, **values: Any) -> Response:
        shown = {"name": "", "refusal": None} | values
        return page("sign_in.html", status, target=target, over_provider=self._over_provider, **shown)

    def ask_before_leaving(self) -> Response:
        """What stays in the browser, and whether it shall."""
        return page("sign_out.html", signed_in=_signed_in() is not None)

    def sign_out(self) -> Redirection:
        """Out: the session is over in every process."""
        if token := session_token():
            self._access().sessions.end(token)
        response = led_to(SIGN_IN)
        give_session(response, "")
        # Below a prefix, what is stored belongs to others on the same host too; there the page's script does it.
        if _form()("erase") and not prefix():
            response.headers["Clear-Site-Data"] = '"storage"'
        return response

    def account(self) -> Response | Redirection:
        """Who is signed in, and the form for a new password."""
        return self._account()

    def change_password(self) -> Response | Redirection:
        """A new password in place of the old one, which must be shown; whoever else knew it is signed out.

        What is wrong with the new one is told first: to look at the old one takes long, and clears it of failures.
        """
        user = _own_user()
        if user is None:
            return self._account()
        form, access = _form(), self._access()
        try:
            if form("new") != form("repeated"):
                raise RefusedAccess(_DIFFERENT)
            fit_password(form("new"), user.name)
            access.users.sign_in(user.name, form("password"), request.remote_addr or "")
            access.users.set_password(user.name, form("new"))
        except RefusedAccess as refusal:
            return _with_wait(self._account(_status(refusal), refusal=refusal.message), refusal)
        response = self._account(changed=True)
        if isinstance(response, Response):
            give_session(response, access.sessions.begin(user, user.name))
        return response

    def _account(self, status: int = 200, **values: Any) -> Response | Redirection:
        caller = _signed_in()
        if caller is None:
            return led_to(f"{SIGN_IN}?tiep={ACCOUNT}")
        shown = {"refusal": None, "changed": False} | values
        return page("account.html", status, caller=caller, has_password=_own_user() is not None, **shown)


def _signed_in() -> Caller | None:
    """Who came by a session."""
    caller = current_caller()
    return caller if caller is not None and caller.session else None


def _own_user() -> Caller | None:
    """Who signed in by a password of ours."""
    caller = _signed_in()
    return caller if caller is not None and caller.id.startswith("user:") else None


def _form() -> Callable[[str], str]:
    """The fields of the form that was sent; "" for one that is not there."""
    request.max_content_length = MOST_BYTES
    return lambda name: request.form.get(name, "")


def _status(refusal: RefusedAccess) -> int:
    return 429 if isinstance(refusal, LockedOut) else 422


def _with_wait(response: Response | Redirection, refusal: RefusedAccess) -> Response | Redirection:
    if isinstance(refusal, LockedOut):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response
