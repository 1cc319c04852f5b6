"""``vanthu serve``: the web server and the worker of batches, each a process of its own.

The command itself only watches: a process that was killed is started again; where the web server ends by itself, all
ends with its exit code. It has everything loaded before it forks, so that a bad set-up stops the start. Nothing of the
ledger is open then: a connection must not be shared by processes.

The command keeps the socket on which the service listens, for a web server that takes another's place. A client is
refused as soon as nobody has it any more: the command lets go of it when it is asked to end, the web server too, and
the worker of batches never has it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

import click

from service.audit import Act, AuditFault, Deed, Trail
from service.batch.bounds_of_processes import leave_no_core
from service.batch.parentage import end_with_parent
from service.bootstrap import build_pipeline, load_pipeline, open_desk, open_trail
from service.cli.auditing import command_caller
from service.cli.batch import OWNER
from service.cli.group import OUR_FAULT
from service.cli.starting import is_loopback_host, see_to_access
from service.config import Settings, load_settings
from service.errors import BatchFault, OurFault, described
from service.pipeline import Pipeline
from service.web import create_app
from service.web.logs import set_up_logging
from service.web.metrics import BATCHES, FOLDER_VARIABLE, WEB, Metrics, call_this_process, forget_processes
from service.web.running import Run
from service.web.server import listen
from service.web.server import serve as run_server

if TYPE_CHECKING:
    from service.batch.desk import Desk

_LOG = logging.getLogger("service.serve")
_SECONDS_BETWEEN_STARTS = 1.0
_SECONDS_BETWEEN_TRIES = 5.0
_TICK_SECONDS = 0.25
SECONDS_FOR_CHUNKS = 10.0
MOST_SECONDS_TO_END = 45
"""Requests have 30 seconds, chunks 10. Whatever stops the service must wait longer: systemd and compose 60 seconds."""
_ENDING = (signal.SIGTERM, signal.SIGINT)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web worker processes; default: the setting WORKERS.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, workers: int | None) -> None:
    """Serve the HTTP interface and make its batches, until SIGTERM or SIGINT."""
    leave_no_core()  # of any process of the service
    settings = load_settings()
    pipeline = load_pipeline(settings)
    open_desk(settings).close()  # a ledger that cannot be used stops the start, an old one is migrated, once
    on_loopback = is_loopback_host(host)
    see_to_access(settings, on_loopback=on_loopback)
    listener = listen(host, port)
    set_up_logging(settings.log_level)
    os.umask(0o077)  # whatever is written by the service, is for the service alone
    run, trail = Run.begin(), open_trail(settings)
    os.environ[FOLDER_VARIABLE] = str(run.metrics)
    parts = {
        "web": partial(_serve_web, pipeline, settings, listener, workers or settings.workers, on_loopback, run),
        "batches": partial(_serve_batches, settings, listener, run),
    }
    _write_down(trail, "started")
    try:
        code = Watch(parts, leader="web", at_end=listener.close).run()
    finally:
        run.end()
    _write_down(trail, "stopped", code)
    context.exit(code)


def _write_down(trail: Trail, act: Act, code: int = 0) -> None:
    """A line for the start or the end. Its head goes to the log, which others may keep: what is cut off is noticed."""
    try:
        result = "failed" if code else "ok"
        head = trail.write(Deed(act, command_caller(), result=result, code=str(code) if code else ""))
        _LOG.info(act, extra={"fields": {"audit_head": str(head)}})
    except AuditFault as fault:  # whoever reads or ends what is there is not to be kept from it
        _LOG.error("%s", fault, extra={"fields": {"act": act}})


class Watch:
    """Runs each of ``parts`` in a process of its own, until the ``leader`` ends by itself or a signal comes.

    Then ``at_end`` is called in this process, before they are asked to end.
    """

    def __init__(
        self, parts: Mapping[str, Callable[[], None]], leader: str, at_end: Callable[[], None] = lambda: None
    ) -> None:
        self._parts = parts
        self._leader = leader
        self._at_end = at_end
        self._processes: dict[int, str] = {}
        self._started: dict[str, float] = {}
        self._ending = False

    def run(self) -> int:
        """The exit code of the leader."""
        for number in _ENDING:
            signal.signal(number, self._end)
        signal.signal(signal.SIGALRM, self._kill)
        for name in self._parts:
            self._start(name)
        code = 0
        while self._processes:
            pid, status = os.waitpid(-1, 0)
            if pid not in self._processes:  # somebody else's orphan, where this is the first process of a container
                continue
            name = self._processes.pop(pid)
            ended = os.waitstatus_to_exitcode(status)
            if name == self._leader and (ended >= 0 or self._ending):
                code = max(ended, 0)
                self._end()
            elif not self._ending:
                _LOG.error("the process of %s ended (%d) and is started again", name, ended)
                self._start(name)
        return code

    def _start(self, name: str) -> None:
        rest = self._started.get(name, -_SECONDS_BETWEEN_STARTS) + _SECONDS_BETWEEN_STARTS - time.monotonic()
        time.sleep(max(0.0, rest))
        self._started[name] = time.monotonic()
        # A signal that comes between the look, the fork and the entry would miss the new process.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        if not self._ending:
            pid = _forked(self._parts[name])
            self._processes[pid] = name
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def _end(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask all to end. Also the handler of the signals."""
        if not self._ending:
            self._ending = True
            signal.alarm(MOST_SECONDS_TO_END)
            self._at_end()
        self._tell_all(signal.SIGTERM)

    def _kill(self, _number: int, _frame: FrameType | None) -> None:
        """They have had their time: what is not done is done after the next start."""
        _LOG.error("what does not end is killed")
        self._tell_all(signal.SIGKILL)

    def _tell_all(self, what: signal.Signals) -> None:
        for pid in list(self._processes):
            with contextlib.suppress(ProcessLookupError):  # it has ended, and is about to be counted out
                os.kill(pid, what)


