"""The Vietnamese words of a choice, taken from the description that its field has in the schema.

A description names them as ``official: chính thức; probationary: dự bị.``; a value that it does not name (A5, KHẨN)
says itself what it means.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.norm import respell

_ASIDE = re.compile(r"\s*(?:,|\().*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field, the word for it in a drop-down, and all that is read as it (folded)."""

    value: str
    word: str
    readings: frozenset[str]


def folded(text: str) -> str:
    """``text`` as words are compared: regardless of case, blanks, final stop and the spelling of ủy."""
    plain = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return respell(plain.rstrip(". "), "uỷ")


def without_marks(text: str) -> str:
    """``text`` folded, without tone and vowel marks: ``Văn bản`` and ``VAN BAN`` are the same."""
    parted = unicodedata.normalize("NFD", folded(text).replace("đ", "d"))
    return "".join(character for character in parted if not unicodedata.combining(character))


def choices_of(values: Sequence[str], description: str) -> tuple[Choice, ...]:
    """The choices of a field in the order of its schema; no word stands for two of them."""
    meanings = dict(_meanings(values, description))
    short = {value: _ASIDE.sub("", meaning) for value, meaning in meanings.items()}
    words = {value: short.get(value, value) for value in values}
    taken = Counter(map(folded, words.values()))
    for value, word in words.items():
        if taken[folded(word)] > 1:
            words[value] = meanings.get(value, value)
    readings = {value: set(_readings(value, words[value], meanings)) for value in values}
    often = Counter(reading for found in readings.values() for reading in found)
    return tuple(
        Choice(
            value, _capital(words[value]), frozenset(each for each in readings[value] if _is_own(each, value, often))
        )
        for value in values
    )


def _is_own(reading: str, value: str, often: Mapping[str, int]) -> bool:
    return often[reading] == 1 or reading == folded(value)


def _meanings(values: Sequence[str], description: str) -> Iterator[tuple[str, str]]:
    named = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    pattern = re.compile(rf"(?<!\w)(?P<value>{named}): (?P<meaning>.+?)(?=;|\.(?:\s|$)|$)", re.DOTALL)
    for match in pattern.finditer(description):
        yield match["value"], " ".join(match["meaning"].split())


def _readings(value: str, word: str, meanings: Mapping[str, str]) -> Iterator[str]:
    yield folded(value)
    yield folded(word)
    meaning = meanings.get(value, "")
    if meaning:
        yield folded(meaning)
        yield from (folded(part) for part in word.split(" hoặc "))


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
