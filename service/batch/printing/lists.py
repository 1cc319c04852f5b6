"""Numbered and bulleted lists: each paper has its own, or the second would count on where the first left off."""

from __future__ import annotations

import copy

from lxml import etree

from service.batch.printing.markup import W, as_part, child, element, value
from service.batch.printing.papers import drop_ignorable
from service.package import parse_exactly

_NO_LIST = "0"


class ListBook:
    """All lists of the file."""

    def __init__(self) -> None:
        self._definitions: list[etree._Element] = []
        self._numbers: list[etree._Element] = []

    def of_paper(self, part: bytes | None) -> PaperLists:
        """The lists of a paper, to be taken as they are met."""
        return PaperLists(self, part)

    def add_definition(self, definition: etree._Element) -> str:
        """Take a definition; its new id. Word tells lists by ``nsid``, so that is new too."""
        number = len(self._definitions)
        definition.set(f"{W}abstractNumId", str(number))
        identity = child(definition, "nsid")
        if identity is not None:
            identity.set(f"{W}val", f"{number + 1:08X}")
        self._definitions.append(definition)
        return str(number)

    def add_number(self, number: etree._Element, definition: str) -> str:
        """Take a list that is numbered by a definition; its new id."""
        identity = str(len(self._numbers) + 1)
        number.set(f"{W}numId", identity)
        leads_to = child(number, "abstractNumId")
        if leads_to is not None:
            leads_to.set(f"{W}val", definition)
        self._numbers.append(number)
        return identity

    def as_part(self) -> bytes | None:
        """All lists; None where there is none."""
        if not self._numbers:
            return None
        root = element("numbering")
        root.extend((*self._definitions, *self._numbers))
        return as_part(root)


class PaperLists:
    """Gives the lists of one paper their numbers in the file."""

    def __init__(self, book: ListBook, part: bytes | None) -> None:
        self._book = book
        self._part = part
        self._root: etree._Element | None = None
        self._definitions: dict[str, str] = {}
        self._numbers: dict[str, str] = {_NO_LIST: _NO_LIST}
        self.definitions: list[etree._Element] = []
        """Those taken so far; their levels name styles by the ids of the paper until they are renamed."""

    def number(self, old: str) -> str:
        """The number of a list in the file; a list that the paper does not define is none."""
        if old not in self._numbers:
            found = self._find("num", "numId", old)
            definition = None if found is None else self._definition(value(found, "abstractNumId") or "")
            if found is None or definition is None:
                return _NO_LIST
            self._numbers[old] = self._book.add_number(copy.deepcopy(found), definition)
        return self._numbers[old]

    def _definition(self, old: str) -> str | None:
        if old not in self._definitions:
            found = self._find("abstractNum", "abstractNumId", old)
            if found is None:
                return None
            made = copy.deepcopy(found)
            for picture in list(made.iter(f"{W}lvlPicBulletId")):
                parent = picture.getparent()
                if parent is not None:
                    parent.remove(picture)
            self.definitions.append(made)
            self._definitions[old] = self._book.add_definition(made)
        return self._definitions[old]

    def _find(self, name: str, key: str, wanted: str) -> etree._Element | None:
        if self._part is None:
            return None
        if self._root is None:
            self._root = parse_exactly(self._part)
            drop_ignorable(self._root)
        return next((each for each in self._root.findall(W + name) if each.get(W + key) == wanted), None)
