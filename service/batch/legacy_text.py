"""Text of the years before Unicode: TCVN3 (fonts .VnTime, .VnTimeH …) and VNI (fonts VNI-Times …), seen as Unicode.

Both put Vietnamese into the places of Latin-1, and their code points collide with it and with one another: ``ó`` is ú
in TCVN3, ĩ in VNI and itself in Unicode; ``ô`` is ụ, ơ and ô; ``ñ`` is ủ and đ; U+00AD, the soft hyphen, is the ư of
TCVN3; ``·``, ``©``, ``®``, ``«``, ``»``, ``µ`` and ``×`` are letters there too. So text is converted on request only,
and :func:`recognise` speaks only where the words that come out are Vietnamese and those that went in are not. The word
``Lý`` is the same in Unicode and TCVN3; a single short word says nothing: ask :func:`recognise_column` about a column.

Convert before cleaning; :mod:`service.batch.cleaning` keeps the soft hyphens of text that is recognised here.

TCVN3 has no capitals with tone marks: a .VnTimeH font shows lower-case codes as capitals. ``convert(…, "tcvn3",
capital_font=True)`` is for those; without it a word typed in capitals (``NGUYÔN``) is still given back in capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from service.batch.syllables import is_syllable
from service.errors import CallerError, Message

Encoding = Literal["tcvn3", "vni"]

NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (phông .VnTime)", "vni": "VNI (phông VNI-Times)"}

_TCVN3_LETTERS = (
    "\u00b5à ¶ả ·ã ¸á ¹ạ ¨ă »ằ ¼ẳ ½ẵ ¾ắ Æặ ©â Çầ Èẩ Éẫ Êấ Ëậ ®đ Ìè Îẻ Ïẽ Ðé Ñẹ ªê Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị "
    "ßò áỏ âõ ãó äọ «ô åồ æổ çỗ èố éộ ¬ơ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ \u00adư õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ "
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ"
)
_TCVN3: dict[str, str] = {pair[0]: pair[1] for pair in _TCVN3_LETTERS.split(" ")}

# Base letter, then (mark, letter) pairs; the mark is a character of its own behind the base.
_VNI_PAIRS = {
    "a": "ùá øà ûả õã ïạ ââ áấ àầ åẩ ãẫ äậ êă éắ èằ úẳ üẵ ëặ",
    "e": "ùé øè ûẻ õẽ ïẹ âê áế àề åể ãễ äệ",
    "o": "ùó øò ûỏ õõ ïọ âô áố àồ åổ ãỗ äộ",
    "ô": "ùớ øờ ûở õỡ ïợ",
    "u": "ùú øù ûủ õũ ïụ",
    "ö": "ùứ øừ ûử õữ ïự",
    "y": "ùý øỳ ûỷ õỹ",
}
_VNI_SINGLES = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLES) | {each.upper(): letter.upper() for each, letter in _VNI_SINGLES.items()}
    for base, pairs in _VNI_PAIRS.items():
        for pair in pairs.split():
            mark, letter = pair[0], pair[1]
            table[base + mark] = letter
            # a capital is typed with either mark behind it
            table[base.upper() + mark] = table[base.upper() + mark.upper()] = letter.upper()
    return table


_VNI: dict[str, str] = _vni_table()
_VNI_TOKEN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_VNI_LEFT = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
_TCVN3_LEFT = re.compile("[ÀÁÂÃÄÅÍÙÚÛàð]")
_MODERN = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)
_TCVN3_TRANSLATION = str.maketrans(_TCVN3)

_WORD = re.compile("[A-Za-z\u00a1-\u00ff]+")
_HIGH = re.compile("[\u00a1-\u00ff]")
# No language writes these: a sign amid letters, or a capital with a mark behind a small letter.
_IMPOSSIBLE = re.compile(
    "[A-Za-z][¨ª«¬¶¸¹»¼¾][A-Za-z]|[a-z][\u00c0-\u00d6\u00d8-\u00de]|[A-Za-z]\u00ad[A-Za-z\u00a1-\u00ff]"
)
_MIXED_CASE = re.compile("[a-z][\u00c0-\u00d6\u00d8-\u00de]")
# Letters alone may be French, German, Nordic (Loïc, où, dû, må): a text needs a word that none of these could have.
_TELLING: dict[Encoding, re.Pattern[str]] = {
    "tcvn3": re.compile("[\u00a1-\u00bf×÷]|[a-z][\u00c0-\u00de]"),
    "vni": re.compile("a[ùøõâáàåãäêèúü]|e[ùøõïâáàåãä]|o[øõâáàåãä]|ô[ùøûõï]|u[ùøûõ]|ö[ùøûõï]|y[ùøûõ]", re.IGNORECASE),
}
_TEXT_READ = 20_000
_WORDS_READ = 20_000
_VALID_SHARE = 0.75
_WORDS_WANTED = 2


class NotLegacy(CallerError):
    """The text cannot be converted: it is not in the encoding that was named, or only in part."""


@dataclass(slots=True)
class _Evidence:
    """What the words of a text say of one encoding."""

    converted: set[str]
    telling: bool = False
    impossible: bool = False
    valid: int = 0
    words: int = 0

    @property
    def enough(self) -> bool:
        wanted = 1 if self.impossible else _WORDS_WANTED
        return self.telling and len(self.converted) >= wanted and self.valid >= _VALID_SHARE * self.words


def recognise(text: str) -> Encoding | None:
    """The old encoding that ``text`` is surely in; None for Unicode, other languages and where it cannot be told."""
    if _MODERN.search(text, 0, _TEXT_READ):
        return None
    return _decided(word.group() for word in _WORD.finditer(text, 0, _TEXT_READ))


def recognise_column(values: Iterable[str]) -> Encoding | None:
    """The old encoding of a whole column; cells in Unicode beside it do not speak. Reads 20,000 words at most."""
    return _decided(islice(_column_words(values), _WORDS_READ))


def _column_words(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        if not value.isascii() and not _MODERN.search(value, 0, _TEXT_READ):
            yield from (word.group() for word in _WORD.finditer(value, 0, _TEXT_READ))


def _decided(words: Iterable[str]) -> Encoding | None:
    evidence: dict[Encoding, _Evidence] = {"tcvn3": _Evidence(set()), "vni": _Evidence(set())}
    for word in words:
        if _HIGH.search(word):
            for encoding, found in evidence.items():
                _weigh(word, encoding, found)
    convincing = [encoding for encoding, found in evidence.items() if found.enough]
    if len(convincing) == 2:
        tcvn3, vni = (len(evidence[encoding].converted) for encoding in ("tcvn3", "vni"))
        convincing = [] if tcvn3 == vni else ["tcvn3" if tcvn3 > vni else "vni"]
    return convincing[0] if convincing else None


def _weigh(word: str, encoding: Encoding, found: _Evidence) -> None:
    modern = _converted(word, encoding)
    found.words += 1
    if _left_over(word, encoding) or not is_syllable(modern):
        return
    found.valid += 1
    if len(word) > 1 and (_MIXED_CASE.search(word) or not is_syllable(word)):
        found.converted.add(word)
        found.telling = found.telling or bool(_TELLING[encoding].search(word))
        found.impossible = found.impossible or (encoding == "tcvn3" and bool(_IMPOSSIBLE.search(word)))


def _left_over(text: str, encoding: Encoding) -> re.Match[str] | None:
    """A letter that the encoding does not have."""
    return _TCVN3_LEFT.search(text) if encoding == "tcvn3" else _VNI_LEFT.search(_VNI_TOKEN.sub("", text))


def convert(text: str, encoding: Encoding, *, capital_font: bool = False) -> str:
    """``text`` in Unicode (NFC). ``capital_font``: it stands in a font like .VnTimeH, so all of it shows as capitals.

    Raises :class:`NotLegacy` where a letter is none of the encoding: Unicode text, or the wrong encoding.
    """
    legacy = unicodedata.normalize("NFC", text)
    if _MODERN.search(legacy):
        raise NotLegacy(
            Message(
                "Chữ này đã là Unicode (một phần hoặc tất cả), không phải "
                f"{NAMES[encoding]}; hãy bỏ yêu cầu chuyển mã hoặc tách phần chữ cũ ra.",
                f"This text is Unicode already, in part or whole, and not {encoding.upper()}; do not convert it.",
            )
        )
    foreign = _left_over(legacy, encoding)
    if foreign:
        raise NotLegacy(
            Message(
                f"Có chữ không thuộc bảng mã {NAMES[encoding]} (U+{ord(foreign[0]):04X}); hãy xem lại bảng mã đã chọn.",
                f"A letter is not of {encoding.upper()} (U+{ord(foreign[0]):04X}); check the encoding chosen.",
            )
        )
    modern = _converted(legacy, encoding)
    if capital_font:
        return modern.upper()
    return _capitals_restored(legacy, modern) if encoding == "tcvn3" else modern


def convert_column(values: Sequence[str], encoding: Encoding) -> tuple[list[str], tuple[int, ...]]:
    """``values`` with each cell converted that can be, and the indexes of cells left that hold letters of neither.

    Cells in Unicode stay: they hold letters that only Unicode has, or the encoding would make no Vietnamese of them.
    """
    converted: list[str] = []
    left: list[int] = []
    for index, value in enumerate(values):
        if value.isascii() or _MODERN.search(value):
            converted.append(value)
            continue
        try:
            modern = convert(value, encoding)
        except NotLegacy:
            modern, sure = value, False
        else:
            sure = _syllables(modern) >= _syllables(value)
        if not sure and _syllables(value) < len(_words(value)):
            left.append(index)
        converted.append(modern if sure else value)
    return converted, tuple(left)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text[:_TEXT_READ])


def _syllables(text: str) -> int:
    return sum(is_syllable(word) for word in _words(text))


def _converted(text: str, encoding: Encoding) -> str:
    if encoding == "tcvn3":
        return text.translate(_TCVN3_TRANSLATION)
    return _VNI_TOKEN.sub(lambda token: _VNI[token[0]], text)


def _capitals_restored(legacy: str, modern: str) -> str:
    """Words typed in capitals have small letters where TCVN3 knows no capital: ``NGUYễN`` is NGUYỄN.

    TCVN3 takes one code for one letter, so both texts have the same places.
    """
    if legacy == modern or not re.search("[A-Z\u00a1-\u00a7]", legacy):
        return modern
    pieces: list[str] = []
    end = 0
    all_capitals = not re.search("[a-z]", legacy) and any(_has_inner_capital(w[0]) for w in _WORD.finditer(legacy))
    for word in _WORD.finditer(legacy):
        capitals = all_capitals or (_has_inner_capital(word[0]) and not re.search("[a-z]", word[0]))
        part = modern[word.start() : word.end()]
        pieces += [modern[end : word.start()], part.upper() if capitals else part]
        end = word.end()
    return "".join([*pieces, modern[end:]])


def _has_inner_capital(word: str) -> bool:
    return bool(re.search("[A-Z\u00a1-\u00a7]", word[1:]))


__all__ = ["NAMES", "Encoding", "NotLegacy", "convert", "convert_column", "recognise", "recognise_column"]
