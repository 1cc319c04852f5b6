"""What the doctor looks at in the installation: program, norm, templates, offices, clock, fonts."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from service.bootstrap import build_checker, load_templates
from service.config import ROOT, Settings
from service.documents import discover_types
from service.errors import Message, NormFault, OfficeFault, SettingFault, TemplateFault
from service.offices import load_directory
from service.operation.diagnosis import Diagnosis, ok

_PINNED = re.compile(r"^([a-z0-9-]+)==([\w.]+)( ; .*?)?(?: \\)?$", re.MULTILINE)
_MOST_TOLD = 3
_TYPEFACE = "Times New Roman"
_AS_WIDE = frozenset({_TYPEFACE, "Liberation Serif", "Tinos"})
"""Typefaces whose letters, Vietnamese ones too, are as wide as those that the papers name."""
_VIETNAM = timedelta(hours=7)
_TOLERATED_SECONDS = 3600.0
_SECONDS_FOR_FONTS = 20


def packages(lock: Path = ROOT / "requirements" / "runtime.txt") -> Diagnosis:
    """Whether the installed packages are those that the program was tested with."""
    try:
        pinned = _PINNED.findall(lock.read_text())
    except OSError:
        return Diagnosis(
            "warning",
            Message(f"không đọc được {lock.name}.", f"{lock.name} cannot be read."),
            Message("Hãy cài lại chương trình.", "Install the program anew."),
        )
    absent = [name for name, _, marker in pinned if not marker and _installed(name) is None]
    other = [name for name, wanted, _ in pinned if _installed(name) not in (None, wanted)]
    if not absent and not other:
        return ok(f"phiên bản {version('vanthu')}, đủ thư viện.", f"version {version('vanthu')}, all packages present.")
    found = Message(
        f"thư viện thiếu: {_listed(absent)}; khác phiên bản: {_listed(other)}.",
        f"packages missing: {_listed(absent)}; of another version: {_listed(other)}.",
    )
    remedy = Message(
        f"Hãy cài lại theo {lock.parent.name}/{lock.name}.", f"Install again from {lock.parent.name}/{lock.name}."
    )
    return Diagnosis("broken" if absent else "warning", found, remedy)


def norm(_settings: Settings) -> Diagnosis:
    """Whether the format is there as data."""
    try:
        build_checker()
    except (NormFault, OSError) as failure:
        again = Message("Hãy cài lại chương trình.", "Install the program anew.")
        return Diagnosis("broken", _text_of(failure), again)
    return ok("đọc được quy định thể thức.", "the rules of the format can be read.")


def templates(settings: Settings) -> Diagnosis:
    """Whether the templates of the program compile and fit."""
    try:
        compiled = load_templates(discover_types(), None, settings.tone_marks)
    except (TemplateFault, OSError) as failure:
        again = Message("Hãy cài lại chương trình.", "Install the program anew.")
        return Diagnosis("broken", _text_of(failure), again)
    return ok(f"{len(compiled)} mẫu của chương trình dùng được.", f"{len(compiled)} templates of the program fit.")


def own_templates(settings: Settings) -> Diagnosis:
    """Whether the office's own templates do."""
    folder = settings.templates_dir
    if folder is None:
        return ok("không đặt TEMPLATES_DIR, dùng mẫu của chương trình.", "no TEMPLATES_DIR is set.")
    try:
        load_templates(discover_types(), folder, settings.tone_marks)
        count = len(list(folder.glob("[!~.]*.docx")))
    except (TemplateFault, SettingFault, OSError) as failure:
        mend = Message(
            "Hãy sửa các chỗ đã nêu trong mẫu ở TEMPLATES_DIR, hoặc chuyển mẫu đó đi nơi khác.",
            "Mend these places in the templates of TEMPLATES_DIR, or move the templates elsewhere.",
        )
        return Diagnosis("broken", _text_of(failure), mend)
    return ok(f"{count} mẫu riêng dùng được.", f"{count} own templates fit.")


