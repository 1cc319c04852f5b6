"""The rules, one function each, by the part of the page they are about; ``registry`` says what a rule is.

Importing this package enters them all.
"""

from __future__ import annotations

from service.conformance.rules import (
    bases,
    body,
    characters,
    formatting,
    letterhead,
    pages,
    practice,
    recipients,
    signatures,
    title,
    title_block,
)
from service.conformance.rules.registry import Examined, Fault, Rule, all_rules, faults_of

__all__ = [
    "Examined",
    "Fault",
    "Rule",
    "all_rules",
    "bases",
    "body",
    "characters",
    "faults_of",
    "formatting",
    "letterhead",
    "pages",
    "practice",
    "recipients",
    "signatures",
    "title",
    "title_block",
]
