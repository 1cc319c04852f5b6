"""The report of the checker as people read it in a terminal: by severity, then in reading order, three lines each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from service.cli.messages import harmless
from service.conformance import FormatFinding, Report, Severity
from service.errors import Language, Message
from service.norm.type_names import PaperKind

KINDS: dict[PaperKind, Message] = {
    "titled": Message("văn bản có tên loại", "paper with a tên loại"),
    "letter": Message("công văn", "công văn (letter)"),
    "minutes": Message("biên bản", "biên bản (minutes)"),
    "slip": Message("giấy giới thiệu, phiếu", "slip"),
}
_HEADINGS: dict[Severity, Message] = {
    "error": Message("Lỗi", "Errors"),
    "warning": Message("Cảnh báo", "Warnings"),
    "info": Message("Lưu ý", "Notes"),
}
_COLOURS: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "blue"}
_MENDABLE = Message("--mend sửa được", "--mend can do it")


def report_text(name: str, report: Report, norm: str, language: Language, *, colour: bool) -> str:
    """The whole view of one file, its summary last. ``norm`` is the name of the edition; nothing in it is obeyed."""
    text = "\n".join(map(str, _lines(name, report, norm, language)))
    return f"{text if colour else click.unstyle(text)}\n"


def _lines(name: str, report: Report, norm: str, language: Language) -> Iterator[str]:
    kind, by = KINDS[report.kind].say(language), "by" if language == "en" else "theo"
    yield click.style(harmless(name), bold=True)
    yield harmless(f"{kind[0].upper()}{kind[1:]}, {by} {norm}")
    for severity, heading in _HEADINGS.items():
        found = report.of(severity)
        if found:
            yield ""
            yield click.style(f"{heading.say(language)} ({len(found)})", fg=_COLOURS[severity], bold=True)
        for number, finding in enumerate(found, 1):
            yield from _finding(f"{number:>{len(str(len(found)))}}. ", finding, language)
    yield ""
    yield summary(report, language)


def _finding(number: str, finding: FormatFinding, language: Language) -> Iterator[str]:
    """What, where, and how to mend it; the second and third line stand below the words of the first."""
    english = language == "en"
    found, expected, mend = (said.say(language) for said in (finding.found, finding.expected, finding.mend))
    wanted = "expected" if english else "đúng là"
    more = (f", and {finding.more} more" if english else f", và {finding.more} chỗ khác") if finding.more else ""
    source = "; ".join([finding.clause, *([_MENDABLE.say(language)] if finding.remedies else [])])
    lines = (
        ("Found" if english else "Thấy", f"{found}; {wanted}: {expected}", f"[{finding.rule}]"),
        ("Where" if english else "Chỗ", f"{finding.where.say(language)}{more}", ""),
        ("Mend" if english else "Sửa", mend, f"({source})"),
    )
    for label, text, aside in lines:
        start = number if label == lines[0][0] else " " * len(number)
        beside = f" {click.style(harmless(aside), dim=True)}" if aside else ""
        yield f"{start}{label:<5}  {harmless(text)}{beside}"


def summary(report: Report, language: Language) -> str:
    """``3 lỗi, 1 cảnh báo; 2 lỗi sửa tự động được bằng --mend``."""
    said = counts(report, language)
    counted = f"{said[0].upper()}{said[1:]}"
    automatic = _counted(
        [len([finding for finding in report.of(severity) if finding.remedies]) for severity in ("error", "warning")],
        language,
    )
    if not automatic:
        return f"{counted}."
    mended = "can be mended by --mend" if language == "en" else "sửa tự động được bằng --mend"
    return f"{counted}; {automatic} {mended}."


def counts(report: Report, language: Language) -> str:
    """``3 lỗi, 1 cảnh báo``, and notes where there are any."""
    numbers = [len(report.of(severity)) for severity in ("error", "warning", "info")]
    none = "no errors" if language == "en" else "không có lỗi"
    counted = _counted(numbers, language)
    return counted if numbers[0] else ", ".join(filter(None, (none, counted)))


def _counted(numbers: Sequence[int], language: Language) -> str:
    if language == "en":
        units = ("error", "warning", "note")
        return ", ".join(f"{n} {unit}{'s' * (n > 1)}" for n, unit in zip(numbers, units, strict=False) if n)
    units = ("lỗi", "cảnh báo", "lưu ý")
    return ", ".join(f"{n} {unit}" for n, unit in zip(numbers, units, strict=False) if n)
