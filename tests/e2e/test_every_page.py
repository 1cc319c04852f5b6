"""What holds for every page that a clerk can come to by links, in both sizes and languages."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_is_wider_than_a_phone(open_page, language):
    phone = open_page({"width": 390, "height": 844}, language=language)
    wide = []
    for path in pages_of(phone):
        phone.goto(path)
        if phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
        assert phone.locator("html").get_attribute("lang") == language
        assert phone.locator("h1").count() == 1

    assert wide == []
