"""Whether all is well: one line for each thing, what it is, how it stands, how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from service.config import Settings, load_settings
from service.errors import Message, OurFault, SettingFault, described
from service.operation import access_check, audit_check, checks, data_checks
from service.operation.diagnosis import Diagnosis, ok


class Examined(NamedTuple):
    """``name`` is stable, ``label`` for people."""

    name: str
    label: Message
    diagnosis: Diagnosis


_BY_SETTINGS: tuple[tuple[str, Message, Callable[[Settings], Diagnosis]], ...] = (
    ("data_folder", Message("Thư mục dữ liệu", "Data folder"), data_checks.data_folder),
    ("room", Message("Dung lượng ổ đĩa", "Disk space"), data_checks.room),
    ("database", Message("Cơ sở dữ liệu", "Database"), data_checks.database),
    ("audit", Message("Nhật ký kiểm tra", "Audit trail"), audit_check.trail),
    ("norm", Message("Quy định thể thức", "Norm"), checks.norm),
    ("templates", Message("Mẫu văn bản", "Templates"), checks.templates),
    ("own_templates", Message("Mẫu riêng của cơ quan", "Own templates"), checks.own_templates),
    ("offices", Message("Danh mục cơ quan", "Office directory"), checks.offices),
    ("clock", Message("Đồng hồ", "Clock"), checks.clock),
    ("fonts", Message("Phông chữ, LibreOffice", "Fonts, LibreOffice"), checks.fonts),
)


def examine(*, on_loopback: bool = True) -> Iterator[Examined]:
    """Look at everything, one after the other; where the settings cannot be read, at the program alone.

    ``on_loopback``: the service is to listen for this machine only.
    """
    yield Examined("packages", Message("Chương trình", "Program"), _told(checks.packages))
    label = Message("Cài đặt", "Settings")
    try:
        settings = load_settings()
    except SettingFault as failure:
        yield Examined("settings", label, _fault(failure))
        return
    yield Examined("settings", label, ok("đọc được.", "they can be read."))
    for name, what, check in _BY_SETTINGS:
        yield Examined(name, what, _told(lambda check=check: check(settings)))  # type: ignore[misc]  # bound at once
    way_in = _told(lambda: access_check.way_in(settings, on_loopback=on_loopback))
    yield Examined("access", Message("Đăng nhập", "Signing in"), way_in)


def _told(check: Callable[[], Diagnosis]) -> Diagnosis:
    """What the check says; one that breaks off is a finding, too, and the others are still made."""
    try:
        return check()
    except OurFault as failure:
        return _fault(failure)
    except Exception as failure:  # noqa: BLE001  # as described() says, a traceback could show too much
        about = described(failure)
        where = f"{about['exception']} {about['at'][-1] if about['at'] else ''}"
        return Diagnosis("broken", Message(f"không xem được ({where}).", f"it could not be looked at ({where})."))


def _fault(failure: OurFault) -> Diagnosis:
    text = "; ".join(line for line in str(failure).splitlines() if line != "settings:")
    mend = Message("Hãy sửa biến môi trường đã nêu.", "Mend the environment variable that is named.")
    return Diagnosis("broken", Message(f"{text}.", f"{text}."), mend)
