"""Who calls: found before anything is answered, and refused where that cannot be told or is not allowed.

A key in ``Authorization``, a session's cookie, or nothing at all from this machine itself: whoever shows a wrong key is
refused even there. What a caller may do follows from the beginning of the path; what is in no list takes ``admin``
where it changes or makes anything, and to be signed in where it is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from flask import Response, g, redirect, request
from werkzeug import Response as Redirection

from service.access.callers import LOCAL, Caller, Scope
from service.config import Settings
from service.errors import CallerError, Message
from service.web.addresses import below_prefix, prefix
from service.web.admission import SAFE_METHODS, is_host_of
from service.web.cookies import session_token
from service.web.proxies import PASSED_ON, PEER, is_loopback

if TYPE_CHECKING:
    from service.access.access import Access

SIGN_IN, SIGN_OUT, ACCOUNT = "/dang-nhap", "/dang-xuat", "/tai-khoan"
LANGUAGE = "/ngon-ngu"
OPEN = ("/healthz", "/readyz", LANGUAGE, SIGN_IN)
"""For anybody; so is all below ``/static/`` and below the page to sign in."""
SCOPE_OF_PATH: Mapping[str, Scope | None] = MappingProxyType(
    {
        "/api/v1/documents": "generate",
        "/api/v1/batches": "batch",
        "/api/v1/checks": "check",
        "/soan": "generate",
        "/tai-len": "generate",
        "/hang-loat": "batch",
        "/kiem-tra": "check",
        "/metrics": "admin",
        SIGN_OUT: None,
        ACCOUNT: None,
    }
)
"""What it takes to call an address or one below it; None: no more than to be signed in."""
_FOR_PROGRAMS = ("/api/", "/openapi.json", "/metrics")
_WHAT_IT_ALLOWS: Mapping[Scope, tuple[str, str]] = MappingProxyType(
    {
        "generate": ("lập từng văn bản", "make single papers"),
        "batch": ("lập hàng loạt", "make batches"),
        "check": ("kiểm tra thể thức", "check papers"),
        "admin": ("quản trị", "administer the service"),
    }
)
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
_CHALLENGE = 'Bearer realm="vanthu"'


_NOBODY = Message(
    "Chưa đăng nhập, hoặc phiên làm việc đã hết. Hãy đăng nhập ở một thẻ khác của trình duyệt rồi làm tiếp ở đây; "
    "phần mềm thì gửi khóa trong tiêu đề Authorization: Bearer vt_…",
    "Nobody is signed in, or the session is over. Sign in in another tab of the browser, then go on here; a program "
    "sends a key in the header Authorization: Bearer vt_…",
)
_SESSION_OVER = Message(
    "Phiên làm việc đã hết; những gì đã nhập vẫn còn trên trang này. Hãy đăng nhập ở một thẻ khác rồi làm tiếp ở đây.",
    "The session is over; what you typed is still on this page. Sign in in another tab, then go on here.",
)


class NoCredentials(CallerError):
    """The request shows neither a key nor a session, and does not come from this machine itself.

    A clerk whose page asks by itself reads no words for programs: ``by_page`` of ours.
    """

    def __init__(self, *, by_page: bool) -> None:
        super().__init__(_SESSION_OVER if by_page else _NOBODY)


class WrongKey(CallerError):
    """The header Authorization holds no key that is valid."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Khóa trong tiêu đề Authorization không đúng hoặc đã bị thu hồi. Hãy nhờ quản trị cấp khóa mới "
                "(vanthu keys create).",
                "The key in the header Authorization is wrong or revoked. Have the operator make a new one "
                "(vanthu keys create).",
            )
        )


class NotAllowed(CallerError):
    """The caller is known, and may not do this; ``scope`` is what it takes, named as such where a program asks."""

    def __init__(self, scope: Scope, *, by_program: bool) -> None:
        self.scope = scope
        vi, en = _WHAT_IT_ALLOWS[scope]
        named = f" ({scope})" if by_program else ""
        super().__init__(
            Message(
                f"Tài khoản hoặc khóa này không có quyền {vi}{named}. Hãy nhờ quản trị cấp quyền.",
                f"This user or key may not {en}{named}. Have the operator allow it.",
            )
        )


def current_caller() -> Caller | None:
    """Who sent this request, as far as that was found out."""
    return cast(Caller | None, g.get("caller"))


def owner() -> str:
    """Whose batches the caller of this request sees."""
    caller = current_caller()
    if caller is None:  # nobody gets here without one
        raise NoCredentials(by_page=_is_script_of_ours())
    return caller.owner


