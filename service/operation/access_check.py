"""What the doctor says of the way in: whether whoever has to sign in can. A copy of the database is asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from service.access.access import Access, open_access
from service.config import Settings
from service.database.faults import DatabaseFault
from service.errors import BatchFault, Message
from service.operation.data_checks import is_ours
from service.operation.diagnosis import Diagnosis, ok
from service.operation.snapshots import LEDGER, database_file, snapshot, working_folder

_HOSTS_OF_THIS_MACHINE = frozenset({"localhost", "[::1]"})


def way_in(settings: Settings, *, on_loopback: bool) -> Diagnosis:
    """Whether somebody can use the service where all have to sign in, or those that come over a proxy.

    ``on_loopback``: the service listens for this machine only.
    """
    is_free = on_loopback and settings.auth == "auto"
    if is_free and not _is_for_others(settings):
        return ok("chỉ máy này dùng, không cần đăng nhập.", "for this machine alone, where nobody has to sign in.")
    if settings.oidc_issuer is not None:
        return ok("đăng nhập qua OIDC_ISSUER.", "clerks sign in over OIDC_ISSUER.")
    try:
        with _access(settings) as access:
            return _of_those_who_are_there(settings, access, is_free=is_free)
    except (DatabaseFault, BatchFault, SQLAlchemyError, ImportError):
        return Diagnosis(
            "warning",
            Message(
                "chưa xem được vì cơ sở dữ liệu không mở được.", "not looked at, for the database cannot be opened."
            ),
        )
    except OSError as failure:
        return Diagnosis("broken", Message(f"{failure.strerror}.", f"{failure.strerror}."))


def _is_for_others(settings: Settings) -> bool:
    """Whether the settings speak of a proxy: what it passes on needs a login though the service is on loopback."""
    hosts = {host.lower() for host in settings.allowed_hosts} - _HOSTS_OF_THIS_MACHINE
    return bool(settings.trusted_proxies) or any(not host.startswith("127.") for host in hosts)


def _of_those_who_are_there(settings: Settings, access: Access | None, *, is_free: bool) -> Diagnosis:
    users = access.users.all() if access else []
    enabled = sum(user.disabled is None for user in users)
    keys = sum(key.revoked is None for key in access.keys.all()) if access else 0
    if enabled or keys:
        return ok(
            f"{enabled} người dùng, {keys} khóa API dùng được.", f"{enabled} users and {keys} API keys can be used."
        )
    if settings.first_user is not None and not users:
        return _first_user(settings)
    return _nobody(is_free=is_free)


def _first_user(settings: Settings) -> Diagnosis:
    file = settings.first_password_file
    if file is not None and file.is_file() and os.access(file, os.R_OK):
        return ok("FIRST_USER được tạo khi khởi động.", "FIRST_USER is made at the start.")
    return Diagnosis(
        "broken",
        Message(
            "chưa có người dùng, và không đọc được FIRST_PASSWORD_FILE.",
            "there is no user yet, and FIRST_PASSWORD_FILE cannot be read.",
        ),
        Message(
            "Hãy tạo tệp đó cho người dùng của dịch vụ đọc được, hoặc chạy: vanthu users add TÊN.",
            "Make that file, readable for the user of the service, or run: vanthu users add NAME.",
        ),
    )


def _nobody(*, is_free: bool) -> Diagnosis:
    remedy = Message(
        "Chạy: vanthu users add TÊN (cho cán bộ), hoặc vanthu keys create TÊN --scope generate (cho phần mềm).",
        "Run: vanthu users add NAME (for a clerk), or vanthu keys create NAME --scope generate (for a system).",
    )
    if is_free:
        found = Message(
            "chưa ai đăng nhập được: người dùng qua proxy (TRUSTED_PROXIES, ALLOWED_HOSTS) đều bị từ chối.",
            "nobody can sign in: whoever comes over a proxy (TRUSTED_PROXIES, ALLOWED_HOSTS) is refused.",
        )
        return Diagnosis("warning", found, remedy)
    found = Message(
        "chưa ai đăng nhập được, nên dịch vụ không khởi động: không có người dùng, khóa API hay OIDC_ISSUER.",
        "nobody can sign in, so the service does not start: there is no user, no API key and no OIDC_ISSUER.",
    )
    return Diagnosis("broken", found, remedy)


@contextmanager
def _access(settings: Settings) -> Iterator[Access | None]:
    """Those who are known; None where there is no database yet."""
    file = database_file(settings)
    if file is None:
        with closing(Access(create_engine(settings.database_url or ""))) as access:
            yield access
    elif not file.exists():
        yield None
    elif not is_ours(file) or not is_ours(file.parent):
        raise BatchFault("the database is another user's")
    else:
        with working_folder(file.parent) as work:
            snapshot(file, work / LEDGER)
            with closing(open_access(f"sqlite:///{work / LEDGER}")) as access:
                yield access
