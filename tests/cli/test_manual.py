"""docs/operations.md says what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.cli import cli
from service.config import Settings
from service.web.problems import PROBLEMS

MANUAL = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()


def test_every_setting_is_there_with_its_default_and_its_description():
    def shown(value: object) -> str:
        return "none" if value is None else f"`{','.join(value) if isinstance(value, tuple) else value}`"

    rows = [
        f"| `{name.upper()}` | {shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]

    assert "\n".join(["|---|---|---|", *rows, ""]) in MANUAL


@pytest.mark.parametrize("name", cli.list_commands(None))
def test_every_command_is_there_and_explains_itself(name):
    assert f"`vanthu {name}" in MANUAL
    assert len(cli.get_command(None, name).help or "") > 20


def test_every_problem_has_a_title_in_both_languages():
    for problem in PROBLEMS.values():
        assert problem.title.vi
        assert problem.title.en
