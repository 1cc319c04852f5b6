"""Everything in a paper's XML that is named by an id or by its number gets the name it has in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from service.batch.printing.markup import R, W, child, element, local_name, properties_of
from service.batch.printing.styles import StyleNames
from service.errors import BatchFault

_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_STYLE_TYPES = {f"{W}pStyle": "paragraph", f"{W}rStyle": "character", f"{W}tblStyle": "table"}
_BOOKMARK_LENGTH = 40
_BOOKMARK_FIELD = re.compile(r'(\b(?:REF|PAGEREF|HYPERLINK\s+\\l)\s+"?)([^\s"\\]+)', re.IGNORECASE)
_ALL_PAGES = re.compile(r"\bNUMPAGES\b", re.IGNORECASE)


class Identities:
    """Numbers and bookmark names that occur once in a part; numbers count from ``first``."""

    def __init__(self, first: int = 1) -> None:
        self._last = first - 1
        self._bookmarks: set[str] = set()

    def number(self) -> str:
        """A number that was not given before."""
        self._last += 1
        return str(self._last)

    def bookmark(self, wanted: str) -> str:
        """``wanted``, or where a paper before has that bookmark a name made of it."""
        name = wanted
        while name.casefold() in self._bookmarks:
            end = f"_{self.number()}"
            name = wanted[: _BOOKMARK_LENGTH - len(end)] + end
        self._bookmarks.add(name.casefold())
        return name


@dataclass(slots=True)
class Renaming:
    """The names that the things of one paper have in the file, and how they come into its XML.

    ``list_number``, ``relationship`` and ``note`` (of a kind of note and its id) are asked with the paper's own ids.
    """

    styles: StyleNames
    list_number: Callable[[str], str]
    relationship: Callable[[str], str]
    note: Callable[[str, str], str]
    identities: Identities
    only_section: bool
    _bookmarks: dict[str, str] = field(default_factory=dict)
    _bookmark_numbers: dict[str, str] = field(default_factory=dict)

    def apply(self, root: etree._Element) -> None:
        """Rename in ``root`` and all below it. Raises :class:`BatchFault` for what cannot be said in a common file."""
        for each in list(root.iter("*")):
            tag = str(each.tag)
            action = _ACTIONS.get(tag)
            if action is not None:
                action(self, each)
            elif tag.startswith(_VML):
                self._shape(each)
            for key in map(str, each.attrib):
                if key.startswith(R):
                    each.set(key, self.relationship(str(each.get(key))))

    def _style(self, each: etree._Element) -> None:
        renamed = self.styles.ids.get((_STYLE_TYPES[str(each.tag)], each.get(f"{W}val", "")))
        if renamed is not None:
            each.set(f"{W}val", renamed)

    def _paragraph(self, each: etree._Element) -> None:
        default = self.styles.default_paragraph
        if default is not None and each.find(f"{W}pPr/{W}pStyle") is None:
            properties_of(each).insert(0, element("pStyle", val=default))

    def _table(self, each: etree._Element) -> None:
        default, properties = self.styles.default_table, child(each, "tblPr")
        if default is not None and properties is not None and child(properties, "tblStyle") is None:
            properties.insert(0, element("tblStyle", val=default))

    def _list(self, each: etree._Element) -> None:
        each.set(f"{W}val", self.list_number(each.get(f"{W}val", "0")))

    def _picture(self, each: etree._Element) -> None:
        each.set("id", self.identities.number())

    def _control(self, each: etree._Element) -> None:
        """The id of a content control; others have no element of this name (a numbering, a font)."""
        parent = each.getparent()
        if parent is not None and parent.tag == f"{W}sdtPr":
            each.set(f"{W}val", self.identities.number())

    def _bookmark_start(self, each: etree._Element) -> None:
        each.set(f"{W}name", self._bookmark(each.get(f"{W}name", "")))
        self._bookmark_end(each)

    def _bookmark_end(self, each: etree._Element) -> None:
        own = each.get(f"{W}id", "")
        if own not in self._bookmark_numbers:
            self._bookmark_numbers[own] = self.identities.number()
        each.set(f"{W}id", self._bookmark_numbers[own])

    def _bookmark(self, own: str) -> str:
        if own not in self._bookmarks:
            self._bookmarks[own] = self.identities.bookmark(own)
        return self._bookmarks[own]

    def _link(self, each: etree._Element) -> None:
        anchor = each.get(f"{W}anchor")
        if anchor is not None:
            each.set(f"{W}anchor", self._bookmark(anchor))

    def _instruction(self, each: etree._Element) -> None:
        each.text = self._field(each.text or "")

    def _simple_field(self, each: etree._Element) -> None:
        each.set(f"{W}instr", self._field(each.get(f"{W}instr", "")))

    def _field(self, instruction: str) -> str:
        if _ALL_PAGES.search(instruction):
            if not self.only_section:
                raise BatchFault("a paper of several sections counts all pages of its file (NUMPAGES)")
            instruction = _ALL_PAGES.sub("SECTIONPAGES", instruction)
        return _BOOKMARK_FIELD.sub(lambda found: found[1] + self._bookmark(found[2]), instruction)

    def _note_reference(self, each: etree._Element) -> None:
        kind = local_name(each).removesuffix("Reference")
        each.set(f"{W}id", self.note(kind, each.get(f"{W}id", "")))

    def _shape(self, each: etree._Element) -> None:
        each.attrib.pop(f"{_OFFICE}spid", None)
        if each.get("id") is not None and each.tag != f"{_VML}shapetype":
            each.set("id", f"shape_{self.identities.number()}")


_ACTIONS: dict[str, Callable[[Renaming, etree._Element], None]] = {
    **dict.fromkeys(_STYLE_TYPES, Renaming._style),
    f"{W}p": Renaming._paragraph,
    f"{W}tbl": Renaming._table,
    f"{W}numId": Renaming._list,
    f"{_DRAWING}docPr": Renaming._picture,
    f"{W}id": Renaming._control,
    f"{W}bookmarkStart": Renaming._bookmark_start,
    f"{W}bookmarkEnd": Renaming._bookmark_end,
    f"{W}hyperlink": Renaming._link,
    f"{W}instrText": Renaming._instruction,
    f"{W}fldSimple": Renaming._simple_field,
    f"{W}footnoteReference": Renaming._note_reference,
    f"{W}endnoteReference": Renaming._note_reference,
}
