"""The one use case: a payload becomes a paper.

The HTTP interface, the form, the command line and batches all call :meth:`Pipeline.produce`; none copies it.

1. ``documents`` reads the bytes into a model, every fault of every field at once
2. the office directory gives the issuer, the issue date gives the edition of the norm
3. the rules judge the whole
4. ``documents`` prints the text, ``rendering`` fills the template
5. where that is asked for, ``conformance`` checks the finished paper
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from service.conformance import Checker, FormatFinding, Report
from service.documents import (
    Circumstances,
    DocumentType,
    Envelope,
    Practice,
    Reading,
    as_programs_read,
    at_most,
    error,
    judge_all,
    read_document,
)
from service.errors import Finding, InvalidPayload, Language, Message, UnknownType, described
from service.norm import Edition, IssuerKind, IssuerRules, LegalBases, edition_in_force
from service.norm.edition import EditionId
from service.norm.measuring import on_one_line
from service.norm.printing import number_symbol
from service.offices import Directory, nearest_codes
from service.rendering import Template

LONGEST_FILE_NAME = 120
MOST_BYTES = 240
"""Most file systems take names of up to 255 bytes; some letters have four."""
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*]+')
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""May hide or turn round what follows; half a pair of surrogates has no bytes at all."""

_NAMING = ("name", "symbol", "kind")
_ISSUER_KINDS = frozenset(kind.value for kind in IssuerKind)

_LOG = logging.getLogger("service.pipeline")


@dataclass(frozen=True, slots=True)
class Product:
    """A finished paper. ``filename`` is readable Vietnamese and safe on every system.

    ``judged`` is what it was made of and ``printed`` what stands on it, as the template was given it. ``report`` is
    that of the checker; None where it was not asked for, or failed.
    """

    content: bytes
    filename: str
    warnings: tuple[Finding, ...]
    client_ref: str | None
    judged: Judged
    printed: Mapping[str, Any]
    report: Report | None = None


