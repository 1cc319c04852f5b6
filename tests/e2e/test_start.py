"""Where a clerk begins."""

from __future__ import annotations

import pytest

MOST_BYTES = 300_000


def test_a_clerk_sees_what_can_be_done_and_stumbles_over_nothing(either_page, axe, shot):
    either_page.goto("/")
    shot(either_page, "vi")

    assert either_page.get_by_role("heading", level=1).inner_text() == "Bạn muốn làm gì?"
    assert either_page.locator(".choices a").count() == 3
    assert axe(either_page) == []


def test_the_start_page_and_all_that_it_loads_weigh_little(page):
    responses = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 (Playwright takes no built-in)
    page.goto("/", wait_until="networkidle")

    assert 1_000 < sum(len(response.body()) for response in responses) < MOST_BYTES


def test_the_language_is_switched_and_stays_so_on_the_next_page(page, shot):
    page.goto("/kiem-tra")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/kiem-tra")

    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "Check a paper"

    page.goto("/")
    shot(page, "en")
    assert page.get_by_role("heading", level=1).inner_text() == "What do you want to do?"


def test_the_first_press_of_tab_leads_past_the_navigation(page):
    page.goto("/")
    page.keyboard.press("Tab")

    assert page.locator(":focus").inner_text() == "Đến nội dung"

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "/soan"


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_colour_schemes_can_be_read(open_page, axe, scheme):
    page = open_page(color_scheme=scheme)
    page.goto("/")

    assert axe(page) == []
