"""The order of paragraph and run properties (ECMA-376 part 1, 17.3), and how some are put below others."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from lxml import etree

from service.batch.printing.markup import W, child, element, insert_in_order

PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle",
    "rPr", "sectPr", "pPrChange",
)  # fmt: skip
RUN_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
    "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz",
    "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
    "eastAsianLayout", "specVanish", "oMath",
)  # fmt: skip
_BEFORE_RUN_PROPERTIES = (f"{W}rPr", f"{W}tblPr", f"{W}trPr", f"{W}tcPr", f"{W}tblStylePr")


def add_below(style: etree._Element, source: etree._Element, order: Sequence[str]) -> None:
    """Add the properties of ``source`` to those of a style (``pPr`` or ``rPr``) that the style does not give itself."""
    own = child(style, etree.QName(source).localname)
    if own is None:
        own = element(etree.QName(source).localname)
        _insert_properties(style, own)
    for each in source:
        name = etree.QName(each).localname
        given = child(own, name)
        if given is None:
            insert_in_order(own, copy.deepcopy(each), order)
        else:
            for key in [key for key in each.attrib if key not in given.attrib]:
                given.set(key, each.attrib[key])


def _insert_properties(style: etree._Element, properties: etree._Element) -> None:
    """``pPr`` stands before ``rPr``, and both before what tables have."""
    behind = _BEFORE_RUN_PROPERTIES if properties.tag == f"{W}pPr" else _BEFORE_RUN_PROPERTIES[1:]
    for each in style:
        if each.tag in behind:
            each.addprevious(properties)
            return
    style.append(properties)
