"""Over the identity provider comes in whom the provider named, to us, in this very flow; and nobody else is asked."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from service.access.oidc import Client, OpenIdConnect
from service.access.refusals import NotSignedIn, ProviderFault
from tests.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider

BACK = "http://localhost:8000/dang-nhap/tro-lai"


@pytest.fixture
def provider():
    found = IdentityProvider()
    yield found
    found.close()


@pytest.fixture
def connect(provider) -> OpenIdConnect:
    return OpenIdConnect(Client(provider.issuer, CLIENT_ID, CLIENT_SECRET, frozenset({"generate"})))


def code_at(address: str) -> tuple[str, str]:
    """What the browser comes back with: code and state."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    query = parse_qs(urlsplit(connection.getresponse().headers["Location"]).query)
    connection.close()
    return query["code"][0], query["state"][0]


@pytest.fixture
def came_in(access, connect):
    """Goes the whole way; who came in."""

    def came_in():
        token, flow = access.flows.begin("/soan")
        code, state = code_at(connect.address(flow, BACK))
        return connect.caller(code, access.flows.take(token, state), BACK)

    return came_in


def test_whom_the_provider_names_is_let_in(came_in):
    caller = came_in()

    assert (caller.id, caller.name, caller.scopes) == ("oidc:lan-7", "Nguyễn Thị Lan", frozenset({"generate"}))


def test_the_provider_is_asked_for_no_more_than_it_takes(came_in, provider):
    came_in()
    came_in()

    once = ["/.well-known/openid-configuration", "/authorize", "/token", "/keys"]
    assert provider.asked == [*once, "/authorize", "/token"]


def test_a_proxy_of_the_environment_is_not_asked(came_in, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert "http" in urllib.request.getproxies()

    assert came_in().name == "Nguyễn Thị Lan"


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("iss", "http://127.0.0.1:1/realms/tinh"),
        ("aud", "another"),
        ("aud", ["another"]),
        ("aud", None),
        ("azp", "another"),
        ("exp", 1_700_000_000),
        ("exp", "tomorrow"),
        ("exp", None),
        ("iat", 1 << 40),
        ("nbf", 1 << 40),
        ("nonce", "of another flow"),
        ("nonce", None),
        ("sub", ""),
        ("sub", 7),
    ],
)
def test_a_token_that_is_wrong_in_one_claim_lets_nobody_in(came_in, provider, claim, value):
    provider.claims = {claim: value}

    with pytest.raises(ProviderFault, match=claim):
        came_in()


def test_a_token_signed_by_another_key_lets_nobody_in(came_in, provider):
    provider.sign_with = RSAKey.generate_key(2048, {"kid": "first"}, private=True)

    with pytest.raises(ProviderFault):
        came_in()


def test_a_token_signed_by_what_we_know_lets_nobody_in(came_in, provider):
    provider.algorithm, provider.sign_with = "HS256", OctKey.import_key(CLIENT_SECRET + "x" * 32)

    with pytest.raises(ProviderFault):
        came_in()


def test_a_token_without_signature_lets_nobody_in(came_in, provider):
    def unsigned(nonce: str) -> str:
        claims = {"iss": provider.issuer, "sub": "x", "aud": CLIENT_ID, "iat": 0, "exp": 1 << 40, "nonce": nonce}
        parts = ({"alg": "none"}, claims)
        return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."

    provider._token = unsigned
    with pytest.raises(ProviderFault):
        came_in()


def test_new_keys_of_the_provider_are_fetched(came_in, provider, connect):
    came_in()
    provider.key = provider.sign_with = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, private=True)
    connect._keys_asked = time.monotonic() - 3600

    assert came_in().id == "oidc:lan-7"
    assert provider.asked.count("/keys") == 2


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("value", ["http://127.0.0.2:1/x", "file:///etc/passwd", "https://evil.example/", None, 7])
def test_an_address_elsewhere_is_never_asked(came_in, provider, name, value):
    provider.about = {name: value}

    with pytest.raises(ProviderFault, match=name):
        came_in()
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_provider_that_is_another_one_is_refused(came_in, provider):
    provider.about = {"issuer": "https://evil.example"}

    with pytest.raises(ProviderFault, match="another issuer"):
        came_in()


def test_a_provider_that_is_away_is_told(access, provider, connect):
    provider.close()

    with pytest.raises(ProviderFault, match="cannot be reached"):
        connect.address(access.flows.begin("/")[1], BACK)


class TestFlow:
    def test_is_taken_once(self, access):
        token, flow = access.flows.begin("/soan")
        assert access.flows.take(token, flow.state) == flow

        with pytest.raises(NotSignedIn):
            access.flows.take(token, flow.state)

    def test_is_taken_by_the_browser_that_began_it_only(self, access):
        """Else a clerk could be led into somebody else's account."""
        _, flow = access.flows.begin("/soan")
        others, _ = access.flows.begin("/soan")

        with pytest.raises(NotSignedIn):
            access.flows.take(others, flow.state)

    def test_is_over_after_ten_minutes(self, access, clock):
        token, flow = access.flows.begin("/soan")
        clock.wait(600)

        with pytest.raises(NotSignedIn):
            access.flows.take(token, flow.state)

    def test_a_code_of_another_flow_is_refused(self, access, connect):
        """PKCE: the code is bound to the verifier."""
        _, first = access.flows.begin("/")
        code, _ = code_at(connect.address(first, BACK))
        _, second = access.flows.begin("/")

        with pytest.raises(ProviderFault):
            connect.caller(code, second, BACK)
