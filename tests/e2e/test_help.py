"""A clerk who does not know what to do finds it under Trợ giúp, on a computer and on a telephone."""

from __future__ import annotations

import pytest

PAGES = {
    "/tro-giup": "help",
    "/tro-giup/summary-report": "help-type",
    "/tro-giup/the-thuc": "help-norm",
    "/tro-giup/he-thong": "help-systems",
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_the_help_reads_well(either_page, axe, shot, path):
    either_page.goto(path)

    assert axe(either_page) == []
    assert either_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    shot(either_page, PAGES[path])


@pytest.mark.long
@pytest.mark.parametrize("path", PAGES)
def test_it_reads_well_in_the_dark_and_in_english(open_page, axe, path):
    window = open_page(color_scheme="dark", language="en")
    window.goto(path)

    assert axe(window) == []


def test_it_works_without_javascript(plain_page):
    plain_page.goto("/")
    plain_page.get_by_role("link", name="Trợ giúp").click()
    plain_page.get_by_text("Chưa có số, ngày ban hành thì ghi thế nào?").click()

    assert plain_page.get_by_text("Chỗ ghi số và ngày được chừa").is_visible()


def test_from_the_help_to_a_sample_in_three_clicks(page):
    page.goto("/tro-giup")
    page.locator("main").get_by_role("link", name="Báo cáo tổng kết, sơ kết").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Xem văn bản mẫu (Word)").click()

    assert download.value.suggested_filename == "Mẫu Báo cáo tổng kết, sơ kết.docx"
