"""A trail, and the clock by which it is written."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.audit import Trail


class Clock:
    """A moment that tests put where they want."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn_to(self, month: int) -> None:
        """The same moment of another month."""
        self.now = self.now.replace(month=month)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def trail(tmp_path, clock):
    return Trail(tmp_path, clock=clock)
