"""Who calls, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

Scope = Literal["generate", "batch", "check", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""What there is to be allowed: single papers, batches, checking of papers, looking into the operation."""
USUAL_SCOPES: tuple[Scope, ...] = ("generate", "batch", "check")
"""What a clerk may do where nothing else is said."""

_OWNER_OF_LOCAL = "http"
"""Batches that were handed in over loopback have had this owner from the first."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who was let in.

    ``id`` never becomes somebody else's: ``key:<id>``, ``user:<name>#<id>``, ``oidc:<subject>`` or ``local``. ``name``
    is for people, ``scopes`` what they may do, ``session`` the hash of the token that they showed, "" where none.
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    session: str = ""

    @property
    def owner(self) -> str:
        """Whose batches are theirs."""
        return _OWNER_OF_LOCAL if self.id == LOCAL.id else self.id

    def may(self, scope: Scope) -> bool:
        """Whether they may do what takes ``scope``."""
        return scope in self.scopes


LOCAL = Caller("local", "", frozenset(SCOPES))
"""Who sits at the machine itself."""


def parse_scopes(text: str | Iterable[str]) -> frozenset[Scope]:
    """The scopes of a text, parted by spaces or commas. Raises :class:`ValueError` with those that there are not."""
    names = text.replace(",", " ").split() if isinstance(text, str) else list(text)
    if unknown := sorted(set(names) - set(SCOPES)):
        raise ValueError(", ".join(unknown))
    return frozenset(cast(Scope, name) for name in names)


def scopes_text(scopes: Iterable[Scope]) -> str:
    """The scopes in the order in which they are always told, parted by spaces."""
    chosen = set(scopes)
    return " ".join(scope for scope in SCOPES if scope in chosen)
