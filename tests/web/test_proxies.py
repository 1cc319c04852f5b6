"""Behind a proxy: whom it is believed, and every address below the path under which it shows the service."""

from __future__ import annotations

import re

import pytest

from service.bootstrap import open_access
from service.config import load_settings
from service.errors import SettingFault
from service.web import create_app
from service.web.proxies import PASSED_ON, PEER, STRANGE_TARGET, Proxies
from tests.batch.seasons import TYPE, desk_at, payload
from tests.web.batches.sending import FORM, PATH, form_with, lines

PROXY, CLIENT = "10.0.0.2", "10.7.7.7"
FORWARDED = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/vanthu"}


@pytest.fixture(scope="module")
def own(tmp_path_factory, settings):
    changed = {"data_dir": tmp_path_factory.mktemp("proxied"), "trusted_proxies": (PROXY,)}
    return settings.model_copy(update=changed)


@pytest.fixture(scope="module")
def access(own):
    found = open_access(own)
    found.users.add("lan", "một câu ngắn dễ nhớ", ["generate", "batch", "check"])
    yield found
    found.close()


@pytest.fixture(scope="module")
def desk(own):
    found = desk_at(own.data_dir, processes=1)
    yield found
    found.close()


def seen(peer: str, headers: dict[str, str], trusted=(PROXY,), prefix=None, path: str = "/soan", target: str = "/soan"):
    """What an application gets to see of a request."""
    found = {}
    application = Proxies(lambda environ, _: found.update(environ) or [], trusted, prefix)
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    environ = {
        "REMOTE_ADDR": peer,
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "inside",
        "PATH_INFO": path,
        "RAW_URI": target,
    }
    application({"SERVER_PROTOCOL": "HTTP/1.1", **environ, **named}, None)
    return found


def test_a_trusted_proxy_is_believed():
    environ = seen(PROXY, FORWARDED | {"X-Forwarded-Host": "vanthu.tinh.vn"})

    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["HTTP_HOST"], environ["SCRIPT_NAME"]) == (
        CLIENT, "https", "vanthu.tinh.vn", "/vanthu",
    )  # fmt: skip
    assert (environ[PEER], environ[PASSED_ON]) == (PROXY, True)


@pytest.mark.parametrize(
    ("target", "host", "strange"),
    [
        ("/soan", "a.example", False), ("//b.example/soan", "a.example", False), ("*", "a.example", False),
        ("http://A.example:80/soan", "a.Example:80", False), ("http://b.example/soan", "a.example", True),
        ("http://a.example:81/soan", "a.example", True), ("a.example:80", "a.example:80", True),
        ("/soan/é", "", False),
    ],
)  # fmt: skip
def test_a_target_must_be_of_the_host_that_a_trusted_proxy_asked_for(target, host, strange):
    """Compared with what came over the line, not with the name that the proxy tells."""
    headers = {"Host": host, "X-Forwarded-Host": "b.example"}

    assert seen(PROXY, headers, target=target)[STRANGE_TARGET] == strange


@pytest.mark.parametrize("peer", ["10.0.0.3", "127.0.0.1", "", "::1"])
def test_nobody_else_is(peer):
    environ = seen(peer, FORWARDED | {"X-Forwarded-Host": "127.0.0.1"})

    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["HTTP_HOST"], environ["SCRIPT_NAME"]) == (
        peer, "http", "inside", "",
    )  # fmt: skip
    assert environ[PASSED_ON]


def test_a_caller_cannot_write_an_address_before_that_of_the_proxy():
    assert seen(PROXY, {"X-Forwarded-For": f"127.0.0.1, {CLIENT}"})["REMOTE_ADDR"] == CLIENT


def test_of_several_trusted_proxies_the_caller_before_them_counts():
    environ = seen(PROXY, {"X-Forwarded-For": f"127.0.0.1, {CLIENT}, 192.168.0.5"}, (PROXY, "192.168.0.0/16"))

    assert environ["REMOTE_ADDR"] == CLIENT


def test_a_trusted_proxy_that_tells_nothing_is_no_caller_from_here():
    assert seen("127.0.0.1", {}, ("127.0.0.1",))[PASSED_ON]
    assert not seen("127.0.0.1", {})[PASSED_ON]


@pytest.mark.parametrize(
    "told", ["//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/x/..", "/.", "vanthu", "/é", "/x;y"]
)
def test_a_prefix_that_could_lead_elsewhere_is_none(told):
    assert seen(PROXY, {"X-Forwarded-Prefix": told})["SCRIPT_NAME"] == ""


