"""Two spellings of the tone mark in open syllables: ủy, hòa, khóa (the default) or uỷ, hoà, khoá."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

ToneMarks = Literal["ủy", "uỷ"]

_TONED = {"o": "òóỏõọ", "u": "ùúủũụ", "O": "ÒÓỎÕỌ", "U": "ÙÚỦŨỤ"}
_ON_LAST = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ", "A": "ÀÁẢÃẠ", "E": "ÈÉẺẼẸ", "Y": "ỲÝỶỸỴ"}
_PAIRS = {
    toned_first + last: first + _ON_LAST[last][tone]
    for first, row in _TONED.items()
    for tone, toned_first in enumerate(row)
    for last in (("a", "e", "A", "E") if first in "oO" else ("y", "Y"))
}
# An open syllable only: nothing follows the pair; and "qu" is a consonant, so "quý" is written one way.
_OPEN_SYLLABLE = re.compile("(?<![qQ])(?:" + "|".join(_PAIRS) + r")(?!\w)")


def respell(text: str, tone_marks: ToneMarks) -> str:
    """Fixed wording, written here as ủy, in the spelling asked for. Never to be used on what a user typed."""
    if tone_marks == "ủy":
        return text
    return _OPEN_SYLLABLE.sub(lambda pair: _PAIRS[pair.group()], text)


_LAST_TONED = re.compile("(?<![qQ])(?:" + "|".join(_PAIRS.values()) + r")(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
# In capitals only words of the trade are compared: everything else in capitals may be a name.
_OFFICIAL = frozenset({"ỦY", "UỶ"})


def tone_mark_spellings(text: str) -> Iterator[tuple[str, ToneMarks]]:
    """Words of ``text`` that can be spelt both ways, each with the way it is spelt. Proper names are left out."""
    if not (_OPEN_SYLLABLE.search(text) or _LAST_TONED.search(text)):
        return
    for word in _WORD.findall(text):
        if not word.islower() and word not in _OFFICIAL:
            continue
        if _OPEN_SYLLABLE.search(word):
            yield word, "ủy"
        elif _LAST_TONED.search(word):
            yield word, "uỷ"
