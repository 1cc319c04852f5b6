"""A template that cannot be opened is a fault of the template, told like all its other faults."""

from __future__ import annotations

import pytest

from service.errors import TemplateFault
from service.rendering import compile_template
from tests.docx_builder import make_docx, paragraph

OBJECT = (
    '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject" '
    'Target="embeddings/x.bin"/>'
)


NOT_WELL_FORMED = "this part is not well-formed XML; save the file anew in Word"


@pytest.mark.parametrize(
    ("docx", "text"),
    [
        (b"hello", "giấy.docx: this file is not a DOCX or is damaged; open it in Word and save it anew"),
        (
            make_docx(paragraph("x"), relationships=OBJECT),
            "giấy.docx, word/_rels/document.xml.rels: the file holds an embedded object; remove it",
        ),
        (
            make_docx(paragraph("x"), parts={"word/a.xml": b"<a>", "word/b.xml": b""}),
            f"giấy.docx, word/a.xml: {NOT_WELL_FORMED}\ngiấy.docx, word/b.xml: {NOT_WELL_FORMED}",
        ),
    ],
)
def test_all_that_forbids_to_open_a_template_is_told_in_english_after_its_place(docx, text):
    with pytest.raises(TemplateFault) as caught:
        compile_template(docx, "giấy")

    assert str(caught.value) == text
