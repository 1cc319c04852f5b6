"""The rules of a document type in the words that they themselves use, read from their source.

So a page cannot say anything else than the rule does. What a rule fills in (a number, a name) shows as ``…``.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple, TypeGuard

from service.documents import DocumentType
from service.errors import Message

_MAKERS = ("error", "warning")


class RuleWords(NamedTuple):
    """What a rule says of a payload that breaks it; an error refuses the paper, a warning accompanies it."""

    code: str
    level: str
    message: Message


def rules_of(document_type: DocumentType) -> tuple[RuleWords, ...]:
    """Every message of every rule of the type, errors first, each once."""
    found: dict[RuleWords, None] = {}
    seen: set[Callable[..., Any]] = set()
    for rule in document_type.rules:
        found |= dict.fromkeys(_words_of(rule.judge, seen))
    return tuple(sorted(found, key=lambda words: (words.level, _order(words.code), words.message.vi)))


def _order(code: str) -> tuple[bool, int, str]:
    numbered = code[1:].isdigit()
    return not numbered, int(code[1:]) if numbered else 0, code


def _words_of(function: Callable[..., Any], seen: set[Callable[..., Any]]) -> Iterator[RuleWords]:
    """The messages of a function and of those functions of ours that it names."""
    if function in seen or not isinstance(function, FunctionType):
        return
    seen.add(function)
    within = inspect.getclosurevars(function)
    for node in ast.walk(_source(function)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKERS:
            yield from _words(node)
        elif isinstance(node, ast.Name):
            named = within.globals.get(node.id) or within.nonlocals.get(node.id)
            if _is_ours(named):
                yield from _words_of(named, seen)


def _is_ours(named: object) -> TypeGuard[FunctionType]:
    of_documents = isinstance(named, FunctionType) and named.__module__.startswith("service.documents")
    return of_documents and getattr(named, "__name__", "") not in _MAKERS


@cache
def _source(function: FunctionType) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _words(call: ast.Call) -> Iterator[RuleWords]:
    if len(call.args) != 4:
        return
    code, _, vi, en = call.args
    texts = _text(vi), _text(en)
    if isinstance(code, ast.Constant) and all(texts):
        yield RuleWords(str(code.value), str(call.func.id), Message(*texts))  # type: ignore[attr-defined]


def _text(node: ast.expr) -> str:
    """A string as it stands in the source, with … for what is filled in; "" for what is no string."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values)
    return ""
