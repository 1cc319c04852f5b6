"""Templates that are not ours are filled by children of their own, within limits of time and memory.

What a template can say is bounded by its language (``usages``) and by the steps that it may take (``template.FUEL``);
not what these cost: a long text in a loop within a loop fills the memory within few steps. So whatever an office's
template does, it ends its child and costs its own paper.

A child is a fresh process (spawn) that holds one template and fills it again and again. Before each paper it allows
itself so many more seconds of the processor; the parent waits a little longer and then ends it. One that ended is
replaced when the next paper comes.

A template that is broken off at every paper would take days over a batch, and hold two threads of a web worker for
good. So after three papers in a row that were broken off, in one process, each further one has but a second
(``Patience``). A usual paper takes some thousandths of one: a template that fails at some rows only is still filled for
all others, and the first that succeeds gives back the whole time. Only where twenty more fail in a row is nothing tried
for a minute; then one paper again. No refusal after three already: rows that are much alike lie side by side in a list,
and within a minute a batch makes thousands of papers, which would all pay for the three.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import resource
import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from service.errors import RenderBusy, RenderFault
from service.rendering.rewriting import Rewrite
from service.rendering.template import CompiledTemplate, compile_template

_CHILDREN = 2
"""Of one template in one process."""
_SECONDS_TO_WAIT = 2.0
"""For a child that is at work for somebody else."""
_SECONDS_TO_LOAD = 30.0
_SECONDS_BESIDE = 5.0
"""What a paper may take beyond its time on the processor, on a machine that does much else. With the longest time
that can be set it stays below the patience that batches have with the process that fills templates."""
_FAILURES_IN_FULL = 3
_FAILURES_IN_SHORT = 20
_SHORT_SECONDS = 1
_SECONDS_OF_REST = 60.0
_MOST_BYTES = 1 << 28
_DONE, _FAULT = b"+", b"-"
"""Before an answer. It is never unpickled: what a child says is no more trusted than its template."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What filling a template once may take: ``seconds`` of the processor, MiB of address space."""

    seconds: int = 20
    memory_mib: int = 1024


