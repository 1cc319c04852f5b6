"""Soạn một văn bản: choose a type, fill in its form, see the page, download the paper.

The page holds the empty form; its scripts fill it, keep the draft in the browser and call the JSON interface. Nothing
that a clerk types is kept here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response

from service.batch.workbook.words import Choice
from service.documents import REPORT_PARTS, DocumentType, read_json
from service.norm import load_issuer_rules
from service.norm.printing import number_symbol
from service.pipeline import Pipeline, file_name
from service.web.admission import json_body
from service.web.clerks.forms import Form, form_of
from service.web.clerks.language import language_of_page, sayer
from service.web.clerks.page import page
from service.web.clerks.recognising import types_of_payload
from service.web.responses import json_response


def single_blueprint(pipeline: Pipeline) -> Blueprint:
    """``/soan`` and a page for each type."""
    blueprint = Blueprint("single", __name__)
    offered = {"issuer_ref": bodies_of(pipeline)}
    types = list(pipeline.types.values())
    forms: Mapping[str, Form] = {slug: form_of(each, offered) for slug, each in pipeline.types.items()}

    @blueprint.get("/soan")
    def choose() -> Response:
        return page("single.html", here="single", types=types)

    @blueprint.get("/soan/<slug>")
    def fill_in(slug: str) -> Response:
        document_type = pipeline.document_type(slug)
        return page(
            "single_form.html",
            here="single",
            type=document_type,
            types=types,
            form=forms[document_type.slug],
            report_parts=(*REPORT_PARTS, "sections"),
        )

    @blueprint.post("/soan/<slug>/xem-xet")
    def consider(slug: str) -> Response:
        """All that is to be said of a payload, in the language of the page, and the number that will be printed."""
        return json_response(considered(pipeline, pipeline.document_type(slug), json_body()), language_of_page())

    @blueprint.post("/soan/<slug>/nhan-ra")
    def recognise(slug: str) -> Response:
        """Whether a payload is one of this type, and of which it is instead."""
        answer = recognised(pipeline, pipeline.document_type(slug), json_body())
        return json_response(answer, language_of_page())

    return blueprint


def bodies_of(pipeline: Pipeline) -> Sequence[Choice]:
    """The bodies of the office directory as choices, by name; those of one name (ban thường vụ) also by their kind."""
    rules, names = load_issuer_rules(), Counter(body.running_name for body in pipeline.directory.values())
    bodies = sorted(
        (
            f"{body.running_name} ({rules[body.kind].name.lower()})"
            if names[body.running_name] > 1
            else body.running_name,
            code,
        )
        for code, body in pipeline.directory.items()
    )
    return tuple(Choice(code, name, frozenset()) for name, code in bodies)


def considered(pipeline: Pipeline, document_type: DocumentType, payload: bytes) -> dict[str, Any]:
    """``{valid, errors, warnings, symbol, name}``: all that can be said without making the paper.

    ``symbol`` is số và ký hiệu, "" as long as no issuer is known; ``name`` that of the file, "" while there are errors.

    Raises :class:`service.errors.MalformedJson`.
    """
    judged = pipeline.judge(document_type, payload)
    body, number = judged.document.issuer, judged.document.number
    numbered = body is not None and document_type.number_field == "number" and isinstance(number, int | None)
    symbol = ""
    if numbered and body is not None:
        rules, edition = judged.circumstances.issuer_rules[body.kind], judged.circumstances.edition
        symbol = number_symbol(number, document_type.symbol, body.symbol or rules.symbol, edition)
    name = file_name(document_type, judged) if judged.verdict.valid else ""
    return judged.verdict.as_json(language_of_page()) | {"symbol": symbol, "name": name}


def recognised(pipeline: Pipeline, document_type: DocumentType, payload: bytes) -> dict[str, Any]:
    """``{fits, slug, title}``: slug and title of the one other type that a payload is of; "" where that is not known.

    Raises :class:`service.errors.MalformedJson`.
    """
    value = read_json(payload)
    found = types_of_payload(value, pipeline.types) if isinstance(value, dict) else []
    fits = document_type in found
    other = found[0] if len(found) == 1 and not fits else None
    title = sayer(language_of_page())(other.title) if other else ""
    return {"fits": fits, "slug": other.slug if other else "", "title": title}
