"""A paper stays in form when a clerk goes on writing in Word: the head of page 1 does not move."""

from __future__ import annotations

import pytest

from service.documents import discover_types
from tests.builders import Example, sample
from tests.pages.clerk import add_paragraphs, delete_paragraphs, edited, type_long_text
from tests.pages.measuring import Page, read_pages

EDITS = {
    "as rendered": lambda paper: None,
    "three paragraphs added": add_paragraphs(3),
    "forty paragraphs added": add_paragraphs(40),
    "long text typed": type_long_text,
    "text deleted": delete_paragraphs,
}
TYPES = list(discover_types())

pytestmark = pytest.mark.needs("soffice", "liberation2", "pdftotext")


@pytest.fixture(scope="module")
def pages_after(convert):
    """Page 1 by type and edit."""
    documents = {
        f"{slug}/{name}": edited(Example(slug, slug, sample(slug)).docx(), edit)
        for slug in TYPES
        for name, edit in EDITS.items()
    }
    return {name: read_pages(pdf)[0] for name, pdf in convert(documents).items()}


def letterhead(page: Page, example: Example) -> list[tuple[str, float, float]]:
    """Text and place of every line of the head, and the line drawn below the title."""
    number = page.find(example.context()["letterhead"]["number"])
    lines = [(line.text, line.left, line.base) for line in page.lines if line.base <= number.base + 1]
    drawn = [stroke for stroke in page.strokes if stroke.level and stroke.top < number.base]
    return lines + [("drawn line", round(stroke.left, 1), round(stroke.top, 1)) for stroke in drawn]


@pytest.mark.parametrize("slug", TYPES)
@pytest.mark.parametrize("edit", list(EDITS)[1:])
def test_the_letterhead_stays_where_it_is(pages_after, slug, edit):
    example = Example(slug, slug, sample(slug))

    before, after = (letterhead(pages_after[f"{slug}/{name}"], example) for name in ("as rendered", edit))

    assert len(before) >= 6
    assert after == before
