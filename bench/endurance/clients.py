"""Clients: each asks one application as fast as it is answered, judges every answer, and follows its batches."""

from __future__ import annotations

import json
import multiprocessing
import random
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from typing import NamedTuple

from bench.endurance.seasons import Season, fetch, follow, is_over, season
from bench.endurance.traffic import Ask, Traffic
from bench.endurance.wire import Answer, exchange

SHARE_OF_BATCHES = 0.03
SHARE_HANDED_IN_TWICE = 0.25
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_FOR_WHAT_IS_OPEN = 180.0
SECONDS_TO_LOAD = 120.0
SECONDS_OF_RETRYING = 30.0
CUT = "cut: "
"""How the fault of an exchange begins that gave no answer: the run tells whether a kill was the reason."""


class Exchange(NamedTuple):
    """One request and what came of it. Seconds of the monotonic clock, one for all processes; ``fault`` in words."""

    application: str
    kind: str
    began: float
    ended: float
    fault: str


class Accepted(NamedTuple):
    """A batch that was taken: its id, and what was handed in."""

    batch: str
    handed_in: Season


class Done(NamedTuple):
    """All that some clients did, and the processor time that they took for it."""

    exchanges: list[Exchange]
    accepted: list[Accepted]
    processor_seconds: float = 0.0


class Crowd(NamedTuple):
    """Clients of one process: how many for each application, by name; until when they ask. See :class:`Traffic`."""

    first_number: int
    clients: int
    ports: Mapping[str, int]
    papers: Mapping[str, bytes]
    checks: float
    end: float


@contextmanager
def client_processes(number: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes for :func:`run_clients`, which have loaded everything."""
    spawn = multiprocessing.get_context("spawn")
    all_loaded = spawn.Barrier(number + 1)
    with ProcessPoolExecutor(number, mp_context=spawn, initializer=_wait_at, initargs=(all_loaded,)) as pool:
        for _ in range(number):  # each starts one, for those before are waiting
            pool.submit(int)
        _wait_at(all_loaded)
        yield pool


def _wait_at(barrier: Barrier) -> None:
    barrier.wait(SECONDS_TO_LOAD)


def run_clients(crowd: Crowd) -> Done:
    """What all clients of this process did."""
    numbers = range(crowd.first_number, crowd.first_number + crowd.clients)
    clients = [Client(name, number, crowd) for number in numbers for name in crowd.ports]
    with ThreadPoolExecutor(len(clients)) as threads:
        for finished in [threads.submit(client.run) for client in clients]:
            finished.result()
    exchanges = [each for client in clients for each in client.exchanges]
    return Done(exchanges, [each for client in clients for each in client.accepted], time.process_time())


class Client:
    """One client of ``application``. Only the service is handed batches, one at a time from each client."""

    def __init__(self, application: str, number: int, crowd: Crowd) -> None:
        self._application = application
        self._number = number
        self._port = crowd.ports[application]
        self._end = crowd.end
        self._chance = random.Random(f"{application} {number}")  # noqa: S311  # the same requests each time
        self._traffic = Traffic(application, crowd.papers, crowd.checks, self._chance)
        self._open: Accepted | None = None
        self._address = ""
        self._looked = 0.0
        self.exchanges: list[Exchange] = []
        self.accepted: list[Accepted] = []

    def run(self) -> None:
        """Ask until the end, then follow what is open until it is over."""
        while time.monotonic() < self._end:
            if self._open is not None and time.monotonic() > self._looked + SECONDS_BETWEEN_LOOKS:
                self._follow()
            elif self._wants_a_batch():
                self._hand_in()
            else:
                self.ask(self._traffic.next())
        patience = time.monotonic() + SECONDS_FOR_WHAT_IS_OPEN
        while self._open is not None and time.monotonic() < patience:
            time.sleep(SECONDS_BETWEEN_LOOKS)
            self._follow()

    def _wants_a_batch(self) -> bool:
        return self._application == "ours" and self._open is None and self._chance.random() < SHARE_OF_BATCHES

    def _hand_in(self) -> None:
        handed_in = season(f"client-{self._number}-{len(self.accepted)}", self._chance.randint(3, 15))
        answer = self.ask(handed_in.hand_in())
        if answer is not None and answer.status == 202:
            self._address = answer.headers["location"]
            self._open = Accepted(self._address.rpartition("/")[2], handed_in)
            self._looked = time.monotonic()
            self.accepted.append(self._open)
            if self._chance.random() < SHARE_HANDED_IN_TWICE:
                self._hand_in_again(handed_in)

    def _hand_in_again(self, handed_in: Season) -> None:
        """The same key and the same content are the same batch."""
        answer = self.ask(handed_in.hand_in())
        if answer is not None and answer.status == 202 and answer.headers["location"] != self._address:
            self._note("batch: hand in", time.monotonic(), "the same key gave another batch")

    def _follow(self) -> None:
        assert self._open is not None
        answer = self.ask(follow(self._address))
        self._looked = time.monotonic()
        if answer is None or answer.status != 200:
            return
        told = json.loads(answer.body)
        if not is_over(told):
            return
        handed_in, self._open = self._open.handed_in, None
        if fault := handed_in.fault_of(told):
            self._note("batch: follow", self._looked, fault)
        else:
            self.ask(fetch(self._address, handed_in))

    def ask(self, ask: Ask) -> Answer | None:
        """The answer; asked again where the connection is cut, which is noted. None where it is cut for too long."""
        patience = time.monotonic() + SECONDS_OF_RETRYING
        while True:
            began = time.monotonic()
            try:
                answer = exchange(self._port, ask.request, breaks_off=ask.breaks_off)
            except OSError as failure:
                self._note(ask.kind, began, f"{CUT}{type(failure).__name__}")
                if time.monotonic() > patience:
                    self._note(ask.kind, began, "given up: no answer in spite of asking again")
                    return None
                time.sleep(0.1)
                continue
            ended = time.monotonic()
            self.exchanges.append(Exchange(self._application, ask.kind, began, ended, ask.judge(answer)))
            return answer

    def _note(self, kind: str, began: float, fault: str) -> None:
        self.exchanges.append(Exchange(self._application, kind, began, time.monotonic(), fault))
