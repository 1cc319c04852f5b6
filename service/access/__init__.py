"""Who may use the service. It knows neither HTTP nor the command line; ``web`` stands at the door and asks here.

``callers`` says who somebody is and what they may do. Systems show a key (``keys``), clerks sign in by name and
password (``users``, ``passwords``) and then show the token of a session (``sessions``); ``attempts`` slows down who
guesses. ``oidc`` is the way in over an identity provider, with ``flows`` and ``fetching``. ``access`` holds all of it
over one database.

Nothing that lets anybody in is in the database: secrets of keys and tokens only as SHA-256 (they are random and of full
length, so nothing is gained by a slow hash), passwords as argon2id. docs/decisions/0007-access.md argues for all of it.

What talks to the database is imported by whoever needs it: it takes a third of a second.
"""

from service.access.callers import LOCAL, SCOPES, Caller, Scope, parse_scopes

__all__ = ["LOCAL", "SCOPES", "Caller", "Scope", "parse_scopes"]
