"""What the doctor looks at in the data folder: rights, room, the database. Nothing of it is changed."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from service.config import Settings
from service.errors import Message, OurFault
from service.operation.contents import BEFORE, RESTORING
from service.operation.diagnosis import Diagnosis, ok
from service.operation.snapshots import (
    LEDGER,
    database_file,
    form_after_start,
    form_of,
    is_whole,
    snapshot,
    working_folder,
)

_MIB = 1 << 20
_LEAST = 256 * _MIB
_COMFORTABLE = 2048 * _MIB
"""100,000 papers take so much while they are made."""
_OF_OTHERS = 0o077


def data_folder(settings: Settings) -> Diagnosis:
    """Whether the data folder is there, ours, and closed to others; nothing is left of a restore."""
    root = settings.data_folder
    if not root.exists():
        return _missing(root)
    if not root.is_dir():
        return Diagnosis("broken", Message(f"{root} không phải thư mục.", f"{root} is no folder."), _look_at_setting())
    if not is_ours(root) or not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        return _of_another(root)
    open_ones, strange = _count(root)
    if open_ones or strange:
        return Diagnosis(
            "broken" if strange else "warning",
            Message(
                f"{root}: {open_ones} tệp hoặc thư mục để người khác đọc được, {strange} thuộc người dùng khác.",
                f"{root}: {open_ones} files or folders open to others, {strange} of another user.",
            ),
            Message(
                f"Chạy: chmod -R go= {root}; chown -R cho người dùng của dịch vụ.",
                f"Run: chmod -R go= {root}; chown -R to the user of the service.",
            ),
        )
    return _left_of_restore(root) or ok(f"{root}: chỉ chủ sở hữu đọc được.", f"{root}: for its owner alone.")


def room(settings: Settings) -> Diagnosis:
    """Whether there is room for batches."""
    there = _nearest(settings.data_folder)
    free = shutil.disk_usage(there).free
    told = Message(f"còn trống {free // _MIB} MiB.", f"{free // _MIB} MiB free.")
    wanted = max(_COMFORTABLE, 4 * settings.max_upload_mib * _MIB)
    if free >= wanted:
        return Diagnosis("ok", told)
    remedy = Message(
        f"Hãy giải phóng chỗ trên ổ đĩa của DATA_DIR (nên có {wanted // _MIB} MiB), hoặc giảm BATCH_DAYS.",
        f"Make room on the disk of DATA_DIR ({wanted // _MIB} MiB are enough), or lower BATCH_DAYS.",
    )
    return Diagnosis("broken" if free < _LEAST else "warning", told, remedy)


def database(settings: Settings) -> Diagnosis:
    """Whether the database opens, is whole, and is of a form that the program knows. A copy of it is tried."""
    file = database_file(settings)
    if file is None:
        return _of_a_server(settings)
    if not file.exists():
        return ok("chưa có; được tạo khi khởi động.", "none yet; it is made at the start.")
    if not is_ours(file) or not is_ours(file.parent):
        return _of_another(file)
    try:
        with working_folder(file.parent) as work:
            snapshot(file, work / LEDGER)
            if not is_whole(work / LEDGER):
                return _damaged()
            before = form_of(work / LEDGER)
            after = form_after_start(work / LEDGER)
    except OurFault:
        return _unusable()
    except OSError as failure:
        return Diagnosis("broken", Message(f"{failure.strerror}.", f"{failure.strerror}."), _look_at_setting())
    if before != after:
        return _older()
    return ok("mở được, nguyên vẹn, đúng phiên bản.", "it opens, is whole and of the newest form.")


def is_ours(path: Path) -> bool:
    """Whether it belongs to who runs this. Raises :class:`OSError`."""
    return os.name != "posix" or path.stat().st_uid == os.geteuid()


def _of_a_server(settings: Settings) -> Diagnosis:
    with tempfile.TemporaryDirectory() as folder:
        newest = form_after_start(Path(folder) / LEDGER)
    try:
        engine = create_engine(settings.database_url or "")
        try:
            with engine.connect() as connection:
                form = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as failure:
        kind = type(failure).__name__
        return Diagnosis("broken", Message(f"không mở được ({kind}).", f"it cannot be opened ({kind})."), _settings())
    return ok("mở được, đúng phiên bản.", "it opens and is of the newest form.") if form == newest else _older()


def _missing(root: Path) -> Diagnosis:
    if os.access(_nearest(root), os.W_OK):
        return ok(f"{root} chưa có; được tạo khi khởi động.", f"{root} is not there; it is made at the start.")
    return Diagnosis(
        "broken",
        Message(f"{root} chưa có và không tạo được.", f"{root} is not there and cannot be made."),
        _look_at_setting(),
    )


def _left_of_restore(root: Path) -> Diagnosis | None:
    broken_off = any(root.glob(f"{RESTORING}*"))
    if broken_off:
        return Diagnosis(
            "broken",
            Message(f"một lần khôi phục bị dở dang ({RESTORING}…).", f"a restore broke off ({RESTORING}…)."),
            Message(
                "Hãy chạy lại vanthu restore --move-aside, rồi xóa thư mục dở dang.",
                "Run vanthu restore --move-aside again, then remove that folder.",
            ),
        )
    if any(root.glob(f"{BEFORE}*")):
        return Diagnosis(
            "warning",
            Message(f"còn dữ liệu cũ trước lần khôi phục ({BEFORE}…).", f"old data are left ({BEFORE}…)."),
            Message(
                "Khi không cần nữa, hãy xóa thư mục con đó: trong đó có dữ liệu cá nhân.",
                "Remove that subfolder when it is not needed any more: it holds personal data.",
            ),
        )
    return None


def _count(root: Path) -> tuple[int, int]:
    """How many files and folders others may look into, and how many are another user's."""
    open_ones = strange = 0
    for about in _all(root):
        open_ones += not stat.S_ISLNK(about.st_mode) and bool(about.st_mode & _OF_OTHERS)
        strange += os.name == "posix" and about.st_uid != os.geteuid()
    return (open_ones if os.name == "posix" else 0), strange


