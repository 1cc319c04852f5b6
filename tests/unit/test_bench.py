"""The measuring program runs and fills in both of its files. What it measured is nobody's promise here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.long
def test_a_quick_run_writes_figures_and_report(tmp_path):
    command = [sys.executable, "-m", "bench", "--quick", "--output", str(tmp_path)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=300)

    results = json.loads((tmp_path / "results.json").read_text())
    report = (tmp_path / "RESULTS.md").read_text()
    for size in ("S", "M", "L"):
        assert results["render"][size]["ratio_to_docxtpl"] > 0
        assert results["render"][size]["ratio_to_floor"] > 0
    assert results["http"]["ratio_to_echo"] > 0
    assert results["http"]["p50_ratio_to_echo"] > 0
    assert "A quick run: its figures mean nothing" in report


def test_the_lock_file_of_the_npm_libraries_says_nothing_about_where_they_come_from():
    lock = json.loads((CHECKOUT / "bench" / "peers" / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "integrity" not in package] == []
