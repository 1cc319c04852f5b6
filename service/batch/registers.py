"""From which number the papers of each register go on: what a batch leaves to the one that its mended rows become.

A register is that of one issuer for papers of one type; it is known by :func:`key_of`, so that a file to mend can
carry it without naming anybody. ``registers.json`` stands beside the rows of a batch that was asked to number.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from service.batch.store import written
from service.errors import Finding, Message
from service.pipeline import Issuer

HIGHEST = 99_999
USED_UP = HIGHEST + 1
"""In place of the number that comes next: there is none, so nothing may be numbered on."""
ANY = "*"
"""In place of a register: all of them go on from there."""
MOST_TOLD = 1_000
"""More registers than a cell has room for are told as :data:`ANY`."""
PATTERN = r"(?:\*|[0-9a-f]{12})-[1-9][0-9]{0,5}"
_ENTRY = re.compile(PATTERN)


class Numbering(NamedTuple):
    """What became of the numbers of a batch that was asked to give them.

    ``following`` is the number after the highest of each register, those of earlier batches included. ``given`` counts
    the rows that were numbered, ``blank`` those that could not be: nobody knew of which body their paper is, or what
    stands in place of their number cannot be read.
    """

    following: Mapping[str, int]
    given: int = 0
    blank: int = 0


def used_up(pointer: str) -> Finding:
    """The fault of a row for which a number is asked where its register has none left."""
    return Finding(
        pointer,
        "batch.numbers-used-up",
        Message(
            f"Sổ đã dùng hết số đến {HIGHEST}, không còn số để đánh tiếp; hãy chép dòng này sang một tệp mới và đánh "
            "số theo sổ mới.",
            f"The numbers of the register are used up to {HIGHEST} and none is left; copy the row into a new file and "
            "number it in a new register.",
        ),
    )


def key_of(issuer: Issuer, slug: str) -> str:
    """By which a register is known."""
    return hashlib.sha256(json.dumps([*issuer, slug]).encode()).hexdigest()[:12]


def begin_of(following: Mapping[str, int], issuer: Issuer, slug: str) -> int:
    """The number that a register begins with at the earliest; 1 where nothing is known of it."""
    return max(following.get(ANY, 1), following.get(key_of(issuer, slug), 1))


def write_numbering(file: Path, numbering: Numbering) -> None:
    """Keep it. Raises :class:`OSError`."""
    with written(file) as stream:
        stream.write(json.dumps([dict(numbering.following), numbering.given, numbering.blank]).encode())


def read_numbering(file: Path) -> Numbering | None:
    """What was kept; None of a batch that was not asked to number, or not read yet. Raises :class:`OSError`."""
    try:
        return Numbering(*json.loads(file.read_bytes()))
    except FileNotFoundError:
        return None


def as_text(following: Mapping[str, int], separator: str) -> str:
    """``3f…-29,a0…-4`` for a cell; a great many registers go on from the highest number of them all."""
    if len(following) > MOST_TOLD:
        following = {ANY: max(following.values())}
    return separator.join(f"{key}-{number}" for key, number in sorted(following.items()))


def from_text(text: str) -> dict[str, int]:
    """What :func:`as_text` told."""
    pairs = (entry.split("-") for entry in _ENTRY.findall(text))
    return {key: int(number) for key, number in pairs}
