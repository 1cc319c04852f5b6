"""What there is once in a file, so that all papers must agree on it: settings of the layout, and the theme."""

from __future__ import annotations

import copy

from lxml import etree

from service.batch.printing.markup import W, as_part, canonical, child, element, local_name
from service.batch.printing.notes import SEPARATORS, NoteKind
from service.batch.printing.papers import OpenedPaper, drop_ignorable
from service.errors import BatchFault
from service.package import parse_exactly

_ON_LAYOUT = (
    "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "mirrorMargins",
    "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone", "doNotHyphenateCaps",
    "evenAndOddHeaders", "bookFoldPrinting", "characterSpacingControl", "noLineBreaksAfter", "noLineBreaksBefore",
    "footnotePr", "endnotePr", "compat",
)  # fmt: skip
_BEFORE_MIRROR = (
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime", "doNotDisplayPageBoundaries",
    "displayBackgroundShape", "printPostScriptOverText", "printFractionalCharacterWidth", "printFormsData",
    "embedTrueTypeFonts", "embedSystemFonts", "saveSubsetFonts", "saveFormsData",
)  # fmt: skip
_BEHIND_NOTES = (
    "endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping",
    "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions", "readModeInkLockDown",
    "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags", "decimalSymbol", "listSeparator",
)  # fmt: skip
_NOT_FOR_PRINT = (
    "attachedTemplate", "documentProtection", "mailMerge", "revisionView", "trackRevisions", "writeProtection",
    "docVars", "rsids", "attachedSchema", "schemaLibrary", "updateFields", "hdrShapeDefaults", "shapeDefaults",
)  # fmt: skip
_THEME_IS_USED = (b"Theme=", b"themeColor=")


class SettingBook:
    """Settings, theme and font table of the first paper, once all others are found to agree."""

    def __init__(self) -> None:
        self._root: etree._Element | None = None
        self._known: dict[bytes, dict[str, bytes]] = {}
        self._agreed: dict[str, bytes] | None = None
        self._theme: bytes | None = None
        self._first_theme: bytes | None = None
        self.fonts: bytes | None = None

    def take(self, paper: OpenedPaper) -> None:
        """Take the settings of a paper. Raises :class:`BatchFault` naming those that differ from the papers before."""
        part = paper.part_of_kind("settings") or as_part(element("settings"))
        if part not in self._known:
            root = parse_exactly(part)
            drop_ignorable(root)
            self._known[part] = _on_layout(root)
            if self._root is None:
                self._root = root
                self.fonts = _font_table(paper)
        said = self._known[part]
        if self._agreed is None:
            self._agreed = said
        different = sorted(
            name for name in said.keys() | self._agreed.keys() if said.get(name) != self._agreed.get(name)
        )
        if different:
            raise BatchFault(f"its settings differ from those of the papers before: {', '.join(different)}")
        self._take_theme(paper)

    @property
    def theme(self) -> bytes | None:
        """The theme that the styles of the papers use; where they use none, that of the first."""
        return self._theme or self._first_theme

    def as_part(self, *, duplex: bool, notes: list[NoteKind]) -> bytes:
        """The settings of the file: ``duplex`` mirrors the margins of backs, ``notes`` are the kinds that it has."""
        root = element("settings") if self._root is None else copy.deepcopy(self._root)
        for each in [each for each in root if local_name(each) in _NOT_FOR_PRINT]:
            root.remove(each)
        for kind in ("footnote", "endnote"):
            _name_separators(root, kind, wanted=kind in notes)
        if duplex and child(root, "mirrorMargins") is None:
            first = next(
                (place for place, each in enumerate(root) if local_name(each) not in _BEFORE_MIRROR), len(root)
            )
            root.insert(first, element("mirrorMargins"))
        return as_part(root)

    def _take_theme(self, paper: OpenedPaper) -> None:
        styles, theme = paper.part_of_kind("styles") or b"", paper.part_of_kind("theme")
        self._first_theme = self._first_theme or theme
        if theme is None or theme == self._theme or not any(use in styles for use in _THEME_IS_USED):
            return
        if self._theme is not None:
            raise BatchFault("its theme differs from that of the papers before")
        self._theme = theme


def _on_layout(root: etree._Element) -> dict[str, bytes]:
    """Each setting that bears on the layout by its name; which lines stand above notes is no matter."""
    said: dict[str, bytes] = {}
    for each in root:
        if local_name(each) in _ON_LAYOUT:
            plain = copy.deepcopy(each)
            for separator in [*plain.findall(f"{W}footnote"), *plain.findall(f"{W}endnote")]:
                plain.remove(separator)
            plain.tail = None
            if len(plain) or plain.attrib or len(each) == 0:
                said[local_name(each)] = canonical(plain)
    return said


def _name_separators(root: etree._Element, kind: str, *, wanted: bool) -> None:
    """Say in the settings which notes are the lines above the others."""
    notes = child(root, f"{kind}Pr")
    if notes is not None:
        for old in notes.findall(W + kind):
            notes.remove(old)
    if not wanted:
        return
    if notes is None:
        notes = element(f"{kind}Pr")
        behind = _BEHIND_NOTES if kind == "footnote" else _BEHIND_NOTES[1:]
        place = next((place for place, each in enumerate(root) if local_name(each) in behind), len(root))
        root.insert(place, notes)
    notes.extend(element(kind, id=identity) for identity, _ in SEPARATORS)


def _font_table(paper: OpenedPaper) -> bytes | None:
    """The font table, unless it leads to fonts of its own."""
    for each in paper.relationships.values():
        if each.kind == "fontTable" and not each.external and not paper.package.relationships(each.target):
            return paper.package.parts.get(each.target)
    return None
