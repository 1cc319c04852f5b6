"""What a batch that retries another is made from: the rows of the other that became no paper, or a mended file.

Of a batch that is done, the papers that were made are made: their rows go into ``taken.rows``, so that nobody gets
their numbers and names. Of one that failed nobody has got any paper, so all of its rows are taken up again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from service.batch.account import is_retriable
from service.batch.incoming import Incoming
from service.batch.ledger import Batch, Ledger
from service.batch.refusals import BatchGone, WrongState
from service.batch.registers import read_numbering
from service.batch.sources.failed_rows import ENDING, lines_of
from service.batch.store import BatchFolder
from service.batch.wishes import Wishes, wishes_from
from service.errors import Message

_NOTHING = Message(
    "Lô này không có dòng lỗi nào để làm lại, hoặc chưa làm xong.",
    "This batch has no failed rows to retry, or is not over.",
)
_MEND_FIRST = Message(
    "Phải sửa tệp trước: gửi tệp đã sửa trong trường file của biểu mẫu.",
    "The file is to be mended first: send the mended one as the field file of a form.",
)
_NOTHING_ASKED = Message(
    "Lô này không còn câu hỏi nào về danh sách đảng viên.", "Nothing is asked about the member lists of this batch."
)


def prepare_rest(incoming: Incoming, batch: Batch, folder: BatchFolder, ledger: Ledger) -> Wishes:
    """Put the rows without papers into ``incoming``, as they were labelled; or the source, where it was never read.

    How the batch is to be made. Raises :class:`WrongState`, :class:`BatchGone`, :class:`OSError`.
    """
    _refuse(batch, ledger, folder)
    if batch.judge_only or batch.trouble == "refused":
        raise WrongState(_MEND_FIRST)
    failed = ledger.failed_rows(batch.id) if batch.state == "done" else None
    if batch.rows_total is None:
        for file in (folder.path / batch.source, *folder.member_lists()):
            incoming.copy(file)
    else:
        incoming.put_source(ENDING, lines_of(folder.rows, lambda row: failed is None or row in failed))
        incoming.copy(folder.origin() or folder.path / batch.source, "origin")
    _put_taken(incoming, folder, failed)
    wishes = wishes_from(batch.options)
    return wishes if failed is None else _continued(wishes, folder)


def prepare_mended(incoming: Incoming, batch: Batch, folder: BatchFolder, ledger: Ledger) -> Wishes:
    """Put what is taken beside the mended file in ``incoming``; how the batch is to be made.

    Where papers have been made, the rows bring the numbers that they were given; those that were given none are
    numbered on after the highest of their register, if the batch was numbered.
    Raises :class:`WrongState`, :class:`BatchGone`, :class:`OSError`.
    """
    _refuse(batch, ledger, folder)
    wishes = wishes_from(batch.options)
    if batch.state != "done":
        for file in folder.member_lists():  # the whole file comes again
            incoming.copy(file)
        _put_taken(incoming, folder, None)
        return wishes
    _put_taken(incoming, folder, ledger.failed_rows(batch.id))
    wishes = _continued(wishes, folder)
    return replace(wishes, answers=())  # members stand in the mended file, so no list asks


def _continued(wishes: Wishes, folder: BatchFolder) -> Wishes:
    """``wishes`` with registers that go on where the batch ended. Raises :class:`OSError`."""
    numbering = read_numbering(folder.registers)
    if numbering is None:
        return replace(wishes, first_number=None)
    return replace(wishes, registers=tuple(sorted(numbering.following.items())))


def prepare_answered(
    incoming: Incoming, batch: Batch, folder: BatchFolder, ledger: Ledger, answers: Mapping[str, str]
) -> Wishes:
    """Put all files of a batch that was refused into ``incoming``; how it was to be made, with ``answers`` besides.

    Raises :class:`WrongState`, :class:`BatchGone`, :class:`OSError`.
    """
    _refuse(batch, ledger, folder)
    if not may_be_answered(batch):
        raise WrongState(_NOTHING_ASKED)
    for file in (folder.path / batch.source, *folder.member_lists()):
        incoming.copy(file)
    _put_taken(incoming, folder, None)
    wishes = wishes_from(batch.options)
    return replace(wishes, answers=tuple(sorted({**dict(wishes.answers), **answers}.items())))


def may_be_answered(batch: Batch) -> bool:
    """Whether a batch ended because of something that belongs to no paper, as an open question about a list does."""
    return batch.state == "failed" and (batch.judge_only or batch.trouble == "refused")


def _refuse(batch: Batch, ledger: Ledger, folder: BatchFolder) -> None:
    if not is_retriable(batch, ledger.progress(batch.id)):
        raise WrongState(_NOTHING)
    if not (folder.path / batch.source).is_file() or (batch.rows_total is not None and not folder.rows.is_file()):
        raise BatchGone


def _put_taken(incoming: Incoming, folder: BatchFolder, failed: set[int] | None) -> None:
    """Rows whose papers were made by this batch (all but the ``failed``; None where none was) and those before it."""

    def lines() -> Iterator[bytes]:
        if folder.taken.is_file():
            yield from lines_of(folder.taken, lambda row: True)
        if failed is not None:
            yield from lines_of(folder.rows, lambda row: row not in failed)

    incoming.put_taken(lines())
