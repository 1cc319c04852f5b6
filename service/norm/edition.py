"""Editions of the format norm: the figures of Hướng dẫn 05-HD/VPTW (2026) and 36-HD/VPTW (2018)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from service.errors import Message
from service.norm._loading import Frozen, as_model, read_toml

EditionId = Literal["hd05_2026", "hd36_2018"]
EDITION_IDS: tuple[EditionId, ...] = ("hd05_2026", "hd36_2018")
"""The editions held here, the newest first."""

Confidence = Literal["A", "B", "C", "D", "E"]
Range = tuple[float, float]


class Cited(Frozen):
    """Anything whose figures have a source: the clause, and how sure it is (see the head of the TOML files)."""

    clause: str
    confidence: Confidence


class Page(Cited):
    """Paper and margins in mm, and the one font."""

    width_mm: float
    height_mm: float
    margin_top_mm: float
    margin_bottom_mm: float
    margin_left_mm: float
    margin_right_mm: float
    header_distance_mm: float
    margin_tolerance_mm: float
    header_distance_tolerance_mm: float
    font: str
    slip_papers: tuple[str, ...]

    @property
    def text_width_mm(self) -> float:
        """Width between the side margins of an upright page."""
        return self.width_mm - self.margin_left_mm - self.margin_right_mm


def size_words(size_pt: Range) -> Message:
    """``cỡ chữ 14``, ``cỡ chữ 15 đến 16``."""
    least, most = (f"{size:g}" for size in size_pt)
    if least == most:
        return Message(f"cỡ chữ {with_comma(least)}", f"{least} pt")
    return Message(f"cỡ chữ {with_comma(least)} đến {with_comma(most)}", f"{least} to {most} pt")


def with_comma(figure: str) -> str:
    """A figure with the decimal comma of Vietnamese."""
    return figure.replace(".", ",")


def weight_words(*, bold: bool, italic: bool) -> Message:
    """``đậm, đứng`` and its like."""
    return Message(
        f"{'đậm' if bold else 'không đậm'}, {'nghiêng' if italic else 'đứng'}",
        f"{'bold' if bold else 'not bold'}, {'italic' if italic else 'upright'}",
    )


class Component(Cited):
    """How one component of the page is set: size range in pt, weight, slope, case, alignment."""

    size_pt: Range
    bold: bool
    italic: bool
    upper: bool
    align: Literal["left", "center", "right", "justify"]

    @property
    def size(self) -> Message:
        """The sizes in words."""
        return size_words(self.size_pt)

    @property
    def weight(self) -> Message:
        """Weight and slope in words."""
        return weight_words(bold=self.bold, italic=self.italic)


class PageNumber(Component):
    """Page number at the head of the page; ``annex_restarts``: each annex counts from 1."""

    hide_first: bool
    annex_restarts: bool


class Title(Component):
    """The title "Đảng Cộng sản Việt Nam" and the line of its length below it."""

    text: str
    rule_length_pt: float
    rule_tolerance: float


class Marked(Component):
    """A component with typed characters on a line of their own below it (the star, the five hyphens)."""

    mark_below: str


class NumberLine(Component):
    """Số và ký hiệu: ``label 05-QĐ/ĐU``; ``gap`` is the room a draft leaves for the number."""

    label: str
    least_digits: int
    type_separator: str
    body_separator: str
    gap: str


class PlaceDate(Component):
    """Địa danh, ngày tháng năm; days and months below the given figures get a leading zero."""

    separator: str
    pad_day_below: int
    pad_month_below: int
    gap: str


class LetterSubject(Component):
    """Trích yếu of a công văn and the words it begins with."""

    prefix: str


class BodyText(Component):
    """Nội dung: indent in mm, line distance and least gap between paragraphs in pt."""

    first_line_mm: float
    first_line_tolerance_mm: float
    line_rule: Literal["exact", "least"]
    line_pt: Range
    gap_least_pt: float
    end: str
    annex_size_pt: Range

    @property
    def line_words(self) -> Message:
        """The distance of lines in words."""
        least, most = self.line_pt
        if self.line_rule == "least":
            return Message(f"ít nhất {least:g} pt", f"at least {least:g} pt")
        return Message(f"Exactly {least:g} đến {most:g} pt", f"exactly {least:g} to {most:g} pt")


class LegalBasisLines(Cited):
    """Căn cứ: dash, separators; ``last`` before the deciding sentence, ``last_alone`` where none follows."""

    prefix: str
    separator: str
    last: str
    last_alone: str
    italic: bool


class Addressee(Cited):
    """The label before the addressees of a công văn or slip (``letter``) and of a tờ trình (``submission``)."""

    label_size_pt: Range
    label_italic: bool
    letter: str
    submission: str


class Authority(Component):
    """Quyền hạn: the prefixes that exist."""

    prefixes: tuple[str, ...]


class Signer(Component):
    """Họ tên, below ``blank_lines`` lines of room for the signature."""

    blank_lines: int


class RecipientLines(Cited):
    """Nơi nhận: label, sizes, dash and separators."""

    label: str
    label_size_pt: Range
    label_underline: bool
    item_size_pt: Range
    prefix: str
    separator: str
    last: str


class Urgency(Component):
    """Mức độ khẩn: the words that exist."""

    values: tuple[str, ...]


class Draft(Component):
    """Dự thảo lần {n}."""

    text: str


class SmallPrint(Cited):
    """A component of which only the size is prescribed."""

    size_pt: Range


class Edition(Frozen):
    """One edition of the norm."""

    id: EditionId
    name: str
    number: str
    issued_on: date
    in_force_from: date
    in_force_until: date | None = None
    page: Page
    page_number: PageNumber
    title: Title
    superior: Component
    issuer: Marked
    number_line: NumberLine
    place_date: PlaceDate
    type_name: Component
    subject: Marked
    letter_subject: LetterSubject
    body: BodyText
    legal_bases: LegalBasisLines
    addressee: Addressee
    authority: Authority
    position: Component
    signer: Signer
    recipients: RecipientLines
    urgency: Urgency
    circulation: Component
    draft: Draft
    typist: SmallPrint
    contact: SmallPrint


def load_editions() -> Mapping[EditionId, Edition]:
    """All editions by id, the newest first. Raises :class:`service.errors.NormFault`."""
    loaded = {name: as_model(Edition, read_toml(f"{name}.toml"), f"{name}.toml") for name in EDITION_IDS}
    return MappingProxyType(loaded)


def edition_in_force(editions: Mapping[EditionId, Edition], day: date) -> Edition:
    """The edition in force on ``day``; the oldest one for days before it (the caller warns)."""
    newest_first = sorted(editions.values(), key=lambda edition: edition.in_force_from, reverse=True)
    for edition in newest_first:
        if edition.in_force_from <= day:
            return edition
    return newest_first[-1]
