"""The sections of a form: what is needed and usual first, what is rarely used folded in below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.batch.workbook.words import Choice
from service.documents import DocumentType, json_schema
from service.web.clerks.forms.field import Field
from service.web.clerks.forms.from_schema import Builder
from service.web.clerks.forms.hints import hints_for

CONTENT = "Nội dung"
MORE = "Phần ít dùng"


@dataclass(frozen=True, slots=True)
class Section:
    """Some fields under a heading; with ``fold`` they are hidden until they are asked for or hold something."""

    title: str
    fields: tuple[Field, ...]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """All that the page of one type shows. ``repeat`` is how the next paper is begun from this one; may be empty."""

    sections: tuple[Section, ...]
    repeat: Mapping[str, Any]

    def fields(self) -> Iterable[Field]:
        """The fields of the payload itself."""
        return (field for section in self.sections for field in section.fields)


def form_of(document_type: DocumentType, offered: Mapping[str, Sequence[Choice]]) -> Form:
    """The form of a type; ``offered`` are choices by key that its schema does not have; a key with none is left out.

    A field that no hint places stands under :data:`CONTENT` where it is required or nothing says that it is rare; the
    rare ones stand under :data:`MORE`, at the end.
    """
    schema, hints = json_schema(document_type), hints_for(document_type.slug)
    left = {field.key: field for field in Builder(schema, hints, offered).fields(schema, "", ())}
    for key, choices in offered.items():
        if not choices:
            left.pop(key, None)

    def taken(planned: Iterable[Mapping[str, Any]]) -> list[Section]:
        sections = [
            Section(
                plan["title"],
                tuple(left.pop(key) for key in plan["fields"] if key in left),
                fold=plan.get("fold", False),
            )
            for plan in planned
        ]
        return [section for section in sections if section.fields]

    own, before, after = taken(hints.own), taken(hints.before), taken(hints.after)
    unplaced = sorted((field for field in left.values() if not field.rare), key=lambda field: not field.required)
    rare = [field for field in left.values() if field.rare]
    content = [Section(CONTENT, tuple(unplaced))] if unplaced else []
    more = [Section(MORE, tuple(rare), fold=True)] if rare else []
    return Form((*before, *own, *content, *after, *more), hints.repeat)
