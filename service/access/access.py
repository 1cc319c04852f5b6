"""All of access over one database."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sqlalchemy import Engine

from service.access.attempts import Attempts
from service.access.callers import SCOPES, USUAL_SCOPES, Scope
from service.access.flows import Flows
from service.access.keys import Keys
from service.access.sessions import Limits, Sessions
from service.access.users import User, Users
from service.database.engine import open_engine

USUAL_IDLE_SECONDS = 3600


class Access:
    """Keys, users, sessions, tries and flows of one database. ``clock`` gives seconds since 1970."""

    def __init__(
        self,
        engine: Engine,
        *,
        idle_seconds: int = USUAL_IDLE_SECONDS,
        scopes_from_provider: Sequence[Scope] = USUAL_SCOPES,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._engine = engine
        self.attempts = Attempts(engine, clock)
        self.keys = Keys(engine, clock)
        self.users = Users(engine, self.attempts, clock)
        self.sessions = Sessions(engine, Limits(idle_seconds, frozenset(scopes_from_provider)), clock)
        self.flows = Flows(engine, clock)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def lets_anybody_in(self) -> bool:
        """Whether there is a key or a user that is valid."""
        return self.keys.any_valid() or self.users.any_enabled()

    def make_first_user(self, name: str, password: str) -> User | None:
        """A user who may do everything, where there is no user yet; else None. Raises :class:`RefusedAccess`."""
        return None if self.users.all() else self.users.add(name, password, SCOPES)


def open_access(
    url: str,
    *,
    idle_seconds: int = USUAL_IDLE_SECONDS,
    scopes_from_provider: Sequence[Scope] = USUAL_SCOPES,
    wait_seconds: float = 30.0,
) -> Access:
    """Access over the database at a URL, brought to the newest form.

    Raises :class:`service.database.faults.DatabaseFault`.
    """
    engine = open_engine(url, int(wait_seconds * 1000))
    return Access(engine, idle_seconds=idle_seconds, scopes_from_provider=scopes_from_provider)
