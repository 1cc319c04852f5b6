"""A DOCX that is sent in, as the body itself or as the file of a form. It stays in memory and nowhere else."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import IO

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from service.errors import CallerError, Message
from service.web.admission import plain_body
from service.web.responses import DOCX

FORM = "multipart/form-data"
OCTETS = "application/octet-stream"
FILE_FIELD = "file"
MOST_PARTS = 8
"""More is not read of a form that may have one: enough to say how many there are."""
MOST_FIELD_BYTES = 256 * 1024
"""Of a part that is no file, and of the head of one; werkzeug reads in pieces of 64 KiB."""

_DOCX_ENDING = re.compile(r"\.docx\s*$", re.IGNORECASE)
_FOLDERS = re.compile(r"^.*[/\\]", re.DOTALL)


class NotDocx(CallerError):
    """The body says of itself that it is neither a DOCX nor a form."""


class MalformedForm(CallerError):
    """The body is no form that can be read."""


class NotOneFile(CallerError):
    """A form holds something else than one file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; ``name`` is what it is called without ``.docx``, empty where nobody said.

    ``fields`` are the fields of its form.
    """

    content: bytes
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def docx_upload(fields: Collection[str] = ()) -> Upload:
    """The DOCX of this request. In a form each of ``fields`` may stand beside it, once.

    Raises :class:`NotDocx`, :class:`MalformedForm`, :class:`NotOneFile`, and what :func:`plain_body` raises.
    """
    if request.mimetype == FORM:
        return _only_file(*_parts(plain_body(NotDocx)), fields)
    if request.mimetype not in (DOCX, OCTETS):
        raise NotDocx(
            Message(
                f"Tệp phải gửi với tiêu đề Content-Type: {DOCX} (hoặc {OCTETS}), hoặc bằng biểu mẫu {FORM}.",
                f"Send the file with the header Content-Type: {DOCX} (or {OCTETS}), or as {FORM}.",
            )
        )
    return Upload(plain_body(NotDocx))


def _parts(body: bytes) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """Fields and files. werkzeug would write files of more than 500 kB to the disk, were it not for ``_in_memory``."""
    parser = FormDataParser(
        stream_factory=_in_memory, max_form_memory_size=MOST_FIELD_BYTES, max_form_parts=MOST_PARTS, silent=False
    )
    try:
        _, fields, files = parser.parse(io.BytesIO(body), FORM, len(body), request.mimetype_params)
    except RequestEntityTooLarge:
        raise _not_one_file() from None
    except ValueError:
        raise MalformedForm(
            Message(
                "Biểu mẫu multipart/form-data bị ngắt giữa chừng hoặc sai quy cách. Hãy gửi lại.",
                "The multipart/form-data broke off or is not in order. Send it again.",
            )
        ) from None
    return fields, files


def _in_memory(
    total_content_length: int | None,
    content_type: str | None,
    filename: str | None,
    content_length: int | None = None,
) -> IO[bytes]:
    """Where a file of a form is kept. The whole body is in memory already, within its limit."""
    del total_content_length, content_type, filename, content_length
    return io.BytesIO()


def _only_file(fields: MultiDict[str, str], files: MultiDict[str, FileStorage], allowed: Collection[str]) -> Upload:
    given = list(files.items(multi=True))
    beside = all(name in allowed and len(values) == 1 for name, values in fields.lists())
    if len(given) != 1 or given[0][0] != FILE_FIELD or not beside:
        raise _not_one_file()
    file = given[0][1]
    content, name = file.stream.read(), file.filename or ""
    if not content and not name:  # what a browser sends where nothing was chosen
        raise _not_one_file()
    return Upload(content, _bare(name), fields.to_dict())


def _bare(name: str) -> str:
    """Without folders, which old browsers name, and without ``.docx``."""
    return _DOCX_ENDING.sub("", _FOLDERS.sub("", name)).strip()


def _not_one_file() -> NotOneFile:
    return NotOneFile(
        Message(
            f"Biểu mẫu phải có đúng một phần: một tệp, tên trường là {FILE_FIELD}. Các tham số khác ghi trong địa chỉ "
            "(?kind=…&norm=…).",
            f"The form must have just one part: a file, named {FILE_FIELD}. Parameters go into the address "
            "(?kind=…&norm=…).",
        )
    )