def test_the_setting_goes_before_what_the_proxy_tells():
    assert seen(PROXY, {"X-Forwarded-Prefix": "/x"}, prefix="/van-thu/a")["SCRIPT_NAME"] == "/van-thu/a"


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/vanthu/soan", "/soan"), ("/soan", "/soan"), ("/vanthu", "/"), ("/vanthu/", "/"), ("/vanthux", "/vanthux")],
)
def test_the_prefix_may_be_taken_away_by_the_proxy_or_not(path, inside):
    assert seen(PROXY, {}, prefix="/vanthu", path=path)["PATH_INFO"] == inside


@pytest.mark.parametrize(
    ("name", "value"),
    [("TRUSTED_PROXIES", "proxy.example"), ("TRUSTED_PROXIES", "10.0.0.1, x"), ("URL_PREFIX", "//evil.example"),
     ("URL_PREFIX", "vanthu"), ("URL_PREFIX", "/vanthu/"), ("URL_PREFIX", "/..")],
)  # fmt: skip
def test_a_setting_that_cannot_be_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingFault, match=name):
        load_settings()


class TestBelowAPrefix:
    @pytest.fixture
    def client(self, pipeline, own, desk, access):
        """A program with a key, over the proxy."""
        client = create_app(pipeline, own, lambda: desk, lambda: access).test_client()
        _, shown = access.keys.create("x", ["generate", "batch", "check"])
        client.environ_base.update(REMOTE_ADDR=PROXY, HTTP_AUTHORIZATION=f"Bearer {shown}")
        client.environ_base.update({f"HTTP_{name.upper().replace('-', '_')}": text for name, text in FORWARDED.items()})
        return client

    @pytest.mark.parametrize(
        "path",
        ["/", "/soan", f"/soan/{TYPE.slug}", "/hang-loat", "/kiem-tra", "/tai-len", "/tro-giup", "/tro-giup/he-thong",
         f"/tro-giup/{TYPE.slug}", "/xem-truoc", "/dang-nhap", "/docs", f"/docs/{TYPE.slug}", "/nowhere"],
    )  # fmt: skip
    def test_every_address_on_a_page_lies_below_it(self, client, path):
        text = client.get(path, headers={"Accept": "text/html"}).text
        addresses = re.findall(r'\b(?:href|src|action|formaction|data-address)="(/[^"]*)"', text)

        assert addresses
        assert [each for each in addresses if not each.startswith("/vanthu/")] == []

    def test_so_do_those_of_a_batch(self, client):
        data = form_with(lines(payload(1)), "mùa.jsonl", type=TYPE.slug)
        sent = client.post(PATH, data=data, content_type=FORM)
        address = sent.headers["Location"]
        page = client.get(f"/hang-loat/{sent.json['id']}").text

        assert address == f"/vanthu{PATH}/{sent.json['id']}"
        assert {each for each in sent.json["links"].values() if each and not each.startswith(address)} == set()
        assert re.findall(r'"(/(?!vanthu[/"])[^"]*)"', page) == []
        assert client.post(f"/hang-loat/{sent.json['id']}/xoa").headers["Location"] == "/vanthu/hang-loat"

    def test_so_do_those_that_programs_read(self, client):
        about = client.get("/api/v1/types").json["types"][0]

        assert about["schema"].startswith("/vanthu/api/v1/types/")
        assert client.get("/openapi.json").json["servers"] == [{"url": "/vanthu"}]

    def test_so_do_cookies_and_redirections(self, client, access):
        del client.environ_base["HTTP_AUTHORIZATION"]
        assert client.get("/soan").headers["Location"] == "/vanthu/dang-nhap?tiep=/soan"
        form = {"name": "lan", "password": "một câu ngắn dễ nhớ", "tiep": "/soan"}
        response = client.post("/dang-nhap", data=form)

        assert response.headers["Location"] == "/vanthu/soan"
        assert re.fullmatch(
            r"__Secure-vanthu=[\w-]+; Secure; HttpOnly; Path=/vanthu; SameSite=Lax", response.headers["Set-Cookie"]
        )
        assert "Path=/vanthu;" in client.get("/ngon-ngu?lang=en&trang=/soan").headers["Set-Cookie"]

    def test_what_others_on_the_host_have_stored_is_not_erased(self, client):
        assert "Clear-Site-Data" not in client.post("/dang-xuat", data={"erase": "1"}).headers
