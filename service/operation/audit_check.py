"""What the doctor says of the audit trail: whether it holds, how far it goes, where it lies. Nothing is written."""

from __future__ import annotations

from contextlib import ExitStack, closing

from sqlalchemy import Engine, Table, create_engine, literal, select
from sqlalchemy.exc import SQLAlchemyError

from service.access.tables import KEY, USER
from service.audit.reading import lies_elsewhere, verify
from service.audit.trail import FOLDER
from service.batch.ledger.tables import BATCH
from service.config import Settings
from service.errors import BatchFault, Message
from service.operation.data_checks import is_ours
from service.operation.diagnosis import Diagnosis, ok
from service.operation.refusals import RefusedBackup
from service.operation.snapshots import LEDGER, database_file, snapshot, working_folder

MISSING = Message(
    "không có dòng nhật ký nào, mà cơ sở dữ liệu cho thấy dịch vụ đã được dùng: nhật ký đã bị xóa, hoặc dữ liệu có từ "
    "phiên bản chưa có nhật ký.",
    "there is no trail, though the database shows that the service has been used: it was removed, or the data are of a "
    "version that kept none.",
)
_KEEP = Message(
    "Hãy giữ nguyên các tệp, tìm xem ai đã sửa, và so với bản sao lưu.",
    "Keep the files as they are, find out who changed them, and compare them with a backup.",
)


def trail(settings: Settings) -> Diagnosis:
    """Whether it begins where it should, every line follows from the one before, and all of it is in a backup."""
    found = verify(settings.data_folder)
    if found.flaws:
        told = [each.text() for each in found.flaws]
        text = Message(" ".join(each.vi for each in told), " ".join(each.en for each in told))
        return Diagnosis("broken" if found.broken else "warning", text, _KEEP)
    if lies_elsewhere(settings.data_folder):
        return Diagnosis("warning", *_elsewhere(settings))
    if found.lines:
        return ok(f"{found.lines} dòng, đến {found.head}.", f"{found.lines} lines, up to {found.head}.")
    if was_used(settings):
        return Diagnosis("warning", MISSING, _KEEP)
    return ok("chưa có dòng nào.", "there is no line yet.")


def was_used(settings: Settings) -> bool:
    """Whether the database knows of a batch, a key or a user. False where it cannot be asked: others tell of that."""
    file = database_file(settings)
    try:
        with ExitStack() as stack:
            if file is None:
                url = settings.database_url or ""
            elif not file.exists() or not is_ours(file) or not is_ours(file.parent):
                return False
            else:
                copy = stack.enter_context(working_folder(file.parent)) / LEDGER
                snapshot(file, copy)
                url = f"sqlite:///{copy}"
            engine = create_engine(url)
            stack.callback(engine.dispose)
            return any(_has_rows(engine, table) for table in (BATCH, KEY, USER))
    except (BatchFault, SQLAlchemyError, ImportError, OSError):
        return False


def refuse_trail_elsewhere(settings: Settings) -> None:
    """Raise :class:`RefusedBackup` where the trail is a link: a backup holds no links, and so no trail."""
    if lies_elsewhere(settings.data_folder):
        found, remedy = _elsewhere(settings)
        raise RefusedBackup(
            Message(f"Nhật ký kiểm tra: {found.vi} {remedy.vi}", f"Audit trail: {found.en} {remedy.en}")
        )


def _elsewhere(settings: Settings) -> tuple[Message, Message]:
    folder = settings.data_folder / FOLDER
    return (
        Message(
            f"{folder} hoặc tệp trong đó là liên kết (symlink), nên không có trong bản sao lưu nào.",
            f"{folder}, or a file in it, is a symbolic link, and so in no backup.",
        ),
        Message(
            "Hãy dừng dịch vụ, thay liên kết bằng chính các tệp; muốn để ở ổ đĩa khác thì gắn (mount) ổ đĩa vào đó.",
            "Stop the service and put the files themselves there; to have them on another disk, mount it there.",
        ),
    )


def _has_rows(engine: Engine, table: Table) -> bool:
    with closing(engine.connect()) as connection:
        return connection.execute(select(literal(1)).select_from(table).limit(1)).first() is not None
