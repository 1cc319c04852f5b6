"""Who tries to sign in, from where, and how often that failed: guessing becomes slow, and nobody is shut out by others.

A try counts before anything is known of its outcome, so that many at once are no more than one after another. What
somebody typed as a name may be a password by mistake; only its hash is kept.

- A name from an address: after 5 failures it is locked for a minute, after each further one twice as long, at most an
  hour. Whoever fails elsewhere does not lock out the clerk at his own desk.
- An address with 30 failures within 15 minutes, of whatever names, and a name with 100 within a day, from wherever, are
  locked too; but not for a pair of both that signed in within the last 30 days.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access.refusals import LockedOut
from service.access.secrets import sha256_of
from service.access.tables import ATTEMPT
from service.database.engine import reading, writing

FREE_FAILURES = 5
FIRST_LOCK, LONGEST_LOCK = 60, 3600
FAILURES_OF_ADDRESS, SECONDS_OF_ADDRESS = 30, 900
FAILURES_OF_NAME, SECONDS_OF_NAME = 100, 86_400
SECONDS_KNOWN = 30 * 86_400
"""For so long after it signed in, a name from an address is known."""


class Attempts:
    """The tries in a database. ``clock`` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, name: str, address: str) -> None:
        """Count a try as a failure; :meth:`succeeded` takes that back. Raises :class:`LockedOut`: it is not counted.

        ``name`` is as it was typed, in the form that names are compared in.
        """
        who, where, now = sha256_of(name), network_of(address), int(self._clock())
        self._make_row(who, where, now)
        with writing(self._engine) as connection:
            row = connection.execute(select(ATTEMPT).where(*_pair(who, where)).with_for_update()).mappings().one()
            known = row["succeeded"] is not None and now - row["succeeded"] < SECONDS_KNOWN
            locked = max(row["locked_until"], 0 if known else _locked_for_strangers(connection, who, where, now))
            if locked > now:
                raise LockedOut(locked - now)
            connection.execute(update(ATTEMPT).where(*_pair(who, where)).values(_counted(dict(row), now)))

    def succeeded(self, name: str, address: str) -> None:
        """The try was none of guessing: what failed before from there is forgotten."""
        now = int(self._clock())
        fresh = {"failures": 0, "lockings": 0, "locked_until": 0, "succeeded": now, "first": now}
        with writing(self._engine) as connection:
            this = _pair(sha256_of(name), network_of(address))
            connection.execute(update(ATTEMPT).where(*this).values(fresh))

    def unlock(self, name: str) -> None:
        """Forget all that failed under a name, from wherever."""
        with writing(self._engine) as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.who_sha256 == sha256_of(name)))

    def locked_until(self, name: str) -> int:
        """When the last lock under a name ends; 0 where there is none."""
        wanted = select(func.max(ATTEMPT.c.locked_until)).where(ATTEMPT.c.who_sha256 == sha256_of(name))
        with reading(self._engine) as connection:
            until = int(connection.execute(wanted).scalar() or 0)
        return until if until > self._clock() else 0

    def _make_row(self, who: str, where: str, now: int) -> None:
        """The row to count in; what is of no use any more goes."""
        counts = dict.fromkeys(("failures", "lockings", "locked_until"), 0)
        with writing(self._engine) as connection:
            old = (ATTEMPT.c.last < now - SECONDS_OF_NAME, func.coalesce(ATTEMPT.c.succeeded, 0) < now - SECONDS_KNOWN)
            connection.execute(delete(ATTEMPT).where(*old))
            if connection.execute(select(ATTEMPT.c.last).where(*_pair(who, where))).first() is not None:
                return
            try:
                with connection.begin_nested():
                    values = {"who_sha256": who, "address": where, "first": now, "last": now, **counts}
                    connection.execute(insert(ATTEMPT).values(values))
            except IntegrityError:  # another process was quicker
                return


def _counted(row: dict[str, Any], now: int) -> dict[str, int]:
    """One failure more. After a day without any it begins anew."""
    if now - row["last"] > SECONDS_OF_NAME:
        row |= {"failures": 0, "lockings": 0, "first": now}
    if row["failures"] == 0:
        row["first"] = now
    failures, lockings, until = row["failures"] + 1, row["lockings"], 0
    if failures >= FREE_FAILURES:
        until = now + min(FIRST_LOCK * 2 ** min(lockings, 10), LONGEST_LOCK)
        lockings += 1
    return {"failures": failures, "first": row["first"], "last": now, "lockings": lockings, "locked_until": until}


def _locked_for_strangers(connection: Connection, who: str, where: str, now: int) -> int:
    """Until when an address or a name is locked for whoever is not known there."""
    until = 0
    for column, value, most, seconds in (
        (ATTEMPT.c.address, where, FAILURES_OF_ADDRESS, SECONDS_OF_ADDRESS),
        (ATTEMPT.c.who_sha256, who, FAILURES_OF_NAME, SECONDS_OF_NAME),
    ):
        recent = select(func.sum(ATTEMPT.c.failures), func.max(ATTEMPT.c.last))
        failures, last = connection.execute(recent.where(column == value, ATTEMPT.c.last > now - seconds)).one()
        if (failures or 0) >= most:
            until = max(until, int(last) + seconds)
    return until


def _pair(who: str, where: str) -> tuple[Any, Any]:
    return ATTEMPT.c.who_sha256 == who, ATTEMPT.c.address == where


def network_of(address: str) -> str:
    """The address; of IPv6 the network of 64 bits, of which a single machine has all addresses."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "?"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
