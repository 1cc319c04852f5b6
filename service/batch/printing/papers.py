"""One of the papers, opened: its blocks, its sections and the parts that they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from service.batch.printing.markup import COMPATIBILITY, W, child
from service.errors import BatchFault, UnreadableDocx
from service.package import Package, Relationship, parse_exactly, read_package

_IGNORABLE = f"{{{COMPATIBILITY}}}Ignorable"


class PrintPaper(NamedTuple):
    """A paper to be printed: the name of its file, which is never told to anyone, and its DOCX."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OpenedPaper:
    """A paper whose ``body`` may be changed: it was read for this file alone. ``place`` counts the papers from 1."""

    place: int
    package: Package
    body: etree._Element
    relationships: dict[str, Relationship]

    @property
    def blocks(self) -> list[etree._Element]:
        """Paragraphs and tables, without the properties of the last section."""
        return [block for block in self.body.iterchildren("*") if block.tag != f"{W}sectPr"]

    @property
    def sections(self) -> list[etree._Element]:
        """The properties of all sections, in order."""
        return list(self.body.iter(f"{W}sectPr"))

    def part_of_kind(self, kind: str) -> bytes | None:
        """The content of the part that the document leads to by a relationship of this kind, if there is one."""
        for each in self.relationships.values():
            if each.kind == kind and not each.external:
                return self.package.parts.get(each.target)
        return None


def open_paper(paper: PrintPaper, place: int) -> OpenedPaper:
    """Read a paper. Raises :class:`BatchFault`, with its place among the papers, where it is none."""
    try:
        package = read_package(paper.content, embedded="refused")
    except UnreadableDocx as error:
        raise BatchFault(f"paper {place} of a print file cannot be read: {error}") from None
    main = package.main_document
    root = parse_exactly(package.parts[main])
    body = child(root, "body")
    if body is None or child(body, "sectPr") is None:
        raise BatchFault(f"paper {place} of a print file is not of our making: its last section has no properties")
    drop_ignorable(root)
    return OpenedPaper(place, package, body, {each.id: each for each in package.relationships(main)})


def drop_ignorable(root: etree._Element) -> None:
    """Take out what the part itself calls ignorable (ECMA-376 part 3, 7.2): ids of Word's editing, mostly.

    They would have to be different in every paper, and their prefixes declared for the whole file.
    """
    prefixes = (root.attrib.pop(_IGNORABLE, None) or "").split()
    names = {root.nsmap[prefix] for prefix in prefixes if prefix in root.nsmap}
    if not names:
        return
    for each in list(root.iter("*")):
        if etree.QName(each).namespace in names:
            parent = each.getparent()
            if parent is not None:
                parent.remove(each)
            continue
        for attribute in [key for key in each.attrib if etree.QName(key).namespace in names]:
            del each.attrib[attribute]
