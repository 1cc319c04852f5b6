"""``vanthu serve``: the web server and the worker of batches, each a process of its own.

The command itself only watches: a process that was killed is started again; where the web server ends by itself, all
ends with its exit code. It has everything loaded before it forks, so that a bad set-up stops the start. Nothing of the
ledger is open then: a connection must not be shared by processes.
"""

from __future__ import annotations

import contextlib
import logging.config
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import click

from service.batch.parentage import end_with_parent
from service.bootstrap import build_pipeline, load_pipeline, open_desk
from service.cli.batch import OWNER
from service.cli.group import OUR_FAULT
from service.cli.starting import see_to_access
from service.config import Settings, load_settings
from service.errors import OurFault
from service.pipeline import Pipeline
from service.web import create_app
from service.web.logs import logging_config
from service.web.proxies import is_loopback
from service.web.server import listen
from service.web.server import serve as run_server

_LOG = logging.getLogger("service.serve")
_SECONDS_BETWEEN_STARTS = 1.0
_ENDING = (signal.SIGTERM, signal.SIGINT)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web worker processes; default: the setting WORKERS.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, workers: int | None) -> None:
    """Serve the HTTP interface and make its batches, until SIGTERM or SIGINT."""
    settings = load_settings()
    pipeline = load_pipeline(settings)
    open_desk(settings).close()  # a ledger that cannot be used stops the start, an old one is migrated, once
    listener = listen(host, port)
    on_loopback = is_loopback(str(listener.getsockname()[0]))
    see_to_access(settings, on_loopback=on_loopback)
    logging.config.dictConfig(logging_config(settings.log_level))
    web = partial(_serve_web, pipeline, settings, listener, workers or settings.workers, on_loopback)
    context.exit(Watch({"web": web, "batches": partial(make_batches, settings)}, leader="web").run())


class Watch:
    """Runs each of ``parts`` in a process of its own, until the ``leader`` ends by itself or a signal comes."""

    def __init__(self, parts: dict[str, Callable[[], None]], leader: str) -> None:
        self._parts = parts
        self._leader = leader
        self._processes: dict[int, str] = {}
        self._started: dict[str, float] = {}
        self._ending = False

    def run(self) -> int:
        """The exit code of the leader."""
        for number in _ENDING:
            signal.signal(number, self._end)
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
        if self._ending:
            return
        # A signal that comes between the fork and the entry would miss the new process.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        pid = _forked(self._parts[name])
        self._processes[pid] = name
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)

    def _end(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """Ask all to end. Also the handler of the signals."""
        self._ending = True
        for pid in self._processes:
            with contextlib.suppress(ProcessLookupError):  # it has ended, and is about to be counted out
                os.kill(pid, signal.SIGTERM)


def _forked(part: Callable[[], None]) -> int:
    """The number of a new process that does ``part`` and ends with this one."""
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = OUR_FAULT
    try:
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)
        end_with_parent(parent, signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        part()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except OurFault as fault:
        _LOG.critical("%s", fault)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _serve_web(
    pipeline: Pipeline, settings: Settings, listener: socket.socket, workers: int, on_loopback: bool
) -> None:
    application = create_app(pipeline, settings, on_loopback=on_loopback)
    run_server(application, listener.dup(), workers=workers, log_level=settings.log_level)


def make_batches(settings: Settings) -> None:
    """Make what the ledger says is unfinished, but for batches of the command line, until SIGTERM or SIGINT."""
    from service.batch.supervisor import Supervisor  # noqa: PLC0415  # SQLAlchemy takes time

    ending: list[int] = []
    for number in _ENDING:
        signal.signal(number, lambda number, _frame: ending.append(number))
    logging.config.dictConfig(logging_config(settings.log_level))
    desk = open_desk(settings, build=partial(_build_with_log, settings), leaves=frozenset({OWNER}))
    try:
        Supervisor(desk.means).run(until=lambda: bool(ending))
    finally:
        desk.close()


def _build_with_log(settings: Settings) -> Pipeline:
    """In a process that makes papers: what it has to say goes where all goes."""
    logging.config.dictConfig(logging_config(settings.log_level))
    return build_pipeline(settings)
