"""The last page of an annexed list holds more than its total, and no page ends with the heading of a group."""

from __future__ import annotations

import re

import pytest

from tests.builders import Example, people, sample
from tests.pages.measuring import Page, read_pages

ESTABLISHMENT = "cell-establishment-decision"
DISSOLUTION = "cell-dissolution-decision"
COUNTS = [*range(24, 29), *range(46, 61)]
"""Members with whom the first page, or the second, is about full."""

pytestmark = pytest.mark.needs("soffice", "liberation2", "pdftotext")


def with_members(slug: str, count: int, groups: int = 1) -> Example:
    """The sample with so many members, those of a dissolution over ``groups`` cells."""
    payload = sample(slug)
    own = payload["members"][:6] if slug == ESTABLISHMENT else []
    added = people(count - len(own))
    if slug == DISSOLUTION:
        for number, member in enumerate(added):
            member["destination_cell"] = f"Chi bộ thôn {number % groups + 1}"
    payload = {name: value for name, value in payload.items() if name not in ("destinations", "recipients")}
    return Example(f"{slug}, {count}, {groups}", slug, {**payload, "members": [*own, *added]})


LISTS = {
    example.name: example
    for count in COUNTS
    for example in (
        with_members(ESTABLISHMENT, count),
        *(with_members(DISSOLUTION, count, groups) for groups in (1, 5)),
    )
}


@pytest.fixture(scope="module")
def lists(convert) -> dict[str, list[Page]]:
    """The pages of each annex."""
    files = convert({name: example.docx() for name, example in LISTS.items()})
    read = {name: read_pages(pdf, drawn=False) for name, pdf in files.items()}
    return {name: [page for page in pages if page.width > page.height] for name, pages in read.items()}


@pytest.mark.parametrize("name", LISTS)
def test_the_total_stands_below_a_member(lists, name):
    last = lists[name][-1]

    assert any(re.match("[0-9]+ ", line.text) and line.left < 120 for line in last.lines)


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith(DISSOLUTION)])
def test_a_group_heading_never_ends_a_page(lists, name):
    for page in lists[name][:-1]:
        assert not page.lines[-1].bold, page.lines[-1].text


def test_pages_are_filled(lists):
    assert {len(pages) for pages in lists.values()} == {1, 2, 3}
