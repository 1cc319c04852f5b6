"""Who may use the service: on loopback anybody at the machine itself, from elsewhere who shows a key or signs in."""

from __future__ import annotations

import json
import logging
import re

import pytest
from bs4 import BeautifulSoup

from service.access.callers import SCOPES
from service.bootstrap import open_access, sample
from service.web import create_app
from service.web.authentication import SCOPE_OF_PATH, is_open, scope_of
from tests.batch.seasons import TYPE, desk_at, payload
from tests.web.batches.sending import FORM, PATH, form_with, lines

PASSWORD = "một câu ngắn dễ nhớ"
FAR = {"REMOTE_ADDR": "10.1.2.3"}
TYPES = "/api/v1/types"


@pytest.fixture(scope="module")
def own(tmp_path_factory, settings):
    """Settings with a data folder of these tests' own."""
    return settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("access")})


@pytest.fixture(scope="module")
def access(own):
    found = open_access(own)
    found.users.add("lan", PASSWORD, ["generate", "batch"])
    found.users.add("hoa", PASSWORD, ["batch"])
    yield found
    found.close()


@pytest.fixture(scope="module")
def desk(own):
    found = desk_at(own.data_dir)
    yield found
    found.close()


@pytest.fixture(scope="module")
def app(pipeline, own, access, desk):
    return create_app(pipeline, own, lambda: desk, lambda: access)


@pytest.fixture
def key(access):
    """``key("generate")`` makes a key and gives the header that shows it."""

    def key(*scopes):
        return {"Authorization": f"Bearer {access.keys.create('x', scopes)[1]}"}

    return key


@pytest.fixture
def sign_in(app):
    """``sign_in("lan")`` gives a browser that is signed in from elsewhere."""

    def sign_in(name: str, password: str = PASSWORD):
        client = app.test_client()
        response = client.post("/dang-nhap", data={"name": name, "password": password}, environ_base=FAR)
        assert response.status_code == 303, response.text
        client.environ_base.update(FAR)
        return client

    return sign_in


def assert_unknown(response) -> None:
    assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


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
        ],
    )  # fmt: skip
    def test_what_was_passed_on_is_not_from_here(self, client, header):
        assert_unknown(client.get(TYPES, headers={header: "127.0.0.1"}))

    def test_a_proxy_that_adds_nothing_is_told_by_its_protocol(self, client):
        assert_unknown(client.get(TYPES, environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"}))

    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "10.0.0.1", "", "vanthu.vn:8000"])
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
        assert "đăng nhập" in response.json["detail"]

    def test_a_form_that_was_sent_too_late_is_told_as_a_page(self, client):
        response = client.post("/hang-loat", environ_base=FAR, headers={"Accept": "text/html"})

        assert (response.status_code, response.mimetype) == (401, "text/html")
        assert "phiên làm việc đã hết" in response.text


