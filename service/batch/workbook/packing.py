r"""Several texts in one cell: one a line, or parted by ``;`` or ``|`` within a line.

``\n``, ``\;``, ``\|`` and ``\\`` stand for the signs themselves, so that every text comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BETWEEN_FIELDS = ";"
BETWEEN_CELLS = "|"
BLANKS = " \t"
"""What a text loses at its ends, as a payload does; other blanks are part of it."""

_ESCAPED = re.compile(r"\\([n;|\\])")
_TO_ESCAPE = re.compile(r"[\\;|\n]")


def packed_lines(texts: Iterable[str]) -> str:
    """One text a line."""
    return "\n".join(_escaped(text, "") for text in texts)


def lines_of(cell: str) -> list[str]:
    """The texts of a cell, one a line; blank lines say nothing."""
    return [_unescaped(line.strip(BLANKS)) for line in _split_lines(cell) if line.strip(BLANKS)]


def packed_line(texts: Iterable[str], between: str) -> str:
    """Texts of one line, parted by ``between``."""
    return f" {between} ".join(_escaped(text, between) for text in texts)


def parts_of(line: str, between: str) -> list[str]:
    """The texts of one line, also the empty ones."""
    return [_unescaped(part.strip(BLANKS)) for part in _split(line, between)]


def packed_rows(rows: Iterable[Sequence[str]], between: str) -> str:
    """One row a line; its texts parted by ``between``."""
    return "\n".join(packed_line(row, between) for row in rows)


def rows_of(cell: str, between: str) -> list[list[str]]:
    """The rows of a cell; blank lines say nothing."""
    return [parts_of(line, between) for line in _split_lines(cell) if line.strip(BLANKS)]


def _split_lines(cell: str) -> list[str]:
    return cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _escaped(text: str, between: str) -> str:
    def sign(match: re.Match[str]) -> str:
        found = match.group()
        if found == "\n":
            return r"\n"
        return f"\\{found}" if found in ("\\", between) else found

    return _TO_ESCAPE.sub(sign, text.replace("\r\n", "\n"))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)


def _split(line: str, between: str) -> list[str]:
    """``line`` at each ``between`` that no backslash stands before."""
    return re.findall(rf"(?:^|{re.escape(between)})((?:\\.|[^\\{re.escape(between)}]|\\$)*)", line)
