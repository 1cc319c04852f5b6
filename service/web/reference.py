"""The pages under /docs: types, fields and how to call the service, made from the schemas once, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from service.config import Settings
from service.documents import DocumentType, json_schema
from service.norm import PAPER_KINDS
from service.norm.edition import EDITION_IDS
from service.pipeline import Pipeline
from service.web.addresses import prefix
from service.web.admission import is_host_of
from service.web.openapi import API
from service.web.problems import ANY_STATUS, PROBLEMS
from service.web.responses import DOCX, FixedContent

Json = dict[str, Any]

USUAL_ADDRESS = "http://127.0.0.1:8000/"

_PAGE_HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
)
_WORDS = {
    "string": "chữ",
    "integer": "số nguyên",
    "number": "số",
    "boolean": "true hoặc false",
    "object": "nhóm",
    "null": "null",
}
_FORMATS = {"date": "ngày, ví dụ 2026-07-27", "date-time": "ngày giờ, ví dụ 2026-07-27T19:30"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as the page shows it; ``kind`` may link to the group of fields that it holds."""

    name: str
    title: str
    required: bool
    kind: Markup
    description: str
    examples: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group of fields: the payload itself (``name`` is empty) or one of its parts."""

    name: str
    fields: tuple[Field, ...]


def reference_blueprint(pipeline: Pipeline, settings: Settings) -> Blueprint:
    """``/docs`` and one page for each type.

    The examples on a page hold the address that the page was asked for under, where that is allowed.
    """
    blueprint = Blueprint("reference", __name__)
    types = list(pipeline.types.values())
    problems = sorted(
        {each for each in PROBLEMS.values() if each.status != ANY_STATUS}, key=attrgetter("status", "name")
    )
    about: Json = {"types": types, "api": API, "settings": settings, "problems": problems}
    about |= {"docx": DOCX, "kinds": PAPER_KINDS, "norms": EDITION_IDS}
    groups = {each.slug: list(groups_of(each)) for each in types}
    hosts = frozenset(host.lower() for host in settings.allowed_hosts)

    def address() -> str:
        known = is_host_of(request.headers.get("Host", ""), hosts)
        return (request.host_url if known else USUAL_ADDRESS).rstrip("/") + prefix()

    @blueprint.get("/docs")
    def docs() -> Response:
        return _page(render_template("index.html", address=address(), **about)).response()

    @blueprint.get("/docs/<slug>")
    def docs_of_type(slug: str) -> Response:
        document_type = pipeline.document_type(slug)
        html = render_template(
            "type.html",
            type=document_type,
            types=types,
            address=address(),
            api=API,
            groups=groups[document_type.slug],
        )
        return _page(html).response()

    return blueprint


def _page(html: str) -> FixedContent:
    return FixedContent(html.encode(), "text/html", _PAGE_HEADERS)


def groups_of(document_type: DocumentType) -> Iterator[Group]:
    """The payload's own fields, then each group of fields in the order in which they are first referred to."""
    schema = json_schema(document_type)
    definitions: Json = schema.get("$defs", {})
    waiting, seen = [("", schema)], {""}
    for name, node in waiting:
        yield Group(name, tuple(_fields(node, definitions)))
        for reference in _references(node.get("properties", {})):
            if reference not in seen and "properties" in definitions[reference]:
                seen.add(reference)
                waiting.append((reference, definitions[reference]))


def _fields(node: Json, definitions: Json) -> Iterator[Field]:
    for name, field in node["properties"].items():
        description = field.get("description", "")
        default = field.get("default")
        if default is not None:
            description = f"{description} Mặc định: {default}.".strip()
        yield Field(
            name=name,
            title=field.get("title", ""),
            required=name in node.get("required", ()),
            kind=_kind(field, definitions),
            description=description,
            examples=", ".join(str(example) for example in field.get("examples", ())),
        )


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix("#/$defs/")
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


def _kind(field: Json, definitions: Json) -> Markup:
    """What may stand in a field, in a clerk's words."""
    if "$ref" in field:
        name = field["$ref"].removeprefix("#/$defs/")
        if "properties" not in definitions[name]:
            return _kind(definitions[name], definitions)
        return Markup('nhóm <a href="#{0}">{0}</a>').format(name)
    for choice in ("anyOf", "oneOf"):
        if choice in field:
            kinds = [_kind(each, definitions) for each in field[choice] if each.get("type") != "null"]
            return Markup(" hoặc ").join(dict.fromkeys(kinds))
    values = field["enum"] if "enum" in field else [field["const"]] if "const" in field else []
    if values:
        return Markup(", ").join(Markup("<code>{}</code>").format(value) for value in values)
    if field.get("type") == "array":
        return Markup("danh sách {}{}").format(_kind(field.get("items", {}), definitions), _limits(field))
    return Markup("{}{}").format(
        _FORMATS.get(field.get("format", ""), _WORDS.get(field.get("type", ""), "")), _limits(field)
    )


def _limits(field: Json) -> str:
    unit = {"array": " mục", "string": " ký tự"}.get(field.get("type", ""), "")
    least = next((field[key] for key in ("minimum", "minLength", "minItems") if key in field), None)
    most = next((field[key] for key in ("maximum", "maxLength", "maxItems") if key in field), None)
    if least is None and most is None:
        return ""
    if most is None:
        return f", từ {least}{unit}"
    return f", tối đa {most}{unit}" if least is None else f", {least} đến {most}{unit}"
