"""Running text under nested headings: I- / 1. / 1.1. / a). How a payload holds it, and how it is set line by line.

The program numbers; a template gets one flat list of lines, for four nested loops would say no more than their kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from pydantic import Field

from service.documents._fields import FreeText, Model, Text
from service.documents._findings import error, warning
from service.documents._printed import paragraphs
from service.errors import Finding
from service.norm.measuring import on_one_line

MOST_COLUMNS = 8
"""Columns of a table, TT included: as many as an upright page holds in 12 pt."""

DEEPEST = 4
"""Levels of headings: I- / 1. / 1.1. / a)."""

_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Lettered points follow the Vietnamese alphabet: đ) stands after d), and there is no f, j, w, z."""

_ORDINAL_HEADINGS = ("tt", "stt", "số tt")
_NUMBERED = re.compile(r"^\s*(?:[IVX]+\s*[-–.]|\d{1,2}(?:\.\d{1,2})*\s*[.)–-]|[a-zđ]\))\s")
_SHORT = 14
"""A column whose cells all have at most so many characters is centred, one with longer text stands on the left."""


class SectionTable(Model):
    """A table of free text."""

    caption: Text | None = Field(None, title="Lời dẫn của bảng", examples=["Kết quả kết nạp đảng viên hai năm:"])
    columns: list[Text] = Field(
        title="Tên các cột",
        description="Tối đa 8 cột kể cả cột TT; không ghi cột TT thì chương trình tự đánh số.",
        min_length=1,
        max_length=MOST_COLUMNS,
    )
    rows: list[list[FreeText]] = Field(
        title="Các dòng", description="Mỗi dòng có số ô bằng số cột.", min_length=1, max_length=2000
    )
    total_row: list[FreeText] | None = Field(None, title="Dòng tổng cộng", max_length=MOST_COLUMNS)


class _Part(Model):
    heading: Text = Field(title="Đề mục", description="Không ghi số thứ tự, chương trình tự đánh số.")
    paragraphs: list[Text] | None = Field(
        None, title="Các đoạn văn", description="Mỗi dòng thành một đoạn.", max_length=500
    )
    table: SectionTable | None = Field(None, title="Bảng")


class Point(_Part):
    """Fourth level: a), b) … đ)."""


class Paragraph(_Part):
    """Third level: 1.1."""

    children: list[Point] | None = Field(None, title="Các điểm a), b)", max_length=len(_LETTERS))


class Subsection(_Part):
    """Second level: 1."""

    children: list[Paragraph] | None = Field(None, title="Các mục 1.1, 1.2", max_length=100)


class Section(_Part):
    """First level: I-. The heading is printed in upper case."""

    children: list[Subsection] | None = Field(None, title="Các mục 1, 2", max_length=100)


AnySection = Section | Subsection | Paragraph | Point


class GridRow(TypedDict):
    """``c1`` is TT, ``c2`` the name of the row; cells beyond the table's width are empty."""

    c1: str
    c2: str
    c3: str
    c4: str
    c5: str
    c6: str
    c7: str
    c8: str


class Grid(TypedDict):
    """A ruled table; ``width`` is the number of its columns, ``totals`` holds one row or none.

    A wordy column stands on the left; the others, of figures and short words, are centred.
    """

    width: str
    wordy3: bool
    wordy4: bool
    wordy5: bool
    wordy6: bool
    wordy7: bool
    wordy8: bool
    head: GridRow
    rows: list[GridRow]
    totals: list[GridRow]


