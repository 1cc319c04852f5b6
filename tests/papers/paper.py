"""A paper as a description, and the DOCX made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.papers.letterheads import letterhead
from tests.papers.markup import row, table
from tests.papers.numbering import counted
from tests.papers.package import package
from tests.papers.pages import Page, PageNumber, header_parts, section
from tests.papers.pieces import Override, Piece, Sides, Table, made
from tests.papers.shapes import renumbered
from tests.papers.signing import in_table, signing, signing_widths_mm
from tests.papers.wording import DESCRIPTIONS, MEMBERS
from tests.papers.writing import Direct, Styled, Writer

KINDS = tuple(DESCRIPTIONS)
Treatment = Callable[[str], str]


_MEMBERS = Table(MEMBERS, (12, 60, 35, 45, 60, 40))
_A4 = Page()
_NUMBERED = PageNumber()


@dataclass(frozen=True)
class Annex:
    """An annex in a section of its own: title, citation, table of members."""

    title: Any = "DANH SÁCH ĐẢNG VIÊN CHUYỂN SINH HOẠT"
    citation: Any = "(kèm theo Quyết định số 52-QĐ/ĐU, ngày 20/8/2026 của Ban Thường vụ Đảng ủy xã Tiên Phong)"
    table: Table = _MEMBERS
    landscape: bool = True
    from_one: bool = True
    hidden: bool = True


@dataclass(frozen=True)
class Paper:
    """A component is a text, an ``Override`` of it (``piece(…)``), several of these, or None to leave it out.

    ``every`` changes the formatting of all pieces of a role. The ways to build it:

    - ``formatting``: "direct" or "styles";
    - ``before`` the letterhead and ``after`` the end, paragraphs, tables and ``Sides``;
    - ``letterhead``: "table" (of two rows), "one_row", "floating" (two tables), "breaks", "tabs", "columns",
      "text_boxes" or "vml_boxes";
    - ``line``, that below the title: "line", "connector", "group", "vml", "vml_group", "border" (of the title),
      "border_below", "cell" (the top of the cell below) or None;
    - ``line_start``, what a drawn line is counted from, where it is not laid out in its cell (``line_in_cell``);
    - ``signing``: "table", "tabs" or "columns";
    - ``numbering``: "typed" or "automatic";
    - ``treatments``: what happens to the XML of the document in the end (``tests.papers.treatments``);
    - ``strays``: names of parts that nothing in the file refers to.
    """

    superior: Any = None
    issuer: Any = None
    star: Any = None
    number: Any = None
    letter_subject: Any = None
    urgency: Any = None
    draft: Any = None
    title: Any = None
    motto: Any = None
    place_date: Any = None
    type_name: Any = None
    subject: Any = None
    hyphens: Any = None
    addressee: Any = None
    bases: Any = ()
    deciding: Any = ()
    body: Any = ()
    authority: Any = None
    position: Any = None
    name: Any = None
    second_signature: tuple[Any, Any] | None = None
    recipients_label: Any = None
    recipients: Any = ()
    annexes: tuple[Annex, ...] = ()
    before: Any = ()
    after: Any = ()

    page: Page = _A4
    page_number: PageNumber | None = _NUMBERED
    line_mm: float = 72.9
    every: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    gap_lines: int = 4
    kept: bool = True
    kept_body: bool = True
    unbroken: bool = True
    swapped: bool = False
    title_below_date: bool = False
    cell_margin: int = 0
    letterhead_mm: tuple[float, float] | None = None
    line_start: str = "column"
    line_in_cell: bool = True
    title_block_in_table: bool = False

    formatting: str = "direct"
    letterhead: str = "table"
    line: str | None = "line"
    signing: str = "table"
    numbering: str = "typed"
    treatments: tuple[Treatment, ...] = ()
    strays: tuple[str, ...] = ()

    def with_(self, **changes: Any) -> Paper:
        """The same paper, told otherwise; a component keeps its text where ``piece(…)`` gives none."""
        return replace(self, **_told(changes, vars(self)))

    def lines(self, component: str, role: str = "") -> list[Piece]:
        """The pieces of a component; none when it is left out."""
        said = getattr(self, component)
        several = said if isinstance(said, tuple | list) else (said,)
        return [made(role or component, each, self.every) for each in several if each is not None]

    def one(self, component: str) -> Piece | None:
        """The piece of a component, or None."""
        return next(iter(self.lines(component)), None)

    def title_block(self) -> list[Piece]:
        """Type name, subject, hyphens and addressee."""
        return [each for component in _HEAD for each in self.lines(component)]

    def docx(self) -> bytes:
        """The paper as a file of Word."""
        writer: Writer = Styled() if self.formatting == "styles" else Direct()
        document = renumbered("".join(self._blocks(writer)))
        margins = header_parts(self, writer)
        for treatment in self.treatments:
            document = treatment(document)
        place = self.page_number.place if self.page_number else "header"
        strays = dict.fromkeys(self.strays, "<stray/>")
        return package(document, writer.styles(), margins, place=place, mirrored=self.page.mirrored, parts=strays)

    def _blocks(self, writer: Writer) -> list[str]:
        blocks = [self._block(writer, each) for each in self.before]
        blocks.append(letterhead(self, writer))
        if not self.title_block_in_table:
            blocks += [writer.paragraph(each) for each in self.title_block()]
        blocks += [self._labelled(writer, each) for each in self.lines("bases", "basis")]
        blocks += [writer.paragraph(each) for each in self.lines("deciding")]
        blocks += self._body(writer)
        blocks.append(signing(self, writer))
        blocks += [self._block(writer, each) for each in self.after]
        return blocks + self._sections(writer)

    def _block(self, writer: Writer, each: Any) -> str:
        if isinstance(each, Table):
            return _ruled(each, writer)
        if isinstance(each, Sides):
            sides = [[made("body", one, self.every) for one in side] for side in (each.left, each.right)]
            return in_table(self, writer, *sides)
        return writer.paragraph(made("body", each, self.every))

    def _body(self, writer: Writer) -> list[str]:
        said = [each if isinstance(each, Table) else made("body", each, self.every) for each in self.body]
        if said and isinstance(said[-1], Piece) and self.kept_body:
            said[-1] = said[-1].with_(keep_next=True)
        return [_ruled(each, writer) if isinstance(each, Table) else self._labelled(writer, each) for each in said]

    def _labelled(self, writer: Writer, each: Piece) -> str:
        label = None
        if self.numbering == "automatic":
            each, label = counted(each)
        return writer.paragraph(each, label=label)

    def _sections(self, writer: Writer) -> list[str]:
        """What ends the text's section, the annexes, and what ends the last section."""
        done = []
        goes_on = "columns" in (self.letterhead, self.signing)
        columns = signing_widths_mm(self) if self.signing == "columns" else None
        end = section(self, columns_mm=columns, new_page=not goes_on)
        for annex in self.annexes:
            done.append(writer.paragraph(made("title_line", "", {}), section=end))
            done += [writer.paragraph(made("annex_title", annex.title, self.every))]
            done += [writer.paragraph(made("annex_citation", annex.citation, self.every))]
            done += [_ruled(annex.table, writer)]
            page = self.page.turned() if annex.landscape else self.page
            end = section(self, page=page, from_one=annex.from_one, hidden=annex.hidden, new_page=True)
        if self.annexes:
            done.append(writer.paragraph(made("title_line", "", {})))
        return [*done, end]


