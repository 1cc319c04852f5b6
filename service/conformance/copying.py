"""A copy of a DOCX in which some parts are changed and some are new; all others stay byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from lxml import etree

from service.package import CONTENT_TYPES, Package, parse_exactly, rewrite_package

_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class PackageCopy:
    """Gathers changes; ``roots`` are parsed parts, of which those named to :meth:`changed` are written anew."""

    def __init__(self, package: Package, roots: Mapping[str, etree._Element]) -> None:
        self._package = package
        self._roots = dict(roots)
        self._changed: set[str] = set()

    def root(self, name: str) -> etree._Element:
        """The parsed part, which may be changed once :meth:`changed` has been told."""
        if name not in self._roots:
            self._roots[name] = parse_exactly(self._package.parts[name])
        return self._roots[name]

    def changed(self, name: str) -> None:
        """The root of this part has been or will be changed."""
        self._changed.add(name)

    def part_of(self, element: etree._Element) -> str:
        """The name of the part that ``element`` stands in."""
        root = element.getroottree().getroot()
        return next(name for name, each in self._roots.items() if each is root)

    def related(self, source: str, kind: str) -> str | None:
        """The part that ``source`` refers to as this kind, where it has one."""
        found = (each.target for each in self._package.relationships(source) if each.kind == kind)
        return next((name for name in found if name in self._package.parts), None)

    def add(self, source: str, kind: str, root: etree._Element) -> str:
        """A new part beside ``source``, which refers to it: the id of that relationship.

        ``kind`` is the last segment of its relationship type and of its content type: ``header``, ``comments``.
        """
        folder = source.rpartition("/")[0]
        taken = {name.casefold() for name in (*self._package.parts, *self._roots)}
        # Comments are one part of that very name; headers are counted.
        names = (f"{folder}/{kind}{number or ''}.xml".lstrip("/") for number in count(kind != "comments"))
        name = next(each for each in names if each.casefold() not in taken)
        self._roots[name] = root
        self.changed(name)
        self._declare(name, f"{_WORD_TYPE}.{kind}+xml")
        return self._relate(source, f"{_OFFICE}/{kind}", name.rpartition("/")[2])

    def content(self) -> bytes:
        """The copy as a DOCX."""
        written = {
            name: etree.tostring(self._roots[name], xml_declaration=True, encoding="UTF-8", standalone=True)
            for name in sorted(self._changed)
        }
        return rewrite_package(self._package.parts, written)

    def _declare(self, name: str, content_type: str) -> None:
        types = self.root(CONTENT_TYPES)
        etree.SubElement(types, f"{{{_CONTENT_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        self.changed(CONTENT_TYPES)

    def _relate(self, source: str, kind: str, target: str) -> str:
        folder, _, file = source.rpartition("/")
        wanted = f"{folder}/_rels/{file}.rels".lstrip("/")
        name = next((part for part in self._package.parts if part.casefold() == wanted.casefold()), wanted)
        if name not in self._roots and name not in self._package.parts:
            self._roots[name] = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS})
        relationships = self.root(name)
        taken = {each.get("Id") for each in relationships}
        number = 1
        while (identifier := f"rIdVanthu{number}") in taken:
            number += 1
        etree.SubElement(relationships, f"{{{_RELATIONSHIPS}}}Relationship", Id=identifier, Type=kind, Target=target)
        self.changed(name)
        return identifier
