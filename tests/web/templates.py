"""Office's own templates for tests."""

from __future__ import annotations

import io

import docx


def with_last_paragraph(template: bytes, text: str) -> bytes:
    """A DOCX template with one more paragraph at the end of its body."""
    document = docx.Document(io.BytesIO(template))
    document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
