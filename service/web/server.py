"""Running the application under gunicorn: workers with threads, forked when everything has been loaded."""

from __future__ import annotations

import gc
import socket
import struct
from datetime import timedelta
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from service.errors import SettingFault
from service.web.connections import MOST_CONNECTIONS, PatientWorker
from service.web.logs import CALLER, PLACE, logging_config
from service.web.metrics import METRICS, Metrics, Slots, call_this_process

BACKLOG = 2048
SECONDS_OF_SILENCE = 30
"""A client that neither sends nor takes anything for so long gives its thread back."""
THREADS = 8
"""Of each worker. Large bodies and answers take theirs for as long as the client's line needs."""


class RequestLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's remarks without anything that a caller sent, but the request's id."""

    def access(self, resp: Any, _req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One line for each request: no query, no header, no body.

        The path is that of the rule, with type and batch. Of a request that gunicorn refused it knows none.
        """
        if not self.access_log.isEnabledFor(20):
            return
        fields = {
            "method": environ.get("REQUEST_METHOD"),
            "path": environ.get(PLACE),
            "status": int(resp.status.split()[0]),
            "bytes": resp.sent,
            "ms": round(request_time.total_seconds() * 1000, 1),
            "request_id": next((value for name, value in resp.headers if name == "X-Request-Id"), None),
            "caller": environ.get(CALLER),
        }
        self.access_log.info("request", extra={"fields": fields})

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Of a request that is not HTTP gunicorn quotes the bytes; leave them out."""
        quoting = msg.startswith("Invalid request")
        super().warning(msg.partition(": ")[0] if quoting else msg, *args, **kwargs)

    def exception(self, msg: str, *_args: Any, **_kwargs: Any) -> None:
        """Without the address, whose query is the caller's."""
        super().exception(msg.partition(" %")[0])


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """``application`` on an open socket."""

    def __init__(
        self, application: Flask, listener: socket.socket, workers: int, log_level: str, max_requests: int = 0
    ) -> None:
        self._application = application
        self._options: dict[str, Any] = {
            "bind": f"fd://{listener.detach()}",
            "workers": workers,
            "worker_class": PatientWorker,
            "worker_connections": MOST_CONNECTIONS,
            "threads": THREADS,
            "keepalive": 0,
            "preload_app": True,
            "timeout": 30,
            # Whatever a worker gathers in its memory goes with it; not all of them at once.
            "max_requests": max_requests,
            "max_requests_jitter": max_requests // 5,
            "graceful_timeout": 30,
            "limit_request_line": 2048,
            "limit_request_fields": 64,
            "limit_request_field_size": 8190,
            "control_socket_disable": True,
            # Which proxies are believed is the application's business (web.proxies): gunicorn would believe loopback.
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "logger_class": RequestLog,
            "logconfig_dict": logging_config(log_level),
            **_counting(application.extensions[METRICS]),
        }
        super().__init__()

    def load_config(self) -> None:
        """Take our options, and none from the environment or a file."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, which was made before any worker."""
        return self._application


def _counting(metrics: Metrics) -> dict[str, Any]:
    """What gunicorn is to call, so that each worker counts under a name of its own."""
    slots = Slots()

    def before_fork(_server: Any, worker: Any) -> None:
        slots.take(worker.age)

    def in_worker(_server: Any, worker: Any) -> None:
        call_this_process(slots.of(worker.age))
        metrics.workers.set(1)

    def after_end(_server: Any, worker: Any) -> None:
        name = slots.give_back(worker.age)
        if name is not None:
            metrics.forget_process(name)

    return {"pre_fork": before_fork, "post_fork": in_worker, "child_exit": after_end}


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Its connections inherit how long they may be silent.

    Raises :class:`SettingFault` where that cannot be had.
    """
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SECONDS_OF_SILENCE, 0))
        return listener
    except OSError as error:
        reason = (error.strerror or type(error).__name__).partition(" (while attempting")[0]
        raise SettingFault(f"--host {host} --port {port}: cannot listen there: {reason}") from None


def serve(application: Flask, listener: socket.socket, *, workers: int, log_level: str, max_requests: int = 0) -> None:
    """Answer requests until SIGTERM or SIGINT; requests under way are finished. Ends by :class:`SystemExit`.

    A worker that has answered about ``max_requests`` is replaced by a new one; 0: never.
    """
    # What has been loaded stays loaded: the garbage collectors of the workers need not look at it again and again.
    gc.collect()
    gc.freeze()
    Server(application, listener, workers, log_level, max_requests).run()
