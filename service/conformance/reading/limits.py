"""How much of a paper is checked: enough for every paper that an office makes, little enough to answer in seconds."""

from __future__ import annotations

from lxml import etree

from service.conformance.reading.names import local_name
from service.errors import Message, PackageFault, UnreadableDocx

MOST_PARAGRAPHS = 12_000
MOST_ELEMENTS = 250_000
MOST_CHARACTERS = 1_500_000
"""Of the main part. A paper of 400 pages has some 8,000 paragraphs, 150,000 elements and 1,000,000 characters."""

_TOO_LONG = Message(
    "Văn bản quá dài để kiểm tra một lần (trên 12.000 đoạn, hoặc tương đương 500 trang). Hãy tách thành nhiều tệp.",
    "This paper is too long to be checked at once (over 12,000 paragraphs, or some 500 pages). Split it into files.",
)


def refuse_too_long(body: etree._Element) -> None:
    """Raises :class:`service.errors.UnreadableDocx` where the main part holds more than is checked."""
    paragraphs = characters = 0
    for elements, element in enumerate(body.iter(), 1):
        name = local_name(element)
        paragraphs += name == "p"
        if name == "t":
            characters += len(element.text or "")
        if elements > MOST_ELEMENTS or paragraphs > MOST_PARAGRAPHS or characters > MOST_CHARACTERS:
            raise UnreadableDocx([PackageFault("", _TOO_LONG)])
