"""Putting right in a copy what can be without touching the words.

``remedies`` of the rules say what; here it is done to the XML: ``ordered`` puts elements where the schema wants them,
``runs`` parts runs so that only the characters concerned change, ``formatting``, ``pages`` and ``marks`` do the rest.
"""

from __future__ import annotations

from collections.abc import Iterable

from service.conformance.copying import PackageCopy
from service.conformance.mending.formatting import compose, keep_rows_whole, set_characters, set_paragraph
from service.conformance.mending.marks import remove_rule, set_mark
from service.conformance.mending.pages import set_field, set_page, set_page_number
from service.conformance.mending.runs import Runs
from service.conformance.paper import Paper
from service.conformance.remedies import (
    Compose,
    KeepRowsWhole,
    Remedy,
    RemoveRule,
    SetCharacters,
    SetField,
    SetMark,
    SetPage,
    SetPageNumber,
    SetParagraph,
)
from service.package import Package

__all__ = ["mended"]


def mended(package: Package, paper: Paper, remedies: Iterable[Remedy]) -> bytes:
    """The copy of ``package``, of which ``paper`` was read, with all ``remedies`` applied."""
    copy = PackageCopy(package, paper.roots)
    runs = Runs()
    for remedy in sorted(remedies, key=_order):
        _apply(remedy, copy, runs, paper)
    return copy.content()


def _order(remedy: Remedy) -> int:
    """Formatting first: it refers to characters by their places, which other remedies move."""
    return 0 if isinstance(remedy, SetCharacters) else 2 if isinstance(remedy, Compose | SetMark) else 1


def _apply(remedy: Remedy, copy: PackageCopy, runs: Runs, paper: Paper) -> None:
    match remedy:
        case SetCharacters():
            set_characters(remedy, copy, runs)
        case SetParagraph():
            set_paragraph(remedy, copy, runs)
        case SetPage():
            set_page(remedy, copy, paper)
        case SetPageNumber():
            set_page_number(remedy, copy, paper)
        case SetField():
            set_field(remedy, copy)
        case SetMark():
            set_mark(remedy, copy, runs)
        case RemoveRule():
            remove_rule(remedy, copy)
        case Compose():
            compose(remedy, copy)
        case KeepRowsWhole():
            keep_rows_whole(remedy, copy)
