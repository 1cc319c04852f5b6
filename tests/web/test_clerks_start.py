"""The switch of the language leads back to pages of ours only; what is kept is read under our own name only."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup


@pytest.mark.parametrize(
    "elsewhere", ["//evil.com", "/\t/evil.com", "/\\evil.com", "https://evil.com", "/\n/evil.com", "/ /x"]
)
def test_nobody_is_led_elsewhere(client, elsewhere):
    response = client.get("/ngon-ngu", query_string={"lang": "en", "trang": elsewhere})

    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_a_page_of_ours_is_shown_again(client):
    response = client.get("/ngon-ngu", query_string={"lang": "en", "trang": "/soan/cell-meeting-minutes"})

    assert response.headers["Location"] == "/soan/cell-meeting-minutes"
    assert "lang=en" in response.headers["Set-Cookie"]


def test_what_must_not_be_written_here_is_told_before_anything_is_chosen(client):
    page = BeautifulSoup(client.get("/").data, "html.parser")

    assert "Tuyệt mật" in page.h1.find_next_sibling().text


@pytest.mark.parametrize("path", ["/hang-loat", "/api/v1/batches"])
def test_what_is_kept_is_not_read_under_a_foreign_host(client, path):
    assert client.get(path, headers={"Host": "evil.com"}).status_code == 403
    assert client.get(path).status_code == 200


def test_the_first_page_is_english_where_that_was_chosen(client):
    client.set_cookie("lang", "en")
    html = client.get("/").get_data(as_text=True)

    assert "Giải thể hoặc kết thúc" not in html
