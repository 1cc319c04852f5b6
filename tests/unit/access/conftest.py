"""``access`` over a database of its own, with a ``clock`` that the test moves."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from service.access.access import Access
from service.database.engine import open_engine


@dataclass
class Clock:
    """Seconds since 1970, as the test says."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path}/access.sqlite3"


@pytest.fixture
def access(url, clock):
    found = Access(open_engine(url, 5000), idle_seconds=1800, clock=clock)
    yield found
    found.close()


@pytest.fixture
def other_process(url, clock):
    """Access as another process has it: nothing is shared but the database."""
    found = Access(open_engine(url, 5000), idle_seconds=1800, clock=clock)
    yield found
    found.close()
