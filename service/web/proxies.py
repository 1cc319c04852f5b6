"""What proxies add to a request: believed where the setting TRUSTED_PROXIES names the proxy, else only noticed.

Before anything is believed it is written down who is at the other end of the connection, and whether the request was
passed on by somebody: both decide whether it comes from this machine.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

Environ = dict[str, Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PEER = "vanthu.peer"
"""Of the environment: the address at the other end of the connection."""
PASSED_ON = "vanthu.passed_on"
"""Of the environment: whether the request bears a mark of having been passed on, or the peer is a trusted proxy."""
STRANGE_TARGET = "vanthu.strange_target"
"""Of the environment: whether the request's target names another authority than its Host."""
_MARKS = frozenset(
    f"HTTP_{name}"
    for name in (
        "CDN_LOOP", "CLIENT_IP", "FLY_CLIENT_IP", "MAX_FORWARDS", "SURROGATE_CAPABILITY", "TRUE_CLIENT_IP", "VIA",
        "WL_PROXY_CLIENT_IP", "WL_PROXY_SSL", "X_CLIENT_IP", "X_CLUSTER_CLIENT_IP", "X_HOST", "X_HTTP", "X_HTTPS",
        "X_ORIGINATING_IP", "X_PROXYUSER_IP", "X_SCHEME",
    )
)  # fmt: skip
"""Header fields that only whoever passes a request on adds."""
_MARKED = re.compile(
    r"\nHTTP_(?:FORWARDED|PROXY_|CF_|FASTLY_|X_(?:FORWARDED|REAL_|ORIGINAL_|REMOTE_|ENVOY_|BLUECOAT_|AZURE_|ARR_|VARNISH|"
    r"NGINX_|AMZN_|AMZ_CF_|AKAMAI_))"
)
"""How all of one kind or maker begin, in a list of names by line: one search is quicker than one for each name."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])+")


class Proxies:
    """WSGI around an application. ``trusted`` are addresses or networks, ``url_prefix`` the setting URL_PREFIX."""

    def __init__(self, application: Any, trusted: Iterable[str] | None, url_prefix: str | None) -> None:
        self._application = application
        self._trusted = tuple(ipaddress.ip_network(each, strict=False) for each in trusted or ())
        self._prefix = url_prefix or ""

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        """Answer a request."""
        peer = environ.get("REMOTE_ADDR", "")
        is_trusted = _is_in(peer, self._trusted)
        environ[PEER] = peer
        # HTTP/1.0 is what a proxy speaks that adds nothing of its own; no browser does.
        is_marked = environ.get("SERVER_PROTOCOL") == "HTTP/1.0" or _is_marked(environ)
        environ[PASSED_ON] = is_trusted or is_marked
        environ[STRANGE_TARGET] = _is_strange_target(environ)
        application = self._application
        if is_trusted:
            hops = self._hops(environ.get("HTTP_X_FORWARDED_FOR", ""))
            application = ProxyFix(application, x_for=hops, x_proto=1, x_host=1, x_port=0, x_prefix=0)
        self._place(environ, is_trusted=is_trusted)
        return application(environ, start_response)

    def _hops(self, forwarded_for: str) -> int:
        """How many of the addresses, from the last on, were written by proxies that are trusted."""
        hops = 1
        for each in reversed(forwarded_for.split(",")[1:]):
            if not _is_in(each.strip(), self._trusted):
                break
            hops += 1
        return hops

    def _place(self, environ: Environ, *, is_trusted: bool) -> None:
        """Part the prefix from the path, whether or not the proxy took it away."""
        told = environ.get("HTTP_X_FORWARDED_PREFIX", "").rpartition(",")[2].strip().rstrip("/")
        prefix = self._prefix or (told if is_trusted and _PREFIX.fullmatch(told) else "")
        environ["SCRIPT_NAME"] = prefix
        path = environ.get("PATH_INFO", "")
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            environ["PATH_INFO"] = path[len(prefix) :] or "/"


def _is_marked(environ: Environ) -> bool:
    return not _MARKS.isdisjoint(environ) or _MARKED.search("\n".join(("", *environ))) is not None


def _is_strange_target(environ: Environ) -> bool:
    """Whether the target is absolute and its authority, which goes before Host (RFC 9112, 3.2.2), is not that of Host.

    So is what is no target at all. gunicorn tells the target as it was sent.
    """
    target = environ.get("RAW_URI", "/")
    if target.startswith("/") or target in ("*", ""):
        return False
    absolute = _ABSOLUTE.match(target)
    return absolute is None or absolute[1].lower() != environ.get("HTTP_HOST", "").lower()


def is_loopback(address: str) -> bool:
    """Whether an address is of this machine itself."""
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(address: str) -> Address | None:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, ipaddress.IPv6Address) else parsed
