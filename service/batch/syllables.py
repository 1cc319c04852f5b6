"""Whether a word can be a syllable of Vietnamese: initial, rime and tone fit together.

Broader than a dictionary and narrower than any text: ``Nguyễn`` is one, ``Nguyôn``, ``Müller`` and ``Kửln`` are none.
It tells text in an old encoding from the names of other languages.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_ACUTE_OR_DOT = frozenset("\u0301\u0323")
_CONSONANTS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_INITIALS = sorted(_CONSONANTS.split(), key=len, reverse=True)
_VOWELS = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu "
    "iêc iêm iên iêng iêp iêt iêu yêm yên yêng yêt yêu o oc oi om on ong ooc oong op ot "
    "oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ "
    "uôc uôi uôm uôn uông uôt uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưng ưt ưu "
    "ươc ươi ươm ươn ương ươp ươt ươu y ych yn ynh yt"
)
_RIMES = frozenset(_VOWELS.split())
_FRONT = frozenset("eêiy")
_ONLY_BEFORE_FRONT = frozenset({"k", "gh", "ngh"})
_NEVER_BEFORE_FRONT = frozenset({"c", "ng"})
_LONGEST = 7  # nghiêng


@lru_cache(maxsize=32768)
def is_syllable(word: str) -> bool:
    """Whether ``word`` (NFC, any case) is one Vietnamese syllable with at most one tone."""
    if not 0 < len(word) <= _LONGEST:
        return False
    toneless, tones = _without_tone(word.lower())
    if len(tones) > 1:
        return False
    return any(_fit(initial, toneless[len(initial) :], tones) for initial in _possible_initials(toneless))


def _without_tone(word: str) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in decomposed if mark in _TONES)
    return unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in _TONES)), tones


def _possible_initials(toneless: str) -> list[str]:
    return [initial for initial in _INITIALS if toneless.startswith(initial)] + [""]


def _fit(initial: str, rime: str, tones: str) -> bool:
    if rime not in _RIMES:
        return False
    front = rime[0] in _FRONT
    if (initial in _ONLY_BEFORE_FRONT and not front) or (initial in _NEVER_BEFORE_FRONT and front):
        return False
    stopped = rime[-1] in "cpt" or rime.endswith("ch")
    return not (stopped and tones and tones not in _ACUTE_OR_DOT)
