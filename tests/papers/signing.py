"""The end of a paper: who signs on the right, who gets it on the left; minutes have two who sign."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from tests.papers.markup import row, table, twips
from tests.papers.numbering import counted
from tests.papers.pages import section
from tests.papers.pieces import Piece, made
from tests.papers.writing import Writer

if TYPE_CHECKING:
    from tests.papers.paper import Paper

_WIDTHS_MM = (80.0, 85.0)


def signing_widths_mm(paper: Paper) -> tuple[float, float]:
    """How wide the two sides are."""
    left, right = (width * paper.page.scale for width in _WIDTHS_MM)
    return left, right


def signing(paper: Paper, writer: Writer) -> str:
    """The end of the paper in the way it asks for, with what stands below it."""
    left, right = _sides(paper)
    if paper.kept:
        left, right = _kept(left), _kept(right)
    ways = {"table": in_table, "tabs": _by_tabs, "columns": _in_columns}
    made_end = ways[paper.signing](paper, writer, left, right) if left or right else ""
    below = _recipients(paper) if paper.second_signature else []
    return made_end + "".join(_paragraph(paper, writer, each) for each in below)


def _sides(paper: Paper) -> tuple[list[Piece], list[Piece]]:
    block = [*paper.lines("authority"), *paper.lines("position")]
    gap = [made("gap", "", {})] * paper.gap_lines if paper.name is not None else []
    right = [*block, *gap, *paper.lines("name")]
    if not paper.second_signature:
        return _recipients(paper), right
    title, name = paper.second_signature
    return [made("authority", title, paper.every), *gap, made("name", name, paper.every)], right


def _recipients(paper: Paper) -> list[Piece]:
    return [*paper.lines("recipients_label"), *paper.lines("recipients", "recipient")]


def _kept(pieces: list[Piece]) -> list[Piece]:
    return [each.with_(keep_next=True) for each in pieces[:-1]] + pieces[-1:]


def _paragraph(paper: Paper, writer: Writer, each: Piece) -> str:
    said, label = counted(each) if paper.numbering == "automatic" and each.role == "recipient" else (each, None)
    return writer.paragraph(said, label=label)


def in_table(paper: Paper, writer: Writer, left: list[Piece], right: list[Piece]) -> str:
    """A table of two cells, its row on one page where the paper says so."""
    cells = [
        "".join(_paragraph(paper, writer, each) for each in side or [made("gap", "", {})]) for side in (left, right)
    ]
    widths = signing_widths_mm(paper)
    return table([row(cells, widths, unbroken=paper.unbroken)], widths) + (
        writer.paragraph(made("title_line", "", {})) if not paper.second_signature else ""
    )


def _by_tabs(paper: Paper, writer: Writer, left: list[Piece], right: list[Piece]) -> str:
    """The recipient at the margin; who signs at a centred tab stop."""
    widths = signing_widths_mm(paper)
    stop = f'<w:tab w:val="center" w:pos="{twips(widths[0] + widths[1] / 2)}"/>'
    empty = made("gap", "", {})
    lines = [[one, *(["\t", other] if other.text else [])] for one, other in zip_longest(left, right, fillvalue=empty)]
    done = []
    for number, parts in enumerate(lines):
        carrier = made("line_of_parts", "", {}).with_(keep_next=paper.kept and number < len(lines) - 1)
        done.append(writer.line(carrier, parts, tabs=stop))
    return "".join(done)


def _in_columns(paper: Paper, writer: Writer, left: list[Piece], right: list[Piece]) -> str:
    """A section of two columns, which the document's last section is."""
    broken = writer.line(made("gap", "", {}).with_(keep_next=right[0].keep_next), [right[0]]).replace(
        "<w:r>", '<w:r><w:br w:type="column"/></w:r><w:r>', 1
    )
    before = writer.paragraph(made("title_line", "", {}), section=section(paper))
    return (
        before
        + "".join(_paragraph(paper, writer, each) for each in left)
        + broken
        + "".join(writer.paragraph(each) for each in right[1:])
    )