_HEAD = ("type_name", "subject", "hyphens", "addressee")


def paper(kind: str = "decision", **told: Any) -> Paper:
    """The paper of this kind that conforms, with the parts that are told otherwise; a titled one is a decision."""
    return Paper(**{"title": None, **DESCRIPTIONS["decision" if kind == "titled" else kind]}).with_(**told)


def _told(changes: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """A component that only its formatting is told of keeps what it was."""
    return {
        name: Override(now[name] if isinstance(now[name], str) else now[name].text, change.formatting)
        if isinstance(change, Override) and change.text is None
        else change
        for name, change in changes.items()
    }


def _ruled(said: Table, writer: Writer) -> str:
    rows = []
    for number, texts in enumerate(said.rows):
        cells = [_cell(said, text, writer, head=number == 0) for text in texts]
        rows.append(row(cells, said.widths_mm, head=number == 0))
    if said.by_style:
        return table(rows, said.widths_mm, style="MemberTable", margin=108)
    return table(rows, said.widths_mm, borders=True, margin=108)


def _cell(said: Table, text: str, writer: Writer, *, head: bool) -> str:
    if said.by_style:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" if text else "<w:p/>"
    return writer.paragraph(made("cell", text, {}).with_(size=said.size, bold=head, align="center" if head else "left"))
