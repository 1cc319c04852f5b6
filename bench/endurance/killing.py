"""SIGKILL for web workers, a process that makes papers, and the worker of batches; and how soon each is replaced."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from bench.endurance.clients import Accepted, Client
from bench.endurance.processes import Roles, roles_below
from bench.endurance.seasons import follow, is_over, season

WEB_WORKERS_KILLED = 2
SECONDS_TO_REPLACE = 60.0
_SECONDS_TO_GO_ON = 180.0
_SECONDS_BETWEEN_LOOKS = 0.1
_SECONDS_BETWEEN_KILLS = 1.0


class Kill(NamedTuple):
    """One SIGKILL between two moments of the monotonic clock. ``replaced_after`` seconds; None: it was not."""

    what: str
    before: float
    after: float
    replaced_after: float | None

    def explains(self, began: float, ended: float, slack: float = 5.0) -> bool:
        """Whether a connection of these moments may have been cut by it; ``slack``: for the client to notice."""
        return self.what == "web worker" and began <= self.after and self.before <= ended <= self.after + slack


class Killer(threading.Thread):
    """Kills from ``moment`` on: web workers; while a large batch is made, a child that makes papers, and its parent."""

    def __init__(self, watch: int, client: Client, moment: float, rows: int) -> None:
        super().__init__(daemon=True)
        self._watch = watch
        self._client = client
        self._moment = moment
        self._rows = rows
        self._chance = random.Random(7)  # noqa: S311  # no secret
        self.kills: list[Kill] = []
        self.faults: list[str] = []
        self.accepted: list[Accepted] = []

    def run(self) -> None:
        """Kill, each when the one before has been replaced."""
        try:
            time.sleep(max(0.0, self._moment - time.monotonic()))
            for _ in range(WEB_WORKERS_KILLED):
                self._kill("web worker", lambda roles: roles.workers)
                time.sleep(_SECONDS_BETWEEN_KILLS)
            self._kill_over_a_batch()
        except Exception as failure:  # noqa: BLE001  # a thread of its own: the run is to tell of it
            self.faults.append(f"the killing broke off: {type(failure).__name__}: {failure}")

    def _kill_over_a_batch(self) -> None:
        handed_in = season("large", self._rows)
        answer = self._client.ask(handed_in.hand_in())
        if answer is None or answer.status != 202:
            self.faults.append("the large batch was not taken")
            return
        address = answer.headers["location"]
        self.accepted.append(Accepted(address.rpartition("/")[2], handed_in))
        done = self._wait_for_more(address, 0)
        self._kill("process that makes papers", lambda roles: roles.makers)
        done = self._wait_for_more(address, done)
        self._kill("worker of batches", lambda roles: roles.batches)
        self._wait_for_more(address, done)

    def _wait_for_more(self, address: str, done: int) -> int:
        """How many rows are done, once they are more than ``done`` or the batch is over."""
        end = time.monotonic() + _SECONDS_TO_GO_ON
        while time.monotonic() < end:
            told = self._told(address)
            if told and (told["done"] > done or is_over(told)):
                return int(told["done"])
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        self.faults.append("the large batch did not go on")
        return done

    def _told(self, address: str) -> dict[str, Any]:
        answer = self._client.ask(follow(address))
        return json.loads(answer.body) if answer is not None and answer.status == 200 else {}

    def _kill(self, what: str, whom: Callable[[Roles], list[int]]) -> None:
        there = whom(roles_below(self._watch))
        victim = self._chance.choice(there)
        before = time.monotonic()
        os.kill(victim, signal.SIGKILL)
        after = time.monotonic()
        self.kills.append(Kill(what, before, after, self._replaced_after(after, victim, len(there), whom)))

    def _replaced_after(
        self, killed: float, victim: int, number: int, whom: Callable[[Roles], list[int]]
    ) -> float | None:
        """Seconds until as many were there again, without the victim."""
        while time.monotonic() < killed + SECONDS_TO_REPLACE:
            now = whom(roles_below(self._watch))
            if victim not in now and len(now) >= number:
                return time.monotonic() - killed
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return None
