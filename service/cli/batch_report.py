"""What ``vanthu batch`` tells when a batch is over, for clerks: cells by the headings of their columns, no codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.batch.ledger import Batch, Progress
from service.batch.registers import HIGHEST, USED_UP, Numbering, read_numbering
from service.batch.rows import RowError
from service.batch.sources.continuing import next_of_batch
from service.batch.sources.opening import LINES
from service.batch.store import BatchFolder
from service.batch.workbook import shape_of
from service.batch.workbook.headings import heading_at
from service.cli.messages import tell
from service.documents import DocumentType
from service.errors import Language, Message

_QUESTION = "list.question"
_SLIPS_USED_UP = Message(
    f"Sổ giấy giới thiệu đã dùng hết số đến {HIGHEST}: không còn số để đánh tiếp. Hãy chép các dòng đã sửa sang một "
    "tệp mới và đánh số theo sổ mới (--companion-number-from).",
    f"The numbers of slips are used up to {HIGHEST}: none is left to go on with. Copy the mended rows into a new file "
    "and number them in a new register (--companion-number-from).",
)
_PAPERS_USED_UP = Message(
    f"Có cơ quan đã dùng hết số văn bản đến {HIGHEST}: không còn số để đánh tiếp. Hãy chép các dòng đã sửa sang một "
    "tệp mới và đánh số theo sổ mới (--number-from).",
    f"The numbers of papers of a body are used up to {HIGHEST}: none is left to go on with. Copy the mended rows into "
    "a new file and number them in a new register (--number-from).",
)
_ANSWER_FIRST = Message(
    "Không lập tệp ZIP. Hãy trả lời các câu hỏi đã nêu (chạy lại lệnh, thêm --answer) rồi mới lập văn bản.",
    "No ZIP was written. Answer what was asked (run the command again with --answer); papers are made then.",
)


@dataclass(frozen=True, slots=True)
class BatchReport:
    """Tells, on standard error, of a batch of papers of one type."""

    document_type: DocumentType
    language: Language

    def tell_all(self, errors: Sequence[RowError], level: Message, most: int = 100) -> None:
        """A line each: the cell with its heading and the message, else row, pointer, message and code."""
        for error in errors[:most]:
            tell(f"{level.say(self.language)}: {self._line(error)}")
        if len(errors) > most:
            left = len(errors) - most
            self._say(f"Còn {left} điểm khác, xem trong tệp ZIP.", f"{left} more stand in the ZIP.")

    def tell_end(self, batch: Batch, errors: Sequence[RowError], progress: Progress, output: Path) -> None:
        """What was made, or why there is no ZIP and what is to be done first."""
        if batch.state == "done":
            self._say(
                f"{output}: đã lập {progress.papers} văn bản, {progress.failed} dòng có lỗi.",
                f"{output}: {progress.papers} papers made, {progress.failed} rows with errors.",
            )
        elif errors and all(error.code == _QUESTION for error in errors):
            self._say(*_ANSWER_FIRST)
        else:
            self._say(f"Không lập tệp ZIP. {batch.reason.vi}".strip(), f"No ZIP was written. {batch.reason.en}".strip())

    def tell_numbers(self, batch: Batch, folder: BatchFolder, wished: int | None, *, has_failed: bool) -> None:
        """From where papers and slips were numbered, where the file said so, and from where failed rows will be.

        ``wished`` is the number of slips that the command asked for. Raises :class:`OSError`.
        """
        numbering = read_numbering(folder.registers)
        if numbering is not None:
            self._tell_papers(batch, numbering)
        begun = batch.options.get("first_companion_number")
        if begun != wished and begun != USED_UP:
            self._say(
                f"Tệp này là tệp đã sửa của một lô: giấy giới thiệu được đánh số tiếp từ {begun}.",
                f"The file holds mended rows of a batch: slips were numbered on from {begun}.",
            )
        following = next_of_batch(folder) if has_failed else None
        if following == USED_UP:
            self._say(*_SLIPS_USED_UP)
        elif following is not None and batch.source.endswith(LINES):
            self._say(
                f"Khi gửi lại tệp đã sửa, ghi --companion-number-from {following} để không trùng số giấy giới thiệu.",
                f"Send the mended file with --companion-number-from {following}: no slip repeats a number then.",
            )
        elif following is not None:
            self._say(
                f"Tệp để sửa trong tệp ZIP có ghi sẵn: khi gửi lại, giấy giới thiệu đánh số tiếp từ {following}.",
                f"The file to mend in the ZIP says it itself: slips will be numbered on from {following}.",
            )

    def _tell_papers(self, batch: Batch, numbering: Numbering) -> None:
        if batch.options.get("registers") and numbering.given:
            self._say(
                "Tệp này là tệp đã sửa của một lô: văn bản chưa có số được đánh số tiếp theo số lớn nhất đã dùng của "
                "cơ quan.",
                "The file holds mended rows of a batch: papers without a number were numbered on after the highest one "
                "of their body.",
            )
        if not numbering.blank or not numbering.following:
            return
        highest = max(numbering.following.values())
        if highest == USED_UP:
            self._say(*_PAPERS_USED_UP)
        elif batch.source.endswith(LINES):
            self._say(
                f"Có dòng lỗi chưa được cấp số: khi gửi lại tệp đã sửa, ghi --number-from {highest} để không trùng số.",
                f"Some failed rows were given no number: send the mended file with --number-from {highest}, so that no "
                "paper repeats one.",
            )
        else:
            self._say(
                "Có dòng lỗi chưa được cấp số: khi gửi lại tệp để sửa trong tệp ZIP bằng đúng lệnh này, dòng ấy được "
                "đánh số tiếp theo số lớn nhất đã dùng của cơ quan.",
                "Some failed rows were given no number: send the file to mend in the ZIP with the very same command, "
                "and they are numbered on after the highest one of their body.",
            )

    def _line(self, error: RowError) -> str:
        message = error.message.say(self.language)
        if error.place is not None:
            heading = heading_at(shape_of(self.document_type), error.pointer)
            is_told = heading in ("", error.place.sheet)
            return f"{error.place}: {message}" if is_told else f"{error.place} ({heading}): {message}"
        row = "row" if self.language == "en" else "dòng"
        where = ": ".join(part for part in (f"{row} {error.row}" if error.row else "", error.pointer) if part)
        return f"{where + ': ' if where else ''}{message} [{error.code}]"

    def _say(self, vi: str, en: str) -> None:
        tell(Message(vi, en).say(self.language))
