"""The report on a paper: every finding with its rule, place, clause, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from service.conformance.paper import CellPlace, Line, PagePart, Paragraph
from service.conformance.remedies import Remedy
from service.errors import Language, Message
from service.norm.edition import EditionId
from service.norm.type_names import PaperKind

Severity = Literal["error", "warning", "info"]
Concern = Literal["layout", "text"]
"""Whether a rule is about how a paper is set, or about words that somebody typed."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
_LONGEST_QUOTE = 80

PART_NAMES: dict[str, Message] = {
    "page": Message("cả văn bản", "the whole paper"),
    "body": Message("thân trang", "body"),
    "header": Message("đầu trang", "header"),
    "footer": Message("chân trang", "footer"),
    "text_box": Message("hộp văn bản", "text box"),
    "footnote": Message("chú thích", "footnote"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found. ``page_part`` is ``page`` where it is about no paragraph at all."""

    page_part: PagePart | Literal["page"]
    paragraph: int | None = None
    cell: CellPlace | None = None
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """``{page_part, paragraph, cell, text}``."""
        cell = None
        if self.cell:
            cell = {"table": self.cell.table, "row": self.cell.row, "column": self.cell.column}
        return {"page_part": self.page_part, "paragraph": self.paragraph, "cell": cell, "text": self.text}

    def say(self, language: Language) -> str:
        """``đoạn 3 (bảng 1, hàng 1, cột 2): “…”``."""
        words = PART_NAMES[self.page_part].say(language)
        if self.paragraph is not None:
            words = f"paragraph {self.paragraph}" if language == "en" else f"đoạn {self.paragraph}"
        if self.cell:
            table, row, column = self.cell.table, self.cell.row, self.cell.column
            words += (
                f" (table {table}, row {row}, column {column})"
                if language == "en"
                else f" (bảng {table}, hàng {row}, cột {column})"
            )
        return f"{words}: “{self.text}”" if self.text else words


def place_of(where: Line | Paragraph | None, quote: str = "") -> Place:
    """The place of a line or paragraph; None: the page as a whole."""
    if where is None:
        return Place("page", text=_shortened(quote))
    paragraph = where.paragraph if isinstance(where, Line) else where
    text = quote or where.text
    return Place(paragraph.part, paragraph.number, paragraph.container.cell, _shortened(text))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


@dataclass(frozen=True, slots=True)
class FormatFinding:
    """One rule that is not kept at one place; ``more`` counts further places with the same fault.

    ``paragraphs`` are the numbers of all paragraphs of the body that are meant, in their order, each once.
    """

    rule: str
    severity: Severity
    concern: Concern
    clause: str
    where: Place
    found: Message
    expected: Message
    mend: Message
    more: int = 0
    remedies: tuple[Remedy, ...] = ()
    paragraphs: tuple[int, ...] = ()

    def as_json(self, language: Language) -> dict[str, Any]:
        """As the HTTP interface and the command line show it."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "clause": self.clause,
            "where": self.where.as_json(),
            "more": self.more,
            "found": self.found.say(language),
            "expected": self.expected.say(language),
            "mend": self.mend.say(language),
            "mendable": bool(self.remedies),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said of a paper."""

    norm: EditionId
    kind: PaperKind
    findings: tuple[FormatFinding, ...]

    @property
    def conforms(self) -> bool:
        """Whether no error was found; warnings are allowed."""
        return not self.of("error")

    def of(self, severity: Severity) -> Sequence[FormatFinding]:
        """The findings of this severity."""
        return [finding for finding in self.findings if finding.severity == severity]

    def as_json(self, language: Language) -> dict[str, Any]:
        """``{norm, kind, summary, findings}``."""
        counts = {f"{severity}s": len(self.of(severity)) for severity in ("error", "warning")}
        summary = {"conforms": self.conforms, **counts, "infos": len(self.of("info"))}
        return {
            "norm": self.norm,
            "kind": self.kind,
            "summary": summary,
            "findings": [finding.as_json(language) for finding in self.findings],
        }
