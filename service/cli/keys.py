"""``vanthu keys``: the keys by which systems call the service. A key is printed once, when it is made."""

from __future__ import annotations

import click

from service.access.callers import Scope, scopes_text
from service.access.refusals import UnfitName
from service.cli.access import SCOPE, moment, opened, print_table
from service.cli.auditing import check_trail, write_down
from service.cli.messages import tell
from service.cli.streams import write_standard_output
from service.errors import Message

_LONGEST_NAME = 100
_TOLD_ONCE = Message(
    "Khóa chỉ hiện lần này. Hãy cất vào nơi giữ bí mật của hệ thống gọi; ai có khóa là gọi được dịch vụ.",
    "The key is shown this once. Keep it where the calling system keeps its secrets; who has it can call the service.",
)


@click.group()
def keys() -> None:
    """Make, list and revoke the keys by which systems call the service."""


@keys.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=SCOPE, help="What it may do; repeatable.")
@click.pass_context
def create(context: click.Context, name: str, scopes: tuple[Scope, ...]) -> None:
    """Make a key for the system NAME and print it, once."""
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise UnfitName(
            Message(
                f"Tên của khóa có từ 1 đến {_LONGEST_NAME} ký tự, trên một dòng.",
                f"The name of a key has 1 to {_LONGEST_NAME} characters, on one line.",
            )
        )
    check_trail()
    with opened() as access:
        key, shown = access.keys.create(name.strip(), scopes)
    write_down("key.created", f"key:{key.id}", scopes=scopes_text(key.scopes))
    write_standard_output(f"{shown}\n".encode())
    told = Message(
        f"Đã tạo khóa {key.id} ({key.name}): {scopes_text(key.scopes)}.",
        f"Key {key.id} ({key.name}) was made: {scopes_text(key.scopes)}.",
    )
    tell(told.say(context.obj), _TOLD_ONCE.say(context.obj))


@keys.command("list")
@click.pass_context
def list_keys(context: click.Context) -> None:
    """List all keys, without what makes them valid: id, name, scopes, when made, last used and revoked."""
    with opened() as access:
        found = access.keys.all()
    heading = Message("mã|tên|quyền|tạo lúc|dùng gần nhất|thu hồi lúc", "id|name|scopes|made|last used|revoked").say(
        context.obj
    )
    rows = [
        (key.id, key.name, scopes_text(key.scopes), moment(key.created), moment(key.last_used), moment(key.revoked))
        for key in found
    ]
    print_table([heading.split("|"), *rows])


@keys.command("revoke")
@click.argument("key_id", metavar="ID")
@click.pass_context
def revoke(context: click.Context, key_id: str) -> None:
    """Revoke the key ID: from now on nobody comes in by it."""
    check_trail()
    with opened() as access:
        if not access.keys.revoke(key_id):
            raise UnfitName(
                Message(
                    f"Không có khóa {key_id} nào còn dùng được; xem vanthu keys list.",
                    f"There is no key {key_id} that is still valid; see vanthu keys list.",
                )
            )
    write_down("key.revoked", f"key:{key_id}")
    tell(Message(f"Đã thu hồi khóa {key_id}.", f"Key {key_id} is revoked.").say(context.obj))
