"""Days, months and moments as clerks type them, and as a payload holds them."""

from __future__ import annotations

import re
from datetime import date, datetime

_DAY = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})")
_ISO_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_MONTH = re.compile(r"(?:tháng\s+)?(?P<month>\d{1,2})[/.-](?P<year>\d{4})", re.IGNORECASE)
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_TIME = r"(?P<hour>\d{1,2})\s*(?::|h|giờ)\s*(?P<minute>\d{2})?(?::(?P<second>\d{2}))?"
_DAY_TIME = re.compile(rf"(?P<date>\d\S*[/.-]\S*)[\s,]+{_TIME}", re.IGNORECASE)
_TIME_DAY = re.compile(rf"{_TIME}[\s,]+(?:ngày\s+)?(?P<date>\d\S*[/.-]\S*)", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
FIRST_YEAR, LAST_YEAR = 1800, 2200
"""A bare number in a column of dates is a year only between these."""


def day_of(text: str) -> date | None:
    """``05/8/2026``, ``5-8-2026``, ``2026-08-05``: day before month, always."""
    match = _DAY.fullmatch(text) or _ISO_DAY.fullmatch(text)
    if not match:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def month_of(text: str) -> str | None:
    """``2026-08`` for ``8/2026``, ``tháng 8/2026``, ``2026-08``."""
    match = _MONTH.fullmatch(text) or _ISO_MONTH.fullmatch(text)
    if not match or not 1 <= int(match["month"]) <= 12:
        return None
    return f"{match['year']}-{int(match['month']):02d}"


def moment_of(text: str) -> datetime | None:
    """``03/8/2026 19:30``, ``19h30 ngày 03/8/2026``, ``2026-08-03T19:30``: by the clock of the place."""
    match = _DAY_TIME.fullmatch(text) or _TIME_DAY.fullmatch(text)
    day = day_of(match["date"]) if match else None
    try:
        if match and day:
            clock = (int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0))
            return datetime(day.year, day.month, day.day, *clock)  # noqa: DTZ001  # a local time without zone
        moment = datetime.fromisoformat(text) if "T" in text or ":" in text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo is None else None


def partial_of(text: str) -> str | None:
    """As typed where it is a year, month/year or day/month/year; ``2026-08-05`` turned round."""
    if _YEAR.fullmatch(text):
        return text
    if (month := _MONTH.fullmatch(text)) and 1 <= int(month["month"]) <= 12:
        return f"{month['month']}/{month['year']}"
    day = day_of(text)
    if day is None:
        return None
    typed = _DAY.fullmatch(text)
    return f"{typed['day']}/{typed['month']}/{typed['year']}" if typed else shown_day(day)


def shown_day(day: date) -> str:
    """``05/08/2026``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def shown_month(month: str) -> str:
    """``08/2026`` for ``2026-08``; other text as it is."""
    match = _ISO_MONTH.fullmatch(month)
    return f"{match['month']}/{match['year']}" if match else month


def shown_moment(text: str) -> str:
    """``03/08/2026 19:30`` for an ISO moment; with seconds where it has some; other text as it is."""
    moment = moment_of(text)
    if moment is None or moment.microsecond:
        return text
    return f"{shown_day(moment)} {moment:%H:%M:%S}" if moment.second else f"{shown_day(moment)} {moment:%H:%M}"
