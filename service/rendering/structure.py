"""Proof that a template makes valid WordprocessingML whatever the data.

A part is read as a program: text opens and closes elements, conditions split the reading, loops repeat it. For every
way through it, elements must close in order, every row must have as many cells as the grid of its table, a table must
keep a row and a cell its last paragraph (Word calls a file without them unreadable), values must stand in text, and
pictures, whose numbers are unique, outside of loops. docxtpl mends some of this after each rendering (``fix_tables``,
``fix_docpr_ids``) and passes over the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from jinja2 import nodes

from service.rendering.flaws import Flaw, nearby_text

TEXT_ELEMENTS = frozenset({"w:t"})
PROPERTY_ELEMENTS = frozenset(
    {"dc:title", "dc:subject", "dc:creator", "dc:description", "dc:language", "cp:keywords", "cp:category"}
)

_ELEMENT = re.compile(r"<(/?)([\w:.-]+)([^<>]*?)(/?)>")
_VALUE = re.compile(r'\bw:val="([^"]*)"')
_UNKNOWN = "?"
_GROUPS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo"})
_BLOCKS = frozenset({"w:p", "w:tbl", "w:tr"})
_NEVER_EMPTY = {
    "w:tbl": "every row of this table may be absent, and Word cannot read a table without rows; keep one row always, "
    "or put {%p if list %} and {%p endif %} around a table whose rows are {%tr for item in list %}",
    "w:hdr": "every paragraph of this header may be absent; keep one always",
    "w:ftr": "every paragraph of this footer may be absent; keep one always",
    "w:footnote": "every paragraph of this footnote may be absent; keep one always",
    "w:txbxContent": "every paragraph of this text box may be absent; keep one always",
}


class Frame(NamedTuple):
    """An open element and what is known of its content, for all ways that lead here."""

    name: str
    columns: int = 0  # of a table: columns of its grid
    widths: frozenset[int] = frozenset({0})  # of a row: grid columns its cells take so far; of a cell: its own
    last: frozenset[str] = frozenset({""})  # the last paragraph, table or row inside; "" when there may be none


Stack = tuple[Frame, ...]


def prove_structure(tree: nodes.Template, part: str, lines: Sequence[str], places: frozenset[str]) -> list[Flaw]:
    """Every reason why a part might come out invalid; ``places`` are the elements whose text may hold values."""
    proof = _Proof(part, lines, places)
    end = proof.follow(tree.body, (), frozenset())
    if end:
        proof.refuse(len(lines), f"<{end[-1].name}> is never closed")
    return proof.flaws


class _Proof:
    """Follows one part. ``self.pending`` is a start tag whose end has not come yet, up to where it was read."""

    def __init__(self, part: str, lines: Sequence[str], places: frozenset[str]) -> None:
        self.part = part
        self.lines = lines
        self.places = places
        self.flaws: list[Flaw] = []
        self.pending = ""
        self.loops = 0

    def refuse(self, line: int, explanation: str) -> None:
        """Add a flaw found on a line (from 1)."""
        self.flaws.append(Flaw(self.part, nearby_text(self.lines, line), explanation))

    def follow(self, body: Iterable[nodes.Node], stack: Stack, full: frozenset[str]) -> Stack:
        """The open elements after ``body``; ``full`` names the lists known to have items."""
        for node in body:
            match node:
                case nodes.Output():
                    for piece in node.nodes:
                        if isinstance(piece, nodes.TemplateData):
                            stack = self._read(piece, stack)
                        else:
                            self._print(piece, stack)
                case nodes.If() if self.pending:
                    self._choose_inside_tag(node)
                case nodes.If():
                    stack = self._choose(node, stack, full)
                case nodes.For():
                    stack = self._repeat(node, stack, full)
                case nodes.Assign():
                    full = _without(full, node.target)
        return stack

    def _print(self, expression: nodes.Node, stack: Stack) -> None:
        if self.pending:
            constants = [constant.value for constant in _constants(expression)]
            if not constants or not all(str(value).isalnum() for value in constants):
                self.refuse(expression.lineno, "a cell takes its width and colour from the template, not from the data")
            self.pending += str(constants[0]) if len(constants) == 1 else _UNKNOWN
        elif not stack or stack[-1].name not in self.places:
            places = ", ".join(sorted(self.places))
            self.refuse(expression.lineno, f"a value may stand in {places} only, where any text is valid")

    def _choose_inside_tag(self, node: nodes.If) -> None:
        """A condition between ``<`` and ``>``: docxtpl's ``{% vm %}`` makes one."""
        branches = [node.body, *(branch.body for branch in node.elif_), node.else_]
        if not all(isinstance(piece, nodes.Output) and _is_word(piece) for branch in branches for piece in branch):
            self.refuse(node.lineno, "a condition may choose text, runs, paragraphs, cells or rows, nothing smaller")
        self.pending += _UNKNOWN

    def _choose(self, node: nodes.If, stack: Stack, full: frozenset[str]) -> Stack:
        ends = [self._branch(node, node.body, stack, full | _truths(node.test))]
        ends += [self._branch(branch, branch.body, stack, full | _truths(branch.test)) for branch in node.elif_]
        ends.append(self._branch(node, node.else_, stack, full))
        return _either(ends)

    def _repeat(self, node: nodes.For, stack: Stack, full: frozenset[str]) -> Stack:
        self.loops += 1
        once = self._branch(node, node.body, stack, _without(full, node.target))
        self.loops -= 1
        if any(before[:-1] != after[:-1] for before, after in zip(stack, once, strict=True)):
            self.refuse(node.lineno, "the number of cells of a row may not depend on the data; loop over rows instead")
            once = stack
        if _dotted(node.iter) in full and node.test is None:
            return once
        return _either([once, self._branch(node, node.else_, stack, full)])

    def _branch(self, node: nodes.Stmt, body: list[nodes.Node], stack: Stack, full: frozenset[str]) -> Stack:
        """Follow what may be left out or repeated: it must leave open what was open before."""
        end = self.follow(body, stack, full)
        if [frame.name for frame in end] == [frame.name for frame in stack] and not self.pending:
            return end
        self.pending = ""
        self.refuse(
            node.lineno,
            "what stands between the two tags begins or ends in the middle of a paragraph, cell or row; put both tags "
            "into one paragraph, or each alone into a paragraph ({%p … %}), cell ({%tc … %}) or row ({%tr … %})",
        )
        return stack

    def _read(self, piece: nodes.TemplateData, stack: Stack) -> Stack:
        text = self.pending + piece.data
        line, counted = piece.lineno, len(self.pending)
        opened = text.rfind("<")
        self.pending = text[opened:] if opened >= 0 and ">" not in text[opened:] else ""
        for match in _ELEMENT.finditer(text):
            line += text.count("\n", counted, match.end())
            counted = max(counted, match.end())
            closing, name, attributes, empty = match.groups()
            if not closing:
                stack = self._open(Frame(name), attributes, stack, line)
            if closing or empty:
                stack = self._close(name, stack, line)
        return stack

    def _open(self, frame: Frame, attributes: str, stack: Stack, line: int) -> Stack:
        match frame.name:
            case "w:tc":
                frame = frame._replace(widths=frozenset({1}))
            case "wp:docPr" if self.loops:
                self.refuse(line, "a picture may not stand in a loop: every picture of a document has its own number")
            case "w:gridCol" if [parent.name for parent in stack[-2:]] == ["w:tbl", "w:tblGrid"]:
                stack = _changed(stack, "w:tbl", columns=stack[-2].columns + 1)
            case "w:gridSpan" | "w:vMerge" | "w:shd" if stack and stack[-1].name == "w:tc":
                self.refuse(line, "docxtpl finds no properties in this cell to change; give it a width in Word")
            case "w:gridSpan":
                stack = _changed(stack, "w:tc", widths=frozenset({self._number(attributes, line)}))
            case "w:gridBefore" | "w:gridAfter":
                stack = _wider(stack, frozenset({self._number(attributes, line)}))
        return (*stack, frame)

    def _close(self, name: str, stack: Stack, line: int) -> Stack:
        if not stack or stack[-1].name != name:
            self.refuse(line, f"</{name}> closes nothing; the tags here tear the document apart")
            return stack
        frame, stack = stack[-1], stack[:-1]
        if name == "w:tc":
            stack = _wider(stack, frame.widths)
            if frame.last != {"w:p"}:
                self.refuse(line, "every paragraph of this cell may be absent; keep one always, at the end of the cell")
        elif name == "w:tr":
            self._check_row(frame, stack, line)
        elif name in _NEVER_EMPTY and "" in frame.last:
            self.refuse(line, _NEVER_EMPTY[name])
        if name in _BLOCKS:
            owner = next((parent.name for parent in reversed(stack) if parent.name not in _GROUPS), "")
            stack = _changed(stack, owner, last=frozenset({name}))
        return stack

    def _check_row(self, row: Frame, stack: Stack, line: int) -> None:
        columns = next((frame.columns for frame in reversed(stack) if frame.name == "w:tbl"), 0)
        if row.widths != {columns}:
            widths = " or ".join(map(str, sorted(row.widths)))
            self.refuse(line, f"this row is {widths} columns wide and its table {columns}; add or merge cells in Word")

    def _number(self, attributes: str, line: int) -> int:
        found = _VALUE.search(attributes)
        if found and found.group(1).isascii() and found.group(1).isdigit():
            return int(found.group(1))
        self.refuse(line, "the width of a cell, in columns, must be a number written in the template")
        return 1


