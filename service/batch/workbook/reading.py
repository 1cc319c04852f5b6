"""Reading a filled workbook: inspected first, then read by a child process that may die without harm.

The child is started afresh (spawn), may take no more memory and processor time than the limits say, and sends the
papers one after another; the parent holds no more than a few of them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from service.batch.cleaning import clean as clean_text
from service.batch.workbook import messages, refusals
from service.batch.workbook.bodies import common_sheet, read_common
from service.batch.workbook.inspecting import Extent, Limits, UnreadableWorkbook, inspect
from service.batch.workbook.joining import join
from service.batch.workbook.naming import nearest
from service.batch.workbook.places import Fault
from service.batch.workbook.rows import Papers, Row
from service.batch.workbook.shape import CHOICES, COMMON, GUIDE, Shape, Sheet
from service.batch.workbook.tables import Table, ask_about_dates, open_table, sheet_fault
from service.batch.workbook.values import Clean, text_of
from service.batch.workbook.words import folded
from service.errors import OurFault, described


class WorkbookFault(OurFault):
    """A workbook could not be read by a fault of the program; names the places in its code, never a value."""


_AT_ONCE = 100
"""Papers in one message of the child."""
_WAITS = 10
"""So many times the longest wait for the next papers is what all of them may take of the processor."""
_OUR_MARK = "vanthu:"


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook that is being read.

    ``faults`` are those that belong to no paper: headings, sheets, merged cells, rows of lists without a paper.
    ``rows`` gives every paper once, in the order of the main sheet.
    """

    faults: tuple[Fault, ...]
    rows: Iterator[Row]


@contextlib.contextmanager
def open_workbook(
    file: Path, shape: Shape, *, limits: Limits | None = None, clean: Clean = clean_text
) -> Iterator[Reading]:
    """The papers of a workbook. ``clean`` is a function of a module, since the child imports it.

    Raises :class:`UnreadableWorkbook`, on opening or while rows are read; whatever ends the child is one too. Raises
    :class:`WorkbookFault` where the program itself is at fault.
    """
    limits = limits or Limits()
    extents = inspect(file, limits)
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_read, args=(sender, file, shape, extents, limits, clean), daemon=True)
    child.start()
    sender.close()
    try:
        faults = next(_answers(receiver, limits.seconds))
        yield Reading(tuple(faults), _rows(receiver, limits.seconds))
    finally:
        receiver.close()
        child.kill()
        child.join()
        child.close()


def _rows(receiver: Connection, seconds: float) -> Iterator[Row]:
    for batch in _answers(receiver, seconds):
        if batch is None:
            return
        yield from batch


def _answers(receiver: Connection, seconds: float) -> Iterator[Any]:
    """What the child sends, one by one. Raises :class:`UnreadableWorkbook` where it refuses, dies or takes too long."""
    while True:
        try:
            answer = receiver.recv() if receiver.poll(seconds) else refusals.BROKE_OFF
        except (EOFError, OSError):
            answer = refusals.BROKE_OFF
        if isinstance(answer, WorkbookFault):
            raise answer
        if isinstance(answer, refusals.Refused):
            raise UnreadableWorkbook(answer)
        yield answer


