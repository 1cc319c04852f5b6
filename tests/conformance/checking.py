"""The checker under test, and short ways to say what it finds."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import AppPrediction, OpenXmlValidator, predict

from tests.papers import Paper
from tests.papers.markup import W


@cache
def checker() -> Any:
    """The checker as the program builds it."""
    from service.bootstrap import build_checker

    return build_checker()


def report_of(paper: Paper | bytes, *, kind: str | None = None, norm: str | None = None) -> Any:
    """The report on a paper."""
    return checker().check(paper if isinstance(paper, bytes) else paper.docx(), kind=kind, norm=norm)


def mended(paper: Paper | bytes, *, kind: str | None = None) -> bytes:
    """The mended copy of a paper."""
    return checker().mend(paper if isinstance(paper, bytes) else paper.docx(), kind=kind)


def errors(*ids: str) -> list[tuple[str, str]]:
    """These rules, as ``faults`` gives errors."""
    return [(rule, "error") for rule in ids]


def warnings(*ids: str) -> list[tuple[str, str]]:
    """These rules, as ``faults`` gives warnings."""
    return [(rule, "warning") for rule in ids]


def faults(report: Any) -> list[tuple[str, str]]:
    """Rule and severity of all that is wrong; hints are left out."""
    return [(each.rule, each.severity) for each in report.findings if each.severity != "info"]


def rules(report: Any) -> list[str]:
    """The ids of all findings."""
    return [each.rule for each in report.findings]


def described(report: Any) -> str:
    """The findings, for the message of a test that fails."""
    return "\n".join(
        f"{each.severity} {each.rule} at {each.where.page_part}/{each.where.paragraph}/{each.where.cell}: "
        f"«{each.where.text}» found {each.found}, expected {each.expected}"
        for each in report.findings
    )


def part(docx: bytes, name: str = "word/document.xml") -> str:
    """The XML of a part."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name).decode()


def texts(docx: bytes, name: str = "word/document.xml") -> list[str]:
    """The paragraphs of a part that show something; a text box counts once, and fields show their result."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read(name))
    for fallback in list(root.iter("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")):
        fallback.getparent().remove(fallback)
    shown = {f"{{{W}}}br": "\n", f"{{{W}}}tab": "\t"}
    lines = []
    for paragraph in root.iter(f"{{{W}}}p"):
        parts = [
            (part.text or "") if part.tag == f"{{{W}}}t" else shown.get(part.tag, "")
            for run in paragraph.iter(f"{{{W}}}r")
            for part in run
            if run.iterancestors(f"{{{W}}}p").__next__() is paragraph
        ]
        lines.append("".join(parts))
    return [line for line in lines if line.strip()]


def problems(docx: bytes) -> list[str]:
    """What keeps Word from opening the file as it is; nothing when it is valid."""
    with tempfile.TemporaryDirectory(prefix="vanthu-audit-") as folder:
        file = Path(folder) / "paper.docx"
        file.write_bytes(docx)
        result = OpenXmlValidator(strict=True, security_validation=True).validate(file)
        clean = predict(result).prediction is AppPrediction.OPENS_CLEAN
    return [str(error) for error in result.errors] or ([] if clean else ["Word would repair it"])
