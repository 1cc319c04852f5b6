"""Who may use the service: on loopback anybody at the machine itself, from elsewhere who shows a key or signs in."""

from __future__ import annotations

import json
import re

import pytest

from service.access.callers import SCOPES
from service.bootstrap import sample
from service.web import create_app
from service.web.authentication import SCOPE_OF_PATH, is_open, scope_of
from tests.batch.seasons import TYPE, payload
from tests.web.access.asking import FAR, TYPES, assert_unknown
from tests.web.batches.sending import FORM, form_with, lines


class TestFromThisMachine:
    @pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
    def test_nobody_need_sign_in(self, client, peer):
        assert client.get(TYPES, environ_base={"REMOTE_ADDR": peer}).status_code == 200

    @pytest.mark.parametrize("peer", ["10.1.2.3", "192.168.1.9", "2001:db8::1", "::ffff:10.0.0.1", "", "localhost"])
    def test_from_anywhere_else_everybody_must(self, client, peer):
        assert_unknown(client.get(TYPES, environ_base={"REMOTE_ADDR": peer}))

    @pytest.mark.parametrize(
        "header",
        [
            "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Forwarded-Server",
            "Forwarded", "Via", "X-Real-IP", "X-Original-URL", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP",
            "X-Originating-IP", "X-Remote-IP", "X-Remote-Addr", "X-BlueCoat-Via", "CDN-Loop", "CF-Ray",
            "X-Azure-ClientIP", "X-ARR-SSL", "X-ARR-LOG-ID", "X-Varnish", "X-Host", "WL-Proxy-Client-IP",
            "X-Nginx-Proxy", "Max-Forwards", "Surrogate-Capability", "X-Envoy-Peer-Metadata", "X-Proxyuser-IP",
            "Proxy-Connection", "X-Scheme", "X-HTTPS", "X-Cluster-Client-IP", "Fastly-Client-IP", "Client-IP",
        ],
    )  # fmt: skip
    def test_what_was_passed_on_is_not_from_here(self, client, header):
        assert_unknown(client.get(TYPES, headers={header: "127.0.0.1"}))

    @pytest.mark.parametrize("header", ["Accept", "X-Request-Id", "X-Requested-With", "Sec-Fetch-Site", "Te", "Viable"])
    def test_what_browsers_and_programs_send_themselves_is(self, client, header):
        assert client.get(TYPES, headers={header: "none"}).status_code == 200

    def test_a_proxy_that_adds_nothing_is_told_by_its_protocol(self, client):
        assert_unknown(client.get(TYPES, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"}))

    @pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.2", "127.8.9.1:80", "[::1]:1", "[0:0:0:0:0:0:0:1]"])
    def test_every_literal_address_of_the_loopback_is_a_name_of_this_machine(self, client, host):
        """No page from elsewhere has one: it is at a name that it made lead here."""
        assert client.get(TYPES, headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example", "localhost.evil.example", "10.0.0.1", "", "vanthu.vn:8000", "127.0.0.2.evil.example",
            "127.evil.example", "127.0.0.256", "127.0.0.2%evil", "[::2]", "[::ffff:10.0.0.1]", "[::1.evil", "127.0.0",
        ],
    )  # fmt: skip
    def test_a_page_that_rebound_its_name_is_not_from_here(self, client, host):
        assert_unknown(client.get(TYPES, headers={"Host": host}))

    def test_a_server_that_listens_elsewhere_too_knows_no_here(self, pipeline, settings, desk, access):
        app = create_app(pipeline, settings, lambda: desk, lambda: access, on_loopback=False)

        assert_unknown(app.test_client().get(TYPES))

    def test_the_operator_may_have_everybody_sign_in(self, pipeline, settings, desk, access):
        strict = settings.model_copy(update={"auth": "required"})

        assert_unknown(create_app(pipeline, strict, lambda: desk, lambda: access).test_client().get(TYPES))

    def test_who_shows_something_wrong_is_refused_even_here(self, client):
        assert_unknown(client.get(TYPES, headers={"Authorization": "Bearer vt_nonsense"}))


class TestKeys:
    def test_a_key_lets_a_system_in(self, client, key):
        assert client.get(TYPES, headers=key("check"), environ_base=FAR).status_code == 200

    @pytest.mark.parametrize("given", ["Bearer ", "Basic bGFuOng=", "vt_x", "Bearer vt_00000000_" + "x" * 43, ""])
    def test_what_is_no_key_does_not(self, client, given):
        assert_unknown(client.get(TYPES, headers={"Authorization": given}, environ_base=FAR))

    def test_two_keys_are_none(self, client, key):
        both = [*key("check").items(), *key("check").items()]

        assert_unknown(client.get(TYPES, headers=both, environ_base=FAR))

    def test_a_key_in_the_address_is_none(self, client, key):
        shown = key("check")["Authorization"].removeprefix("Bearer ")

        assert_unknown(client.get(f"{TYPES}?key={shown}&access_token={shown}", environ_base=FAR))

    def test_a_revoked_key_is_refused_at_the_next_request(self, client, access):
        made, shown = access.keys.create("x", ["check"])
        headers = {"Authorization": f"Bearer {shown}"}
        assert client.get(TYPES, headers=headers, environ_base=FAR).status_code == 200
        access.keys.revoke(made.id)

        refused = client.get(TYPES, headers=headers, environ_base=FAR)
        assert_unknown(refused)
        assert "invalid_token" in refused.headers["WWW-Authenticate"]


class TestScopes:
    CALLS = (
        ("POST", f"/api/v1/documents/{TYPE.slug}", "generate"),
        ("POST", f"/api/v1/documents/{TYPE.slug}/validate", "generate"),
        ("POST", f"/soan/{TYPE.slug}/xem-xet", "generate"),
        ("GET", "/soan", "generate"),
        ("GET", "/tai-len", "generate"),
        ("POST", "/api/v1/checks", "check"),
        ("GET", "/kiem-tra", "check"),
        ("POST", "/api/v1/batches", "batch"),
        ("GET", "/api/v1/batches", "batch"),
        ("GET", "/hang-loat", "batch"),
        ("GET", f"/api/v1/batches/{'0' * 32}/archive", "batch"),
        ("DELETE", f"/api/v1/batches/{'0' * 32}", "batch"),
    )

    @pytest.mark.parametrize(("method", "path", "scope"), CALLS)
    def test_a_call_takes_its_scope_and_no_other_does(self, client, key, method, path, scope):
        others = key(*(each for each in SCOPES if each != scope))
        refused = client.open(path, method=method, headers=others, environ_base=FAR)
        let_in = client.open(path, method=method, headers=key(scope), environ_base=FAR)

        assert (refused.status_code, refused.json["type"]) == (403, "urn:vanthu:problem:not-allowed")
        assert let_in.status_code not in (401, 403)

    @pytest.mark.parametrize(
        ("path", "scope", "words"),
        [("/soan", "generate", "lập từng văn bản"), ("/hang-loat", "batch", "lập hàng loạt"),
         ("/kiem-tra", "check", "kiểm tra thể thức")],
    )  # fmt: skip
    def test_a_clerk_is_told_what_is_not_allowed_and_reads_no_name_of_a_scope(self, client, key, path, scope, words):
        headers = key("admin") | {"Accept": "text/html"}
        refused = client.get(path, headers=headers, environ_base=FAR)

        assert refused.mimetype == "text/html"
        assert f"không có quyền {words}. Hãy nhờ quản trị" in refused.text
        assert re.search(rf"\b{scope}\b", refused.text) is None

    def test_a_program_is_told_the_scope(self, client, key):
        refused = client.get("/metrics", headers=key("check"), environ_base=FAR).json

        assert (refused["scope"], "quyền quản trị (admin)." in refused["detail"]) == ("admin", True)

    @pytest.mark.parametrize(
        "path", ["/", "/docs", "/tro-giup", "/openapi.json", TYPES, f"{TYPES}/{TYPE.slug}/workbook"]
    )
    def test_reading_takes_none(self, client, key, path):
        assert client.get(path, headers=key("admin"), environ_base=FAR).status_code == 200

    def test_nothing_that_changes_or_makes_anything_is_left_out(self, app):
        open_ones, scoped = set(), set()
        for rule in app.url_map.iter_rules():
            path = re.sub(r"<\w+>", "x", rule.rule)
            if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
                (open_ones if is_open(path) else scoped).add(path)

        assert open_ones == {"/dang-nhap"}
        assert {path for path in scoped if scope_of(path, "POST") == "admin"} == set()

    def test_an_address_that_is_new_takes_admin_to_change_anything(self):
        assert (scope_of("/api/v2/x", "POST"), scope_of("/api/v1/documentsx", "POST")) == ("admin", "admin")
        assert scope_of("/api/v2/x", "GET") is None
        assert SCOPE_OF_PATH["/metrics"] == "admin"

    def test_who_may_make_single_papers_only_makes_no_batch_by_the_page_either(self, client, key):
        data = form_with(lines(payload(1), payload(2)), "mùa.jsonl")
        response = client.post("/tai-len", data=data, content_type=FORM, headers=key("generate"), environ_base=FAR)

        assert response.status_code in (403, 422)
        assert "batch" in response.text


class TestOpen:
    @pytest.mark.parametrize("path", ["/healthz", "/readyz", "/dang-nhap", "/static/clerks/clerks.css"])
    def test_anybody_may_see_it(self, client, path):
        with client.get(path, environ_base=FAR, headers={"Host": "evil.example"}) as response:
            assert response.status_code == 200

    @pytest.mark.parametrize(
        "path", ["/", "/soan", "/docs", "/xem-truoc", "/nowhere", "/healthz/x", "/static", "/dang-nhapx", "//healthz"]
    )
    def test_of_all_else_nobody_learns_whether_it_is_there(self, client, path):
        response = client.get(path, environ_base=FAR)

        assert response.status_code == 303
        assert response.headers["Location"].startswith("/dang-nhap?tiep=")

    def test_a_script_of_ours_is_told_in_words(self, client):
        response = client.get("/soan", environ_base=FAR, headers={"Sec-Fetch-Dest": "empty"})

        assert_unknown(response)
        assert response.json["detail"].startswith("Phiên làm việc đã hết; những gì đã nhập vẫn còn trên trang này.")
        assert "Bearer" not in response.json["detail"]

    @pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Dest": "empty"}])
    def test_a_program_is_told_of_the_key(self, client, headers):
        assert "Bearer vt_" in client.get(TYPES, environ_base=FAR, headers=headers).json["detail"]

    def test_a_form_that_was_sent_too_late_is_told_as_a_page(self, client):
        response = client.post("/hang-loat", environ_base=FAR, headers={"Accept": "text/html"})

        assert (response.status_code, response.mimetype) == (401, "text/html")
        assert "phiên làm việc đã hết" in response.text


def test_a_paper_is_made_with_a_key(client, key):
    content = json.dumps(json.loads(sample(TYPE))).encode()
    headers = key("generate") | {"Content-Type": "application/json"}

    assert (
        client.post(f"/api/v1/documents/{TYPE.slug}", data=content, headers=headers, environ_base=FAR).status_code
        == 200
    )
