"""``vanthu audit``: the audit trail, shown and verified; and how commands write their lines into it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click

from service.audit.acts import Act, Deed, Head
from service.bootstrap import open_trail
from service.cli.access import print_table
from service.cli.group import FINDINGS
from service.cli.messages import tell
from service.cli.streams import print_json, write_standard_output
from service.config import load_settings
from service.errors import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")
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


def write_down(act: Act, about: str = "", count: int | None = None, code: str = "") -> Head:
    """A line for what the command has done. Raises :class:`service.audit.AuditFault`."""
    deed = Deed(act, command_caller(), about=about, count=count, code=code)
    return open_trail(load_settings()).write(deed)


def _head(_context: click.Context, _parameter: click.Parameter, given: str | None) -> Head | None:
    if given is None:
        return None
    parts = _HEAD.fullmatch(given.strip())
    if parts is None:
        raise click.BadParameter("N:HASH, as audit verify, doctor, backup and the log of the service tell it")
    return Head(int(parts[1]), parts[2])


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
    """Follow the chain of hashes from the oldest line to the end. 0: it holds; 1: it does not.

    Note the N:HASH that it prints, where whoever runs the service cannot change it.
    """
    from service.audit.reading import verify as follow  # noqa: PLC0415

    found = follow(load_settings().data_folder, expect)
    write_standard_output(f"{found.head}\n".encode())
    if found.broken is not None:
        broken = found.broken
        where = Message(f"{broken.file}, dòng {broken.line}", f"{broken.file}, line {broken.line}")
        tell(f"{where.say(context.obj)}: {broken.message.say(context.obj)}")
        context.exit(FINDINGS)
    held = Message(
        f"Nhật ký nguyên vẹn: {found.lines} dòng, từ số {found.first} đến số {found.head.number}.",
        f"The trail holds: {found.lines} lines, number {found.first} to {found.head.number}.",
    )
    tell(held.say(context.obj))


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
