"""The text of a DOCX as its reader gets it, with the line breaks and tabs of the data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping

from docx.oxml.ns import qn
from lxml import etree

_CHARACTERS = {qn("w:br"): "\n", qn("w:tab"): "\t"}


def paper_text(docx: bytes) -> str:
    """All text of the body, a line a paragraph."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return "\n".join(_paragraph_text(paragraph) for paragraph in root.iter(qn("w:p")))


def property_text(docx: bytes) -> str:
    """The core properties, a line each."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("docProps/core.xml"))
    return "\n".join(element.text or "" for element in root)


def _paragraph_text(paragraph: etree._Element) -> str:
    parts = (part for run in paragraph.iter(qn("w:r")) for part in run)
    return "".join(
        _CHARACTERS.get(part.tag, part.text or "") for part in parts if part.tag in (*_CHARACTERS, qn("w:t"))
    )


def strings(context: object) -> Iterator[str]:
    """Every text anywhere in a context."""
    if isinstance(context, str):
        yield context
    elif isinstance(context, Mapping):
        for value in context.values():
            yield from strings(value)
    elif isinstance(context, list):
        for value in context:
            yield from strings(value)
