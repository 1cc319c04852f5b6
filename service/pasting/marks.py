"""Numbers before headings: ``I-``, ``1.``, ``1.1.``, ``a)``, the older ``I.``, ``1-``, ``A.``, ``Phần thứ nhất``."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["part", "capital", "roman", "number", "decimal", "thousandth", "letter"]
RANKS: dict[str, float] = {
    "part": 0, "capital": 1, "roman": 2, "number": 3, "decimal": 4, "thousandth": 5, "letter": 6,
}  # fmt: skip
LETTERS = "abcdđeghiklmnopqrstuvxy"
LONGEST_HEADING = 220
"""Characters; what is longer below a number is a numbered paragraph."""
LONGEST_NAME_BREAK = 2
"""A clerk's numbering may skip so many numbers."""

_PARTS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ROMAN = "X{0,3}(?:IX|IV|V?I{0,3})"
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "part",
        re.compile(
            rf"(?P<mark>phần\s+(?:thứ\s+)?(?P<value>{'|'.join(_PARTS)}|{_ROMAN}|\d))(?=[\s:.–-]|$)[\s:.–-]*", re.I
        ),
    ),
    ("roman", re.compile(rf"(?P<mark>(?P<value>(?=[IVX]){_ROMAN})\s?[-–—./:)])(?:\s+|(?=[^\W\d_]{{2}})|$)")),
    ("capital", re.compile(r"(?P<mark>(?P<value>[A-HĐK])\s?[-–.:/])(?:\s+|$)")),
    ("thousandth", re.compile(r"(?P<mark>(?P<above>\d{1,2}\.\d{1,2})\.(?P<value>\d{1,2})[.):–-]?)\s+")),
    ("decimal", re.compile(r"(?P<mark>(?P<above>\d{1,2})\.(?P<value>\d{1,2})[.):–-]?)\s+")),
    ("number", re.compile(r"(?P<mark>(?P<value>\d{1,2})\s?[-–./:)])(?:\s+|(?=[^\W\d_]))")),
    ("letter", re.compile(r"(?P<mark>(?P<value>[a-zđ])\s?[)./-])\s+")),
)
_ENDS_SENTENCE = re.compile(r"[.;,]$")
_LETTER = re.compile(r"[^\W\d_]")
_BEGINS_HEADING = re.compile(r"[^\W\d_]|[“\"'‘(«]")


class Mark(NamedTuple):
    """A number as it was typed, what it counts, and the text behind it; ``above`` is ``1`` of ``1.2``."""

    kind: Kind
    typed: str
    value: int
    above: str
    rest: str

    @property
    def level_of_sentence(self) -> bool:
        """Whether the text behind reads as a sentence or paragraph rather than as a heading."""
        return len(self.rest) > LONGEST_HEADING or (bool(_ENDS_SENTENCE.search(self.rest)) and not self.rest.isupper())

    @property
    def begins_like_a_heading(self) -> bool:
        """Whether a letter that is no small one (or a quotation) stands behind: ``1.5 triệu`` is no heading."""
        if not self.rest:
            return True
        two_letters = len(_LETTER.findall(self.rest)) > 1
        return two_letters and bool(_BEGINS_HEADING.match(self.rest)) and not self.rest[0].islower()


def mark_of(text: str) -> Mark | None:
    """The number that ``text`` begins with; whether it makes a heading depends on its neighbours."""
    for kind, shape in _SHAPES:
        if found := shape.match(text):
            above = found.groupdict().get("above") or ""
            return Mark(kind, found["mark"], _value(kind, found["value"]), above, text[found.end() :].strip())
    return None


def _value(kind: Kind, typed: str) -> int:
    if kind == "letter":
        return LETTERS.find(typed) + 1
    if kind == "capital":
        return "ABCDĐEGHK".find(typed) + 1
    if typed.isdigit():
        return int(typed)
    if typed.lower() in _PARTS:
        return _PARTS.index(typed.lower()) + 1
    return _roman_value(typed.upper())


def _roman_value(typed: str) -> int:
    worth = [{"I": 1, "V": 5, "X": 10}[letter] for letter in typed]
    following = [*worth[1:], 0]
    return sum(-each if each < after else each for each, after in zip(worth, following, strict=True))
