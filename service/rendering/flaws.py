"""Flaws of a template: gathered while it is read, raised all together.

A flaw says where (part of the package, text near it as Word shows it) and how to mend it. It quotes the template, which
an author wrote, and never a value of a payload.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from service.errors import TemplateFault, TemplatePlace

_NEARBY_LENGTH = 70
_TAG_OR_MARKUP = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})|<[^>]*>", re.DOTALL)


class Flaw(NamedTuple):
    """What is wrong in a template and how to mend it."""

    part: str
    nearby: str
    explanation: str


def raise_flaws(template: str, flaws: Sequence[Flaw]) -> None:
    """Raise :class:`TemplateFault` with every flaw, once each; nothing when there is none."""
    if flaws:
        raise TemplateFault(
            [(TemplatePlace(template, flaw.part, flaw.nearby), flaw.explanation) for flaw in dict.fromkeys(flaws)]
        )


def nearby_text(lines: Sequence[str], line: int) -> str:
    """The visible text of a line of a source (from 1), or of the nearest line before it that has some."""
    return next(filter(None, (visible_text(xml) for xml in reversed(lines[:line]))), "")


def visible_text(xml: str) -> str:
    """The text of a piece of WordprocessingML as Word shows it, template tags included, shortened."""
    text = html.unescape(_TAG_OR_MARKUP.sub(lambda match: match.group(1) or "", xml))
    return shorten(text)


def shorten(text: str) -> str:
    """One line of at most 70 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _NEARBY_LENGTH else line[: _NEARBY_LENGTH - 1] + "…"
