"""A batch in words: what a clerk reads of its state, its speed and its errors."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from service.batch.rows import RowError
from service.batch.sources.opening import FLAT, LINES, WORKBOOK
from service.documents import DocumentType
from service.errors import Language, Message
from service.web.clerks.titles import titles_of

if TYPE_CHECKING:
    from service.batch.account import Account
    from service.batch.ledger import Batch

_STATES: Mapping[str, Message] = {
    "received": Message("Đang chờ đến lượt", "Waiting for its turn"),
    "splitting": Message("Đang đọc tệp", "Reading the file"),
    "running": Message("Đang lập văn bản", "Making the papers"),
    "finishing": Message("Đang gói tệp nén", "Packing the ZIP"),
    "failed": Message("Không lập được", "Not made"),
    "cancelled": Message("Đã hủy", "Cancelled"),
}
_DONE = Message("Đã lập xong", "Done")
_DONE_WITH_ERRORS = Message("Đã lập xong, có dòng lỗi", "Done, some rows failed")
_NOTHING_MADE = Message("Không lập được văn bản nào, các dòng đều lỗi", "No paper was made, all rows failed")
_WAITING = Message(
    "Ổ đĩa của máy chủ đã đầy; lô sẽ được làm tiếp khi có chỗ. Hãy báo quản trị.",
    "The disk of the server is full; the batch goes on when there is room. Tell the operator.",
)
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


class ToldError(NamedTuple):
    """A line of a table of errors; ``row`` is "" for what belongs to no paper, ``cell`` where there are no cells.

    ``field`` are the titles of the fields, from the outermost.
    """

    row: str
    sheet: str
    cell: str
    field: str
    message: Message


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


def told_errors(errors: Sequence[RowError], document_type: DocumentType | None) -> Iterator[ToldError]:
    """Errors with their places in words."""
    titles = titles_of(document_type) if document_type else str
    for error in errors:
        row = str(error.row) if error.row else ""
        sheet, cell = error.place or ("", "")
        yield ToldError(row, sheet, cell, titles(error.pointer), error.message)


def files_to_mend(batch: Batch, archive: Path) -> list[str]:
    """The names of those files in the ZIP that hold the failed rows in the form in which they came."""
    ending = Path(batch.source).suffix
    pattern = next((pattern for endings, pattern in _TO_MEND if ending in endings), None)
    if pattern is None:
        return []
    with zipfile.ZipFile(archive) as opened:
        return [name for name in opened.namelist() if pattern.fullmatch(name)]
