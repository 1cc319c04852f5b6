"""Stage one: a DOCX becomes template sources and static parts.

docxtpl's own ``patch_xml`` turns the body, every header, footer and footnote into a Jinja source, so that its tag
syntax behaves as its users know it. What docxtpl repairs after each rendering is proved here, once, for all data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

from docxtpl import DocxTemplate
from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import etree

from service.rendering.flaws import Flaw, shorten, visible_text
from service.rendering.safety import MAIN_DOCUMENT_TYPE, Package, parse
from service.rendering.structure import PROPERTY_ELEMENTS, TEXT_ELEMENTS, prove_structure
from service.rendering.tags import WORD, has_tag, read_tags
from service.rendering.usages import Usage, read_usages

DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
CORE_PROPERTIES_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
TEXT_TYPES = frozenset(
    {MAIN_DOCUMENT_TYPE, f"{_WORD_TYPE}header+xml", f"{_WORD_TYPE}footer+xml", f"{_WORD_TYPE}footnotes+xml"}
)

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_TRIMMED_BEFORE = re.compile(r"\s*(\{[{%#])-")
_TRIMMED_AFTER = re.compile(r"-([}%#]\})\s*")
_MARKUP = re.compile(r"(<[^>]*>)")
_FIRST_PICTURE = 1001  # docxtpl numbers pictures from here

Rewrite = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A part to render: its MiniJinja source, and whether newlines and tabs of the data become breaks in it."""

    part: str
    source: str
    holds_text: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template after stage one."""

    sources: tuple[TemplateSource, ...]
    static: dict[str, bytes]
    usages: tuple[Usage, ...]


def prepare(package: Package, rewrite_text: Rewrite | None, flaws: list[Flaw]) -> Prepared:
    """Split a package into parts to render and static parts; every flaw found is added to ``flaws``."""
    sources: list[TemplateSource] = []
    static: dict[str, bytes] = {}
    usages: list[Usage] = []
    for part, data in package.parts.items():
        content_type = package.content_types[part]
        if content_type in TEXT_TYPES:
            source = _text_source(part, data, content_type, flaws)
        elif content_type == CORE_PROPERTIES_TYPE:
            source = _properties_source(data)
        else:
            source = None
            flaws += _unread_tags(part, data)
        if source is None:
            static[part] = rewrite_static(data, rewrite_text) if _is_word_xml(part) and rewrite_text else data
            continue
        usages += _analyse(part, source, TEXT_ELEMENTS if content_type in TEXT_TYPES else PROPERTY_ELEMENTS, flaws)
        if rewrite_text and _is_word_xml(part):
            source = rewrite_source(source, rewrite_text)
        sources.append(TemplateSource(part, _DECLARATION + source, content_type in TEXT_TYPES))
    return Prepared(tuple(sources), static, tuple(usages))


def _unread_tags(part: str, data: bytes) -> list[Flaw]:
    """Endnotes, comments and the like are copied as they are: a tag in them would be printed."""
    if not _is_word_xml(part):
        return []
    texts = filter(has_tag, (text.text or "" for text in parse(data).iter(f"{WORD}t")))
    return [Flaw(part, shorten(text), "tags are not read in this part of a document") for text in texts]


def rewrite_source(source: str, rewrite: Rewrite) -> str:
    """Apply ``rewrite`` to the text of every ``w:t``, outside of template tags."""
    return "".join(_rewritten_pieces(source, rewrite))


def rewrite_static(data: bytes, rewrite: Rewrite) -> bytes:
    """The same for a static part; its bytes are kept when no text changes."""
    root = parse(data)
    changed = False
    for text in root.iter(f"{WORD}t"):
        new = rewrite(text.text or "")
        changed |= new != (text.text or "")
        text.text = new
    return (_DECLARATION + etree.tostring(root, encoding="unicode")).encode() if changed else data


def _rewritten_pieces(source: str, rewrite: Rewrite) -> Iterator[str]:
    inside_text = False
    for number, piece in enumerate(_TAG.split(source)):
        if number % 2:
            yield piece
            continue
        for markup_or_text in _MARKUP.split(piece):
            if markup_or_text.startswith("<"):
                inside_text = markup_or_text.startswith(("<w:t>", "<w:t "))
                yield markup_or_text
            elif inside_text:
                yield escape(rewrite(unescape(markup_or_text)))
            else:
                yield markup_or_text


def _is_word_xml(part: str) -> bool:
    return part.startswith("word/") and part.endswith(".xml")


def _text_source(part: str, data: bytes, content_type: str, flaws: list[Flaw]) -> str | None:
    root = parse(data)
    tags, found = read_tags(root, part)
    if root.nsmap.get("w") != WORD[1:-1]:
        found.append(Flaw(part, "", "this part does not call its namespace “w”, which docxtpl needs; save it in Word"))
    flaws += found
    if found or not tags:
        return None
    if content_type == MAIN_DOCUMENT_TYPE:
        for number, picture in enumerate(root.iter(f"{DRAWING}docPr"), _FIRST_PICTURE):
            picture.set("id", str(number))
    etree.cleanup_namespaces(root, keep_ns_prefixes=_prefixes_named_in_values(root))
    return patch(root)


def _prefixes_named_in_values(root: etree._Element) -> list[str]:
    """Prefixes that an attribute value may name (``mc:Ignorable``, ``Requires``, ``xsi:type``) and that must stay."""
    words = {
        word.partition(":")[0]
        for element in root.iter(etree.Element)
        for value in element.attrib.values()
        for word in value.split()
    }
    declared = {prefix for element in root.iter(etree.Element) for prefix in element.nsmap if prefix}
    return sorted(words & declared)


def _properties_source(data: bytes) -> str | None:
    root = parse(data)
    return patch(root) if any(has_tag(element.text or "") for element in root.iter(etree.Element)) else None


def patch(root: etree._Element) -> str:
    """The Jinja source that docxtpl makes of a part."""
    source: str = DocxTemplate("").patch_xml(etree.tostring(root, encoding="unicode"))
    return _TRIMMED_AFTER.sub(r"\1", _TRIMMED_BEFORE.sub(r"\1", source))


def _analyse(part: str, source: str, places: frozenset[str], flaws: list[Flaw]) -> list[Usage]:
    """What a source reads; its flaws are added to ``flaws``. Each paragraph is a line, so that a line is a place."""
    text = re.sub(r"</w:(?:p|tr|tbl)>", "\\g<0>\n", source)
    lines = text.split("\n")
    try:
        tree: nodes.Template = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as error:
        flaws.append(Flaw(part, visible_text(lines[min(error.lineno, len(lines)) - 1]), f"{error.message}"))
        return []
    usages, found = read_usages(tree, part, lines)
    flaws += found
    flaws += prove_structure(tree, part, lines, places)
    return usages
