"""Why a backup is not made or not put back."""

from __future__ import annotations

from service.errors import CallerError, Message


class RefusedBackup(CallerError):
    """What is asked for cannot be done here: a wrong user, place or database."""


class UnreadableBackup(CallerError):
    """The file is no backup, is damaged, or holds what no backup of ours does. Nothing was changed."""

    def __init__(self, reason: Message) -> None:
        super().__init__(
            Message(
                f"Không khôi phục được từ tệp này: {reason.vi} Dữ liệu hiện có không bị thay đổi.",
                f"This file cannot be restored: {reason.en} The present data were not changed.",
            )
        )
