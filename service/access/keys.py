"""Keys of systems that call the service: ``vt_<id>_<secret>``. The secret is told once and never kept."""

from __future__ import annotations

import contextlib
import hmac
import re
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Engine, RowMapping, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from service.access.callers import Caller, Scope, parse_scopes, scopes_text
from service.access.secrets import new_id, new_secret, sha256_of
from service.access.tables import KEY
from service.database.engine import reading, writing
from service.database.faults import DatabaseBusy

SECONDS_BETWEEN_MARKS = 3600
"""When a key was used is written down this seldom: it is to tell keys that nobody uses any more."""
_KEY = re.compile(r"vt_([0-9a-f]{8})_([A-Za-z0-9_-]{43})")
_NOBODYS = sha256_of("")


class Key(NamedTuple):
    """What is known of a key. Times are seconds since 1970; ``last_used`` is right to the hour."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created: int
    last_used: int | None
    revoked: int | None


class Keys:
    """The keys in a database. ``clock`` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def create(self, name: str, scopes: Iterable[Scope]) -> tuple[Key, str]:
        """A new key, and the text by which a system shows it: nobody can tell that again."""
        secret, now = new_secret(), int(self._clock())
        key = Key(new_id(), name, frozenset(scopes), now, None, None)
        values = {**key._asdict(), "scopes": scopes_text(key.scopes), "secret_sha256": sha256_of(secret)}
        with writing(self._engine) as connection:
            connection.execute(insert(KEY).values(values))
        return key, f"vt_{key.id}_{secret}"

    def all(self) -> list[Key]:
        """Every key that there ever was, the oldest first."""
        with reading(self._engine) as connection:
            return [_key(row) for row in connection.execute(select(KEY).order_by(KEY.c.created, KEY.c.id)).mappings()]

    def any_valid(self) -> bool:
        """Whether anybody could come in by a key."""
        return any(key.revoked is None for key in self.all())

    def revoke(self, key_id: str) -> bool:
        """From now on, in every process, nobody comes in by this key. False where there is none that could."""
        this = (KEY.c.id == key_id, KEY.c.revoked.is_(None))
        with writing(self._engine) as connection:
            changed = connection.execute(update(KEY).where(*this).values(revoked=int(self._clock())))
            return changed.rowcount == 1

    def caller(self, shown: str) -> Caller | None:
        """Who shows this text; None where it is no key that is valid now."""
        parts = _KEY.fullmatch(shown)
        if parts is None:
            return None
        with reading(self._engine) as connection:
            row = connection.execute(select(KEY).where(KEY.c.id == parts[1])).mappings().one_or_none()
        kept = row["secret_sha256"] if row is not None else _NOBODYS
        if not hmac.compare_digest(kept, sha256_of(parts[2])) or row is None or row["revoked"] is not None:
            return None
        self._mark(_key(row))
        return Caller(f"key:{row['id']}", row["name"], parse_scopes(row["scopes"]))

    def _mark(self, key: Key) -> None:
        now = int(self._clock())
        if key.last_used is not None and now - key.last_used < SECONDS_BETWEEN_MARKS:
            return
        # A mark that cannot be made now is no reason to refuse anybody.
        with contextlib.suppress(SQLAlchemyError, DatabaseBusy), writing(self._engine) as connection:
            connection.execute(update(KEY).where(KEY.c.id == key.id).values(last_used=now))


def _key(row: RowMapping) -> Key:
    same = {name: row[name] for name in ("id", "name", "created", "last_used", "revoked")}
    return Key(**same, scopes=parse_scopes(row["scopes"]))
