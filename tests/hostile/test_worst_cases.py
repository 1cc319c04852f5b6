"""The largest payloads that are taken: each is made or refused within seconds, so that none holds a thread for long."""

from __future__ import annotations

import contextlib
import copy
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from service.documents import discover_types
from service.documents._fields import LONGEST_TEXT
from service.documents._reading import MOST_LINES
from service.errors import InvalidPayload
from tests.builders import pipeline, sample
from tests.contract.hostile import text_fields

MOST_BYTES = 8 * 1024 * 1024
SECONDS = 10.0
TEXTS = {
    "words": "ươ " * (LONGEST_TEXT // 3),
    "one word": "ươ" * (LONGEST_TEXT // 2),
    "lines": "a\n" * (LONGEST_TEXT // 2 - 1) + "a",
    "markup": "<&" * (LONGEST_TEXT // 2),
    "figures": "12.3, " * (LONGEST_TEXT // 6),
}
SLUGS = sorted(discover_types())


def lists_of(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """Where the lists of a payload are."""
    for key, each in enumerate(value[:1]) if isinstance(value, list) else value.items():
        if isinstance(each, list) and each:
            yield (*path, key)
        if isinstance(each, list | dict):
            yield from lists_of(each, (*path, key))


def put(payload: Any, path: tuple, value: object) -> None:
    for step in path[:-1]:
        payload = payload[step]
    payload[path[-1]] = value


def at(payload: Any, path: tuple) -> Any:
    for step in path:
        payload = payload[step]
    return payload


def seconds_of(slug: str, payload: Any, *, check: bool = False) -> float:
    """Of the processor, to make the paper or to refuse the payload; nothing else may come of it."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    assert len(body) <= MOST_BYTES
    began = time.process_time()
    with contextlib.suppress(InvalidPayload):
        pipeline().produce(slug, body, check=check)
    return time.process_time() - began


def filled(payload: Any, path: tuple, most: int) -> Any:
    """A copy with as many items in a list as the body holds, each a little different."""
    item, changed = at(payload, path)[0], copy.deepcopy(payload)
    room = MOST_BYTES * 9 // 10 - len(json.dumps(payload, ensure_ascii=False).encode())
    count = max(1, min(most, room // (len(json.dumps(item, ensure_ascii=False).encode()) + 10)))
    texts = [name for name in ("full_name", "name", "ref") if isinstance(item, dict) and name in item]
    items = [item | {name: f"{item[name]} {n}" for name in texts} if texts else item for n in range(count)]
    put(changed, path, items)
    return changed


@pytest.mark.parametrize("slug", SLUGS)
class TestWorstCases:
    @pytest.mark.parametrize("most", [5000, 200_000])
    @pytest.mark.long
    def test_of_each_list(self, slug, most):
        payload = sample(slug)
        took = {path: seconds_of(slug, filled(payload, path, most)) for path in lists_of(payload)}

        assert {path: seconds for path, seconds in took.items() if seconds > SECONDS} == {}

    @pytest.mark.parametrize("text", TEXTS)
    @pytest.mark.long
    def test_of_long_texts_in_every_field_and_in_every_item(self, slug, text):
        payload = sample(slug)
        for field in text_fields(discover_types()[slug]):
            tried = field.filled(payload, TEXTS[text])
            try:
                pipeline().produce(slug, json.dumps(tried).encode())
            except InvalidPayload:
                continue
            payload = tried
        took = {"alone": seconds_of(slug, payload, check=True)}
        took |= {str(path): seconds_of(slug, filled(payload, path, 5000)) for path in lists_of(payload)}

        assert {path: seconds for path, seconds in took.items() if seconds > SECONDS} == {}

    def test_more_lines_than_any_paper_has_are_refused_at_once(self, slug):
        payload = sample(slug) | {"client_ref": "a", "subject": "a\n" * (MOST_LINES + 1)}
        began = time.process_time()
        verdict = pipeline().validate(slug, json.dumps(payload).encode())

        assert [error.code for error in verdict.errors] == ["too_many_lines"]
        assert time.process_time() - began < 1

    def test_a_text_is_as_long_as_eight_pages_at_most(self, slug):
        field = text_fields(discover_types()[slug])[0]
        for length, codes in ((LONGEST_TEXT, set()), (LONGEST_TEXT + 1, {"string_too_long"})):
            payload = field.filled(sample(slug), ("ab " * length)[: length - 1] + "c")
            errors = pipeline().validate(slug, json.dumps(payload).encode()).errors
            assert {error.code for error in errors if error.code == "string_too_long"} == codes
