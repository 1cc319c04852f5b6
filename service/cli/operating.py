"""``vanthu doctor``, ``backup`` and ``restore``: what whoever runs the service needs beside it."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import click

from service.audit import AuditFault
from service.audit.acts import START, Head
from service.bootstrap import open_trail
from service.cli.auditing import write_down
from service.cli.group import FINDINGS, OUR_FAULT
from service.cli.messages import harmless, tell
from service.cli.starting import is_loopback_host
from service.cli.streams import STANDARD_STREAM, print_json, reason_of, write_standard_output
from service.config import Settings, load_settings
from service.errors import Language, Message, UnreadableFile

if TYPE_CHECKING:
    from service.operation.backup import Backup
    from service.operation.restoring import Restored

_NOT_IN_BACKUP = Message(
    "Cảnh báo: trong bản sao lưu không có dòng nhật ký kiểm tra nào.",
    "Warning: there is no line of the audit trail in the backup.",
)
_ENDINGS = (".tar.gz", ".tgz")
_MIB = 1 << 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address that vanthu serve listens on.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON on standard output.")
@click.pass_context
def doctor(context: click.Context, host: str, as_json: bool) -> None:
    """Look whether all is well: settings, data folder, database, templates and so on, a line each.

    0: all is well; 1: something is worth mending; 3: something is broken. Nothing is changed.
    """
    from service.operation.diagnosis import STATES  # noqa: PLC0415  # SQLAlchemy takes time
    from service.operation.doctor import examine  # noqa: PLC0415

    language, found = cast(Language, context.obj), list(examine(on_loopback=is_loopback_host(host)))
    if as_json:
        print_json(
            [
                {
                    "check": each.name,
                    "state": each.diagnosis.state,
                    "found": each.diagnosis.found.say(language),
                    "remedy": each.diagnosis.remedy.say(language),
                }
                for each in found
            ],
            indent=2,
        )
    else:
        width = max(len(state.say(language)) for state in STATES.values())
        for each in found:
            state, text = STATES[each.diagnosis.state].say(language), each.diagnosis.say(language)
            line = harmless(f"{state:<{width}}  {each.label.say(language)}: {text}")
            write_standard_output(f"{line}\n".encode("utf-8", "replace"))
    states = {each.diagnosis.state for each in found}
    context.exit(OUR_FAULT if "broken" in states else FINDINGS if "warning" in states else 0)


@click.command()
@click.argument("output", type=click.Path(path_type=Path, allow_dash=True), metavar="OUT.tar.gz")
@click.pass_context
def backup(context: click.Context, output: Path) -> None:
    """Copy the data folder into OUT.tar.gz (- is standard output), while the service goes on.

    The file holds personal data: it is for its owner alone, and should be kept encrypted.
    """
    from service.operation.backup import back_up  # noqa: PLC0415  # as above

    settings, language = load_settings(), cast(Language, context.obj)
    with _ended_in_order(), _told_of(output):
        held = _head(settings)  # lines are only ever added: this one is in what is copied from now on
        if output == STANDARD_STREAM:
            done = back_up(settings, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            _refuse_output(output, settings.data_folder)
            done = _write_whole(output, lambda stream: back_up(settings, stream))
    write_down("backup", count=done.files)
    tell(*(line.say(language) for line in _copied(done)), _held(held).say(language))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--move-aside", is_flag=True, help="Move what the data folder holds into a subfolder of it first.")
@click.pass_context
def restore(context: click.Context, file: Path, move_aside: bool) -> None:
    """Put the backup FILE (- is standard input) into the data folder, which is to be empty; the service is stopped.

    All of it is checked first: a file that is damaged, or no backup, changes nothing.
    """
    from service.operation.restoring import restore as put_back  # noqa: PLC0415  # as above

    settings, language = load_settings(), cast(Language, context.obj)
    with _ended_in_order(), _told_of(settings.data_folder), _opened(file) as stream:
        done = put_back(settings, stream, move_aside=move_aside)
    held = _head(settings)
    tell(*(line.say(language) for line in _put_back(done)))
    if held == START:
        tell(_NOT_IN_BACKUP.say(language))
    tell(_noted(write_down("restore", count=done.batches)).say(language))  # whatever comes of it, the data are back


def _head(settings: Settings) -> Head:
    """How far the trail goes now. A damaged one keeps nobody from copying it; that no line can be written tells."""
    with contextlib.suppress(AuditFault):
        return open_trail(settings).head()
    return START


def _held(head: Head) -> Message:
    """How far the trail goes that is in a backup: also what was restored from it holds this line."""
    if head == START:
        return _NOT_IN_BACKUP
    return Message(
        f"Nhật ký kiểm tra trong bản sao lưu có dòng {head} (sau khi khôi phục: vanthu audit verify --expect …).",
        f"The audit trail in the backup holds line {head} (after a restore: vanthu audit verify --expect …).",
    )


def _noted(head: Head) -> Message:
    return Message(
        f"Nhật ký kiểm tra đến dòng {head} (vanthu audit verify --expect …).",
        f"The audit trail goes to line {head} (vanthu audit verify --expect …).",
    )


def _copied(done: Backup) -> Iterator[Message]:
    mib = -(-done.size // _MIB)
    yield Message(
        f"Đã sao lưu {done.files} tệp ({mib} MiB): {done.batches} lô, trong đó {done.unfinished} lô chưa làm xong.",
        f"{done.files} files ({mib} MiB) backed up: {done.batches} batches, {done.unfinished} of them unfinished.",
    )
    if done.left_out:
        yield Message(
            f"Cảnh báo: bỏ qua {done.left_out} liên kết hoặc tệp đặc biệt.",
            f"Warning: {done.left_out} links or special files were left out.",
        )


def _put_back(done: Restored) -> Iterator[Message]:
    made = datetime.fromtimestamp(done.created, UTC).astimezone()
    yield Message(
        f"Đã khôi phục bản sao lưu ngày {made:%d/%m/%Y %H:%M} (phiên bản {done.version}): {done.batches} lô.",
        f"The backup of {made:%Y-%m-%d %H:%M} (version {done.version}) is restored: {done.batches} batches.",
    )
    if done.aside:
        yield Message(
            f"Dữ liệu trước đó nằm ở {done.aside}; khi không cần nữa thì xóa.",
            f"What was there before is in {done.aside}; remove it when it is not needed any more.",
        )
    if done.unfinished and done.goes_on:
        yield Message(
            f"{done.unfinished} lô chưa xong được làm tiếp khi dịch vụ khởi động.",
            f"{done.unfinished} unfinished batches go on when the service starts.",
        )
    elif done.unfinished:
        yield Message(
            f"Cảnh báo: chương trình, mẫu, danh mục hoặc cài đặt khác với khi sao lưu, nên {done.unfinished} lô chưa "
            "xong sẽ dừng khi dịch vụ khởi động; khi đó hãy làm lại (retry) các lô ấy.",
            f"Warning: program, templates, offices or settings are not those of the backup, so {done.unfinished} "
            "unfinished batches will end as failed (changed) when the service starts; retry them then.",
        )


def _refuse_output(output: Path, data: Path) -> None:
    """Raises :class:`UnreadableFile`."""
    if not output.name.endswith(_ENDINGS):
        raise UnreadableFile(
            Message(f"{output}: tên tệp sao lưu phải kết thúc bằng .tar.gz.", f"{output}: a backup is called ….tar.gz.")
        )
    if data.resolve() in output.resolve().parents:
        raise UnreadableFile(
            Message(
                f"{output} nằm trong chính thư mục dữ liệu; hãy ghi ra nơi khác, tốt nhất là ổ đĩa khác.",
                f"{output} is in the data folder itself; write elsewhere, best to another disk.",
            )
        )


def _write_whole(output: Path, fill: Callable[[BinaryIO], Backup]) -> Backup:
    """Only the owner may read it, and it is whole or not there."""
    from service.batch.store import written  # noqa: PLC0415  # as above

    with written(Path(os.path.realpath(output))) as stream:
        return fill(stream)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    if file == STANDARD_STREAM:
        yield sys.stdin.buffer
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        reason = reason_of(error)
        message = Message(f"Không đọc được tệp {file}: {reason.vi}.", f"Cannot read {file}: {reason.en}.")
        raise UnreadableFile(message) from None
    with stream:
        yield stream


@contextlib.contextmanager
def _told_of(place: Path) -> Iterator[None]:
    """What the system refuses, as :class:`UnreadableFile`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason, where = reason_of(error), error.filename or place
        raise UnreadableFile(
            Message(
                f"Không đọc hoặc ghi được {where}: {reason.vi}.",
                f"Cannot read or write {where}: {reason.en}.",
            )
        ) from None


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM ends the command as Ctrl+C does, so that no unfinished file is left."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
