"""Papers as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.checking import bad, good


@pytest.fixture
def papers(tmp_path) -> Path:
    """A folder with a paper that conforms and one that does not."""
    (tmp_path / "đúng.docx").write_bytes(good())
    (tmp_path / "sai.docx").write_bytes(bad())
    return tmp_path
