"""Which requests are let in: known hosts, no foreign web pages, bodies of a bearable size. And each gets its id."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Collection
from typing import IO, cast
from urllib.parse import urlsplit

from flask import current_app, g, request
from werkzeug.exceptions import BadRequest

from service.errors import CallerError, Message
from service.web.proxies import STRANGE_TARGET, is_loopback

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
KEPT = ("/api/v1/batches", "/hang-loat")
"""Below these lies what was sent in: to read it, too, the Host must be allowed."""
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^][:@/\s]+)(?::[0-9]*)?")
_LITERAL = re.compile(r"127(?:\.[0-9]{1,3}){3}|\[[0-9a-f:.]+\]")
_THIS_MACHINE = "127.0.0.1"
_QUOTED_KEY = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\]){1,255})"')
_FEW_DIGITS = re.compile(r"[0-9]{1,9}")
_BARE_KEY = re.compile(r"[A-Za-z0-9._~:/+=-]{1,255}")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
DRAINED_AT_MOST = 64 * 1024 * 1024
DRAINED_AT_ONCE = 64 * 1024


class ForeignRequest(CallerError):
    """A request for a host that is not ours, or sent by a web page from elsewhere."""


class NotJson(CallerError):
    """The body says of itself that it is something else than plain JSON."""


class InvalidQuery(CallerError):
    """Parameters of the address have values that they cannot have."""


class BodyTooLarge(CallerError):
    """The body is larger than the setting MAX_BODY_MIB, or MAX_UPLOAD_MIB for a batch."""


class SlowBody(CallerError):
    """The body comes so slowly that it would keep others from being served."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Dữ liệu gửi đến quá chậm nên chưa nhận được; không có gì được lưu lại. Hãy kiểm tra đường mạng rồi "
                "gửi lại.",
                "The data came too slowly and was not received; nothing was kept. Check the network, then send it "
                "again.",
            )
        )


class MalformedKey(CallerError):
    """The header Idempotency-Key is there, and is no key."""


def give_request_id() -> None:
    """The caller's X-Request-Id where it is harmless, else a new one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())


def hosts_only(allowed: Collection[str]) -> Callable[[], None]:
    """A check for every request that changes or makes something, or reads what is kept.

    A web page from elsewhere can send requests to a service on loopback, and by DNS rebinding under a host name of its
    own. Neither gets through: the Host must be allowed, and a browser must say that the page is ours. The scheme of
    Origin is not compared: a proxy that ends TLS changes it. A request whose target names another host than Host does
    is refused whatever it asks for: whoever looks at one of them only would be misled.
    """
    hosts = frozenset(host.lower() for host in allowed)

    def check() -> None:
        if request.environ.get(STRANGE_TARGET):
            raise BadRequest
        is_read = request.method in SAFE_METHODS
        if is_read and not request.path.startswith(KEPT):
            return
        headers = request.headers
        host = headers.get("Host", "").lower()
        if not is_host_of(host, hosts):
            raise ForeignRequest(
                Message(
                    "Tên máy chủ trong yêu cầu (Host) không nằm trong danh sách cho phép. Hãy dùng đúng địa chỉ của "
                    "dịch vụ, hoặc nhờ quản trị thêm tên vào ALLOWED_HOSTS.",
                    "The Host of this request is not allowed. Use the address of the service, or have its operator add "
                    "the name to ALLOWED_HOSTS.",
                )
            )
        if is_read:
            return
        origin = headers.get("Origin")
        site = headers.get("Sec-Fetch-Site")
        if (origin is not None and _host_of_origin(origin) != host) or site not in (None, "same-origin", "none"):
            raise ForeignRequest(
                Message(
                    "Yêu cầu do một trang web khác gửi đến nên không được nhận. Hãy gửi từ chính dịch vụ này hoặc từ "
                    "một chương trình.",
                    "The request was sent by a web page from elsewhere. Send it from this service or from a program.",
                )
            )

    return check


def is_host_of(authority: str, hosts: Collection[str]) -> bool:
    """Whether ``authority``, the header Host, is one of ``hosts`` (lower case), on any port.

    Where 127.0.0.1 is one, so is every literal address of the loopback: a page that rebinds has a name.
    """
    parts = _AUTHORITY.fullmatch(authority.lower())
    return parts is not None and (parts[1] in hosts or (_THIS_MACHINE in hosts and _is_literal_loopback(parts[1])))


def _is_literal_loopback(host: str) -> bool:
    return _LITERAL.fullmatch(host) is not None and is_loopback(host.strip("[]"))


def _host_of_origin(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # no address at all, so not ours
        return None


def json_body() -> bytes:
    """The bytes of the request.

    Raises :class:`NotJson`, :class:`BodyTooLarge`, :class:`SlowBody`; BadRequest when they break off.
    """
    if request.mimetype != "application/json":
        raise NotJson(
            Message(
                "Dữ liệu phải gửi với tiêu đề Content-Type: application/json.",
                "Send the data with the header Content-Type: application/json.",
            )
        )
    return plain_body(NotJson)


def plain_body(refusal: type[CallerError]) -> bytes:
    """The bytes of the request as they were sent: a body that is compressed is refused by ``refusal``.

    Raises :class:`BodyTooLarge`, :class:`SlowBody`; BadRequest when they break off.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise refusal(
            Message(
                "Dữ liệu nén không được nhận; hãy gửi không nén, bỏ tiêu đề Content-Encoding.",
                "Compressed data is not taken; send it plain, without Content-Encoding.",
            )
        )
    return _whole_body(request.environ["wsgi.input"], cast(int, current_app.config["MAX_CONTENT_LENGTH"]))


