"""What nothing in a template refers to goes into no paper: nobody sees it, and it may be anything."""

from __future__ import annotations

import io
import zipfile

import pytest

from service.errors import TemplateFault
from service.rendering import compile_template
from tests.docx_builder import make_docx, paragraph, read_part

BODY = paragraph("Số {{ number }}")


def members(docx: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return set(archive.namelist())


def test_it_is_in_no_paper():
    template = compile_template(make_docx(BODY, parts={"customXml/EVIL.txt": b"x", "word/y.xml": b"<a/>"}), "x")
    paper = template.render({"number": "7"})

    assert members(paper) == members(make_docx(BODY))
    assert "Số 7" in read_part(paper)


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/activeX/activeX1.xml", "word/embeddings/oleObject1.bin"])
def test_what_could_run_is_a_fault_of_the_template(name):
    with pytest.raises(TemplateFault, match=name):
        compile_template(make_docx(BODY, parts={name: b"<a/>"}), "x")
