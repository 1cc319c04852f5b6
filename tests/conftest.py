"""Fixtures for all tests, and the rule that nothing is left out in silence.

A test marked ``@pytest.mark.needs("soffice", …)`` is skipped where the machine has not what it names. The summary names
each test that was left out. Under ``CI=true`` whatever is missing stops the run, and a test left out fails it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from multiprocessing import active_children

import hypothesis
import pytest

from tests.office import LibreOffice
from tests.system import REQUIREMENTS, missing

UNDER_CI = os.environ.get("CI") == "true"

# What fails once must fail again: no time limit for an example, and in CI the same examples every time.
hypothesis.settings.register_profile("vanthu", deadline=None, derandomize=UNDER_CI, print_blob=True)
hypothesis.settings.load_profile("vanthu")


@cache
def _missing_names() -> frozenset[str]:
    return frozenset(requirement.name for requirement in missing())


def pytest_configure(config: pytest.Config) -> None:
    """Under CI=true, refuse to start on a machine that lacks anything."""
    if UNDER_CI and _missing_names():
        raise pytest.UsageError(f"CI=true, and this machine has no {', '.join(sorted(_missing_names()))}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for LibreOffice needs it without saying so; a name that is not known is a mistake."""
    for item in items:
        if "libreoffice" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.needs("soffice", "liberation2"))
        unknown = _needs(item) - REQUIREMENTS.keys()
        if unknown:
            raise pytest.UsageError(f"{item.nodeid} needs {', '.join(sorted(unknown))}: not in tests/system.py")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out when the machine lacks what it needs."""
    absent = sorted(_needs(item) & _missing_names())
    if absent:
        pytest.skip(f"needs {', '.join(absent)}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each test left out, with the reason."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
        terminalreporter.write_line(f"LEFT OUT {report.nodeid}: {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI=true a test left out is a failure, whatever the reason."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if UNDER_CI and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _needs(item: pytest.Item) -> set[str]:
    return {name for marker in item.iter_markers("needs") for name in marker.args}


@pytest.fixture(scope="session")
def libreoffice() -> LibreOffice:
    """Converts DOCX bytes to PDF bytes: ``libreoffice(docx)``, or many in one start with ``convert_all``."""
    return LibreOffice()


@pytest.fixture
def alone() -> Iterator[None]:
    """For tests that look at the children of this process: those of earlier tests are ended before, its own after.

    An application that a test made with an office's template keeps its children until it is forgotten itself.
    """
    _end_children()
    yield
    _end_children()


def _end_children() -> None:
    for child in active_children():
        child.kill()
        child.join()