def query_choices(**allowed: Collection[str]) -> dict[str, str | None]:
    """The value of each parameter of the address, None where it is not there.

    Raises :class:`InvalidQuery` with every one that is there twice or is none of those ``allowed``.
    """
    given = {name: request.args.getlist(name) for name in allowed}
    wrong = [name for name, values in given.items() if len(values) > 1 or any(v not in allowed[name] for v in values)]
    if wrong:
        choices = {name: ", ".join(allowed[name]) for name in wrong}
        raise InvalidQuery(
            Message(
                " ".join(f"Tham số {name} nhận một trong các giá trị: {each}." for name, each in choices.items()),
                " ".join(f"The parameter {name} takes one of: {each}." for name, each in choices.items()),
            )
        )
    return {name: values[0] if values else None for name, values in given.items()}


def query_flag(name: str) -> bool:
    """Whether the parameter is ``true``. Raises :class:`InvalidQuery` where it is neither that nor ``false``."""
    return query_choices(**{name: ("true", "false")})[name] == "true"


def query_number(name: str, most: int, usual: int) -> int:
    """The parameter, from 1 to ``most``. Raises :class:`InvalidQuery`."""
    given = request.args.getlist(name)
    if not given:
        return usual
    if len(given) > 1 or not _FEW_DIGITS.fullmatch(given[0]) or not 1 <= int(given[0]) <= most:
        raise InvalidQuery(
            Message(f"Tham số {name} nhận một số từ 1 đến {most}.", f"The parameter {name} takes a number to {most}.")
        )
    return int(given[0])


def idempotency_key() -> str | None:
    """SHA-256 of the header Idempotency-Key: a string of RFC 9651, or one without its quotation marks.

    Raises :class:`MalformedKey`.
    """
    given = request.headers.getlist("Idempotency-Key")
    if not given:
        return None
    quoted = _QUOTED_KEY.fullmatch(given[0])
    if len(given) > 1 or not (quoted or _BARE_KEY.fullmatch(given[0])):
        raise MalformedKey(
            Message(
                "Tiêu đề Idempotency-Key sai quy cách: phải là một chuỗi từ 1 đến 255 ký tự ASCII trong dấu ngoặc kép.",
                "The header Idempotency-Key is malformed: it must be 1 to 255 characters of ASCII in quotation marks.",
            )
        )
    return hashlib.sha256((quoted[1] if quoted else given[0]).encode()).hexdigest()


def _whole_body(stream: IO[bytes], limit: int) -> bytes:
    """The body, which gunicorn ends for us. Not by ``request.get_data``.

    That takes a chunked body cut off at the limit for the whole, and a body that broke off for a short one.
    """
    if (request.content_length or 0) > limit + DRAINED_AT_MOST:  # too much to be heard out
        raise _too_large(limit // (1024 * 1024))
    try:
        body = stream.read(limit + 1)
        if len(body) > limit:
            drain(stream)
            raise _too_large(limit // (1024 * 1024))
    except OSError:
        raise BadRequest from None
    if len(body) < (request.content_length or 0):
        raise BadRequest
    return body


def _too_large(mib: int) -> BodyTooLarge:
    return BodyTooLarge(
        Message(
            f"Dữ liệu lớn hơn {mib} MiB. Hãy chia thành nhiều văn bản, hoặc nhờ quản trị tăng MAX_BODY_MIB.",
            f"The data is larger than {mib} MiB. Split it, or have the operator raise MAX_BODY_MIB.",
        )
    )


def drain(stream: IO[bytes]) -> None:
    """Read what the client still sends, within reason: it reads our answer only when it has been heard out."""
    for _ in range(DRAINED_AT_MOST // DRAINED_AT_ONCE):
        if not stream.read(DRAINED_AT_ONCE):
            return
