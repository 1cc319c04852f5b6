"""What ``vanthu serve`` sees to before it listens to anybody: that somebody can come in, and nobody else."""

from __future__ import annotations

import contextlib
import socket

from service.access.callers import scopes_text
from service.access.refusals import RefusedAccess
from service.bootstrap import open_access
from service.cli.auditing import check_trail, write_down
from service.config import Settings
from service.errors import SettingFault
from service.web.proxies import is_loopback

_MOST_BYTES = 4096
_NOBODY = """nobody could use the service: on this address callers show a key or sign in, and there is no key, no user and no OIDC_ISSUER. Make one first:
  vanthu users add NAME
  vanthu keys create NAME --scope generate
or name one by FIRST_USER and FIRST_PASSWORD_FILE. For this machine alone: --host 127.0.0.1, without AUTH=required"""  # noqa: E501


def is_loopback_host(host: str) -> bool:
    """Whether a server at this address or name is reached from this machine only; not where it has no address."""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(map(is_loopback, found))


def see_to_access(settings: Settings, *, on_loopback: bool) -> None:
    """Make the first user where the settings name one. Raises :class:`SettingFault` where nobody could come in."""
    is_free = on_loopback and settings.auth == "auto"
    if is_free and settings.first_user is None:
        return
    with contextlib.closing(open_access(settings)) as access:
        if settings.first_user is not None and not access.users.all():
            check_trail()
            try:
                user = access.make_first_user(settings.first_user, _first_password(settings))
                if user is not None:
                    write_down("user.added", user.caller.id, scopes=scopes_text(user.scopes))
            except RefusedAccess as refusal:
                raise SettingFault(f"FIRST_USER, FIRST_PASSWORD_FILE: {refusal.message.en}") from None
        if not is_free and settings.oidc_issuer is None and not access.lets_anybody_in():
            raise SettingFault(_NOBODY)


def _first_password(settings: Settings) -> str:
    """The first line of the file."""
    file = settings.first_password_file
    if file is None:  # the settings see to it
        raise SettingFault("FIRST_PASSWORD_FILE: is not set")
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        reason = getattr(failure, "strerror", None) or type(failure).__name__
        raise SettingFault(f"FIRST_PASSWORD_FILE: {file} cannot be read: {reason}") from None
    return text.split("\n", 1)[0].rstrip("\r")
