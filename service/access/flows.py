"""Ways over the identity provider that were begun: what is remembered until the clerk comes back, once."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Engine, delete, insert, select

from service.access.refusals import NotSignedIn
from service.access.secrets import new_secret, sha256_of
from service.access.tables import FLOW
from service.database.engine import writing
from service.errors import Message

SECONDS = 600
"""For so long a clerk may take to sign in at the provider."""


class Flow(NamedTuple):
    """``state`` and ``nonce`` go to the provider and come back; of ``verifier`` (PKCE) at first only the hash goes.

    ``target`` is the page that the clerk wanted.
    """

    state: str
    nonce: str
    verifier: str
    target: str


class Flows:
    """The flows in a database. ``clock`` gives seconds since 1970."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, target: str) -> tuple[str, Flow]:
        """A new flow, and the token by which the same browser takes it up again."""
        token, flow, now = new_secret(), Flow(new_secret(), new_secret(), new_secret(), target), int(self._clock())
        values = {"token_sha256": sha256_of(token), "ends": now + SECONDS, **flow._asdict()}
        with writing(self._engine) as connection:
            connection.execute(delete(FLOW).where(FLOW.c.ends <= now))
            connection.execute(insert(FLOW).values(values))
        return token, flow

    def take(self, token: str, state: str) -> Flow:
        """The flow that this browser began; it cannot be taken twice. Raises :class:`NotSignedIn`."""
        this = FLOW.c.token_sha256 == sha256_of(token)
        with writing(self._engine) as connection:
            row = connection.execute(select(FLOW).where(this).with_for_update()).mappings().one_or_none()
            connection.execute(delete(FLOW).where(this))
        if row is None or row["ends"] <= self._clock() or not hmac.compare_digest(row["state"], state):
            raise NotSignedIn(
                Message(
                    "Lần đăng nhập này đã quá lâu, đã dùng rồi, hoặc bắt đầu ở trình duyệt khác. Hãy đăng nhập lại.",
                    "This way of signing in took too long, was taken already, or began in another browser. Sign in "
                    "again.",
                )
            )
        return Flow(row["state"], row["nonce"], row["verifier"], row["target"])
