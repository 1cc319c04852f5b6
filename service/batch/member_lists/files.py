"""Reading list files from outside: by a child process that may die without harm, workbooks inspected before.

A CSV is read by such a child too: its text is laid out as a grid in memory. The child is started afresh (spawn), may
take no more memory and processor time than the limits say, and sends its lists in pieces.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
import resource
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from service.batch.bounds_of_processes import have_bounds_of_its_own
from service.batch.flat_files import UnreadableFlatFile
from service.batch.member_lists.found import UnreadableList
from service.batch.member_lists.grid import Grid, TooLarge, grid_from_file, grid_from_sheet
from service.batch.member_lists.reading import read_member_list
from service.batch.member_lists.sheets import (
    MOST_MEMBERS,
    Entry,
    Lists,
    ListSheet,
    Packer,
    SkippedSheet,
    answers_for,
    list_sheet,
)
from service.batch.parentage import end_with_parent
from service.batch.workbook import refusals
from service.batch.workbook.inspecting import Limits, UnreadableWorkbook, inspect
from service.errors import BatchFault, Message, described

ENDINGS = (".xlsx", ".csv", ".tsv")
LIST_LIMITS = Limits(rows=120_000, columns=400, cells=3_000_000, unpacked_mib=512)
"""A list is shorter than a workbook of papers may be, for it is understood as a whole."""

_AT_ONCE = 500
_WAITS = 5


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file to be read, and the name by which the clerk knows it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How lists are read: see :func:`service.batch.member_lists.read_member_list`."""

    answers: Mapping[str, str]
    today: date
    convert_legacy: bool = False
    limits: Limits = LIST_LIMITS
    most_members: int = MOST_MEMBERS


class _TooMany(NamedTuple):
    """More members than may stand in all lists."""


def read_list_files(files: Sequence[ListFile], manner: Manner) -> Lists:
    """Every list of ``files``. A file or sheet that holds none, or cannot be read, is among the skipped ones.

    Raises :class:`OSError` where a file is not there, :class:`BatchFault` by a fault of the program.
    """
    lists = Lists()
    known: dict[bytes, str] = {}
    for number, file in enumerate(files, start=1):
        with file.path.open("rb") as stream:
            first = known.setdefault(hashlib.file_digest(stream, "sha256").digest(), file.name)
        if len(known) < number:
            return Lists(skipped=[_sent_twice(file.name, first)])
        try:
            _add_file(lists, file, number, manner)
        except UnreadableWorkbook as failure:
            _forget(lists, number)
            lists.skipped.append(SkippedSheet(file.name, "", f"list.{failure.code}", failure.message, error=True))
        if lists.members > manner.most_members:
            lists.sheets.clear()
            lists.skipped.append(_too_many(file.name, manner.most_members))
            break
    return lists


def _add_file(lists: Lists, file: ListFile, number: int, manner: Manner) -> None:
    """Raises :class:`UnreadableWorkbook`, and :class:`OSError` where the file is not there."""
    ending = file.path.suffix.lower()
    if ending not in ENDINGS:
        lists.skipped.append(_unknown_kind(file.name, ending))
        return
    if ending == ".xlsx":
        inspect(file.path, manner.limits)
    for answer in _answers(file, number, manner):
        match answer:
            case ListSheet():
                lists.sheets.append(answer)
            case SkippedSheet():
                lists.skipped.append(answer)
            case _:
                lists.sheets[-1].entries += answer
        if lists.members > manner.most_members:
            return


def _forget(lists: Lists, number: int) -> None:
    """What was read of a file before it broke off."""
    lists.sheets = [sheet for sheet in lists.sheets if sheet.number.partition(".")[0] != str(number)]


