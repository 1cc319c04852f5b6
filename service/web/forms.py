"""A form with files, read part by part as it comes in: nothing is kept in memory but one piece, and nothing in /tmp."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, cast

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from service.errors import CallerError, Finding, Message
from service.web.admission import BodyTooLarge, drain
from service.web.uploads import FORM, MOST_FIELD_BYTES, MalformedForm

READ_AT_ONCE = 64 * 1024
MOST_PARTS_OF_A_BATCH = 128


class NotAForm(CallerError):
    """The body says of itself that it is no form."""


class InvalidForm(CallerError):
    """Fields of a form have values that they cannot have. ``errors`` holds every one; pointers name the fields."""

    def __init__(self, errors: list[Finding]) -> None:
        super().__init__(
            Message(
                f"Biểu mẫu có {len(errors)} chỗ chưa đúng. {' '.join(error.message.vi for error in errors)}",
                f"The form has {len(errors)} fault(s). {' '.join(error.message.en for error in errors)}",
            )
        )
        self.errors = tuple(errors)


@dataclass
class Part:
    """A part of a form; ``file_name`` is None for a field. What of its ``pieces`` nobody takes is passed over."""

    name: str
    file_name: str | None
    pieces: Iterator[bytes] = field(repr=False)

    def text(self) -> str:
        """The value of a field, without spaces around it. Raises :class:`MalformedForm` where it is too long."""
        value = bytearray()
        for piece in self.pieces:
            value += piece
            if len(value) > MOST_FIELD_BYTES:
                raise _malformed()
        return value.decode(errors="replace").strip()


@contextlib.contextmanager
def heard_out() -> Iterator[None]:
    """A client reads a refusal only when it has been heard out: read what it still sends, within reason."""
    try:
        yield
    except Exception:
        with contextlib.suppress(Exception):
            drain(cast(IO[bytes], request.environ["wsgi.input"]))
        raise


def has_body() -> bool:
    """Whether the request brings anything."""
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def parts_of_request(most_mib: int) -> Iterator[Part]:
    """The parts of the request's form, each of which is to be read before the next.

    Raises :class:`NotAForm`, :class:`MalformedForm`, :class:`BodyTooLarge`; BadRequest where it breaks off.
    """
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if request.mimetype != FORM or encoding != "identity":
        raise NotAForm(
            Message(
                f"Hãy gửi bằng biểu mẫu {FORM}, không nén.",
                f"Send a form, {FORM}, without Content-Encoding.",
            )
        )
    boundary = request.mimetype_params.get("boundary", "")
    if not boundary or not boundary.isascii():
        raise _malformed()
    events = _events(boundary.encode(), _pieces_of_body(most_mib))
    for event in events:
        if isinstance(event, Field | File):
            pieces = _pieces_of_part(events)
            yield Part(event.name or "", event.filename if isinstance(event, File) else None, pieces)
            for _ in pieces:
                pass


def _events(boundary: bytes, pieces: Iterator[bytes | None]) -> Iterator[Event]:
    decoder = MultipartDecoder(boundary, MOST_FIELD_BYTES, max_parts=MOST_PARTS_OF_A_BATCH)
    try:
        for piece in pieces:
            decoder.receive_data(piece)
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                yield event
    except (ValueError, RequestEntityTooLarge):
        raise _malformed() from None


def _pieces_of_part(events: Iterator[Event]) -> Iterator[bytes]:
    for event in events:
        if isinstance(event, Data):
            if event.data:
                yield event.data
            if not event.more_data:
                return


def _pieces_of_body(most_mib: int) -> Iterator[bytes | None]:
    """The body in pieces, then None."""
    stream = cast(IO[bytes], request.environ["wsgi.input"])
    announced, limit, size = request.content_length or 0, most_mib * 1024 * 1024, 0
    while True:
        try:
            piece = stream.read(READ_AT_ONCE)
            size += len(piece)
            if size > limit or announced > limit:
                raise _too_large(most_mib)
        except OSError:
            raise BadRequest from None
        if not piece:
            break
        yield piece
    if size < announced:
        raise BadRequest
    yield None


def _too_large(mib: int) -> BodyTooLarge:
    return BodyTooLarge(
        Message(
            f"Dữ liệu lớn hơn {mib} MiB. Hãy chia thành nhiều lô, hoặc nhờ quản trị tăng MAX_UPLOAD_MIB.",
            f"The data is larger than {mib} MiB. Split it, or have the operator raise MAX_UPLOAD_MIB.",
        )
    )


def _malformed() -> MalformedForm:
    return MalformedForm(
        Message(
            "Biểu mẫu multipart/form-data bị ngắt giữa chừng hoặc sai quy cách. Hãy gửi lại.",
            "The multipart/form-data broke off or is not in order. Send it again.",
        )
    )
