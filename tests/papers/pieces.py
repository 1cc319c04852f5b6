"""A piece of a paper: one paragraph, its text and its whole formatting; and what each role looks like by the norm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

TIMES = "Times New Roman"
Line = tuple[str, float]  # ("exact" | "atLeast", points) or ("auto", lines)


@dataclass(frozen=True)
class Piece:
    """Sizes and gaps in points, indents in millimetres. In the text, ``**bold**``, ``//italic//``, ``__underlined__``.

    ``font`` is that of all characters, "" that of the theme; ``hansi`` and ``cs`` are another one for that slot.
    ``color`` is None (automatic) or six hexadecimal digits; ``border`` is a line of the paragraph, "top" or "bottom";
    ``runs`` is XML behind the text; with ``new_page`` the paragraph starts a page.
    """

    text: str = ""
    role: str = "body"
    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False
    color: str | None = None
    font: str = TIMES
    hansi: str = ""
    cs: str = ""
    align: str = "left"
    first_mm: float = 0
    left_mm: float = 0
    right_mm: float = 0
    line: Line | None = None
    before: float = 0
    after: float = 0
    contextual: bool = False
    keep_next: bool = False
    new_page: bool = False
    border: str | None = None
    runs: str = ""

    def with_(self, **changes: Any) -> Piece:
        """The same piece, told otherwise."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Table:
    """A ruled table in the text; the first row is its head. ``size`` in points, ``widths_mm`` of its columns."""

    rows: tuple[tuple[str, ...], ...]
    widths_mm: tuple[float, ...]
    size: float = 12
    by_style: bool = False


@dataclass(frozen=True)
class Sides:
    """Paragraphs on the left and on the right: a table of two cells without lines, its row on one page."""

    left: tuple[Any, ...] = ()
    right: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Override:
    """What a caller says of a component: its text, or None to leave it, and parts of its formatting."""

    text: str | None = None
    formatting: Mapping[str, Any] = field(default_factory=dict)


_BODY = {"align": "both", "first_mm": 10, "line": ("exact", 18), "after": 6}
_HEADING = {**_BODY, "bold": True, "keep_next": True}
ROLES: dict[str, dict[str, Any]] = {
    "superior": {"align": "center"},
    "issuer": {"align": "center", "bold": True},
    "star": {"align": "center"},
    "number": {"align": "center"},
    "title": {"align": "center", "bold": True, "size": 15},
    "title_line": {"size": 2},
    "motto": {"align": "center", "bold": True},
    "draft": {"align": "center", "italic": True},
    "place_date": {"align": "center", "italic": True},
    "letter_subject": {"align": "center", "italic": True, "size": 12},
    "type_name": {"align": "center", "bold": True, "size": 16, "before": 12, "keep_next": True},
    "subject": {"align": "center", "bold": True, "keep_next": True},
    "hyphens": {"align": "center", "after": 6, "keep_next": True},
    "addressee": {"align": "center", "before": 6, "after": 6},
    "addressee_item": {"left_mm": 45},
    "basis": _BODY,
    "deciding": {"align": "center", "bold": True, "keep_next": True, "after": 6},
    "body": _BODY,
    "heading1": _HEADING,
    "heading2": _HEADING,
    "heading3": _HEADING,
    "authority": {"align": "center", "bold": True},
    "position": {"align": "center"},
    "gap": {"align": "center"},
    "name": {"align": "center", "bold": True},
    "recipients_label": {"underline": True},
    "recipient": {"size": 12},
    "annex_title": {"align": "center", "bold": True},
    "annex_citation": {"align": "center", "italic": True, "after": 6},
    "page_number": {"align": "center"},
    "line_of_parts": {},
    "cell": {"size": 12},
    "contents": {"after": 5},
}


def piece(text: str | None = None, **formatting: Any) -> Override:
    """A component told otherwise: ``piece(size=13)``, ``piece("Số: 05-BC/CB")``, ``piece("…", role="heading1")``."""
    return Override(text, formatting)


def heading1(text: str, **formatting: Any) -> Override:
    """``I- …``."""
    return piece(text, role="heading1", **formatting)


def heading2(text: str, **formatting: Any) -> Override:
    """``1. …``."""
    return piece(text, role="heading2", **formatting)


def heading3(text: str, **formatting: Any) -> Override:
    """``1.1. …``."""
    return piece(text, role="heading3", **formatting)


def article(number: int, text: str) -> str:
    """``Điều n.`` in bold, and its text."""
    return f"**Điều {number}.** {text}"


def item(text: str) -> str:
    """A line of a list that starts with a dash."""
    return f"- {text}"


Said = "str | Override | Piece"


def made(role: str, said: str | Override | Piece, every: Mapping[str, Mapping[str, Any]], text: str = "") -> Piece:
    """The piece of a role: by the norm, then as ``every`` says of the role, then as said of this one."""
    if isinstance(said, Piece):
        return said
    told = Override(said) if isinstance(said, str) else said
    role = told.formatting.get("role", role)
    formatting = {**ROLES[role], **every.get(role, {}), **told.formatting, "role": role}
    return Piece(text=text if told.text is None else told.text, **formatting)


def made_all(role: str, said: Iterable[Any], every: Mapping[str, Mapping[str, Any]]) -> tuple[Any, ...]:
    """The same for several; tables stay what they are."""
    return tuple(each if isinstance(each, Table) else made(role, each, every) for each in said)
