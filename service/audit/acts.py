"""What is written down, and what a line of the trail holds."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

Act = Literal[
    "paper.made",
    "paper.checked",
    "batch.received",
    "batch.retried",
    "batch.done",
    "batch.failed",
    "batch.cancelled",
    "batch.deleted",
    "batch.fetched",
    "batch.expired",
    "signed-in",
    "sign-in.failed",
    "locked-out",
    "signed-out",
    "password.changed",
    "key.created",
    "key.revoked",
    "user.added",
    "user.password-set",
    "user.disabled",
    "user.enabled",
    "user.removed",
    "user.unlocked",
    "user.allowed",
    "sessions.ended",
    "backup",
    "restore",
    "started",
    "stopped",
    "trail.mended",
    "trail.dropped",
]
ACTS: tuple[Act, ...] = get_args(Act)
UNSYNCED: frozenset[Act] = frozenset({"paper.made", "paper.checked", "locked-out"})
"""Acts that come in numbers: their lines reach the disk when the system writes them. All others are waited for."""
LONGEST_TEXT = 200
"""Most characters of any text in a line; what is longer is cut."""
NO_HASH = "0" * 64
"""What stands for the line before in the first line of all."""
_TEXTS = ("who", "about", "type", "code", "request", "batch", "scopes", "dropped")
_HEAD = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done. All texts are ours: ids, slugs, codes.

    ``who`` is the id of a caller, or whose batch it is; ``origin`` the address they called from, where it can be
    believed; ``about`` the key or user that was changed; ``type`` the slug of a document type; ``count`` how many
    papers, files or bytes; ``failed`` how many rows became no paper; ``result`` "ok", "refused" or "failed", ``code``
    why, or the status of the answer; ``request`` its id; ``batch`` the id of a batch; ``scopes`` what a key or user may
    do from now on; ``dropped`` the head of the last line that was dropped.
    """

    act: Act
    who: str = ""
    origin: str = ""
    about: str = ""
    type: str = ""
    count: int | None = None
    failed: int | None = None
    result: str = "ok"
    code: str = ""
    request: str = ""
    batch: str = ""
    scopes: str = ""
    dropped: str = ""

    def as_fields(self) -> dict[str, Any]:
        """What stands in the line; nothing for what is not known."""
        fields: dict[str, Any] = {"act": self.act, "result": self.result}
        texts = {
            **{name: getattr(self, name) for name in _TEXTS},
            "from": self.origin,
        }
        fields |= {name: _short(value) for name, value in texts.items() if value}
        return fields | {
            name: value for name, value in (("count", self.count), ("failed", self.failed)) if value is not None
        }


class Head(NamedTuple):
    """How far a trail goes: the number of its last line and the hash of it. Written ``N:HASH``."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


def parse_head(text: str) -> Head | None:
    """The head that is written as ``N:HASH``; None for any other text."""
    parts = _HEAD.fullmatch(text)
    return Head(int(parts[1]), parts[2]) if parts else None


START = Head(0, NO_HASH)
"""The head of a trail without a line."""


def canonical(fields: dict[str, Any]) -> bytes:
    """The one way to write a line, without its newline: names in order, no spaces, ASCII."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def hash_of(line: bytes) -> str:
    """SHA-256 of a line without its newline, in hexadecimal."""
    return hashlib.sha256(line).hexdigest()


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