class Line(TypedDict):
    """One paragraph, or a table. ``kind``: heading1 to heading4, text, caption (keeps with what follows), table.

    ``lead`` is the bold beginning of a text, "" where it has none; ``tables`` holds one table or none.
    """

    kind: str
    lead: str
    text: str
    tables: list[Grid]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading before it has a number, what stands below it, and the headings under it.

    ``typed`` by the author it stands also with nothing below it; a standard heading then goes away.
    """

    title: str
    lines: Sequence[Line] = ()
    children: Sequence[Heading] = ()
    typed: bool = False

    @property
    def stands(self) -> bool:
        """Whether it is printed."""
        return self.typed or bool(self.lines) or any(child.stands for child in self.children)


def text_lines(*texts: str, lead: str = "") -> list[Line]:
    """A line for every line of ``texts``, the first after ``lead``."""
    leads = [lead] + [""] * sum(len(paragraphs(text)) for text in texts)
    every = (paragraph for text in texts for paragraph in paragraphs(text))
    return [_line("text", text, lead) for text, lead in zip(every, leads, strict=False)]


def item_lines(texts: Sequence[str]) -> list[Line]:
    """Several items as ``- …``, a single one as it is; a dash that was typed is not doubled."""
    if len(texts) == 1:
        return text_lines(*texts)
    return [line for text in texts for line in text_lines(f"- {text.strip().removeprefix('-').strip()}")]


def caption(text: str) -> Line:
    """A line that stays on the page of what it announces."""
    return _line("caption", on_one_line(text))


def table_lines(announced_by: str, of: Grid) -> list[Line]:
    """The table, after its caption where it has one."""
    before = [caption(announced_by)] if announced_by.strip() else []
    return [*before, {"kind": "table", "lead": "", "text": "", "tables": [of]}]


def grid(columns: Sequence[str], rows: Sequence[Sequence[str]], totals: Sequence[Sequence[str]] = ()) -> Grid:
    """A table of printed cells; the first column is TT."""
    wordy = [any(len(text) > _SHORT for text in column) for column in zip(*rows, *totals, strict=False)]
    wordy += [False] * (MOST_COLUMNS - len(wordy))
    return {
        "width": str(len(columns)),
        "wordy3": wordy[2],
        "wordy4": wordy[3],
        "wordy5": wordy[4],
        "wordy6": wordy[5],
        "wordy7": wordy[6],
        "wordy8": wordy[7],
        "head": _grid_row(columns),
        "rows": [_grid_row(row) for row in rows],
        "totals": [_grid_row(row) for row in totals],
    }


def _grid_row(cells: Sequence[str]) -> GridRow:
    c1, c2, c3, c4, c5, c6, c7, c8 = (*cells, *[""] * (MOST_COLUMNS - len(cells)))
    return {"c1": c1, "c2": c2, "c3": c3, "c4": c4, "c5": c5, "c6": c6, "c7": c7, "c8": c8}


def section_heading(section: AnySection) -> Heading:
    """A section of the payload with all that is under it."""
    children: Sequence[AnySection] = () if isinstance(section, Point) else section.children or ()
    lines = text_lines(*section.paragraphs or ())
    if section.table:
        lines += table_lines(section.table.caption or "", _section_grid(section.table))
    return Heading(section.heading, lines, [section_heading(child) for child in children], typed=True)


def _numbers_its_rows(table: SectionTable) -> bool:
    return table.columns[0].strip().lower() in _ORDINAL_HEADINGS


def _section_grid(table: SectionTable) -> Grid:
    totals = [table.total_row] if table.total_row else []
    if _numbers_its_rows(table):
        return grid(table.columns, table.rows, totals)
    numbered = [[str(number), *row] for number, row in enumerate(table.rows, start=1)]
    return grid(["TT", *table.columns], numbered, [["", *row] for row in totals])


def numbered_lines(headings: Iterable[Heading], level: int = 1, above: str = "") -> list[Line]:
    """All lines in order, headings numbered."""
    lines: list[Line] = []
    present = (heading for heading in headings if heading.stands)
    for number, heading in enumerate(present, start=1):
        title = on_one_line(heading.title)
        # A point that says all in its own line is text: as a heading it would have to stay with the next one.
        kind = f"heading{level}" if level < DEEPEST or heading.lines else "text"
        lines.append(_line(kind, f"{_mark(level, number, above)} {title.upper() if level == 1 else title}"))
        lines += heading.lines
        lines += numbered_lines(heading.children, level + 1, str(number))
    return lines


def _mark(level: int, number: int, above: str) -> str:
    match level:
        case 1:
            return f"{roman(number)}-"
        case 2:
            return f"{number}."
        case 3:
            return f"{above}.{number}."
        case _:
            return f"{_LETTERS[number - 1]})"


def roman(number: int) -> str:
    """``IV`` for 4; reports have no more than a hundred parts."""
    tens, units = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[units]


def _line(kind: str, text: str, lead: str = "") -> Line:
    return {"kind": kind, "lead": lead, "text": text, "tables": []}


def judge_sections(sections: Sequence[AnySection] | None, pointer: str) -> Iterator[Finding]:
    """Every row of a table has a cell for each column; a heading is numbered by the program, not by its author."""
    for index, section in enumerate(sections or ()):
        here = f"{pointer}/{index}"
        if _NUMBERED.match(section.heading):
            yield warning(
                "section.numbered",
                f"{here}/heading",
                "Đề mục có vẻ đã ghi số thứ tự; chương trình tự đánh số nên số sẽ bị lặp, hãy bỏ số đã ghi.",
                "The heading seems to hold its own number; the program numbers headings, so remove it.",
            )
        if section.table:
            yield from _judge_table(section.table, f"{here}/table")
        if not isinstance(section, Point):
            yield from judge_sections(section.children, f"{here}/children")


def _judge_table(table: SectionTable, pointer: str) -> Iterator[Finding]:
    width = len(table.columns)
    numbered = _numbers_its_rows(table)
    if width < 2 if numbered else width >= MOST_COLUMNS:
        yield error(
            "table.columns",
            f"{pointer}/columns",
            f"Bảng phải có từ 2 đến {MOST_COLUMNS} cột, kể cả cột TT do chương trình thêm.",
            f"A table has 2 to {MOST_COLUMNS} columns, with the TT column that the program adds.",
        )
    rows = [(f"{pointer}/rows/{index}", row) for index, row in enumerate(table.rows)]
    if table.total_row is not None:
        rows.append((f"{pointer}/total_row", table.total_row))
    for place, row in rows:
        if len(row) != width:
            yield error(
                "table.ragged",
                place,
                f"Dòng này có {len(row)} ô, bảng có {width} cột; hãy thêm hoặc bớt ô cho đủ.",
                f"This row has {len(row)} cells and the table {width} columns; add or remove cells.",
            )
