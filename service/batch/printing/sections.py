"""Where the sections of a paper begin, what their pages count from, and what they do not take from the paper before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from service.batch.printing.markup import R, W, child, element, insert_in_order, local_name, properties_of
from service.batch.printing.property_order import PARAGRAPH_ORDER

ORDER = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc", "pgBorders",
    "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi",
    "rtlGutter", "docGrid", "printerSettings", "sectPrChange",
)  # fmt: skip
LINE = 20
"""Height of an empty line, in twentieths of a point."""


def begin_paper(first: etree._Element) -> None:
    """Make the first section of a paper begin a page that is number 1.

    For printing on both sides that is enough to make it a front: where margins are mirrored, word processors take odd
    pages for fronts and leave a back blank between two odd pages, so an annex that counts from 1 is on a front too.
    ``oddPage`` would say it in so many words, but LibreOffice then takes page 2 for a first page and shows no number
    there, and moves the text of sheets of slips.
    """
    insert_in_order(first, element("type", val="nextPage"), ORDER)
    numbering = child(first, "pgNumType")
    if numbering is None:
        numbering = element("pgNumType")
        insert_in_order(first, numbering, ORDER)
    numbering.set(f"{W}start", "1")


def count_notes_anew(first: etree._Element) -> None:
    """Make the notes of a paper count from 1."""
    for name in ("footnotePr", "endnotePr"):
        notes = child(first, name)
        if notes is None:
            notes = element(name)
            insert_in_order(first, notes, ORDER)
        if child(notes, "numRestart") is None and name == "footnotePr":
            notes.append(element("numRestart", val="eachSect"))


def closed(blocks: Sequence[etree._Element], section: etree._Element) -> Sequence[etree._Element]:
    """The blocks of a section that another follows: its properties are in its last paragraph, made if need be."""
    last = blocks[-1] if blocks else None
    if last is None or last.tag != f"{W}p" or last.find(f"{W}pPr/{W}sectPr") is not None:
        last = line_of_no_height()
        blocks = [*blocks, last]
    insert_in_order(properties_of(last), section, PARAGRAPH_ORDER)
    return blocks


def line_of_no_height() -> etree._Element:
    """An empty paragraph that takes one point, whatever the styles say."""
    paragraph = element("p")
    properties = properties_of(paragraph)
    properties.append(element("spacing", before="0", after="0", line=str(LINE), lineRule="exact"))
    small = element("rPr")
    small.extend((element("sz", val="2"), element("szCs", val="2")))
    properties.append(small)
    return paragraph


def missing_references(first: etree._Element, seen: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Kinds of header and footer that papers before had and this one has not: it would show theirs.

    Each is the name of the reference and its type; ``seen`` remembers all kinds that occurred.
    """
    own = {(local_name(each), each.get(f"{W}type", "default")) for each in references(first)}
    yield from sorted(seen - own)
    seen |= own


def references(section: etree._Element) -> list[etree._Element]:
    """The references to headers and footers of a section."""
    return [each for each in section if each.tag in (f"{W}headerReference", f"{W}footerReference")]


def refer(section: etree._Element, name: str, kind: str, relationship: str) -> None:
    """Add a reference to a header or a footer."""
    reference = element(name, type=kind)
    reference.set(f"{R}id", relationship)
    same = [each for each in references(section) if each.tag == reference.tag]
    headers = [each for each in references(section) if each.tag == f"{W}headerReference"]
    before = same or headers
    section.insert(section.index(before[-1]) + 1 if before and (same or name == "footerReference") else 0, reference)
