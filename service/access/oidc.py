"""Signing in over an identity provider: OpenID Connect, authorization code flow with PKCE, state and nonce.

The provider is asked three things, each only at its own origin: what its addresses are (once), who the code is of, and
what keys it signs with (once, and again when it signs with another). The identity is that of the ID token; nothing else
of the provider's is taken.
"""

from __future__ import annotations

import base64
import hashlib
import re
import threading
import time
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from service.access.callers import Caller, Scope
from service.access.fetching import Provider, origin_of
from service.access.flows import Flow
from service.access.refusals import NotSignedIn, ProviderFault
from service.errors import Message

SIGNED_BY = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512")
"""Asymmetric only: who knows what we know cannot make a token."""
LEEWAY_SECONDS = 60
SECONDS_BETWEEN_KEYS = 60
_PLAIN = re.compile(r"[A-Za-z0-9._@|:+/=-]{1,150}")
_LONGEST_NAME = 100
_NOT_TAKEN = Message(
    "Nơi xác thực không cho đăng nhập. Hãy đăng nhập lại, hoặc nhờ quản trị.",
    "The identity provider did not sign you in. Try again, or ask the operator.",
)


class Client(NamedTuple):
    """How the service is known to the provider; ``scopes`` is what whoever comes from there may do."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: frozenset[Scope]


class _Addresses(NamedTuple):
    authorization: str
    token: str
    keys: str
    posts_secret: bool


class OpenIdConnect:
    """The way over one provider. Raises :class:`ValueError` where its address is none."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._provider = Provider(client.issuer)
        self._lock = threading.Lock()
        self._known: _Addresses | None = None
        self._keys: KeySet | None = None
        self._keys_asked = 0.0

    def address(self, flow: Flow, come_back: str) -> str:
        """Where the browser is to go; ``come_back`` is where it returns to. Raises :class:`ProviderFault`."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": come_back,
            "scope": "openid profile",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        address = self._addresses().authorization
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def caller(self, code: str, flow: Flow, come_back: str) -> Caller:
        """Who came back with ``code``. Raises :class:`NotSignedIn`, :class:`ProviderFault`."""
        addresses = self._addresses()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": come_back,
            "code_verifier": flow.verifier,
        }
        headers = {}
        if addresses.posts_secret:
            form |= {"client_id": self.client.client_id, "client_secret": self.client.client_secret}
        else:
            both = f"{quote(self.client.client_id, safe='')}:{quote(self.client.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        answer = self._provider.post(addresses.token, form, headers)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderFault("OIDC_ISSUER: it gives no ID token")
        return self._caller_of(self._claims(token, flow.nonce))

    def _caller_of(self, claims: dict[str, Any]) -> Caller:
        subject = claims["sub"]
        shown = next((claims[name] for name in ("preferred_username", "name") if _is_text(claims.get(name))), subject)
        plain = subject if _PLAIN.fullmatch(subject) else f"sha256 {hashlib.sha256(subject.encode()).hexdigest()}"
        return Caller(f"oidc:{plain}", _one_line(shown), self.client.scopes)

    def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What an ID token says that is of the provider, for us, of now, and of this flow."""
        try:
            claims = dict(self._decoded(token).claims)
        except (JoseError, ValueError, TypeError, KeyError) as failure:
            raise ProviderFault(f"OIDC_ISSUER: its ID token cannot be taken: {type(failure).__name__}") from None
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        now = time.time()
        wrong = [
            name
            for name, holds in {
                "iss": claims.get("iss") == self.client.issuer,
                "aud": self.client.client_id in audiences,
                "azp": claims.get("azp", self.client.client_id) == self.client.client_id,
                "exp": _is_number(claims.get("exp")) and claims["exp"] > now - LEEWAY_SECONDS,
                "iat": _is_number(claims.get("iat")) and claims["iat"] < now + LEEWAY_SECONDS,
                "nbf": _is_number(claims.get("nbf", 0)) and claims.get("nbf", 0) < now + LEEWAY_SECONDS,
                "nonce": claims.get("nonce") == nonce,
                "sub": _is_text(claims.get("sub")),
            }.items()
            if not holds
        ]
        if wrong:
            raise ProviderFault(f"OIDC_ISSUER: its ID token is wrong in {', '.join(wrong)}")
        return claims

    def _decoded(self, token: str) -> jwt.Token:
        """By the keys that are known; where that does not do, once more by those of now."""
        try:
            return jwt.decode(token, self._key_set(renew=False), algorithms=list(SIGNED_BY))
        except (JoseError, ValueError):
            return jwt.decode(token, self._key_set(renew=True), algorithms=list(SIGNED_BY))

    def _key_set(self, *, renew: bool) -> KeySet:
        with self._lock:
            may_ask = time.monotonic() - self._keys_asked > SECONDS_BETWEEN_KEYS
            if self._keys is None or (renew and may_ask):
                address = self._found().keys
                self._keys_asked = time.monotonic()
                self._keys = KeySet.import_key_set(self._provider.get(address))  # type: ignore[arg-type]
            return self._keys

    def _addresses(self) -> _Addresses:
        with self._lock:
            return self._found()

    def _found(self) -> _Addresses:
        if self._known is None:
            self._known = self._discovered()
        return self._known

    def _discovered(self) -> _Addresses:
        issuer = self.client.issuer
        about = self._provider.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if about.get("issuer") != issuer:
            raise ProviderFault("OIDC_ISSUER: it says of itself that it is another issuer")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        for name in names:
            try:
                is_there = origin_of(str(about.get(name))) == origin_of(issuer)
            except ValueError:
                is_there = False
            if not is_there:
                raise ProviderFault(f"OIDC_ISSUER: its {name} is not at its own address")
        methods = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        posts = "client_secret_basic" not in methods and "client_secret_post" in methods
        return _Addresses(about[names[0]], about[names[1]], about[names[2]], posts)


def refusal_of_provider() -> NotSignedIn:
    """The provider sent the browser back with an error in place of a code."""
    return NotSignedIn(_NOT_TAKEN)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _one_line(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text).strip()[:_LONGEST_NAME]
