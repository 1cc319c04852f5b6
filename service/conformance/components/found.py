"""The components of a paper, as they were found. Whatever could not be found is None or empty."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from service.conformance.components.wording import LongDate, read_odd_date
from service.conformance.paper import Line, Paragraph, Side
from service.norm.type_names import PaperKind, TypeName


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Boxes 1 to 4 and 10 to 11 of the page. ``region_ends`` is the order of the first line after it."""

    title: Line | None = None
    mottos: tuple[Line, ...] = ()
    superior: tuple[Line, ...] = ()
    issuer: tuple[Line, ...] = ()
    stars: tuple[Line, ...] = ()
    number: Line | None = None
    place_date: Line | None = None
    odd_date: Line | None = None
    """A line with a date in another form, where there is none in the right one."""
    date: LongDate | None = None
    letter_subject: tuple[Line, ...] = ()
    draft_mark: Line | None = None
    others: tuple[Line, ...] = ()
    region_ends: int = 0

    @property
    def day(self) -> datetime.date | None:
        """The date of the paper, in whatever form it is written."""
        return self.date.value if self.date else read_odd_date(self.odd_date.text) if self.odd_date else None

    @property
    def title_side(self) -> Side:
        """The half of the title: the right one, unless it was put on the left."""
        return "left" if self.title is not None and self.title.side == "left" else "right"

    @property
    def recognised(self) -> set[int]:
        """The orders of all lines that were recognised."""
        single = [self.title, self.number, self.place_date, self.draft_mark]
        many = (self.mottos, self.superior, self.issuer, self.stars, self.letter_subject, self.others)
        return {line.order for line in single if line} | {line.order for lines in many for line in lines}


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """Boxes 5 and 9a. ``type`` is the tên loại where it is a known one; ``mark`` what stands for the five hyphens."""

    type_name: tuple[Line, ...] = ()
    type: TypeName | None = None
    subject: tuple[Line, ...] = ()
    mark: Line | None = None
    addressees: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Boxes 7a to 7c of one signer; the role of who signs minutes stands in ``authority``."""

    authority: tuple[Line, ...] = ()
    positions: tuple[Line, ...] = ()
    name: Line | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All its lines."""
        return (*self.authority, *self.positions, *([self.name] if self.name else []))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Box 9b: the label and the lines of each item."""

    label: Line
    items: tuple[tuple[Line, ...], ...] = ()

    @property
    def texts(self) -> list[str]:
        """Each item on one line."""
        return [" ".join(line.text for line in lines) for lines in self.items]


@dataclass(frozen=True, slots=True)
class Annex:
    """What follows the signatures on pages of its own."""

    paragraphs: tuple[Paragraph, ...]
    own_section: bool
    """Whether a section begins with it, so that its pages can count from 1."""


@dataclass(frozen=True, slots=True)
class Components:
    """All components of a paper."""

    kind: PaperKind
    letterhead: Letterhead
    title_block: TitleBlock
    body: tuple[Paragraph, ...] = ()
    """Running text between title block and signatures, without tables and blank paragraphs."""
    in_tables: tuple[Paragraph, ...] = ()
    """Text in tables of the body."""
    bases: tuple[Paragraph, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: Recipients | None = None
    annexes: tuple[Annex, ...] = field(default_factory=tuple)
