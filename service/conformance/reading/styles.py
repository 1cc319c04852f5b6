"""Styles: what a paragraph and a run look like once defaults, style chains and direct formatting are laid together.

The order (ECMA-376 part 1, 17.7.2): document defaults, table style, numbering, paragraph style, character style, direct
formatting. Toggle properties are added up over the styles instead (17.7.3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from service.conformance.paper import CharacterFormat, ParagraphFormat
from service.conformance.reading.names import attribute, child, qn
from service.conformance.reading.properties import (
    FONT_SLOTS,
    TOGGLES,
    Properties,
    character_properties,
    merged,
    paragraph_properties,
    tab_stops,
)

_SIZE_WITHOUT_DEFAULT = 10.0
_LONGEST_CHAIN = 50
_SINGLE_LINE = 12.0
"""w:line of 240 twips is one line where the rule is ``auto``."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it inherits. ``numbering`` is the nearest ``w:numPr`` of its chain."""

    identifier: str
    character: Properties
    paragraph: Properties
    numbering: etree._Element | None
    conditional: Mapping[str, tuple[Properties, Properties]]
    """Of a table style: character and paragraph properties of its first row, last column, …"""


_NO_STYLE = Style("", {}, {}, None, {})


class Styles:
    """All styles of a document. ``root`` is that of styles.xml, None where the document has none."""

    def __init__(self, root: etree._Element | None, theme_fonts: Mapping[str, str]) -> None:
        self.theme_fonts = theme_fonts
        self._elements: dict[tuple[str, str], etree._Element] = {}
        self._defaults: dict[str, str] = {}
        self._resolved: dict[tuple[str, str], Style] = {}
        self._formats: dict[tuple[str, bytes], CharacterFormat] = {}
        self._written: dict[bytes, Properties] = {}
        for element in root.iterchildren(qn("w:style")) if root is not None else ():
            kind = attribute(element, "w:type") or "paragraph"
            identifier = attribute(element, "w:styleId") or ""
            self._elements[kind, identifier] = element
            if attribute(element, "w:default") in ("1", "true", "on"):
                self._defaults[kind] = identifier
        defaults = child(root, "w:docDefaults")
        self._character_default = character_properties(child(child(defaults, "w:rPrDefault"), "w:rPr"), theme_fonts)
        self._paragraph_default = paragraph_properties(child(child(defaults, "w:pPrDefault"), "w:pPr"))

    def style(self, kind: str, identifier: str | None) -> Style:
        """The style with this identifier, else the default one of its kind."""
        if identifier is None or (kind, identifier) not in self._elements:
            identifier = self._defaults.get(kind)
        if identifier is None:
            return _NO_STYLE
        key = (kind, identifier)
        if key not in self._resolved:
            self._resolved[key] = self._resolve(kind, identifier)
        return self._resolved[key]

    def paragraph_format(
        self, table: Properties, style: Style, numbering: Properties, own: Properties
    ) -> ParagraphFormat:
        """``numbering``: the indents of the list level; of a list by style they stand below the style's own."""
        levels = (
            (self._paragraph_default, table, numbering, style.paragraph, own)
            if numbering.get("by_style")
            else (self._paragraph_default, table, style.paragraph, numbering, own)
        )
        together = merged(*levels)
        rule = together.get("line_rule", "multiple")
        line = together.get("line_points", _SINGLE_LINE)
        return ParagraphFormat(
            align=together.get("align", "left"),
            left=together.get("left", 0.0),
            right=together.get("right", 0.0),
            first_line=together.get("first_line", 0.0),
            before=together.get("before", 0.0),
            after=together.get("after", 0.0),
            line_rule=rule,
            line=line / _SINGLE_LINE if rule == "multiple" else line,
            contextual_spacing=together.get("contextualSpacing", False),
            keep_next=together.get("keepNext", False),
            keep_lines=together.get("keepLines", False),
            page_break_before=together.get("pageBreakBefore", False),
            rule_above=together.get("rule_above", False),
            rule_below=together.get("rule_below", False),
            tab_stops=tab_stops(together),
            centred_frame=together.get("centred_frame", False),
        )

    def character_format(
        self, table: Properties, paragraph: Style, *run_properties: etree._Element | None
    ) -> CharacterFormat:
        """How a run with this ``w:rPr`` shows in a paragraph of this style; later ``w:rPr`` go over earlier ones."""
        # Thousands of runs say the same: what is written alike in a style shows alike.
        written = b"".join(etree.tostring(each, with_tail=False) for each in run_properties if each is not None)
        key = (paragraph.identifier, written)
        if table or key not in self._formats:
            shown = self._character_format(table, paragraph, run_properties)
            if table:
                return shown
            self._formats[key] = shown
        return self._formats[key]

    def own_paragraph_properties(self, p_pr: etree._Element | None) -> Properties:
        """What a ``w:pPr`` says; not to be changed, for others that say the same share it."""
        written = b"" if p_pr is None else etree.tostring(p_pr, with_tail=False)
        if written not in self._written:
            self._written[written] = paragraph_properties(p_pr)
        return self._written[written]

    def _character_format(
        self, table: Properties, paragraph: Style, run_properties: Sequence[etree._Element | None]
    ) -> CharacterFormat:
        references = (attribute(child(each, "w:rStyle"), "w:val") for each in run_properties)
        character = self.style("character", next(filter(None, references), None)).character
        own = merged(*(character_properties(each, self.theme_fonts) for each in run_properties))
        together = merged(self._character_default, table, paragraph.character, character, own)
        for toggle in TOGGLES:
            if toggle not in own:
                together[toggle] = self._toggled(toggle, table, paragraph.character, character)
        complex_script = bool(together.get("cs") or together.get("rtl"))
        size = together.get("size", _SIZE_WITHOUT_DEFAULT)
        return CharacterFormat(
            fonts={slot: together.get(f"font.{slot}", "") for slot in FONT_SLOTS},
            size=together.get("size_cs", _SIZE_WITHOUT_DEFAULT) if complex_script else size,
            bold=together["bCs" if complex_script else "b"],
            italic=together["iCs" if complex_script else "i"],
            underline=together.get("underline", False),
            capitals=together["caps"] or together["smallCaps"],
            hidden=together["vanish"],
            color=together.get("color", "auto"),
            complex_script=complex_script,
        )

    def _toggled(self, toggle: str, *levels: Properties) -> bool:
        if self._character_default.get(toggle):
            return True
        return sum(bool(level.get(toggle)) for level in levels) % 2 == 1

    def _resolve(self, kind: str, identifier: str) -> Style:
        chain: list[etree._Element] = []
        following: str | None = identifier
        while following is not None and (kind, following) in self._elements and len(chain) < _LONGEST_CHAIN:
            element = self._elements[kind, following]
            if element in chain:
                break
            chain.append(element)
            following = attribute(child(element, "w:basedOn"), "w:val")
        oldest_first = chain[::-1]
        numbered = (child(child(element, "w:pPr"), "w:numPr") for element in chain)
        conditional: dict[str, tuple[Properties, Properties]] = {}
        for element in oldest_first:
            for part in element.iterchildren(qn("w:tblStylePr")):
                before = conditional.get(attribute(part, "w:type") or "", ({}, {}))
                conditional[attribute(part, "w:type") or ""] = (
                    merged(before[0], character_properties(child(part, "w:rPr"), self.theme_fonts)),
                    merged(before[1], paragraph_properties(child(part, "w:pPr"))),
                )
        return Style(
            identifier,
            merged(*(character_properties(child(each, "w:rPr"), self.theme_fonts) for each in oldest_first)),
            merged(*(paragraph_properties(child(each, "w:pPr")) for each in oldest_first)),
            next((each for each in numbered if each is not None), None),
            conditional,
        )


def read_theme_fonts(theme: etree._Element | None) -> dict[str, str]:
    """Families by the names that ``w:asciiTheme`` and its like use: minorHAnsi, majorBidi and so on."""
    fonts: dict[str, str] = {}
    for level in ("major", "minor"):
        scheme = None if theme is None else next(theme.iter(qn(f"a:{level}Font")), None)
        for element, names in (("latin", ("Ascii", "HAnsi")), ("ea", ("EastAsia",)), ("cs", ("Bidi",))):
            face = child(scheme, f"a:{element}")
            for name in names:
                fonts[f"{level}{name}"] = face.get("typeface", "") if face is not None else ""
    return fonts
