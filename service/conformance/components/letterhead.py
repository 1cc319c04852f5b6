"""Finding the letterhead: issuer, star and number on the left; title, date and marks on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.conformance.components.found import Letterhead
from service.conformance.components.wording import (
    ADDRESSEE,
    BARE_NUMBER,
    BASIS,
    BODY_NAME,
    COMMITTEE,
    CONGRESS,
    CONGRESS_ORGAN,
    DRAFT,
    JOINT_SYMBOL,
    LETTER_SUBJECT,
    MARK,
    MOTTO,
    NUMBER,
    ODD_DATE,
    STAR,
    composed,
    composed_keeping_gaps,
    is_title,
    is_upper,
    plain,
    read_long_date,
)
from service.conformance.paper import Line
from service.norm.edition import Edition

_LOOKED_AT = 60
_LONGEST_NAME_LINE = 90


def find_letterhead(lines: Sequence[Line], ends: int | None, edition: Edition) -> Letterhead:
    """The letterhead among the first lines. ``ends``: index of the tên loại or addressee, None without either."""
    region = list(lines[: _end_of(lines) if ends is None else ends])
    title = next((line for line in region if is_title(line.text)), None)
    number = next((line for line in region if _is_number(line)), None)
    place_date = next((line for line in region if read_long_date(line.text)), None)
    odd_date = next((line for line in region if ODD_DATE.match(composed(line.text))), None)
    mottos = tuple(line for line in region if MOTTO.search(plain(line.text)))
    draft = next((line for line in region if DRAFT.match(composed(line.text))), None)
    taken = {id(line) for line in (title, number, place_date or odd_date, draft, *mottos) if line}
    rest = [line for line in region if id(line) not in taken]
    stars = tuple(line for line in rest if STAR.fullmatch(line.text) or MARK.fullmatch(line.text))
    rest = [line for line in rest if line not in stars]
    opposite = "left" if title is not None and title.side == "left" else "right"
    left = [
        line for line in rest if line.side != opposite and composed(line.text).upper() not in edition.urgency.values
    ]
    names, after = _names_and_rest(left, number, stars)
    subject = tuple(_letter_subject(after)) if number else ()
    alike = len({line.bold for line in names}) == 1
    superior, issuer = ((), tuple(names)) if alike and _is_joint(number) else _split_names(names)
    others = tuple(line for line in rest if line not in (*superior, *issuer, *subject))
    return Letterhead(
        title=title,
        mottos=mottos,
        superior=superior,
        issuer=issuer,
        stars=stars,
        number=number,
        place_date=place_date,
        odd_date=None if place_date else odd_date,
        date=read_long_date(place_date.text) if place_date else None,
        letter_subject=subject,
        draft_mark=draft,
        others=others,
        region_ends=region[-1].order + 1 if region else 0,
    )


def first_page_of(lines: Sequence[Line]) -> int:
    """Index of the first line of the page with the title: a cover may stand before it."""
    title = next((index for index, line in enumerate(lines[:_LOOKED_AT]) if is_title(line.text)), 0)
    for index in range(title, 0, -1):
        here, before = lines[index].paragraph, lines[index - 1].paragraph
        if here is not before and (here.starts_page or here.section != before.section):
            return index
    return 0


def _is_joint(number: Line | None) -> bool:
    """Whether the symbol joins bodies: then all names are those of issuers."""
    return number is not None and JOINT_SYMBOL.search(composed_keeping_gaps(number.text)) is not None


def _end_of(lines: Sequence[Line]) -> int:
    """Where the letterhead ends in a paper without tên loại and addressee: at the first running text."""
    numbered = dated = False
    for index, line in enumerate(lines[:_LOOKED_AT]):
        in_block = line.paragraph.container.side != "full" or line.tabbed
        text = composed(line.text)
        numbered |= _is_number(line)
        dated |= read_long_date(line.text) is not None
        running = len(text) > _LONGEST_NAME_LINE or line.paragraph.format.align == "justify" or BASIS.match(text)
        displayed = numbered and dated and line.side == "full" and line.centred
        if not in_block and (running or displayed) and not _is_number(line) and not read_long_date(line.text):
            return index
    return min(len(lines), _LOOKED_AT)


def _is_number(line: Line) -> bool:
    text = composed_keeping_gaps(line.text)
    return len(text) < _LONGEST_NAME_LINE and bool(NUMBER.match(text) or BARE_NUMBER.match(text))


def _names_and_rest(left: Sequence[Line], number: Line | None, stars: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The lines above star or number, and those below the number."""
    border = min([*(star.order for star in stars[:1]), *([number.order] if number else [])], default=None)
    if border is None:
        return [line for line in left if is_upper(line.text) or BODY_NAME.match(composed(line.text))], []
    below = number.order if number else border
    names = [line for line in left if line.order < border and not ADDRESSEE.match(composed(line.text))]
    return names, [line for line in left if line.order > below]


def _letter_subject(after: Sequence[Line]) -> Iterator[Line]:
    """Lines below the number that are no title of their own; capitals are a stamp (MẬT, LƯU HÀNH NỘI BỘ)."""
    for line in after:
        in_block = line.paragraph.container.side == "left" or line.side == "left" or line.tabbed
        says_so = LETTER_SUBJECT.match(composed(line.text))
        if not in_block and not says_so:
            return
        if not is_upper(line.text):
            yield line


def _split_names(names: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Superior and issuer: where the weight changes to bold, else where the name of a new body begins."""
    names = tuple(names)
    if len(names) < 2:
        return (), names
    bold = [line.bold for line in names]
    first_bold = bold.index(True) if True in bold else 0
    if first_bold and all(bold[first_bold:]):
        return names[:first_bold], names[first_bold:]
    return _split_by_words(names)


def _split_by_words(names: tuple[Line, ...]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The superior is a đảng bộ, a committee or a congress; what begins anew below it is the issuer."""
    texts = [composed(line.text) for line in names]
    for index, text in enumerate(texts[1:], 1):
        organ_of_congress = CONGRESS.match(texts[0]) and CONGRESS_ORGAN.match(text)
        if BODY_NAME.match(text) and (COMMITTEE.match(texts[0]) or organ_of_congress):
            return names[:index], names[index:]
    return (), names
