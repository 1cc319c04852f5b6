"""The connections of a web worker: a client has a thread from the end of its request's head to the end of its answer.

gunicorn's own worker gives a thread to each connection that is opened, and lets its one loop wait for two seconds until
a client that has its answer closes. So eight clients that send half a head, or eight that do not close, would keep a
worker from everybody else. Here the loop gathers heads and waits for the end of connections, of all at the same time.
"""

from __future__ import annotations

import contextlib
import errno
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.web.pace import PacedReader

MOST_CONNECTIONS = 900
"""Of one worker; usually a process may open 1024 files."""
MOST_WAITING = 400
"""Connections whose head is not whole. One more takes the place of the oldest, which never sent its head at once."""
SECONDS_FOR_A_HEAD = 15.0
_SECONDS_TO_LEAVE = 2.0
_MOST_LAST_BYTES = 64 * 1024
"""What a client may still send when it has its answer: a connection closed over it would take the answer back."""


class Connection(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A client. ``heard`` counts what it still sent after its answer."""

    def __init__(self, cfg: Any, client: socket.socket, address: Any, server: Any) -> None:
        super().__init__(cfg, client, address, server)
        self.reader = PacedReader(client)
        self.parser = RequestParser(cfg, client, address)
        self.parser.unreader = self.reader
        self.heard = 0


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # as above
    """gunicorn's worker with threads; each connection has one request (the setting ``keepalive`` is 0)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._leaving: deque[Connection] = deque()

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and wait for its head on the loop."""
        try:
            client, address = listener.accept()
        except OSError as failure:
            if failure.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        connection = Connection(self.cfg, client, address, listener.getsockname())
        if len(self.pending_conns) >= MOST_WAITING:
            self._give_up(self.pending_conns.popleft())
        self._wait_for(connection, self.pending_conns, SECONDS_FOR_A_HEAD, self.on_pending_socket_readable)

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Something of a head has come; a thread takes the connection over where it is whole."""
        with contextlib.suppress(BlockingIOError):
            try:
                if conn.reader.gather():
                    super().on_pending_socket_readable(conn, client)
            except (EOFError, ConnectionError):
                self.pending_conns.remove(conn)
                self._give_up(conn)

    def handle_request(self, req: Any, conn: Connection) -> bool:
        """Answer a request whose head has been read; in a thread."""
        conn.reader.begin_body()
        return bool(super().handle_request(req, conn))

    def finish_request(self, conn: Connection, fs: Future[object]) -> None:
        """The thread is done with it: wait on the loop until the client closes."""
        del fs
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.nr_conns -= 1
            conn.close()
            return
        self._wait_for(conn, self._leaving, _SECONDS_TO_LEAVE, self._hear_out)

    def _hear_out(self, conn: Connection, client: socket.socket) -> None:
        try:
            piece = client.recv(_MOST_LAST_BYTES)
            conn.heard += len(piece)
            if piece and conn.heard <= _MOST_LAST_BYTES:
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._leaving.remove(conn)
        self._give_up(conn)

    def murder_pending(self) -> None:
        """Close the connections that have been waited for long enough."""
        for waiting in (self.pending_conns, self._leaving):
            while waiting and waiting[0].timeout <= time.monotonic():
                self._give_up(waiting.popleft())

    def _cap_keepalive(self, deadline: float) -> None:
        """The worker is to end: no head is waited for beyond ``deadline``, and nobody new can connect to it.

        gunicorn lets go of the listening sockets only when all requests are finished. Until then the system would go on
        taking connections for them, which nobody would ever answer.
        """
        for listener in self.sockets:
            listener.close()
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _wait_for(
        self,
        conn: Connection,
        waiting: deque[Connection],
        seconds: float,
        then: Callable[[Connection, socket.socket], None],
    ) -> None:
        conn.timeout = time.monotonic() + seconds
        waiting.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(then, conn))

    def _give_up(self, conn: Connection) -> None:
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
