"""Payloads for tests of what a paper says: changed samples, and what the pipeline makes of them without a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from service.bootstrap import SAMPLES, build_checker
from service.documents import Circumstances, Practice, as_programs_read, discover_types
from service.errors import Finding
from service.norm import edition_in_force, load_editions, load_issuer_rules, load_legal_bases
from service.norm.edition import EditionId
from service.offices import Directory
from service.pipeline import Judged, Norms, Pipeline

ESTABLISHMENT = "cell-establishment-decision"
DISSOLUTION = "cell-dissolution-decision"
SLIP = "internal-transfer-slip"
TODAY = date(2026, 11, 22)
LEFT_OUT: Any = object()
"""A change of a field to this takes it out of the payload."""

Payload = dict[str, Any]


@cache
def norms() -> Norms:
    """The norm as it is loaded at start."""
    return Norms(load_editions(), load_issuer_rules(), load_legal_bases())


def pipeline_without_templates(practice: Practice | None = None, directory: Directory | None = None) -> Pipeline:
    """Reads and judges like the real one; cannot render."""
    return Pipeline(
        discover_types(), {}, norms(), practice or Practice(), directory or {}, build_checker(), today=lambda: TODAY
    )


def circumstances(edition: EditionId | date = "hd05_2026", **practice: Any) -> Circumstances:
    """Circumstances of a paper of a day, or of an edition."""
    editions = norms().editions
    chosen = edition_in_force(editions, edition) if isinstance(edition, date) else editions[edition]
    return Circumstances(chosen, norms().issuer_rules, norms().bases, Practice(**practice), TODAY)


def sample(slug: str, **changes: Any) -> Payload:
    """The sample of a type with other top-level fields."""
    payload: Payload = {**json.loads((SAMPLES / f"{slug}.json").read_bytes()), **changes}
    return {name: value for name, value in payload.items() if value is not LEFT_OUT}


def changed(payload: Payload, pointer: str, value: Any) -> Payload:
    """A copy with another value at a JSON Pointer; its parents are there already."""
    copy: Payload = json.loads(json.dumps(payload))
    place: Any = copy
    *parents, last = pointer.split("/")[1:]
    for step in parents:
        place = place[int(step) if isinstance(place, list) else step]
    if value is LEFT_OUT:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return copy


def people(count: int, **fields: Any) -> list[Payload]:
    """Official members, all different and with nothing to be said against them."""
    return [
        {
            "full_name": f"Nguyễn Văn {'ABCDEGHIKLMNOPQRSTUVXY'[n % 22]}{n // 22 or ''}",
            "status": "official",
            "birth": f"{n % 28 + 1}/3/1980",
            "party_card_no": f"{n:012d}",
            "admission": "03/02/2010",
            "official": "03/02/2011",
            **fields,
        }
        for n in range(count)
    ]


def as_bytes(payload: Mapping[str, Any]) -> bytes:
    """The body of a request."""
    return json.dumps(payload, ensure_ascii=False).encode()


def judged(slug: str, payload: Payload | bytes, practice: Practice | None = None) -> Judged:
    """What the pipeline makes of a payload before it renders."""
    pipeline = pipeline_without_templates(practice)
    body = payload if isinstance(payload, bytes) else as_bytes(payload)
    return pipeline.judge(pipeline.document_type(slug), body)


def findings(slug: str, payload: Payload | bytes) -> list[Finding]:
    """Errors and warnings."""
    verdict = judged(slug, payload).verdict
    return [*verdict.errors, *verdict.warnings]


def said(slug: str, payload: Payload | bytes) -> set[tuple[str, str, str]]:
    """Level, code and pointer of every finding."""
    return {(finding.level, finding.code, finding.pointer) for finding in findings(slug, payload)}


def printed(slug: str, payload: Payload, **practice: Any) -> Any:
    """The printed text of a payload, which must be without errors."""
    result = judged(slug, payload, Practice(**practice))
    assert result.verdict.errors == ()
    return as_programs_read(discover_types()[slug].context(result.document, result.circumstances))
