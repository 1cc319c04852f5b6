"""A new document type is three authored files: its model, its template's source, its sample. All else is generated."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.builders import CHECKOUT

MODEL = '''"""Thông báo: the least that a document type can be."""

from pydantic import Field

from service.documents._envelope import Envelope
from service.documents._fields import Text
from service.documents._printed import (
    Paper, Recipients, SignatureBlock, letterhead, properties, recipient_lines, signature_block, subject_lines
)
from service.documents._rules import SHARED_RULES, someone_signs
from service.documents._type import DocumentType


class ToyNote(Envelope):
    """Payload."""

    text: Text = Field(title="Nội dung")


class ToyPaper(Paper, Recipients):
    """Printed text."""

    subject: list[str]
    text: str
    signature: SignatureBlock


def context(document, circumstances):
    """Printed text."""
    return {
        "properties": properties(document, "Thông báo", document.text),
        "letterhead": letterhead(document, "TB", circumstances),
        "subject": subject_lines("về lịch họp chi bộ", circumstances),
        "text": document.text,
        **recipient_lines(document, [], [], circumstances),
        "signature": signature_block(document, circumstances),
    }


DOCUMENT_TYPE = DocumentType(
    slug="toy-note",
    title="Thông báo",
    summary="Một đoạn văn.",
    symbol="TB",
    page_kind="titled",
    model=ToyNote,
    printed=ToyPaper,
    context=context,
    rules=(*SHARED_RULES, someone_signs),
    label=lambda document: "Thông báo",
)
'''
TEMPLATE = '''"""Thông báo."""

from templates.source import blocks, page


def build():
    """The template by its name."""
    paper = page.new_paper()
    blocks.letterhead(paper)
    blocks.title(paper, "THÔNG BÁO")
    paper.add_paragraph("{{ text }}", style="Body Text Last")
    blocks.signature(paper)
    blocks.end_of_page(paper)
    return {"toy-note": paper}
'''
SAMPLE = """{
  "issuer": {"kind": "cell", "name": "Chi bộ xóm Bắc", "superior": "Đảng bộ xã Tiên Phong"},
  "number": 3,
  "issue_date": "2026-08-05",
  "text": "Chi bộ họp vào ngày 03 hằng tháng.",
  "signature": {"full_name": "Nguyễn Văn An", "position": "Bí thư"}
}
"""


@pytest.fixture
def checkout_with_new_type(tmp_path):
    """A copy of the checkout with the three files of the type ``toy-note``."""
    copied = tmp_path / "checkout"
    caches = shutil.ignore_patterns("__pycache__")
    for folder in ("service", "templates", "samples", "schemas", "scripts", "tests"):
        shutil.copytree(CHECKOUT / folder, copied / folder, ignore=caches)
    shutil.copy(CHECKOUT / "pyproject.toml", copied)
    (copied / "service" / "documents" / "toy_note.py").write_text(MODEL)
    (copied / "templates" / "source" / "toy-note.py").write_text(TEMPLATE)
    (copied / "samples" / "toy-note.json").write_text(SAMPLE)
    return copied


@pytest.mark.long
def test_three_files_and_generate_are_enough_for_the_whole_contract(checkout_with_new_type):
    def python(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=checkout_with_new_type, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    written = python("scripts/generate.py", "templates", "schemas", "golden")
    assert set(written.splitlines()) == {
        "wrote templates/docx/toy-note.docx",
        "wrote schemas/toy-note.schema.json",
        "wrote tests/golden/toy-note.txt",
        "wrote tests/golden/toy-note.draft.txt",
    }

    said = python(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contract", "-k", "toy-note and not libreoffice"
    )
    assert " passed" in said
