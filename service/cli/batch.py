"""``vanthu batch``: many papers from one file, into one ZIP. What was interrupted goes on where it was."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from service.batch.naming import DEFAULT_PATTERN
from service.batch.remarks import read_remarks
from service.bootstrap import load_pipeline, open_desk
from service.cli.auditing import check_trail, command_caller, write_down
from service.cli.commands import slug_argument, type_of
from service.cli.group import BAD_INPUT, FINDINGS, OUR_FAULT
from service.cli.messages import tell
from service.cli.streams import reason_of, write_copy, write_standard_output
from service.config import load_settings
from service.errors import BatchFault, Language, Message, UnreadableFile

if TYPE_CHECKING:
    from service.batch.desk import Desk
    from service.batch.ledger import Batch
    from service.batch.wishes import Wishes
    from service.documents import DocumentType

_MOST_TOLD = 100
"""More stand in the ZIP."""
OWNER = "command"
"""How the owners of the command line's batches begin; the service leaves their batches to it."""
_GO_ON = Message(
    "Đã dừng giữa chừng; chạy lại đúng lệnh này để làm tiếp.",
    "Interrupted; run the very same command again to go on.",
)
_WAITS = Message(
    "Một lệnh khác đang lập chính lô này; lệnh này chờ lệnh đó làm xong.",
    "Another process is making this very batch; this one waits for it.",
)
_MADE_ELSEWHERE = Message(
    "Lệnh khác đã làm xong chính lô này và nhận kết quả; cần một bản nữa thì chạy lại lệnh này.",
    "Another process has made this very batch and taken what it gave; run this command again for a copy.",
)
_EXIT_BY_TROUBLE = {"stopped": FINDINGS, "refused": BAD_INPUT}
_FULL = Message(
    "Ổ đĩa chứa dữ liệu của chương trình (DATA_DIR) đã đầy. Hãy giải phóng chỗ rồi chạy lại đúng lệnh này để làm tiếp.",
    "The disk of DATA_DIR is full. Make room, then run the very same command again to go on.",
)


