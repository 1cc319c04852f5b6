"""Children of property elements in the order that the schema prescribes (CT_RPr, CT_PPr, CT_SectPr, CT_TrPr)."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from service.conformance.reading.names import child, local_name, qn

_SCHEMA_ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath rPrChange",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings "
    "sectPrChange",
    "pBdr": "top left bottom right between bar",
}
_ORDER: Mapping[str, tuple[str, ...]] = {name: tuple(children.split()) for name, children in _SCHEMA_ORDER.items()}


def put(parent: etree._Element, name: str) -> etree._Element:
    """The child ``name`` (``w:sz``) of ``parent``, made in its place where it is not there."""
    found = child(parent, name)
    if found is None:
        found = etree.Element(qn(name))
        insert(parent, found)
    return found


def insert(parent: etree._Element, element: etree._Element) -> None:
    """Put ``element`` before the first child that must stand after it."""
    order = _ORDER.get(local_name(parent), ())
    name = local_name(element)
    later = set(order[order.index(name) + 1 :]) if name in order else set()
    for index, sibling in enumerate(parent):
        if local_name(sibling) in later:
            parent.insert(index, element)
            return
    parent.append(element)


def properties_of(element: etree._Element, name: str) -> etree._Element:
    """The property element (``w:rPr``, ``w:pPr``), which stands first."""
    found = child(element, name)
    if found is None:
        found = etree.Element(qn(name))
        element.insert(0, found)
    return found


def drop(element: etree._Element, *names: str) -> None:
    """Take away attributes, where they are there."""
    for name in names:
        element.attrib.pop(qn(name), None)


def take_out(parent: etree._Element | None, name: str) -> None:
    """Take away a child, where it is there."""
    found = child(parent, name)
    if parent is not None and found is not None:
        parent.remove(found)
