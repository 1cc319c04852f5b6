"""Cells pasted from Excel to the items of a type's table of members."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from service.batch.flat_files import UnreadableFlatFile
from service.batch.legacy_text import convert_column, recognise_column
from service.batch.member_lists import Grid, MemberList, UnreadableList, grid_from_text, read_member_list
from service.batch.member_lists.found import Remark
from service.batch.member_lists.grid import texts
from service.batch.member_lists.headings import fields as list_fields
from service.batch.sources.list_papers import member_fields
from service.documents import DocumentType
from service.errors import Message
from service.pasting.cleaned import cleaned_from
from service.pasting.report import refuse_too_long

MOST_CHARACTERS = 2_000_000
"""Characters of a list: some ten thousand members."""
_KEPT = frozenset({"birth", "admission", "official", "dues_paid_through", "party_card_no"})
"""Fields where a form refuses whatever cannot be read, and shows it to the clerk."""
_CELL = re.compile("(?P<letters>[A-Z]+)(?P<row>[0-9]+)")


@dataclass(frozen=True, slots=True)
class PastedMembers:
    """``items`` are those of the type's ``members``; ``unused`` names columns understood that the type has not.

    A day, month or card number that cannot be read stands in its item as it was typed: so the form has something to
    find fault with. ``kept`` counts those.

    ``is_legacy``: the list stands in an old encoding, and conversion was not asked for. ``cleaned`` says what
    invisible leftovers were cleaned away, None where there were none.
    """

    items: tuple[dict[str, str], ...]
    found: MemberList
    unused: tuple[Message, ...]
    is_legacy: bool
    cleaned: Message | None
    kept: int = 0

    def spoken(self, place: str) -> Message:
        """A place of the sheet (``C5``) in words that say whom it is about; what names no cell stays as it is."""
        cell = _CELL.fullmatch(place)
        if cell is None:
            return Message(place, place)
        row = int(cell["row"])
        line = Message(f"dòng {row} của phần dán", f"line {row} of what was pasted")
        name = next((each.payload["full_name"] for each in self.found.members if each.row == row), "")
        heading = next((each.heading for each in self.found.columns if each.letter == cell["letters"]), "")
        about = ", ".join(part for part in (name, f"“{heading}”" if heading else "") if part)
        return Message(f"{about} ({line.vi})", f"{about} ({line.en})") if about else line


def read_pasted_members(
    text: str, document_type: DocumentType, answers: Mapping[str, str], *, today: date, convert_legacy: bool = False
) -> PastedMembers:
    """The members in ``text``. ``answers``: question key → value of a choice.

    Raises :class:`service.pasting.TooLong`, :class:`UnreadableFlatFile` and
    :class:`service.batch.member_lists.UnreadableList`.
    """
    refuse_too_long(text, MOST_CHARACTERS)
    grid = grid_from_text(text)
    try:
        found = read_member_list(grid, answers, today=today, convert_legacy=convert_legacy)
    except UnreadableList as failure:
        if failure.code != "list.legacy":
            raise
        return _not_converted(failure)
    taken = member_fields(document_type)
    strange = {name for member in found.members for name in member.payload} - taken
    kept = [{name: text for name, text in member.unread.items() if name in taken & _KEPT} for member in found.members]
    return PastedMembers(
        items=tuple(
            {name: value for name, value in member.payload.items() if name in taken} | unread
            for member, unread in zip(found.members, kept, strict=True)
        ),
        found=found,
        unused=tuple(list_fields()[name].meaning for name in sorted(strange)),
        is_legacy=any(remark.code == "legacy.text" for remark in found.remarks),
        cleaned=cleaned_from(_as_read(grid, convert_legacy=convert_legacy)),
        kept=sum(map(len, kept)),
    )


def _not_converted(failure: UnreadableList) -> PastedMembers:
    """Even the headings are in an old encoding: nothing is read before the clerk asks for its conversion."""
    remark = Remark(failure.code, "", failure.message, "error")
    return PastedMembers((), MemberList((), (), (), (), (remark,)), (), is_legacy=True, cleaned=None)


def _as_read(grid: Grid, *, convert_legacy: bool) -> list[str]:
    """The texts of the grid as they are cleaned: in an old encoding, those that were converted and no others."""
    cells = list(texts(grid.rows))
    encoding = recognise_column(cells)
    if encoding is None:
        return cells
    return list(convert_column(cells, encoding)[0]) if convert_legacy else []


__all__ = ["MOST_CHARACTERS", "PastedMembers", "UnreadableFlatFile", "read_pasted_members"]
