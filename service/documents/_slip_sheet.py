"""Whether a slip fits one A5 sheet: every line on it counted, against the height that the margins leave.

The template of the A5 slip takes its lengths from here, so that what is counted is what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.documents._printed import LEFT_BLOCK_MM, MM_TO_PT, Letterhead, Paper, SignatureBlock
from service.norm import Edition
from service.norm.measuring import Weight, text_width_pt

A5_MM = (210, 148)
"""Width and height: A5 lies, for its lines to be as long as those of A4."""
SIGNATURE_LEFT_MM = 80
"""Width of the column beside the signature."""
BLANK_LINES = 2
"""Room for the hand; a seal gets one line more."""
TITLE_GAP_PT = 2
RULE_PT = 4
"""The line below the title of the letterhead, and its room."""
ENCLOSURES_LABEL = "Hồ sơ kèm theo:"

SINGLE = 1.15
"""Height of a single-spaced line of Times New Roman, in type sizes."""
SPARE_PT = 2
"""What word processors may round differently, and the paragraph of 1 pt below the signature."""
FILLED = 0.98
"""A line is taken as full a little before its end: programs do not all break it at the same word."""


class SlipPaper(Paper):
    """The printed text of a slip."""

    addressee: str
    paragraphs: list[str]
    dues: str
    enclosures: list[str]
    signature: SignatureBlock


def fits_a5(slip: SlipPaper, edition: Edition) -> bool:
    """Whether ``slip`` needs no second A5 page."""
    page, width_pt = edition.page, edition.page.text_width_mm * MM_TO_PT
    room_pt = (A5_MM[1] - page.margin_top_mm - page.margin_bottom_mm) * MM_TO_PT - SPARE_PT
    taken_pt = (
        _letterhead_pt(slip["letterhead"], edition)
        + _title_pt(slip["addressee"], edition, width_pt)
        + sum(_paragraph_pt(text, edition, width_pt) for text in slip["paragraphs"])
        + max(_beside_signature_pt(slip, edition), _signature_pt(slip["signature"], edition))
    )
    return taken_pt <= room_pt


def _letterhead_pt(head: Letterhead, edition: Edition) -> float:
    left_pt = LEFT_BLOCK_MM * MM_TO_PT
    right_pt = (edition.page.text_width_mm - LEFT_BLOCK_MM) * MM_TO_PT
    gap_pt = edition.body.gap_least_pt
    names = (
        _single_pt(head["superior"], edition.superior.size_pt[0], left_pt)
        + _single_pt(head["issuer"], edition.issuer.size_pt[0], left_pt, "bold")
        + _single_pt([edition.issuer.mark_below], edition.issuer.size_pt[0], left_pt)
    )
    title = edition.title.size_pt[0] * SINGLE + RULE_PT
    number = _single_pt([head["number"]], edition.number_line.size_pt[0], left_pt)
    if head["urgency"]:
        number += gap_pt + _single_pt([head["urgency"]], edition.urgency.size_pt[0], left_pt, "bold")
    place = _single_pt([head["place_date"].rstrip()], edition.place_date.size_pt[0], right_pt)
    if head["draft"]:
        place += _single_pt([head["draft"]], edition.draft.size_pt[0], right_pt)
    if head["circulation"]:
        place += gap_pt + _single_pt([head["circulation"]], edition.circulation.size_pt[0], right_pt, "bold")
    return max(names, title) + max(number, place)


def _title_pt(addressee: str, edition: Edition, width_pt: float) -> float:
    lines = f"{edition.addressee.letter} {addressee}".split("\n")
    return (
        TITLE_GAP_PT
        + (edition.type_name.size_pt[0] + edition.subject.size_pt[0]) * SINGLE
        + _single_pt(lines, edition.number_line.size_pt[0], width_pt)
        + edition.body.gap_least_pt
    )


def _paragraph_pt(text: str, edition: Edition, width_pt: float) -> float:
    body = edition.body
    lines = _line_count(text, body.size_pt[0], width_pt, "regular", indent_pt=body.first_line_mm * MM_TO_PT)
    return lines * body.line_pt[0] + body.gap_least_pt


def _beside_signature_pt(slip: SlipPaper, edition: Edition) -> float:
    width_pt = SIGNATURE_LEFT_MM * MM_TO_PT
    height = _line_count(slip["dues"], edition.body.size_pt[0], width_pt, "regular") * edition.body.line_pt[0]
    if slip["enclosures"]:
        height += _single_pt([ENCLOSURES_LABEL], edition.recipients.label_size_pt[0], width_pt)
        height += _single_pt(slip["enclosures"], edition.recipients.item_size_pt[0], width_pt)
    return height


def _signature_pt(signature: SignatureBlock, edition: Edition) -> float:
    width_pt = (edition.page.text_width_mm - SIGNATURE_LEFT_MM) * MM_TO_PT
    blank = (BLANK_LINES + signature["sealed"]) * edition.position.size_pt[0] * SINGLE
    shown = [text for text in (signature["authority"], signature["position"], signature["name"]) if text]
    return blank + _single_pt(shown, edition.signer.size_pt[0], width_pt, "bold")


def _single_pt(texts: Iterable[str], size_pt: float, width_pt: float, weight: Weight = "regular") -> float:
    """Height of single-spaced ``texts``, each beginning a line."""
    return sum(_line_count(text, size_pt, width_pt, weight) for text in texts) * size_pt * SINGLE


def _line_count(text: str, size_pt: float, width_pt: float, weight: Weight, *, indent_pt: float = 0) -> int:
    """Lines that ``text`` takes as a word processor fills them, word by word; a word too long for a line is broken."""
    space_pt = text_width_pt(" ", size_pt, weight)
    room_pt = width_pt * FILLED
    lines, used_pt = 1, indent_pt
    for word in text.split():
        word_pt = text_width_pt(word, size_pt, weight)
        if used_pt + word_pt > room_pt:
            lines, used_pt = lines + 1, 0
        broken, rest_pt = divmod(used_pt + word_pt, room_pt)
        lines, used_pt = lines + int(broken), rest_pt + space_pt
    return lines
