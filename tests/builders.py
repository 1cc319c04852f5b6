"""Payloads and papers for tests: every sample and case of every type, and people to fill lists with.

Nothing here depends on the day, the environment or the office's settings: drafts are judged on :data:`TODAY`.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from service.bootstrap import SAMPLES, build_checker, load_templates
from service.documents import DocumentType, Practice, as_programs_read, discover_types, json_schema
from service.norm import Edition, load_editions, load_issuer_rules, load_legal_bases
from service.offices import load_directory
from service.pipeline import Norms, Pipeline

TODAY = date(2026, 12, 31)
CHECKOUT = Path(__file__).parents[1]
Payload = dict[str, Any]

FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Lý", "Dương")
GIVEN_NAMES = ("An", "Bích", "Chính", "Dũng", "Đạt", "Giang", "Hạnh", "Khánh", "Minh", "Oanh", "Phúc", "Yến")


@dataclass(frozen=True, slots=True)
class Example:
    """A payload by the name of its golden file."""

    name: str
    slug: str
    payload: Payload

    @property
    def document_type(self) -> DocumentType:
        """The type of its paper."""
        return pipeline().document_type(self.slug)

    def context(self) -> Mapping[str, Any]:
        """The printed text. Raises ``AssertionError`` where the payload is refused."""
        judged = pipeline().judge(self.document_type, as_json(self.payload))
        assert judged.verdict.valid, (self.name, judged.verdict.errors)
        return as_programs_read(self.document_type.context(judged.document, judged.circumstances))

    def norm(self) -> Edition:
        """The edition of the norm that it is printed by."""
        return pipeline().judge(self.document_type, as_json(self.payload)).circumstances.edition

    def template_name(self) -> str:
        """The template that it is printed with."""
        judged = pipeline().judge(self.document_type, as_json(self.payload))
        return self.document_type.template_name(judged.document, judged.circumstances)

    def docx(self) -> bytes:
        """The paper."""
        return pipeline().produce(self.slug, as_json(self.payload)).content

    def with_(self, **fields: object) -> Example:
        """The same with other top-level fields."""
        return Example(self.name, self.slug, {**copy.deepcopy(self.payload), **fields})


@cache
def pipeline() -> Pipeline:
    """The use case with the project's own templates, the default practice and no office directory."""
    return pipeline_with(build_checker())


def pipeline_with(checker: Any) -> Pipeline:
    """The same with another checker."""
    types = discover_types()
    return Pipeline(
        types=types,
        templates=load_templates(types, None, "ủy"),
        norms=Norms(load_editions(), load_issuer_rules(), load_legal_bases()),
        practice=Practice(),
        directory=load_directory(None),
        checker=checker,
        today=lambda: TODAY,
    )


def as_json(payload: Payload) -> bytes:
    """The body of a request."""
    return json.dumps(payload, ensure_ascii=False).encode()


def sample(slug: str) -> Payload:
    """The sample of a type; a new one each time, to be changed at will."""
    payload: Payload = json.loads((SAMPLES / f"{slug}.json").read_bytes())
    return payload


def examples() -> list[Example]:
    """The sample of every type, its draft, one payload for each further template of the type, and all cases."""
    found = []
    for slug, document_type in discover_types().items():
        own = Example(slug, slug, sample(slug))
        found += [own, draft_of(own), *_for_other_templates(own, document_type)]
        for file in sorted((SAMPLES / "cases").glob(f"{slug}.*.json")):
            found.append(Example(file.stem, slug, json.loads(file.read_bytes())))
    return found


def draft_of(example: Example) -> Example:
    """The second draft of the same paper: no number, no date."""
    payload = {key: value for key, value in example.payload.items() if key not in ("number", "issue_date")}
    return Example(f"{example.name}.draft", example.slug, {**payload, "draft_no": 2})


def _for_other_templates(own: Example, document_type: DocumentType) -> list[Example]:
    """Payloads for the templates that the sample is not printed with, found by trying each choice of the payload."""
    found: dict[str, Example] = {own.template_name(): own}
    schema = json_schema(document_type)
    for field, shape in schema["properties"].items():
        for choice in _choices(shape, schema["$defs"]) if len(found) < len(document_type.template_names) else ():
            changed = own.with_(**{field: choice})
            if pipeline().validate(own.slug, as_json(changed.payload)).valid:
                found.setdefault(changed.template_name(), changed)
    return [Example(name, own.slug, each.payload) for name, each in found.items() if each is not own]


def _choices(shape: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[object]:
    """The values of an enumeration; none where the field is not one."""
    shapes = [shape, *shape.get("anyOf", [])]
    resolved = [definitions[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in shapes]
    return [value for each in resolved for value in each.get("enum", [])]


def people(count: int, **fields: object) -> list[Payload]:
    """Official members, all different, in the shape of ``members``; ``fields`` are added to each."""
    return [
        {
            "full_name": f"{FAMILY_NAMES[n % 12]} {_middle_name(n)} {GIVEN_NAMES[(n // 12) % 12]}",
            "status": "official",
            "birth": f"{n % 28 + 1:02d}/{n % 10 + 3}/{1955 + n % 40}",
            "gender": "female" if n % 3 == 0 else "male",
            "party_card_no": f"019{n:09d}",
            "admission": f"{n % 28 + 1:02d}/5/{1985 + n % 35}",
            "official": f"{n % 28 + 1:02d}/5/{1986 + n % 35}",
            **fields,
        }
        for n in range(count)
    ]


def _middle_name(n: int) -> str:
    return f"{GIVEN_NAMES[n % 11]} {GIVEN_NAMES[n // 11 % 12]}" if n > 143 else GIVEN_NAMES[n % 11]
