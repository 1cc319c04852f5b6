"""How slowly a client may send, and what gunicorn reads of it.

A client has a credit of seconds for which it may be waited for. Waiting takes from it, and what comes adds to it: who
is slow for long is refused, however many bytes come now and then, and a large upload over a slow line is not. Only
waiting counts: what the service does with the bytes meanwhile is not the client's fault.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from socket import socket
from typing import cast

from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.http.unreader import SocketUnreader

from service.web.admission import SlowBody

SECONDS_OF_CREDIT = 30.0
LEAST_BYTES_A_SECOND = 16 * 1024
"""A quarter of what the slowest line of an office carries."""
MOST_HEAD_BYTES = 64 * 1024
_READ_AT_ONCE = 8192
_END_OF_HEAD = re.compile(rb"\r\n\r\n|(?<!\r)\n")
"""Or a line end that is none, over which gunicorn refuses the request."""


class PacedReader(SocketUnreader):  # type: ignore[misc]  # gunicorn ships no types
    """What a client sends: first its head, gathered without waiting, then its body, waited for within its credit.

    ``clock`` gives seconds. How long one piece may be waited for is a matter of the socket.
    """

    def __init__(
        self,
        connection: socket,
        credit: float = SECONDS_OF_CREDIT,
        rate: float = LEAST_BYTES_A_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(connection)
        self._head = bytearray()
        self._is_at_body = False
        self._most = self._credit = credit
        self._rate = rate
        self._clock = clock

    def gather(self) -> bool:
        """Take what has come of the head; whether it is whole, or can be refused already.

        Raises :class:`BlockingIOError` where nothing has come, :class:`EOFError` where nothing more will.
        """
        piece = self.sock.recv(_READ_AT_ONCE)
        if not piece:
            raise EOFError
        before = len(self._head)
        self._head += piece
        if _END_OF_HEAD.search(self._head, max(0, before - 3)) is None and len(self._head) <= MOST_HEAD_BYTES:
            return False
        self.unread(bytes(self._head))
        self._head.clear()
        return True

    def begin_body(self) -> None:
        """The head has been read: from now on the client is waited for."""
        self._is_at_body = True

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece of the body, empty where the client has ended. Raises :class:`SlowBody`, :class:`OSError`."""
        if not self._is_at_body:
            raise LimitRequestHeaders(f"more than {MOST_HEAD_BYTES} bytes")
        if self._credit <= 0:
            raise SlowBody
        began = self._clock()
        try:
            piece = cast(bytes, super().chunk(size_hint))
        except BlockingIOError:  # the socket's own limit of silence
            self._credit = 0.0
            raise SlowBody from None
        waited = self._clock() - began
        self._credit = min(self._most, self._credit - waited + len(piece) / self._rate)
        return piece
