"""Widths of text in Times New Roman, and the even break of a name over lines."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import combinations
from typing import Literal

from service.norm._loading import read_toml

Weight = Literal["regular", "bold"]

# Words that are one: a name is not broken within them.
_TOGETHER = re.compile(
    r"\b(thành phố|thị xã|thị trấn|đặc khu|khu phố|tổ dân phố|đảng bộ|đảng ủy|đảng uỷ|chi bộ|chi ủy|chi uỷ|"
    r"ban thường vụ|ban chấp hành|đại hội|đại biểu|nhiệm kỳ|ủy ban|uỷ ban|kiểm tra|xây dựng|tổ chức|văn phòng|"
    r"cơ quan|trung học|cơ sở|phổ thông|lần thứ)\b",
    re.IGNORECASE,
)


_GLUE = "\u00a0"  # as wide as a space


@cache
def _advance_widths(weight: Weight) -> tuple[dict[str, int], int]:
    tables = read_toml("times_new_roman.toml")
    widths = {character: int(width) for width, row in tables[weight].items() for character in row}
    return widths, tables["units_per_em"]


def text_width_pt(text: str, size_pt: float, weight: Weight) -> float:
    """Width in pt of ``text`` on one line; a character that is not in the table counts as a wide capital."""
    widths, units_per_em = _advance_widths(weight)
    unknown = widths["O"]
    return sum(widths.get(character, unknown) for character in text) * size_pt / units_per_em


@lru_cache(maxsize=4096)
def even_lines(text: str, width_pt: float, size_pt: float, weight: Weight) -> tuple[str, ...]:
    """``text`` over as few lines of ``width_pt`` as hold it, all about equally long.

    A newline in ``text`` is a break chosen by its author and is kept instead. A name of more than four lines, or of
    words too wide for a line, is left to the word processor.
    """
    if "\n" in text:
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    words = _TOGETHER.sub(lambda match: match.group().replace(" ", _GLUE), " ".join(text.split())).split(" ")
    for count in range(1, 5):
        lines = _evenest(words, count, size_pt, weight)
        if lines and max(text_width_pt(line, size_pt, weight) for line in lines) <= width_pt:
            return tuple(line.replace(_GLUE, " ") for line in lines)
    return (text,)


def _evenest(words: list[str], count: int, size_pt: float, weight: Weight) -> tuple[str, ...]:
    """The split of ``words`` into ``count`` lines whose longest line is shortest; empty where there are too few."""
    if len(words) > 60:
        return ()
    splits = (
        tuple(" ".join(words[start:end]) for start, end in zip((0, *cuts), (*cuts, len(words)), strict=True))
        for cuts in combinations(range(1, len(words)), count - 1)
    )
    return min(splits, key=lambda lines: max(text_width_pt(line, size_pt, weight) for line in lines), default=())