@dataclass(slots=True)
class _Waiting:
    """Tells once that another process makes the batch."""

    language: Language
    is_told: bool = False

    def tell_once(self, *, is_kept_out: bool) -> bool:
        """False, so that the waiting goes on."""
        if is_kept_out and not self.is_told:
            self.is_told = True
            tell(_WAITS.say(self.language))
        return False


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: the batch and who is told about it. ``wished``: from which number slips were to be."""

    desk: Desk
    batch: Batch
    document_type: DocumentType
    output: Path
    language: Language
    wished: int | None = None

    def work(self) -> None:
        """Until the batch is over, or the disk is full."""
        worker, waits = self.desk.worker(self.batch), _Waiting(self.language)
        with _bar(self) as show:
            worker.run(until=lambda: self._is_over(show) or waits.tell_once(is_kept_out=worker.is_kept_out))

    def _is_over(self, show: Callable[[int, int], None]) -> bool:
        ledger = self.desk.means.ledger
        progress = ledger.progress(self.batch.id)
        show(progress.ok + progress.failed, progress.rows)
        return ledger.get(self.batch.id).state not in ("received", "splitting", "running", "finishing")

    def give_out(self) -> int:
        """Write the ZIP, tell what failed: the exit code."""
        from service.cli.batch_report import BatchReport  # noqa: PLC0415  # SQLAlchemy takes time

        ledger, language = self.desk.means.ledger, self.language
        batch, progress = ledger.get(self.batch.id), ledger.progress(self.batch.id)
        if batch.state in ("received", "splitting", "running", "finishing"):
            raise UnreadableFile(_FULL)
        if batch.state == "expired":
            raise UnreadableFile(_MADE_ELSEWHERE)
        errors = ledger.errors(batch.id)
        if batch.state == "done":
            write_down("batch.fetched", type=batch.slug, batch=batch.id)
            write_copy(self.output, self.desk.folder(batch.id).archive)
        report = BatchReport(self.document_type, language)
        report.tell_all(read_remarks(self.desk.folder(batch.id).remarks), Message("lưu ý", "note"))
        most = _MOST_TOLD if batch.state == "done" else len(errors)
        report.tell_all(errors, Message("lỗi", "error"), most)
        report.tell_end(batch, errors, progress, self.output)
        if batch.state == "done":
            report.tell_numbers(batch, self.desk.folder(batch.id), self.wished, has_failed=progress.failed > 0)
        self.desk.forget(batch)
        if batch.state == "done":
            return FINDINGS if progress.failed else 0
        return _EXIT_BY_TROUBLE.get(batch.trouble, OUR_FAULT)


def _answers(
    _context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(each.split("=", 1)) for each in given]
    wrong = next((each for each, pair in zip(given, pairs, strict=True) if len(pair) < 2), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong}: write KEY=VALUE, as the question says")
    return tuple((pair[0], pair[1]) for pair in pairs)


@click.command()
@slug_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="OUT.zip", help="ZIP to write.")
@click.option(
    "--members",
    "member_lists",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="LIST",
    help="Member list (XLSX, CSV) in the office's own shape, joined by the name of the cell; may be given repeatedly.",
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    callback=_answers,
    metavar="KEY=VALUE",
    help="Answer to a question about a list; may be given repeatedly.",
)
@click.option("--convert-legacy", is_flag=True, help="Convert text in TCVN3 or VNI to Unicode.")
@click.option("--dry-run", is_flag=True, help="Tell what is understood, and make nothing.")
@click.option(
    "--on-error",
    type=click.Choice(["skip", "stop"]),
    default="skip",
    show_default=True,
    help="Leave out a row that fails, or make no ZIP at all.",
)
@click.option(
    "--number-from",
    "first_number",
    type=click.IntRange(1, 99999),
    metavar="N",
    help="Number the papers of each issuer that have none, from N on.",
)
@click.option("--companions", is_flag=True, help="Make what follows from a paper too: slips of the members who move.")
@click.option(
    "--companion-number-from",
    "first_companion_number",
    type=click.IntRange(1, 99999),
    metavar="N",
    help="Number the slips of each issuer from N on.",
)
@click.option(
    "--print-files",
    type=click.Choice(["none", "single", "duplex"]),
    default="none",
    show_default=True,
    help="Add one DOCX for each issuer with its papers one after another, for printing on one side or on both.",
)
@click.option("--pattern", default=DEFAULT_PATTERN, show_default=True, help="Folders and names of the papers.")
@click.option("--ascii", "ascii_only", is_flag=True, help="Names of papers without Vietnamese letters.")
@click.pass_context
def batch(
    context: click.Context,
    /,
    slug: str,
    file: Path,
    output: Path | None,
    member_lists: tuple[Path, ...],
    dry_run: bool,
    **wished: Any,
) -> None:
    """Make a paper of type SLUG for each row of FILE and write all to OUT.zip.

    FILE is a workbook (.xlsx, see the command workbook), CSV, or JSONL (a payload a line). 0: all were made; 1: rows
    failed, the ZIP holds the others and the errors; 2: bad input. Interrupted, even killed, the same command goes on
    where it was.
    """
    from service.batch.wishes import Wishes  # noqa: PLC0415  # SQLAlchemy takes time, and other commands none of it

    language, document_type, wishes = cast(Language, context.obj), type_of(slug), Wishes(**wished)
    if dry_run:
        context.exit(_tell_understood(file, slug, member_lists, wishes, language))
    if output is None:
        raise click.UsageError("Missing option '-o' / '--output'.", context)
    _refuse_output(output, (file, *member_lists))
    with contextlib.closing(open_desk(load_settings())) as desk:
        batch_ = _received(desk, file, document_type, wishes, member_lists)
        run = Run(desk, batch_, document_type, output, language, wishes.first_companion_number)
        try:
            run.work()
            context.exit(run.give_out())
        except KeyboardInterrupt:
            tell(_GO_ON.say(language))
            raise


def _tell_understood(file: Path, slug: str, lists: Sequence[Path], wishes: Wishes, language: Language) -> int:
    """What a batch would be made of, on standard output: the exit code."""
    from service.batch.sources import Source  # noqa: PLC0415  # as above
    from service.batch.sources.continuing import continued  # noqa: PLC0415
    from service.batch.understanding import understand  # noqa: PLC0415

    settings = load_settings()
    source = Source(file, tuple(lists), wishes.answers, convert_legacy=wishes.convert_legacy)
    pipeline, max_bytes = load_pipeline(settings), settings.max_body_mib * 1024 * 1024
    try:
        wishes = continued(file, wishes)
        found = understand(
            source, slug, pipeline, wishes, today=datetime.now(UTC).astimezone().date(), max_bytes=max_bytes
        )
    except OSError as error:
        raise _unreadable(error, (file, *lists)) from None
    write_standard_output("".join(f"{line}\n" for line in found.lines(language)).encode())
    return FINDINGS if found.errors or not found.can_be_made else 0


def _received(
    desk: Desk, file: Path, document_type: DocumentType, wishes: Wishes, member_lists: Sequence[Path]
) -> Batch:
    check_trail()
    try:
        batch = desk.receive(file, document_type, wishes, command_caller(), member_lists)
    except OSError as error:
        raise _unreadable(error, (file, *member_lists)) from None
    write_down("batch.received", type=batch.slug, batch=batch.id)
    return batch


def _unreadable(error: OSError, files: Sequence[Path]) -> Exception:
    """Whose fault it is that something cannot be read or written."""
    reason = reason_of(error)
    file = next((each for each in files if error.filename is not None and Path(error.filename) == each), None)
    if file is None:
        return BatchFault(f"DATA_DIR: {reason.en}")
    return UnreadableFile(Message(f"Không đọc được tệp {file}: {reason.vi}.", f"Cannot read {file}: {reason.en}."))


def _refuse_output(output: Path, files: Sequence[Path]) -> None:
    """Before hours of work: a place that cannot be written to. Raises :class:`UnreadableFile`."""
    if not output.parent.is_dir():
        message = Message(
            f"Không ghi được tệp {output}: không có thư mục này.", f"Cannot write {output}: there is no such folder."
        )
        raise UnreadableFile(message)
    if output.exists() and any(file.exists() and output.samefile(file) for file in files):
        raise UnreadableFile(
            Message(f"{output} chính là tệp dữ liệu; hãy ghi ra tệp khác.", f"{output} is the input; choose another.")
        )


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
