"""What a document type is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.documents._circumstances import Circumstances
from service.documents._companions import Companion, Transfers
from service.documents._envelope import Envelope
from service.documents._findings import Rule
from service.norm import PaperKind


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One kind of paper, as its file in this folder declares it.

    ``slug`` names the type everywhere: URL, template, schema, sample. ``title`` and ``summary`` are what a clerk
    reads; ``symbol`` is the type's part of the number (QĐ, BC, BB, or "slip"). ``printed`` is the TypedDict that
    ``context`` returns: the printed text, which the template must use entirely and exclusively. ``variants`` are the
    suffixes of further templates (another paper size), of which ``variant`` picks one for a document.
    ``label`` gives the readable middle of the file name, ``number_field`` holds the number of the paper.
    ``version`` is that of the schema: within it, only additions.
    ``companions`` gives the papers that follow from a payload, as parsed JSON that nobody has judged, and the name of
    its issuer; None where none follow.
    ``transfers`` lists the members whom a document moves.
    """

    slug: str
    title: str
    summary: str
    symbol: str
    page_kind: PaperKind
    model: type[Envelope]
    printed: type[Any]
    context: Callable[[Any, Circumstances], Mapping[str, object]]
    rules: tuple[Rule, ...]
    label: Callable[[Any], str]
    variants: tuple[str, ...] = ("",)
    variant: Callable[[Any, Circumstances], str] = lambda document, circumstances: ""
    version: int = 1
    number_field: str = "number"
    companions: Callable[[Mapping[str, Any], str], Iterable[Companion]] | None = None
    transfers: Callable[[Any], Transfers] | None = None

    @property
    def template_names(self) -> tuple[str, ...]:
        """Names of the type's templates, without ``.docx``."""
        return tuple(f"{self.slug}.{variant}" if variant else self.slug for variant in self.variants)

    def template_name(self, document: Any, circumstances: Circumstances) -> str:
        """The template that this document is printed with."""
        variant = self.variant(document, circumstances)
        return f"{self.slug}.{variant}" if variant else self.slug
