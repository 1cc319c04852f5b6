"""A filled workbook read once more for its cells as they were typed, by a child process, as safely as before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from service.batch.workbook.bodies import Common
from service.batch.workbook.inspecting import Extent, Limits, inspect
from service.batch.workbook.reading import answers_of
from service.batch.workbook.shape import Shape
from service.batch.workbook.sheets import open_sheets
from service.batch.workbook.tables import Line

_AT_ONCE = 50


class TypedFrame(NamedTuple):
    """What is there once: where each column of each sheet stands, shared values, bodies, rows of the code Chung."""

    positions: Mapping[str, Sequence[int | None]]
    common: Common
    bodies: Sequence[Line]
    shared: Mapping[str, Sequence[Line]]


class TypedPaper(NamedTuple):
    """The row of a paper in the main sheet, and the rows of lists that are its own, by their sheet."""

    line: Line
    lists: Mapping[str, Sequence[Line]]


@contextlib.contextmanager
def open_typed(
    file: Path, shape: Shape, wanted: frozenset[int], *, convert_legacy: bool = False, limits: Limits | None = None
) -> Iterator[tuple[TypedFrame, Iterator[TypedPaper]]]:
    """The frame, and the papers of ``wanted`` rows of the main sheet in their order.

    Raises what :func:`service.batch.workbook.open_workbook` does.
    """
    limits = limits or Limits()
    task = partial(_typed, file, shape, inspect(file, limits), wanted, convert_legacy)
    with answers_of(task, limits) as answers:
        frame = next(answers)
        yield frame, (paper for batch in answers for paper in batch)


def _typed(
    file: Path, shape: Shape, extents: Mapping[str, Extent], wanted: frozenset[int], convert_legacy: bool
) -> Iterator[TypedFrame | list[TypedPaper]]:
    sheets = open_sheets(file, shape, extents, convert_legacy=convert_legacy)
    tables, joined = sheets.tables, sheets.joined
    positions = {name: tuple(table.positions) for name, table in tables.items()}
    yield TypedFrame(positions, sheets.common, list(tables[shape.bodies.name].lines()), joined.shared)
    batch: list[TypedPaper] = []
    for line in tables[shape.main.name].lines():
        if line.row in wanted:
            row = joined.repeats.get(line.row, line.row)
            lists = {name: lines for name, papers in joined.by_paper.items() if (lines := papers.get(row))}
            batch.append(TypedPaper(line, lists))
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    yield batch
