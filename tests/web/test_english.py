"""Every text of the pages has its English, and no English is left over."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.documents import discover_types
from service.web.clerks.forms import form_of
from service.web.clerks.forms.field import Field
from service.web.clerks.language import english

WEB = Path(__file__).parents[2] / "service/web"
TEMPLATES = sorted((WEB / "pages/clerks").rglob("*.html"))
MODULES = sorted((WEB / "clerks").rglob("*.py"))
FILES = sorted((WEB / "clerks/english").glob("*.json"))
SAID = re.compile(r"""\bsay\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*[,)]""")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
PLACES = re.compile(r"\{\w+\}")


def of_template(text: str) -> Iterator[str]:
    """The texts that a template says by name."""
    for found in SAID.finditer(text):
        yield ast.literal_eval(found[1])


def of_module(text: str) -> Iterator[str]:
    """The texts that a module says: ``say("…")``."""
    for node in ast.walk(ast.parse(text)):
        says = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args
        if says and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            yield node.args[0].value


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_text_of_a_template_has_its_english(template):
    said = set(of_template(template.read_text()))

    assert said - english().keys() == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(WEB)))
def test_every_text_of_a_module_has_its_english(module):
    assert set(of_module(module.read_text())) - english().keys() == set()


def of_forms() -> Iterator[str]:
    """What the forms say that is made of schemas: titles, hints, the words of choices."""
    for document_type in discover_types().values():
        yield from (document_type.title, document_type.summary)
        for section in form_of(document_type, {}).sections:
            yield section.title
            for field in section.fields:
                yield from of_field(field)


def of_field(field: Field) -> Iterator[str]:
    """The same of one field and all below it."""
    yield from (field.title, field.hint, field.example, field.default, *(choice.word for choice in field.choices))
    for child in (*field.children, *filter(None, [field.item])):
        yield from of_field(child)


def said_of(field: Field) -> Iterator[str]:
    """What stands on the page for a field and all below it; examples stay in the language of the papers."""
    yield from (field.title, field.hint, field.default, *(choice.word for choice in field.choices))
    for child in (*field.children, *filter(None, [field.item])):
        yield from said_of(child)


def test_no_title_hint_default_or_option_of_a_form_falls_through(slug):
    sections = form_of(discover_types()[slug], {}).sections
    said = {section.title for section in sections} | {
        text for section in sections for field in section.fields for text in said_of(field)
    }

    assert said - english().keys() - {""} == set()


def used_anywhere() -> str:
    """All that may hold a text of the pages: templates, modules, their data; titles come from the types' schemas."""
    places = [*TEMPLATES, *MODULES, *(WEB / "clerks").rglob("*.toml"), *(WEB.parent / "documents").rglob("*.py")]
    texts = [path.read_text() for path in places]
    # Adjacent literals of Python are one text.
    return re.sub(r'"\s*\n\s*f?"', "", "\n".join([*texts, *of_forms()]))


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_no_english_is_left_over_whose_text_nobody_says(file):
    every = used_anywhere()
    stale = [
        text for text in json.loads(file.read_text()) if text not in every and text.rstrip(".") not in every
        and not any(f'"{word}"' in every for word in (text, text.lower(), text[:1].lower() + text[1:]))
    ]  # fmt: skip

    assert stale == []


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_english_fills_in_what_the_vietnamese_fills_in(file):
    pairs = json.loads(file.read_text()).items()

    assert [vi for vi, en in pairs if set(PLACES.findall(vi)) != set(PLACES.findall(en))] == []


def test_no_text_has_two_translations():
    seen: dict[str, str] = {}
    twice = []
    for file in FILES:
        for vi, en in json.loads(file.read_text()).items():
            if seen.setdefault(vi, en) != en:
                twice.append(vi)

    assert twice == []
