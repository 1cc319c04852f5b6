"""Reading any DOCX safely: the one place where a package that somebody gave us is opened.

A DOCX is a ZIP of XML: a file of 42 KiB can unpack to gigabytes, fetch pictures from the network or carry macros.
:func:`read_package` returns the parts of a package only when none of that is possible.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from lxml import etree

from service.errors import Message, PackageFault, UnreadableDocx
from service.package import faults
from service.package.active import active_fault
from service.package.archive import refuse, unpack
from service.package.parsing import holds_too_much, is_xml, parse, xml_faults

Embedded = Literal["refused", "kept"]
"""What becomes of embedded objects and files (a chart has a workbook): nobody here ever opens them."""

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
MAIN_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_OTHER_MAIN_TYPES = ((".spreadsheetml.", faults.EXCEL), (".presentationml.", faults.POWERPOINT))
_MACRO_TYPES = ("macroenabled", "vnd.ms-office.vbaproject", "vnd.ms-word.vbadata")
_CONTENT_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")


@dataclass(frozen=True, slots=True)
class Relationship:
    """Where a part leads: ``kind`` is the last segment of the type (``image``, ``styles``, ``hyperlink``, …).

    ``target`` is the name of a part, or what the file says, word for word, where the relationship is ``external``.
    """

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a DOCX in the order of the archive, and the content type of each (``""`` when none is declared)."""

    parts: Mapping[str, bytes]
    content_types: Mapping[str, str]

    @property
    def main_document(self) -> str:
        """The name of the part that holds the text."""
        return self.of_type(MAIN_DOCUMENT_TYPE)[0]

    def of_type(self, content_type: str) -> list[str]:
        """Names of the parts with this content type."""
        return [name for name in self.parts if self.content_types[name] == content_type]

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """Where ``part`` leads, in the order of the file; ``""`` is the package itself.

        A target is named as the package names the part, whatever its capitals or escapes (ECMA-376 part 2, 6.2.2.3);
        a target that the package does not hold keeps its resolved name.
        """
        return self._relationships_known(part, self._names())

    @property
    def strays(self) -> tuple[str, ...]:
        """The parts that nothing refers to, from the package on, in the order of the archive: no program reads them."""
        known = self._names()
        reached, unread = {""}, [""]
        while unread:
            targets = {each.target for each in self._relationships_known(unread.pop(), known) if not each.external}
            found = (targets & self.parts.keys()) - reached
            reached |= found
            unread += sorted(found)
        beside = {_relationships_name(part).casefold() for part in reached}
        kept = reached | {CONTENT_TYPES}
        return tuple(part for part in self.parts if part not in kept and part.casefold() not in beside)

    def without_strays(self) -> Package:
        """The same without :attr:`strays`, which the list of content types does not name any more either."""
        strays = {part.casefold() for part in self.strays}
        if not strays:
            return self
        parts = {part: data for part, data in self.parts.items() if part.casefold() not in strays}
        root = parse(parts[CONTENT_TYPES])
        for element in root.findall(f"{_CONTENT_TYPES_NAMESPACE}Override"):
            if element.get("PartName", "").lstrip("/").casefold() in strays:
                root.remove(element)
        parts[CONTENT_TYPES] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return Package(parts, {part: self.content_types[part] for part in parts})

    def _names(self) -> dict[str, str]:
        return {held.casefold(): held for held in self.parts}

    def _relationships_known(self, part: str, known: Mapping[str, str]) -> tuple[Relationship, ...]:
        data = self.parts.get(known.get(_relationships_name(part).casefold(), ""))
        return () if data is None else tuple(_relationships(parse(data), part, known))


def read_package(docx: bytes, *, embedded: Embedded) -> Package:
    """The package in ``docx``; ``embedded`` says whether it may hold embedded objects and files.

    Raises :class:`service.errors.UnreadableDocx` naming what makes the package unsafe or unreadable, and nothing else,
    whatever the bytes are. Every XML part of what is returned can be parsed.
    """
    parts = unpack(docx)
    content_types = _content_types(parts)
    xml = {part: data for part, data in parts.items() if is_xml(part, content_types[part])}
    _refuse_too_much(xml.values())
    refuse(fault for part, data in xml.items() for fault in xml_faults(faults.shown(part), data))
    package = Package(parts, content_types)
    refuse(PackageFault("", message) for message in _kind_faults(package))
    refuse(_content_faults(package, embedded))
    return package


def _refuse_too_much(contents: Iterable[bytes]) -> None:
    if holds_too_much(contents):
        refuse([PackageFault("", faults.TOO_MUCH_MARKUP)])


