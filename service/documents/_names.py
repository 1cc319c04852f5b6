"""Vietnamese order of people's names: by tên, then đệm, then họ."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
# Ngang, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
# What is longer is no name; it is compared by its characters alone, and not kept in the cache.
_LONGEST_WORD = 32
_MOST_WORDS = 32

SortKey = tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], str]


@lru_cache(maxsize=8192)
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


def vietnamese_order(full_name: str) -> SortKey:
    """Sort key of a person's name: last word first, then the words before it from right to left.

    Names of the same letters and tones stand in the order of their characters, so that the order is total.
    """
    keys = [_word_key(word[:_LONGEST_WORD]) for word in reversed(full_name.split()[-_MOST_WORDS:])]
    return tuple(letters for letters, _ in keys), tuple(tones for _, tones in keys), full_name
