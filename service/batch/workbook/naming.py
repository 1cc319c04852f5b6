"""Names of sheets as Excel allows them, headings that differ from one another, and the nearest of several names."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.batch.workbook.columns import Column
from service.batch.workbook.words import folded

LONGEST_SHEET_NAME = 31
LONGEST_COMPARED = 200
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")


class SheetNames:
    """Hands out names of sheets: no two alike, none too long for Excel."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {folded(name) for name in taken}

    def take(self, title: str, root: str) -> str:
        """A name made of ``title``; that of a list within the items of a list begins with the list ``root``."""
        whole = f"{root} - {title}" if root else title
        name = _cut(_NOT_IN_SHEET_NAMES.sub("-", whole), LONGEST_SHEET_NAME)
        number = 2
        while folded(name) in self._taken:
            ending = f" {number}"
            name = _cut(name, LONGEST_SHEET_NAME - len(ending)) + ending
            number += 1
        self._taken.add(folded(name))
        return name


def _cut(text: str, most: int) -> str:
    """``text`` cut between words, without a mark that nothing follows."""
    if len(text) > most:
        text = text[: most + 1].rpartition(" ")[0] or text[:most]
    return text.strip(" ',-")


def unique_headings(columns: Sequence[Column], taken: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns with headings that differ; the name of the field parts those of one title."""
    often = Counter([*map(folded, taken), *(folded(column.heading) for column in columns)])
    return tuple(
        replace(column, heading=f"{column.heading} ({column.path[-1]})")
        if often[folded(column.heading)] > 1
        else column
        for column in columns
    )


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that ``name`` was probably meant to be."""
    by_fold = {folded(each): each for each in known}
    if len(name) > LONGEST_COMPARED:
        return None
    found = difflib.get_close_matches(folded(name), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None
