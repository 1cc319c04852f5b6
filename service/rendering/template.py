"""Stage two: a compiled template is filled with plain data, and the same data gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from minijinja import Environment, TemplateError

from service.errors import RenderFault, TemplatePlace, UnreadableDocx
from service.package import Package, PackageWriter, read_package
from service.rendering.breaks import resolve_breaks
from service.rendering.bytewise import UnprintableValue, bytewise_data, from_bytewise, to_bytewise
from service.rendering.flaws import Flaw, nearby_text, raise_flaws
from service.rendering.prepare import TemplateSource, lines_of, prepare
from service.rendering.rewriting import Rewrite
from service.rendering.usages import Usage

# One unit is one step of the template: 5,000 rows of nine columns take some 200,000. It stops a loop within a loop
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
    package = _opened(docx, name)
    prepared = prepare(package, rewrite_text, flaws)
    raise_flaws(name, flaws)
    if package.strays:  # all of it was looked at; what nothing refers to nobody sees, and it goes into no paper
        prepared = prepare(package.without_strays(), rewrite_text, flaws)
    environment = _environment(prepared.sources, flaws)
    raise_flaws(name, flaws)
    return CompiledTemplate(
        name=name,
        content_hash=hashlib.sha256(docx).hexdigest(),
        usages=prepared.usages,
        _sources=prepared.sources,
        _environment=environment,
        _writer=PackageWriter(prepared.static, timestamp),
    )


class Template(Protocol):
    """What papers are made with."""

    def render(self, context: Mapping[str, object]) -> bytes:
        """The document for ``context``. Raises :class:`service.errors.OurFault`."""
        ...


@dataclass(frozen=True, slots=True)
class CompiledTemplate:
    """A template ready to be filled. Immutable; may be shared by any number of threads.

    ``content_hash`` is the SHA-256 of the DOCX it was made from; ``usages`` is every variable that it reads.
    """

    name: str
    content_hash: str
    usages: tuple[Usage, ...]
    _sources: tuple[TemplateSource, ...] = field(repr=False)
    _environment: Environment = field(repr=False)
    _writer: PackageWriter = field(repr=False)

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
        nearby, expression = _place(source, error)
        explanation = _EXPLANATIONS.get(error.kind, "cannot be filled in")
        return RenderFault(f"{TemplatePlace(self.name, source.part, nearby)}: “{expression}” {explanation}")


def _opened(docx: bytes, name: str) -> Package:
    """The package of a template; whatever forbids to open it is a fault of the template."""
    try:
        return read_package(docx, embedded="refused")
    except UnreadableDocx as error:
        raise_flaws(name, [Flaw(fault.part, "", _as_clause(fault.message.en)) for fault in error.faults])
        raise


def _as_clause(sentence: str) -> str:
    """A sentence as it stands after the place of a fault."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def _environment(sources: tuple[TemplateSource, ...], flaws: list[Flaw]) -> Environment:
    environment = Environment(undefined_behavior="strict", debug=False, fuel=FUEL, auto_escape_callback=lambda _: True)
    for name in list(environment.globals):
        environment.remove_global(name)
    for source in sources:
        try:
            environment.add_template(source.part, to_bytewise(source.source))
        except TemplateError as error:
            nearby, expression = _place(source, error)
            flaws.append(Flaw(source.part, nearby, f"“{expression}” cannot be read"))
    return environment


def _place(source: TemplateSource, error: TemplateError) -> tuple[str, str]:
    """The text near the place of an error, and the expression at fault.

    MiniJinja gives the place in bytes of the text that it was given, which was bytewise already.
    """
    start, end = error.range or (0, 0)
    given = to_bytewise(source.source).encode()
    before, expression = (
        from_bytewise(stretch.decode(errors="ignore")).decode(errors="replace")
        for stretch in (given[:start], given[start:end])
    )
    return nearby_text(lines_of(source.source), len(lines_of(before))), expression
