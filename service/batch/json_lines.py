"""JSONL, read as a stream: one payload a line, each read as strictly as a payload of its own."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from service.documents import read_json
from service.errors import MalformedJson, Message

LONGEST_LINE = 5_000_000
"""Bytes of one line, unless the caller says otherwise."""
_SLUG = re.compile("[a-z0-9-]{1,100}")


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line of JSONL (from 1): the payload as bytes with the ``type`` taken out of it, or why it cannot be read."""

    line: int
    slug: str | None
    body: bytes
    fault: MalformedJson | None = None


def json_lines(stream: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[JsonLine]:
    """The payloads of a JSONL file; blank lines are passed over, a broken line is given with its fault.

    A line is read as strictly as a payload: no duplicate keys, NaN, or deep nesting. ``type`` is taken out of it.
    """
    number = 0
    while raw := stream.readline(longest + 1):
        number += 1
        too_long = len(raw) > longest and not raw.endswith(b"\n")
        while too_long and raw and not raw.endswith(b"\n"):
            raw = stream.readline(longest + 1)
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if too_long:
            yield JsonLine(number, None, b"", _long_json_line(number, longest))
        elif line.strip():
            yield _json_line(number, line.strip(b" \t\r\n"))


def _json_line(number: int, line: bytes) -> JsonLine:
    try:
        value = read_json(line)
        if not isinstance(value, dict):
            raise MalformedJson(
                "json.object",
                Message("Mỗi dòng phải là một nhóm trường { … }.", "Each line must be an object { … }."),
            )
        if "type" not in value:
            return JsonLine(number, None, line)
        slug = _slug(value.pop("type"))
        return JsonLine(number, slug, json.dumps(value).encode())
    except MalformedJson as fault:
        return JsonLine(number, None, b"", _on_line(number, fault))


def _long_json_line(number: int, longest: int) -> MalformedJson:
    return MalformedJson(
        "json.long-line",
        Message(
            f"Dòng {number}: dài quá {longest} byte; mỗi dòng chỉ ghi một văn bản.",
            f"Line {number}: more than {longest} bytes; each line holds one paper.",
        ),
        line=number,
    )


def _slug(value: object) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise MalformedJson(
            "json.type",
            Message(
                "“type” phải là tên một loại văn bản, ví dụ cell-establishment-decision.",
                "“type” must be a document type, e.g. cell-establishment-decision.",
            ),
            pointer="/type",
        )
    return value


def _on_line(number: int, fault: MalformedJson) -> MalformedJson:
    """``fault`` of a text of one line, with the line of the file instead."""
    vi, en = fault.message
    if fault.line is not None:
        message = Message(vi.replace("dòng 1,", f"dòng {number},"), en.replace("line 1,", f"line {number},"))
    else:
        message = Message(f"Dòng {number}: {vi}", f"Line {number}: {en}")
    return MalformedJson(fault.code, message, line=number, column=fault.column, pointer=fault.pointer)
