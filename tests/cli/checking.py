"""A paper that conforms, one that does not, and ``vanthu check`` of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from click.testing import CliRunner, Result

from service.bootstrap import build_checker
from service.cli import cli
from service.conformance import Checker
from tests.papers import Page, paper, piece

BROKEN = {
    "page": Page(left_mm=25),
    "title": piece(size=13),
    "line_mm": 50,
    "number": "Số: 5-QĐ/ĐU",
    "every": {"body": {"align": "left"}},
}


@cache
def good() -> bytes:
    return paper("report").docx()


@cache
def bad() -> bytes:
    """Errors of layout and text, and a warning about the length of the line below the title."""
    return paper("decision", **BROKEN).docx()


@cache
def checker() -> Checker:
    return build_checker()


def check(*arguments: object, stdin: bytes | None = None, lang: str = "vi", **environment: str) -> Result:
    given = ["--lang", lang, "check", *map(str, arguments)]
    return CliRunner().invoke(cli, given, input=stdin, env=environment)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
