"""Tables in pasted text: neighbouring lines of cells parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from service.pasting.lines import PastedLine
from service.pasting.marks import mark_of

Json = dict[str, Any]
MOST_COLUMNS = 8
"""Columns of a table of a report, TT included; the program adds TT where it was not typed."""
ORDINAL_HEADINGS = ("tt", "stt", "số tt")
_BULLET = re.compile(r"[-–—+*•·▪■●○✓]")
_TOTAL = re.compile(r"(?:tổng\s*)?cộng(?:\s*chung)?\s*:?|tổng\s*(?:số)?\s*:?", re.IGNORECASE)


def is_row(line: PastedLine) -> bool:
    """Whether the line may be a row: two cells that say something; a number or bullet and its text are none."""
    filled = [cell for cell in line.cells if cell]
    if len(filled) < 2:
        return False
    mark = mark_of(f"{filled[0]} x")
    return len(filled) > 2 or not (_BULLET.fullmatch(filled[0]) or (mark and mark.rest == "x"))


def rows_from(lines: Sequence[PastedLine], start: int) -> int:
    """Where the table ends that begins at ``start``; ``start`` itself where there is none (a table has two rows)."""
    end = start
    while end < len(lines) and (is_row(lines[end]) or (end > start and _belongs(lines[end], lines[start]))):
        end += 1
    return end if end - start > 1 else start


def _belongs(line: PastedLine, first: PastedLine) -> bool:
    """A row of which but one cell is filled (a group, a cell left blank) has as many cells as the first."""
    return len(line.cells) == len(first.cells) > 2 and any(line.cells)


def table_of(lines: Sequence[PastedLine]) -> Json | None:
    """A ``SectionTable`` of the payload; None where it has more columns than a page holds."""
    grid = [list(line.cells) for line in lines]
    while all(len(row) > 1 and not row[-1] for row in grid):
        grid = [row[:-1] for row in grid]
    width = max(map(len, grid))
    grid = [row + [""] * (width - len(row)) for row in grid]
    numbers_itself = grid[0][0].lower() in ORDINAL_HEADINGS
    if width > MOST_COLUMNS - (0 if numbers_itself else 1) or (numbers_itself and width < 2):
        return None
    table: Json = {"columns": [name or f"Cột {number}" for number, name in enumerate(grid[0], 1)], "rows": grid[1:]}
    last = [cell for cell in grid[-1] if cell]
    if len(grid) > 2 and last and _TOTAL.fullmatch(last[0]):
        table |= {"rows": grid[1:-1], "total_row": grid[-1]}
    return table


def as_text(line: PastedLine) -> str:
    """A row as one line of text, for where a table cannot stand."""
    return " | ".join(cell for cell in line.cells if cell)
