"""Sessions: who signed in shows a random token for as long as they work, in each request."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from service.access.callers import Caller, Scope, parse_scopes
from service.access.secrets import new_secret, sha256_of
from service.access.tables import SESSION, USER
from service.database.engine import reading, writing
from service.database.faults import DatabaseBusy

LONGEST_SECONDS = 12 * 3600
"""Nobody stays signed in for longer, however busy."""
SECONDS_BETWEEN_MARKS = 60


class Limits(NamedTuple):
    """After how many seconds without a request a session is over, and what may do who came from the provider."""

    idle_seconds: int
    scopes_from_provider: frozenset[Scope]


class Sessions:
    """The sessions in a database. ``clock`` gives seconds since 1970."""

    def __init__(self, engine: Engine, limits: Limits, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._limits = limits
        self._clock = clock

    def begin(self, caller: Caller, user_name: str | None = None) -> str:
        """The token of a new session; ``user_name`` where the caller is one of our users. Sessions that ended go."""
        token, now = new_secret(), int(self._clock())
        values = {
            "token_sha256": sha256_of(token),
            "user_name": user_name,
            "caller": caller.id,
            "name": caller.name,
            "created": now,
            "seen": now,
            "ends": now + LONGEST_SECONDS,
        }
        over = or_(SESSION.c.ends <= now, SESSION.c.seen <= now - self._limits.idle_seconds)
        with writing(self._engine) as connection:
            connection.execute(delete(SESSION).where(over))
            connection.execute(insert(SESSION).values(values))
        return token

    def caller(self, token: str, *, is_active: bool = True) -> Caller | None:
        """Who shows this token; None where it is of no session that goes on.

        With ``is_active`` the session is used by somebody, and its time of idleness begins anew.
        """
        kept, now = sha256_of(token), int(self._clock())
        wanted = select(SESSION, USER.c.id, USER.c.scopes, USER.c.disabled)
        wanted = wanted.outerjoin(USER, USER.c.name == SESSION.c.user_name).where(SESSION.c.token_sha256 == kept)
        with reading(self._engine) as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None or now >= row["ends"] or now - row["seen"] >= self._limits.idle_seconds:
            return None
        scopes = self._scopes(row)
        if scopes is None:
            return None
        if is_active and now - row["seen"] >= SECONDS_BETWEEN_MARKS:
            self._mark(kept, now)
        return Caller(row["caller"], row["name"], scopes, kept)

    def _scopes(self, row: RowMapping) -> frozenset[Scope] | None:
        """What the caller of a session may do at this moment; None where they are not to be let in any more."""
        if row["user_name"] is None:
            return self._limits.scopes_from_provider
        is_same = row["id"] is not None and row["caller"].endswith(f"#{row['id']}")
        return parse_scopes(row["scopes"]) if is_same and row["disabled"] is None else None

    def _mark(self, kept: str, now: int) -> None:
        # Where it cannot be written now, the next request does it.
        with contextlib.suppress(SQLAlchemyError, DatabaseBusy), writing(self._engine) as connection:
            connection.execute(update(SESSION).where(SESSION.c.token_sha256 == kept).values(seen=now))

    def end(self, token: str) -> None:
        """Nobody comes in by this token any more, in any process."""
        with writing(self._engine) as connection:
            connection.execute(delete(SESSION).where(SESSION.c.token_sha256 == sha256_of(token)))

    def end_all(self) -> int:
        """Sign everybody out; how many sessions there were."""
        with writing(self._engine) as connection:
            return connection.execute(delete(SESSION)).rowcount


def end_sessions(connection: Connection, caller_id: str) -> None:
    """End all sessions of a caller, in the transaction of ``connection``."""
    connection.execute(delete(SESSION).where(SESSION.c.caller == caller_id))