class TestSigningIn:
    def test_leads_to_the_page_that_was_wanted(self, client):
        asked = client.get("/hang-loat?sau=0a", environ_base=FAR).headers["Location"]
        soup = BeautifulSoup(client.get(asked, environ_base=FAR).data, "lxml")
        form = {each["name"]: each.get("value", "") for each in soup.select("form input")}
        response = client.post("/dang-nhap", data=form | {"name": "Lan", "password": PASSWORD}, environ_base=FAR)

        assert (response.status_code, response.headers["Location"]) == (303, "/hang-loat?sau=0a")

    @pytest.mark.parametrize(
        "target",
        [
            "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
            "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1", "/x\r\nSet-Cookie: x=1", "/x//evil.example", " /soan",
            "/@evil.example", "", "/" + "a" * 600,
        ],
    )  # fmt: skip
    def test_leads_nowhere_else(self, client, target):
        form = {"name": "lan", "password": PASSWORD, "tiep": target}
        response = client.post("/dang-nhap", data=form, environ_base=FAR)

        assert (response.status_code, response.headers["Location"]) == (303, "/")

    def test_gives_a_cookie_that_no_script_reads_and_no_page_elsewhere_has_sent(self, client):
        response = client.post("/dang-nhap", data={"name": "lan", "password": PASSWORD}, environ_base=FAR)
        (cookie,) = response.headers.getlist("Set-Cookie")

        assert re.fullmatch(r"vanthu=[A-Za-z0-9_-]{43}; HttpOnly; Path=/; SameSite=Lax", cookie)

    def test_over_tls_the_cookie_is_bound_to_it(self, client):
        data = {"name": "lan", "password": PASSWORD}
        response = client.post("/dang-nhap", data=data, base_url="https://localhost", environ_base=FAR)

        assert re.fullmatch(
            r"__Host-vanthu=[A-Za-z0-9_-]{43}; Secure; HttpOnly; Path=/; SameSite=Lax",
            response.headers["Set-Cookie"],
        )

    def test_a_cookie_that_was_there_before_is_never_taken_up(self, client, access):
        """Session fixation: a token that somebody else planted is not what the clerk is known by."""
        client.set_cookie("vanthu", "planted" + "x" * 36)
        client.post("/dang-nhap", data={"name": "lan", "password": PASSWORD}, environ_base=FAR)

        assert client.get_cookie("vanthu").value != "planted" + "x" * 36
        assert access.sessions.caller("planted" + "x" * 36) is None

    def test_signing_in_anew_ends_the_session_before(self, sign_in, access):
        client = sign_in("lan")
        before = client.get_cookie("vanthu").value
        client.post("/dang-nhap", data={"name": "hoa", "password": PASSWORD})

        assert access.sessions.caller(before) is None

    def test_a_refusal_says_the_same_of_a_name_that_nobody_has(self, client):
        def told(name: str) -> str:
            response = client.post("/dang-nhap", data={"name": name, "password": "x"}, environ_base=FAR)
            assert response.status_code == 422
            return response.text.replace(f'value="{name}"', "")

        assert told("lan") == told("nguoi-la")

    def test_the_password_is_not_shown_again(self, client):
        data = {"name": "lan", "password": "Secret-Password-1"}

        assert "Secret-Password-1" not in client.post("/dang-nhap", data=data, environ_base=FAR).text

    def test_who_guesses_is_told_to_wait(self, client):
        for _ in range(5):
            client.post("/dang-nhap", data={"name": "bị khóa", "password": "x"}, environ_base=FAR)
        response = client.post("/dang-nhap", data={"name": "bị khóa", "password": "x"}, environ_base=FAR)

        assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
        assert "tạm khóa" in response.text

    @pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
    @pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/tai-khoan"])
    def test_no_page_elsewhere_signs_anybody_in_or_out(self, sign_in, path, headers):
        client = sign_in("lan")
        refused = client.post(path, data={"name": "hoa", "password": PASSWORD}, headers=headers)

        assert refused.status_code == 403
        assert "lan" in client.get("/").text

    def test_neither_passwords_nor_keys_nor_cookies_are_logged(self, client, key, caplog):
        caplog.set_level(logging.DEBUG)
        secret = "mat-khau-rat-bi-mat"
        client.post("/dang-nhap", data={"name": secret, "password": secret}, environ_base=FAR)
        client.post("/dang-nhap", data={"name": "lan", "password": PASSWORD}, environ_base=FAR)
        cookie, shown = client.get_cookie("vanthu").value, key("check")
        client.get(TYPES, headers=shown, environ_base=FAR)
        logged = caplog.text + str([record.__dict__ for record in caplog.records])

        assert [each for each in (secret, PASSWORD, cookie, shown["Authorization"]) if each in logged] == []


