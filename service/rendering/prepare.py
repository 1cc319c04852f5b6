"""Stage one: a DOCX becomes template sources and static parts.

docxtpl's own ``patch_xml`` turns the body, every header, footer and footnote into a Jinja source, so that its tag
syntax behaves as its users know it. What docxtpl repairs after each rendering is proved here, once, for all data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docxtpl import DocxTemplate
from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import etree

from service.package import MAIN_DOCUMENT_TYPE, Package, is_xml, parse
from service.rendering.breaks import resolve_breaks
from service.rendering.fields import field_flaws
from service.rendering.flaws import Flaw, nearby_text, shorten
from service.rendering.rewriting import Rewrite, rewrite_source, rewrite_static
from service.rendering.structure import PROPERTY_ELEMENTS, TEXT_ELEMENTS, prove_structure
from service.rendering.tags import WORD, check_tags, has_tag
from service.rendering.usages import Usage, read_usages

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_PREFIXES = {"w": WORD[1:-1], "wp": _DRAWING}

_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
CORE_PROPERTIES_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
TEXT_TYPES = frozenset(
    {MAIN_DOCUMENT_TYPE, f"{_WORD_TYPE}header+xml", f"{_WORD_TYPE}footer+xml", f"{_WORD_TYPE}footnotes+xml"}
)

MAX_TEXT_BYTES = 8 * 1024 * 1024

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TRIMMED_BEFORE = re.compile(r"\s*(\{[{%#])-")
_TRIMMED_AFTER = re.compile(r"-([}%#]\})\s*")
_AROUND_BLOCKS = re.compile(r"(?<=</w:p>)|(?<=</w:tr>)|(?<=</w:tbl>)|(?=<w:(?:p|tr|tbl)[ >])")
_REFUSED_RECKONINGS = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Mod)
_FIRST_PICTURE = 1001  # docxtpl numbers pictures from here


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
            source, places = _text_source(part, data, content_type, flaws), TEXT_ELEMENTS
        elif content_type == CORE_PROPERTIES_TYPE:
            source, places = patch(parse(data)), PROPERTY_ELEMENTS
        else:
            source, places = "", frozenset()
            flaws += _unread_tags(part, data)
        if is_xml(part, content_type):
            flaws += field_flaws(parse(data), part)
        usages += _analyse(part, source, places, flaws) if source else ()
        if has_tag(source):
            fixed = rewrite_source(source, rewrite_text) if rewrite_text and _is_word_xml(part) else source
            sources.append(TemplateSource(part, _DECLARATION + fixed, content_type in TEXT_TYPES))
        else:
            fixed_data = rewrite_static(data, rewrite_text) if rewrite_text and _is_word_xml(part) else data
            static[part] = resolve_breaks(fixed_data) if content_type in TEXT_TYPES else fixed_data
    return Prepared(tuple(sources), static, tuple(usages))


def _unread_tags(part: str, data: bytes) -> list[Flaw]:
    """Endnotes, comments and the like are copied as they are: a tag in them would be printed."""
    if not _is_word_xml(part):
        return []
    texts = filter(has_tag, (text.text or "" for text in parse(data).iter(f"{WORD}t")))
    return [Flaw(part, shorten(text), "tags are not read in this part of a document") for text in texts]


def _is_word_xml(part: str) -> bool:
    return part.startswith("word/") and part.endswith(".xml")


def _text_source(part: str, data: bytes, content_type: str, flaws: list[Flaw]) -> str:
    """The Jinja source of a part of text; ``""`` when it cannot be made."""
    if len(data) > MAX_TEXT_BYTES:
        flaws.append(Flaw(part, "", f"the text of a template takes at most {MAX_TEXT_BYTES >> 20} MiB"))
        return ""
    root = parse(data)
    found = check_tags(root, part)
    if any(_has_another_prefix(element) for element in root.iter(etree.Element)):
        found.append(Flaw(part, "", "its elements are not named w:… and wp:…, as docxtpl needs; save the file in Word"))
    flaws += found
    if found:
        return ""
    if content_type == MAIN_DOCUMENT_TYPE:
        for number, picture in enumerate(root.iter(f"{{{_DRAWING}}}docPr"), _FIRST_PICTURE):
            picture.set("id", str(number))
    etree.cleanup_namespaces(root, keep_ns_prefixes=_prefixes_named_in_values(root))
    return patch(root)


def _has_another_prefix(element: etree._Element) -> bool:
    namespace = etree.QName(element).namespace
    concerned = element.prefix in _PREFIXES or namespace in _PREFIXES.values()
    return concerned and _PREFIXES.get(element.prefix or "") != namespace


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


def patch(root: etree._Element) -> str:
    """The Jinja source that docxtpl makes of a part."""
    source: str = DocxTemplate("").patch_xml(etree.tostring(root, encoding="unicode"))
    return _TRIMMED_AFTER.sub(r"\1", _TRIMMED_BEFORE.sub(r"\1", source))


def lines_of(source: str) -> list[str]:
    """A source cut where paragraphs, rows and tables begin and end, so that a line is a place that an author knows."""
    return _AROUND_BLOCKS.sub("\n", source).split("\n")


def _analyse(part: str, source: str, places: frozenset[str], flaws: list[Flaw]) -> list[Usage]:
    """What a source reads; its flaws are added to ``flaws``."""
    lines = lines_of(source)
    try:
        tree: nodes.Template = Environment(autoescape=True).parse("\n".join(lines))
    except TemplateSyntaxError as error:
        flaws.append(Flaw(part, nearby_text(lines, error.lineno), f"{error.message}"))
        return []
    usages, found = read_usages(tree, part, lines)
    flaws += found
    flaws += _reckonings(tree, part, lines)
    flaws += prove_structure(tree, part, lines, places)
    return usages


def _reckonings(tree: nodes.Template, part: str, lines: list[str]) -> list[Flaw]:
    """Calculations of constants alone: nothing of the data is in them, so their result can be written."""
    found = (each for each in tree.find_all(_REFUSED_RECKONINGS) if each.find(nodes.Name) is None)
    advice = "constants are not reckoned with; write the result"
    return [Flaw(part, nearby_text(lines, each.lineno), advice) for each in found]
