"""Whatever is typed into a free-text field is printed as it was typed, and breaks nothing.

Words may be set in capitals and break over lines elsewhere than they were typed, and names and headings are set on one
line, with plain spaces; no other character may change.
"""

from __future__ import annotations

import re

import pytest
from openxml_audit import OpenXmlValidator

from service.bootstrap import TEMPLATES
from service.documents import discover_types
from tests.builders import Example, as_json, pipeline, sample
from tests.contract.hostile import HOSTILE, MARK, between, hostile_payload, text_fields
from tests.contract.reading import paper_text, property_text, strings
from tests.differential import assert_same_as_docxtpl
from tests.office import pdf_pages

TYPES = discover_types()
CASES = [(document_type, kind) for document_type in TYPES.values() for kind in HOSTILE]

every_case = pytest.mark.parametrize(("document_type", "kind"), CASES, ids=lambda value: getattr(value, "slug", value))


def hostile_example(document_type, kind) -> Example:
    """The sample with hostile text everywhere."""
    name = f"{document_type.slug}-{kind.replace(' ', '-')}"
    return Example(name, document_type.slug, hostile_payload(document_type, HOSTILE[kind]))


def one_spaced(text: str) -> str:
    """Small letters, one space for each stretch of spaces, tabs and line ends."""
    return re.sub(r"[ \t\n]+", " ", text).casefold()


@every_case
class TestHostileText:
    def test_of_each_single_field_is_printed_whole(self, document_type, kind):
        """Or refused, as too long, with a finding at this very field."""
        text, mangled = between(HOSTILE[kind]), []
        for field in text_fields(document_type):
            example = Example("", document_type.slug, field.filled(sample(document_type.slug), text))
            refused = pipeline().validate(example.slug, as_json(example.payload)).errors
            shown = "" if refused else one_spaced(paper_text(example.docx()))
            if {finding.pointer for finding in refused} - {str(field)} or (
                MARK in shown and one_spaced(text) not in shown
            ):
                mangled.append(str(field))

        assert mangled == []

    def test_of_the_context_stands_in_the_document_to_the_letter(self, document_type, kind):
        example = hostile_example(document_type, kind)
        docx = example.docx()
        shown = paper_text(docx) + "\n" + property_text(docx)
        hostile = [text for text in strings(example.context()) if MARK in text.casefold()]

        assert len(hostile) > 5
        assert [text for text in hostile if text not in shown] == []

    def test_leaves_the_document_valid(self, document_type, kind, tmp_path):
        (tmp_path / "paper.docx").write_bytes(hostile_example(document_type, kind).docx())

        result = OpenXmlValidator(strict=True).validate(tmp_path / "paper.docx")

        assert [str(error) for error in result.errors] == []

    def test_is_printed_as_docxtpl_prints_it(self, document_type, kind):
        example = hostile_example(document_type, kind)

        template = (TEMPLATES / f"{example.template_name()}.docx").read_bytes()

        assert_same_as_docxtpl(template, example.context())


def test_documents_with_hostile_text_open_in_libreoffice(libreoffice):
    documents = {example.name: example.docx() for example in (hostile_example(*case) for case in CASES)}

    assert all(pdf_pages(pdf) for pdf in libreoffice.convert_all(documents).values())


@pytest.mark.parametrize("document_type", TYPES.values(), ids=TYPES)
def test_nearly_every_free_text_field_is_tried(document_type):
    """The fields above are found, not listed: were the search to break, there would be few of them."""
    assert len(text_fields(document_type)) >= 15
