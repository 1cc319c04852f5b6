"""Processes that make papers: each has the pipeline loaded and does one job after the other.

A child ends with its parent, whatever ends that: on Linux the kernel sees to it; everywhere the parent's end of the
pipe closes, and the parent's number is compared.

Its memory is bounded. A child that reaches the bound ends, by Python's MemoryError or by a library that knows no
better; the supervisor finds the row that does it, as for any other end, and a new child has all memory for the others.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any

from service.batch.at_work import at_work_on
from service.batch.bounds_of_processes import leave_no_core, take_no_more_than
from service.batch.jobs import Answer, ChunkJob, Cut, Job, Ready, Sign, Unfit, answer_to
from service.batch.parentage import end_if_orphaned, end_with_parent
from service.batch.splitting import Chunk
from service.errors import OurFault
from service.pipeline import Pipeline

Build = Callable[[], Pipeline]
"""Makes the pipeline in a child: a function of a module, perhaps with arguments bound to it."""

_SECONDS_BETWEEN_SIGNS = 1.0
_SECONDS_TO_END = 5.0
_SECONDS_TO_LOAD = 60.0


def serve(connection: Connection[Answer, Job], build: Build, parent: int, memory: int) -> None:
    """A child's life: load, then jobs until the other end of the connection is closed, in so many bytes of memory."""
    end_with_parent(parent)
    leave_no_core()
    take_no_more_than(memory)
    for number in (signal.SIGINT, signal.SIGTERM):  # they may go to all of a group; the parent says what is to end
        signal.signal(number, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError, MemoryError):
        try:
            pipeline = build()
        except OurFault as fault:
            connection.send(Unfit(str(fault)))
            return
        connection.send(Ready())
        while True:
            job = connection.recv()
            with at_work_on(job.batch):
                connection.send(answer_to(job, pipeline, _Signs(job, connection, parent)))


class _Signs:
    """Tells where the job is, once a second, or at each row of a chunk that is traced; and what was cut at once."""

    def __init__(self, job: Job, connection: Connection[Answer, Job], parent: int) -> None:
        self._every = isinstance(job, ChunkJob) and job.traced
        self._connection = connection
        self._parent = parent
        self._told = time.monotonic()

    def __call__(self, at: int) -> None:
        now = time.monotonic()
        if self._every or now - self._told >= _SECONDS_BETWEEN_SIGNS:
            end_if_orphaned(self._parent)
            self._told = now
            self._connection.send(Sign(at))

    def cut(self, chunk: Chunk) -> None:
        self._connection.send(Cut(chunk))


class Child:
    """A child as its parent sees it. ``at`` is the row it was last heard of, ``quiet`` the seconds since."""

    def __init__(self, build: Build, memory: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        # no daemon, which could not start the process that reads a workbook; it ends with its parent all the same
        self.process = context.Process(target=serve, args=(theirs, build, os.getpid(), memory), daemon=False)
        self.process.start()
        theirs.close()
        self.ready = False
        self.job: Job | None = None
        self.at = 0
        self.quiet = 0.0

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid or 0

    def give(self, job: Job) -> None:
        """Have it do ``job``; where it is over already, that is found out when it is listened to."""
        self.job, self.at, self.quiet = job, 0, 0.0
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(job)

    def hear(self) -> Answer | None:
        """What it says; None where it is over."""
        try:
            answer: Answer = self.connection.recv()
        except (EOFError, OSError):
            return None
        self.quiet = 0.0
        return answer

    def end(self) -> None:
        """End it now, and wait until it is over."""
        self.process.kill()
        self.process.join(_SECONDS_TO_END)
        self.connection.close()


class Crew:
    """So many children, each of which may take ``memory`` bytes; one that ends is replaced."""

    def __init__(self, build: Build, size: int, memory: int) -> None:
        self._build = build
        self._memory = memory
        self._size = size
        self.children: list[Child] = []
        atexit.register(self.end)  # before multiprocessing waits for those that are no daemons

    def fill(self) -> None:
        """Start those that are missing. To be called in a thread that lives as long as the process."""
        while len(self.children) < self._size:
            self.children.append(Child(self._build, self._memory))

    def idle(self) -> list[Child]:
        """Those that wait for a job."""
        return [child for child in self.children if child.ready and child.job is None]

    def listen(self, seconds: float) -> Iterator[tuple[Child, Answer | None]]:
        """What children say within so many seconds; None for one that is over, and is taken out."""
        by_connection: dict[Any, Child] = {child.connection: child for child in self.children}
        for connection in wait(list(by_connection), seconds):
            child = by_connection[connection]
            answer = child.hear()
            if answer is None:
                child.end()
                self.children.remove(child)
            yield child, answer

    def age(self, seconds: float, patience: float) -> None:
        """Time has passed: end those that have been quiet for longer than ``patience``, which are frozen."""
        for child in self.children:
            if child.job is not None or not child.ready:
                child.quiet += seconds
                if child.quiet > (patience if child.ready else max(patience, _SECONDS_TO_LOAD)):
                    child.process.kill()

    def end(self) -> None:
        """End all of them."""
        atexit.unregister(self.end)
        for child in self.children:
            child.process.kill()
        for child in self.children:
            child.end()
        self.children.clear()
