"""JSONL: each line a payload of its own, a broken line is told and stops no other."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batch.json_lines import json_lines


def read(content: bytes, **options):
    return list(json_lines(io.BytesIO(content), **options))


def test_the_type_of_a_line_is_taken_out_of_the_payload():
    first, second = read(b'{"type": "summary-report", "number": 5}\n\n{"number": 1.50}\r\n')

    assert (first.line, first.slug, json.loads(first.body)) == (1, "summary-report", {"number": 5})
    assert (second.line, second.slug, second.body) == (3, None, b'{"number": 1.50}')
    assert (first.fault, second.fault) == (None, None)


def test_the_mark_of_utf_8_and_a_last_line_without_end_are_fine():
    assert [line.body for line in read(b'\xef\xbb\xbf{"a": 1}\n{"b": 2}')] == [b'{"a": 1}', b'{"b": 2}']


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"a": 1, "a": 2}', "json.duplicate-key"),
        (b'{"a": NaN}', "json.number"),
        (b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", "json.depth"),
        (b'{"a": 1,}', "json.syntax"),
        (b'{"a": "\xff"}', "json.encoding"),
        (b"[1]", "json.object"),
        (b'{"type": 5}', "json.type"),
        (b'{"type": "../x"}', "json.type"),
        (b'{"a": "' + b"x" * 2000 + b'"}', "json.long-line"),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_next_is_read(line, code):
    good, broken, after = read(b'{"a": 1}\n' + line + b'\n{"b": 2}\n', longest=1000)

    assert (broken.line, broken.fault.code, broken.fault.line, broken.body) == (2, code, 2, b"")
    assert "òng 2" in broken.fault.message.vi
    assert "dòng 1" not in broken.fault.message.vi
    assert "ine 2" in broken.fault.message.en
    assert (good.body, after.line, after.body) == (b'{"a": 1}', 3, b'{"b": 2}')


def test_half_a_surrogate_reaches_the_reader_of_payloads_as_it_was_sent():
    line = read(b'{"type": "a", "x": "\\ud800"}')[0]

    assert json.loads(line.body) == {"x": "\ud800"}


@given(st.lists(st.dictionaries(st.text().filter(lambda key: key != "type"), st.integers() | st.text())))
def test_what_was_written_is_read(payloads):
    content = "".join(json.dumps(payload | {"type": "x"}) + "\n" for payload in payloads).encode()

    assert [json.loads(line.body) for line in read(content)] == payloads


@given(st.binary(max_size=100))
def test_any_bytes_are_lines_with_a_payload_or_a_fault(content):
    assert all(bool(line.body) != bool(line.fault) for line in read(content))
