"""Two ways to write a piece: everything directly at its runs, or everything in a chain of styles."""

from __future__ import annotations

from collections.abc import Iterable

from tests.papers.markup import points_to_twips, run, spans, twips
from tests.papers.numbering import Label
from tests.papers.pieces import TIMES, Piece

_NO_MARKS: frozenset[str] = frozenset()
BUILT_IN = {
    "type_name": ("Title", "Title"),
    "subject": ("Subtitle", "Subtitle"),
    "body": ("BodyText", "Body Text"),
    "heading1": ("Heading1", "heading 1"),
    "heading2": ("Heading2", "heading 2"),
    "heading3": ("Heading3", "heading 3"),
    "page_number": ("Header", "header"),
    "contents": ("TOC1", "toc 1"),
}


def characters(piece: Piece, marks: frozenset[str] = _NO_MARKS) -> str:
    """The inside of a ``w:rPr`` that says everything."""
    half_points = round(piece.size * 2)
    return (
        _fonts(piece)
        + ("<w:b/><w:bCs/>" if piece.bold or "bold" in marks else "")
        + ("<w:i/><w:iCs/>" if piece.italic or "italic" in marks else "")
        + ("<w:caps/>" if piece.caps else "")
        + (f'<w:color w:val="{piece.color}"/>' if piece.color else "")
        + f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
        + ('<w:u w:val="single"/>' if piece.underline or "underline" in marks else "")
    )


def _fonts(piece: Piece) -> str:
    slots = {"ascii": piece.font, "hAnsi": piece.hansi or piece.font, "cs": piece.cs or piece.font}
    said = "".join(f' w:{slot}="{font}"' for slot, font in slots.items() if font)
    return f"<w:rFonts{said}/>" if said else ""


def spacing(piece: Piece) -> str:
    """``w:spacing``, said in full."""
    rule, amount = piece.line or ("auto", 1)
    line = round(amount * 240) if rule == "auto" else points_to_twips(amount)
    return (
        f'<w:spacing w:before="{points_to_twips(piece.before)}" w:after="{points_to_twips(piece.after)}"'
        f' w:line="{line}" w:lineRule="{rule}"/>'
    )


def indents(piece: Piece) -> str:
    """``w:ind``, said in full."""
    first = f'w:firstLine="{twips(piece.first_mm)}"' if piece.first_mm >= 0 else f'w:hanging="{-twips(piece.first_mm)}"'
    return f'<w:ind w:left="{twips(piece.left_mm)}" w:right="{twips(piece.right_mm)}" {first}/>'


class Writer:
    """Writes paragraphs; the two ways differ in what a paragraph and its runs say themselves."""

    def paragraph(
        self, piece: Piece, *, label: Label | None = None, tabs: str = "", section: str = "", frame: str = ""
    ) -> str:
        """One piece as a paragraph; ``label`` numbers it, ``section`` ends a section with it."""
        runs = "".join(run(text, self.run_properties(piece, marks)) for text, marks in spans(piece.text))
        return self._element(piece, runs + piece.runs, label=label, tabs=tabs, section=section, frame=frame)

    def line(self, carrier: Piece, parts: Iterable[Piece | str], *, tabs: str = "", section: str = "") -> str:
        """One paragraph of several pieces and plain texts (tabs and line breaks) between them."""
        runs = "".join(
            run(part, self.part_properties(carrier)) if isinstance(part, str) else self._part(part) for part in parts
        )
        return self._element(carrier, runs, tabs=tabs, section=section)

    def _part(self, piece: Piece) -> str:
        return "".join(run(text, self.part_properties(piece, marks)) for text, marks in spans(piece.text)) + piece.runs

    def _element(
        self, piece: Piece, runs: str, *, label: Label | None = None, tabs: str = "", section: str = "", frame: str = ""
    ) -> str:
        style, formatting = self.paragraph_properties(piece, numbered=label is not None)
        border = f'<w:{piece.border} w:val="single" w:sz="6" w:space="1" w:color="auto"/>' if piece.border else ""
        return (
            f"<w:p><w:pPr>{style}"
            + ("<w:keepNext/>" if piece.keep_next else "")
            + ("<w:pageBreakBefore/>" if piece.new_page else "")
            + frame
            + (label.xml if label else "")
            + (f"<w:pBdr>{border}</w:pBdr>" if border else "")
            + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "")
            + f"{formatting}{section}</w:pPr>{runs}</w:p>"
        )

    def paragraph_properties(self, piece: Piece, *, numbered: bool) -> tuple[str, str]:
        """What comes first in ``w:pPr`` and what comes last."""
        raise NotImplementedError

    def run_properties(self, piece: Piece, marks: frozenset[str]) -> str:
        """The formatting of a run in the paragraph of this piece."""
        raise NotImplementedError

    def part_properties(self, piece: Piece, marks: frozenset[str] = _NO_MARKS) -> str:
        """The formatting of a run of this piece in a paragraph that belongs to several."""
        raise NotImplementedError

    def styles(self) -> str:
        """The inside of ``w:styles``, when all is written."""
        raise NotImplementedError


_STANDARD_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="MemberTable"><w:name w:val="Member Table"/>'
    '<w:basedOn w:val="TableNormal"/>'
    '<w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
    f'<w:rPr><w:rFonts w:ascii="{TIMES}" w:hAnsi="{TIMES}" w:cs="{TIMES}"/>'
    '<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:pPr><w:jc w:val="center"/></w:pPr>'
    "<w:rPr><w:b/><w:bCs/></w:rPr></w:tblStylePr></w:style>"
)


