"""Users: clerks who sign in by name and password."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Engine, RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from service.access.attempts import Attempts
from service.access.callers import Caller, Scope, parse_scopes, scopes_text
from service.access.passwords import LONGEST, fit_password, hashed, is_outdated, matches
from service.access.refusals import UnfitName, WrongCredentials
from service.access.secrets import new_id
from service.access.sessions import end_sessions
from service.access.tables import USER
from service.database.engine import reading, writing
from service.errors import Message

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class User(NamedTuple):
    """What is known of a user. Times are seconds since 1970; ``last_seen`` is when they last signed in."""

    name: str
    id: str
    scopes: frozenset[Scope]
    created: int
    last_seen: int | None
    disabled: int | None

    @property
    def caller(self) -> Caller:
        """The user as somebody who calls: a later user of the same name is another one."""
        return Caller(f"user:{self.name}#{self.id}", self.name, self.scopes)


class Users:
    """The users in a database. ``clock`` gives seconds since 1970."""

    def __init__(self, engine: Engine, attempts: Attempts, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._attempts = attempts
        self._clock = clock

    def add(self, name: str, password: str, scopes: Iterable[Scope]) -> User:
        """A new user. Raises :class:`UnfitName`, :class:`UnfitPassword`."""
        if not _NAME.fullmatch(as_compared(name)):
            raise UnfitName(
                Message(
                    "Tên đăng nhập gồm 2 đến 64 chữ cái không dấu, chữ số hoặc . _ @ -, bắt đầu bằng chữ hoặc số.",
                    "A user name has 2 to 64 plain letters, digits or . _ @ -, and begins with a letter or a digit.",
                )
            )
        user = User(as_compared(name), new_id(), frozenset(scopes), int(self._clock()), None, None)
        kept = hashed(fit_password(password, user.name))
        values = {**user._asdict(), "scopes": scopes_text(user.scopes), "password": kept}
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(USER).values(values))
        except IntegrityError:
            raise UnfitName(
                Message(f"Đã có người dùng {user.name}.", f"There is a user {user.name} already.")
            ) from None
        self._attempts.unlock(user.name)
        return user

    def all(self) -> list[User]:
        """Every user, by name."""
        with reading(self._engine) as connection:
            return [_user(row) for row in connection.execute(select(USER).order_by(USER.c.name)).mappings()]

    def get(self, name: str) -> User:
        """The user. Raises :class:`UnfitName`."""
        row = self._row(name)
        if row is None:
            raise _unknown(name)
        return _user(row)

    def any_enabled(self) -> bool:
        """Whether anybody could come in by a password."""
        return any(user.disabled is None for user in self.all())

    def sign_in(self, name: str, password: str, address: str) -> User:
        """Who has this name and password. ``address`` is where they sit.

        Raises :class:`WrongCredentials` and :class:`LockedOut`, which say of no name whether there is such a user.
        """
        compared = as_compared(name)
        self._attempts.begin(compared, address)
        row = self._row(compared)
        # The password is compared before anything else is looked at, so that time tells nothing either.
        is_right = len(password) <= LONGEST and matches(row["password"] if row is not None else None, password)
        if row is None or not is_right or row["disabled"] is not None:
            raise WrongCredentials
        self._attempts.succeeded(compared, address)
        values = {"last_seen": int(self._clock())}
        if is_outdated(row["password"]):
            values |= {"password": hashed(password)}  # type: ignore[dict-item]
        with writing(self._engine) as connection:
            connection.execute(update(USER).where(USER.c.name == compared, USER.c.id == row["id"]).values(values))
        return _user(row)

    def set_password(self, name: str, password: str) -> None:
        """A new password; whoever is signed in under the name is signed out, and what failed is forgotten.

        Raises :class:`UnfitName`, :class:`UnfitPassword`.
        """
        user = self.get(name)
        self._change(user, password=hashed(fit_password(password, user.name)))
        self._attempts.unlock(user.name)

    def disable(self, name: str) -> None:
        """Nobody comes in under the name, from now on. Raises :class:`UnfitName`."""
        self._change(self.get(name), disabled=int(self._clock()))

    def enable(self, name: str) -> None:
        """The user may come in again. Raises :class:`UnfitName`."""
        self._change(self.get(name), disabled=None)

    def allow(self, name: str, scopes: Iterable[Scope]) -> User:
        """Let the user do this and no more, from the next request on. Raises :class:`UnfitName`."""
        user = self.get(name)
        with writing(self._engine) as connection:
            connection.execute(update(USER).where(USER.c.name == user.name).values(scopes=scopes_text(scopes)))
        return self.get(name)

    def remove(self, name: str) -> None:
        """Forget the user. What they made stays theirs, and so nobody's. Raises :class:`UnfitName`."""
        user = self.get(name)
        with writing(self._engine) as connection:
            connection.execute(delete(USER).where(USER.c.name == user.name))
            end_sessions(connection, user.caller.id)
        self._attempts.unlock(user.name)

    def unlock(self, name: str) -> None:
        """Forget what failed under the name. Raises :class:`UnfitName`."""
        self._attempts.unlock(self.get(name).name)

    def _change(self, user: User, **values: object) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(USER).where(USER.c.name == user.name).values(**values))
            end_sessions(connection, user.caller.id)

    def _row(self, name: str) -> RowMapping | None:
        with reading(self._engine) as connection:
            found = connection.execute(select(USER).where(USER.c.name == as_compared(name)))
            return found.mappings().one_or_none()


def as_compared(name: str) -> str:
    """A name in the form in which names are kept and compared: no capitals, no spaces around it."""
    return name.strip().lower()[:200]


def _user(row: RowMapping) -> User:
    same = {name: row[name] for name in ("name", "id", "created", "last_seen", "disabled")}
    return User(**same, scopes=parse_scopes(row["scopes"]))


def _unknown(name: str) -> UnfitName:
    return UnfitName(Message(f"Không có người dùng {name}.", f"There is no user {name}."))
