"""The command line, ``vanthu``. Exit code 0: done; 1: finished with findings; 2: bad input; 3: our fault.

What was asked for goes to standard output, every message to standard error, all faults at once.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import secrets
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO, cast

import click

from service.bootstrap import build_pipeline, sample
from service.config import Settings, load_settings
from service.documents import DocumentType, discover_types, json_schema
from service.errors import (
    CallerError,
    Finding,
    InvalidPayload,
    Language,
    Message,
    OurFault,
    SettingFault,
    UnknownType,
    UnreadableFile,
)
from service.pipeline import Pipeline
from service.web import create_app
from service.web.logs import described
from service.web.responses import verdict_json
from service.web.server import listen
from service.web.server import serve as run_server

FINDINGS, BAD_INPUT, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130
STANDARD_STREAM = Path("-")

_LEVELS = {"error": Message("lỗi", "error"), "warning": Message("cảnh báo", "warning")}
_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền",
    errno.EISDIR: "đây là thư mục",
    errno.ENOTDIR: "đường dẫn đi qua một tệp, không phải thư mục",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "các liên kết dẫn vòng tròn",
    errno.EBADF: "luồng vào ra này đã đóng",
}
_WHOLE = Message("toàn bộ dữ liệu", "whole payload")
_OUR_FAULT = Message(
    "Lỗi của chương trình hoặc cài đặt, không phải của dữ liệu:", "Not the data but the set-up is wrong:"
)


class Commands(click.Group):
    """Says whose fault an exception is, in words and by the exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        language: Language = ctx.params["lang"]
        try:
            return super().invoke(ctx)
        except CallerError as error:
            if isinstance(error, InvalidPayload):
                _tell_findings([*error.errors, *error.warnings], language)
            _tell(error.message.say(language))
            ctx.exit(BAD_INPUT)
        except OurFault as fault:
            _tell(_OUR_FAULT.say(language), *str(fault).splitlines())
            ctx.exit(OUR_FAULT)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001  # a traceback could show the payload, and its exit code means findings
            about = described(error)
            _tell(_OUR_FAULT.say(language), about["exception"], *(f"  {place}" for place in about["at"]))
            ctx.exit(OUR_FAULT)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), default="vi", envvar="VANTHU_LANG", help="Language of messages."
)
@click.pass_context
def cli(context: click.Context, lang: Language) -> None:
    """Văn thư: JSON in, a Party paper in the prescribed format (DOCX) out.

    Exit code 0: done, warnings allowed; 1: finished with findings; 2: bad input; 3: the program or its set-up is at
    fault. Messages go to standard error.
    """
    context.obj = lang


slug_argument = click.argument("slug")
file_argument = click.argument("file", type=click.Path(path_type=Path, allow_dash=True))


@cli.command()
def types() -> None:
    """List the document types: slug and title."""
    found = discover_types()
    width = max(map(len, found))
    lines = [f"{document_type.slug:<{width}}  {document_type.title}\n" for document_type in found.values()]
    _write_standard_output("".join(lines).encode())


@cli.command()
@slug_argument
def schema(slug: str) -> None:
    """Print the JSON Schema of the type SLUG."""
    _print_json(json_schema(_type_of(slug)), indent=2)


@cli.command("sample")
@slug_argument
def print_sample(slug: str) -> None:
    """Print a complete payload of the type SLUG, to start from."""
    _write_standard_output(sample(_type_of(slug)))


@cli.command()
@slug_argument
@file_argument
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON on standard output.")
@click.pass_context
def validate(context: click.Context, slug: str, file: Path, as_json: bool) -> None:
    """Check the payload in FILE (- is standard input): 0 where a paper can be made of it, else 1."""
    settings, language = load_settings(), cast(Language, context.obj)
    payload = _read(file, settings.max_body_mib)
    verdict = _pipeline(settings).validate(slug, payload)
    if as_json:
        _print_json(verdict_json(verdict, language))
    else:
        _tell_findings([*verdict.errors, *verdict.warnings], language)
        _tell(_summary(len(verdict.errors), len(verdict.warnings)).say(language))
    if verdict.errors:
        context.exit(FINDINGS)


@cli.command()
@slug_argument
@file_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, allow_dash=True), help="DOCX to write.")
@click.pass_context
def render(context: click.Context, slug: str, file: Path, output: Path) -> None:
    """Make the paper for the payload in FILE (- is standard input) and write it to OUTPUT, whole or not at all."""
    settings = load_settings()
    payload = _read(file, settings.max_body_mib)
    product = _pipeline(settings).produce(slug, payload)
    if output == STANDARD_STREAM:
        _write_standard_output(product.content)
    else:
        _write(output, product.content)
    _tell_findings(product.warnings, context.obj)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; default: the setting WORKERS.")
