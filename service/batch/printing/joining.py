"""One paper after another into the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from service.batch.printing import sections
from service.batch.printing.lists import ListBook
from service.batch.printing.markup import as_bytes
from service.batch.printing.notes import NoteBook
from service.batch.printing.output import DocumentText, write_package
from service.batch.printing.papers import OpenedPaper, PrintPaper, open_paper
from service.batch.printing.parts import FOLDER, PartStore, content_types_part, package_relationships_part
from service.batch.printing.renaming import Identities, Renaming
from service.batch.printing.settings import SettingBook
from service.batch.printing.sheets import Sheet, in_sheets, is_slip, sheet_of
from service.batch.printing.styles import StyleBook
from service.errors import BatchFault
from service.package import CONTENT_TYPES, MAIN_DOCUMENT_TYPE, PACKAGE_RELATIONSHIPS

MAIN = f"{FOLDER}document.xml"
_THEME_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
_FIRST_IN_HEADERS = 1_000_000
"""Pictures have the same ids in every header, so that equal headers stay equal, and never those of the text."""


def join_papers(papers: Iterable[PrintPaper], target: BinaryIO, *, duplex: bool) -> None:
    """Write one DOCX with all ``papers`` in their order to ``target``, which need not be able to seek.

    Each paper begins on a sheet of its own, for printing on one side or, with ``duplex``, on both, where margins are
    mirrored on backs and a back stays blank where the next paper needs a front. Slips of A5 that follow one another
    come two on a sheet of A4. The same papers give the same bytes. Papers are read one by one, none is kept.

    Raises :class:`BatchFault`, with the place of the paper counted from 1 and no word of it, for one that cannot be
    read or differs from those before in what there is only once in a file; and where there is no paper. ``target`` is
    not written to before all papers are read.
    """
    file = _PrintFile(duplex=duplex)
    opened = (open_paper(paper, place) for place, paper in enumerate(papers, 1))
    for sheet, is_last in _with_last(in_sheets(file.taken(paper) for paper in opened)):
        file.add(sheet, is_last=is_last)
    file.write_to(target)


class _PrintFile:
    """The file as far as it is made."""

    def __init__(self, *, duplex: bool) -> None:
        self._duplex = duplex
        self._text = DocumentText()
        self._styles = StyleBook()
        self._lists = ListBook()
        self._footnotes = NoteBook("footnote")
        self._endnotes = NoteBook("endnote")
        self._settings = SettingBook()
        self._parts = PartStore()
        self._identities = Identities()
        self._references: set[tuple[str, str]] = set()
        self._is_empty = True

    def taken(self, paper: OpenedPaper) -> OpenedPaper:
        """The paper, with the names that its things have in the file."""
        try:
            self._settings.take(paper)
            self._rename(paper)
        except BatchFault as fault:
            raise BatchFault(f"paper {paper.place} cannot be put in a print file: {fault}") from None
        return paper

    def add(self, sheet: Sheet, *, is_last: bool) -> None:
        """Write what begins on one sheet."""
        paper = sheet[0]
        first, last = paper.sections[0], paper.sections[-1]
        sections.begin_paper(first)
        for name, kind in sections.missing_references(first, self._references):
            sections.refer(first, name, kind, self._parts.empty(name.removesuffix("Reference")))
        blocks = sheet_of(sheet) if is_slip(paper) else paper.blocks
        for block in [*blocks, last] if is_last else sections.closed(blocks, last):
            self._text.write(as_bytes(block))
        self._is_empty = False

    def write_to(self, target: BinaryIO) -> None:
        """Write all parts."""
        if self._is_empty:
            raise BatchFault("there is no paper for a print file")
        books = (self._footnotes, self._endnotes)
        parts = {f"{book.kind}s": book.as_part() for book in books}
        kinds = [book.kind for book in books if parts[f"{book.kind}s"]]
        parts["styles"] = self._styles.as_part()
        parts["numbering"] = self._lists.as_part()
        parts["settings"] = self._settings.as_part(duplex=self._duplex, notes=kinds)
        parts["fontTable"] = self._settings.fonts
        for kind, content in parts.items():
            if content is not None:
                self._parts.add_word_part(kind, content)
        if self._settings.theme is not None:
            self._parts.add(f"{FOLDER}theme/theme1.xml", self._settings.theme, _THEME_TYPE)
            self._parts.relationship("theme", "theme/theme1.xml")
        head = [
            (CONTENT_TYPES, content_types_part({**self._parts.content_types, MAIN: MAIN_DOCUMENT_TYPE})),
            (PACKAGE_RELATIONSHIPS, package_relationships_part(MAIN)),
        ]
        others = {**self._parts.contents, f"{FOLDER}_rels/document.xml.rels": self._parts.relationships_part()}
        write_package(target, head, self._text.close(MAIN), others)

    def _rename(self, paper: OpenedPaper) -> None:
        lists = self._lists.of_paper(paper.part_of_kind("numbering"))
        styles = self._styles.take(paper.part_of_kind("styles"), lists.number)
        only_section = len(paper.sections) == 1

        def relationship(own: str) -> str:
            return self._parts.lead_from(paper, own, rename_running)

        def rename_running(root: etree._Element, leads: Callable[[str], str]) -> None:
            ids = Identities(_FIRST_IN_HEADERS)
            Renaming(styles, lists.number, leads, _no_note, ids, only_section).apply(root)

        def note(kind: str, own: str) -> str:
            sections.count_notes_anew(paper.sections[0])
            return notes[kind](own)

        text = Renaming(styles, lists.number, relationship, note, self._identities, only_section)
        notes: dict[str, Callable[[str], str]] = {
            book.kind: book.of_paper(paper.part_of_kind(f"{book.kind}s"), text.apply)
            for book in (self._footnotes, self._endnotes)
        }
        text.apply(paper.body)
        for definition in lists.definitions:
            text.apply(definition)


def _no_note(kind: str, _own: str) -> str:
    raise BatchFault(f"a header or footer has a {kind}")


def _with_last(sheets: Iterable[Sheet]) -> Iterator[tuple[Sheet, bool]]:
    """Each sheet, and whether it is the last."""
    waiting: Sheet | None = None
    for sheet in sheets:
        if waiting is not None:
            yield waiting, False
        waiting = sheet
    if waiting is not None:
        yield waiting, True
