"""What a template reads, and whether it keeps to the language that renders the same everywhere.

Jinja2's parser gives the tree of a part; :func:`read_usages` walks it once. Only plain constructs pass: values, loops,
conditions, the length of a list. What is left out is left out because it can hide a misspelt name (``default``), run
code (calls), differ between Jinja2 and MiniJinja, or fail for some data and not for other (arithmetic on values).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import nodes

from service.rendering.flaws import Flaw, nearby_text

How = Literal["printed", "tested", "looped"]
_Kind = Literal["number", "value"]

LOOP_VARIABLES = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
TESTS = frozenset({"odd", "even"})

_RESERVED = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
_EQUALITIES = frozenset({"eq", "ne"})
_ORDERINGS = frozenset({"lt", "lteq", "gt", "gteq"})
_REFUSALS: Mapping[type[nodes.Node], str] = {
    nodes.Call: "a template calls nothing; prepare the text in the program",
    nodes.Getitem: "write a.b instead of a['b'], and {% for %} instead of a position in a list",
    nodes.Concat: "write the two values one after the other instead of joining them with ~",
}


@dataclass(frozen=True, slots=True)
class Usage:
    """A variable that a template reads: ``path`` as in ``members[].full_name``, the part, and text near it.

    ``how``: its value is ``printed`` or compared, ``tested`` as a condition, or ``looped`` over.
    """

    path: str
    part: str
    nearby: str
    how: How = "printed"


def read_usages(tree: nodes.Template, part: str, lines: Sequence[str]) -> tuple[list[Usage], list[Flaw]]:
    """Every variable read in a part and every flaw of its language; ``lines`` is the source the tree was made from."""
    reader = _Reader(part, lines)
    reader.read_body(tree.body, {})
    return list(dict.fromkeys(reader.usages)), reader.flaws


class _Reader:
    """Walks one part. A scope maps the names bound by the template to the paths they stand for."""

    def __init__(self, part: str, lines: Sequence[str]) -> None:
        self.part = part
        self.lines = lines
        self.usages: list[Usage] = []
        self.flaws: list[Flaw] = []

    def read_body(self, body: Iterable[nodes.Node], scope: Mapping[str, str], *, conditional: bool = False) -> None:
        """Read the nodes in order and forget at the end what they bound; Jinja would not, in a condition."""
        names = dict(scope)
        for node in body:
            match node:
                case nodes.Output():
                    for expression in node.nodes:
                        if not isinstance(expression, nodes.TemplateData):
                            self.read(expression, names, "printed")
                case nodes.For():
                    self._read_loop(node, names)
                case nodes.If():
                    self._read_choice(node, names)
                case nodes.Assign() if not conditional:
                    self._read_assignment(node, names)
                case _:
                    self._refuse(node, "a template has values, {% for %}, {% if %} and, outside of {% if %}, {% set %}")

    def read(self, node: nodes.Node, scope: Mapping[str, str], how: How) -> _Kind:
        """Note what an expression reads; tell whether it is surely a number."""
        match node:
            case nodes.Name() | nodes.Getattr():
                return self._read_path(node, scope, how)
            case nodes.Const():
                return self._read_constant(node)
            case nodes.Not():
                self.read(node.node, scope, "tested")
            case nodes.And() | nodes.Or():
                self.read(node.left, scope, how)
                self.read(node.right, scope, how)
            case nodes.CondExpr():
                return self._read_conditional(node, scope, how)
            case nodes.Compare():
                self._read_comparison(node, scope)
            case nodes.Filter():
                return self._read_filter(node, scope)
            case nodes.Test():
                self._read_test(node, scope)
            case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Mod():
                self._read_numbers(node, (node.left, node.right), scope)
                return "number"
            case _:
                advice = "this expression is not used in these templates; prepare the value in the program"
                self._refuse(node, _REFUSALS.get(type(node), advice))
        return "value"

    def _read_loop(self, node: nodes.For, scope: Mapping[str, str]) -> None:
        if node.recursive:
            self._refuse(node, "a recursive loop is not used in these templates")
        path = self._path(node.iter, scope)
        if path is None:
            self._refuse(node, "a loop goes over a list of the data: {% for item in items %}")
            return
        self._note(path, node, "looped")
        if not isinstance(node.target, nodes.Name) or self._path(node.target, {}) is None:
            self._refuse(node, "a loop has one variable with a name of its own: {% for item in items %}")
            return
        inside = {**scope, node.target.name: f"{path}[]", "loop": ""}
        if node.test is not None:
            self.read(node.test, {**scope, node.target.name: f"{path}[]"}, "tested")
        self.read_body(node.body, inside)
        self.read_body(node.else_, scope, conditional=True)

    def _read_choice(self, node: nodes.If, scope: Mapping[str, str]) -> None:
        self.read(node.test, scope, "tested")
        self.read_body(node.body, scope, conditional=True)
        for branch in node.elif_:
            self._read_choice(branch, scope)
        self.read_body(node.else_, scope, conditional=True)

    def _read_assignment(self, node: nodes.Assign, names: dict[str, str]) -> None:
        path = self._path(node.node, names)
        if not isinstance(node.target, nodes.Name) or self._path(node.target, {}) is None or path is None:
            self._refuse(node, "{% set %} only gives a shorter name to a value: {% set chair = signatures.chair %}")
        else:
            names[node.target.name] = path

    def _read_path(self, node: nodes.Expr, scope: Mapping[str, str], how: How) -> _Kind:
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop":
            if "loop" not in scope:
                self._refuse(node, "loop is known inside a loop only")
            elif node.attr not in LOOP_VARIABLES:
                self._refuse(node, f"loop.{node.attr} is not known; there are: {', '.join(sorted(LOOP_VARIABLES))}")
            return "value" if node.attr in ("first", "last") else "number"
        path = self._path(node, scope)
        if path is None:
            self._refuse(node, "a value is named like this: members, member.full_name (letters a-z, digits, _)")
        else:
            self._note(path, node, how)
        return "value"

    def _path(self, node: nodes.Node, scope: Mapping[str, str]) -> str | None:
        """``members[].full_name`` for a name or a chain of attributes; None for anything else."""
        if isinstance(node, nodes.Name):
            known = scope.get(node.name, node.name)
            return known if _is_plain(node.name) and node.name not in _RESERVED else None
        if isinstance(node, nodes.Getattr) and _is_plain(node.attr):
            path = self._path(node.node, scope)
            return None if path is None else f"{path}.{node.attr}"
        return None

    def _read_constant(self, node: nodes.Const) -> _Kind:
        if type(node.value) not in (str, int, bool):
            self._refuse(node, "a constant is a text, a whole number, true or false")
        return "number" if type(node.value) is int else "value"

    def _read_conditional(self, node: nodes.CondExpr, scope: Mapping[str, str], how: How) -> _Kind:
        self.read(node.test, scope, "tested")
        kinds = {self.read(node.expr1, scope, how)}
        if node.expr2 is None:
            self._refuse(node, "a choice says both sides: {{ a if b else c }}")
        else:
            kinds.add(self.read(node.expr2, scope, how))
        return "number" if kinds == {"number"} else "value"

    def _read_comparison(self, node: nodes.Compare, scope: Mapping[str, str]) -> None:
        operands = (node.expr, *(operand.expr for operand in node.ops))
        operators = {operand.op for operand in node.ops}
        if len(operands) > 2:
            self._refuse(node, "two values are compared at a time: a == b and b == c")
        elif operators <= _EQUALITIES:
            for operand in operands:
                self.read(operand, scope, "printed")
        elif operators <= _ORDERINGS:
            self._read_numbers(node, operands, scope)
        else:
            self._refuse(node, "“in” is not used in these templates; give the answer as a value of its own")

    def _read_numbers(self, node: nodes.Node, operands: Iterable[nodes.Node], scope: Mapping[str, str]) -> None:
        if any(self.read(operand, scope, "printed") != "number" for operand in operands):
            self._refuse(node, "only loop counters, lengths and constants are reckoned with; compute in the program")

    def _read_filter(self, node: nodes.Filter, scope: Mapping[str, str]) -> _Kind:
        if node.name != "length" or node.node is None or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self._refuse(
                node, f"the filter “{node.name}” is not known; the only one is length: {{{{ members|length }}}}"
            )
            return "number"
        path = self._path(node.node, scope)
        if path is None:
            self._refuse(node, "length is for a list of the data: {{ members|length }}")
        else:
            self._note(path, node, "looped")
        return "number"

    def _read_test(self, node: nodes.Test, scope: Mapping[str, str]) -> None:
        if node.name not in TESTS or node.args or node.kwargs:
            self._refuse(node, f"the test “{node.name}” is not known; there are: {', '.join(sorted(TESTS))}")
        else:
            self._read_numbers(node, (node.node,), scope)

    def _note(self, path: str, node: nodes.Node, how: How) -> None:
        self.usages.append(Usage(path, self.part, self._nearby(node), how))

    def _refuse(self, node: nodes.Node, explanation: str) -> None:
        self.flaws.append(Flaw(self.part, self._nearby(node), explanation))

    def _nearby(self, node: nodes.Node) -> str:
        return nearby_text(self.lines, node.lineno)


def _is_plain(name: str) -> bool:
    """A name of the data: ASCII, and not one of Python's own."""
    return name.isascii() and not name.startswith("_")
