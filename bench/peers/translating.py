"""Our templates and contexts in the words of the npm libraries.

Three of them know neither dotted names outside of lists nor lists of plain texts nor comparisons. So the context is
made easier for all of them, outside of what is timed: nested objects are flattened (``letterhead_number``), texts of
lists become objects (``item``), and comparisons and negations become flags (``kind_is_text``, ``centred_not``).
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, PROPERTIES = "word/document.xml", "docProps/core.xml"

_TAG = re.compile(r"\{\{ (?P<value>[\w.]+) \}\}|\{%(?P<level>p|tr)? (?P<statement>.*?) %\}")
_FOR = re.compile(r"for (\w+) in ([\w.]+)")
_EQUALITY = re.compile(r"([\w.]+) == '(\w+)'")
_CONDITION = re.compile(r"if ([\w.]+) %\}")

Level = Literal["p", "tr", ""]


@dataclass(frozen=True, slots=True)
class Name:
    """A flat name, the loop variable it belongs to ("" for none), and the lists that lead to it from the root."""

    flat: str
    variable: str = ""
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A loop (with its variable) or a condition ("") over a name; ``level``: whole paragraphs, rows, or text."""

    name: Name
    variable: str
    level: Level


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one library writes a value, the begin and the end of a block.

    ``moved``: levels whose tags cannot stand in a paragraph or row of their own, and go into its neighbour.
    ``marks_second``: a loop is written by a second item instead of an end.
    """

    value: Callable[[Name], str]
    begin: Callable[[Block], str]
    end: Callable[[Block], str]
    moved: frozenset[Level] = frozenset()
    marks_second: bool = False


def _carbone(name: Name) -> str:
    return ".".join(("d", *(f"{each}[i]" for each in name.lists), name.flat))


def _dollar(name: Name) -> str:
    return f"${name.variable}.{name.flat}" if name.variable else name.flat


_OVER = {"p": ' [loopOver: "paragraph"]', "tr": ' [loopOver: "row"]', "": ""}

DIALECTS: Mapping[str, Dialect] = {
    "docxtemplater": Dialect(
        value=lambda name: f"{{{name.flat}}}",
        begin=lambda block: f"{{{'-w:tr ' if block.level == 'tr' else '#'}{block.name.flat}}}",
        end=lambda block: f"{{/{block.name.flat}}}",
        moved=frozenset({"tr"}),
    ),
    "easy-template-x": Dialect(
        value=lambda name: f"{{{name.flat}}}",
        begin=lambda block: f"{{#{block.name.flat}{_OVER[block.level]}}}",
        end=lambda block: f"{{/{block.name.flat}}}",
        moved=frozenset({"p", "tr"}),
    ),
    "docx-templates": Dialect(
        value=lambda name: f"+++INS {_dollar(name)}+++",
        begin=lambda block: (
            f"+++FOR {block.variable} IN {_dollar(block.name)}+++"
            if block.variable
            else f"+++IF {_dollar(block.name)}+++"
        ),
        end=lambda block: f"+++END-FOR {block.variable}+++" if block.variable else "+++END-IF+++",
    ),
    "carbone": Dialect(
        value=lambda name: f"{{{_carbone(name)}}}",
        begin=lambda block: "" if block.variable else f"{{{_carbone(block.name)}:ifNEM:showBegin}}",
        end=lambda block: f"{{{_carbone(block.name)}{'[i+1].item' if block.variable else ':showEnd'}}}",
        moved=frozenset({"p", "tr"}),
        marks_second=True,
    ),
}


def translated_template(docx: bytes, dialect: Dialect) -> bytes:
    """The template in another dialect. Core properties lose their tags: not every library fills them in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == BODY:
                body = etree.fromstring(data)
                _Translation(dialect).translate(body)
                data = etree.tostring(body, xml_declaration=True, encoding="UTF-8", standalone=True)
            elif name == PROPERTIES:
                data = re.sub(rb"\{\{.*?\}\}", b"", data)
            target.writestr(name, data)
    return packed.getvalue()


