"""Cells of CSV that a spreadsheet would take for formulas: written with an apostrophe before them, read without it."""

from __future__ import annotations

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_SHIELD = "'"


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"{_SHIELD}{cell}" if _is_formula(cell) else cell


def as_typed(cell: str) -> str:
    """``cell`` as it was before :func:`harmless`."""
    return cell[1:] if cell.startswith(_SHIELD) and _is_formula(cell[1:]) else cell


def _is_formula(cell: str) -> bool:
    return cell.lstrip(" ").startswith(_SIGNS)