class Patience:
    """How many seconds the next paper of a template may have: ``whole`` until papers are broken off again and again.

    ``clock`` gives seconds. May be shared by threads.
    """

    def __init__(self, whole: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._whole = whole
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = float("-inf")

    def seconds(self) -> int:
        """For the next paper; 0: it is not to be tried."""
        with self._lock:
            if self._failures < _FAILURES_IN_FULL:
                return self._whole
            if self._clock() < self._rests_until:
                return 0
            return min(self._whole, _SHORT_SECONDS)

    def answered(self) -> None:
        """A paper came to its end, well or with a fault of its data."""
        with self._lock:
            self._failures = 0

    def broke_off(self) -> None:
        """A paper was broken off."""
        with self._lock:
            self._failures += 1
            if self._failures >= _FAILURES_IN_FULL + _FAILURES_IN_SHORT:
                self._rests_until = self._clock() + _SECONDS_OF_REST


class ConfinedTemplate:
    """As :class:`CompiledTemplate`, filled by a child. May be shared by threads; each process has its own children.

    ``docx`` and ``rewrite`` are what ``compiled`` was made from; ``rewrite`` is a function of a module.
    """

    def __init__(
        self, compiled: CompiledTemplate, docx: bytes, rewrite: Rewrite | None = None, bounds: Bounds | None = None
    ) -> None:
        self.name = compiled.name
        self.content_hash = compiled.content_hash
        self.usages = compiled.usages
        self._docx = docx
        self._rewrite = rewrite
        self._bounds = bounds or Bounds()
        self._patience = Patience(self._bounds.seconds)
        self._lock = threading.Lock()
        self._process = 0

    def render(self, context: Mapping[str, object]) -> bytes:
        """The document for ``context``, as :meth:`CompiledTemplate.render` makes it.

        Raises :class:`RenderFault` where it cannot be made within the bounds, too, or is not tried because so many were
        not, and :class:`RenderBusy` where all children are at work.
        """
        seconds = self._patience.seconds()
        if seconds == 0:
            raise _broken_off(self.name, self._bounds, ", as were many before it, so that this paper was not tried")
        places = self._places()
        try:
            child = places.get(timeout=_SECONDS_TO_WAIT)
        except queue.Empty:
            raise RenderBusy(f"{self.name}: all children that fill this template are at work") from None
        try:
            if child is not None and not child.is_alive():
                child.end()
                child = None
            if child is None:
                child = _Child(self.name, self._docx, self._rewrite, self._bounds)
            answer = child.ask(context, seconds)
            self._patience.answered()
        except BaseException as failure:
            if isinstance(failure, RenderFault):
                self._patience.broke_off()
            if child is not None:
                child.end()
            child = None
            raise
        finally:
            places.put(child)
        if answer[:1] == _FAULT:
            raise RenderFault(answer[1:].decode(errors="replace"))
        return answer[1:]

    def _places(self) -> queue.LifoQueue[_Child | None]:
        """The children of this process that have nothing to do, and places for some."""
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._free: queue.LifoQueue[_Child | None] = queue.LifoQueue()
                for _ in range(_CHILDREN):
                    self._free.put(None)
            return self._free


class _Child:
    """A child as its parent sees it."""

    def __init__(self, name: str, docx: bytes, rewrite: Rewrite | None, bounds: Bounds) -> None:
        context = multiprocessing.get_context("spawn")
        self._name = name
        self._bounds = bounds
        self._connection, theirs = context.Pipe()
        arguments = (theirs, name, docx, rewrite, bounds)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        try:
            is_ready = self._connection.poll(_SECONDS_TO_LOAD) and self._connection.recv_bytes(1) == _DONE
        except (EOFError, OSError):
            is_ready = False
        if not is_ready:
            self.end()
            raise RenderFault(f"{name}.docx: the child that fills this template could not be started")

    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.is_alive()

    def ask(self, context: Mapping[str, object], seconds: int) -> bytes:
        """A mark and the document, or what is wrong, within so many seconds of the processor.

        Raises :class:`RenderFault` where it went beyond its bounds.
        """
        try:
            self._connection.send((dict(context), seconds))
            if self._connection.poll(seconds + _SECONDS_BESIDE):
                return self._connection.recv_bytes(_MOST_BYTES)
        except (EOFError, OSError):
            pass
        short = f"; after those before it, it had {seconds} seconds" if seconds < self._bounds.seconds else ""
        raise _broken_off(self._name, self._bounds, short)

    def end(self) -> None:
        """End it now."""
        self._connection.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _serve(connection: Connection[Any, Any], name: str, docx: bytes, rewrite: Rewrite | None, bounds: Bounds) -> None:
    """A child's life: until the other end of the connection is closed, as by the end of the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError), Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # what it says when it dies may hold values
        memory = bounds.memory_mib << 20
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        most = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))  # a process of batches has a lower one of its own
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        template = compile_template(docx, name, rewrite_text=rewrite)
        connection.send_bytes(_DONE)
        while True:
            context, seconds = connection.recv()
            _allow(seconds)
            try:
                answer = _DONE + template.render(context)
            except RenderFault as fault:
                answer = _FAULT + str(fault).encode()
            connection.send_bytes(answer)


def _allow(seconds: int) -> None:
    """So many more seconds of the processor; then the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, resource.RLIM_INFINITY))


def _broken_off(name: str, bounds: Bounds, more: str) -> RenderFault:
    return RenderFault(
        f"{name}.docx: filling this template takes more than {bounds.seconds} seconds or {bounds.memory_mib} MiB "
        f"(TEMPLATE_SECONDS, TEMPLATE_MEMORY_MIB); it was broken off{more}"
    )
