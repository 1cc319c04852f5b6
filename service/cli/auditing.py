"""``vanthu audit``: the audit trail, shown and verified; and how commands write their lines into it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, cast

import click

from service.audit.acts import Act, Deed, Head, parse_head
from service.bootstrap import open_trail
from service.cli.access import print_table
from service.cli.group import FINDINGS
from service.cli.messages import tell
from service.cli.streams import print_json, write_standard_output
from service.config import Settings, load_settings
from service.errors import Language, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.audit.reading import Verified

NO_TRAIL = 4
"""The exit code of ``audit verify`` where there is not one line."""
_MOMENT = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2})?)?)?)?)?Z?")
_COLUMNS = ("n", "time", "act", "result", "who", "about", "from", "type", "count", "failed", "batch", "code", "request")
_HEADINGS = Message(
    "số|lúc|việc|kết quả|ai|về|từ|loại|số lượng|lỗi|lô|mã|yêu cầu",
    "n|time|act|result|who|about|from|type|count|failed|batch|code|request",
)


def command_caller() -> str:
    """Who runs a command: ``command:`` and the name of the system's user, or its number where it has none."""
    if os.name != "posix":
        return "command"
    import pwd  # noqa: PLC0415  # of POSIX only

    number = os.getuid()
    try:
        return f"command:{pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"command:{number}"


def check_trail() -> None:
    """Raises :class:`service.audit.AuditFault` where no line could be written: before something is done without one."""
    open_trail(load_settings()).check()


def write_down(  # what a line may hold
    act: Act, about: str = "", *, type: str = "", count: int | None = None, batch: str = "", scopes: str = ""
) -> Head:
    """A line for what the command has done, as :class:`Deed` has it. Raises :class:`service.audit.AuditFault`."""
    deed = Deed(act, command_caller(), about=about, type=type, count=count, batch=batch, scopes=scopes)
    return open_trail(load_settings()).write(deed)


def _head(_context: click.Context, _parameter: click.Parameter, given: str | None) -> Head | None:
    if given is None:
        return None
    head = parse_head(given.strip())
    if head is None:
        raise click.BadParameter("N:HASH, as audit verify, doctor, backup and the log of the service tell it")
    return head


def _moment(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    if given and not _MOMENT.fullmatch(given):
        raise click.BadParameter("2026-11, 2026-11-25 or 2026-11-25T08:30, in UTC")
    return given.removesuffix("Z")


@click.group()
def audit() -> None:
    """Show and verify the audit trail: who did what, when, with what outcome."""


@audit.command("verify")
@click.option("--expect", callback=_head, metavar="N:HASH", help="See that this line, noted before, is still in it.")
@click.pass_context
def verify(context: click.Context, expect: Head | None) -> None:
    """Follow the chain of hashes from the oldest line to the end.

    0: it holds; 1: it does not, or something else lies beside it; 4: there is no trail. What was done to its end (the
    last line changed, lines cut off, all written anew) shows only --expect. So note the N:HASH that it prints, where
    whoever runs the service cannot change it.
    """
    from service.audit.reading import verify as follow  # noqa: PLC0415

    settings, language = load_settings(), cast(Language, context.obj)
    found = follow(settings.data_folder, expect)
    write_standard_output(f"{found.head}\n".encode())
    tell(*(each.text().say(language) for each in found.flaws))
    if found.flaws:
        context.exit(FINDINGS)
    if not found.lines:
        tell(_missing(settings).say(language))
        context.exit(NO_TRAIL)
    tell(_held(found).say(language))


def _held(found: Verified) -> Message:
    since = Message("", "")
    if found.first > 1:
        since = Message(
            f" Nhật ký bắt đầu từ {found.first_file}; chính nó cho biết các dòng trước đã hết hạn lưu (AUDIT_MONTHS).",
            f" It begins with {found.first_file}; lines before have outlived AUDIT_MONTHS, as the trail itself tells.",
        )
    return Message(
        f"Nhật ký nguyên vẹn: {found.lines} dòng, từ số {found.first} đến số {found.head.number}.{since.vi}",
        f"The trail holds: {found.lines} lines, number {found.first} to {found.head.number}.{since.en}",
    )


def _missing(settings: Settings) -> Message:
    """That there is no line, and whether there should be."""
    from service.operation.audit_check import MISSING, was_used  # noqa: PLC0415  # SQLAlchemy takes time

    if was_used(settings):
        return Message(f"{settings.data_folder}: {MISSING.vi}", f"{settings.data_folder}: {MISSING.en}")
    return Message(
        f"{settings.data_folder}: không có dòng nhật ký nào. Nếu dịch vụ đã được dùng, hãy xem lại DATA_DIR.",
        f"{settings.data_folder}: there is no trail. If the service has been used, look at DATA_DIR.",
    )


@audit.command("show")
@click.option("--since", callback=_moment, default="", metavar="MOMENT", help="From then on: 2026-11-25T08:30, in UTC.")
@click.option("--who", default="", metavar="ID", help="What a caller did, or was done about a key or user.")
@click.option("--json", "as_json", is_flag=True, help="Print the lines as a list of JSON.")
@click.pass_context
def show(context: click.Context, since: str, who: str, as_json: bool) -> None:
    """Show the lines, the oldest first. It does not verify them."""
    from service.audit.reading import entries  # noqa: PLC0415

    found = entries(load_settings().data_folder, since, who)
    if as_json:
        print_json(list(found), indent=2)
    else:
        print_table([_HEADINGS.say(context.obj).split("|"), *_rows(found)])


def _rows(found: Iterator[dict[str, Any]]) -> Iterator[list[str]]:
    for each in found:
        yield [str(each.get(column, "")) for column in _COLUMNS]
