"""Cells pasted from Excel to the items of a type's table of members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from service.batch.flat_files import UnreadableFlatFile
from service.batch.member_lists import MemberList, grid_from_text, read_member_list
from service.batch.member_lists.headings import fields as list_fields
from service.batch.sources.list_papers import member_fields
from service.documents import DocumentType
from service.errors import Message
from service.pasting.report import refuse_too_long

MOST_CHARACTERS = 2_000_000
"""Characters of a list: some ten thousand members."""


@dataclass(frozen=True, slots=True)
class PastedMembers:
    """``items`` are those of the type's ``members``; ``unused`` names columns understood that the type has not.

    ``is_legacy``: names stand in an old encoding, and conversion was not asked for.
    """

    items: tuple[dict[str, str], ...]
    found: MemberList
    unused: tuple[Message, ...]
    is_legacy: bool


def read_pasted_members(
    text: str, document_type: DocumentType, answers: Mapping[str, str], *, today: date, convert_legacy: bool = False
) -> PastedMembers:
    """The members in ``text``. ``answers``: question key → value of a choice.

    Raises :class:`service.pasting.TooLong`, :class:`UnreadableFlatFile` and
    :class:`service.batch.member_lists.UnreadableList`.
    """
    refuse_too_long(text, MOST_CHARACTERS)
    found = read_member_list(grid_from_text(text), answers, today=today, convert_legacy=convert_legacy)
    taken = member_fields(document_type)
    strange = {name for member in found.members for name in member.payload} - taken
    return PastedMembers(
        items=tuple(
            {name: value for name, value in member.payload.items() if name in taken} for member in found.members
        ),
        found=found,
        unused=tuple(list_fields()[name].meaning for name in sorted(strange)),
        is_legacy=any(remark.code == "legacy.text" for remark in found.remarks),
    )


__all__ = ["MOST_CHARACTERS", "PastedMembers", "UnreadableFlatFile", "read_pasted_members"]