def serve(host: str, port: int, workers: int | None) -> None:
    """Serve the HTTP interface until SIGTERM or SIGINT."""
    settings = load_settings()
    application = create_app(_pipeline(settings), settings)
    run_server(application, listen(host, port), workers=workers or settings.workers, log_level=settings.log_level)


def main() -> NoReturn:
    """The command ``vanthu``. Vietnamese can be written whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="vanthu")
    raise SystemExit


def _pipeline(settings: Settings) -> Pipeline:
    """As :func:`build_pipeline`; a file that cannot be read is a :class:`SettingFault` too."""
    try:
        return build_pipeline(settings)
    except OSError as error:
        where = f"cannot read {error.filename}: {_reason(error).en}"
        raise SettingFault(f"OFFICES_DIR or TEMPLATES_DIR: {where}") from None


def _type_of(slug: str) -> DocumentType:
    found = discover_types()
    if slug not in found:
        raise UnknownType(sorted(found))
    return found[slug]


def _read(file: Path, max_mib: int) -> bytes:
    """The bytes of ``file``, which may be ``-``. Raises :class:`UnreadableFile`."""
    limit = max_mib * 1024 * 1024
    try:
        if file == STANDARD_STREAM:
            content = _open_stream(sys.stdin).buffer.read(limit + 1)
        else:
            with file.open("rb") as stream:
                content = stream.read(limit + 1)
    except OSError as error:
        reason = _reason(error)
        raise UnreadableFile(
            Message(f"Không đọc được tệp {file}: {reason.vi}.", f"Cannot read {file}: {reason.en}.")
        ) from None
    if len(content) > limit:
        raise UnreadableFile(
            Message(
                f"Tệp {file} lớn hơn {max_mib} MiB (giới hạn MAX_BODY_MIB).",
                f"{file} is larger than {max_mib} MiB (the limit MAX_BODY_MIB).",
            )
        )
    return content


def _write(output: Path, content: bytes) -> None:
    """Write beside ``output`` and rename, so that nobody ever sees a part of a paper."""
    target = Path(os.path.realpath(output))
    unfinished = target.with_name(f".vanthu-{secrets.token_hex(8)}.tmp")
    try:
        if target.is_symlink():  # what cannot be followed to its end
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists() and not target.is_file():
            raise UnreadableFile(
                Message(
                    f"{output} không phải là tệp thường; hãy chọn tên khác, hoặc -o - để ghi ra đầu ra chuẩn.",
                    f"{output} is no ordinary file; choose another name, or -o - for standard output.",
                )
            )
        with unfinished.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    except OSError as error:
        raise _unwritable(f"tệp {output}", str(output), error) from None
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()


def _unwritable(vi: str, en: str, error: OSError) -> UnreadableFile:
    reason = _reason(error)
    return UnreadableFile(Message(f"Không ghi được {vi}: {reason.vi}.", f"Cannot write {en}: {reason.en}."))


def _reason(error: OSError) -> Message:
    english = error.strerror or type(error).__name__
    return Message(_REASONS.get(error.errno or 0, english), english)


def _open_stream(stream: TextIO | None) -> TextIO:
    """``stream``, which Python leaves out where the caller closed it."""
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return stream


def _write_standard_output(content: bytes) -> None:
    try:
        stream = _open_stream(sys.stdout).buffer
        stream.write(content)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout = None  # else Python writes the rest again at its end, and fails again
        raise _unwritable("ra đầu ra chuẩn", "to standard output", error) from None


def _print_json(value: object, indent: int | None = None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    _write_standard_output(f"{text}\n".encode("utf-8", "replace"))


def _tell(*lines: str) -> None:
    for line in lines:
        click.echo("".join(map(_harmless, line)), err=True)


def _harmless(character: str) -> str:
    """Control characters, which a key of a payload may hold, would be obeyed by a terminal."""
    kind = unicodedata.category(character)
    return character.encode("unicode_escape").decode() if kind[0] == "C" or kind in ("Zl", "Zp") else character


def _tell_findings(findings: Sequence[Finding], language: Language) -> None:
    for finding in findings:
        level, place = _LEVELS[finding.level].say(language), finding.pointer or _WHOLE.say(language)
        _tell(f"{level}: {place}: {finding.message.say(language)} [{finding.code}]")


def _summary(errors: int, warnings: int) -> Message:
    if errors:
        return Message(f"Dữ liệu có {errors} lỗi, {warnings} cảnh báo.", f"{errors} error(s), {warnings} warning(s).")
    return Message(f"Dữ liệu hợp lệ, {warnings} cảnh báo.", f"The payload is valid, {warnings} warning(s).")
