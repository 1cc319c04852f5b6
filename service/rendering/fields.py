"""The fields of Word that a template may hold.

A field is an instruction that Word carries out when the paper is opened, printed or updated: ``DDEAUTO`` starts a
program, ``INCLUDEPICTURE`` fetches from the network, ``INCLUDETEXT`` reads the reader's files (ECMA-376 part 1,
17.16). Only those pass that count pages or refer to a place within the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from service.rendering.flaws import Flaw, shorten

_REFERENCES = ("TOC", "REF", "PAGEREF", "STYLEREF", "SEQ")
_COUNTS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_WORD = r'(?:"[^"{}]*"|[^\s"\\{}]+)'
_SWITCHES = rf"(?:\s*\\[a-z*#@!](?:\s*{_WORD})?)*"
_HARMLESS = re.compile(
    rf"(?:(?:{'|'.join(_COUNTS + _REFERENCES)})(?:\s+{_WORD})?|HYPERLINK\s+\\l\s*{_WORD}){_SWITCHES}", re.IGNORECASE
)
"""The whole instruction: one operand at most, and one argument for each switch, so that no second instruction hides
behind a harmless one."""

_ADVICE = f"templates use {', '.join(_COUNTS + _REFERENCES)} and HYPERLINK \\l to a bookmark; remove it"


def field_flaws(root: etree._Element, part: str) -> Iterator[Flaw]:
    """Every field of a part that is not known to be harmless, whatever the dialect its elements are named in."""
    for element, instruction in _instructions(root):
        if not _HARMLESS.fullmatch(instruction.strip()):
            shown = shorten(instruction)
            yield Flaw(part, _text_around(element) or shown, f"the field “{shown}” is not allowed: {_ADVICE}")


@dataclass(slots=True)
class _Field:
    """A field that has begun and not ended; ``is_read`` until its instruction is complete and its result begins."""

    start: etree._Element
    instruction: str = ""
    is_read: bool = True


def _instructions(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each instruction, whole where it is split over runs or paragraphs, with the element at which it begins.

    A field inside of the instruction of another leaves a brace there: Word would put its result in.
    """
    open_fields: list[_Field] = []
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        field = open_fields[-1] if open_fields and open_fields[-1].is_read else None
        kind = _attribute(element, "fldCharType") if name == "fldChar" else ""
        if field and (kind == "begin" or name == "fldSimple"):
            field.instruction += "{"
        if kind == "begin":
            open_fields.append(_Field(element))
        elif name == "fldSimple":
            yield element, _attribute(element, "instr")
        elif name in ("instrText", "delInstrText"):
            if field:
                field.instruction += element.text or ""
            else:
                yield element, element.text or ""
        elif kind:
            if field:
                field.is_read = False
                yield field.start, field.instruction
            if kind == "end" and open_fields:
                open_fields.pop()
    yield from ((field.start, field.instruction) for field in open_fields if field.is_read)


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name without a namespace."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _text_around(element: etree._Element) -> str:
    """The text of the paragraph in which the element stands."""
    for above in element.iterancestors():
        if etree.QName(above).localname == "p":
            return shorten("".join(t.text or "" for t in above.iter(etree.Element) if etree.QName(t).localname == "t"))
    return ""
