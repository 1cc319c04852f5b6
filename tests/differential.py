"""Our rendering compared with docxtpl's own, part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docxtpl import DocxTemplate
from lxml import etree

from service.rendering import compile_template

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def render_with_docxtpl(docx: bytes, context: Mapping[str, object]) -> bytes:
    """What docxtpl makes of a template, autoescape on."""
    template = DocxTemplate(io.BytesIO(docx))
    template.render(dict(context), autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def assert_same_as_docxtpl(docx: bytes, context: Mapping[str, object]) -> None:
    """Every ``word/*.xml`` part of our document is the same XML as docxtpl's for the same template and context."""
    ours = comparable_parts(compile_template(docx, "template").render(context))
    theirs = comparable_parts(render_with_docxtpl(docx, context))

    assert ours.keys() == theirs.keys()
    for name in theirs:
        assert ours[name] == theirs[name], name


def comparable_parts(docx: bytes) -> dict[str, str]:
    """The ``word/*.xml`` parts in exclusive canonical XML: where namespaces are declared makes no difference."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {
            name: _canonical(archive.read(name))
            for name in sorted(archive.namelist())
            if name.startswith("word/") and name.endswith(".xml")
        }


def _canonical(data: bytes) -> str:
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    return etree.tostring(root, method="c14n", exclusive=True).decode().replace("><", ">\n<")
