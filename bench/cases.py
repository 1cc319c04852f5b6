"""The three documents that everything is measured on, each with its template, payload and context."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.people import large_payload
from service.bootstrap import SAMPLES, TEMPLATES, build_pipeline, load_templates, sample
from service.config import Settings
from service.documents import DocumentType
from service.pipeline import Judged, Pipeline
from service.rendering import CompiledTemplate


@dataclass(frozen=True, slots=True)
class Case:
    """One size: ``context`` is what both renderers are given; it is made once, outside of what is timed."""

    size: str
    about: str
    payload: bytes
    document_type: DocumentType
    judged: Judged
    template_name: str
    template: CompiledTemplate
    context: dict[str, object]

    @property
    def template_file(self) -> str:
        """Path of the DOCX template."""
        return str(TEMPLATES / f"{self.template_name}.docx")


def load_cases(pipeline: Pipeline, sizes: Sequence[str]) -> list[Case]:
    """The cases of the given sizes, of S, M and L."""
    templates = load_templates(pipeline.types, None, "ủy")
    return [_case(size, pipeline, templates) for size in sizes]


def default_pipeline() -> Pipeline:
    """The pipeline of a service without any setting."""
    return build_pipeline(Settings())


def _case(size: str, pipeline: Pipeline, templates: Mapping[str, CompiledTemplate]) -> Case:
    slug, about, payload = _document(size, pipeline)
    document_type = pipeline.document_type(slug)
    judged = pipeline.judge(document_type, payload)
    if judged.verdict.errors:
        raise ValueError(f"{size}: the payload has errors: {judged.verdict.errors}")
    name = document_type.template_name(judged.document, judged.circumstances)
    context = dict(document_type.context(judged.document, judged.circumstances))
    return Case(size, about, payload, document_type, judged, name, templates[name], context)


def _document(size: str, pipeline: Pipeline) -> tuple[str, str, bytes]:
    match size:
        case "S":
            slug = "cell-establishment-decision"
            return slug, "a one-page decision and its list of 7 members", sample(pipeline.document_type(slug))
        case "M":
            payload = SAMPLES / "cases" / "summary-report.seven-pages.json"
            return "summary-report", "a report of about seven pages", payload.read_bytes()
        case "L":
            return "cell-dissolution-decision", "a decision and its list of 473 members", large_payload()
    raise ValueError(f"no such size: {size}")
