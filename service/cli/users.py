"""``vanthu users``: the clerks who sign in by name and password."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from service.access.callers import USUAL_SCOPES, Scope, scopes_text
from service.access.refusals import UnfitPassword
from service.cli.access import SCOPE, moment, opened, print_table
from service.cli.auditing import check_trail, write_down
from service.cli.messages import tell
from service.errors import Language, Message

if TYPE_CHECKING:
    from service.access.access import Access
    from service.audit import Act

_LONGEST_LINE = 4096
name_argument = click.argument("name")
password_option = click.option(
    "--password-stdin", "from_stdin", is_flag=True, help="Read the password from standard input: its first line."
)


@click.group()
def users() -> None:
    """Add, list and change the users who sign in by name and password."""


@users.command("add")
@name_argument
@click.option("--scope", "scopes", multiple=True, type=SCOPE, help="What they may do; default: all but admin.")
@password_option
@click.pass_context
def add(context: click.Context, name: str, scopes: tuple[Scope, ...], from_stdin: bool) -> None:
    """Add the user NAME. The password is asked for, twice, unless --password-stdin."""
    check_trail()
    with opened() as access:
        user = access.users.add(name, _password(context.obj, from_stdin=from_stdin), scopes or USUAL_SCOPES)
    write_down("user.added", user.caller.id, scopes=scopes_text(user.scopes))
    _say(
        context,
        f"Đã thêm {user.name}: {scopes_text(user.scopes)}.",
        f"{user.name} was added: {scopes_text(user.scopes)}.",
    )


@users.command("allow")
@name_argument
@click.option("--scope", "scopes", multiple=True, required=True, type=SCOPE, help="What they may do; repeatable.")
@click.pass_context
def allow(context: click.Context, name: str, scopes: tuple[Scope, ...]) -> None:
    """Let NAME do what the scopes say and no more, from the next request on."""
    check_trail()
    with opened() as access:
        user = access.users.allow(name, scopes)
    told = scopes_text(user.scopes)
    write_down("user.allowed", user.caller.id, scopes=told)
    _say(context, f"{name}: {told}.", f"{name}: {told}.")


@users.command("sign-out")
@click.pass_context
def sign_out(context: click.Context) -> None:
    """Sign everybody out, also who came over the identity provider."""
    check_trail()
    with opened() as access:
        count = access.sessions.end_all()
    write_down("sessions.ended", count=count)
    _say(context, f"Đã kết thúc {count} phiên đăng nhập.", f"{count} session(s) were ended.")


@users.command("list")
@click.pass_context
def list_users(context: click.Context) -> None:
    """List all users: name, scopes, when they were added, last signed in, are disabled since or locked until."""
    with opened() as access:
        found = [(user, access.attempts.locked_until(user.name)) for user in access.users.all()]
    heading = Message(
        "tên|quyền|thêm lúc|đăng nhập gần nhất|vô hiệu từ|tạm khóa đến",
        "name|scopes|added|last signed in|disabled since|locked until",
    ).say(context.obj)
    rows = [
        (
            user.name,
            scopes_text(user.scopes),
            *(moment(each) for each in (user.created, user.last_seen, user.disabled, until or None)),
        )
        for user, until in found
    ]
    print_table([heading.split("|"), *rows])


@users.command("password")
@name_argument
@password_option
@click.pass_context
def password(context: click.Context, name: str, from_stdin: bool) -> None:
    """Set a new password for NAME; wherever the user is signed in, they are signed out."""
    check_trail()
    with opened() as access:
        user = access.users.get(name)
        access.users.set_password(name, _password(context.obj, from_stdin=from_stdin))
    write_down("user.password-set", user.caller.id)
    _say(context, f"Đã đổi mật khẩu của {name}.", f"The password of {name} was changed.")


def _simple(command: str, act: Act, explained: str, do: Callable[[Access, str], None], vi: str, en: str) -> None:
    """A command that takes a name and no more."""

    @users.command(command, help=explained)
    @name_argument
    @click.pass_context
    def run(context: click.Context, name: str) -> None:
        check_trail()
        with opened() as access:
            user = access.users.get(name)
            do(access, name)
        write_down(act, user.caller.id)
        _say(context, vi.format(name=name), en.format(name=name))


_simple(
    "disable",
    "user.disabled",
    "Let NAME in no more, from this moment on.",
    lambda access, name: access.users.disable(name),
    "Đã vô hiệu hóa {name}.",
    "{name} is disabled.",
)
_simple(
    "enable",
    "user.enabled",
    "Let NAME in again.",
    lambda access, name: access.users.enable(name),
    "{name} dùng lại được.",
    "{name} is enabled.",
)
_simple(
    "remove",
    "user.removed",
    "Remove NAME. Nobody sees their batches any more, which are wiped after their days.",
    lambda access, name: access.users.remove(name),
    "Đã xóa người dùng {name}.",
    "The user {name} was removed.",
)
_simple(
    "unlock",
    "user.unlocked",
    "Let NAME try again at once, after too many wrong passwords.",
    lambda access, name: access.users.unlock(name),
    "Đã mở khóa {name}.",
    "{name} is unlocked.",
)


def _say(context: click.Context, vi: str, en: str) -> None:
    tell(Message(vi, en).say(context.obj))


def _password(language: Language, *, from_stdin: bool) -> str:
    """The password. Raises :class:`UnfitPassword` where none can be asked for."""
    if from_stdin:
        line = sys.stdin.buffer.readline(_LONGEST_LINE) if isinstance(sys.stdin, io.TextIOWrapper) else b""
        try:
            return line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise UnfitPassword(Message("Mật khẩu phải ở dạng UTF-8.", "The password must be UTF-8.")) from None
    if not sys.stdin.isatty():
        raise UnfitPassword(
            Message(
                "Không có bàn phím để hỏi mật khẩu; hãy dùng --password-stdin.",
                "There is no terminal to ask for the password; take --password-stdin.",
            )
        )
    from service.access.passwords import SHORTEST  # noqa: PLC0415  # argon2 takes time, and other commands none of it

    asked = Message(f"Mật khẩu (từ {SHORTEST} ký tự)", f"Password ({SHORTEST} characters or more)").say(language)
    again = Message("Ghi lại lần nữa", "Once more").say(language)
    answer: str = click.prompt(asked, hide_input=True, confirmation_prompt=again, err=True)
    return answer
