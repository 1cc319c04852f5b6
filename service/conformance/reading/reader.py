"""Reading a whole DOCX into a :class:`service.conformance.paper.Paper`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from service.conformance.paper import HeaderFooter, PagePart, Paper, Paragraph, Section
from service.conformance.reading.limits import refuse_too_long
from service.conformance.reading.names import child, qn, switched_on, whole_number
from service.conformance.reading.numbering import Lists, Numbering
from service.conformance.reading.sections import parts_in_force, read_section, section_properties
from service.conformance.reading.story import Story, StoryContext
from service.conformance.reading.styles import Styles, read_theme_fonts
from service.package import Package, is_xml, parse_exactly

_NOTES = ("footnotes", "endnotes")
_ROOTS: Mapping[PagePart, str] = {"header": qn("w:hdr"), "footer": qn("w:ftr")}
_MOST_WIDTHS = 8
"""One header is read for so many widths of the page; thousands of sections may share it."""


def read_paper(package: Package) -> Paper:
    """The paper in a package that has been read safely."""
    return _Reader(package).paper()


class _Reader:
    """One document while it is read. Parts are parsed once, when they are asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main_document
        self._roots: dict[str, etree._Element] = {}
        self._targets = {each.id: each for each in package.relationships(self._main) if not each.external}
        self._styles = Styles(self._by_kind("styles"), read_theme_fonts(self._by_kind("theme")))
        self._lists = Lists(self._by_kind("numbering"))
        self._headers: dict[tuple[str, int], HeaderFooter] = {}
        self._widths: dict[str, dict[float, int]] = {}
        self._sections: list[Section] = []
        self._after: dict[etree._Element, int] = {}

    def paper(self) -> Paper:
        """Read everything."""
        root = self._root(self._main)
        body = child(root, "w:body")
        if body is None:
            body = etree.Element(qn("w:body"))
        refuse_too_long(body)
        properties = section_properties(body)
        self._sections = [read_section(each, number) for number, each in enumerate(properties, 1)]
        self._after = {each: number for number, each in enumerate(properties[:-1], 1)}
        self._add_headers(properties)
        story = self._story(body, "body", self._main, 0)
        settings = self._by_kind("settings")
        return Paper(
            sections=tuple(self._sections),
            paragraphs=tuple(story.paragraphs),
            drawn_lines=tuple(story.drawn_lines),
            notes=tuple(self._notes()),
            mirrored=_setting(settings, "w:mirrorMargins"),
            even_headers=_setting(settings, "w:evenAndOddHeaders"),
            pages_said=self._pages_said(),
            roots=self._roots,
            main_part=self._main,
            strays=self._package.strays,
        )

    def _story(self, root: etree._Element, part: PagePart, name: str, section: int) -> Story:
        """A stretch of paragraphs with list counters of its own: the body, a header, the footnotes."""
        context = StoryContext(part, name, self._styles, Numbering(self._lists), self._sections, self._after)
        story = Story(context, section)
        story.read(root)
        return story

    def _add_headers(self, properties: list[etree._Element]) -> None:
        headers: dict[str, HeaderFooter] = {}
        footers: dict[str, HeaderFooter] = {}
        for index, element in enumerate(properties):
            headers = parts_in_force(element, "header", headers, self._read_header, index)
            footers = parts_in_force(element, "footer", footers, self._read_footer, index)
            self._sections[index] = replace(self._sections[index], headers=headers, footers=footers)

    def _read_header(self, relationship: str, index: int) -> HeaderFooter:
        return self._read_part(relationship, index, "header")

    def _read_footer(self, relationship: str, index: int) -> HeaderFooter:
        return self._read_part(relationship, index, "footer")

    def _read_part(self, relationship: str, index: int, part: PagePart) -> HeaderFooter:
        target = self._targets.get(relationship)
        name = target.target if target is not None else ""
        if not self._is_xml(name) or self._root(name).tag != _ROOTS[part]:
            return HeaderFooter()
        # Sections share a header; what stands in the middle of it depends on the width between their margins.
        widths = self._widths.setdefault(name, {})
        width = self._sections[index].text_width
        room = widths.setdefault(width, len(widths)) if len(widths) < _MOST_WIDTHS else widths.get(width, 0)
        key = (name, room)
        if key not in self._headers:
            story = self._story(self._root(name), part, name, index)
            self._headers[key] = HeaderFooter(name, tuple(story.paragraphs))
        return self._headers[key]

    def _notes(self) -> list[Paragraph]:
        found: list[Paragraph] = []
        for kind in _NOTES:
            name = self._name_of(kind)
            for note in self._root(name) if name else ():
                if note.get(qn("w:type"), "normal") == "normal" and isinstance(note.tag, str):
                    found.extend(self._story(note, "footnote", name, 0).paragraphs)
        return found

    def _pages_said(self) -> int:
        name = next((each for each in self._package.parts if each.lower() == "docprops/app.xml"), "")
        pages = child(self._root(name), "ep:Pages") if name else None
        return max(whole_number(pages.text), 0) if pages is not None else 0

    def _name_of(self, kind: str) -> str:
        """The part that the main document refers to as this kind, "" if there is none."""
        names = (each.target for each in self._targets.values() if each.kind == kind)
        return next(filter(self._is_xml, names), "")

    def _is_xml(self, name: str) -> bool:
        """Whether there is such a part that can be parsed: a document may call a picture its header."""
        return name in self._package.parts and is_xml(name, self._package.content_types[name])

    def _by_kind(self, kind: str) -> etree._Element | None:
        name = self._name_of(kind)
        return self._root(name) if name else None

    def _root(self, name: str) -> etree._Element:
        if name not in self._roots:
            self._roots[name] = parse_exactly(self._package.parts[name])
        return self._roots[name]


def _setting(settings: etree._Element | None, name: str) -> bool:
    element = child(settings, name)
    return element is not None and switched_on(element)
