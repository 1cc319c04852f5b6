"""Parsing the XML of a package: never an entity, a fetch, another encoding than UTF-8 or a tree too large to hold."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from service.errors import PackageFault
from service.package import faults

MAX_MARKS = 1_200_000
"""Signs ``<`` and ``=`` in all the XML of a package: each begins at most one node and one text in memory.

Measured with libxml2 2.14: a tree takes at most 300 bytes for each of them, hence less than 400 MB for all. A paper has
some 9 bytes of XML for each, so that 10 MiB of XML pass.
"""
MAX_NAME_BYTES = 128 * 1024
"""Length of all different names and namespaces in the XML of a package; a document by Word has 10 KiB.

lxml keeps them as long as its thread lives, so what a package may leave behind in a server has a limit too.
"""

_CHUNK = 1024 * 1024
_DECLARED_ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*[\"']([^\"']*)", re.DOTALL)
_ASCII_AND_UTF_8 = (b"UTF-8", b"US-ASCII", b"ASCII")
# Each of them looks at no byte twice, whatever the input: a name is tried at its beginning only, and given up whole.
_ELEMENT_NAMES = re.compile(rb"<\??([^\s/>!?][^\s/>?]*+)")
_ATTRIBUTE_NAMES = re.compile(rb"(?<![^\s\"'])([^\s\"'=<>]++)(?=\s*+=\s*+[\"'])")
_NAMESPACES = re.compile(rb"(?<=[\s\"'])xmlns(?::[^\s\"'=<>]++)?+\s*+=\s*+(\"[^\"<]*+|'[^'<]*+)")


def parse(data: bytes) -> etree._Element:
    """The root of an XML part, as docxtpl sees it: blank text between elements dropped; comments dropped too."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_blank_text=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


def parse_exactly(data: bytes) -> etree._Element:
    """The root of an XML part with all that it holds: blank text, comments, instructions and CDATA sections."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        remove_blank_text=False,
        remove_comments=False,
        remove_pis=False,
        strip_cdata=False,
    )
    return etree.fromstring(data, parser)


def is_xml(part: str, content_type: str) -> bool:
    """Is this part XML, by its name or by its content type? A picture (SVG) is none: it is never parsed."""
    if part.lower().endswith((".xml", ".rels")):
        return True
    return content_type.endswith(("+xml", "/xml")) and not content_type.startswith("image/")


def holds_too_much(contents: Iterable[bytes]) -> bool:
    """Would these parts together take more memory than is allowed (:data:`MAX_MARKS`, :data:`MAX_NAME_BYTES`)?"""
    marks, names = 0, set[bytes]()
    for data in contents:
        marks += data.count(b"<") + data.count(b"=")
        if marks > MAX_MARKS:
            return True
        for pattern in (_ELEMENT_NAMES, _ATTRIBUTE_NAMES, _NAMESPACES):
            names.update(pattern.findall(data))
    return sum(map(len, names)) > MAX_NAME_BYTES


def xml_faults(part: str, data: bytes) -> Iterator[PackageFault]:
    """What is wrong with an XML part. :func:`parse` and :func:`parse_exactly` never fail on what has no fault.

    Count the marks first (:func:`holds_too_much`): this builds the tree.
    """
    if not _is_utf_8(data):
        yield PackageFault(part, faults.NOT_UTF_8)
    elif _declared_encoding(data) not in _ASCII_AND_UTF_8:
        yield PackageFault(part, faults.ANOTHER_ENCODING)
    elif b"<!DOCTYPE" in data:
        yield PackageFault(part, faults.DOCTYPE)
    else:
        yield from _syntax_faults(part, data)


def _syntax_faults(part: str, data: bytes) -> Iterator[PackageFault]:
    """Both ways are tried: a text has a limit (10 MB), and comments that are dropped make one text of two."""
    try:
        parse_exactly(data)
        parse(data)
    except etree.XMLSyntaxError as error:
        too_deep = error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT
        yield PackageFault(part, faults.TOO_DEEP if too_deep else faults.NOT_WELL_FORMED)
    except ValueError:
        yield PackageFault(part, faults.NOT_WELL_FORMED)


def _is_utf_8(data: bytes) -> bool:
    """Decoded piece by piece: the whole as text could take four times the memory. UTF-16 has zeros, XML has none."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _declared_encoding(data: bytes) -> bytes:
    """The encoding in the XML declaration, in capitals; UTF-8 where it names none (XML 1.0, 4.3.3)."""
    declared = _DECLARED_ENCODING.match(data)
    return declared.group(1).strip().upper() if declared else b"UTF-8"
