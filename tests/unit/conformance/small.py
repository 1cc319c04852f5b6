"""Documents of a few lines, each with nothing in it but what a test is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from service.conformance.paper import CharacterFormat, Line, Paper, ParagraphFormat
from service.conformance.reading import read_paper
from service.package import read_package
from tests.papers.markup import DECLARATION, ROOT, R, W, run
from tests.papers.package import zipped

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOTS = {"styles": "w:styles", "numbering": "w:numbering", "settings": "w:settings", "footnotes": "w:footnotes"}
PAGE = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:left="1120" w:right="1120"/></w:sectPr>'
"""Five hundred points lie between the margins."""


def docx(body: str, *, section: str = PAGE, more: Mapping[str, bytes] | None = None, **parts: str) -> bytes:
    """A DOCX. ``parts``: the inside of ``styles``, ``numbering``, ``header1``, ``footer1`` … or the ``theme``."""
    contents = {name: _part(name, inside) for name, inside in parts.items()}
    relations = "".join(
        f'<Relationship Id="{name}" Type="{R}/{name.rstrip("123")}" Target="{name}.xml"/>' for name in contents
    )
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name.rstrip("123")}+xml"/>' for name in contents
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" '
            'ContentType="image/png"/><Override PartName="/word/document.xml" '
            f'ContentType="{_WORD}.document.main+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{R}/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}'
            "</Relationships>",
            "word/document.xml": f"{DECLARATION}<w:document {ROOT}><w:body>{body}{section}</w:body></w:document>",
            **{f"word/{name}.xml": content for name, content in contents.items()},
            **(more or {}),
        }
    )


def _part(name: str, inside: str) -> str:
    kind = name.rstrip("123")
    root = _ROOTS.get(kind) or {"header": "w:hdr", "footer": "w:ftr", "theme": "a:theme"}[kind]
    return f"{DECLARATION}<{root} {ROOT}>{inside}</{root}>"


def read(body: str, **parts: Any) -> Paper:
    """The paper that is read from such a document."""
    return paper_of(docx(body, **parts))


def paper_of(document: bytes) -> Paper:
    """The paper that is read from any DOCX."""
    return read_paper(read_package(document, embedded="kept"))


def p(*content: str, properties: str = "") -> str:
    """A paragraph of texts or of XML."""
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inside}{''.join(each if each.startswith('<') else run(each) for each in content)}</w:p>"


def style(identifier: str, inside: str, *, kind: str = "paragraph", based_on: str = "", default: bool = False) -> str:
    """A style; ``inside`` are its properties."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    usual = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}" w:styleId="{identifier}"{usual}>{base}{inside}</w:style>'


def texts(paper: Paper) -> list[str]:
    """The text of each paragraph of the body that says something."""
    return [paragraph.text for paragraph in paper.paragraphs if not paragraph.blank]


def lines(body: str, **parts: Any) -> list[Line]:
    """The lines of such a document."""
    return list(read(body, **parts).lines)


def sides(body: str, **parts: Any) -> dict[str, str]:
    """The side of each line by its text."""
    return {line.text: line.side for line in lines(body, **parts)}


def characters(content: str, *, properties: str = "", **parts: Any) -> CharacterFormat:
    """How the text of a single paragraph shows."""
    (paragraph,) = read(p(content, properties=properties), **parts).paragraphs
    return paragraph.spans[0].format


def shape(properties: str, **parts: Any) -> ParagraphFormat:
    """How a paragraph with these properties shows."""
    (paragraph,) = read(p("x", properties=properties), **parts).paragraphs
    return paragraph.format


def root_of(document: bytes, name: str = "word/document.xml") -> etree._Element:
    """A part, parsed."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return etree.fromstring(archive.read(name))


def names(document: bytes) -> list[str]:
    """The parts of a DOCX."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.namelist()


def w(name: str) -> str:
    """A name of WordprocessingML in lxml's notation."""
    return f"{{{W}}}{name}"
