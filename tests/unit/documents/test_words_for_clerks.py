"""What a clerk reads names things as the forms do; the names that programs use stand in the pointer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.documents._messages import _MESSAGES, field_finding

CHECKOUT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `(?P<code>[^`]+)` \|.*\| (?P<vi>[^|]+) \|$", re.MULTILINE)
TOLD = [(row["code"], row["vi"]) for row in ROW.finditer((CHECKOUT / "docs/reference/findings.md").read_text())]
WORD = re.compile(r"(?<![\w{])[a-z]+(?:_[a-z]+)*(?![\w}])")


def names(node: object) -> Iterator[str]:
    """Every field and every value of a choice in a schema."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        yield from map(str, node.get("enum", ()))
        for each in node.values():
            yield from names(each)
    elif isinstance(node, list):
        for each in node:
            yield from names(each)


NAMES = {name for file in (CHECKOUT / "schemas").glob("*.json") for name in names(json.loads(file.read_text()))}


def test_there_are_messages_and_names_to_look_at():
    assert len(TOLD) > 50
    assert {"issuer_ref", "attendance", "appointed"} <= NAMES


@pytest.mark.parametrize(("code", "message"), [*TOLD, *((code, vi) for code, (vi, _) in _MESSAGES.items())])
def test_no_message_names_a_field_or_a_code(code, message):
    assert [word for word in WORD.findall(message) if word in NAMES or "_" in word] == []
    assert "`" not in message


@pytest.mark.parametrize("error_type", sorted(_MESSAGES))
@pytest.mark.parametrize("field", ["number", "members"])
def test_forms_and_workbooks_never_speak_of_json(error_type, field):
    context = dict.fromkeys(("position", "code", "min_length", "max_length", "pattern", "ge", "gt", "le", "lt"), "1")
    told = field_finding((field,), error_type, {**context, "expected": "'a' or 'b'"}).message.vi

    assert not re.search(r"JSON|dấu nháy|[\[{]", told)


@pytest.mark.parametrize(
    ("field", "error_type", "vi", "en"),
    [
        ("number", "int_type", "Phải là số nguyên: chỉ ghi số, ví dụ 47", "without quotes"),
        ("attendance", "int_type", "Phải là số nguyên.", "without quotes"),
        ("amount", "float_type", "Phải là số.", "without quotes"),
        ("name", "string_type", "Phải là chữ.", "in double quotes"),
        ("known", "bool_type", "true (có) hoặc false (không)", "true or false"),
        ("members", "list_type", "Phải là một danh sách.", "a list [ … ]"),
        ("issuer", "model_type", "Phải là một nhóm mục.", "an object { … }"),
    ],
)
def test_a_program_learns_which_type_was_wanted(field, error_type, vi, en):
    found = field_finding((field,), error_type, {}).message

    assert vi in found.vi
    assert en in found.en
