"""WordprocessingML as it is handled here: names, and the places of elements that stand in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W = f"{{{WORD}}}"
R = f"{{{RELATIONSHIPS}}}"

_DECLARED = [f' xmlns:{prefix}="{name}"'.encode() for prefix, name in (("w", WORD), ("r", RELATIONSHIPS))]


def element(name: str, **attributes: str) -> etree._Element:
    """An element of WordprocessingML, ``<w:name w:attribute="…"/>``."""
    made = etree.Element(W + name, nsmap={"w": WORD})
    for key, value in attributes.items():
        made.set(W + key, value)
    return made


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """The child element of this name, if there is one."""
    return parent.find(W + name)


def value(parent: etree._Element, name: str) -> str | None:
    """``w:val`` of the child element of this name."""
    found = child(parent, name)
    return None if found is None else found.get(f"{W}val")


def insert_in_order(parent: etree._Element, new: etree._Element, order: Sequence[str]) -> None:
    """Put ``new`` among the children of ``parent``, which stand in this order, and take out another of its name."""
    place = order.index(local_name(new))
    for old in parent.findall(str(new.tag)):
        parent.remove(old)
    before = [each for each in parent if local_name(each) in order[:place]]
    parent.insert(parent.index(before[-1]) + 1 if before else 0, new)


def properties_of(paragraph: etree._Element) -> etree._Element:
    """The properties of a paragraph, made where there are none."""
    found = child(paragraph, "pPr")
    if found is None:
        found = element("pPr")
        paragraph.insert(0, found)
    return found


def as_bytes(block: etree._Element) -> bytes:
    """A child of the body as it stands in a document that declares ``w`` and ``r`` at its root."""
    written: bytes = etree.tostring(block, encoding="UTF-8", with_tail=False)
    end = written.index(b">")
    tag = written[:end]
    for declaration in _DECLARED:
        tag = tag.replace(declaration, b"", 1)
    return tag + written[end:]


def as_part(root: etree._Element) -> bytes:
    """A whole part."""
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return written


def canonical(root: etree._Element) -> bytes:
    """The same bytes for elements that say the same, whatever their prefixes declared and not used."""
    written: bytes = etree.tostring(root, method="c14n", exclusive=True, with_comments=False)
    return written


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace; ``""`` for a comment."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
