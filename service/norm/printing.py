"""How numbers, dates and symbols are printed by an edition of the norm."""

from __future__ import annotations

from datetime import date

from service.norm.edition import Edition, with_comma


def padded_number(number: int, edition: Edition) -> str:
    """05, 12, 105: Arabic, at least two digits (ô 3)."""
    return f"{number:0{edition.number_line.least_digits}d}"


def number_symbol(number: int | None, type_symbol: str, body_symbol: str, edition: Edition) -> str:
    """``05-QĐ/ĐU``, with the gap of the norm where a draft has no number."""
    line = edition.number_line
    figure = line.gap if number is None else padded_number(number, edition)
    return f"{figure}{line.type_separator}{type_symbol}{line.body_separator}{body_symbol}"


def number_line(number: int | None, type_symbol: str, body_symbol: str, edition: Edition) -> str:
    """``Số 05-QĐ/ĐU``: no colon, no spaces round the marks (ô 3)."""
    symbol = number_symbol(number, type_symbol, body_symbol, edition)
    return f"{edition.number_line.label}{'' if number is None else ' '}{symbol}"


def long_date(day: date | None, edition: Edition) -> str:
    """``ngày 05 tháng 02 năm 2026``; months 3 to 12 never get a zero. Without a day, the gaps for handwriting."""
    rule = edition.place_date
    if day is None:
        return f"ngày{rule.gap}tháng{rule.gap}năm{rule.gap}"
    day_digits = f"{day.day:02d}" if day.day < rule.pad_day_below else str(day.day)
    month_digits = f"{day.month:02d}" if day.month < rule.pad_month_below else str(day.month)
    return f"ngày {day_digits} tháng {month_digits} năm {day.year}"


def place_date(place: str, day: date | None, edition: Edition) -> str:
    """``Lào Cai, ngày 03 tháng 02 năm 2026`` (ô 4)."""
    return f"{place}{edition.place_date.separator}{long_date(day, edition)}"


def short_date(day: date | None, edition: Edition) -> str:
    """``09/01/2026`` and ``27/5/2026`` as in running citations; without a day, the gaps."""
    rule = edition.place_date
    if day is None:
        return "     /     /      "
    day_digits = f"{day.day:02d}" if day.day < rule.pad_day_below else str(day.day)
    month_digits = f"{day.month:02d}" if day.month < rule.pad_month_below else str(day.month)
    return f"{day_digits}/{month_digits}/{day.year}"


def short_month(month: int, year: int, edition: Edition) -> str:
    """``02/2026`` and ``7/2026``: a month in running text, padded as in a date."""
    return f"{month:02d}/{year}" if month < edition.place_date.pad_month_below else f"{month}/{year}"


def vietnamese(number: float, places: int | None = 1) -> str:
    """``93,1``: so many places after a decimal comma; None: as many as it has."""
    return with_comma(f"{number:g}" if places is None else f"{number:.{places}f}")


def grouped(number: int | float) -> str:
    """``3.918`` and ``47,8``: dot for thousands, decimal comma."""
    if isinstance(number, int) or number.is_integer():
        return f"{int(number):,}".replace(",", ".")
    return f"{number:,.10f}".rstrip("0").rstrip(".").replace(",", " ").replace(".", ",").replace(" ", ".")
