"""What cannot be done is a page for a browser, wherever it happens, and problem+json for everybody else."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from service.batch.refusals import LedgerBusy
from service.config import Settings
from service.web import create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FORM = "multipart/form-data; boundary=x"
FOREIGN = {"Origin": "http://evil.example"}
NO_BATCH = "/hang-loat/" + "0" * 32
PROGRAMMERS_WORDS = ("JSON", "/docs", "Allow", "HTTP", "ALLOWED_HOSTS", "MAX_", "cell-")


def assert_page(response, status: int, told: str) -> str:
    html = response.get_data(as_text=True)
    assert (response.status_code, response.mimetype) == (status, "text/html"), html
    assert response.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert told in html
    return html


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/khong-co", "Không có trang này"),
        ("/kiem-tra/x", "Không có trang này"),
        ("/soan/love-letter", "Không có loại văn bản này"),
        ("/tro-giup/love-letter", "Không có loại văn bản này"),
        ("/static/khong-co.css", "Không có trang này"),
        (NO_BATCH, "Lô này không còn"),
        (f"{NO_BATCH}/lam-lai", "Lô này không còn"),
        (f"{NO_BATCH}/van-ban.zip", "Lô này không còn"),
    ],
)
def test_an_address_without_a_page_is_told_in_words_for_clerks(client, address, told):
    html = assert_page(client.get(address, headers=BROWSER), 404, told)

    assert not [word for word in PROGRAMMERS_WORDS if word in html.partition("<main")[2].partition("</main")[0]]


def test_it_is_told_in_the_language_of_the_pages_not_of_the_browser(client):
    client.set_cookie("lang", "en")
    html = assert_page(client.get("/khong-co", headers=BROWSER | {"Accept-Language": "vi"}), 404, "no such page")

    assert '<html lang="en"' in html


@pytest.mark.parametrize("path", ["/kiem-tra", "/tai-len", "/hang-loat", "/soan/dan", f"{NO_BATCH}/xoa"])
def test_what_another_site_sends_is_refused_on_a_page_that_leads_back(client, path):
    html = assert_page(client.post(path, headers=BROWSER | FOREIGN), 403, "Yêu cầu không được nhận")

    assert "Mã yêu cầu" in html


def test_a_foreign_host_is_told_to_the_operator_only_in_details(client):
    response = client.get("/hang-loat", headers=BROWSER | {"Host": "evil.example"})
    html = assert_page(response, 403, "địa chỉ thường dùng")

    assert "ALLOWED_HOSTS" in html.partition("<details")[2]


def test_a_method_that_a_page_does_not_know_is_a_page_and_the_header_says_which_it_knows(client):
    response = client.delete("/tai-len", headers=BROWSER)

    assert_page(response, 405, "không mở trực tiếp được")
    assert "POST" in response.headers["Allow"]


def test_too_much_is_told_on_the_page_without_names_of_settings(pipeline, tmp_path):
    app = create_app(pipeline, Settings(data_dir=tmp_path, max_body_mib=1, max_upload_mib=1))
    for path in ("/kiem-tra", "/tai-len", "/hang-loat"):
        name = "a.docx" if path == "/kiem-tra" else "a.jsonl"
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + b"x" * (2 << 20) + b"\r\n--x--\r\n"
        response = app.test_client().post(path, data=body, headers=BROWSER, content_type=FORM)
        html = assert_page(response, 413, "Hãy chia thành nhiều tệp nhỏ hơn")
        assert "MAX_" not in html


@pytest.mark.parametrize(
    ("failure", "status", "told"),
    [
        (ZeroDivisionError("Nguyễn Văn An"), 500, "Dịch vụ gặp lỗi"),
        (LedgerBusy("locked"), 503, "Hãy thử lại sau ít giây"),
        (ServiceUnavailable(), 503, "Chưa thực hiện được"),
        (TooManyRequests(), 429, "Chưa thực hiện được"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_fails_on_the_way_is_a_page_without_details(pipeline, settings, failure, status, told):
    app = create_app(pipeline, settings)

    @app.get("/fail")
    def fail() -> str:
        raise failure

    response = app.test_client().get("/fail", headers=BROWSER)
    html = assert_page(response, status, told)
    assert "Nguyễn" not in html
    assert ("Retry-After" in response.headers) == isinstance(failure, LedgerBusy)
    assert (response.headers["X-Request-Id"] in html) == (not isinstance(failure, LedgerBusy))


@pytest.mark.parametrize(
    ("address", "accept"),
    [
        ("/api/v1/nope", BROWSER["Accept"]),
        ("/api", BROWSER["Accept"]),
        ("/khong-co", "*/*"),
        ("/khong-co", "application/json"),
        ("/khong-co", "text/html;q=0, */*"),
        ("/soan/love-letter", ""),
    ],
)
def test_programs_get_a_problem_as_ever(client, address, accept):
    response = client.get(address, headers={"Accept": accept})

    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.json["detail"]


def test_where_the_switch_of_language_leads_is_kept_by_no_cache(client):
    response = client.get("/ngon-ngu?lang=en&trang=/kiem-tra")

    assert response.headers["Cache-Control"] == "no-store"
