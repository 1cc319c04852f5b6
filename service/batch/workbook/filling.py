"""Payloads as the rows of a workbook: the way back from what :mod:`service.batch.workbook.rows` puts together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.batch.workbook.shape import COMMON, ISSUER, ISSUER_CODE, Shape, Sheet
from service.batch.workbook.values import cell_of
from service.batch.workbook.words import folded

Cells = list[Any]
Payload = Mapping[str, Any]


@dataclass
class Filled:
    """The rows of every sheet by its name, without headings."""

    rows: dict[str, list[Cells]] = field(default_factory=dict)
    common: dict[int, Any] = field(default_factory=dict)
    """By the number of a column of the main sheet what stands in the sheet of shared values."""

    def add(self, sheet: Sheet, cells: Cells) -> None:
        """One more row of a sheet."""
        self.rows.setdefault(sheet.name, []).append(cells)


def fill(shape: Shape, papers: Sequence[tuple[str, Payload]]) -> Filled:
    """The rows for papers, each with its code. Bodies that several papers share stand once."""
    filled = Filled()
    names = _fill_bodies(shape, [payload for _, payload in papers], filled)
    for key, payload in papers:
        cells: Cells = [key]
        for column in shape.main.columns:
            value = at_path(payload, column.path)
            if column.kind == "issuer":
                value = payload.get(ISSUER_CODE) if value is None else names[_identity(value)]
                cells.append(value)
            else:
                cells.append(cell_of(column, value))
        filled.add(shape.main, cells)
        for sheet in shape.children(None):
            _fill_list(shape, filled, sheet, key, [("", payload)])
    return filled


def share(shape: Shape, filled: Filled) -> None:
    """Type once what is the same in all papers: values into the sheet of shared ones, lists under its name."""
    papers = filled.rows.get(shape.main.name, [])
    if len(papers) < 2:
        return
    for number, column in enumerate(shape.main.columns):
        values = {row[1 + number] for row in papers}
        if column.kind != "issuer" and len(values) == 1 and values != {None}:
            filled.common[number] = values.pop()
            for row in papers:
                row[1 + number] = None
    for sheet in shape.lists:
        if sheet.parent is None and not sheet.has_children:
            _share_list(sheet, [row[0] for row in papers], filled)


def _share_list(sheet: Sheet, keys: Sequence[str], filled: Filled) -> None:
    rows = filled.rows.get(sheet.name, [])
    by_key = {key: [row[1:] for row in rows if row[0] == key] for key in keys}
    first = by_key[keys[0]]
    if first and all(each == first for each in by_key.values()):
        filled.rows[sheet.name] = [[COMMON, *row] for row in first]


def _fill_list(shape: Shape, filled: Filled, sheet: Sheet, key: str, owners: Sequence[tuple[str, Payload]]) -> None:
    """The items of a list in all its owners, numbered throughout, and then the lists within them."""
    made: list[tuple[str, Payload]] = []
    for ordinal, owner in owners:
        for item in at_path(owner, sheet.path) or ():
            number = str(len(made) + 1)
            made.append((number, item))
            joining = [key, *([ordinal] if sheet.parent else []), *([number] if sheet.has_children else [])]
            filled.add(sheet, joining + [cell_of(column, at_path(item, column.path)) for column in sheet.columns])
    for child in shape.children(sheet.name):
        _fill_list(shape, filled, child, key, made)


def _fill_bodies(shape: Shape, payloads: Sequence[Payload], filled: Filled) -> dict[str, str]:
    """Every issuing body once, and what the main sheet calls it: its code, or its name where no other is called so."""
    bodies = {_identity(body): body for payload in payloads if (body := payload.get(ISSUER)) is not None}
    taken = Counter(
        name
        for body in bodies.values()
        for name in {folded(str(body[part])) for part in ("code", "name") if body.get(part) is not None}
    )
    names: dict[str, str] = {}
    for identity, body in bodies.items():
        told = [str(body[part]) for part in ("code", "name") if body.get(part) is not None]
        name = next((each for each in told if taken[folded(each)] == 1), None)
        if name is None:
            name = f"CQ{len(names) + 1}"
        coded = body if name in told else {**body, "code": name}
        names[identity] = name
        filled.add(shape.bodies, [cell_of(column, at_path(coded, column.path)) for column in shape.bodies.columns])
    return names


def _identity(body: Payload) -> str:
    return json.dumps(body, sort_keys=True)


def at_path(value: Any, path: Sequence[str]) -> Any:
    """What stands at a path, None where there is nothing."""
    for step in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value