def translated_context(context: Mapping[str, Any], docx: bytes) -> dict[str, Any]:
    """The context of a template as described above; conditions hold ``True`` or ``""``, which all understand."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        source = package.read(BODY).decode()
    equalities = {(_last(path), value) for path, value in _EQUALITY.findall(source)}
    conditions = {_last(path) for path in _CONDITION.findall(source)}
    return dict(_flat(context, equalities, conditions))


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _flat(
    values: Mapping[str, Any], equalities: set[tuple[str, str]], conditions: set[str], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        name = prefix + key
        if isinstance(value, dict):
            yield from _flat(value, equalities, conditions, f"{name}_")
            continue
        if isinstance(value, list):
            items = (item if isinstance(item, dict) else {"item": item} for item in value)
            yield name, [dict(_flat(item, equalities, conditions)) for item in items]
        else:
            yield name, value or ""
        if key in conditions:
            yield f"{name}_not", not value or ""
        yield from ((f"{name}_is_{other}", value == other or "") for asked, other in equalities if asked == key)


class _Translation:
    """One body on its way into a dialect. ``open`` are the blocks around the tag that is being read."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.open: list[Block] = []
        self.begins: list[tuple[etree._Element, str]] = []
        self.ends: list[tuple[etree._Element, str]] = []
        self.starts: list[etree._Element] = []

    def translate(self, body: etree._Element) -> None:
        """Change ``body`` in place."""
        for text in list(body.iter(f"{W}t")):
            whole = _TAG.fullmatch(text.text or "")
            if whole and whole["level"]:
                self._translate_line(text, whole)
            else:
                text.text = _TAG.sub(self._inline, text.text or "")
                text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        for container, tag in reversed(self.begins):
            _move(container, tag, container.getnext(), first=True)
        for container, tag in self.ends:
            _move(container, tag, container.getprevious(), first=False)

    def _inline(self, tag: re.Match[str]) -> str:
        if tag["value"]:
            return self.dialect.value(self._name(tag["value"]))
        return "".join(text for _, text, _ in self._steps(tag["statement"], ""))

    def _translate_line(self, text: etree._Element, tag: re.Match[str]) -> None:
        """A tag in a paragraph or row of its own; ``else`` becomes an end and a begin, each in its own."""
        level: Level = "tr" if tag["level"] == "tr" else "p"
        container = next(text.iterancestors(W + level))
        steps = self._steps(tag["statement"], level)
        lines = [container]
        if len(steps) == 2:
            lines.insert(0, copy.deepcopy(container))
            container.addprevious(lines[0])
        for line, (kind, written, block) in zip(lines, steps, strict=True):
            _write(line, written)
            if kind == "begin":
                self._begin(line, written, block)
            else:
                self._end(line, written, block)

    def _begin(self, line: etree._Element, written: str, block: Block) -> None:
        self.starts.append(line)
        if self._marks_second(block) or block.level in self.dialect.moved:
            self.begins.append((line, written))

    def _end(self, line: etree._Element, written: str, block: Block) -> None:
        start = self.starts.pop()
        if self._marks_second(block):
            second = copy.deepcopy(start.getnext())
            parent = line.getparent()
            assert second is not None
            assert parent is not None
            _write(second, written)
            parent.replace(line, second)
        elif block.level in self.dialect.moved:
            self.ends.append((line, written))

    def _marks_second(self, block: Block) -> bool:
        return self.dialect.marks_second and bool(block.variable)

    def _steps(self, statement: str, level: Level) -> list[tuple[str, str, Block]]:
        word = statement.split(maxsplit=1)[0]
        steps: list[tuple[str, str, Block]] = []
        ended: Block | None = None
        if word not in ("for", "if"):
            ended = self.open.pop()
            steps.append(("end", self.dialect.end(ended), ended))
        if word in ("for", "if", "elif", "else"):
            begun = self._block(statement, level, ended)
            steps.append(("begin", self.dialect.begin(begun), begun))
            self.open.append(begun)
        return steps

    def _block(self, statement: str, level: Level, before: Block | None) -> Block:
        loop = _FOR.fullmatch(statement)
        if loop:
            return Block(self._name(loop[2]), loop[1], level)
        if statement == "else":
            assert before is not None
            return Block(Name(f"{before.name.flat}_not", before.name.variable, before.name.lists), "", level)
        condition = statement.split(maxsplit=1)[1]
        equality = _EQUALITY.fullmatch(condition)
        if equality:
            name = self._name(equality[1])
            return Block(Name(f"{name.flat}_is_{equality[2]}", name.variable, name.lists), "", level)
        return Block(self._name(condition), "", level)

    def _name(self, path: str) -> Name:
        head, *rest = path.split(".")
        for block in reversed(self.open):
            if block.variable == head:
                return Name("_".join(rest) or "item", head, (*block.name.lists, block.name.flat))
        return Name("_".join((head, *rest)))


def _move(container: etree._Element, tag: str, neighbour: etree._Element | None, *, first: bool) -> None:
    """Take ``tag`` out of its own line into the neighbour, where that is of the same kind; a table is not."""
    parent = container.getparent()
    if parent is None or neighbour is None or neighbour.tag != container.tag:
        return
    texts = list(neighbour.iter(f"{W}t")) or [_new_text(neighbour)]
    target = texts[0] if first else texts[-1]
    target.text = tag + (target.text or "") if first else (target.text or "") + tag
    target.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parent.remove(container)


def _write(line: etree._Element, written: str) -> None:
    """Make ``written`` the only text of a paragraph, row or table."""
    for number, text in enumerate(list(line.iter(f"{W}t")) or [_new_text(line)]):
        text.text = "" if number else written


def _new_text(line: etree._Element) -> etree._Element:
    paragraph = next(line.iter(f"{W}p"))
    return etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t")
