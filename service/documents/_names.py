"""Vietnamese order of people's names: by tên, then đệm, then họ."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
# Ngang, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_KEPT_MARKS = {"\u0306", "\u0302", "\u031b"}

SortKey = tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], str]


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Letters of a word in the order of the alphabet, and its tones, which decide only between equal letters."""
    letters: list[int] = []
    tones: list[int] = []
    for character in word.lower():
        decomposed = unicodedata.normalize("NFD", character)
        base = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
        letters.append(_RANK.get(base, len(_LETTERS) + ord(base[0]) if base else 0))
        tones.append(next((_TONES[c] for c in decomposed if c in _TONES), 0))
    return tuple(letters), tuple(tones)


@lru_cache(maxsize=65536)
def vietnamese_order(full_name: str) -> SortKey:
    """Sort key of a person's name: last word first, then the words before it from right to left."""
    keys = [_word_key(word) for word in reversed(full_name.split())]
    return tuple(letters for letters, _ in keys), tuple(tones for _, tones in keys), full_name