def _forked(part: Callable[[], None]) -> int:
    """The number of a new process that does ``part`` and ends with this one."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = OUR_FAULT
    try:
        for number in (*_ENDING, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        end_with_parent(parent, signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        part()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except OurFault as fault:
        _LOG.critical("%s", fault)
    except Exception as failure:  # noqa: BLE001  # a traceback could show a value
        _LOG.critical("a process ends by an exception", extra={"fields": described(failure)})
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve_web(
    pipeline: Pipeline, settings: Settings, listener: socket.socket, workers: int, on_loopback: bool, run: Run
) -> None:
    forget_processes(run.metrics, WEB)  # where this web server takes the place of one that was killed
    application = create_app(pipeline, settings, on_loopback=on_loopback, run=run)
    level, most = settings.log_level, settings.max_requests
    run_server(application, listener, workers=workers, log_level=level, max_requests=most)


def _serve_batches(settings: Settings, listener: socket.socket, run: Run) -> None:
    listener.close()  # its own copy
    make_batches(settings, run)


def make_batches(settings: Settings, run: Run | None = None) -> None:
    """Make what the ledger says is unfinished, but for batches of the command line, until SIGTERM or SIGINT.

    Then what children are at is waited for, for some seconds. In ``run`` it is told that this process can make papers.
    While the database cannot be used, as on a full disk, it waits and tries again; of that the log tells once, and the
    sign stays out.
    """
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415  # takes time

    from service.batch.supervisor import Supervisor  # noqa: PLC0415  # as above

    ending: list[int] = []
    for number in _ENDING:
        signal.signal(number, lambda number, _frame: ending.append(number))
    set_up_logging(settings.log_level)
    call_this_process(BATCHES)
    metrics = Metrics(run.metrics if run else None)
    build, told = partial(_build_with_log, settings), metrics.batch_ended
    open_it = partial(open_desk, settings, build=build, leaves=frozenset({OWNER}), told=told)
    waiting = _Waiting(lambda: bool(ending))
    while (desk := _opened(open_it, waiting)) is not None:
        supervisor = Supervisor(replace(desk.means, grace=SECONDS_FOR_CHUNKS))

        def is_ending(supervisor: Supervisor = supervisor) -> bool:
            if supervisor.is_able:
                waiting.is_over()
                if run is not None:
                    run.heartbeat.give()
            return bool(ending)

        try:
            supervisor.run(until=is_ending)
            return
        except OperationalError:
            waiting.wait("the ledger cannot be read or written to")
        finally:
            desk.close()


class _Waiting:
    """For a database that cannot be used at this moment, until ``ends`` says that all ends."""

    def __init__(self, ends: Callable[[], bool]) -> None:
        self.ends = ends
        self._told = False

    def wait(self, why: str) -> None:
        """A few seconds. The log is told when the waiting begins, not each time."""
        if not self._told:
            _LOG.error("batches wait until the database can be used again: %s", why)
        self._told = True
        end = time.monotonic() + _SECONDS_BETWEEN_TRIES
        while time.monotonic() < end and not self.ends():
            time.sleep(_TICK_SECONDS)

    def is_over(self) -> None:
        """It can be used again."""
        if self._told:
            _LOG.info("batches go on")
        self._told = False


def _opened(open_it: Callable[[], Desk], waiting: _Waiting) -> Desk | None:
    """The desk, as soon as it can be opened; None where all ends before."""
    while not waiting.ends():
        try:
            return open_it()
        except BatchFault as fault:
            waiting.wait(str(fault))
    return None


def _build_with_log(settings: Settings) -> Pipeline:
    """In a process that makes papers: what it has to say goes where all goes."""
    set_up_logging(settings.log_level)
    return build_pipeline(settings)
