"""Rules over a whole payload, and how they are run also when some of its fields do not parse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from service.documents._circumstances import Circumstances
from service.errors import Finding, Message

Judge = Callable[[Any, Circumstances], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One cross-field rule and the fields it reads; it is left out where one of those did not parse."""

    needs: tuple[str, ...]
    judge: Judge


def rule(*needs: str) -> Callable[[Judge], Rule]:
    """Make a judging function a :class:`Rule`; ``needs`` are top-level fields of the payload."""

    def make(judge: Judge) -> Rule:
        return Rule(needs, judge)

    return make


def error(code: str, pointer: str, vi: str, en: str) -> Finding:
    """A finding that refuses the paper."""
    return Finding(pointer, code, Message(vi, en), "error")


def warning(code: str, pointer: str, vi: str, en: str) -> Finding:
    """A finding that only accompanies the paper."""
    return Finding(pointer, code, Message(vi, en), "warning")


MOST_FINDINGS = 1000
"""More than these are not listed: an answer must not outgrow its request a hundredfold."""


def at_most(findings: Sequence[Finding], most: int = MOST_FINDINGS) -> tuple[Finding, ...]:
    """The first findings, and one that says that there are more."""
    if len(findings) <= most:
        return tuple(findings)
    unlisted = Message(
        f"Còn những chỗ khác; chỉ liệt kê {most} chỗ đầu. Hãy sửa các chỗ trên rồi gửi lại.",
        f"There are more; only the first {most} are listed. Mend those and send it again.",
    )
    return (*findings[:most], Finding("", "findings.more", unlisted, findings[0].level))


def judge_all(
    rules: Sequence[Rule], document: Any, unreadable: frozenset[str], circumstances: Circumstances
) -> list[Finding]:
    """The findings of every rule that needs none of the ``unreadable`` fields."""
    return [
        finding
        for each in rules
        if unreadable.isdisjoint(each.needs)
        for finding in each.judge(document, circumstances)
    ]