def _all(root: Path) -> Iterator[os.stat_result]:
    yield root.stat()
    for folder, names, files in os.walk(root):
        for name in (*names, *files):
            try:
                yield Path(folder, name).lstat()
            except OSError:  # gone meanwhile
                continue


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next(each for each in (path.absolute(), *path.absolute().parents) if each.exists())


def _of_another(path: Path) -> Diagnosis:
    return Diagnosis(
        "broken",
        Message(f"{path} thuộc người dùng khác.", f"{path} is another user's."),
        Message(
            "Hãy chạy lệnh này bằng người dùng của dịch vụ (ví dụ: sudo -u vanthu …), hoặc chown.",
            "Run this command as the user of the service (for instance: sudo -u vanthu …), or chown it.",
        ),
    )


def _damaged() -> Diagnosis:
    return Diagnosis(
        "broken",
        Message("cơ sở dữ liệu đã hỏng (integrity_check).", "the database is damaged (integrity_check)."),
        Message(
            "Hãy dừng dịch vụ và khôi phục bản sao lưu: vanthu restore TỆP --move-aside.",
            "Stop the service and restore a backup: vanthu restore FILE --move-aside.",
        ),
    )


def _unusable() -> Diagnosis:
    return Diagnosis(
        "broken",
        Message(
            "không mở được: đã hỏng, của phiên bản mới hơn, hoặc của chương trình khác.",
            "it cannot be opened: it is damaged, of a newer version, or of another program.",
        ),
        Message(
            "Hãy cài lại phiên bản mới hơn, hoặc khôi phục bản sao lưu: vanthu restore TỆP --move-aside.",
            "Install the newer version again, or restore a backup: vanthu restore FILE --move-aside.",
        ),
    )


def _older() -> Diagnosis:
    return Diagnosis(
        "warning",
        Message("của phiên bản khác; được nâng cấp khi khởi động.", "of another version; migrated at the start."),
        Message("Hãy sao lưu trước: vanthu backup.", "Back up first: vanthu backup."),
    )


def _settings() -> Message:
    return Message("Hãy xem lại DATABASE_URL.", "Look at DATABASE_URL.")


def _look_at_setting() -> Message:
    return Message(
        "Hãy xem lại DATA_DIR và quyền của thư mục chứa nó.", "Look at DATA_DIR and the rights of the folder it is in."
    )
