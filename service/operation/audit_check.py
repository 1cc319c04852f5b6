"""What the doctor says of the audit trail: whether its chain holds, and how far it goes. Nothing is written."""

from __future__ import annotations

from service.audit.reading import verify
from service.config import Settings
from service.errors import Message
from service.operation.diagnosis import Diagnosis, ok


def trail(settings: Settings) -> Diagnosis:
    """Whether every line follows from the one before."""
    found = verify(settings.data_folder)
    if found.broken is not None:
        broken = found.broken
        return Diagnosis(
            "broken",
            Message(
                f"{broken.file}, dòng {broken.line}: {broken.message.vi}",
                f"{broken.file}, line {broken.line}: {broken.message.en}",
            ),
            Message(
                "Hãy giữ nguyên các tệp, tìm xem ai đã sửa, và so với bản sao lưu.",
                "Keep the files as they are, find out who changed them, and compare them with a backup.",
            ),
        )
    return ok(f"{found.lines} dòng, đến {found.head}.", f"{found.lines} lines, up to {found.head}.")
