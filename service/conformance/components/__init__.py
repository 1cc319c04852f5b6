"""Finding the components of a paper by what they say and where they stand, though they may break some rules."""

from __future__ import annotations

from collections.abc import Sequence

from service.conformance.components.closing import (
    before_annexes,
    find_annexes,
    find_recipients,
    find_signatures,
)
from service.conformance.components.found import Annex, Components, Letterhead, Recipients, Signature, TitleBlock
from service.conformance.components.letterhead import find_letterhead, first_page_of
from service.conformance.components.title_block import Heading, find_heading, find_title_block
from service.conformance.components.wording import ARTICLE, BASIS, CHAPTER, DASHED, ROMAN_HEADING, composed
from service.conformance.paper import Line, Paper, Paragraph
from service.norm.edition import Edition
from service.norm.type_names import LETTER_SYMBOL, PaperKind, TypeName

__all__ = [
    "Annex",
    "Components",
    "Letterhead",
    "Recipients",
    "Signature",
    "TitleBlock",
    "find_components",
]


def find_components(
    paper: Paper, type_names: Sequence[TypeName], edition: Edition, kind: PaperKind | None = None
) -> Components:
    """The components of ``paper``; its kind is inferred where it is not given."""
    lines = paper.lines
    lines = lines[first_page_of(lines) :]
    known = {each.name.lower(): each for each in type_names}
    heading = find_heading(lines, known)
    letterhead = find_letterhead(lines, heading.at, edition)
    inferred = kind or _kind(heading, letterhead)
    after = next((i for i, line in enumerate(lines) if line.order >= letterhead.region_ends), len(lines))
    title_block = find_title_block(lines, heading, after)
    opened = _last_order(title_block, after, lines)
    rest = [line for line in lines if line.order > opened]
    closing_lines = before_annexes(paper, rest)
    signatures = find_signatures(closing_lines, inferred) or find_signatures(rest, inferred)
    recipients = find_recipients(closing_lines) or find_recipients(rest)
    closing = _closing_orders(signatures, recipients)
    annexes = find_annexes(paper, max(closing, default=opened))
    in_annex = {id(paragraph) for annex in annexes for paragraph in annex.paragraphs}
    ends = min(closing, default=None)
    inside = [
        paragraph
        for paragraph in paper.paragraphs
        if paragraph.lines
        and paragraph.part == "body"
        and paragraph.lines[0].order > opened
        and (ends is None or paragraph.lines[0].order < ends)
        and id(paragraph) not in in_annex
    ]
    body = tuple(paragraph for paragraph in inside if paragraph.container.cell is None)
    return Components(
        kind=inferred,
        letterhead=letterhead,
        title_block=title_block,
        body=body,
        in_tables=tuple(paragraph for paragraph in inside if paragraph.container.cell is not None),
        bases=tuple(_bases(body)),
        signatures=signatures,
        recipients=recipients,
        annexes=annexes,
    )


def _kind(heading: Heading, letterhead: Letterhead) -> PaperKind:
    if heading.type is not None:
        return heading.type.kind
    number = letterhead.number.text if letterhead.number else ""
    is_letter = heading.addressee_at is not None or f"-{LETTER_SYMBOL}/" in number or letterhead.letter_subject
    return "letter" if is_letter else "titled"


def _last_order(title_block: TitleBlock, after: int, lines: Sequence[Line]) -> int:
    """The order of the last line before the body."""
    block = [*title_block.type_name, *title_block.subject, *title_block.addressees]
    block += [title_block.mark] if title_block.mark else []
    before = lines[after - 1].order if 0 < after <= len(lines) else -1
    return max((line.order for line in block), default=before)


def _closing_orders(signatures: Sequence[Signature], recipients: Recipients | None) -> list[int]:
    orders = [line.order for signature in signatures for line in signature.lines]
    if recipients:
        orders += [recipients.label.order, *(line.order for item in recipients.items for line in item)]
    return orders


def _bases(body: Sequence[Paragraph]) -> list[Paragraph]:
    """The căn cứ: paragraphs at the beginning, before the first article or heading, that say so.

    One sentence that begins with these words and goes on (“Căn cứ …, Đảng ủy báo cáo như sau:”) is none; a dashed line
    among others that say so is one, whatever it says (“- Thực hiện …;”, “- Sau khi …;”).
    """
    found: list[Paragraph] = []
    says_so = False
    for index, paragraph in enumerate(body):
        text = composed(paragraph.text)
        if ARTICLE.match(text) or ROMAN_HEADING.match(text) or CHAPTER.match(text):
            break
        dashed, ended = bool(DASHED.match(text)), text.endswith((";", ","))
        following = composed(body[index + 1].text) if index + 1 < len(body) else ""
        is_basis = bool(BASIS.match(text)) and (dashed or ended or says_so or bool(BASIS.match(following)))
        if not is_basis and not (dashed and (ended or says_so)):
            if found:
                break
            continue
        says_so |= is_basis
        found.append(paragraph)
    return found if says_so else []
