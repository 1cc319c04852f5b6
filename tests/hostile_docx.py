"""Files that somebody may send for a DOCX by mistake or by malice, and words of the refusal of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.docx_builder import make_docx, paragraph, zip_parts

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


class Hostile(NamedTuple):
    """How the file is made, and what must be said of it in both languages."""

    docx: Callable[[], bytes]
    vi: str
    en: str


def _good() -> bytes:
    return make_docx(paragraph("x"))


def _with_parts(**parts: bytes) -> bytes:
    return make_docx(paragraph("x"), parts={f"word/{name}.xml": content for name, content in parts.items()})


HOSTILE: Mapping[str, Hostile] = {
    "empty": Hostile(lambda: b"", "trống", "empty"),
    "text": Hostile(lambda: b"hello", "không phải DOCX", "not a DOCX"),
    "old .doc": Hostile(lambda: _COMPOUND + "WordDocument".encode("utf-16-le"), "đời cũ (.doc)", "old .doc"),
    "encrypted": Hostile(
        lambda: _COMPOUND + "EncryptedPackage".encode("utf-16-le"), "Encrypt with Password", "password"
    ),
    "ODT": Hostile(lambda: zip_parts({"mimetype": "application/vnd.oasis.opendocument.text"}), "(.odt)", "(.odt)"),
    "bomb": Hostile(lambda: _with_parts(theme=bytes(3_000_000)), "bom nén", "200 times"),
    "10,000 entries": Hostile(
        lambda: zip_parts({f"word/media/{number}.png": b"" for number in range(10_000)}), "2000 mục", "at most 2000"
    ),
    "DOCTYPE": Hostile(lambda: _with_parts(theme=b"<!DOCTYPE a><a/>"), "DOCTYPE", "DOCTYPE"),
    "truncated": Hostile(lambda: _good()[:-300], "thiếu phần cuối", "its end is missing"),
    "two faults": Hostile(lambda: _with_parts(a=b"<!DOCTYPE a><a/>", b=b"<b>"), "word/b.xml", "word/b.xml"),
}
