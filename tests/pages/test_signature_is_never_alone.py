"""Wherever the text ends on its page, the signature is on a page with some of it, and in one piece."""

from __future__ import annotations

import pytest

from service.documents import discover_types
from tests.builders import Example, sample
from tests.pages.clerk import ONE_LINE, add_paragraphs, edited
from tests.pages.conftest import foot_texts
from tests.pages.measuring import MM, Page, read_pages

TYPES = list(discover_types())
LENGTHS = range(31)
"""Paragraphs of one line that are added: of 24 pt each, they push the signature over a whole page."""

SOME_LENGTHS = range(1, 31, 2)

TWO_LINES = f"{ONE_LINE} {ONE_LINE}"

pytestmark = pytest.mark.needs("soffice", "liberation2", "pdftotext")


def lengthened(convert, slugs, lengths, text=ONE_LINE) -> dict[tuple[str, int], list[Page]]:
    """The sample of each type with so many paragraphs more."""
    documents = {
        f"{slug}/{length}": edited(Example(slug, slug, sample(slug)).docx(), add_paragraphs(length, text))
        for slug in slugs
        for length in lengths
    }
    read = {name: read_pages(pdf, drawn=False) for name, pdf in convert(documents).items()}
    return {(name.partition("/")[0], int(name.partition("/")[2])): pages for name, pages in read.items()}


@pytest.fixture(scope="module")
def of_some_lengths(convert):
    return lengthened(convert, TYPES, SOME_LENGTHS)


@pytest.fixture(scope="module")
def of_every_length(convert):
    return lengthened(convert, TYPES, LENGTHS)


@pytest.fixture(scope="module")
def of_every_length_by_two_lines(convert):
    return lengthened(convert, TYPES, LENGTHS, TWO_LINES)


def faults(slug: str, papers: dict[tuple[str, int], list[Page]]) -> list[str]:
    """What is wrong, by the number of paragraphs added."""
    example = Example(slug, slug, sample(slug))
    context, top = example.context(), example.norm().page.margin_top_mm * MM
    found = []
    for (of, length), pages in papers.items():
        if of != slug:
            continue
        page = next(page for page in pages if page.holds(foot_texts(context)[0]))
        first = page.find(foot_texts(context)[0])
        if not any(top < line.base < first.base - 1 for line in page.lines):
            found.append(f"+{length}: the signature is alone on its page")
        beside = [*foot_texts(context), *(context.get("recipients", ()) if "signature" in context else ())]
        if not all(any(line.text.startswith(text[:20].strip()) for line in page.lines) for text in map(str, beside)):
            found.append(f"+{length}: the signature is split over two pages")
    return found


def positions(slug: str, papers: dict[tuple[str, int], list[Page]]) -> set[int]:
    """Where the signature came to stand, in points from the top of its page."""
    first = foot_texts(Example(slug, slug, sample(slug)).context())[0]
    own = [pages for (of, _), pages in papers.items() if of == slug]
    return {round(page.find(first).base) for pages in own for page in pages if page.holds(first)}


@pytest.mark.parametrize("slug", TYPES)
def test_at_many_places_on_the_page(of_some_lengths, slug):
    assert len(positions(slug, of_some_lengths)) > 4, "the signature did not move"
    assert faults(slug, of_some_lengths) == []


@pytest.mark.long
@pytest.mark.parametrize("slug", TYPES)
def test_at_each_place_on_the_page(of_every_length, slug):
    assert faults(slug, of_every_length) == []


@pytest.mark.long
@pytest.mark.parametrize("slug", TYPES)
def test_at_each_place_on_the_page_after_longer_paragraphs(of_every_length_by_two_lines, slug):
    assert faults(slug, of_every_length_by_two_lines) == []