class Direct(Writer):
    """Normal stays what Word makes of it (Calibri of the theme, 11 pt, 8 pt below): every paragraph says everything."""

    def paragraph_properties(self, piece: Piece, *, numbered: bool) -> tuple[str, str]:
        """Nothing first; spacing, indents, alignment and the paragraph mark last."""
        return "", (
            spacing(piece)
            + ("" if numbered else indents(piece))
            + ("<w:contextualSpacing/>" if piece.contextual else "")
            + f'<w:jc w:val="{piece.align}"/><w:rPr>{characters(piece)}</w:rPr>'
        )

    def run_properties(self, piece: Piece, marks: frozenset[str]) -> str:
        """Everything."""
        return characters(piece, marks)

    def part_properties(self, piece: Piece, marks: frozenset[str] = _NO_MARKS) -> str:
        """Everything."""
        return characters(piece, marks)

    def styles(self) -> str:
        """Word's own defaults."""
        theme = 'w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"'
        return (
            f"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {theme}/>"
            '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="vi-VN" w:eastAsia="en-US" w:bidi="ar-SA"/>'
            '</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="259" w:lineRule="auto"/>'
            f"</w:pPr></w:pPrDefault></w:docDefaults>{_STANDARD_STYLES}"
        )


class Styled(Writer):
    """Normal is 10 pt; a base style sets the size, a style on it the rest, a fault too. Runs say next to nothing."""

    def __init__(self) -> None:
        self._styles: dict[tuple[object, ...], tuple[str, str]] = {}
        self._taken: dict[str, int] = {}

    def paragraph_properties(self, piece: Piece, *, numbered: bool) -> tuple[str, str]:
        """The style; nothing else."""
        return f'<w:pStyle w:val="{self._paragraph_style(piece)}"/>', ""

    def run_properties(self, piece: Piece, marks: frozenset[str]) -> str:
        """A character style for bold or italic inside a paragraph."""
        style = next((name for mark, name in (("bold", "Strong"), ("italic", "Emphasis")) if mark in marks), None)
        return (f'<w:rStyle w:val="{style}"/>' if style else "") + (
            '<w:u w:val="single"/>' if "underline" in marks else ""
        )

    def part_properties(self, piece: Piece, marks: frozenset[str] = _NO_MARKS) -> str:
        """A character style that says everything."""
        said = characters(piece, marks)
        return f'<w:rStyle w:val="{self._register(piece.role + "_part", (said,), "character", said)}"/>'

    def _paragraph_style(self, piece: Piece) -> str:
        said = (
            "<w:pPr>"
            + spacing(piece)
            + indents(piece)
            + ("<w:contextualSpacing/>" if piece.contextual else "")
            + f'<w:jc w:val="{piece.align}"/></w:pPr><w:rPr>'
            + (_fonts(piece) if (piece.font, piece.hansi, piece.cs) != (TIMES, "", "") else "")
            + ("<w:b/><w:bCs/>" if piece.bold else "")
            + ("<w:i/><w:iCs/>" if piece.italic else "")
            + ("<w:caps/>" if piece.caps else "")
            + (f'<w:color w:val="{piece.color}"/>' if piece.color else "")
            + ('<w:u w:val="single"/>' if piece.underline else "")
            + "</w:rPr>"
        )
        base = self._register("base", (piece.size,), "paragraph", _size(piece.size))
        return self._register(piece.role, (said, base), "paragraph", said, base)

    def _register(self, role: str, key: tuple[object, ...], kind: str, said: str, base: str = "") -> str:
        if (role, *key) not in self._styles:
            count = self._taken[role] = self._taken.get(role, 0) + 1
            identity, name = BUILT_IN.get(
                role, ("Paper" + role.title().replace("_", ""), f"Paper {role.replace('_', ' ')}")
            )
            if count > 1:
                identity, name = f"{identity}x{count}", f"{name} x{count}"
            custom = "" if role in BUILT_IN and count == 1 else ' w:customStyle="1"'
            inside = f"<w:rPr>{said}</w:rPr>" if kind == "character" else said
            parent = base or ("Normal" if kind == "paragraph" else "DefaultParagraphFont")
            self._styles[(role, *key)] = (
                identity,
                (
                    f'<w:style w:type="{kind}"{custom} w:styleId="{identity}"><w:name w:val="{name}"/>'
                    f'<w:basedOn w:val="{parent}"/><w:qFormat/>{inside}</w:style>'
                ),
            )
        return self._styles[(role, *key)][0]

    def styles(self) -> str:
        """Times New Roman for the whole document, then the styles that were used."""
        return (
            f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{TIMES}" w:eastAsia="{TIMES}" '
            f'w:hAnsi="{TIMES}" w:cs="{TIMES}"/><w:lang w:val="vi-VN" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr>'
            f"</w:rPrDefault><w:pPrDefault/></w:docDefaults>{_STANDARD_STYLES}"
            '<w:style w:type="character" w:styleId="Strong"><w:name w:val="Strong"/><w:rPr><w:b/><w:bCs/></w:rPr>'
            '</w:style><w:style w:type="character" w:styleId="Emphasis"><w:name w:val="Emphasis"/><w:rPr><w:i/><w:iCs/>'
            "</w:rPr></w:style>" + "".join(xml for _, xml in self._styles.values())
        )


def _size(points: float) -> str:
    return f'<w:rPr><w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/></w:rPr>'
