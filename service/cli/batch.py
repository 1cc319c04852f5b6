"""``vanthu batch``: many papers from one file, into one ZIP. What was interrupted goes on where it was."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

import click

from service.batch.naming import DEFAULT_PATTERN
from service.batch.rows import RowError
from service.bootstrap import open_desk
from service.cli.commands import slug_argument, type_of
from service.cli.group import BAD_INPUT, FINDINGS, OUR_FAULT
from service.cli.messages import tell
from service.cli.streams import reason_of, write_copy
from service.config import load_settings
from service.errors import BatchFault, Language, Message, UnreadableFile

if TYPE_CHECKING:
    from service.batch.desk import Desk
    from service.batch.ledger import Batch

_MOST_TOLD = 100
OWNER = "command"
"""Whose batches those of the command line are; the service leaves them to it."""
_GO_ON = Message(
    "Đã dừng giữa chừng; chạy lại đúng lệnh này để làm tiếp.",
    "Interrupted; run the very same command again to go on.",
)
_EXIT_BY_TROUBLE = {"stopped": FINDINGS, "refused": BAD_INPUT}
_FULL = Message(
    "Ổ đĩa chứa dữ liệu của chương trình (DATA_DIR) đã đầy. Hãy giải phóng chỗ rồi chạy lại đúng lệnh này để làm tiếp.",
    "The disk of DATA_DIR is full. Make room, then run the very same command again to go on.",
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: the batch and who is told about it."""

    desk: Desk
    batch: Batch
    output: Path
    language: Language

    def work(self) -> None:
        """Until the batch is over, or the disk is full."""
        with _bar(self) as show:
            self.desk.worker(self.batch).run(until=lambda: self._is_over(show))

    def _is_over(self, show: Callable[[int, int], None]) -> bool:
        ledger = self.desk.means.ledger
        progress = ledger.progress(self.batch.id)
        show(progress.ok + progress.failed, progress.rows)
        return ledger.get(self.batch.id).state not in ("received", "splitting", "running", "finishing")

    def give_out(self) -> int:
        """Write the ZIP, tell what failed: the exit code."""
        ledger, language = self.desk.means.ledger, self.language
        batch, progress = ledger.get(self.batch.id), ledger.progress(self.batch.id)
        if batch.state in ("received", "splitting", "running", "finishing"):
            raise UnreadableFile(_FULL)
        errors = ledger.errors(batch.id)
        if batch.state == "done":
            write_copy(self.output, self.desk.folder(batch.id).archive)
        _tell_errors(errors, language)
        tell(_summary(batch, progress.ok, progress.failed, self.output).say(language))
        self.desk.forget(batch)
        if batch.state == "done":
            return FINDINGS if progress.failed else 0
        return _EXIT_BY_TROUBLE.get(batch.trouble, OUR_FAULT)


@click.command()
@slug_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="OUT.zip", help="ZIP to write.")
@click.option(
    "--on-error",
    type=click.Choice(["skip", "stop"]),
    default="skip",
    show_default=True,
    help="Leave out a row that fails, or make no ZIP at all.",
)
@click.option(
    "--number-from",
    type=click.IntRange(1, 99999),
    metavar="N",
    help="Number the papers of each issuer that have none, from N on.",
)
@click.option("--pattern", default=DEFAULT_PATTERN, show_default=True, help="Folders and names of the papers.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Names of papers without Vietnamese letters.")
@click.pass_context
def batch(
    context: click.Context,
    slug: str,
    file: Path,
    output: Path,
    on_error: Literal["skip", "stop"],
    number_from: int | None,
    pattern: str,
    ascii_only: bool,
) -> None:
    """Make a paper of type SLUG for each row of FILE (.jsonl: a payload a line) and write all to OUT.zip.

    0: all were made; 1: rows failed, the ZIP holds the others and the errors; 2: bad input. Interrupted, even killed,
    the same command goes on where it was.
    """
    from service.batch.wishes import Wishes  # noqa: PLC0415  # SQLAlchemy takes time, and other commands none of it

    language = cast(Language, context.obj)
    document_type = type_of(slug)
    _refuse_output(output, file)
    wishes = Wishes(on_error=on_error, first_number=number_from, pattern=pattern, ascii_only=ascii_only)
    with contextlib.closing(open_desk(load_settings())) as desk:
        run = Run(desk, _received(desk.receive, file, document_type, wishes), output, language)
        try:
            run.work()
            context.exit(run.give_out())
        except KeyboardInterrupt:
            tell(_GO_ON.say(language))
            raise


def _received(receive: Callable[..., Batch], file: Path, *order: object) -> Batch:
    try:
        return receive(file, *order, OWNER)
    except OSError as error:
        reason = reason_of(error)
        if error.filename is not None and Path(error.filename) == file:
            message = Message(f"Không đọc được tệp {file}: {reason.vi}.", f"Cannot read {file}: {reason.en}.")
            raise UnreadableFile(message) from None
        raise BatchFault(f"DATA_DIR: {reason.en}") from None


def _refuse_output(output: Path, file: Path) -> None:
    """Before hours of work: a place that cannot be written to. Raises :class:`UnreadableFile`."""
    if not output.parent.is_dir():
        message = Message(
            f"Không ghi được tệp {output}: không có thư mục này.", f"Cannot write {output}: there is no such folder."
        )
        raise UnreadableFile(message)
    if output.exists() and file.exists() and output.samefile(file):
        raise UnreadableFile(
            Message(f"{output} chính là tệp dữ liệu; hãy ghi ra tệp khác.", f"{output} is the input; choose another.")
        )


def _tell_errors(errors: list[RowError], language: Language) -> None:
    """Row, place, message and code of each, a line each; the rest stands in the ZIP."""
    english = language == "en"
    level, row = ("error", "row") if english else ("lỗi", "dòng")
    for error in errors[:_MOST_TOLD]:
        where = " ".join(filter(None, (f"{row} {error.row}:", error.place and f"{error.place}:", error.pointer)))
        tell(f"{level}: {where.removesuffix(':')}: {error.message.say(language)} [{error.code}]")
    if len(errors) > _MOST_TOLD:
        left = len(errors) - _MOST_TOLD
        tell(
            f"{left} more errors stand in errors.csv."
            if english
            else f"Còn {left} lỗi khác, xem errors.csv trong tệp ZIP."
        )


def _summary(batch: Batch, ok: int, failed: int, output: Path) -> Message:
    if batch.state == "done":
        return Message(
            f"{output}: đã lập {ok} văn bản, {failed} dòng có lỗi.",
            f"{output}: {ok} papers made, {failed} rows with errors.",
        )
    return Message(f"Không lập tệp ZIP. {batch.reason.vi}".strip(), f"No ZIP was written. {batch.reason.en}".strip())


@contextlib.contextmanager
def _bar(run: Run) -> Iterator[Callable[[int, int], None]]:
    """Shows rows done of rows in all: a bar on a terminal, nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    label = "Papers" if run.language == "en" else "Văn bản"
    with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:

        def show(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield show