def _read(
    sender: Connection, file: Path, shape: Shape, extents: Mapping[str, Extent], limits: Limits, clean: Clean
) -> None:
    """What the child does. What it says when it dies may hold values of the workbook, and is kept from the log."""
    with contextlib.suppress(BrokenPipeError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        _limit(limits)
        try:
            faults, papers = read_papers(file, shape, extents, clean)
            sender.send(faults)
            batch: list[Row] = []
            for row in papers.rows():
                batch.append(row)
                if len(batch) == _AT_ONCE:
                    sender.send(batch)
                    batch = []
            sender.send(batch)
            sender.send(None)
        except UnreadableWorkbook as failure:
            sender.send(refusals.Refused(failure.code, failure.message))
        except CalamineError:
            sender.send(refusals.DAMAGED)
        except MemoryError:
            sender.send(refusals.BROKE_OFF)
        except Exception as failure:  # noqa: BLE001  # told by the parent, without values
            sender.send(WorkbookFault(str(described(failure))))


def _limit(limits: Limits) -> None:
    memory = limits.memory_mib << 20
    with contextlib.suppress(ValueError, OSError):  # the machine allows less already
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        seconds = limits.seconds * _WAITS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read_papers(file: Path, shape: Shape, extents: Mapping[str, Extent], clean: Clean) -> tuple[list[Fault], Papers]:
    """The faults of a workbook that was inspected, and its papers. Only for a process that may die.

    Raises :class:`UnreadableWorkbook` and calamine's own error.
    """
    book = CalamineWorkbook.from_path(str(file))
    is_ours = _check_mark(book, shape)
    names = {folded(name): name for name in book.sheet_names}
    faults = list(_sheet_faults(shape, names, extents))
    tables = {sheet.name: _table(book, sheet, names, extents) for sheet in (common_sheet(COMMON), shape.bodies)}
    common = read_common(tables[COMMON], shape)
    given = {1 + number for number in common}
    for sheet in (shape.main, *shape.lists):
        table = tables[sheet.name] = _table(book, sheet, names, extents, given=given if sheet is shape.main else ())
        if not is_ours:
            ask_about_dates(table, table.lines())
    if all(position is None for position in tables[shape.main.name].positions):
        raise UnreadableWorkbook(refusals.Refused("workbook.headings", messages.NO_HEADINGS))
    joined = join(shape, tables)
    papers = Papers(shape, tables, joined, common, clean)
    return [*faults, *(fault for table in tables.values() for fault in table.faults), *joined.faults], papers


def _check_mark(book: CalamineWorkbook, shape: Shape) -> bool:
    """Whether this is a workbook of ours. Raises :class:`UnreadableWorkbook` where it is for another type."""
    if CHOICES not in book.sheet_names:
        return False
    first: list[Any] = next(iter(book.get_sheet_by_name(CHOICES).iter_rows()), [""])
    mark = text_of(first[0] if first else "")
    if not mark.startswith(_OUR_MARK):
        return False
    if mark.split(":")[1:2] != [shape.slug]:
        raise UnreadableWorkbook(refusals.Refused("workbook.other-type", messages.other_type(shape.title)))
    return True


def _sheet_faults(shape: Shape, names: Mapping[str, str], extents: Mapping[str, Extent]) -> Iterator[Fault]:
    """Sheets that are missing or strange. Raises :class:`UnreadableWorkbook` where there is no main sheet."""
    wanted = [shape.main, shape.bodies, *shape.lists]
    known = {folded(sheet.name) for sheet in wanted} | {folded(name) for name in (COMMON, GUIDE, CHOICES)}
    strange = [name for fold, name in names.items() if fold not in known]
    if folded(shape.main.name) not in names:
        message = messages.missing_sheet(shape.main.name, nearest(shape.main.name, strange))
        raise UnreadableWorkbook(refusals.Refused("workbook.sheet", message))
    missing = {sheet.name: sheet for sheet in wanted if folded(sheet.name) not in names}
    for name in strange:
        near = nearest(name, missing)
        if near is not None or (extents[name].rows if name in extents else 0):
            fault = sheet_fault(name, "sheet.unknown", messages.unknown_sheet(name, near))
            yield fault if near else fault._replace(level="warning")
        missing.pop(near or "", None)
    for name, sheet in missing.items():
        if sheet.required:
            yield sheet_fault(name, "sheet.missing", messages.missing_sheet(name, None))


def _table(
    book: CalamineWorkbook,
    sheet: Sheet,
    names: Mapping[str, str],
    extents: Mapping[str, Extent],
    given: set[int] | tuple[int, ...] = (),
) -> Table:
    name = names.get(folded(sheet.name))
    source = None if name is None else book.get_sheet_by_name(name)
    return open_table(sheet, source, extents.get(name or "", Extent()), given=given)
