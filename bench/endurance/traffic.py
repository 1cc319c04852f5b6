"""What the clients ask both applications, and what they expect: papers of all types, checks, and bad input."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.endurance.wire import Answer, request_of
from service.bootstrap import SAMPLES
from service.web.openapi import API

JSON = "application/json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_BODY_MIB = 1
SHARE_OF_BAD = 0.20
PATHS = {"ours": f"{API}/documents/", "echo": "/bench/echo/"}
_NO_SLUG = "no-such-type"

Judge = Callable[[Answer], str]
"""What is wrong with an answer; empty where nothing is."""


class Ask(NamedTuple):
    """A request. ``kind`` is what it is counted as; where it ``breaks_off`` the client sends no more."""

    kind: str
    request: bytes
    judge: Judge
    breaks_off: bool = False


class Sample(NamedTuple):
    """A payload of the project: ``name`` is its file, ``size`` S or M."""

    name: str
    slug: str
    size: str
    payload: bytes


def load_samples() -> list[Sample]:
    """The sample of every type (S) and every case beside them (M)."""
    small = [Sample(file.stem, file.stem, "S", file.read_bytes()) for file in sorted(SAMPLES.glob("*.json"))]
    return small + [_case(file) for file in sorted((SAMPLES / "cases").glob("*.json"))]


def _case(file: Path) -> Sample:
    return Sample(file.stem, file.stem.partition(".")[0], "M", file.read_bytes())


def has_status(status: int) -> Judge:
    """Only the status counts."""
    return lambda answer: "" if answer.status == status else _unexpected(answer, status)


def is_docx(answer: Answer) -> str:
    """200, and a ZIP whose document is whole."""
    return _unexpected(answer, 200) if answer.status != 200 else fault_of_docx(answer.body)


def fault_of_docx(content: bytes) -> str:
    """What is wrong with a file that should be a DOCX."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "" if package.read("word/document.xml").rstrip().endswith(b">") else "its document is not whole"
    except (zipfile.BadZipFile, KeyError):
        return "not a DOCX"


def is_json(*names: str) -> Judge:
    """200, and an object with these members."""

    def judge(answer: Answer) -> str:
        if answer.status != 200:
            return _unexpected(answer, 200)
        found = json.loads(answer.body)
        return "" if all(name in found for name in names) else "JSON without what it should hold"

    return judge


def _unexpected(answer: Answer, status: int) -> str:
    """Status and type of problem, no text."""
    told = ""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        told = " " + str(json.loads(answer.body).get("type", "")).rpartition(":")[2]
    return f"{answer.status}{told} instead of {status}"


class Traffic:
    """The requests to one application, by chance; ``papers`` are finished ones by name, to be checked.

    ``checks`` is the share of requests that check one.
    """

    def __init__(self, application: str, papers: Mapping[str, bytes], checks: float, chance: random.Random) -> None:
        self._root = PATHS[application]
        self._judge_paper = is_docx if application == "ours" else is_json()
        self._samples = load_samples()
        self._papers = sorted(papers.items())
        self._checks = checks
        self._chance = chance
        self._bad = (
            *(self._malformed, self._of_wrong_types, self._of_wrong_content_type, self._breaking_off),
            *(self._too_large, self._of_no_type, self._no_docx),
        )

    def next(self) -> Ask:
        """Any request."""
        chosen = self._chance.random()
        if chosen < SHARE_OF_BAD:
            return self._chance.choice(self._bad)(self._chance.choice(self._samples))
        if chosen < SHARE_OF_BAD + self._checks:
            return self._check()
        sample = self._chance.choice(self._samples)
        return Ask(f"paper {sample.size}", self._posted(sample.slug, sample.payload), self._judge_paper)

    def _check(self) -> Ask:
        _, paper = self._chance.choice(self._papers)
        return Ask("check", request_of("POST", f"{API}/checks", paper, DOCX), is_json("findings", "summary"))

    def _posted(self, slug: str, body: bytes, content_type: str = JSON) -> bytes:
        return request_of("POST", self._root + slug, body, content_type)

    def _malformed(self, sample: Sample) -> Ask:
        half = sample.payload[: len(sample.payload) // 2]
        return Ask("bad: half of a JSON", self._posted(sample.slug, half), has_status(400))

    def _of_wrong_types(self, sample: Sample) -> Ask:
        wrong = {name: [[value]] for name, value in json.loads(sample.payload).items()}
        return Ask("bad: wrong types", self._posted(sample.slug, json.dumps(wrong).encode()), has_status(422))

    def _of_wrong_content_type(self, sample: Sample) -> Ask:
        return Ask("bad: wrong content type", self._posted(sample.slug, sample.payload, "text/plain"), has_status(415))

    def _breaking_off(self, sample: Sample) -> Ask:
        request = self._posted(sample.slug, sample.payload)
        return Ask("bad: body breaks off", request[: -len(sample.payload) // 2], has_status(400), breaks_off=True)

    def _too_large(self, sample: Sample) -> Ask:
        padded = sample.payload.ljust(MAX_BODY_MIB * 1024 * 1024 + 1)
        return Ask("bad: too large", self._posted(sample.slug, padded), has_status(413))

    def _of_no_type(self, sample: Sample) -> Ask:
        return Ask("bad: unknown type", self._posted(_NO_SLUG, sample.payload), has_status(404))

    def _no_docx(self, sample: Sample) -> Ask:
        return Ask("bad: check of no DOCX", request_of("POST", f"{API}/checks", sample.payload, DOCX), has_status(422))
