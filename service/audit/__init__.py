"""Who did what, when, with what outcome: lines that are only ever appended, each bound to the one before by its hash.

``acts`` says what is written down and what a line holds: no content, no name of a member, no name of a file.
``trail`` appends, from any number of processes; ``reading`` reads and verifies, by ``chain``. It knows neither HTTP nor
batches. docs/decisions/0008-audit.md argues for all of it.
"""

from service.audit.acts import Act, Deed
from service.audit.faults import AuditFault
from service.audit.trail import Trail

__all__ = ["Act", "AuditFault", "Deed", "Trail"]
