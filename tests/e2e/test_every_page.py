"""What holds for every page that a clerk can come to by links, in both sizes and languages."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import OFFICE, PHONE

FIRST = "/"
OTHERS = ("/docs", "/api", "/ngon-ngu", "/healthz", "/static")
"""Not for clerks, or no pages; nor is what has an ending, as files have."""


def pages_of(page) -> list[str]:
    """The paths of all pages that links lead to from the first, each kind of page once."""
    found, waiting = [], [FIRST]
    while waiting:
        path = waiting.pop(0)
        response = page.goto(path)
        assert response.status == 200, path
        found.append(path)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.pathname)")
        waiting += [
            link
            for link in dict.fromkeys(links)
            if not link.startswith(OTHERS) and "." not in link and link not in [*found, *waiting]
        ]
    return found


def test_every_page_that_a_link_leads_to_can_be_read_by_all(page, axe):
    faults = {}
    for path in pages_of(page):
        page.goto(path)
        if found := axe(page):
            faults[path] = found

    assert faults == {}


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_is_wider_than_a_phone(open_page, language, width):
    phone = open_page({"width": width, "height": 844}, language=language)
    wide = []
    for path in pages_of(phone):
        phone.goto(path)
        if phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
        assert phone.locator("html").get_attribute("lang") == language
        assert phone.locator("h1").count() == 1

    assert wide == []


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("path", ["/docs", "/docs/cell-meeting-minutes"])
def test_the_pages_for_programs_are_no_wider_than_a_phone(open_page, path, width):
    phone = open_page({"width": width, "height": 844})
    phone.goto(path)

    assert phone.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
@pytest.mark.parametrize(("language", "scheme"), [("vi", "light"), ("vi", "dark"), ("en", "light")])
def test_a_page_that_is_not_there_is_told_and_leads_back(open_page, axe, shot, size, language, scheme):
    page = open_page(size, language=language, color_scheme=scheme)
    response = page.goto("/khong-co")
    shot(page, f"refused-{language}-{scheme}")

    assert (response.status, response.headers["cache-control"]) == (404, "no-store")
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.locator("main .button.main").click()
    page.wait_for_url("**/")


@pytest.mark.parametrize(
    ("path", "back"), [("/tro-giup/x", "/tro-giup"), ("/soan/x", "/soan"), ("/hang-loat/x", "/hang-loat")]
)
def test_what_is_not_there_leads_back_to_its_part_of_the_pages(page, path, back):
    assert page.goto(path).status == 404
    page.locator("main .button.main").click()
    page.wait_for_url(f"**{back}")
