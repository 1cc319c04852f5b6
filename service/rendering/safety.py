"""Reading any DOCX safely: the one place where a package that somebody gave us is opened.

A DOCX is a ZIP of XML: a file of 42 KiB can unpack to gigabytes, fetch pictures from the network or carry macros.
:func:`read_docx` returns the parts of a package only when none of that is possible.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from service.rendering.flaws import Flaw, raise_flaws

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 64 * 1024 * 1024
MAX_COMPRESSION_RATIO = 200

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
MAIN_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_CONTENT_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIPS_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = 0x1
_ACTIVE_CONTENT = {
    "vbaProject": "macros",
    "wordVbaData": "macros",
    "oleObject": "an embedded object",
    "package": "an embedded file",
    "control": "an ActiveX control",
    "aFChunk": "a foreign document inside (altChunk)",
    "subDocument": "a subdocument",
}


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a DOCX in the order of the archive, and the content type of each (``""`` when none is declared)."""

    parts: Mapping[str, bytes]
    content_types: Mapping[str, str]

    def of_type(self, content_type: str) -> list[str]:
        """Names of the parts with this content type."""
        return [name for name in self.parts if self.content_types[name] == content_type]


def read_docx(docx: bytes, name: str) -> Package:
    """The package in ``docx``; ``name`` is how faults call the file.

    Raises :class:`service.errors.TemplateFault` naming everything that makes the package unsafe or unreadable.
    """
    flaws: list[Flaw] = []
    parts = _unpack(docx, flaws)
    raise_flaws(name, flaws)
    content_types = _content_types(parts, flaws)
    for part, data in parts.items():
        if is_xml(part, content_types[part]):
            flaws.extend(_xml_flaws(part, data))
    raise_flaws(name, flaws)
    package = Package(parts, content_types)
    flaws.extend(_package_flaws(package))
    raise_flaws(name, flaws)
    return package


def parse(data: bytes) -> etree._Element:
    """The root of an XML part, as docxtpl sees it: blank text between elements dropped; comments dropped too."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def _unpack(docx: bytes, flaws: list[Flaw]) -> dict[str, bytes]:
    if docx.startswith(_COMPOUND_FILE):
        flaws.append(Flaw("", "", "this is an old .doc or a file with a password; save it as .docx without one"))
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            flaws.extend(_archive_flaws(entries))
            return {} if flaws else {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        flaws.append(Flaw("", "", "this file is not a DOCX or is damaged; open it in Word and save it anew"))
        return {}


def _archive_flaws(entries: list[zipfile.ZipInfo]) -> Iterator[Flaw]:
    """What the directory of the archive already tells; zipfile never reads more than the sizes declared there."""
    if len(entries) > MAX_ENTRIES:
        yield Flaw("", "", f"the package has {len(entries)} entries; at most {MAX_ENTRIES} are read")
        return
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        yield Flaw("", "", f"the package unpacks to more than {MAX_UNPACKED_BYTES >> 20} MiB; shrink its pictures")
    seen: set[str] = set()
    for entry in entries:
        part = entry.filename
        if part.casefold() in seen:
            yield Flaw(part, "", "the package holds this entry twice; save the file anew in Word")
        seen.add(part.casefold())
        if entry.flag_bits & _ENCRYPTED:
            yield Flaw(part, "", "this entry is encrypted; save the file without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Flaw(part, "", "this entry is compressed in a way Word does not use; save the file anew in Word")
        if entry.file_size > MAX_COMPRESSION_RATIO * max(entry.compress_size, 1):
            yield Flaw(part, "", f"this entry unpacks to more than {MAX_COMPRESSION_RATIO} times its size")
        if part.startswith("/") or "\\" in part or "\0" in part or ".." in part.split("/"):
            yield Flaw(part, "", "this entry has a name that leads out of the package")


def _content_types(parts: Mapping[str, bytes], flaws: list[Flaw]) -> dict[str, str]:
    """Content type by part name, from ``[Content_Types].xml`` (ECMA-376 part 2, 10.1.2)."""
    data = parts.get(CONTENT_TYPES)
    if data is None:
        flaws.append(Flaw(CONTENT_TYPES, "", "this ZIP file is not a DOCX: it does not say what its parts are"))
        return dict.fromkeys(parts, "")
    flaws.extend(_xml_flaws(CONTENT_TYPES, data))
    if flaws:
        return dict.fromkeys(parts, "")
    root = parse(data)
    defaults = {
        element.get("Extension", "").lower(): element.get("ContentType", "")
        for element in root.iter(f"{_CONTENT_TYPES_NAMESPACE}Default")
    }
    overrides = {
        element.get("PartName", "").lstrip("/").casefold(): element.get("ContentType", "")
        for element in root.iter(f"{_CONTENT_TYPES_NAMESPACE}Override")
    }
    return {part: overrides.get(part.casefold(), defaults.get(part.rpartition(".")[2].lower(), "")) for part in parts}


def is_xml(part: str, content_type: str) -> bool:
    """Is this part XML, by its name or by its content type?"""
    return part.lower().endswith((".xml", ".rels")) or content_type.endswith(("+xml", "/xml"))


def _xml_flaws(part: str, data: bytes) -> Iterator[Flaw]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield Flaw(part, "", "this part is not written in UTF-8; save the file anew in Word")
        return
    if "<!DOCTYPE" in text:
        yield Flaw(part, "", "this part declares a DOCTYPE, which may hide a decompression bomb or a fetch; remove it")
        return
    try:
        root = parse(data)
    except (etree.XMLSyntaxError, ValueError):
        yield Flaw(part, "", "this part is not well-formed XML; save the file anew in Word")
        return
    if (root.getroottree().docinfo.encoding or "UTF-8").upper() not in ("UTF-8", "US-ASCII", "ASCII"):
        yield Flaw(part, "", "this part declares another encoding than UTF-8; save the file anew in Word")


def _package_flaws(package: Package) -> Iterator[Flaw]:
    if any("macroEnabled" in content_type for content_type in package.content_types.values()):
        yield Flaw("", "", "the file may hold macros; save it as .docx")
    elif len(package.of_type(MAIN_DOCUMENT_TYPE)) != 1:
        yield Flaw("", "", "the package must hold exactly one Word document; save it as .docx (not .dotx)")
    for part, data in package.parts.items():
        if part.lower().endswith(".rels"):
            yield from _relationship_flaws(part, parse(data))


def _relationship_flaws(part: str, root: etree._Element) -> Iterator[Flaw]:
    for relationship in root.iter(f"{_RELATIONSHIPS_NAMESPACE}Relationship"):
        kind = relationship.get("Type", "").rpartition("/")[2]
        if kind in _ACTIVE_CONTENT:
            yield Flaw(part, "", f"the file holds {_ACTIVE_CONTENT[kind]}; remove it")
        elif relationship.get("TargetMode") == "External" and kind != "hyperlink":
            yield Flaw(part, "", f"the file fetches something from outside ({kind}); embed it or remove it")
