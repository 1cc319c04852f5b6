"""Passwords: which are taken, how they are kept, how they are compared."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.access.refusals import UnfitPassword
from service.errors import Message

SHORTEST, LONGEST = 12, 256
_FEWEST_DIFFERENT = 5
_MOSTLY = 0.75
_COMMON = Path(__file__).parent / "common_passwords.txt"
# Second choice of RFC 9106, on one lane: 64 MiB for each password that is looked at.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_ONE_AT_A_TIME = threading.Lock()
"""In each process: whoever sends many passwords at once takes the memory of one."""


def fit_password(password: str, user_name: str) -> str:
    """The password as it is kept. Raises :class:`UnfitPassword`, saying what would be a better one."""
    normal = _normal(password)
    low, name = normal.casefold(), user_name.casefold()
    if not SHORTEST <= len(normal) <= LONGEST:
        raise _unfit(
            f"phải có từ {SHORTEST} đến {LONGEST} ký tự; một câu ngắn dễ nhớ là tốt nhất",
            f"must have {SHORTEST} to {LONGEST} characters; a short sentence is best",
        )
    if any(unicodedata.category(each) == "Cc" for each in normal):
        raise _unfit("không được có ký tự điều khiển", "must not hold control characters")
    if low in (name, name[::-1], name * 2) or (len(name) >= SHORTEST - 4 and name in low):
        raise _unfit("không được là tên đăng nhập", "must not be the user name")
    if low in _common() or len(set(low)) < _FEWEST_DIFFERENT or _is_run(low):
        raise _unfit("quá dễ đoán; hãy chọn mật khẩu khác", "is too easy to guess; choose another")
    return normal


def hashed(password: str) -> str:
    """What is kept of a password: argon2id with a salt of its own."""
    with _ONE_AT_A_TIME:
        return _HASHER.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password. Where there is none to compare with, it takes as long and is False."""
    normal = _normal(password)
    with _ONE_AT_A_TIME:
        if kept is None:
            _HASHER.hash(normal)
            return False
        try:
            return _HASHER.verify(kept, normal)
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a password should be hashed anew, for that is done otherwise by now."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split("\n"))


def _normal(password: str) -> str:
    """The same letters whichever way a keyboard composes them."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "replace").decode())


def _is_run(text: str) -> bool:
    """``123456789012``, ``9876543210987``, ``abcdefghijkl``, or the same few characters over and over."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    repeats = any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))
    return repeats or any(steps.count(step) >= _MOSTLY * len(steps) for step in (-1, 1))


def _unfit(vi: str, en: str) -> UnfitPassword:
    return UnfitPassword(Message(f"Mật khẩu {vi}.", f"The password {en}."))