def require(scope: Scope) -> None:
    """Raises :class:`NotAllowed` where the caller has not this scope."""
    caller = current_caller()
    if caller is None:
        raise NoCredentials(by_page=_is_script_of_ours())
    if not caller.may(scope):
        raise NotAllowed(scope, by_program=request.path.startswith(_FOR_PROGRAMS))


def callers_only(
    settings: Settings,
    access: Callable[[], Access],
    refuse: Callable[[CallerError], Response],
    *,
    on_loopback: bool,
) -> Callable[[], Response | Redirection | None]:
    """The check of every request. ``refuse`` answers a refused one; ``on_loopback``: the server listens there only."""
    lets_local_in = on_loopback and settings.auth == "auto"

    def check() -> Response | Redirection | None:
        try:
            g.caller = _shown(access) or (LOCAL if lets_local_in and is_from_here() else None)
            if is_open(request.path):
                return None
            if g.caller is None:
                raise NoCredentials(by_page=_is_script_of_ours())
            _allow(scope_of(request.path, request.method))
        except WrongKey as refusal:
            return _challenged(refuse(refusal), 'error="invalid_token"')
        except NoCredentials as refusal:
            return _to_sign_in() if _is_page_asked_for() else _challenged(refuse(refusal))
        except NotAllowed as refusal:
            return refuse(refusal)
        return None

    return check


def for_every_page() -> dict[str, object]:
    """What all pages are told: the path below which the service lies, and who is signed in ("" where nobody).

    ``may`` says of the path of a page whether to show the way there.
    """
    caller = current_caller()
    return {"root": prefix(), "who": caller.name if caller is not None and caller.session else "", "may": may_open}


def may_open(path: str) -> bool:
    """Whether the caller is let into a page; while nobody is signed in, each leads to the page to do so."""
    caller, scope = current_caller(), scope_of(path, "GET")
    return caller is None or scope is None or caller.may(scope)


def is_open(path: str) -> bool:
    """Whether anybody may ask for it."""
    return path in OPEN or path.startswith(("/static/", f"{SIGN_IN}/"))


def scope_of(path: str, method: str) -> Scope | None:
    """What it takes to call a path that is not open; None: to be signed in."""
    for beginning, scope in SCOPE_OF_PATH.items():
        if path == beginning or path.startswith(f"{beginning}/"):
            return scope
    return None if method in SAFE_METHODS else "admin"


def is_from_here() -> bool:
    """Whether the request comes from this machine itself, and nobody passed it on.

    A page from elsewhere cannot be it either: by DNS rebinding it gets here under a name of its own, not under a
    literal address of the loopback.
    """
    environ = request.environ
    is_ours = is_host_of(request.headers.get("Host", ""), _LOOPBACK_NAMES)
    return is_loopback(environ.get(PEER, "")) and not environ.get(PASSED_ON, True) and is_ours


def is_for_programs() -> bool:
    """Whether a program asks, or a script of ours: it wants to be told, not to be shown a page."""
    return request.path.startswith(_FOR_PROGRAMS) or _is_script_of_ours()


def _shown(access: Callable[[], Access]) -> Caller | None:
    """Who the request says it is, by key or by session. Raises :class:`WrongKey`."""
    if is_open(request.path) and not request.path.startswith(SIGN_IN):
        return None
    given = request.headers.getlist("Authorization")
    if given:
        scheme, _, key = given[0].partition(" ")
        caller = access().keys.caller(key.strip()) if len(given) == 1 and scheme.lower() == "bearer" else None
        if caller is None:
            raise WrongKey
        return caller
    token = session_token()
    # A page that follows a batch asks by itself, though nobody may sit before it any more.
    return access().sessions.caller(token, is_active=request.args.get("manh") != "1") if token else None


def _allow(scope: Scope | None) -> None:
    if scope is not None:
        require(scope)


def _is_script_of_ours() -> bool:
    """Whether a page of ours asks by itself, as a browser tells, for what is there for pages only."""
    return not request.path.startswith(_FOR_PROGRAMS) and request.headers.get("Sec-Fetch-Dest") == "empty"


def _is_page_asked_for() -> bool:
    return request.method in ("GET", "HEAD") and not is_for_programs()


def _to_sign_in() -> Redirection:
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    response = redirect(f"{below_prefix(SIGN_IN)}?tiep={quote(request.path + query, safe='/')}", 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def _challenged(response: Response, more: str = "") -> Response:
    response.headers["WWW-Authenticate"] = f"{_CHALLENGE}, {more}" if more else _CHALLENGE
    return response
