"""Widths of text in Times New Roman, and the even break of a name over lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise, repeat
from math import ceil, inf
from typing import Literal

from service.norm._loading import read_toml

Weight = Literal["regular", "bold"]

# Words that are one, in small letters (which is quicker than IGNORECASE): a name is not broken within them.
_TOGETHER = re.compile(
    r"\b(thành phố|thị xã|thị trấn|đặc khu|khu phố|tổ dân phố|đảng bộ|đảng ủy|đảng uỷ|chi bộ|chi ủy|chi uỷ|"
    r"ban thường vụ|ban chấp hành|đại hội|đại biểu|nhiệm kỳ|ủy ban|uỷ ban|kiểm tra|xây dựng|tổ chức|văn phòng|"
    r"cơ quan|trung học|cơ sở|phổ thông|lần thứ|công ty|cổ phần|hợp tác xã|bệnh viện|đại học|kết hợp|phương hướng|"
    r"nhiệm vụ|chuyên đề|thường kỳ|sinh hoạt|kết quả|tháng \d{1,2} năm \d{4})\b"
)

_SPAN = re.compile(r"(\d+) ([-–]) (\d+)")
# Words that belong to the name or figure after them.
_LEADS = frozenset({"xã", "phường", "tỉnh", "huyện", "quận", "thôn", "xóm", "ấp", "số", "ngày"})
_GLUE = "\ue000"  # of private use: no text that can be printed has a meaning for it
_GAPS = re.compile("[ \t\n]+")
_MOST_LINES = 4
_LONGEST_NAME = 400  # four lines of the page hold no more


@cache
def _advance_widths(weight: Weight) -> tuple[dict[str, int], int]:
    tables = read_toml("times_new_roman.toml")
    widths = {character: int(width) for width, row in tables[weight].items() for character in row}
    return widths, tables["units_per_em"]


def text_width_pt(text: str, size_pt: float, weight: Weight) -> float:
    """Width in pt of ``text`` on one line; a character that is not in the table counts as a wide capital."""
    widths, units_per_em = _advance_widths(weight)
    return sum(map(widths.get, text, repeat(widths["O"]))) * size_pt / units_per_em


def on_one_line(text: str) -> str:
    """``text`` without line breaks, tabs and double spaces. No-break spaces stay: they were typed for a reason."""
    return _GAPS.sub(" ", text).strip(" ")


def even_lines(text: str, width_pt: float, size_pt: float, weight: Weight) -> tuple[str, ...]:
    """``text`` over as few lines of ``width_pt`` as hold it, all about equally long.

    A newline in ``text`` is a break chosen by its author and is kept; each of the lines is broken by itself. A name of
    more than four lines or 400 characters, or of words too wide for a line, is left to the word processor.
    """
    if "\n" in text:
        chosen = (line.strip() for line in text.split("\n") if line.strip())
        return tuple(part for line in chosen for part in even_lines(line, width_pt, size_pt, weight))
    return _broken_evenly(text, width_pt, size_pt, weight) if len(text) <= _LONGEST_NAME else (text,)


def _broken_evenly(text: str, width_pt: float, size_pt: float, weight: Weight) -> tuple[str, ...]:
    words = _units(text)
    widths = [text_width_pt(word.replace(_GLUE, " "), size_pt, weight) for word in words]
    space = text_width_pt(" ", size_pt, weight)
    fewest = ceil((sum(widths) + space * (len(widths) - 1)) / width_pt)
    for count in range(max(fewest, 1), min(len(words), _MOST_LINES) + 1):
        widest, cuts = _evenest(widths, space, count)
        if widest <= width_pt:
            lines = (" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words))))
            return tuple(line.replace(_GLUE, " ") for line in lines)
    return (text,)


def _units(text: str) -> list[str]:
    """Words, with those glued together that a line must not part: compounds, and the syllables of a proper name."""
    text = _with_compounds_glued(on_one_line(_SPAN.sub(rf"\1{_GLUE}\2{_GLUE}\3", text)))
    in_capitals = text.isupper()
    units: list[str] = []
    for word in text.split(" "):
        before = units[-1] if units else ""
        last = before.rpartition(_GLUE)[2]
        continues = last[:1].isupper() and not in_capitals
        if (word[:1].isupper() and continues) or (not word[:1].islower() and last.lower() in _LEADS):
            units[-1] += _GLUE + word
        else:
            units.append(word)
    return units


def _with_compounds_glued(text: str) -> str:
    small = text.lower()
    if len(small) != len(text):  # a letter whose small one is two: what is found would lie elsewhere
        small = text
    glued = list(text)
    for found in _TOGETHER.finditer(small):
        for at in range(*found.span()):
            if glued[at] == " ":
                glued[at] = _GLUE
    return "".join(glued)


def _evenest(widths: Sequence[float], space: float, count: int) -> tuple[float, tuple[int, ...]]:
    """Where to cut words into ``count`` lines so that the longest line is shortest: its width, and the cuts."""
    ends = [0.0, *accumulate(width + space for width in widths)]
    # best[n]: the first n words on the lines so far, by the width of the longest line, and its cuts.
    best: list[tuple[float, tuple[int, ...]]] = [(end - space, ()) for end in ends]
    for _ in range(count - 2):
        best = [_with_a_line_more(best, ends, space, n) for n in range(len(ends))]
    return best[-1] if count == 1 else _with_a_line_more(best, ends, space, len(ends) - 1)


def _with_a_line_more(
    best: Sequence[tuple[float, tuple[int, ...]]], ends: Sequence[float], space: float, n: int
) -> tuple[float, tuple[int, ...]]:
    """The first ``n`` words on one line more than those of ``best``."""
    lines = ((max(best[cut][0], ends[n] - ends[cut] - space), (*best[cut][1], cut)) for cut in range(1, n))
    return min(lines, default=(inf, ()))
