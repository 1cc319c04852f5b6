"""What the form of a type calls a field of its payload."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from service.batch.workbook.shape import ISSUER, ISSUER_CODE, Path, Shape, Sheet

_WITHIN = ": "
"""Parts the name of a group from that of its column."""


def heading_at(shape: Shape, pointer: str) -> str:
    """The heading of the column for a JSON Pointer into a payload, else that of its group, list or issuer.

    "" for the payload itself, and for a field that the form has not.
    """
    path = tuple(step for step in pointer.split("/")[1:] if not step.isdigit())
    known = _headings(shape)
    while path and path not in known:
        path = path[:-1]
    return known.get(path, "")


@lru_cache(maxsize=64)
def _headings(shape: Shape) -> dict[Path, str]:
    found: dict[Path, str] = {}
    for path, heading in _named(shape):
        found.setdefault(path, heading)
    return found


def _named(shape: Shape) -> Iterator[tuple[Path, str]]:
    for column in shape.main.columns:
        yield column.path, column.heading
        if column.path == (ISSUER,):
            yield (ISSUER_CODE,), column.heading
        if len(column.path) > 1:
            yield column.path[:1], column.heading.partition(_WITHIN)[0]
    for column in shape.bodies.columns:
        yield (ISSUER, *column.path), column.heading
    for sheet in shape.lists:
        whole = _path_of(sheet, shape)
        yield whole, sheet.title
        for column in sheet.columns:
            yield (*whole, *column.path), column.heading


def _path_of(sheet: Sheet, shape: Shape) -> Path:
    parent = next((each for each in shape.lists if each.name == sheet.parent), None)
    return (*(_path_of(parent, shape) if parent else ()), *sheet.path)
