"""Figures in a paper: shares and how far a target was met, to one decimal, with the decimal comma."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from service.norm.printing import grouped

Figure = Annotated[float, Field(ge=0, le=1e12)]
"""A quantity: people, cells, tonnes, đồng. Whole numbers are printed without a fraction."""

Percent = Annotated[float, Field(ge=0, le=100_000)]
"""A percentage as it was typed, to be compared with the one that is computed."""

TOLERANCE = 0.1
"""By how much a typed percentage may differ from the computed one."""


def _tenths_of_percent(part: float, whole: float) -> int:
    """``part`` of ``whole`` in tenths of a percent, rounded half up; ``whole`` is not 0."""
    return int(Fraction(str(part)) * 1000 / Fraction(str(whole)) + Fraction(1, 2))


def percentage(part: float, whole: float) -> str:
    """``46,5`` for 107 of 230 and ``100`` for all of them, without the sign; "" where ``whole`` is 0."""
    if not whole:
        return ""
    units, tenths = divmod(_tenths_of_percent(part, whole), 10)
    return f"{grouped(units)},{tenths}" if tenths else grouped(units)


def as_precise(column: Sequence[str]) -> list[str]:
    """Percentages of one column: each with its tenth where one has a tenth (C14); "" stays."""
    if not any("," in text for text in column):
        return list(column)
    return [text if not text or "," in text else f"{text},0" for text in column]


def percentage_differs(given: float | None, part: float, whole: float) -> bool:
    """Whether a typed percentage is another one than that of ``part`` in ``whole``."""
    if given is None or not whole:
        return False
    computed = Fraction(_tenths_of_percent(part, whole), 10)
    return abs(Fraction(str(given)) - computed) > Fraction(str(TOLERANCE))


def adds_up(parts: list[float], whole: float) -> bool:
    """Whether the parts make the whole, whatever floating point makes of their fractions."""
    return sum(Fraction(str(part)) for part in parts) == Fraction(str(whole))
