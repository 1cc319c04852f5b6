"""Tên loại: the names that papers carry, their symbols, and the kind of paper that each makes."""

from __future__ import annotations

from typing import Literal

from service.norm._loading import Frozen, as_model, read_toml
from service.norm.edition import Confidence

PaperKind = Literal["titled", "letter", "minutes", "slip"]
"""How a paper is laid out: with a tên loại; công văn; biên bản; giấy giới thiệu and the like."""

PAPER_KINDS: tuple[PaperKind, ...] = ("titled", "letter", "minutes", "slip")
LETTER_SYMBOL = "CV"
"""Ký hiệu of a công văn, which carries no tên loại."""


class TypeName(Frozen):
    """One tên loại. ``symbols`` is empty where none is prescribed."""

    name: str
    symbols: tuple[str, ...]
    kind: PaperKind
    confidence: Confidence


def load_type_names() -> tuple[TypeName, ...]:
    """All tên loại. Raises :class:`service.errors.NormFault`."""
    rows = read_toml("type_names.toml").get("type", [])
    return tuple(as_model(TypeName, row, f"type_names.toml {row.get('name')}") for row in rows)
