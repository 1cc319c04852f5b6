"""The registry of legal bases, and how a basis is judged at the date of the paper that cites it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from pydantic import Field

from service.errors import NormFault
from service.norm._loading import Frozen, as_model, read_toml
from service.norm.edition import Confidence, Edition
from service.norm.printing import short_date

_CITED = re.compile(r"(?<![0-9])(?P<number>[0-9]{1,4}-[A-ZĐ][A-Za-zĐ]{0,3}/[A-ZĐ]{2,8})\b")
_CITED_DATE = re.compile(
    r"(?P<term>(?:đến|trước|từ|sau|hết|nhất)\s+)?\bngày\s+"
    r"(?P<day>[0-9]{1,2})(?:[/\-.]|\s+tháng\s+)(?P<month>[0-9]{1,2})(?:[/\-.]|\s+năm\s+)(?P<year>[0-9]{4})",
    re.IGNORECASE,
)


class Basis(Frozen):
    """One document that papers cite. ``day`` is None where it is not known; nothing is then judged by it."""

    code: str
    subject: str
    type: str = ""
    number: str = ""
    day: date | None = Field(default=None, alias="date")
    issuer: str = ""
    name: str = ""
    title: str = ""
    replaced_by: str | None = None
    confidence: Confidence

    def citation(self, edition: Edition) -> str:
        """``Quy định số 208-QĐ/TW, ngày 26/7/2026 của Ban Chấp hành Trung ương về thi hành Điều lệ Đảng``."""
        if self.name:
            return self.name
        text = f"{self.type} số {self.number}"
        if self.day:
            text += f", ngày {short_date(self.day, edition)}"
        text += f" của {self.issuer}"
        return f"{text} về {self.title}" if self.title else text


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited in running text: its number (``208-QĐ/TW``, "" if none) and its date, where given."""

    number: str
    day: date | None


def citations_in(text: str) -> list[Citation]:
    """Every number with its date, and every date without a number, in ``text``, each once.

    Impossible dates are passed over, and so are terms (“đến ngày …”, “từ ngày …”): they date no document.
    """
    found: list[Citation] = []
    numbers = list(_CITED.finditer(text))
    starts = [match.start() for match in numbers] + [len(text)]
    days_before = [_real_date(match) for match in _CITED_DATE.finditer(text, 0, starts[0])]
    found.extend(Citation("", day) for day in days_before if day)
    for match, end in zip(numbers, starts[1:], strict=True):
        days = [day for each in _CITED_DATE.finditer(text, match.end(), end) if (day := _real_date(each))]
        found.append(Citation(match["number"], days[0] if days else None))
        found.extend(Citation("", day) for day in days[1:])
    return list(dict.fromkeys(found))


def _real_date(match: re.Match[str]) -> date | None:
    if match["term"]:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


class LegalBases:
    """The registry: by code, by number and date, and by subject at a day.

    Raises :class:`NormFault` where a chain of replacement leads nowhere or in a circle.
    """

    def __init__(self, bases: Mapping[str, Basis]) -> None:
        for basis in bases.values():
            _follow_chain(basis, bases)
        self.by_code: Mapping[str, Basis] = MappingProxyType(dict(bases))

    def find(self, citation: Citation) -> Basis | None:
        """The basis with this number and this date; by number alone only where that is unambiguous and no date said."""
        same_number = [basis for basis in self.by_code.values() if basis.number and basis.number == citation.number]
        if citation.day is not None:
            return next((basis for basis in same_number if basis.day == citation.day), None)
        return same_number[0] if len(same_number) == 1 else None

    def successor(self, basis: Basis, day: date) -> Basis | None:
        """The newest document that had taken the place of ``basis`` by ``day``, or None while it was current."""
        newest = None
        following = basis.replaced_by
        while following is not None:
            candidate = self.by_code[following]
            if candidate.day is not None and candidate.day <= day:
                newest = candidate
            following = candidate.replaced_by
        return newest

    def current(self, subject: str, day: date) -> Basis | None:
        """The document on ``subject`` that was current on ``day``."""
        dated = [
            basis for basis in self.by_code.values() if basis.subject == subject and basis.day and basis.day <= day
        ]
        return max(dated, key=lambda basis: basis.day or date.min, default=None)


def load_legal_bases() -> LegalBases:
    """The registry in ``legal_bases.toml``. Raises :class:`NormFault`, also for a broken chain of replacement."""
    rows: list[dict[str, Any]] = read_toml("legal_bases.toml")["basis"]
    bases = {row["code"]: as_model(Basis, row, f"legal_bases.toml {row['code']}") for row in rows}
    return LegalBases(bases)


def _follow_chain(basis: Basis, bases: Mapping[str, Basis]) -> None:
    passed = {basis.code}
    while (following := basis.replaced_by) is not None:
        if following not in bases or following in passed:
            kind = "circular" if following in passed else "unknown"
            raise NormFault(f"service/norm/legal_bases.toml {basis.code}: {kind} successor {following}")
        passed.add(following)
        basis = bases[following]
