"""Reading a filled workbook: inspected first, then read by a child process that may die without harm.

The child is started afresh (spawn), may take no more memory and processor time than the limits say, and sends the
papers one after another; the parent holds no more than a few of them.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from python_calamine import CalamineError

from service.batch.bounds_of_processes import have_bounds_of_its_own
from service.batch.cleaning import clean as clean_text
from service.batch.parentage import end_with_parent
from service.batch.workbook import refusals
from service.batch.workbook.inspecting import Extent, Limits, UnreadableWorkbook, inspect
from service.batch.workbook.places import Fault
from service.batch.workbook.rows import Papers, Row
from service.batch.workbook.shape import Shape
from service.batch.workbook.sheets import open_sheets
from service.batch.workbook.values import Clean
from service.errors import OurFault, described


class WorkbookFault(OurFault):
    """A workbook could not be read by a fault of the program; names the places in its code, never a value."""


_AT_ONCE = 100
"""Papers in one message of the child."""
_WAITS = 10
"""So many times the longest wait for the next papers is what all of them may take of the processor."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook that is being read.

    ``faults`` are those that belong to no paper: headings, sheets, merged cells, rows of lists without a paper.
    ``rows`` gives every paper once, in the order of the main sheet.
    """

    faults: tuple[Fault, ...]
    rows: Iterator[Row]


Task = Callable[[], Iterator[Any]]
"""What the child does, answer by answer: a function of a module with its arguments bound. None is its last answer."""


@contextlib.contextmanager
def open_workbook(
    file: Path,
    shape: Shape,
    *,
    limits: Limits | None = None,
    clean: Clean = clean_text,
    convert_legacy: bool = False,
) -> Iterator[Reading]:
    """The papers of a workbook. ``clean`` is a function of a module, since the child imports it.

    ``convert_legacy``: columns of text in TCVN3 or VNI are read as Unicode, else they are faults.

    Raises :class:`UnreadableWorkbook`, on opening or while rows are read; whatever ends the child is one too. Raises
    :class:`WorkbookFault` where the program itself is at fault.
    """
    limits = limits or Limits()
    task = partial(_papers, file, shape, inspect(file, limits), clean, convert_legacy)
    with answers_of(task, limits) as answers:
        faults = next(answers)
        yield Reading(tuple(faults), (row for batch in answers for row in batch))


def _papers(
    file: Path, shape: Shape, extents: Mapping[str, Extent], clean: Clean, convert_legacy: bool
) -> Iterator[list[Fault] | list[Row]]:
    faults, papers = read_papers(file, shape, extents, clean, convert_legacy=convert_legacy)
    yield faults
    rows = papers.rows()
    while batch := list(islice(rows, _AT_ONCE)):
        yield batch


def read_papers(
    file: Path, shape: Shape, extents: Mapping[str, Extent], clean: Clean, *, convert_legacy: bool = False
) -> tuple[list[Fault], Papers]:
    """The faults of a workbook that was inspected, and its papers. Only for a process that may die.

    Raises :class:`UnreadableWorkbook` and calamine's own error.
    """
    sheets = open_sheets(file, shape, extents, convert_legacy=convert_legacy)
    papers = Papers(shape, sheets.tables, sheets.joined, sheets.common, clean)
    return [*sheets.faults, *papers.faults_of_unused_bodies()], papers


@contextlib.contextmanager
def answers_of(task: Task, limits: Limits) -> Iterator[Iterator[Any]]:
    """What a child answers that does ``task`` within the limits, and may die.

    The iterator raises :class:`UnreadableWorkbook` where the child refuses, dies or takes too long, and
    :class:`WorkbookFault`.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_do, args=(sender, task, limits, os.getpid()), daemon=True)
    child.start()
    sender.close()
    try:
        yield _answers(receiver, limits.seconds)
    finally:
        receiver.close()
        child.kill()
        child.join()
        child.close()


def _answers(receiver: Connection, seconds: float) -> Iterator[Any]:
    while True:
        try:
            answer = receiver.recv() if receiver.poll(seconds) else refusals.BROKE_OFF
        except (EOFError, OSError):
            answer = refusals.BROKE_OFF
        if isinstance(answer, WorkbookFault):
            raise answer
        if isinstance(answer, refusals.Refused):
            raise UnreadableWorkbook(answer)
        if answer is None:
            return
        yield answer


def _do(sender: Connection, task: Task, limits: Limits, parent: int) -> None:
    """What the child does. What it says when it dies may hold values of the workbook, and is kept from the log."""
    end_with_parent(parent)
    with contextlib.suppress(BrokenPipeError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        _limit(limits)
        try:
            for answer in task():
                sender.send(answer)
            sender.send(None)
        except UnreadableWorkbook as failure:
            sender.send(refusals.Refused(failure.code, failure.message))
        except CalamineError:
            sender.send(refusals.DAMAGED)
        except BrokenPipeError:
            raise
        except MemoryError:
            sender.send(refusals.BROKE_OFF)
        except Exception as failure:  # noqa: BLE001  # told by the parent, without values
            sender.send(WorkbookFault(str(described(failure))))


def _limit(limits: Limits) -> None:
    memory = limits.memory_mib << 20
    have_bounds_of_its_own()
    with contextlib.suppress(ValueError, OSError):  # the machine allows less already
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        seconds = limits.seconds * _WAITS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
