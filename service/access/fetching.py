"""The only requests that the service ever sends: to the identity provider that its settings name, and nowhere else."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from service.access.refusals import ProviderFault

SECONDS = 10
MOST_BYTES = 1 << 20
Json = dict[str, Any]


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    """A redirection could lead anywhere: it is an answer like any other that is none of 200."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Never."""
        del req, fp, code, msg, headers, newurl


# No proxy of the environment either. Certificates are those of the system, or of SSL_CERT_FILE.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirection())


def origin_of(address: str) -> tuple[str, str, int]:
    """Scheme, host and port of a URL. Raises :class:`ValueError` where it has none of them."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
        raise ValueError("no address of a service")
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


class Provider:
    """JSON from one origin. Whatever cannot be had is a :class:`ProviderFault`, without what was answered."""

    def __init__(self, issuer: str) -> None:
        self._origin = origin_of(issuer)

    def get(self, address: str) -> Json:
        """The object at an address."""
        return self._answered(urllib.request.Request(self._ours(address)))  # noqa: S310  # see _ours

    def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Json:
        """What is answered to a form."""
        request = urllib.request.Request(self._ours(address), urlencode(form).encode(), dict(headers))  # noqa: S310
        return self._answered(request)

    def _ours(self, address: str) -> str:
        try:
            is_ours = origin_of(address) == self._origin
        except ValueError:
            is_ours = False
        if not is_ours:
            raise ProviderFault("OIDC_ISSUER: it names an address elsewhere, which is never asked")
        return address

    def _answered(self, request: urllib.request.Request) -> Json:
        request.add_header("Accept", "application/json")
        path = urlsplit(request.full_url).path
        try:
            with _OPENER.open(request, timeout=SECONDS) as response:
                content = response.read(MOST_BYTES + 1)
        except urllib.error.HTTPError as refusal:
            refusal.close()
            raise ProviderFault(f"OIDC_ISSUER: {path} answers with {refusal.code}") from None
        except (OSError, HTTPException, ValueError) as failure:
            raise ProviderFault(f"OIDC_ISSUER: {path} cannot be reached: {type(failure).__name__}") from None
        try:
            value = json.loads(content) if len(content) <= MOST_BYTES else None
        except ValueError:
            value = None
        if not isinstance(value, dict):
            raise ProviderFault(f"OIDC_ISSUER: {path} answers with no JSON object")
        return value
