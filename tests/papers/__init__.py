"""Papers of Party organisations written in Python, for tests of the format checker.

``paper("decision")`` conforms; every part of it can be told otherwise, in its text, its formatting or both::

    paper("decision", title=piece("ĐẢNG CỘNG SẢN VIỆT NAM", size=13)).docx()
    paper("report", page=Page(left_mm=25), every={"body": {"align": "left"}}).docx()
    paper("letter", formatting="styles", letterhead="tabs", signing="tabs").docx()

The WordprocessingML is written here by hand: nothing of the program's templates, rendering or libraries is used.
"""

from tests.papers.pages import Page, PageNumber
from tests.papers.paper import KINDS, Paper, paper
from tests.papers.pieces import Piece, Sides, Table, article, heading1, heading2, heading3, item, piece

__all__ = [
    "KINDS",
    "Page",
    "PageNumber",
    "Paper",
    "Piece",
    "Sides",
    "Table",
    "article",
    "heading1",
    "heading2",
    "heading3",
    "item",
    "paper",
    "piece",
]
