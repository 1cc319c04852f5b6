"""The rules, one function each, by the part of the page they are about; ``registry`` says what a rule is.

Importing this package enters them all.
"""

from service.conformance.rules import bases as bases
from service.conformance.rules import body as body
from service.conformance.rules import formatting as formatting
from service.conformance.rules import letterhead as letterhead
from service.conformance.rules import pages as pages
from service.conformance.rules import parts as parts
from service.conformance.rules import practice as practice
from service.conformance.rules import recipients as recipients
from service.conformance.rules import signatures as signatures
from service.conformance.rules import title as title
from service.conformance.rules import title_block as title_block
from service.conformance.rules.characters import is_legacy_paper
from service.conformance.rules.registry import Examined, Fault, Rule, all_rules, faults_of

__all__ = ["Examined", "Fault", "Rule", "all_rules", "faults_of", "is_legacy_paper"]
