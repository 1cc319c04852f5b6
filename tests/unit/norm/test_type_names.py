"""Tên loại and their symbols."""

from __future__ import annotations

from service.documents import discover_types
from service.norm import PAPER_KINDS, load_type_names

TYPE_NAMES = {each.name: each for each in load_type_names()}


def test_each_name_is_there_once():
    assert len(TYPE_NAMES) == len(load_type_names())


def test_every_kind_but_the_letter_has_a_name():
    assert {each.kind for each in TYPE_NAMES.values()} == set(PAPER_KINDS) - {"letter"}


def test_a_symbol_stands_for_one_name_unless_the_editions_differ():
    owners: dict[str, list[str]] = {}
    for each in TYPE_NAMES.values():
        for symbol in each.symbols:
            owners.setdefault(symbol, []).append(each.name)

    assert {symbol: names for symbol, names in owners.items() if len(names) > 1} == {"QĐ": ["Quyết định", "Quy định"]}


def test_the_symbols_of_our_own_types_are_among_them():
    """``slip`` stands for the eight administrative slips, whose forms are printed."""
    known = {symbol for each in TYPE_NAMES.values() for symbol in each.symbols}

    assert {each.symbol for each in discover_types().values()} - known - {"slip"} == set()
