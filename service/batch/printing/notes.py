"""Footnotes and endnotes of all papers, with ids of their own; the lines above them are Word's usual ones."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Literal

from lxml import etree

from service.batch.printing.markup import R, W, as_part, element
from service.batch.printing.papers import drop_ignorable
from service.errors import BatchFault
from service.package import parse_exactly

NoteKind = Literal["footnote", "endnote"]
SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))
"""Ids and types of the lines above notes, which the settings name too."""


class NoteBook:
    """All notes of one kind."""

    def __init__(self, kind: NoteKind) -> None:
        self.kind = kind
        self._notes: list[etree._Element] = []

    def of_paper(self, part: bytes | None, rename: Callable[[etree._Element], None]) -> Callable[[str], str]:
        """Gives a note of a paper its id in the file; the note is taken over when it is first asked for."""
        notes: dict[str, etree._Element] = {}
        ids: dict[str, str] = {}
        if part is not None:
            root = parse_exactly(part)
            drop_ignorable(root)
            notes = {each.get(f"{W}id", ""): each for each in root.findall(W + self.kind)}

        def identity(own: str) -> str:
            if own not in ids:
                if own not in notes:
                    raise BatchFault(f"it refers to a {self.kind} that it has not")
                ids[own] = self._take(copy.deepcopy(notes[own]), rename)
            return ids[own]

        return identity

    def as_part(self) -> bytes | None:
        """All notes; None where there is none."""
        if not self._notes:
            return None
        root = element(f"{self.kind}s")
        root.extend(self._separator(identity, kind) for identity, kind in SEPARATORS)
        root.extend(self._notes)
        return as_part(root)

    def _take(self, note: etree._Element, rename: Callable[[etree._Element], None]) -> str:
        if any(key.startswith(R) for each in note.iter("*") for key in each.attrib):
            raise BatchFault(f"a {self.kind} has a picture or a link")
        rename(note)
        identity = str(len(self._notes) + 1)
        note.set(f"{W}id", identity)
        self._notes.append(note)
        return identity

    def _separator(self, identity: str, kind: str) -> etree._Element:
        note, paragraph, run = element(self.kind, type=kind, id=identity), element("p"), element("r")
        run.append(element(kind))
        paragraph.append(run)
        note.append(paragraph)
        return note
