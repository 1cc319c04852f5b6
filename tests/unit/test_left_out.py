"""No test is left out in silence: the rules of tests/conftest.py, on a suite of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system import REQUIREMENTS

CHECKOUT = Path(__file__).parents[2]
LIGHT = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # what the environment adds takes seconds to import
SUITE = """
import pytest

@pytest.mark.needs("soffice")
def test_of_the_printed_page(): pass

def test_that_converts(libreoffice): pass

def test_that_needs_nothing(): pass
"""


@pytest.fixture
def run_suite(tmp_path):
    """Runs a suite, on a machine with no program but those of ``path``; gives exit code and output."""

    def run(suite: str, ci: str, path: str = "") -> tuple[int, str]:
        (tmp_path / "conftest.py").write_text("from tests.conftest import *")
        (tmp_path / "test_suite.py").write_text(suite)
        result = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", CHECKOUT / "pyproject.toml", tmp_path],
            cwd=tmp_path,
            env={**os.environ, **LIGHT, "PATH": path, "CI": ci, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            check=False,
        )
        return result.returncode, result.stdout + result.stderr

    return run


def test_each_test_left_out_is_named_with_what_it_needs(run_suite):
    code, output = run_suite(SUITE, ci="")

    assert code == 0
    assert "test_suite.py::test_of_the_printed_page: needs soffice" in output
    assert "test_suite.py::test_that_converts: needs liberation2, soffice" in output
    assert "1 passed, 2 skipped" in output


def test_under_ci_a_machine_that_lacks_something_is_refused(run_suite):
    code, output = run_suite(SUITE, ci="true")

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "this machine has no chromium, fc-list, git, liberation2" in output


def test_a_need_that_nobody_knows_is_a_mistake(run_suite):
    code, output = run_suite('import pytest\n@pytest.mark.needs("sofice")\ndef test_it(): pass', ci="")

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "test_it needs sofice: not in tests/system.py" in output


@pytest.mark.needs(*REQUIREMENTS)
def test_under_ci_a_test_left_out_for_whatever_reason_fails_the_run(run_suite):
    code, output = run_suite('import pytest\ndef test_it(): pytest.skip("not today")', "true", os.environ["PATH"])

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "LEFT OUT test_suite.py::test_it: not today" in output
