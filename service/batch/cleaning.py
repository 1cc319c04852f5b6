"""What Word and Excel leave behind in a cell, unseen: taken away, and told.

Decided here: a no-break space becomes a space wherever it stands, since a cell of a list or sheet holds data, and the
program sets those that a paper needs. A joiner (U+200C, U+200D) stays between emoji and in scripts that join letters.
A soft hyphen stays in text recognised as TCVN3, where it is the letter ư. Symbols of the Symbol and Wingdings fonts
become what they show, where that is known; any other private-use character stays. ``Ð`` (U+00D0, of Icelandic) becomes
``Đ`` at the head of a Vietnamese syllable. ``_x005F_`` and what it protects stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from service.batch.legacy_text import recognise
from service.batch.syllables import is_syllable
from service.errors import Message

_SYMBOLS = {
    "\uf0b7": "-", "\uf0a7": "-", "\uf02d": "-", "\uf0d8": "-", "\uf0a8": "-", "\uf076": "-", "\uf0be": "-",
    "\uf0fc": "✓", "\uf0fe": "☑", "\uf0e0": "→", "\uf0b0": "°", "\uf0b4": "×", "\uf0b1": "±", "\uf0a3": "≤",
    "\uf0b3": "≥", "\uf02a": "*", "\uf02b": "+", "\uf020": " ",
}  # fmt: skip
_JOINED_SCRIPTS = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af"
_EMOJI = "\u00a9\u00ae\u2190-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_JOINERS = re.compile("[\u200c\u200d]+")
_JOINABLE = re.compile(f"[{_JOINED_SCRIPTS}{_EMOJI}]")
_D_WORD = re.compile(r"[\u00d0\u00f0\u0189\u0256][^\W\d_]*")
_D_LETTERS = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_AFTER_LETTER = re.compile(r"\w")


def _escaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\n" if code in (0x0A, 0x0B, 0x0C) else "" if code == 0x0D else " "


# The order matters: what is removed may bring others together, so that cleaning twice changes nothing more.
_STEPS: tuple[tuple[Message, re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        Message("ký tự điều khiển", "control characters"),
        re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]"),
        "",
    ),
    (
        Message("ký tự ẩn không có bề rộng", "zero-width characters"),
        re.compile("[\u200b\u2060\ufeff\u180e\u034f]"),
        "",
    ),
    (
        Message("dấu chỉ hướng chữ", "directional marks"),
        re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"),
        "",
    ),
    (
        Message("mã xuống dòng của Excel (_x000D_)", "Excel's escapes (_x000D_)"),
        re.compile("(?<!_x005F)(?:_x000[Dd]_(?=\r?\n))|(?<!_x005F)_x(00[01][0-9A-Fa-f])_"),
        lambda match: "" if match[1] is None else _escaped(match),
    ),
    (
        Message("dấu xuống dòng của Word hoặc Windows", "line ends of Word or Windows"),
        re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]"),
        "\n",
    ),
    (
        Message("dấu cách không ngắt, dấu cách đặc biệt", "no-break and other special spaces"),
        re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"),
        " ",
    ),
    (
        Message("dấu đầu dòng, ký hiệu của phông Symbol", "bullets and signs of the Symbol font"),
        re.compile("[" + "".join(_SYMBOLS) + "]"),
        lambda match: _SYMBOLS[match[0]],
    ),
    (Message("dấu tab", "tabs"), re.compile("\t"), " "),
    (Message("dấu cách thừa giữa các chữ", "doubled spaces"), re.compile("  +"), " "),
)
_AROUND = Message("dấu cách thừa ở đầu, cuối dòng", "spaces around lines")
_SOFT_HYPHEN = Message("dấu nối mềm", "soft hyphens")
_JOINER = Message("ký tự nối ẩn", "stray joiners")
_NOT_NFC = Message("chữ tổ hợp (dấu rời)", "letters with marks apart (not NFC)")
_FOREIGN_D = Message("chữ Ð, ð không phải của tiếng Việt", "Ð, ð of another alphabet for Đ, đ")
_PLAIN = re.compile(r"(?:[!-~\u00c0-\u00cf\u00d1-\u00ef\u00f1-\u017f\u1ea0-\u1ef9]++(?: (?! |\Z))?+)*+", re.DOTALL)


def clean(text: str) -> tuple[str, tuple[Message, ...]]:
    """``text`` without invisible leftovers, and the names of what was cleaned (noun phrases, both languages).

    Cleaning twice is cleaning once. What is visible stays, emoji and names of any language included.
    """
    if _PLAIN.fullmatch(text) and "_x" not in text:
        return text, ()
    cleaned, told = _cleaned(text)
    if "\u00ad" in cleaned and recognise(cleaned) != "tcvn3":
        cleaned, more = _cleaned(cleaned.replace("\u00ad", ""))
        told += (_SOFT_HYPHEN, *(each for each in more if each not in told))
    return cleaned, told


def _cleaned(text: str) -> tuple[str, tuple[Message, ...]]:
    told: list[Message] = []

    def note(name: Message, changed: str) -> str:
        if changed != text and name not in told:
            told.append(name)
        return changed

    for name, pattern, replacement in _STEPS[:3]:
        text = note(name, pattern.sub(replacement, text))
    text = note(_JOINER, _JOINERS.sub(_kept_joiner, text))
    text = note(_NOT_NFC, unicodedata.normalize("NFC", text))
    for name, pattern, replacement in _STEPS[3:]:
        text = note(name, pattern.sub(replacement, text))
    text = note(_AROUND, "\n".join(line.rstrip(" ") for line in text.split("\n")).strip(" \n"))
    if _D_WORD.search(text) and recognise(text) != "tcvn3":
        text = note(_FOREIGN_D, _D_WORD.sub(_vietnamese_d, text))
    return text, tuple(told)


def _kept_joiner(run: re.Match[str]) -> str:
    text = run.string
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    return run[0] if len(run[0]) == 1 and _JOINABLE.match(before) and _JOINABLE.match(after) else ""


def _vietnamese_d(word: re.Match[str]) -> str:
    if word.start() and _AFTER_LETTER.match(word.string, word.start() - 1):
        return word[0]
    modern = word[0].translate(_D_LETTERS)
    return modern if is_syllable(modern) else word[0]


__all__ = ["clean"]
