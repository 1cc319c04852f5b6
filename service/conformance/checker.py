"""The checker: any DOCX in, a report out; a copy with the findings as comments; a copy that is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from service.conformance.annotating import annotated
from service.conformance.components import find_components
from service.conformance.components.wording import LONG_DATE, composed, real_date
from service.conformance.mending import mended
from service.conformance.paper import Paper
from service.conformance.reading import read_paper
from service.conformance.report import SEVERITIES, FormatFinding, Report, place_of
from service.conformance.rules import Examined, Fault, Rule, all_rules, faults_of, is_legacy_paper
from service.errors import Language, Message, PackageFault, UnreadableDocx
from service.norm import Edition, LegalBases, PaperKind, TypeName, edition_in_force
from service.norm.edition import EditionId
from service.package import Package, read_package

MOST_FINDINGS = 500
"""A report names no more places than that."""


_TOO_LARGE_TO_MEND = Message(
    "Văn bản quá lớn để sửa tự động. Hãy tách thành nhiều tệp, hoặc sửa trong Word theo kết quả kiểm tra.",
    "This paper is too large to be mended by the program. Split it, or mend it in Word by what the check finds.",
)


class Checker:
    """Judges papers by the norm. Immutable; may be shared by threads. ``today`` is asked for papers without a date."""

    def __init__(
        self,
        editions: Mapping[EditionId, Edition],
        bases: LegalBases,
        type_names: tuple[TypeName, ...],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._editions = editions
        self._bases = bases
        self._type_names = type_names
        self._today = today

    def check(self, docx: bytes, *, kind: PaperKind | None = None, norm: EditionId | None = None) -> Report:
        """The report on ``docx``. ``kind`` is inferred and ``norm`` follows from the paper's date where not given.

        Raises :class:`service.errors.UnreadableDocx` for what is no DOCX that can be read safely.
        """
        return self._judged(read_paper(_package(docx)), kind, norm)

    def annotate(self, docx: bytes, report: Report, language: Language = "vi") -> bytes:
        """A copy of ``docx`` with the findings of ``report`` as comments of Word, everything else unchanged.

        ``report`` must be that of the same bytes. Raises :class:`service.errors.UnreadableDocx`.
        """
        package = _package(docx)
        return annotated(package, read_paper(package), report, language)

    def mend(self, docx: bytes, *, kind: PaperKind | None = None, norm: EditionId | None = None) -> bytes:
        """A copy of ``docx`` with everything put right that can be without touching the words.

        Raises :class:`service.errors.UnreadableDocx`.
        """
        package = _package(docx)
        paper = read_paper(package)
        report = self._judged(paper, kind, norm)
        remedies = [remedy for finding in report.findings for remedy in finding.remedies]
        copy = mended(package, paper, remedies)
        try:
            _package(copy)
        except UnreadableDocx:
            raise UnreadableDocx([PackageFault("", _TOO_LARGE_TO_MEND)]) from None
        return copy

    def _judged(self, paper: Paper, kind: PaperKind | None, norm: EditionId | None) -> Report:
        newest = edition_in_force(self._editions, self._today())
        found = find_components(paper, self._type_names, newest, kind)
        day = found.letterhead.day
        if day is None and found.kind == "minutes":
            day = _first_date(paper)
        edition = self._editions[norm] if norm else edition_in_force(self._editions, day or self._today())
        examined = Examined(
            paper,
            found,
            edition,
            day,
            self._bases,
            self._type_names,
            edition_given=norm is not None,
            legacy=is_legacy_paper(paper),
        )
        findings = [
            finding for each in all_rules().values() for finding in _findings(each, faults_of(each, examined), edition)
        ]
        findings.sort(key=lambda finding: (SEVERITIES.index(finding.severity), finding.where.paragraph or 0))
        return Report(edition.id, found.kind, tuple(findings[:MOST_FINDINGS]))


def _package(docx: bytes) -> Package:
    return read_package(docx, embedded="kept")


def _first_date(paper: Paper) -> date | None:
    """The first date in the text: of minutes, the day of the meeting."""
    for paragraph in paper.paragraphs:
        match = LONG_DATE.search(composed(paragraph.text))
        if match and (day := real_date(match[1], match[2], match[3])):
            return day
    return None


def _findings(each: Rule, faults: Iterable[Fault], edition: Edition) -> list[FormatFinding]:
    """The findings of one rule; the same fault at many places is one finding that counts them."""
    grouped: dict[tuple[Message, Message, Message], list[Fault]] = {}
    for fault in faults:
        grouped.setdefault((fault.found, fault.expected, fault.mend), []).append(fault)
    return [_finding(each, same, edition) for same in grouped.values()]


def _finding(each: Rule, same: list[Fault], edition: Edition) -> FormatFinding:
    fault = same[0]
    places = [place_of(other.where) for other in same]
    return FormatFinding(
        rule=each.id,
        severity=fault.severity or each.severity,
        concern=each.concern,
        clause=each.clause(edition, fault.component),
        where=place_of(fault.where, fault.quote),
        found=fault.found,
        expected=fault.expected,
        mend=fault.mend,
        more=len(same) - 1,
        remedies=tuple(remedy for other in same for remedy in other.remedies),
        paragraphs=tuple(sorted({each.paragraph for each in places if each.paragraph and each.page_part == "body"})),
    )
