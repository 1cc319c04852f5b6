"""Which lines of the printed pages are running text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.pages.measuring import MM, Line, Page

if TYPE_CHECKING:
    from tests.pages.conftest import PrintedPaper


def body_lines(paper: PrintedPaper) -> Iterator[tuple[Line | None, Line]]:
    """Each line of running text, with the one just above it where that is running text on the same page too.

    Running text stands between the centred head of the first page and the foot of the last, begins at the left margin
    or at the indent, and is not a cell of a table.
    """
    for page in paper.main_pages[: paper.main_pages.index(paper.foot_page) + 1]:
        above: Line | None = None
        for line in page.lines:
            if not _is_of_the_body(line, page, paper):
                above = None
                continue
            yield above, line
            above = line


def _is_of_the_body(line: Line, page: Page, paper: PrintedPaper) -> bool:
    if page is paper.pages[0] and line.base <= _head_ends(paper):
        return False
    if page is paper.foot_page and line.base >= paper.signature_top.base - 1:
        return False
    at_left = any(abs(line.left - wanted) <= 0.5 * MM for wanted in (paper.left, paper.indent))
    return at_left and not _in_a_table(line, page)


def _head_ends(paper: PrintedPaper) -> float:
    """The base of the last centred line of the head: the hyphens, or the addressee of a slip."""
    page = paper.pages[0]
    if "addressee" in paper.context:
        labels = [line for line in page.lines if line.text.startswith(paper.norm.addressee.letter)]
        assert labels, "the addressee is not on the first page"
        return labels[0].base
    return page.find(paper.norm.subject.mark_below).base


def _in_a_table(line: Line, page: Page) -> bool:
    """Between the outer lines of a ruled table."""
    upright = [stroke for stroke in page.strokes if not stroke.level]
    return any(stroke.top < line.base < stroke.bottom + 1 for stroke in upright)