def _answers(file: ListFile, number: int, manner: Manner) -> Iterator[ListSheet | SkippedSheet | list[Entry]]:
    """What the child sends. Raises :class:`UnreadableWorkbook` where it refuses, dies or takes too long."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_read, args=(sender, file, number, manner, os.getpid()), daemon=True)
    child.start()
    sender.close()
    try:
        while (answer := _next(receiver, manner.limits.seconds)) is not None:
            yield answer
    finally:
        receiver.close()
        child.kill()
        child.join()
        child.close()


def _next(receiver: Connection, seconds: float) -> Any:
    try:
        answer = receiver.recv() if receiver.poll(seconds) else refusals.BROKE_OFF
    except (EOFError, OSError):
        answer = refusals.BROKE_OFF
    if isinstance(answer, refusals.Refused):
        raise UnreadableWorkbook(answer)
    if isinstance(answer, BatchFault):
        raise answer
    return answer


def _read(sender: Connection, file: ListFile, number: int, manner: Manner, parent: int) -> None:
    """What the child does. What it says when it dies may hold values of the list, and is kept from the log."""
    end_with_parent(parent)
    with contextlib.suppress(BrokenPipeError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        _limit(manner.limits)
        try:
            for answer in _file_answers(file, number, manner):
                sender.send(answer)
            sender.send(None)
        except (UnreadableFlatFile, TooLarge) as failure:
            sender.send(refusals.Refused(failure.code, failure.message))
        except CalamineError:
            sender.send(refusals.DAMAGED)
        except MemoryError:
            sender.send(refusals.BROKE_OFF)
        except Exception as failure:  # noqa: BLE001  # told by the parent, without values
            sender.send(BatchFault(f"a member list could not be read: {described(failure)}"))


def _limit(limits: Limits) -> None:
    memory, seconds = limits.memory_mib << 20, limits.seconds * _WAITS
    have_bounds_of_its_own()
    with contextlib.suppress(ValueError, OSError):  # the machine allows less already
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _file_answers(file: ListFile, number: int, manner: Manner) -> Iterator[ListSheet | SkippedSheet | list[Entry]]:
    """Lists, each before its members in pieces, and sheets that are none. Where no sheet is one, that is an error."""
    refused: list[SkippedSheet] = []
    read = 0
    for sheet, grid in _grids(file, manner.limits):
        if isinstance(grid, SkippedSheet):
            yield grid
            continue
        name = str(number) if not read else f"{number}.{read + 1}"
        try:
            found = read_member_list(
                grid, answers_for(manner.answers, name), today=manner.today, convert_legacy=manner.convert_legacy
            )
        except UnreadableList as failure:
            refused.append(SkippedSheet(file.name, sheet, failure.code, failure.message, failure.code == "list.legacy"))
            continue
        read += 1
        yield list_sheet(file.name, sheet, name, found)
        packer = Packer()
        entries = [packer.entry(member) for member in found.members]
        for first in range(0, len(entries), _AT_ONCE):
            yield entries[first : first + _AT_ONCE]
    told = [each for each in refused if each.code != "list.empty"] or refused
    if not read and told:
        yield told[0]._replace(error=True)
        refused.remove(told[0])
    elif not read:
        yield _no_sheet(file.name)
    yield from refused


def _grids(file: ListFile, limits: Limits) -> Iterator[tuple[str, Grid | SkippedSheet]]:
    """The sheets that can be seen, each with its name; "" for a file of text."""
    if file.path.suffix.lower() != ".xlsx":
        with file.path.open("rb") as stream:
            yield "", grid_from_file(stream, most_rows=limits.rows, most_cells=limits.cells)
        return
    book = CalamineWorkbook.from_path(str(file.path))
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if about.visible is not SheetVisibleEnum.Visible:
            yield about.name, _hidden(file.name, about.name)
            continue
        yield about.name, grid_from_sheet(book.get_sheet_by_name(about.name))


def _hidden(file: str, sheet: str) -> SkippedSheet:
    message = Message(
        "Trang bị ẩn nên không đọc; nếu cần thì bỏ ẩn rồi gửi lại.", "The sheet is hidden and was not read; show it."
    )
    return SkippedSheet(file, sheet, "list.hidden", message, error=False)


def _sent_twice(file: str, first: str) -> SkippedSheet:
    message = Message(
        f"Tệp này giống hệt tệp {first}, đảng viên sẽ bị ghi hai lần; hãy bỏ một tệp.",
        f"This file is the same as {first}, everybody would stand twice; leave one out.",
    )
    return SkippedSheet(file, "", "list.same-file", message, error=True)


def _no_sheet(file: str) -> SkippedSheet:
    message = Message("Tệp không có trang tính nào đọc được.", "The file has no sheet that can be read.")
    return SkippedSheet(file, "", "list.empty", message, error=True)


def _unknown_kind(file: str, ending: str) -> SkippedSheet:
    known = ", ".join(ENDINGS)
    return SkippedSheet(
        file,
        "",
        "list.kind",
        Message(
            f"Chưa đọc được danh sách dạng {ending or '(không có đuôi)'}; hãy lưu thành tệp {known}.",
            f"Lists of the kind {ending or '(no ending)'} cannot be read; save it as {known}.",
        ),
        error=True,
    )


def _too_many(file: str, most: int) -> SkippedSheet:
    shown = f"{most:,}".replace(",", ".")
    return SkippedSheet(
        file,
        "",
        "list.too-many",
        Message(
            f"Các danh sách có hơn {shown} đảng viên; hãy chia thành nhiều lô.",
            f"The lists hold more than {most:,} members; make several batches.",
        ),
        error=True,
    )
