"""Does this paper conform? Any DOCX in, a report out, rule by rule.

Knows the norm, and nothing of our templates: a paper typed by hand in Word, saved by LibreOffice or made by another
system is judged alike.

1. ``reading``: the parts of a DOCX become a ``paper``, lines with the formatting that really shows
2. ``components``: what of it is title, issuer, number, tên loại, text, signature, Nơi nhận
3. ``rules``: each judges the components by the edition in force; ``report`` is what they find
4. ``annotating`` writes findings as comments into a copy; ``mending`` applies the ``remedies`` of findings to one

Only ``service.norm``, ``service.package`` and ``service.errors`` may be imported.
"""

from service.conformance.checker import Checker
from service.conformance.positions import paragraph_positions
from service.conformance.report import FormatFinding, Place, Report, Severity
from service.conformance.rules import Rule, all_rules

__all__ = ["Checker", "FormatFinding", "Place", "Report", "Rule", "Severity", "all_rules", "paragraph_positions"]
