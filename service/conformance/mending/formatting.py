"""Formatting of characters and paragraphs, written as direct formatting."""

from __future__ import annotations

import unicodedata

from lxml import etree

from service.conformance.copying import PackageCopy
from service.conformance.mending.ordered import drop, properties_of, put, take_out
from service.conformance.mending.runs import Runs, set_text
from service.conformance.paper import POINTS_PER_MM, Paragraph
from service.conformance.reading.names import TWIPS_PER_POINT, VAL, local_name, qn, text_of
from service.conformance.remedies import Compose, KeepRowsWhole, SetCharacters, SetParagraph

_ALIGN = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_LINE_RULES = {"exact": "exact", "least": "atLeast", "multiple": "auto"}


def twips(points: float) -> str:
    """Points as whole twips."""
    return str(round(points * TWIPS_PER_POINT))


def twips_of_mm(millimetres: float) -> str:
    """Millimetres as whole twips."""
    return twips(millimetres * POINTS_PER_MM)


def set_characters(remedy: SetCharacters, copy: PackageCopy, runs: Runs) -> None:
    """Format the characters of the remedy, and no others."""
    for span in remedy.spans:
        for run in runs.of(span):
            copy.changed(copy.part_of(run))
            format_run(run, remedy)


def format_run(run: etree._Element, remedy: SetCharacters) -> None:
    """Write what ``remedy`` says into the properties of a run."""
    properties = properties_of(run, "w:rPr")
    if remedy.font is not None:
        _set_font(properties, remedy.font)
    for names, value in ((("b", "bCs"), remedy.bold), (("i", "iCs"), remedy.italic)):
        for name in names if value is not None else ():
            put(properties, f"w:{name}").set(VAL, "1" if value else "0")
    if remedy.black:
        color = put(properties, "w:color")
        color.set(VAL, "auto")
        drop(color, "w:themeColor", "w:themeTint", "w:themeShade")
    if remedy.size is not None:
        for name in ("sz", "szCs"):
            put(properties, f"w:{name}").set(VAL, str(round(remedy.size * 2)))
    if remedy.underline is not None:
        put(properties, "w:u").set(VAL, "single" if remedy.underline else "none")


def _set_font(properties: etree._Element, font: str) -> None:
    fonts = put(properties, "w:rFonts")
    drop(fonts, "w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme", "w:hint")
    for slot in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{slot}"), font)


def set_paragraph(remedy: SetParagraph, copy: PackageCopy, runs: Runs) -> None:
    """Write what ``remedy`` says into the properties of its paragraph."""
    element = remedy.paragraph.element
    copy.changed(copy.part_of(element))
    properties = properties_of(element, "w:pPr")
    if remedy.keep_next is not None:
        put(properties, "w:keepNext").set(VAL, "1" if remedy.keep_next else "0")
    if remedy.line is not None or remedy.after is not None:
        _set_spacing(properties, remedy)
    if remedy.first_line_mm is not None or remedy.left_mm is not None:
        _set_indents(properties, remedy, runs)
    if remedy.align is not None:
        put(properties, "w:jc").set(VAL, _ALIGN[remedy.align])


def _set_spacing(properties: etree._Element, remedy: SetParagraph) -> None:
    spacing = put(properties, "w:spacing")
    if remedy.after is not None:
        drop(spacing, "w:afterLines")
        spacing.set(qn("w:afterAutospacing"), "0")
        spacing.set(qn("w:after"), twips(remedy.after))
        put(properties, "w:contextualSpacing").set(VAL, "0")
    if remedy.line is not None:
        rule, line = remedy.line
        spacing.set(qn("w:line"), twips(line))
        spacing.set(qn("w:lineRule"), _LINE_RULES[rule])


def _set_indents(properties: etree._Element, remedy: SetParagraph, runs: Runs) -> None:
    indents = put(properties, "w:ind")
    if remedy.first_line_mm is not None:
        drop(indents, "w:hanging", "w:hangingChars", "w:firstLineChars")
        indents.set(qn("w:firstLine"), twips_of_mm(remedy.first_line_mm))
        _take_out_typed_indent(remedy.paragraph, runs)
    if remedy.left_mm is not None:
        drop(indents, "w:start", "w:startChars", "w:leftChars")
        indents.set(qn("w:left"), twips_of_mm(remedy.left_mm))


def _take_out_typed_indent(paragraph: Paragraph, runs: Runs) -> None:
    """Tabs and spaces that somebody typed to push the first line."""
    for read in dict.fromkeys(span.element for span in paragraph.spans):
        for run in runs.standing_for(read):
            for element in list(run):
                if not _is_typed_indent(element):
                    return


def _is_typed_indent(element: etree._Element) -> bool:
    """Whether nothing but white space stands here, which is taken away: the text may begin further on."""
    name = local_name(element)
    if name in ("tab", "ptab"):
        _remove(element)
    elif name == "t":
        text = text_of(element).lstrip(" \u00a0\t")
        set_text(element, text)
        return not text
    return name in ("", "rPr", "t", "tab", "ptab", "lastRenderedPageBreak")


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def compose(remedy: Compose, copy: PackageCopy) -> None:
    """Unicode NFC; a mark that stands in the next run joins its letter."""
    element = remedy.paragraph.element
    copy.changed(copy.part_of(element))
    before: etree._Element | None = None
    gathered: list[str] = []
    for text in element.iter(qn("w:t")):
        content = text_of(text)
        marks = _leading_marks(content) if before is not None else 0
        gathered.append(content[:marks])
        if marks < len(content):
            _put_together(before, gathered)
            before, gathered = text, [content[marks:]]
        elif marks:
            set_text(text, "")
    _put_together(before, gathered)


def _put_together(text: etree._Element | None, parts: list[str]) -> None:
    content = unicodedata.normalize("NFC", "".join(parts))
    if text is not None and content != text_of(text):
        set_text(text, content)


def _leading_marks(text: str) -> int:
    """How many characters at its beginning belong to the letter before it."""
    return next((index for index, each in enumerate(text) if not unicodedata.combining(each)), len(text))


def keep_rows_whole(remedy: KeepRowsWhole, copy: PackageCopy) -> None:
    """No page break within the rows of these paragraphs."""
    for paragraph in remedy.paragraphs:
        row = next(paragraph.element.iterancestors(qn("w:tr")), None)
        if row is None:
            continue
        copy.changed(copy.part_of(row))
        properties = row.find(qn("w:trPr"))
        if properties is None:
            properties = etree.Element(qn("w:trPr"))
            before = row.find(qn("w:tblPrEx"))
            row.insert(0 if before is None else row.index(before) + 1, properties)
        take_out(properties, "w:cantSplit")
        properties.insert(0, etree.Element(qn("w:cantSplit")))
