"""What was cleaned away from what was pasted, said with its kinds and how often each stood there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from service.batch.cleaning import clean
from service.errors import Message

_TABS = Message("dấu tab", "tabs")


class Cleaner:
    """Cleans text piece by piece (cells, or lines without tabs), and counts the pieces in which each kind stood."""

    def __init__(self) -> None:
        self.counts: Counter[Message] = Counter()

    def clean(self, piece: str) -> str:
        """The piece without invisible leftovers."""
        text, kinds = clean(piece)
        self.counts.update(kind for kind in kinds if kind != _TABS)
        return text


def told_cleaning(counts: Counter[Message]) -> Message | None:
    """``Đã làm sạch: dấu cách không ngắt, dấu cách đặc biệt (3 chỗ).``, the most frequent first; None for nothing."""
    if not counts:
        return None
    told = counts.most_common()
    return Message(
        "Đã làm sạch: " + "; ".join(f"{kind.vi} ({count} chỗ)" for kind, count in told) + ".",
        "Cleaned away: " + "; ".join(f"{kind.en} ({count})" for kind, count in told) + ".",
    )


def cleaned_from(cells: Iterable[object]) -> Message | None:
    """The same of all cells that are text."""
    cleaner = Cleaner()
    for cell in cells:
        if isinstance(cell, str):
            cleaner.clean(cell)
    return told_cleaning(cleaner.counts)
