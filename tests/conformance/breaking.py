"""A paper with one fault, and the rule that must find it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.papers import Paper, paper

FORMATTING = ("direct", "styles")
LONG = paper("report").body[:-1] * 3 + paper("report").body[-1:]
BODY_ROLES = ("body", "basis", "heading1", "heading2", "heading3")


@dataclass(frozen=True)
class Breaking:
    """``kind`` and ``norm`` are given to the checker where the page alone cannot tell."""

    rule: str
    how: str
    paper: Paper
    kind: str | None = None
    norm: str | None = None

    @property
    def name(self) -> str:
        """For the test's id."""
        return f"{self.rule}: {self.how}"


def breaks(
    rule: str, how: str, sort: str = "decision", *, kind: str | None = None, norm: str | None = None, **told: Any
) -> list[Breaking]:
    """The paper of a sort with these parts told otherwise, in each way to say its formatting."""
    return [
        Breaking(rule, f"{how}, {formatting}", paper(sort, formatting=formatting, **told), kind, norm)
        for formatting in FORMATTING
    ]


def each_text(rule: str, component: str, texts: Iterable[Any], sort: str = "decision", **told: Any) -> list[Breaking]:
    """A fault of wording needs one way of formatting only."""
    named = {text if isinstance(text, str) else f"{component} {number}": text for number, text in enumerate(texts, 1)}
    return [breaks(rule, how, sort, **{component: text}, **told)[0] for how, text in named.items()]


def in_body(sort: str = "decision", **formatting: Any) -> dict[str, Any]:
    """All text of a paper formatted otherwise: its paragraphs, bases and headings."""
    return {"every": dict.fromkeys(BODY_ROLES, formatting)}
