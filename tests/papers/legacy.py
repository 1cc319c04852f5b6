"""Texts as older programs typed them: in the code of TCVN3, or with each accent a character of its own.

Each takes and gives the inside of ``w:body``, as treatments do.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial

_UNICODE = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_TCVN3 = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ"
_CODE = dict(zip(_UNICODE, _TCVN3, strict=True)) | dict(zip("ĐĂÂÊÔƠƯ", "§¡¢£¤¥¦", strict=True))

decomposed = partial(unicodedata.normalize, "NFD")


def in_tcvn3(xml: str) -> str:
    """The texts in TCVN3; an accent on a capital is that of the small letter, as the fonts of capitals want it."""
    return re.sub(r"(?<=>)[^<>]+(?=</w:t>)", lambda text: "".join(map(_coded, text.group())), xml)


def _coded(letter: str) -> str:
    return _CODE.get(letter) or _CODE.get(letter.lower(), letter)