class TestSignedIn:
    def test_the_name_and_the_way_out_are_on_every_page(self, sign_in):
        soup = BeautifulSoup(sign_in("lan").get("/tro-giup").data, "lxml")

        assert "lan" in soup.select_one(".who").text
        assert [each["href"] for each in soup.select(".who a")] == ["/tai-khoan", "/dang-xuat"]

    def test_at_the_machine_itself_there_is_none(self, client):
        assert BeautifulSoup(client.get("/").data, "lxml").select(".who") == []

    def test_signing_out_ends_the_session(self, sign_in):
        client = sign_in("lan")
        shown = client.get_cookie("vanthu").value
        assert client.post("/dang-xuat").status_code == 303
        client.set_cookie("vanthu", shown)

        assert client.get("/soan").status_code == 303

    @pytest.mark.parametrize(("form", "erased"), [({}, None), ({"erase": "1"}, '"storage"')])
    def test_drafts_go_where_that_was_asked_for(self, sign_in, form, erased):
        client = sign_in("lan")
        assert "Bản nháp" in client.get("/dang-xuat").text

        assert client.post("/dang-xuat", data=form).headers.get("Clear-Site-Data") == erased

    def test_a_new_password_signs_out_everywhere_else(self, access, sign_in):
        access.users.add("minh", PASSWORD, ["generate"])
        here, elsewhere = sign_in("minh"), sign_in("minh")
        new = "một câu khác hẳn rồi"
        response = here.post("/tai-khoan", data={"password": PASSWORD, "new": new, "repeated": new})

        assert (response.status_code, "Đã đổi mật khẩu" in response.text) == (200, True)
        assert (here.get("/soan").status_code, elsewhere.get("/soan").status_code) == (200, 303)
        assert sign_in("minh", new)

    @pytest.mark.parametrize(
        "form",
        [
            {"password": "sai", "new": "một câu khác hẳn rồi", "repeated": "một câu khác hẳn rồi"},
            {"password": PASSWORD, "new": "một câu khác hẳn rồi", "repeated": "khác"},
            {"password": PASSWORD, "new": "ngắn", "repeated": "ngắn"},
            {},
        ],
    )
    def test_a_password_is_not_changed_by_a_wrong_form(self, sign_in, form):
        client = sign_in("hoa")

        assert client.post("/tai-khoan", data=form).status_code == 422
        assert client.get("/tai-khoan").status_code == 200
        assert sign_in("hoa")


class TestBatches:
    @pytest.fixture
    def batch(self, client, key):
        """Handed in with a key: its headers and the address of its batch."""
        shown = key("batch")
        data = form_with(lines(payload(1)), "mùa.jsonl", type=TYPE.slug)
        sent = client.post(PATH, data=data, content_type=FORM, headers=shown, environ_base=FAR)
        assert sent.status_code == 202
        return shown, sent.headers["Location"]

    def test_the_owner_sees_it_and_nobody_else_does(self, client, key, batch, sign_in):
        shown, address = batch
        page = address.replace("/api/v1/batches", "/hang-loat")

        assert client.get(address, headers=shown, environ_base=FAR).status_code == 200
        for stranger in (
            client.get(address, headers=key("batch", "admin"), environ_base=FAR),
            client.get(address),
            client.get(page),
            sign_in("lan").get(page),
            sign_in("lan").post(f"{page}/xoa"),
        ):
            assert stranger.status_code in (404, 303)
        assert client.get(address, headers=shown, environ_base=FAR).status_code == 200

    def test_to_others_it_is_as_one_that_there_never_was(self, client, key, batch):
        _, address = batch
        unknown = f"{PATH}/{'0' * 32}"
        for method, below in (("GET", ""), ("GET", "/errors"), ("GET", "/archive"), ("POST", "/cancel"),
                              ("POST", "/retry"), ("DELETE", "")):  # fmt: skip
            headers = key("batch")
            theirs = client.open(address + below, method=method, headers=headers, environ_base=FAR)
            nobodys = client.open(unknown + below, method=method, headers=headers, environ_base=FAR)
            same = [(each.status_code, each.json | {"instance": ""}) for each in (theirs, nobodys)]

            assert same[0] == same[1]
            assert theirs.status_code == 404

    def test_it_is_in_no_list_but_its_owners(self, client, key, batch):
        shown, address = batch

        def listed(headers) -> list[str]:
            found = client.get(PATH, headers=headers, environ_base=FAR).json["batches"]
            return [each["links"]["self"] for each in found]

        assert listed(shown) == [address]
        assert listed(key("batch")) == []

    def test_a_key_of_idempotency_is_its_owners(self, client, key):
        def send(headers):
            data = form_with(lines(payload(1)), "mùa.jsonl", type=TYPE.slug)
            sent = client.post(PATH, data=data, content_type=FORM, headers=headers | {"Idempotency-Key": "k"},
                               environ_base=FAR)  # fmt: skip
            return sent.headers["Location"]

        first, second = key("batch"), key("batch")
        assert send(first) == send(first) != send(second)


def test_a_paper_is_made_with_a_key(client, key):
    content = json.dumps(json.loads(sample(TYPE))).encode()
    headers = key("generate") | {"Content-Type": "application/json"}

    assert (
        client.post(f"/api/v1/documents/{TYPE.slug}", data=content, headers=headers, environ_base=FAR).status_code
        == 200
    )
