"""One field of a form, whatever it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from service.batch.workbook.words import Choice

Control = Literal[
    "text",  # one line
    "area",  # several lines
    "lines",  # a list of texts, one a line
    "grid",  # a list of lists of texts: one row a line, cells parted by |
    "integer",
    "number",
    "day",  # 5/8/2026 on the page, 2026-08-05 in the payload
    "moment",  # the same with a time
    "month",  # 8/2026
    "choice",
    "flag",  # yes, no or nothing
    "check",  # a tick, for what has a default
    "group",
    "list",
    "table",
]
GROUPED: frozenset[Control] = frozenset({"group", "list", "table"})
MANY_LINES: frozenset[Control] = frozenset({"area", "lines", "grid"})


class Figure(NamedTuple):
    """A number that is computed from a list and shown below it; ``derived`` as in :class:`Field`."""

    title: str
    derived: str


@dataclass(frozen=True, slots=True)
class Field:
    """What the page shows of one key of the payload.

    ``id`` is unique on the page as long as nothing is cloned. ``hint`` and ``example`` are for the clerk, ``default``
    is how the service fills a blank in, in words; ``ticked`` that of a tick. ``nullable`` where a required key may be
    null: blank means that then. ``children`` are those of a group, ``item`` is what a list repeats. ``when`` names
    sibling fields and the values, one of which each must have for this one to apply; ``""`` is blank. ``tick`` is the
    value of a choice that a tick gives. ``derived`` says how the value is computed, in JSON for the script; such a
    field is shown and never sent. ``rare`` fields are folded in, ``open`` groups are not. ``brief`` fields need little
    room, ``digits`` is how many figures a number like that of a card has, ``long`` texts get a box that grows.
    ``pasting`` is what may be pasted into a list, ``figures`` are what is counted in it.
    """

    key: str
    id: str
    control: Control
    title: str
    hint: str = ""
    example: str = ""
    required: bool = False
    nullable: bool = False
    default: str = ""
    ticked: bool = False
    choices: tuple[Choice, ...] = ()
    children: tuple[Field, ...] = ()
    item: Field | None = None
    when: str = ""
    tick: str = ""
    derived: str = ""
    rare: bool = False
    brief: bool = False
    digits: int = 0
    long: bool = False
    open: bool = False
    pasting: str = ""
    figures: tuple[Figure, ...] = ()

    @property
    def usual(self) -> tuple[Field, ...]:
        """The children that are shown at once."""
        return tuple(child for child in self.children if not child.rare)

    @property
    def unusual(self) -> tuple[Field, ...]:
        """The children that are folded in."""
        return tuple(child for child in self.children if child.rare)

    @property
    def shape(self) -> str:
        """How much room it needs in a row, as a class of the style sheet."""
        if self.tick:
            return "ticked"
        if self.digits:
            return "digits"
        if self.brief and self.control == "text":
            return "brief"
        return "long" if self.long else self.control

    @property
    def is_leaf(self) -> bool:
        """Whether it is one control, not a group or list."""
        return self.control not in GROUPED

    def leaves(self) -> Iterator[Field]:
        """All fields below that are one control, and itself if it is one."""
        if self.is_leaf:
            yield self
        for child in (*self.children, *filter(None, [self.item])):
            yield from child.leaves()
