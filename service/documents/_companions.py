"""Papers that follow from a paper: what a type declares about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Companion(NamedTuple):
    """A paper that follows from another, such as the slip of a member whom a decision moves.

    ``payload`` is of the type ``slug``, as far as the other's payload gives it. ``pointer`` says from which part of
    that it follows, ``origins`` from where a top-level field was taken.
    """

    slug: str
    pointer: str
    payload: dict[str, Any]
    origins: Mapping[str, str]

    def origin_of(self, pointer: str) -> str:
        """Where in the payload of the other paper that stands which ``pointer`` finds in this one."""
        field, *rest = pointer[1:].split("/")
        origin = self.origins.get(field)
        return self.pointer if origin is None else "/".join((origin, *rest))


class Transfer(NamedTuple):
    """A member whom a paper moves, as a summary lists him or her; ``pointer`` is that of a :class:`Companion`.

    ``kind`` is internal, official, temporary or pending; ``destination`` is empty for the last, ``reason`` for others.
    """

    pointer: str
    full_name: str
    birth: str
    party_card_no: str
    is_official: bool
    kind: str
    destination: str
    reason: str


class Transfers(NamedTuple):
    """Everybody whom a paper moves out of a cell."""

    from_cell: str
    members: tuple[Transfer, ...]
