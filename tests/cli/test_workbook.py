"""vanthu workbook: the form of a type as a file, or on standard output."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from service.bootstrap import workbook
from service.cli import cli
from service.documents import discover_types

TYPES = discover_types()


def vanthu(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.mark.parametrize("slug", TYPES)
def test_the_workbook_of_a_type_is_written(tmp_path, slug):
    result = vanthu("workbook", slug, "-o", tmp_path / "mẫu.xlsx")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / "mẫu.xlsx").read_bytes() == workbook(TYPES[slug])


def test_it_goes_to_standard_output_where_that_is_asked_for():
    slug = min(TYPES)
    assert vanthu("workbook", slug, "-o", "-").stdout_bytes == workbook(TYPES[slug])


def test_an_unknown_type_is_bad_input(tmp_path):
    result = vanthu("workbook", "love-letter", "-o", tmp_path / "mẫu.xlsx")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "internal-transfer-slip" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_not_written_without_a_name():
    assert vanthu("workbook", min(TYPES)).exit_code == 2
