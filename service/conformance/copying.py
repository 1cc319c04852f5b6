"""A copy of a DOCX in which some parts are changed and some are new; all others stay byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from copy import deepcopy
from itertools import count

from lxml import etree

from service.package import CONTENT_TYPES, Package, is_xml, parse_exactly, rewrite_package

_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


class PackageCopy:
    """Gathers changes; ``roots`` are parsed parts, of which those named to :meth:`changed` are written anew."""

    def __init__(self, package: Package, roots: Mapping[str, etree._Element]) -> None:
        self._package = package
        self._roots: dict[str, etree._Element] = {}
        self._names: dict[etree._Element, str] = {}
        self._taken = {name.casefold() for name in package.parts}
        self._changed: set[str] = set()
        self._added: dict[Hashable, str] = {}
        self._asked: set[Hashable] = set()
        for name, root in roots.items():
            self._keep(name, root)

    def first_time(self, *what: Hashable) -> bool:
        """Whether this is asked for the first time: what many findings ask for is done once."""
        first = what not in self._asked
        self._asked.add(what)
        return first

    def root(self, name: str) -> etree._Element:
        """The parsed part, which may be changed once :meth:`changed` has been told."""
        if name not in self._roots:
            self._keep(name, parse_exactly(self._package.parts[name]))
        return self._roots[name]

    def changed(self, name: str) -> None:
        """The root of this part has been or will be changed."""
        self._changed.add(name)

    def part_of(self, element: etree._Element) -> str:
        """The name of the part that ``element`` stands in."""
        return self._names[element.getroottree().getroot()]

    def related(self, source: str, kind: str, tag: str) -> str | None:
        """The part that ``source`` refers to as this kind, where it has one whose root is this element."""
        parts, types = self._package.parts, self._package.content_types
        targets = (each.target for each in self._package.relationships(source) if each.kind == kind)
        usable = (name for name in targets if name in parts and is_xml(name, types[name]))
        return next((name for name in usable if self.root(name).tag == tag), None)

    def add(self, source: str, kind: str, key: Hashable, make: Callable[[], etree._Element], like: str = "") -> str:
        """A new part to which ``source`` refers: the id of that relationship.

        ``kind`` is the last segment of its relationship type and of its content type: ``header``, ``comments``. Asked
        for again with the same ``key`` it is the part that was made before. What the part ``like`` refers to (pictures)
        the new one refers to as well.
        """
        if (kind, key) not in self._added:
            folder = (like or source).rpartition("/")[0]
            name = self._free_name(folder, kind)
            self._keep(name, make())
            self.changed(name)
            self._declare(name, f"{_WORD_TYPE}.{kind}+xml")
            if like:
                self._refer_alike(like, name)
            beside = folder == source.rpartition("/")[0]
            target = name.rpartition("/")[2] if beside else f"/{name}"
            self._added[kind, key] = self._relate(source, f"{_OFFICE}/{kind}", target)
        return self._added[kind, key]

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

    def _keep(self, name: str, root: etree._Element) -> None:
        self._roots[name] = root
        self._names[root] = name
        self._taken.add(name.casefold())

    def _free_name(self, folder: str, kind: str) -> str:
        """Comments are one part of that very name, headers are counted."""
        names = (f"{folder}/{kind}{number or ''}.xml".lstrip("/") for number in count(kind != "comments"))
        return next(each for each in names if each.casefold() not in self._taken)

    def _relationships_of(self, source: str) -> str:
        """The name of the part with the relationships of ``source``, as the package writes it."""
        folder, _, file = source.rpartition("/")
        wanted = f"{folder}/_rels/{file}.rels".lstrip("/")
        return next((part for part in self._package.parts if part.casefold() == wanted.casefold()), wanted)

    def _refer_alike(self, old: str, new: str) -> None:
        name = self._relationships_of(old)
        if name in self._package.parts:
            copied = self._relationships_of(new)
            self._keep(copied, deepcopy(self.root(name)))
            self.changed(copied)

    def _relate(self, source: str, kind: str, target: str) -> str:
        name = self._relationships_of(source)
        if name not in self._roots and name not in self._package.parts:
            self._keep(name, etree.Element(f"{{{_RELATIONSHIPS}}}Relationships", nsmap={None: _RELATIONSHIPS}))
        relationships = self.root(name)
        taken = {each.get("Id") for each in relationships}
        identifier = next(each for each in map("rIdVanthu{}".format, count(1)) if each not in taken)
        etree.SubElement(relationships, f"{{{_RELATIONSHIPS}}}Relationship", Id=identifier, Type=kind, Target=target)
        self.changed(name)
        return identifier