def _changed(stack: Stack, name: str, **changes: object) -> Stack:
    """The stack with its innermost element of this name changed."""
    for position in range(len(stack) - 1, -1, -1):
        if stack[position].name == name:
            return (*stack[:position], stack[position]._replace(**changes), *stack[position + 1 :])  # type: ignore[arg-type]
    return stack


def _wider(stack: Stack, widths: frozenset[int]) -> Stack:
    """The innermost row takes one of these widths more."""
    row = next((frame for frame in reversed(stack) if frame.name == "w:tr"), None)
    if row is None:
        return stack
    return _changed(stack, "w:tr", widths=frozenset(old + new for old in row.widths for new in widths))


def _either(ends: list[Stack]) -> Stack:
    """What is known when any one of several ways was taken; they leave the same elements open."""
    return tuple(
        frames[0]._replace(
            widths=frozenset[int]().union(*(frame.widths for frame in frames)),
            last=frozenset[str]().union(*(frame.last for frame in frames)),
        )
        for frames in zip(*ends, strict=True)
    )


def _constants(expression: nodes.Node) -> list[nodes.Const]:
    """The constants that an expression chooses from; empty when it may give anything else."""
    if isinstance(expression, nodes.Const):
        return [expression]
    if isinstance(expression, nodes.CondExpr) and expression.expr2 is not None:
        first, second = _constants(expression.expr1), _constants(expression.expr2)
        return first + second if first and second else []
    return []


def _is_word(output: nodes.Output) -> bool:
    return all(isinstance(piece, nodes.TemplateData) and piece.data.isalnum() for piece in output.nodes)


def _truths(test: nodes.Node) -> frozenset[str]:
    """Names that are surely not empty where this test holds."""
    if isinstance(test, nodes.And):
        return _truths(test.left) | _truths(test.right)
    dotted = _dotted(test)
    return frozenset({dotted}) if dotted else frozenset()


def _dotted(expression: nodes.Node) -> str:
    """``a.b`` for a name or a chain of attributes, ``""`` for anything else."""
    if isinstance(expression, nodes.Getattr):
        above = _dotted(expression.node)
        return f"{above}.{expression.attr}" if above else ""
    return expression.name if isinstance(expression, nodes.Name) else ""


def _without(names: frozenset[str], target: nodes.Node) -> frozenset[str]:
    """The names that do not change their meaning when ``target`` gets a value."""
    return frozenset(name for name in names if name.partition(".")[0] != _dotted(target))
