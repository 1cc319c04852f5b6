"""docs/security.md and docs/operations.md name tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCS = "\n".join((CHECKOUT / f"docs/{name}.md").read_text() for name in ("security", "operations"))
NAMED = sorted(set(re.findall(r"`(tests/[a-z0-9_/]+\.py)::([a-z0-9_]+)`", DOCS)))
FILES = sorted(set(re.findall(r"`(tests/[a-z0-9_/.]+)`", DOCS)))


def test_the_threat_model_names_tests():
    assert len(NAMED) > 50


@pytest.mark.parametrize("file", FILES)
def test_the_file_is_there(file):
    assert (CHECKOUT / file).exists()


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda each: each)
def test_it_is_there(file, test):
    assert f"def {test}(" in (CHECKOUT / file).read_text()
