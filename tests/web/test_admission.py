"""Who may post: programs and our own pages; no page from elsewhere, under whatever name it reaches the loopback."""

from __future__ import annotations

import re

import pytest

from service.config import load_settings
from service.errors import SettingFault
from service.web import create_app


@pytest.fixture
def path(pipeline) -> str:
    return f"/api/v1/documents/{min(pipeline.types)}/validate"


def assert_refused(response) -> None:
    assert (response.status_code, response.mimetype) == (403, "application/problem+json")
    assert response.json["type"] == "urn:vanthu:problem:foreign-request"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8000", "localhost:1", "LocalHost:8000", "[::1]", "[::1]:8000"]
)
def test_the_loopback_is_allowed_on_any_port(post, path, host):
    assert post(path, {}, Host=host).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.2", "127.8.9.1:8000"])
def test_so_is_each_of_its_literal_addresses_where_127_0_0_1_is(pipeline, settings, post, path, host):
    """A page from elsewhere that leads here has a name, and no address of this machine."""
    assert post(path, {}, Host=host, Origin=f"http://{host}").status_code == 200
    assert_refused(post(path, {}, Host=host, Origin="http://127.0.0.1:8000"))

    app = create_app(pipeline, settings.model_copy(update={"allowed_hosts": ("localhost",)}))
    assert_refused(app.test_client().post(path, json={}, headers={"Host": host}))


@pytest.mark.parametrize(
    "host",
    ["[::1]evil", "[::1]:8000.evil", "[::1", "localhost:evil", "localhost:80:80", "evil@localhost", "localhost, a"],
)
def test_what_only_looks_like_an_allowed_host_is_refused(post, path, host):
    assert_refused(post(path, {}, Host=host))


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0:8000", ""]
)
def test_another_host_is_refused_as_after_dns_rebinding(post, path, host):
    assert_refused(post(path, {}, Host=host))


def test_the_operator_decides_about_hosts(pipeline, settings, path, with_key):
    app = create_app(pipeline, settings.model_copy(update={"allowed_hosts": ("vanthu.tienphong.vn",)}))

    def ask(host: str) -> int:
        headers = {"Host": host, "Content-Type": "application/json", **with_key}
        return app.test_client().post(path, data=b"{}", headers=headers).status_code

    assert (ask("vanthu.tienphong.vn:443"), ask("localhost")) == (200, 403)


@pytest.mark.parametrize("origin", ["http://[", "http://]", "//[::1", "http://[x]", "http://localhost:8000@["])
def test_an_origin_that_is_no_address_is_refused(post, path, origin):
    assert_refused(post(path, {}, Host="localhost:8000", Origin=origin))


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://localhost:3000", "https://localhost", "http://127.0.0.1:8000"]
)
def test_a_page_from_elsewhere_cannot_post(post, path, origin):
    assert_refused(post(path, {}, Host="localhost:8000", Origin=origin))


@pytest.mark.parametrize("origin", ["http://localhost:8000", "https://localhost:8000", "http://LOCALHOST:8000"])
def test_our_own_page_can_post_also_behind_a_proxy_that_ends_tls(post, path, origin):
    assert post(path, {}, Host="localhost:8000", Origin=origin, Sec_Fetch_Site="same-origin").status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_a_browser_calls_another_site_cannot_post(post, path, site):
    assert_refused(post(path, {}, Sec_Fetch_Site=site))


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_a_browser_calls_our_site_can_post(post, path, site):
    assert post(path, {}, Sec_Fetch_Site=site).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "LINK"])
def test_every_unsafe_method_is_checked_on_every_address(client, method):
    assert_refused(client.open("/healthz", method=method, headers={"Host": "evil.example"}))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_is_open_to_every_host(client, method):
    assert client.open("/healthz", method=method, headers={"Host": "evil.example"}).status_code == 200


def test_no_page_elsewhere_is_invited(client, post, path):
    """No CORS header, so a browser shows no answer of ours to another page."""
    for response in (client.options(path, headers={"Origin": "http://evil.example"}), post(path, {})):
        assert not [name for name, _ in response.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("hosts", ["https://vanthu.vn", "vanthu.vn:8000", "vanthu.vn/x", "a b"])
def test_a_setting_that_no_host_could_match_stops_the_start(monkeypatch, hosts):
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)

    with pytest.raises(SettingFault, match="ALLOWED_HOSTS"):
        load_settings()


@pytest.mark.parametrize("given", ["abc", "0af7651916cd43dd8448eb211c80319c", "A-b_c.9", "x" * 100])
def test_a_request_id_is_echoed(client, given):
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, "é", "a;b", 'a"b', "abc\t"])
def test_a_request_id_that_could_do_harm_is_replaced(client, given):
    answered = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]

    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", answered)


def test_request_ids_made_here_differ(client):
    assert len({client.get("/healthz").headers["X-Request-Id"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "address", ["/healthz", "/api/v1/types", "/docs", "/nowhere", "/openapi.json", "/static/docs.css"]
)
def test_no_browser_guesses_embeds_or_tells_others(client, address):
    with client.get(address) as response:
        headers = response.headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Request-Id"]
