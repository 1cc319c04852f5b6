"""Line breaks and tabs of the data: a newline becomes ``w:br``, a tab ``w:tab``, as docxtpl does it.

docxtpl runs three nested expressions over the whole document. The same result is had by looking only around each
newline and tab: a ``</w:p>`` can never lie inside a match of ``<w:p>.*?</w:p>``, so the expression is in step again
after each one, and the match that holds a position starts at the first paragraph after the last ``</w:p>`` before it.
The same holds for runs within a paragraph and for texts within a run.
"""

from __future__ import annotations

import re

_PARAGRAPH = re.compile(rb"<w:p(?: [^>]*)?>")
_RUN = re.compile(rb"<w:r(?: [^>]*)?>")
_TEXT = re.compile(rb"<w:t(?: [^>]*)?>")
_RUN_PROPERTIES = re.compile(rb"<w:rPr>.*?</w:rPr>")
_BREAK = re.compile(rb"[\n\t]")

_LINE_BREAK = b'</w:t><w:br/><w:t xml:space="preserve">'
_TAB = b'</w:t></w:r><w:r>%b<w:tab/></w:r><w:r>%b<w:t xml:space="preserve">'


def resolve_breaks(xml: bytes) -> bytes:
    """``xml`` with the newlines and tabs of its texts as WordprocessingML; elsewhere they stay."""
    if b"\n" not in xml and b"\t" not in xml:
        return xml
    pieces: list[bytes] = []
    done = 0
    position = _next_break(xml, 0)
    while position >= 0:
        text = _text_around(xml, position)
        if text is None:
            position = _next_break(xml, position + 1)
            continue
        start, end, properties = text
        pieces += (xml[done:start], _with_breaks(xml[start:end], properties))
        done = end
        position = _next_break(xml, end)
    pieces.append(xml[done:])
    return b"".join(pieces)


def _next_break(xml: bytes, start: int) -> int:
    match = _BREAK.search(xml, start)
    return match.start() if match else -1


def _with_breaks(text: bytes, run_properties: bytes) -> bytes:
    tab = _TAB % (run_properties, run_properties)
    return text.replace(b"\t", tab).replace(b"\n", _LINE_BREAK)


def _text_around(xml: bytes, position: int) -> tuple[int, int, bytes] | None:
    """Start and end of the ``w:t`` around a position, and the properties of its run; None outside of any text."""
    paragraph = _match_around(xml, position, _PARAGRAPH, b"</w:p>", 0, len(xml))
    run = paragraph and _match_around(xml, position, _RUN, b"</w:r>", *paragraph)
    text = run and _match_around(xml, position, _TEXT, b"</w:t>", *run)
    if not run or not text:
        return None
    properties = _RUN_PROPERTIES.search(xml, *run)
    return *text, properties.group() if properties else b""


def _match_around(
    xml: bytes, position: int, opening: re.Pattern[bytes], closing: bytes, start: int, end: int
) -> tuple[int, int] | None:
    """The match of ``opening .*? closing`` between ``start`` and ``end`` that holds ``position``."""
    last_closing = xml.rfind(closing, start, position)
    in_step = start if last_closing < 0 else last_closing + len(closing)
    match = opening.search(xml, in_step, position)
    if match is None:
        return None
    closed = xml.find(closing, position, end)
    return None if closed < 0 else (match.start(), closed + len(closing))
