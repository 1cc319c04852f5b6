"""``vanthu check``: any DOCX against the format, as a report, a copy with comments, a copy that is mended."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from service.bootstrap import build_checker
from service.cli.group import BAD_INPUT, FINDINGS, OUR_FAULT
from service.cli.messages import tell, tell_failure
from service.cli.report import counts, report_text
from service.cli.streams import STANDARD_STREAM, print_json, read, write, write_standard_output
from service.config import load_settings
from service.conformance import Checker, Report
from service.errors import CallerError, Language, Message, UnreadableFile
from service.norm import PAPER_KINDS, PaperKind, load_editions
from service.norm.edition import EDITION_IDS, EditionId
from service.web.problems import Problem, problem_details, problem_of

_UNREADABLE_FILE = Problem("unreadable-file", 422, Message("Không đọc được tệp", "The file cannot be read"))
_STANDARD_INPUT = Message("(đầu vào chuẩn)", "(standard input)")
_ONE_FILE = Message(
    "--annotate và --mend chỉ dùng với một tệp; hãy chạy lệnh cho từng tệp.",
    "--annotate and --mend take one FILE; run the command for each.",
)
_ONE_INPUT = Message("Đầu vào chuẩn (-) chỉ đọc được một lần.", "Standard input (-) can be read only once.")
_ONE_OUTPUT = Message(
    "--annotate và --mend phải ghi ra hai nơi khác nhau.", "--annotate and --mend must write to two different places."
)
_TWO_ON_STANDARD_OUTPUT = Message(
    "--json đã ghi ra đầu ra chuẩn; hãy ghi văn bản ra một tệp.",
    "--json writes to standard output; write the DOCX to a file.",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: how to judge, and which copies to make."""

    kind: PaperKind | None
    norm: EditionId | None
    annotate: Path | None
    mend: Path | None

    @property
    def outputs(self) -> list[Path]:
        """The files to be written."""
        return [output for output in (self.annotate, self.mend) if output is not None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report, or why there is none; and the copies that were asked for. ``left`` is what mending leaves."""

    file: Path
    result: Report | Exception
    annotated: bytes = b""
    mended: bytes = b""
    left: Report | None = None

    @property
    def exit_code(self) -> int:
        """0 without errors, else whose fault it is."""
        if isinstance(self.result, Report):
            return 0 if self.result.conforms else FINDINGS
        return BAD_INPUT if isinstance(self.result, CallerError) else OUR_FAULT


_DOCX = click.Path(path_type=Path, allow_dash=True)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_DOCX)
@click.option("--kind", type=click.Choice(PAPER_KINDS), help="What kind of paper it is; else inferred.")
@click.option("--norm", type=click.Choice(EDITION_IDS), help="The edition to judge by; else by the paper's date.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--annotate", type=_DOCX, metavar="OUT.docx", help="Write a copy with each finding as a comment.")
@click.option(
    "--mend", type=_DOCX, metavar="OUT.docx", help="Write a copy with all put right that leaves the words alone."
)
@click.pass_context
def check(
    context: click.Context,
    files: tuple[Path, ...],
    kind: PaperKind | None,
    norm: EditionId | None,
    as_json: bool,
    annotate: Path | None,
    mend: Path | None,
) -> None:
    """Check each FILE (DOCX; - is standard input) against the format: 0 where it conforms, 1 where errors are found.

    The report goes to standard output, or to standard error where a copy goes to standard output (-). With several
    files the worst exit code counts.
    """
    language, wish = cast(Language, context.obj), Wish(kind, norm, annotate, mend)
    _refuse_misuse(files, wish, as_json, language)
    limit = load_settings().max_body_mib
    context.exit(check_files(build_checker(), files, wish, max_mib=limit, as_json=as_json, language=language))


def check_files(
    checker: Checker, files: Sequence[Path], wish: Wish, *, max_mib: int, as_json: bool, language: Language
) -> int:
    """Judge each of ``files``, show what is found, write the copies: the worst exit code.

    Raises :class:`UnreadableFile` where the report or a copy cannot be written.
    """
    outcomes = []
    for file in files:
        outcome = _outcome(checker, file, wish, max_mib, language)
        outcomes.append(outcome)
        if not as_json:
            _show(outcome, language, to_error=STANDARD_STREAM in wish.outputs, follows=len(outcomes) > 1)
    if as_json:
        _print_json(outcomes, language)
    elif len(outcomes) > 1:
        _write_report(f"\n{_overview(outcomes).say(language)}\n", to_error=False)
    _write_copies(outcomes[0], wish, language)
    return max(outcome.exit_code for outcome in outcomes)


def _refuse_misuse(files: Sequence[Path], wish: Wish, as_json: bool, language: Language) -> None:
    """Raises :class:`click.UsageError`, and :class:`UnreadableFile` where a file would be written over itself."""
    outputs = wish.outputs
    refusals = (
        (_ONE_FILE, outputs and len(files) > 1),
        (_ONE_INPUT, files.count(STANDARD_STREAM) > 1),
        (_ONE_OUTPUT, len(outputs) > 1 and _same(outputs[0], outputs[1])),
        (_TWO_ON_STANDARD_OUTPUT, as_json and STANDARD_STREAM in outputs),
    )
    for message, applies in refusals:
        if applies:
            raise click.UsageError(message.say(language))
    for output in outputs:
        if output != STANDARD_STREAM and _same(output, files[0]):
            raise UnreadableFile(
                Message(
                    f"{output} chính là tệp được kiểm tra; hãy ghi ra tệp khác để giữ bản gốc.",
                    f"{output} is the file to be checked; write to another, so that the original is kept.",
                )
            )


def _same(one: Path, other: Path) -> bool:
    if STANDARD_STREAM in (one, other):
        return one == other
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(one) == os.path.realpath(other)


def _outcome(checker: Checker, file: Path, wish: Wish, max_mib: int, language: Language) -> Outcome:
    """Nothing that goes wrong with one file keeps the others from being judged."""
    try:
        content = read(file, max_mib)
        report = checker.check(content, kind=wish.kind, norm=wish.norm)
        annotated = checker.annotate(content, report, language) if wish.annotate else b""
        mended = checker.mend(content, kind=wish.kind, norm=wish.norm) if wish.mend else b""
        left = checker.check(mended, kind=wish.kind, norm=wish.norm) if mended else None
    except Exception as failure:  # noqa: BLE001  # told below, by whose fault it is
        return Outcome(file, failure)
    return Outcome(file, report, annotated, mended, left)


def _show(outcome: Outcome, language: Language, *, to_error: bool, follows: bool) -> None:
    report = outcome.result
    if isinstance(report, Exception):
        _tell_failure(outcome.file, report, language)
        return
    stream = sys.stderr if to_error else sys.stdout
    norm = load_editions()[report.norm].name
    colour = stream is not None and stream.isatty() and not os.environ.get("NO_COLOR")
    text = report_text(_name(outcome.file, language), report, norm, language, colour=colour)
    _write_report("\n" * follows + text, to_error=to_error)


def _tell_failure(file: Path, failure: Exception, language: Language) -> None:
    """On standard error, after the name of the file where the message does not say it."""
    name = _name(file, language)
    if isinstance(failure, UnreadableFile):
        tell(failure.message.say(language))
    elif isinstance(failure, CallerError):
        tell(f"{name}: {failure.message.say(language)}")
    else:
        tell(f"{name}:")
        tell_failure(failure, language)


def _name(file: Path, language: Language) -> str:
    return _STANDARD_INPUT.say(language) if file == STANDARD_STREAM else str(file)


def _write_report(text: str, *, to_error: bool) -> None:
    if to_error:
        click.echo(text, err=True, nl=False)
    else:
        write_standard_output(text.encode("utf-8", "replace"))


def _overview(outcomes: Sequence[Outcome]) -> Message:
    codes = [outcome.exit_code for outcome in outcomes]
    good, faulty = codes.count(0), codes.count(FINDINGS)
    unread = len(codes) - good - faulty
    return Message(
        f"{len(codes)} tệp: {good} không có lỗi, {faulty} có lỗi, {unread} không kiểm tra được.",
        f"{len(codes)} files: {good} without errors, {faulty} with errors, {unread} not checked.",
    )


def _print_json(outcomes: Sequence[Outcome], language: Language) -> None:
    """One object for one file, a list for several. What is our fault is told to operators besides."""
    shown = [_as_json(outcome, language) for outcome in outcomes]
    if len(shown) == 1:
        print_json(shown[0])
    else:
        print_json([{"file": str(each.file), **value} for each, value in zip(outcomes, shown, strict=True)])
    for outcome in outcomes:
        if isinstance(outcome.result, Exception) and outcome.exit_code == OUR_FAULT:
            _tell_failure(outcome.file, outcome.result, language)


def _as_json(outcome: Outcome, language: Language) -> dict[str, Any]:
    """The report, or ``{problem: {type, title, detail, …}}`` in the words of the HTTP interface."""
    result = outcome.result
    if isinstance(result, Report):
        return result.as_json(language)
    problem = _UNREADABLE_FILE if isinstance(result, UnreadableFile) else problem_of(result)
    return {"problem": problem_details(problem, result, language)}


def _write_copies(outcome: Outcome, wish: Wish, language: Language) -> None:
    if wish.annotate and outcome.annotated:
        write(wish.annotate, outcome.annotated)
    if wish.mend and outcome.left:
        write(wish.mend, outcome.mended)
        after = "after mending" if language == "en" else "sau khi sửa"
        tell(f"{wish.mend}: {after}: {counts(outcome.left, language)}.")
