"""The page: its size and margins, and where its number stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.papers.markup import run, twips
from tests.papers.pieces import TIMES, Piece, made
from tests.papers.shapes import renumbered, text_box
from tests.papers.writing import Writer

if TYPE_CHECKING:
    from tests.papers.paper import Paper


@dataclass(frozen=True)
class Page:
    """Millimetres. ``mirrored``: left is inside, right is outside."""

    width_mm: float = 210
    height_mm: float = 297
    top_mm: float = 20
    bottom_mm: float = 20
    left_mm: float = 30
    right_mm: float = 15
    header_mm: float = 10
    mirrored: bool = False

    @property
    def scale(self) -> float:
        """How much wider the text is than on A4; margins that are off leave letterhead and signature as they are."""
        return (self.width_mm - 45) / 165

    def turned(self) -> Page:
        """The same sheet, on its side."""
        return replace(self, width_mm=self.height_mm, height_mm=self.width_mm)

    def with_(self, **changes: Any) -> Page:
        """The same page, told otherwise."""
        return replace(self, **changes)


A5_ACROSS = Page(210, 148)


@dataclass(frozen=True)
class PageNumber:
    """``form``: "simple", "complex", "split", "frame", "sdt", "text_box" or "vml_box". ``place``: "header" or "footer".

    ``words`` stand before the number on its line, in its size.

    ``first_page``: "hidden", "no_title_page" (the section does not tell its first page apart) or "in_first_header".
    """

    form: str = "complex"
    place: str = "header"
    first_page: str = "hidden"
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: str = "center"
    font: str = TIMES
    words: str = ""


def header_parts(paper: Paper, writer: Writer) -> dict[str, str]:
    """The inside of the header (or footer) of the first page, and of the others."""
    if paper.page_number is None:
        return {}
    number = paper.page_number
    numbered, empty = _numbered(number, writer), writer.paragraph(made("page_number", "", {}))
    return {"first": numbered if number.first_page == "in_first_header" else empty, "default": numbered}


def section(
    paper: Paper,
    *,
    columns_mm: tuple[float, float] | None = None,
    page: Page | None = None,
    from_one: bool = False,
    hidden: bool = True,
    new_page: bool = False,
) -> str:
    """``w:sectPr``; all sections of a paper show the same headers. A section goes on where it is, or on a new page."""
    page = page or paper.page
    number = paper.page_number
    references, title_page = "", ""
    if number is not None:
        references = "".join(
            f'<w:{number.place}Reference w:type="{kind}" r:id="{number.place}_{kind}"/>'
            for kind in ("default", "first")
        )
        title_page = "<w:titlePg/>" if hidden and number.first_page != "no_title_page" else ""
    columns = ""
    if columns_mm:
        left, right = map(twips, columns_mm)
        columns = f'<w:col w:w="{left}" w:space="0"/><w:col w:w="{right}"/>'
        columns = f'<w:cols w:num="2" w:space="0" w:equalWidth="0">{columns}</w:cols>'
    turned = ' w:orient="landscape"' if page.width_mm > page.height_mm else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="{"nextPage" if new_page else "continuous"}"/>'
        f'<w:pgSz w:w="{twips(page.width_mm)}" w:h="{twips(page.height_mm)}"{turned}/>'
        f'<w:pgMar w:top="{twips(page.top_mm)}" w:right="{twips(page.right_mm)}" w:bottom="{twips(page.bottom_mm)}"'
        f' w:left="{twips(page.left_mm)}" w:header="{twips(page.header_mm)}" w:footer="{twips(10)}" w:gutter="0"/>'
        + ('<w:pgNumType w:start="1"/>' if from_one else "")
        + f"{columns}{title_page}</w:sectPr>"
    )


def _numbered(number: PageNumber, writer: Writer) -> str:
    piece = made("page_number", "", {}).with_(
        text=number.words,
        size=number.size,
        bold=number.bold,
        italic=number.italic,
        align=number.align,
        font=number.font,
    )
    if number.form in ("text_box", "vml_box"):
        inside = writer.paragraph(piece.with_(runs=_complex(piece, writer)))
        box = text_box(inside, (20, 8), None, vml_only=number.form == "vml_box")
        return renumbered(writer.paragraph(made("page_number", "", {}).with_(runs=box, align="left")), first=1001)
    if number.form == "frame":
        framed = writer.paragraph(
            piece.with_(runs=_complex(piece, writer)),
            frame='<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="center" w:y="1"/>',
        )
        return framed + writer.paragraph(made("page_number", "", {}).with_(align="left"))
    runs = {"simple": _simple, "split": _split}.get(number.form, _complex)(piece, writer)
    paragraph = writer.paragraph(piece.with_(runs=runs))
    if number.form != "sdt":
        return paragraph
    return (
        '<w:sdt><w:sdtPr><w:id w:val="1720012345"/><w:docPartObj>'
        '<w:docPartGallery w:val="Page Numbers (Top of Page)"/><w:docPartUnique/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph}</w:sdtContent></w:sdt>"
    )


def _simple(piece: Piece, writer: Writer) -> str:
    shown = run("2", writer.run_properties(piece, frozenset()))
    return f'<w:fldSimple w:instr=" PAGE   \\* MERGEFORMAT ">{shown}</w:fldSimple>'


def _complex(piece: Piece, writer: Writer, instructions: tuple[str, ...] = (" PAGE ",)) -> str:
    properties = writer.run_properties(piece, frozenset())
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    parts = ['<w:fldChar w:fldCharType="begin"/>']
    parts += [f'<w:instrText xml:space="preserve">{part}</w:instrText>' for part in instructions]
    parts += ['<w:fldChar w:fldCharType="separate"/>', "<w:t>2</w:t>", '<w:fldChar w:fldCharType="end"/>']
    return "".join(f"<w:r>{inside}{part}</w:r>" for part in parts)


def _split(piece: Piece, writer: Writer) -> str:
    return _complex(piece, writer, (" PA", "GE  \\* Arab", "ic "))
