"""Parameters of which a few are tried in ``make test`` and the others in ``make test-long``."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

TYPES_THAT_DIFFER_MOST = ("cell-dissolution-decision", "cell-meeting-minutes")
"""One with a list of members and slips, one with lists in lists and two signatures."""


def others_long(values: Iterable[object], *at_once: object) -> list[object]:
    """The values as parameters, all but those ``at_once`` marked long."""
    return [each if each in at_once else pytest.param(each, marks=pytest.mark.long) for each in values]
