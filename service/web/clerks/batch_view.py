"""A batch in words: what a clerk reads of its state, its speed and its errors."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from service.batch.refusals import UNANSWERED
from service.batch.rows import RowError
from service.batch.sources.flat_headings import LABEL as FLAT_SHEET
from service.batch.sources.opening import FLAT, LINES, WORKBOOK
from service.documents import DocumentType
from service.errors import Language, Message
from service.web.batch_forms import LIST_ENDINGS
from service.web.clerks.language import language_of_page, sayer
from service.web.clerks.plain_words import plain
from service.web.clerks.titles import BETWEEN, titles_of

if TYPE_CHECKING:
    from service.batch.account import Account
    from service.batch.ledger import Batch
    from service.batch.member_lists import Question

_STATES: Mapping[str, Message] = {
    "received": Message("Đang chờ đến lượt", "Waiting for its turn"),
    "splitting": Message("Đang đọc tệp", "Reading the file"),
    "running": Message("Đang lập văn bản", "Making the papers"),
    "finishing": Message("Đang ghép tệp ZIP", "Putting the ZIP together"),
    "failed": Message("Không lập được", "Not made"),
    "cancelled": Message("Đã hủy", "Cancelled"),
}
_DONE = Message("Đã lập xong", "Done")
_DONE_WITH_ERRORS = Message("Đã lập xong, có dòng lỗi", "Done, some rows failed")
_ASKING = Message("Chờ trả lời câu hỏi", "Waits for an answer")
_NOTHING_MADE = Message("Không lập được văn bản nào, các dòng đều lỗi", "No paper was made, all rows failed")
_WAITING = Message(
    "Ổ đĩa của máy chủ đã đầy; lô sẽ được làm tiếp khi có chỗ. Hãy báo quản trị.",
    "The disk of the server is full; the batch goes on when there is room. Tell the operator.",
)
QUESTION = "list.question"
"""The code of what is told where something about a list is to be answered."""
_WAITS_FOR_ANSWER = "list.question-open"
_OF_A_LIST = re.compile(rf"({'|'.join(map(re.escape, LIST_ENDINGS))})($| – )", re.IGNORECASE)
_MINUTE, _HOUR = 60, 3600
_SLOW = 1.0
_TO_MEND: Sequence[tuple[Sequence[str], re.Pattern[str]]] = (
    ((WORKBOOK,), re.compile(r"errors(-[0-9]{1,3})?\.xlsx")),
    (FLAT, re.compile(r"errors-to-mend\.csv")),
    (LINES, re.compile(r"errors\.jsonl")),
)


class Shown(NamedTuple):
    """A batch as its page shows it; ``tone`` is a class of the style sheet. ``done`` counts rows, failed ones too."""

    account: Account
    title: str
    state: Message
    tone: str
    reason: Message
    speed: Message | None
    left: Message | None

    @property
    def batch(self) -> Batch:
        """The batch itself."""
        return self.account.batch

    @property
    def done(self) -> int:
        """Rows that are made or failed."""
        return self.account.progress.ok + self.account.progress.failed


class AskedOfList(NamedTuple):
    """A question about a list (``sheet`` "" where its file has none), to be answered by ``key``."""

    file: str
    sheet: str
    key: str
    question: Question


class ToldError(NamedTuple):
    """A line of a table of errors; ``row`` is "" for what belongs to no paper, ``cell`` where there are no cells.

    ``field`` are the titles of the fields, from the outermost. ``is_list``: ``sheet`` is one of a file sent along.
    """

    row: str
    sheet: str
    cell: str
    field: str
    message: Message
    is_list: bool


def shown(account: Account, types: Mapping[str, DocumentType]) -> Shown:
    """The words for a batch."""
    batch, document_type = account.batch, types.get(account.batch.slug)
    state, tone = _state(account)
    return Shown(
        account,
        document_type.title if document_type else batch.slug,
        state,
        tone,
        _WAITING if batch.trouble == "disk-full" else batch.reason,
        _speed(account.rate) if batch.state == "running" and account.rate else None,
        _left(account.seconds_left) if account.seconds_left is not None else None,
    )


def _state(account: Account) -> tuple[Message, str]:
    batch, progress = account.batch, account.progress
    if batch.state == "done" and not progress.failed:
        return _DONE, "right"
    if batch.state == "done":
        return (_DONE_WITH_ERRORS, "warn") if progress.ok else (_NOTHING_MADE, "wrong")
    if batch.state == "failed" and batch.reason == UNANSWERED:
        return _ASKING, "warn"
    tone = "wrong" if batch.state == "failed" else "warn" if batch.trouble else ""
    return _STATES.get(batch.state, Message(batch.state, batch.state)), tone


def _speed(rate: float) -> Message:
    if rate >= _SLOW:
        return Message(f"{rate:.0f} văn bản mỗi giây", f"{rate:.0f} papers a second")
    each_minute = max(1, round(rate * _MINUTE))
    return Message(f"{each_minute} văn bản mỗi phút", f"{each_minute} paper(s) a minute")


def _left(seconds: int) -> Message:
    if seconds < _MINUTE:
        return Message("còn chưa đến một phút", "less than a minute left")
    if seconds < _HOUR:
        minutes = round(seconds / _MINUTE)
        return Message(f"còn khoảng {minutes} phút", f"about {minutes} minute(s) left")
    hours = max(1, round(seconds / _HOUR))
    return Message(f"còn khoảng {hours} giờ", f"about {hours} hour(s) left")


def moment(seconds: int) -> str:
    """A moment on the clock of the server: ``25/11/2026 20:05``."""
    return f"{_local(seconds):%d/%m/%Y %H:%M}"


def day(seconds: int) -> str:
    """``25/11/2026``."""
    return f"{_local(seconds):%d/%m/%Y}"


def _local(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()


def figure(number: int, language: Language) -> str:
    """``1.234`` or ``1,234``."""
    text = f"{number:,}"
    return text if language == "en" else text.replace(",", ".")


def but_questions(told: Sequence[RowError]) -> list[RowError]:
    """Without the questions, which are shown with their choices, and what only says that they are open."""
    return [each for each in told if each.code not in (QUESTION, _WAITS_FOR_ANSWER)]


def told_errors(
    errors: Sequence[RowError], document_type: DocumentType | None, types: Mapping[str, DocumentType]
) -> Iterator[ToldError]:
    """Errors with their places in words: headings as they stand in a table, else titles in the page's language.

    ``types``: those that rows of the batch may also be of.
    """
    headings = titles_of(document_type, types.values())
    titles = titles_of(document_type, types.values(), sayer(language_of_page()))
    for error in errors:
        row = str(error.row) if error.row else ""
        sheet, cell = error.place or ("", "")
        shown_sheet, is_list = "" if sheet == FLAT_SHEET else sheet, bool(_OF_A_LIST.search(sheet))
        heading = headings(error.pointer)
        field = _below(sheet, heading, is_list=is_list) if sheet else titles(error.pointer)
        yield ToldError(row, shown_sheet, cell, field, plain(error.code, error.message), is_list)


def _below(sheet: str, field: str, *, is_list: bool) -> str:
    """Without the list that a sheet has its name from: the cell says which of its members is meant."""
    outermost, _, rest = field.partition(BETWEEN)
    return rest if rest and (is_list or outermost.rstrip("0123456789").rstrip() == sheet) else field


def files_to_mend(batch: Batch, archive: Path) -> list[str]:
    """The names of those files in the ZIP that hold the failed rows in the form in which they came."""
    ending = Path(batch.source).suffix
    pattern = next((pattern for endings, pattern in _TO_MEND if ending in endings), None)
    if pattern is None:
        return []
    with zipfile.ZipFile(archive) as opened:
        return [name for name in opened.namelist() if pattern.fullmatch(name)]
