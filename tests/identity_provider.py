"""A small OpenID Connect provider on a free port of the loopback, strict where a provider has to be.

It signs everybody in as ``subject`` without asking. What it says can be bent: ``claims`` are put over those of the ID
token, ``about`` over its description, ``sign_with`` is the key that it really signs with.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "văn thư", "bí mật: của dịch vụ"


class IdentityProvider:
    """The provider, listening until :meth:`close`. ``asked`` are the paths that were asked for, in their order."""

    def __init__(self) -> None:
        self.subject = "lan-7"
        self.claims: dict[str, Any] = {}
        self.about: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.key = self.sign_with = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, private=True)
        self.asked: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # as http.server calls it
                provider._get(self)

            def do_POST(self) -> None:
                provider._post(self)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_address[1]}/realms/tinh"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        path = parts.path.removeprefix("/realms/tinh")
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            _answer(handler, 200, self._description())
        elif path == "/keys":
            _answer(handler, 200, {"keys": [self.key.as_dict(private=False)]})
        elif path == "/authorize":
            self._authorize(handler, {name: values[0] for name, values in parse_qs(parts.query).items()})
        else:
            _answer(handler, 404, {})

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.about

    def _authorize(self, handler: BaseHTTPRequestHandler, query: dict[str, str]) -> None:
        wanted = {"response_type": "code", "client_id": CLIENT_ID, "code_challenge_method": "S256"}
        assert {name: query.get(name) for name in wanted} == wanted
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe()
        self.codes[code] = query
        handler.send_response(302)
        handler.send_header("Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
        handler.end_headers()

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append("/token")
        length = int(handler.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(handler.rfile.read(length).decode()).items()}
        begun = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        scheme, _, both = handler.headers.get("Authorization", "").partition(" ")
        who = tuple(map(unquote, base64.b64decode(both).decode().split(":"))) if scheme == "Basic" else ()
        is_right = (
            begun is not None
            and form.get("redirect_uri") == begun["redirect_uri"]
            and challenge.rstrip(b"=").decode() == begun["code_challenge"]
            and who == (CLIENT_ID, CLIENT_SECRET)
        )
        if not is_right or begun is None:
            _answer(handler, 400, {"error": "invalid_grant"})
            return
        _answer(handler, 200, {"token_type": "Bearer", "access_token": "x", "id_token": self._token(begun["nonce"])})

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "preferred_username": "Nguyễn Thị Lan",
        }
        header = {"alg": self.algorithm, "kid": "first"}
        return jwt.encode(header, claims | self.claims, self.sign_with, algorithms=[self.algorithm])


def _answer(handler: BaseHTTPRequestHandler, status: int, value: dict[str, Any]) -> None:
    content = json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
