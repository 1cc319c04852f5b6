"""Finding tên loại, trích yếu, the hyphens below it, and the addressees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from service.conformance.components.found import TitleBlock
from service.conformance.components.wording import (
    ADDRESSEE,
    ARTICLE,
    BASIS,
    BODY_NAME,
    CHAPTER,
    DASHED,
    LETTER_SUBJECT,
    MARK,
    MOTTO,
    NUMBER,
    ROMAN_HEADING,
    composed,
    is_title,
    is_upper,
    plain,
    read_long_date,
)
from service.conformance.paper import Line
from service.norm.type_names import TypeName

_LOOKED_AT = 60
_LONGEST_TYPE_LINE = 120
_MOST_SUBJECT_LINES = 8
_MOST_ADDRESSEES = 40
_DEEP = 40.0
"""Points: a line that is indented so far goes on with the addressees above it."""
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*[.)]|[a-zđ]\))\s")
_DECIDING = re.compile(r"^(?:quyết định|quyết nghị|chỉ thị|quy định)\s*:?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the letterhead ends: the line of the tên loại, or that of the addressee; None where neither is found."""

    type_at: int | None = None
    type: TypeName | None = None
    addressee_at: int | None = None

    @property
    def at(self) -> int | None:
        """Index of the line with which the letterhead has ended."""
        return self.type_at if self.type_at is not None else self.addressee_at


def find_heading(lines: Sequence[Line], known: Mapping[str, TypeName]) -> Heading:
    """``known`` has every tên loại by its name in lower case."""
    addressee = next(
        (i for i, line in enumerate(lines[:_LOOKED_AT]) if ADDRESSEE.match(composed(line.text)) and _in_page(line)),
        None,
    )
    before_addressee = lines[: _LOOKED_AT if addressee is None else addressee]
    for index, line in enumerate(before_addressee):
        found = _known_type(line, known)
        if found is not None:
            return Heading(index, found, addressee)
    return Heading(next(_unknown_types(before_addressee), None), None, addressee)


def _in_page(line: Line) -> bool:
    return line.paragraph.container.side == "full" or line.paragraph.container.cell is not None


def _known_type(line: Line, known: Mapping[str, TypeName]) -> TypeName | None:
    if line.paragraph.container.side != "full" or line.tabbed:
        return None
    text = composed(line.text).lower().strip(" .:")
    if text in known:
        return known[text]
    if is_upper(line.text) and line.centred and len(text) <= _LONGEST_TYPE_LINE:
        starts = [each for name, each in known.items() if text.startswith(f"{name} ")]
        return max(starts, key=lambda each: len(each.name), default=None)
    return None


def _unknown_types(lines: Sequence[Line]) -> Iterator[int]:
    """A line that is set like a tên loại and says something else, below number or date."""
    below = max((i for i, line in enumerate(lines) if _of_letterhead(line)), default=-1)
    for index, line in enumerate(lines[below + 1 :], below + 1):
        if not line.centred or line.tabbed or line.paragraph.container.side != "full":
            return
        text = composed(line.text)
        if is_upper(text) and line.bold and len(text) <= _LONGEST_TYPE_LINE and not BODY_NAME.match(text):
            yield index
        return


def _of_letterhead(line: Line) -> bool:
    text = composed(line.text)
    return bool(is_title(text) or read_long_date(line.text) or NUMBER.match(text) or MOTTO.search(plain(text)))


def find_title_block(lines: Sequence[Line], heading: Heading, starts: int) -> TitleBlock:
    """The block that begins with ``heading``; ``starts``: index of the first line after the letterhead."""
    block = TitleBlock(type=heading.type)
    at = starts
    if heading.type_at is not None:
        block = replace(block, type_name=(lines[heading.type_at],))
        at = heading.type_at + 1
    subject = (
        list(_subject(lines[at:], block.type_name[0] if block.type_name else None))
        if heading.type_at is not None or heading.addressee_at is None
        else []
    )
    at += len(subject)
    mark = lines[at] if at < len(lines) and MARK.fullmatch(lines[at].text) else None
    at += mark is not None
    addressees = tuple(_addressees(lines[at:]))
    return replace(block, subject=tuple(subject), mark=mark, addressees=addressees)


def _table_of(line: Line) -> int | None:
    return line.paragraph.container.cell.table if line.paragraph.container.cell else None


def _subject(lines: Sequence[Line], above: Line | None) -> Iterator[Line]:
    for index, line in enumerate(lines[:_MOST_SUBJECT_LINES]):
        above = above or line
        text = composed(line.text)
        ends = (
            MARK.fullmatch(line.text)
            or ADDRESSEE.match(text)
            or BASIS.match(text)
            or ARTICLE.match(text)
            or ROMAN_HEADING.match(text)
            or CHAPTER.match(text)
            or _NUMBERED.match(text)
            or _DECIDING.match(text)
            or _table_of(line) != _table_of(above)
            or (is_upper(text) and BODY_NAME.match(text))
        )
        plain_bold = line.bold and line.paragraph.format.first_line <= 0
        looks_like_one = line.centred or plain_bold or (index == 0 and LETTER_SUBJECT.match(text))
        if ends or not looks_like_one:
            return
        yield line


def _addressees(lines: Sequence[Line]) -> Iterator[Line]:
    """The line of the label, and those below it that are dashed, centred or indented under it."""
    if not lines or not ADDRESSEE.match(composed(lines[0].text)):
        return
    yield lines[0]
    for line in lines[1:_MOST_ADDRESSEES]:
        text = composed(line.text)
        goes_on = (line.centred or line.paragraph.format.left >= _DEEP) and len(text) < _LONGEST_TYPE_LINE
        if BASIS.match(text) or not (DASHED.match(text) or goes_on):
            return
        yield line
