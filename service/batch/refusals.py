"""Why something asked of a batch that was handed in, or is being, is not done."""

from __future__ import annotations

from service.errors import BatchFault, Message, RefusedBatch

UNANSWERED = Message(
    "Cần trả lời các câu hỏi đã nêu rồi mới lập văn bản.",
    "Papers are made when what was asked is answered.",
)
"""Why a batch made nothing of which nothing is wrong."""


class UnknownBatch(RefusedBatch):
    """The caller has no batch of this id."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Không có lô nào mang mã này; hãy kiểm tra lại mã đã nhận khi gửi lô.",
                "There is no batch of this id; check it against the one that was answered when the batch was sent.",
            )
        )


class BatchGone(RefusedBatch):
    """The batch has outlived its days, or was deleted; its files are wiped."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Lô này đã bị xóa hoặc đã hết hạn lưu, các tệp không còn; hãy gửi lại tệp dữ liệu.",
                "This batch was deleted or its time is over, and its files are gone; send the source again.",
            )
        )


class WrongState(RefusedBatch):
    """What is asked for cannot be done to a batch that stands as this one does."""


class KeyReused(RefusedBatch):
    """The Idempotency-Key is that of another request."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Idempotency-Key này đã dùng cho một yêu cầu có nội dung khác; hãy dùng khóa mới cho yêu cầu mới.",
                "This Idempotency-Key is that of a request with other content; take a new key for a new request.",
            )
        )


class NoRoom(BatchFault):
    """The disk of the store or of the ledger is full. Nothing is left of what was begun."""


class TooManyBatches(RefusedBatch):
    """The owner has as many unfinished batches as the settings allow; ``retry_after`` is in seconds."""

    retry_after = 60

    def __init__(self, most: int) -> None:
        super().__init__(
            Message(
                f"Đã có {most} lô chưa làm xong, là mức tối đa. Hãy chờ một lô xong, hoặc hủy lô không cần, rồi gửi "
                "lại.",
                f"There are {most} unfinished batches already, which is the most. Wait for one of them or cancel one, "
                "then send it again.",
            )
        )


class QueueFull(BatchFault):
    """There are as many unfinished batches, or papers to be made, as the settings allow for all owners together."""

    retry_after = 300


class LedgerBusy(BatchFault):
    """The ledger cannot be written to or reached at this moment."""