def offices(settings: Settings) -> Diagnosis:
    """Whether the office directory can be read."""
    if settings.offices_dir is None:
        return ok("không đặt OFFICES_DIR.", "no OFFICES_DIR is set.")
    try:
        directory = load_directory(settings.offices_dir)
    except (OfficeFault, SettingFault) as failure:
        mend = Message("Hãy sửa các chỗ đã nêu trong danh mục.", "Mend these places in the directory.")
        return Diagnosis("broken", _text_of(failure), mend)
    return ok(f"{len(directory)} cơ quan.", f"{len(directory)} bodies.")


def clock(settings: Settings, now: float | None = None) -> Diagnosis:
    """Whether the clock is plausible and the day is that of Vietnam: papers are judged by it."""
    moment = time.time() if now is None else now
    written = [_modified(file) for file in (Path(__file__), *settings.data_folder.glob("ledger.sqlite3*"))]
    if any(moment < each - _TOLERATED_SECONDS for each in written):
        return Diagnosis(
            "broken",
            Message("đồng hồ chậm hơn giờ của chính các tệp đã ghi.", "the clock is behind the files written by it."),
            Message("Hãy chỉnh lại giờ máy (NTP) rồi khởi động lại.", "Set the clock (NTP), then start again."),
        )
    here = datetime.fromtimestamp(moment, UTC).astimezone()
    if here.utcoffset() != _VIETNAM:
        return Diagnosis(
            "warning",
            Message(f"múi giờ là {here:%Z} ({here:%z}), không phải +0700.", f"the zone is {here:%Z} ({here:%z})."),
            Message(
                "Ngày ghi trên văn bản được xét theo giờ máy: hãy đặt TZ=Asia/Ho_Chi_Minh.",
                "Dates of papers are judged by the local day: set TZ=Asia/Ho_Chi_Minh.",
            ),
        )
    return ok(f"{here:%d/%m/%Y %H:%M} {here:%z}.", f"{here:%Y-%m-%d %H:%M} {here:%z}.")


def fonts(_settings: Settings) -> Diagnosis:
    """Whether papers opened or printed on this very machine look as they should. A DOCX only names its typeface."""
    if shutil.which("soffice") is None:
        return ok(
            "máy này không có LibreOffice; không cần để lập văn bản (DOCX chỉ ghi tên phông chữ).",
            "no LibreOffice here; papers are made without it (a DOCX only names its typeface).",
        )
    family = _family_for(_TYPEFACE)
    if family in _AS_WIDE:
        return ok(f"LibreOffice trên máy này dùng {family}.", f"LibreOffice on this machine takes {family}.")
    return Diagnosis(
        "warning",
        Message(
            f"LibreOffice trên máy này không có {_TYPEFACE} hay phông cùng độ rộng.",
            f"LibreOffice on this machine has neither {_TYPEFACE} nor a typeface as wide.",
        ),
        Message(
            "Bản DOCX không bị ảnh hưởng; để in từ máy này, hãy cài Liberation Serif 2 (fonts-liberation2).",
            "The DOCX is not affected; to print from here, install Liberation Serif 2 (fonts-liberation2).",
        ),
    )


def _family_for(typeface: str) -> str:
    program = shutil.which("fc-match")
    if program is None:
        return ""
    command = [program, "--format", "%{family[0]}", typeface]
    try:
        return subprocess.run(  # noqa: S603  # nothing of it comes from a caller
            command, capture_output=True, text=True, check=True, timeout=_SECONDS_FOR_FONTS
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _modified(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "0"


def _text_of(failure: Exception) -> Message:
    """The first lines of what was written for operators; of other exceptions only what the system said."""
    if isinstance(failure, OSError):
        reason = f"{failure.filename}: {failure.strerror}."
        return Message(f"không đọc được {reason}", f"cannot read {reason}")
    lines = str(failure).splitlines()
    told, left = "; ".join(lines[:_MOST_TOLD]), len(lines) - _MOST_TOLD
    more = Message(f" (còn {left} chỗ khác)", f" (and {left} more)") if left > 0 else Message("", "")
    return Message(f"{told}{more.vi}.", f"{told}{more.en}.")