class Issuer(NamedTuple):
    """The issuer of a payload that has not been read yet, as far as it can be told; "" for what cannot."""

    name: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a payload. Without errors a paper can be made of it."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Whether a paper can be made."""
        return not self.errors

    def as_json(self, language: Language) -> dict[str, Any]:
        """``{valid, errors, warnings}`` as the HTTP interface and the command line show it."""
        return {
            "valid": self.valid,
            "errors": [finding.as_json(language) for finding in self.errors],
            "warnings": [finding.as_json(language) for finding in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A payload that has been read and judged."""

    document: Envelope
    circumstances: Circumstances
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Norms:
    """Everything of the norm that papers need."""

    editions: Mapping[EditionId, Edition]
    issuer_rules: Mapping[IssuerKind, IssuerRules]
    bases: LegalBases


class Pipeline:
    """The use case with all that it needs. Immutable; may be shared by threads.

    ``templates`` holds a compiled template for every template name of every type; ``today`` is asked for drafts.
    ``checker`` judges finished papers; the doors also ask it about papers from elsewhere.
    """

    def __init__(
        self,
        types: Mapping[str, DocumentType],
        templates: Mapping[str, Template],
        norms: Norms,
        practice: Practice,
        directory: Directory,
        checker: Checker,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.types = types
        self.checker = checker
        self._templates = templates
        self._norms = norms
        self._practice = practice
        self._directory = directory
        self._today = today

    @property
    def directory(self) -> Directory:
        """The bodies of the office directory by code, for a form to choose from."""
        return self._directory

    def document_type(self, slug: str) -> DocumentType:
        """The type with this slug. Raises :class:`UnknownType`."""
        found = self.types.get(slug)
        if found is None:
            raise UnknownType(sorted(self.types))
        return found

    def validate(self, slug: str, payload: bytes) -> Verdict:
        """Every error and warning of ``payload``. Raises :class:`UnknownType`, :class:`MalformedJson`."""
        return self.judge(self.document_type(slug), payload).verdict

    def produce(self, slug: str, payload: bytes, *, check: bool = False) -> Product:
        """The paper for ``payload``; with ``check`` it is checked against the edition that it was made by.

        What that finds in the words joins the warnings. A finding about the layout is a fault of ours: it is logged,
        and the paper returned all the same.

        Raises :class:`UnknownType`, :class:`MalformedJson`, :class:`InvalidPayload` with every finding, and
        :class:`RenderFault` where the fault is ours.
        """
        document_type = self.document_type(slug)
        judged = self.judge(document_type, payload)
        if judged.verdict.errors:
            raise InvalidPayload(judged.verdict.errors, judged.verdict.warnings)
        printed = document_type.context(judged.document, judged.circumstances)
        content = self._template(document_type, judged).render(as_programs_read(printed))
        report = self._report(document_type, content, judged.circumstances.edition.id) if check else None
        return Product(
            content=content,
            filename=file_name(document_type, judged),
            warnings=at_most([*judged.verdict.warnings, *_remarks(report)]) if report else judged.verdict.warnings,
            client_ref=judged.document.client_ref,
            judged=judged,
            printed=printed,
            report=report,
        )

    def judge(self, document_type: DocumentType, payload: bytes) -> Judged:
        """Read the payload, resolve its issuer and edition, and run every rule that can be run."""
        reading: Reading[Envelope] = read_document(payload, document_type.model)
        document, unresolved = self._with_issuer(reading)
        circumstances = self._circumstances(document)
        found = judge_all(document_type.rules, document, reading.unreadable, circumstances)
        if unresolved:
            found = [finding for finding in found if finding.code != "issuer.missing"]
        every = [*reading.errors, *unresolved, *found]
        errors = at_most([finding for finding in every if finding.level == "error"])
        warnings = at_most([finding for finding in every if finding.level == "warning"])
        return Judged(document, circumstances, Verdict(errors, warnings))

    def render(self, document_type: DocumentType, judged: Judged) -> bytes:
        """The DOCX of a payload that was judged without errors."""
        context = document_type.context(judged.document, judged.circumstances)
        return self._template(document_type, judged).render(as_programs_read(context))

    def on(self, day: date) -> Pipeline:
        """The same for which today is always ``day``: what it makes of a payload is then the same for ever."""
        other = copy(self)
        other._today = lambda: day
        return other

    def issuer_of(self, payload: Mapping[str, Any]) -> Issuer:
        """Name and symbol of the body that a payload names, whatever else is wrong with it; it is not judged."""
        reference, given = payload.get("issuer_ref"), payload.get("issuer")
        body = self._directory.get(reference) if isinstance(reference, str) else None
        if body is not None:
            return Issuer(body.running_name, body.symbol or self._norms.issuer_rules[body.kind].symbol)
        if not isinstance(given, dict):
            return Issuer(reference if isinstance(reference, str) else "", "")
        name, symbol, kind = (value if isinstance(value := given.get(key), str) else "" for key in _NAMING)
        rules = self._norms.issuer_rules.get(IssuerKind(kind)) if kind in _ISSUER_KINDS else None
        return Issuer(on_one_line(name), symbol or (rules.symbol if rules else ""))

    def _template(self, document_type: DocumentType, judged: Judged) -> Template:
        return self._templates[document_type.template_name(judged.document, judged.circumstances)]

    def _report(self, document_type: DocumentType, content: bytes, norm: EditionId) -> Report | None:
        """What the checker says of a paper of ours. Nothing that goes wrong here keeps the paper from its caller."""
        slug = document_type.slug
        try:
            report = self.checker.check(content, kind=document_type.page_kind, norm=norm)
        except Exception as failure:  # noqa: BLE001  # the paper is made already
            _LOG.error("a paper could not be checked", extra={"fields": {"type": slug, **described(failure)}})
            return None
        for finding in report.findings:
            if finding.concern == "layout" and finding.severity != "info":
                _log_layout(slug, finding)
        return report

    def _with_issuer(self, reading: Reading[Envelope]) -> tuple[Envelope, list[Finding]]:
        """The document with its issuer from the directory, or the finding that says why there is none."""
        document, reference = reading.document, reading.document.issuer_ref
        if reference is None:
            return document, []
        if document.issuer is not None or "issuer" in reading.unreadable:
            return document, [
                error(
                    "issuer.twice",
                    "/issuer_ref",
                    "Cơ quan ban hành đã chọn trong danh mục thì không tự ghi nữa; hãy bỏ một trong hai.",
                    "Give issuer or issuer_ref, not both.",
                )
            ]
        body = self._directory.get(reference)
        if body is None:
            return document, [_unknown_reference(self._directory, reference)]
        return document.model_copy(update={"issuer": body}), []

    def _circumstances(self, document: Envelope) -> Circumstances:
        today = self._today()
        edition = (
            self._norms.editions[document.norm]
            if document.norm
            else edition_in_force(self._norms.editions, document.issue_date or today)
        )
        return Circumstances(edition, self._norms.issuer_rules, self._norms.bases, self._practice, today)


def _unknown_reference(directory: Directory, reference: str) -> Finding:
    near = ", ".join(nearest_codes(directory, reference))
    hint_vi = f"; có phải {near}?" if near else "."
    hint_en = f"; did you mean {near}?" if near else "."
    return error(
        "issuer.unknown",
        "/issuer_ref",
        f"Danh mục cơ quan không có mã này{hint_vi}",
        f"The office directory has no body with this code{hint_en}",
    )


def _remarks(report: Report) -> list[Finding]:
    """What the checker finds in the words that somebody typed, as warnings about the payload."""
    return [
        Finding("", f"check.{finding.rule}", Message(_remark(finding, "vi"), _remark(finding, "en")), "warning")
        for finding in report.findings
        if finding.concern == "text" and finding.severity != "info"
    ]


def _remark(finding: FormatFinding, language: Language) -> str:
    found, expected, mend = (said.say(language) for said in (finding.found, finding.expected, finding.mend))
    wanted = "expected" if language == "en" else "đúng là"
    return f"{finding.where.say(language)}: {found}; {wanted}: {expected}. {mend}"


def _log_layout(slug: str, finding: FormatFinding) -> None:
    """Rule and place only: a finding quotes the paper."""
    where = finding.where
    place = where.page_part if where.paragraph is None else f"{where.page_part} paragraph {where.paragraph}"
    fields = {"type": slug, "rule": finding.rule, "page_part": where.page_part, "paragraph": where.paragraph}
    _LOG.error("a paper of ours breaks %s at %s (%s)", finding.rule, place, slug, extra={"fields": fields})


def file_name(document_type: DocumentType, judged: Judged) -> str:
    """``05-QĐ-ĐU Quyết định thành lập Chi bộ thôn Đông.docx``: readable, unique enough, legal on every system."""
    document: Any = judged.document
    label = document_type.label(document)
    if document.number is not None:
        body = document.issuing_body
        symbol = body.symbol or judged.circumstances.issuer_rules[body.kind].symbol
        label = f"{number_symbol(document.number, document_type.symbol, symbol, judged.circumstances.edition)} {label}"
    return as_file_name(label)


def as_file_name(label: str, ending: str = ".docx") -> str:
    """``label`` as the name of a file that is legal on every system, cut so that it ends with ``ending``."""
    cleaned = " ".join(_NOT_IN_FILE_NAMES.sub("-", _UNSEEN.sub("", label)).split()).strip(" .")
    room = MOST_BYTES - len(ending.encode())
    short = cleaned[: LONGEST_FILE_NAME - len(ending)].encode()[:room].decode(errors="ignore")
    return f"{short.rstrip(' .')}{ending}"
