"""Random secrets, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32
"""256 random bits: whoever has the hash of one cannot find it by trying."""


def new_secret() -> str:
    """43 characters of ``A-Z a-z 0-9 _ -``."""
    return secrets.token_urlsafe(BYTES)


def new_id() -> str:
    """8 hexadecimal digits: a name, no secret."""
    return secrets.token_hex(4)


def sha256_of(secret: str) -> str:
    """What is kept, in hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
