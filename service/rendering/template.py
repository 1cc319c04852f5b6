"""Stage two: a compiled template is filled with plain data, and the same data gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NoReturn

from minijinja import Environment, TemplateError

from service.errors import RenderFault, TemplatePlace
from service.rendering.breaks import resolve_breaks
from service.rendering.flaws import Flaw, raise_flaws, visible_text
from service.rendering.package import PackageWriter
from service.rendering.prepare import Prepared, Rewrite, TemplateSource, prepare
from service.rendering.safety import read_docx
from service.rendering.usages import Usage

# One unit is one step of the template: 5,000 rows of nine columns take some 250,000. It stops a loop within a loop
# within a loop, not an honest document.
FUEL = 10_000_000

# What XML 1.0 cannot hold (section 2.2), and CR, which every XML reader turns into LF.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

_EXPLANATIONS = {
    "UndefinedError": "has no value",
    "OutOfFuel": "takes more steps than any honest document",
}


def compile_template(
    docx: bytes, name: str, *, rewrite_text: Rewrite | None = None, timestamp: int | None = None
) -> CompiledTemplate:
    """Compile the DOCX template ``docx``; ``name`` is its slug, as faults call it.

    ``rewrite_text`` is applied to the fixed text of all ``word/*`` parts (a spelling option); ``timestamp`` (seconds
    since 1970, as in SOURCE_DATE_EPOCH) dates the members of the archive, 1980-01-01 by default.
    Raises :class:`service.errors.TemplateFault` with all faults found.
    """
    flaws: list[Flaw] = []
    prepared = prepare(read_docx(docx, name), rewrite_text, flaws)
    raise_flaws(name, flaws)
    return CompiledTemplate(name, hashlib.sha256(docx).hexdigest(), prepared, timestamp)


class CompiledTemplate:
    """A template ready to be filled. Immutable; may be shared by any number of threads."""

    __slots__ = ("_environment", "_sources", "_writer", "content_hash", "name", "usages")

    def __init__(self, name: str, content_hash: str, prepared: Prepared, timestamp: int | None) -> None:
        self.name = name
        self.content_hash = content_hash
        self.usages: tuple[Usage, ...] = prepared.usages
        self._sources = prepared.sources
        self._environment = _environment(prepared.sources)
        self._writer = PackageWriter(prepared.static, timestamp)

    def render(self, context: Mapping[str, object]) -> bytes:
        """The document for ``context``: plain str, int, bool, list and dict only; the same context, the same bytes.

        Raises :class:`service.errors.RenderFault` naming part and variable, never a value of the context.
        """
        self._check(context)
        return self._writer.write([(source.part, self._render_part(source, context)) for source in self._sources])

    def _render_part(self, source: TemplateSource, context: Mapping[str, object]) -> bytes:
        try:
            xml = self._environment.render_template(source.part, **context).encode()
        except TemplateError as error:
            fault = self._fault(source, error)
        else:
            return resolve_breaks(xml) if source.holds_text else xml
        # Raised here and not above: the engine's own exception carries values, even as the context of ours.
        raise fault

    def _fault(self, source: TemplateSource, error: TemplateError) -> RenderFault:
        """What went wrong, told with the words of the template only."""
        start, end = error.range or (0, 0)
        text = source.source.encode()
        variable = text[start:end].decode(errors="replace")
        paragraph = text[text.rfind(b"<w:p", 0, start) : start + 1 + text[start:].find(b"</w:p>")]
        place = TemplatePlace(self.name, source.part, visible_text(paragraph.decode(errors="replace")))
        return RenderFault(f"{place}: “{variable}” {_EXPLANATIONS.get(error.kind, 'cannot be filled in')}")

    def _check(self, context: Mapping[str, object]) -> None:
        texts: list[str] = []
        pending: list[object] = [dict(context)]
        for node in pending:
            for child in node.values() if type(node) is dict else node:  # type: ignore[attr-defined]
                kind = type(child)
                if kind is str:
                    texts.append(child)
                elif kind is dict or kind is list:
                    pending.append(child)
                elif kind is not int and kind is not bool:
                    self._refuse(context)
        if _UNPRINTABLE.search("".join(texts)):
            self._refuse(context)

    def _refuse(self, context: Mapping[str, object]) -> NoReturn:
        raise RenderFault(f"{self.name}: {_unprintable(dict(context), '')}")


def _unprintable(value: object, path: str) -> str | None:
    """Which value cannot be printed, and why; None when all can."""
    children: list[tuple[str, object]] = []
    if type(value) is dict:
        children = [(f"{path}.{key}" if path else key, child) for key, child in value.items()]
    elif type(value) is list:
        children = [(f"{path}[{number}]", child) for number, child in enumerate(value)]
    elif type(value) is str:
        found = _UNPRINTABLE.search(value)
        return f"“{path}” holds U+{ord(found.group()):04X}, which no document can hold" if found else None
    elif type(value) is not int and type(value) is not bool:
        return f"“{path}” is of type {type(value).__name__}; only str, int, bool, list and dict are printed"
    return next(filter(None, (_unprintable(child, child_path) for child_path, child in children)), None)


def _environment(sources: tuple[TemplateSource, ...]) -> Environment:
    environment = Environment(undefined_behavior="strict", debug=False, fuel=FUEL, auto_escape_callback=lambda _: True)
    for name in list(environment.globals):
        environment.remove_global(name)
    for source in sources:
        environment.add_template(source.part, source.source)
    return environment
