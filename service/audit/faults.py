"""What can be wrong with the audit trail."""

from __future__ import annotations

from service.errors import OurFault


class AuditFault(OurFault):
    """A line cannot be written, or the trail cannot be read; the text names the reason."""
