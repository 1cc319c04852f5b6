"""Text on its way through MiniJinja: one character for each byte of its UTF-8 form.

MiniJinja returns a ``str``. With Vietnamese in it, Python makes that a string of two-byte characters, and making it and
encoding it again takes as long as rendering. So sources and values go in bytewise (as Latin-1 would read their UTF-8
bytes), and what comes out is made bytes by a plain copy. The markup of XML and of templates is ASCII and not touched;
what looks at letters (``upper``, trimming of white space) would go wrong and is kept out of the sources.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CONTROLS = bytes(code for code in range(0x20) if code not in b"\n\t")
_NONCHARACTERS = b"\xef\xbf\xbe", b"\xef\xbf\xbf"  # U+FFFE, U+FFFF
# What XML 1.0 cannot hold (section 2.2), and CR, which every XML reader turns into LF.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LEAST, _LARGEST = -(2**63), 2**63 - 1  # MiniJinja rounds what is far beyond


class UnprintableValue(Exception):
    """A value that no document can hold. The text names its place, never the value."""


def to_bytewise(text: str) -> str:
    """``text`` with one character for each byte; :class:`UnicodeEncodeError` for half a surrogate pair."""
    return text if text.isascii() else str(text.encode(), "latin-1")


def from_bytewise(text: str) -> bytes:
    """The UTF-8 bytes of a bytewise text."""
    return text.encode("latin-1")


def bytewise_data(context: Mapping[str, object]) -> dict[str, object]:
    """A copy of ``context`` with all texts bytewise.

    Raises :class:`UnprintableValue` unless it is made of str, int, bool, list and dict only (no subclasses: one of str
    could claim to be escaped already) and all its characters can stand in XML.
    """
    texts: list[str] = []
    try:
        data = _mapping(context, texts)
        everything = from_bytewise("".join(texts))
    except (TypeError, UnicodeEncodeError):
        printable = False
    else:
        printable = len(everything) == len(everything.translate(None, _CONTROLS))
        printable = printable and not _holds_noncharacter(everything)
    if printable:
        return data
    raise UnprintableValue(_complaint(dict(context), "") or "a name or value is not text")


def _holds_noncharacter(everything: bytes) -> bool:
    """Looking for the one byte first, which no letter of Latin or Vietnamese has, is many times faster."""
    return b"\xef" in everything and any(character in everything for character in _NONCHARACTERS)


# The two loops below run for every value of every document: a call for each value would make them half as slow again.


def _mapping(values: Mapping[str, object], texts: list[str]) -> dict[str, object]:
    data = dict(values)
    for name, value in values.items():
        if type(value) is str:
            if value.isascii():
                texts.append(value)
            else:
                data[name] = text = str(value.encode(), "latin-1")
                texts.append(text)
        elif type(value) is dict:
            data[name] = _mapping(value, texts)
        elif type(value) is list:
            data[name] = _sequence(value, texts)
        elif type(value) is not bool and not (type(value) is int and _LEAST <= value <= _LARGEST):
            raise TypeError
    return data


def _sequence(values: list[object], texts: list[str]) -> list[object]:
    data: list[object] = []
    for value in values:
        if type(value) is str:
            text = value if value.isascii() else str(value.encode(), "latin-1")
            data.append(text)
            texts.append(text)
        elif type(value) is dict:
            data.append(_mapping(value, texts))
        elif type(value) is list:
            data.append(_sequence(value, texts))
        elif type(value) is bool or (type(value) is int and _LEAST <= value <= _LARGEST):
            data.append(value)
        else:
            raise TypeError
    return data


def _complaint(value: object, path: str) -> str:
    """Which value cannot be printed, and why; ``""`` when all can."""
    children: list[tuple[str, object]] = []
    if type(value) is dict:
        children = [(f"{path}.{name}" if path else str(name), child) for name, child in value.items()]
    elif type(value) is list:
        children = [(f"{path}[{number}]", child) for number, child in enumerate(value)]
    elif type(value) is str:
        found = _UNPRINTABLE.search(value)
        return f"“{path}” holds U+{ord(found.group()):04X}, which no document can hold" if found else ""
    elif type(value) is int:
        return "" if _LEAST <= value <= _LARGEST else f"“{path}” has more than 64 bits; give it as text"
    elif type(value) is not bool:
        return f"“{path}” is of type {type(value).__name__}; only str, int, bool, list and dict are printed"
    return next(filter(None, (_complaint(child, child_path) for child_path, child in children)), "")
