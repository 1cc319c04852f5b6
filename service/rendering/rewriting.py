"""Rewriting the fixed text of a template, for a spelling option (ủy or uỷ): never its tags, never the data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.sax.saxutils import escape, unescape

from lxml import etree

from service.package import parse
from service.rendering.tags import WORD

Rewrite = Callable[[str], str]

_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})", re.DOTALL)
_MARKUP = re.compile(r"(<[^>]*>)")


def rewrite_source(source: str, rewrite: Rewrite) -> str:
    """Apply ``rewrite`` to the text of every ``w:t``, outside of template tags."""
    return "".join(_rewritten_pieces(source, rewrite))


def rewrite_static(data: bytes, rewrite: Rewrite) -> bytes:
    """The same for a static part; its bytes are kept when no text changes."""
    root = parse(data)
    changed = False
    for text in root.iter(f"{WORD}t"):
        new = rewrite(text.text or "")
        changed |= new != (text.text or "")
        text.text = new
    return etree.tostring(root, encoding="UTF-8", standalone=True) if changed else data


def _rewritten_pieces(source: str, rewrite: Rewrite) -> Iterator[str]:
    inside_text = False
    for number, piece in enumerate(_TAG.split(source)):
        if number % 2:
            yield piece
            continue
        for markup_or_text in _MARKUP.split(piece):
            if markup_or_text.startswith("<"):
                inside_text = markup_or_text.startswith(("<w:t>", "<w:t "))
                yield markup_or_text
            elif inside_text:
                yield escape(rewrite(unescape(markup_or_text)))
            else:
                yield markup_or_text
