"""Clerks sign in, are known by their session, change their password and sign out."""

from __future__ import annotations

import logging
import re

import pytest
from bs4 import BeautifulSoup

from tests.web.access.asking import FAR, PASSWORD, TYPES


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

        assert response.status_code == 429
        assert 50 <= int(response.headers["Retry-After"]) <= 60, "a minute, less what this test took itself"
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

    @pytest.mark.parametrize(("new", "repeated"), [("ngắn", "ngắn"), ("một câu khác hẳn rồi", "khác")])
    def test_where_the_new_password_is_unfit_the_old_one_is_not_even_looked_at(self, access, sign_in, new, repeated):
        """So it costs next to nothing, is no try at guessing, and takes no failure back."""
        name = f"tu{len(new)}"
        access.users.add(name, PASSWORD, ["generate"])
        client = sign_in(name)

        def change(old: str, *, fit: bool) -> int:
            both = ("một câu khác hẳn", "một câu khác hẳn") if fit else (new, repeated)
            fields = dict(zip(("password", "new", "repeated"), (old, *both), strict=True))
            return client.post("/tai-khoan", data=fields).status_code

        assert {change("sai", fit=True) for _ in range(4)} == {422}
        assert [change("sai", fit=False), change("sai", fit=False), change(PASSWORD, fit=False)] == [422] * 3
        assert [change("sai", fit=True), change(PASSWORD, fit=True)] == [422, 429]