def _content_types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Content type by part name, from ``[Content_Types].xml`` (ECMA-376 part 2, 7.2.3)."""
    data = parts.get(CONTENT_TYPES)
    if data is None:
        is_open_document = parts.get("mimetype", b"").startswith(_OPEN_DOCUMENT)
        raise UnreadableDocx([PackageFault("", faults.ODT if is_open_document else faults.NO_CONTENT_TYPES)])
    _refuse_too_much([data])
    refuse(xml_faults(CONTENT_TYPES, data))
    defaults, overrides = _declared_types(parse(data), parts)
    return {part: overrides.get(part.casefold(), defaults.get(_extension(part), "")) for part in parts}


def _declared_types(root: etree._Element, parts: Mapping[str, bytes]) -> tuple[dict[str, str], dict[str, str]]:
    """Content types by extension and by part, of what the package holds and no more."""
    extensions = {_extension(part) for part in parts}
    names = {part.casefold() for part in parts}
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for element in root.iter(f"{_CONTENT_TYPES_NAMESPACE}Default"):
        extension = element.get("Extension", "").lower()
        if extension in extensions:
            defaults[extension] = element.get("ContentType", "")
    for element in root.iter(f"{_CONTENT_TYPES_NAMESPACE}Override"):
        name = element.get("PartName", "").lstrip("/").casefold()
        if name in names:
            overrides[name] = element.get("ContentType", "")
    return defaults, overrides


def _extension(part: str) -> str:
    return part.rpartition(".")[2].lower()


def _kind_faults(package: Package) -> Iterator[Message]:
    """Is this one ordinary Word document?"""
    types = package.content_types.values()
    documents = package.of_type(MAIN_DOCUMENT_TYPE)
    if any(macros in content_type.casefold() for content_type in types for macros in _MACRO_TYPES):
        yield faults.MACROS
    elif len(documents) != 1:
        other = (message for word, message in _OTHER_MAIN_TYPES if _has_main(types, word))
        yield next(other, faults.WORD_TEMPLATE if _TEMPLATE_TYPE in types else faults.NOT_ONE_DOCUMENT)
    else:
        yield from _root_faults(parse(package.parts[documents[0]]))


def _root_faults(root: etree._Element) -> Iterator[Message]:
    """The main part must be a document of Word with a body."""
    if etree.QName(root).namespace == _STRICT_NAMESPACE:
        yield faults.STRICT
    elif root.tag != f"{{{_WORD_NAMESPACE}}}document" or root.find(f"{{{_WORD_NAMESPACE}}}body") is None:
        yield faults.NOT_ONE_DOCUMENT


def _has_main(content_types: Iterable[str], word: str) -> bool:
    return any(word in content_type and content_type.endswith(".main+xml") for content_type in content_types)


def _content_faults(package: Package, embedded: Embedded) -> Iterator[PackageFault]:
    refused = faults.REFUSED_CONTENT if embedded == "kept" else {**faults.REFUSED_CONTENT, **faults.EMBEDDED_CONTENT}
    for part, data in package.parts.items():
        active = active_fault(part, package.content_types[part], refused)
        if active:
            yield PackageFault(faults.shown(part), active)
        if part.lower().endswith(".rels"):
            for relationship in _relationships(parse(data), _source_of(part), {}):
                message = _relationship_fault(relationship, refused)
                if message:
                    yield PackageFault(faults.shown(part), message)


def _relationship_fault(relationship: Relationship, refused: Mapping[str, Message]) -> Message | None:
    if relationship.kind in refused:
        return refused[relationship.kind]
    if relationship.external:
        return None if relationship.kind == "hyperlink" else faults.outside(relationship.kind)
    return faults.TARGET_LEADS_OUT if relationship.target.startswith("../") else None


def _relationships_name(part: str) -> str:
    """``word/_rels/document.xml.rels`` of ``word/document.xml``; ``_rels/.rels`` of the package itself, ``""``."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def _source_of(relationships_part: str) -> str:
    """The part whose relationships these are: ``word/document.xml`` of ``word/_rels/document.xml.rels``."""
    folder, _, name = relationships_part.rpartition("/")
    above = folder.rpartition("/")[0]
    return f"{above}/{name[: -len('.rels')]}".lstrip("/")


def _relationships(root: etree._Element, part: str, known: Mapping[str, str]) -> Iterator[Relationship]:
    """The relationships below ``root``, of ``part``; ``known`` has the names of parts by their small letters."""
    for element in root.iter(f"{_RELATIONSHIPS_NAMESPACE}Relationship"):
        target = element.get("Target", "")
        external = element.get("TargetMode", "Internal") != "Internal" or _ABSOLUTE.match(target) is not None
        if not external:
            name = _resolved(part, target)
            target = known.get(name.casefold()) or known.get(unquote(name).casefold(), name)
        kind = element.get("Type", "").rpartition("/")[2]
        yield Relationship(element.get("Id", ""), kind, target, external)


def _resolved(part: str, target: str) -> str:
    """``target``, seen from ``part``, as the name of a part; it begins with ``../`` where it leads out."""
    path = target.partition("#")[0]
    if not path:
        return part
    steps: list[str] = []
    for step in (path if path.startswith("/") else f"{part.rpartition('/')[0]}/{path}").split("/"):
        if step == "..":
            if not steps:
                return f"../{path.lstrip('/')}"
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
