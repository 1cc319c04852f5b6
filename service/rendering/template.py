"""Stage two: a compiled template is filled with plain data, and the same data gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from minijinja import Environment, TemplateError

from service.errors import RenderFault, TemplatePlace
from service.rendering.breaks import resolve_breaks
from service.rendering.bytewise import (
    UnprintableValue,
    bytewise_data,
    from_bytewise,
    to_bytewise,
)
from service.rendering.flaws import Flaw, raise_flaws, visible_text
from service.rendering.package import PackageWriter
from service.rendering.prepare import Prepared, Rewrite, TemplateSource, prepare
from service.rendering.safety import read_docx
from service.rendering.usages import Usage

# One unit is one step of the template: 5,000 rows of nine columns take some 250,000. It stops a loop within a loop
# within a loop, not an honest document.
FUEL = 10_000_000

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
        try:
            data = bytewise_data(context)
        except UnprintableValue as error:
            raise RenderFault(f"{self.name}: {error}") from None
        return self._writer.write([(source.part, self._render_part(source, data)) for source in self._sources])

    def _render_part(self, source: TemplateSource, data: Mapping[str, object]) -> bytes:
        try:
            text = self._environment.render_template(source.part, **data)
        except TemplateError as error:
            fault = self._fault(source, error)
        else:
            xml = from_bytewise(text)
            return resolve_breaks(xml) if source.holds_text else xml
        # Raised here and not above: the engine's own exception carries values, even as the context of ours.
        raise fault

    def _fault(self, source: TemplateSource, error: TemplateError) -> RenderFault:
        """What went wrong, told with the words of the template only."""
        start, end = error.range or (0, 0)
        before, tag, after = (_template_text(source.source, *ends) for ends in ((0, start), (start, end), (end, None)))
        paragraph = before[before.rfind("<w:p>") :] + tag + after.partition("</w:p>")[0]
        place = TemplatePlace(self.name, source.part, visible_text(paragraph))
        return RenderFault(f"{place}: “{tag}” {_EXPLANATIONS.get(error.kind, 'cannot be filled in')}")


def _environment(sources: tuple[TemplateSource, ...]) -> Environment:
    environment = Environment(undefined_behavior="strict", debug=False, fuel=FUEL, auto_escape_callback=lambda _: True)
    for name in list(environment.globals):
        environment.remove_global(name)
    for source in sources:
        environment.add_template(source.part, to_bytewise(source.source))
    return environment


def _template_text(source: str, start: int, end: int | None) -> str:
    """A stretch of a source, by the byte offsets of MiniJinja, which counts the bytes of what is bytewise already."""
    return from_bytewise(to_bytewise(source).encode()[start:end].decode()).decode()
