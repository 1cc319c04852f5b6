"""docs/security.md names tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
NAMED = sorted(set(re.findall(r"`(tests/[a-z0-9_/]+\.py)::([a-z0-9_]+)`", (CHECKOUT / "docs/security.md").read_text())))


def test_the_threat_model_names_tests():
    assert len(NAMED) > 30


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda each: each)
def test_it_is_there(file, test):
    assert f"def {test}(" in (CHECKOUT / file).read_text()
