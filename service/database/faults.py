"""What can be wrong with the database. Apart from ``engine``, which takes a third of a second to import."""

from __future__ import annotations

from service.errors import OurFault


class DatabaseFault(OurFault):
    """The database cannot be opened or used, is newer than this program, or is another program's."""


class DatabaseBusy(DatabaseFault):
    """The database cannot be written to or reached at this moment."""
