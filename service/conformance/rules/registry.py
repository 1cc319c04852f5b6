"""What a rule is, and the list of all rules: each stands with the function that judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from service.conformance.components import Components
from service.conformance.paper import Line, Paper, Paragraph
from service.conformance.remedies import Remedy
from service.conformance.report import Concern, Severity
from service.errors import Message
from service.norm.bases import LegalBases
from service.norm.edition import Cited, Edition
from service.norm.type_names import PaperKind, TypeName


@dataclass(frozen=True, eq=False)
class Examined:
    """A paper with all that rules ask of it. ``day`` is that of the paper, None where it has none."""

    paper: Paper
    found: Components
    edition: Edition
    day: date | None
    bases: LegalBases
    type_names: tuple[TypeName, ...]
    edition_given: bool = False
    """Whether the caller chose the edition, not the date."""
    legacy: bool = False
    """Whether the letterhead is not in Unicode: then its words cannot be told, and only pages and fonts are judged."""

    @cached_property
    def annexed_sections(self) -> frozenset[int]:
        """Indices of the sections in which annexes stand."""
        return frozenset(each.section for annex in self.found.annexes for each in annex.paragraphs)

    @cached_property
    def sections_with_tables(self) -> frozenset[int]:
        """Indices of the sections in which tables of the text stand."""
        return frozenset(each.section for each in self.found.in_tables)

    @property
    def kind(self) -> PaperKind:
        """The kind of paper."""
        return self.found.kind

    @property
    def draft(self) -> bool:
        """Whether it says that it is a draft."""
        return self.found.letterhead.draft_mark is not None


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where a rule is not kept. ``severity`` is given where it differs from that of the rule."""

    where: Line | Paragraph | None
    found: Message
    expected: Message
    mend: Message
    remedies: tuple[Remedy, ...] = ()
    severity: Severity | None = None
    quote: str = ""
    component: str = ""
    """The table of the edition whose clause is cited, where it is not that of the rule."""


Judge = Callable[[Examined], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``component`` names the table of the edition whose clause it cites.

    ``demand`` may hold figures of the edition in braces: ``{norm.page.margin_top_mm:g} mm``.
    """

    id: str
    severity: Severity
    concern: Concern
    component: str
    demand: Message
    judge: Judge
    kinds: frozenset[PaperKind]

    def says(self, edition: Edition) -> Message:
        """What it demands under this edition."""
        return Message(self.demand.vi.format(norm=edition), self.demand.en.format(norm=edition))

    def clause(self, edition: Edition, component: str = "") -> str:
        """Where the norm says so: by the rule's own component, or by another one."""
        cited = getattr(edition, component or self.component)
        return cited.clause if isinstance(cited, Cited) else edition.name


EVERY_KIND: frozenset[PaperKind] = frozenset({"titled", "letter", "minutes", "slip"})
_READABLE_IN_ANY_CODE = ("page.", "font.", "annex.", "file.")
_RULES: dict[str, Rule] = {}


def rule(
    identifier: str,
    severity: Severity,
    component: str,
    vi: str,
    en: str,
    *,
    concern: Concern = "layout",
    kinds: Iterable[PaperKind] = EVERY_KIND,
) -> Callable[[Judge], Judge]:
    """Enter a function as the judge of a rule. ``vi`` and ``en`` say what the rule demands."""

    def enter(judge: Judge) -> Judge:
        if identifier in _RULES:
            raise ValueError(f"rule {identifier} is there twice")
        _RULES[identifier] = Rule(identifier, severity, concern, component, Message(vi, en), judge, frozenset(kinds))
        return judge

    return enter


def all_rules() -> Mapping[str, Rule]:
    """Every rule that was entered, by id."""
    return MappingProxyType(_RULES)


def faults_of(each: Rule, examined: Examined) -> Iterator[Fault]:
    """The faults of one rule in one paper."""
    if examined.kind not in each.kinds:
        return
    if examined.legacy and not each.id.startswith(_READABLE_IN_ANY_CODE):
        return
    yield from each.judge(examined)
