"""What a paper is judged and printed by besides its own payload."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from service.norm import Edition, IssuerKind, IssuerRules, LegalBases, ToneMarks, respell


@dataclass(frozen=True, slots=True)
class Practice:
    """What sources contradict one another on: an office chooses, the defaults are the better attested ones.

    ``tone_marks``: ủy or uỷ in fixed wording (05-HD orders ủy in one digest, uỷ in another).
    ``last_basis_end``: the mark after the last căn cứ before the deciding sentence.
    ``transfer_days``: working days in which the đảng ủy completes a transfer. None goes by the paper's date: 30 since
    24-QĐ/TW (mục 6.3.5), 60 before; of two sources of 2026 one says 30, the other 60.
    ``cell_term_years``: a cell's term: 5 (294-QĐ/TW, 208-QĐ/TW), or 2.5 under a committee (Charter).
    ``max_members``: most members in one paper.
    """

    tone_marks: ToneMarks = "ủy"
    last_basis_end: Literal[",", ".", ";"] = ","
    transfer_days: int | None = None
    cell_term_years: float = 5
    max_members: int = 5000


@lru_cache(maxsize=2048)
def _fixed_wording(pattern: str, tone_marks: ToneMarks) -> str:
    return respell(pattern, tone_marks)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The edition of the norm, what follows from issuers, the legal bases, the office's practice, and today."""

    edition: Edition
    issuer_rules: Mapping[IssuerKind, IssuerRules]
    bases: LegalBases
    practice: Practice
    today: date

    def say(self, pattern: str, /, **values: object) -> str:
        """Fixed wording in the office's spelling, with ``values`` set in just as they were typed."""
        wording = _fixed_wording(pattern, self.practice.tone_marks)
        return wording.format(**values) if values else wording
