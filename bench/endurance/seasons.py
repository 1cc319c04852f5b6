"""Batches that are handed in under load, and whether what comes of them is whole."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any, NamedTuple

from bench.endurance.traffic import Ask, fault_of_docx, has_status, is_json
from bench.endurance.wire import Answer, request_of
from service.bootstrap import SAMPLES
from service.web.openapi import API

SLUG = "cell-establishment-decision"
BATCHES = f"{API}/batches"
ROWS_BEFORE_A_BAD_ONE = 5
"""Every sixth row of a batch is bad."""
_BOUNDARY = "limit-of-a-part"
_OVER = ("done", "failed", "cancelled")


class Season(NamedTuple):
    """A batch as it is handed in: ``rows`` in all, ``bad`` of which fail. ``key`` is its Idempotency-Key."""

    key: str
    rows: int
    bad: int
    form: bytes

    def hand_in(self) -> Ask:
        """The request that hands it in, the same each time."""
        content_type = f"multipart/form-data; boundary={_BOUNDARY}"
        request = request_of("POST", BATCHES, self.form, content_type, Idempotency_Key=f'"{self.key}"')
        return Ask("batch: hand in", request, has_status(202))

    def fault_of(self, told: dict[str, Any]) -> str:
        """What is wrong with a batch that is over, by what is told of it."""
        found = (told["state"], told["rows"], told["done"], told["failed"], told["papers"])
        wanted = ("done", self.rows, self.rows, self.bad, self.rows - self.bad)
        return "" if found == wanted else f"a batch ended as {found} instead of {wanted}"

    def fault_of_archive(self, answer: Answer) -> str:
        """What is wrong with its ZIP: as many different papers as good rows, each a DOCX."""
        if answer.status != 200:
            return f"{answer.status} instead of an archive"
        try:
            with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
                papers = [archive.read(name) for name in archive.namelist() if name.endswith(".docx")]
        except zipfile.BadZipFile:
            return "an archive that is no ZIP"
        if len(papers) != self.rows - self.bad or len(set(papers)) != len(papers):
            return f"{len(set(papers))} different papers in {len(papers)} instead of {self.rows - self.bad}"
        return next(filter(None, map(fault_of_docx, papers)), "")


def season(key: str, rows: int) -> Season:
    """A batch of so many decisions, each like no other."""
    sample = json.loads((SAMPLES / f"{SLUG}.json").read_bytes())
    lines = []
    for number in range(1, rows + 1):
        is_bad = number % (ROWS_BEFORE_A_BAD_ONE + 1) == 0
        payload = sample | {"number": number, "cell_name": None if is_bad else f"Chi bộ xóm {number}"}
        lines.append(json.dumps(payload, ensure_ascii=False).encode())
    return Season(key, rows, rows // (ROWS_BEFORE_A_BAD_ONE + 1), _form(b"\n".join(lines)))


def _form(source: bytes) -> bytes:
    type_field = f'form-data; name="type"\r\n\r\n{SLUG}'.encode()
    file_field = b'form-data; name="file"; filename="season.jsonl"\r\n\r\n' + source
    head = f"--{_BOUNDARY}\r\nContent-Disposition: ".encode()
    return b"".join(head + part + b"\r\n" for part in (type_field, file_field)) + f"--{_BOUNDARY}--\r\n".encode()


def follow(address: str) -> Ask:
    """How far a batch is."""
    return Ask("batch: follow", request_of("GET", address), is_json("state"))


def fetch(address: str, of: Season) -> Ask:
    """Its ZIP."""
    return Ask("batch: fetch", request_of("GET", f"{address}/archive"), of.fault_of_archive)


def is_over(told: dict[str, Any]) -> bool:
    """Whether nothing more will come of a batch."""
    return told["state"] in _OVER
