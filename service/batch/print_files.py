"""For each issuer one DOCX with its papers one after another, to be printed at once.

The papers of the rows stand first, in the order of the rows; their companions follow by the folder in which they lie,
so that the slips of one receiving cell come out together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from service.batch.naming import PRINT_FOLDERS, safe_name
from service.batch.parts import Made, entries_of
from service.batch.printing import PrintPaper, join_papers
from service.batch.store import BatchFolder
from service.batch.wishes import PrintFiles

PAPERS_IN_A_FILE = 1_000
"""More go into a second file, and so on: word processors take long over such files."""


class _Place(NamedTuple):
    """Where a paper lies: the last ``size`` bytes of a record that ends at ``end`` of a part."""

    is_companion: bool
    folder: str
    part: int
    end: int
    size: int
    name: str


def print_files(
    folder: BatchFolder,
    parts: Sequence[int],
    how: PrintFiles,
    *,
    ascii_only: bool,
    progress: Callable[[int], None] = lambda paper: None,
) -> Iterator[tuple[str, Path]]:
    """The name in the archive and the file of each; a file is gone when the next one is asked for.

    Raises :class:`service.errors.BatchFault` where a paper cannot be joined, :class:`OSError`.
    """
    if how == "none":
        return
    shelf = PRINT_FOLDERS[ascii_only]
    for issuer, places in _by_issuer(folder, parts).items():
        for number, start in enumerate(range(0, len(places), PAPERS_IN_A_FILE), start=1):
            ending = ".docx" if number == 1 else f" ({number}).docx"
            target = folder.work / "print.docx"
            with target.open("w+b") as stream:
                papers = _papers(folder, places[start : start + PAPERS_IN_A_FILE], progress)
                join_papers(papers, stream, duplex=how == "duplex")
            yield f"{shelf}/{safe_name(issuer, ending, ascii_only=ascii_only)}", target
            target.unlink()


def _by_issuer(folder: BatchFolder, parts: Iterable[int]) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for part in parts:
        row = 0
        for entry in entries_of(folder.part(part)):
            if isinstance(entry, Made):
                path, _, _ = entry.name.rpartition("/")
                place = _Place(entry.row == row, path, part, entry.offset + entry.length, entry.size, entry.name)
                found.setdefault(entry.issuer, []).append(place)
                row = entry.row
    for places in found.values():
        places.sort(key=lambda place: (place.is_companion, place.folder if place.is_companion else ""))
    return found


def _papers(folder: BatchFolder, places: Iterable[_Place], progress: Callable[[int], None]) -> Iterator[PrintPaper]:
    for number, place in enumerate(places, start=1):
        progress(number)
        with folder.part(place.part).open("rb") as stream:
            stream.seek(place.end - place.size)
            yield PrintPaper(place.name, stream.read(place.size))
