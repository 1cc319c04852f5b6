"""How a batch is to be made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.batch.naming import DEFAULT_PATTERN

PrintFiles = Literal["none", "single", "duplex"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked for besides the papers. It goes into the ledger, and to other processes.

    ``on_error``: go on after a row that fails, or end the batch. ``first_number`` numbers the papers of each issuer
    that bring none; ``first_companion_number`` their companions, in a register of their own. ``companions``: papers
    that follow from a paper (slips of the members who move) are made too. ``print_files``: also one DOCX for each
    issuer with its papers one after another, for printing on one side or on both. ``answers`` and ``convert_legacy``
    are for member lists. ``registers``: where numbers go on after an earlier batch (:mod:`service.batch.registers`).
    """

    on_error: Literal["skip", "stop"] = "skip"
    first_number: int | None = None
    first_companion_number: int | None = None
    pattern: str = DEFAULT_PATTERN
    ascii_only: bool = False
    companions: bool = False
    print_files: PrintFiles = "none"
    answers: tuple[tuple[str, str], ...] = ()
    convert_legacy: bool = False
    registers: tuple[tuple[str, int], ...] = ()


def wishes_from(options: dict[str, object]) -> Wishes:
    """From what :func:`dataclasses.asdict` and JSON made of them."""
    pairs = {name: tuple(map(tuple, options.get(name) or ())) for name in ("answers", "registers")}  # type: ignore[call-overload]
    return Wishes(**{**options, **pairs})  # type: ignore[arg-type]
