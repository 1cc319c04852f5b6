"""What the command says to people, on standard error. Nothing that it quotes can command a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import click

from service.errors import Finding, Language, Message, OurFault, described

_LEVELS = {"error": Message("lỗi", "error"), "warning": Message("cảnh báo", "warning")}
_WHOLE = Message("toàn bộ dữ liệu", "whole payload")
_OUR_FAULT = Message(
    "Lỗi của chương trình hoặc cài đặt, không phải của dữ liệu:", "Not the data but the set-up is wrong:"
)


def tell(*lines: str) -> None:
    """Each line to standard error."""
    for line in lines:
        click.echo(harmless(line), err=True)


def harmless(text: str) -> str:
    """``text`` with its control characters escaped: a terminal would obey them, and they would make lines of their own.

    A key of a payload may hold them, and so may the name of a file or a text in a paper.
    """
    return "".join(map(_harmless, text))


def _harmless(character: str) -> str:
    kind = unicodedata.category(character)
    return character.encode("unicode_escape").decode() if kind[0] == "C" or kind in ("Zl", "Zp") else character


def tell_findings(findings: Sequence[Finding], language: Language) -> None:
    """Level, place, message and code of each, a line each."""
    for finding in findings:
        level, place = _LEVELS[finding.level].say(language), finding.pointer or _WHOLE.say(language)
        tell(f"{level}: {place}: {finding.message.say(language)} [{finding.code}]")


def tell_failure(error: Exception, language: Language) -> None:
    """Our own: one that operators can mend in the words written for them, any other by its type and its places."""
    tell(_OUR_FAULT.say(language))
    if isinstance(error, OurFault):
        tell(*str(error).splitlines())
    else:
        about = described(error)
        tell(about["exception"], *(f"  {place}" for place in about["at"]))
