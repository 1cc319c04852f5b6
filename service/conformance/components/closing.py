"""Finding what closes a paper: the signatures, Nơi nhận, and the annexes after them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from service.conformance.components.found import Annex, Recipients, Signature
from service.conformance.components.wording import (
    ANNEX,
    AUTHORITY,
    BOARD,
    CHAIR,
    DASHED,
    IN_BRACKETS,
    NOTE_TAKER,
    POSITION,
    RECIPIENTS,
    ROLE_ALONE,
    composed,
    is_upper,
    looks_like_person,
)
from service.conformance.paper import Line, Paper, Paragraph
from service.norm.type_names import PaperKind

_LONGEST_SIGNING_LINE = 80
_MOST_LINES = 12
_NEAR = 120  # lines among which those of one signature stand, Nơi nhận between them
_MOST_ITEM_LINES = 400


def find_signatures(lines: Sequence[Line], kind: PaperKind) -> tuple[Signature, ...]:
    """Who signs, in order; lines are those after the title block."""
    starts: list[Line] = []
    if kind == "minutes":
        starts = [
            line for line in lines if _is_role(line) or (_is_authority(line) and BOARD.search(composed(line.text)))
        ]
    if not starts:
        starts = [line for line in lines if _is_authority(line)][:1]
    if not starts:
        starts = _lone_positions(lines)[-1:]
    taken: set[int] = set()
    found = []
    for start in starts[:2]:
        if start.order not in taken:
            signature = _signature(start, lines)
            taken |= {line.order for line in signature.lines}
            found.append(signature)
    return tuple(found)


def _is_role(line: Line) -> bool:
    """In capitals, or in small letters where the line says nothing else."""
    text = composed(line.text)
    if len(text) > _LONGEST_SIGNING_LINE:
        return False
    if is_upper(text):
        return bool(NOTE_TAKER.match(text) or CHAIR.match(text))
    return bool(ROLE_ALONE.fullmatch(text)) and line.side != "full"


def _signs_for_a_board(line: Line) -> bool:
    return _is_authority(line) and BOARD.search(composed(line.text)) is not None


def _is_authority(line: Line) -> bool:
    text = composed(line.text)
    match = AUTHORITY.match(text)
    if match is None or len(text) > _LONGEST_SIGNING_LINE:
        return False
    return is_upper(text) or (
        line.side == "right" and match["form"].isupper() and len(text) < _LONGEST_SIGNING_LINE / 2
    )


def _lone_positions(lines: Sequence[Line]) -> list[Line]:
    """A position in capitals with a person's name below it, where nobody is signed for."""
    return [
        line
        for line in lines
        if line.side != "left"
        and is_upper(line.text)
        and POSITION.match(composed(line.text))
        and any(looks_like_person(composed(other.text)) for other in _stream(line, lines))
    ]


def _stream(start: Line, lines: Sequence[Line]) -> list[Line]:
    """The lines below ``start`` in the same half of the page, of the same table or all on the page."""
    table = start.paragraph.container.cell and start.paragraph.container.cell.table
    found: list[Line] = []
    after = bisect_right(lines, start.order, key=lambda line: line.order)
    for line in lines[after : after + _NEAR]:
        cell = line.paragraph.container.cell
        same_place = line.side == start.side and (cell and cell.table) == table
        if same_place and not RECIPIENTS.match(composed(line.text)):
            found.append(line)
        if len(found) == _MOST_LINES:
            break
    return found


def _signature(start: Line, lines: Sequence[Line]) -> Signature:
    authority = [start] if _is_authority(start) or not POSITION.match(composed(start.text)) else []
    positions = [] if authority else [start]
    name: Line | None = None
    for line in _stream(start, lines):
        text = composed(line.text)
        if IN_BRACKETS.match(text):
            continue
        if DASHED.match(text) or len(text) > _LONGEST_SIGNING_LINE or _is_role(line):
            break
        if _is_authority(line):
            if positions:
                break
            authority.append(line)
        elif POSITION.match(text) and not (positions and looks_like_person(text) and not is_upper(text)):
            positions.append(line)
        elif is_upper(text) and not positions and len(authority) < 3 and not _closes(line, lines):
            authority.append(line)
        else:
            name = line
            break
    return Signature(tuple(authority), tuple(positions), name)


def _closes(line: Line, lines: Sequence[Line]) -> bool:
    """Whether nothing follows below this line: then capitals are the name."""
    return not _stream(line, lines)


def find_recipients(lines: Sequence[Line]) -> Recipients | None:
    """Nơi nhận, wherever it stands after the title block: the last one, for text may speak of it before."""
    labels = [line for line in lines if RECIPIENTS.match(composed(line.text)) and len(line.text) < 200]
    return Recipients(labels[-1], tuple(_items(labels[-1], lines))) if labels else None


def _items(label: Line, lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    current: list[Line] = []
    cell = label.paragraph.container.cell
    rest_of_label = RECIPIENTS.sub("", composed(label.text)).strip()
    if rest_of_label:
        current = [label]
    for line in lines[lines.index(label) + 1 :][:_MOST_ITEM_LINES]:
        other = line.paragraph.container.cell
        same_place = (other and other.table) == (cell and cell.table) and (not cell or line.side == label.side)
        if not same_place or (line.side == "right" and label.side != "right"):
            continue
        text = composed(line.text)
        if DASHED.match(text):
            if current:
                yield tuple(current)
            current = [line]
        elif not current or _ended(current[-1]) or line.paragraph.starts_page or ANNEX.match(text):
            if not current and not is_upper(text) and len(text) < _LONGEST_SIGNING_LINE:
                current = [line]
                continue
            break
        else:
            current.append(line)
    if current:
        yield tuple(current)


def _ended(line: Line) -> bool:
    return line.text.rstrip().endswith((".", ";"))


def before_annexes(paper: Paper, lines: Sequence[Line]) -> list[Line]:
    """The lines before the first page that begins with the heading of an annex."""
    for index, line in enumerate(lines):
        paragraph = line.paragraph
        if paragraph.lines[0] is not line or not ANNEX.match(composed(line.text)):
            continue
        before = lines[index - 1].paragraph if index else None
        new_section = before is not None and before.section != paragraph.section
        if paragraph.starts_page or (new_section and not paper.sections[paragraph.section].continuous):
            return list(lines[:index])
    return list(lines)


def find_annexes(paper: Paper, closing_order: int) -> tuple[Annex, ...]:
    """What begins on a page of its own after line ``closing_order``, parted where a further annex begins."""
    annexes: list[Annex] = []
    current: list[Paragraph] = []
    own_section = False
    last_section: int | None = None
    for paragraph in paper.paragraphs:
        if not paragraph.lines or paragraph.lines[0].order <= closing_order:
            last_section = paragraph.section if paragraph.lines else last_section
            continue
        new_section = paragraph.section != last_section and not paper.sections[paragraph.section].continuous
        new_page = new_section or paragraph.starts_page
        last_section = paragraph.section
        heading = composed(paragraph.lines[0].text)
        begins = new_page and (not current or ANNEX.match(heading))
        begins = begins or (not current and is_upper(heading) and ANNEX.match(heading) is not None)
        if begins:
            if current:
                annexes.append(Annex(tuple(current), own_section))
            current, own_section = [paragraph], new_section
        elif current:
            current.append(paragraph)
    if current:
        annexes.append(Annex(tuple(current), own_section))
    return tuple(annexes)
