"""Open inputs: whatever valid payload becomes a paper that keeps its text, and whatever else is refused in order."""

from __future__ import annotations

import copy
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st

from service.bootstrap import build_checker, load_templates
from service.documents import Practice, as_programs_read, discover_types, json_schema
from service.errors import MalformedJson
from service.pipeline import Pipeline
from service.rendering import CompiledTemplate
from tests.payloads import DISSOLUTION, ESTABLISHMENT, SLIP, TODAY, as_bytes, norms, sample
from tests.trying import TYPES_THAT_DIFFER_MOST, others_long

TYPES = discover_types()
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = (
    st.text(LETTERS | st.sampled_from("\n\tàỳđ&<>{}%'\""), min_size=1, max_size=40)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: not text.isspace())
)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@cache
def templates() -> dict[str, CompiledTemplate]:
    return dict(load_templates(TYPES, None, "ủy"))


@cache
def pipeline() -> Pipeline:
    return Pipeline(TYPES, templates(), norms(), Practice(), {}, build_checker(), today=lambda: TODAY)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths of all that is no object and no list."""
    if isinstance(value, dict | list) and value:
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, step))
    else:
        yield path


def put(payload: Any, path: tuple[str | int, ...], value: Any) -> Any:
    changed = copy.deepcopy(payload)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


def shifted(value: Any, days: int) -> Any:
    """All calendar days of a payload, moved together."""
    if isinstance(value, dict):
        return {name: shifted(inner, days) for name, inner in value.items()}
    if isinstance(value, list):
        return [shifted(inner, days) for inner in value]
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return (date.fromisoformat(value) + timedelta(days)).isoformat()
    return value


def additions(slug: str) -> list[tuple[str, Any]]:
    """Scalar fields of the type and values that they may have."""
    found: list[tuple[str, Any]] = []
    for name, shape in json_schema(TYPES[slug])["properties"].items():
        for each in [shape, *shape.get("anyOf", [])]:
            found += [(name, value) for value in each.get("enum", [])]
            found += {"integer": [(name, 7)], "null": [(name, None)]}.get(each.get("type"), [])
    return found


def changes(data: st.DataObject, slug: str, payload: Any) -> Any:
    """One change of a payload, whether or not it leaves it valid."""
    kind = data.draw(st.sampled_from(["text", "text", "text", "drop", "shift", "shuffle", "add", "free"]))
    if kind == "text":
        path = data.draw(st.sampled_from([p for p in leaves(payload) if p]))
        return put(payload, path, data.draw(TEXTS))
    if kind == "drop":
        name = data.draw(st.sampled_from(sorted(payload)))
        return {key: value for key, value in payload.items() if key != name}
    if kind == "shift":
        return shifted(payload, data.draw(st.integers(-3000, 3000)))
    if kind == "shuffle":
        name = data.draw(st.sampled_from([k for k, v in payload.items() if isinstance(v, list)] or [""]))
        return {**payload, name: data.draw(st.permutations(payload[name]))} if name else payload
    if kind == "add":
        name, value = data.draw(st.sampled_from(additions(slug)))
        return {**payload, name: value}
    name = data.draw(st.sampled_from(["subject", "circulation", "client_ref", "term", "reason", "parent_committee"]))
    return {**payload, name: data.draw(TEXTS)}


def valid_payload(data: st.DataObject, slug: str) -> Any:
    """The sample after some changes, of which those that make it invalid are undone."""
    payload = sample(slug)
    for _ in range(data.draw(st.integers(1, 10))):
        changed = changes(data, slug, payload)
        if pipeline().validate(slug, as_bytes(changed)).valid:
            payload = changed
    return payload


def text_of(content: bytes) -> str:
    """All paragraphs of the document as python-docx reads them, also those in tables, a line each."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join(Paragraph(element, None).text for element in body.iter(qn("w:p")))


def strings_at(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a context with their paths as a template names them."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from strings_at(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_at(inner, f"{path}[]")
    elif isinstance(value, str):
        yield path, value


@pytest.mark.parametrize("slug", others_long(TYPES, *TYPES_THAT_DIFFER_MOST))
@settings(max_examples=40)
@given(data=st.data())
def test_a_valid_payload_becomes_a_paper_that_opens_and_keeps_its_text(slug, data):
    body = as_bytes(valid_payload(data, slug))
    kind = TYPES[slug]
    judged = pipeline().judge(kind, body)
    context = as_programs_read(kind.context(judged.document, judged.circumstances))
    template = templates()[kind.template_name(judged.document, judged.circumstances)]
    printed = {usage.path for usage in template.usages if usage.how == "printed" and usage.part == "word/document.xml"}
    printed = {path for path in printed if not path.endswith((".kind", ".width"))}  # these choose a style or a table

    first = pipeline().produce(slug, body)
    text = text_of(first.content)
    lost = [
        (path, line)
        for path, string in strings_at(context)
        if path in printed
        for line in string.split("\n")
        if line not in text
    ]

    assert lost == []
    assert pipeline().produce(slug, body).content == first.content


def marked(number: int) -> tuple[str, bytes, str]:
    """A payload whose every person carries a mark that no other payload has."""
    mark = f"MARK{number:05d}"
    slug = (ESTABLISHMENT, DISSOLUTION, SLIP)[number % 3]
    payload = sample(slug)
    payload["signature"]["full_name"] = mark
    for member in payload.get("members", [payload.get("member")]):
        member["position"] = mark
        member["profile_no"] = mark
    return slug, as_bytes(payload), mark


def test_no_paper_holds_anothers_data_over_eight_threads():
    def wrong(number: int) -> str | None:
        slug, body, mark = marked(number)
        content = pipeline().produce(slug, body).content
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            texts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
        found = set(re.findall(r"MARK\d{5}", "".join(texts)))
        return None if found == {mark} else f"{mark}: {sorted(found)}"

    with ThreadPoolExecutor(8) as threads:
        assert [each for each in threads.map(wrong, range(8 * 200)) if each] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("slug", TYPES)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_json_is_put_anywhere_is_judged_and_never_fails(slug, data):
    """Findings with places that exist in both languages, or a payload that renders; no other exception."""
    payload = sample(slug)
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from([p for p in leaves(payload) if p] or [("number",)]))
        cut = data.draw(st.integers(1, len(path)))
        payload = put(payload, path[:cut], data.draw(JSON))
    body = json.dumps(payload).encode()
    verdict = pipeline().validate(slug, body)

    if verdict.valid:
        assert pipeline().produce(slug, body).content
    for finding in (*verdict.errors, *verdict.warnings):
        assert finding.pointer == "" or finding.pointer.startswith("/")
        assert finding.message.vi
        assert finding.message.en
        finding.pointer.encode()


@pytest.mark.parametrize("slug", TYPES)
@given(body=JSON.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=60))
def test_whatever_body_is_either_refused_as_json_or_has_errors(slug, body):
    try:
        verdict = pipeline().validate(slug, body)
    except MalformedJson:
        return
    assert verdict.errors
