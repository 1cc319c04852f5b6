"""A clerk signs in, works and signs out; the service lies behind a proxy, below a path of its own, as in an office.

Whatever a page asks for outside that path fails the test (``Watch``).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.batch.seasons import SLUG, payload, write_lines
from tests.e2e.conftest import CHECKOUT, _port
from tests.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider
from tests.reverse_proxy import ReverseProxy
from tests.trying import others_long

PASSWORD = "một câu ngắn dễ nhớ"
PREFIX = "/vanthu"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    found = IdentityProvider()
    yield found
    found.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory, provider) -> Iterator[str]:
    """Where the proxy shows the service."""
    folder = tmp_path_factory.mktemp("behind")
    messages = folder / "messages"
    environment = {
        **os.environ,
        "DATA_DIR": str(folder / "data"),
        "WORKERS": "2",
        "TRUSTED_PROXIES": "127.0.0.1",
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT_ID,
        "OIDC_CLIENT_SECRET": CLIENT_SECRET,
    }
    command = [sys.executable, "-m", "service"]
    for name in ("lan", "hoa"):
        add = [*command, "users", "add", name, "--password-stdin"]
        subprocess.run(add, cwd=CHECKOUT, env=environment, input=PASSWORD.encode(), check=True, capture_output=True)
    with messages.open("wb") as stream:
        process = subprocess.Popen(
            [*command, "serve", "--port", "0"], cwd=CHECKOUT, env=environment, stdout=stream, stderr=stream
        )
    try:
        proxy = ReverseProxy(_port(process, messages), PREFIX)
        yield f"http://127.0.0.1:{proxy.port}{PREFIX}"
        proxy.close()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    logged = messages.read_text()
    assert [secret for secret in (PASSWORD, "mật khẩu sai hẳn", CLIENT_SECRET) if secret in logged] == []


def sign_in(page, address: str, path: str, name: str = "lan") -> None:
    """Ask for a page, be asked who one is, and come to that page."""
    page.goto(f"{address}{path}")
    assert page.url.startswith(f"{address}/dang-nhap?tiep=")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}{path}")


def test_a_clerk_makes_a_paper_and_leaves_no_draft(page, address, axe, shot):
    slug = "cell-establishment-decision"
    sign_in(page, address, f"/soan/{slug}")
    assert "lan" in page.locator(".who").text_content()
    page.get_by_role("button", name="Điền ví dụ").click()
    page.frame_locator("iframe.paper").get_by_text("QUYẾT ĐỊNH").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tệp Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('vanthu-ban-nhap')).length") == 1

    page.get_by_role("link", name="Đăng xuất").click()
    shot(page, "sign-out")
    assert axe(page) == []
    page.get_by_label("Xóa luôn các bản nháp").check()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(f"{address}/dang-nhap")
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('vanthu-ban-nhap')).length") == 0
    page.goto(f"{address}/soan")
    assert "/dang-nhap?tiep=/soan" in page.url


def test_a_batch_is_its_clerks_alone(page, open_page, address, tmp_path):
    file = tmp_path / "mùa.jsonl"
    write_lines(file, [payload(1), payload(2)])
    sign_in(page, address, "/hang-loat")
    page.locator("#type").select_option(SLUG)
    page.locator("#file").set_input_files(file)
    page.get_by_role("button", name="Lập văn bản").last.click()
    page.wait_for_url(re.compile(rf"{re.escape(address)}/hang-loat/[0-9a-f]{{32}}$"))
    download = page.get_by_role("link", name="Tải tệp ZIP")
    download.wait_for(timeout=120_000)
    with page.expect_download() as got:
        download.click()
    assert got.value.suggested_filename.endswith(".zip")

    other = open_page()
    sign_in(other, address, "/hang-loat", "hoa")
    assert other.locator(f"a[href='{page.url.removeprefix(address.removesuffix(PREFIX))}']").count() == 0
    assert other.goto(page.url).status == 404


@pytest.mark.long
def test_signing_in_works_without_scripts_on_a_phone_and_by_keyboard(open_page, address):
    page = open_page({"width": 390, "height": 844}, javascript=False)
    page.goto(f"{address}/kiem-tra")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.keyboard.press("Tab")
    page.keyboard.type("mật khẩu sai hẳn")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Tên đăng nhập").input_value() == "lan"
    assert page.get_by_label("Mật khẩu").input_value() == ""
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/kiem-tra")


@pytest.mark.parametrize("language", others_long(["vi", "en"], "vi"))
def test_the_pages_can_be_read_by_all(open_page, address, axe, shot, language):
    page = open_page(language=language)
    page.goto(f"{address}/dang-nhap")
    shot(page, f"sign-in-{language}")
    assert axe(page) == []
    page.locator("#name").fill("lan")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{address}/")
    for path in ("/tai-khoan", "/dang-xuat"):
        page.goto(f"{address}{path}")
        shot(page, f"{path[1:]}-{language}")
        assert axe(page) == []
        assert page.locator("h1").count() == 1
    page.set_viewport_size({"width": 320, "height": 640})
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_session_that_is_over_is_told_and_nothing_typed_is_lost(page, address):
    sign_in(page, address, "/soan/summary-report")
    page.get_by_role("button", name="Điền ví dụ").click()
    page.get_by_text("Đã điền ví dụ").wait_for()
    page.context.clear_cookies(name="vanthu")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status").get_by_text("Phiên làm việc đã hết").wait_for()
    with page.context.expect_page() as opened:
        page.locator("#status").get_by_role("link", name="Đăng nhập ở thẻ khác").click()
    beside = opened.value
    beside.wait_for_url(f"{address}/dang-nhap")
    beside.get_by_label("Tên đăng nhập").fill("lan")
    beside.get_by_label("Mật khẩu").fill(PASSWORD)
    beside.get_by_role("button", name="Đăng nhập").click()
    beside.wait_for_url(f"{address}/")

    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status").get_by_text("Không có lỗi").wait_for()
    page.reload()
    page.get_by_text("Đã mở lại bản nháp").wait_for()


def test_a_clerk_comes_in_over_the_identity_provider(open_page, address, provider, browser):
    """In a window of its own: the way leads over another origin, which ``Watch`` lets no page ask."""
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/hang-loat")
    page.get_by_role("link", name="Đăng nhập bằng tài khoản của cơ quan").click()
    page.wait_for_url(f"{address}/hang-loat")
    assert "Nguyễn Thị Lan" in page.locator(".who").text_content()
    page.goto(f"{address}/tai-khoan")
    assert page.get_by_label("Mật khẩu mới").count() == 0

    provider.claims = {"nonce": "of another flow"}
    context.clear_cookies()
    page.goto(f"{address}/dang-nhap")
    page.get_by_role("link", name="Đăng nhập bằng tài khoản của cơ quan").click()
    page.get_by_role("alert").get_by_text("Không đăng nhập được").wait_for()
    provider.claims = {}
    context.close()
