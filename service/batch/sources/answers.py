"""Answers that settle nothing are refused: whoever misspells a key would believe that the question is settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.batch.member_lists.sheets import Lists, ListSheet
from service.batch.rows import RowError
from service.batch.sources import list_messages as messages

_CODE = "answer.unknown"
_CHOOSES_A_COLUMN = "column:"
_ABOUT_A_COLUMN = ("dates:", "zeros:")


def unknown_answers(answers: Mapping[str, str], lists: Lists) -> Iterator[RowError]:
    """A fault for each answer whose question no list asks. Only where every list could be read."""
    keys = [f"{sheet.number}:{key}" for sheet in lists.sheets for key in _asked(sheet)]
    known = {*keys, *(key.partition(":")[2] for key in keys)}
    shown = [key.partition(":")[2] for key in keys] if len(lists.sheets) == 1 else keys
    for key in answers:
        if key not in known and not any(_may_be_left_over(key, sheet) for sheet in lists.sheets):
            yield RowError(0, "", _CODE, messages.unknown_answer(key, shown))


def _asked(sheet: ListSheet) -> list[str]:
    return [*(question.key for question in sheet.questions), *sheet.answered]


def _may_be_left_over(key: str, sheet: ListSheet) -> bool:
    """The answer that chooses among columns takes away what was asked about the others."""
    own = key.removeprefix(f"{sheet.number}:")
    return own.startswith(_ABOUT_A_COLUMN) and any(each.startswith(_CHOOSES_A_COLUMN) for each in sheet.answered)
