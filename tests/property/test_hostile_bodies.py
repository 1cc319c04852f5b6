"""Whatever bytes are sent: an answer that says what is wrong, never a failure of ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.bootstrap import build_pipeline, sample
from service.config import Settings
from service.documents import discover_types
from service.web import create_app

TYPES = discover_types()
STATUSES = {200, 400, 422}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20)
DATES = ["0001-01-01", "9999-12-31", "2024-02-29", "9999-12-31T23:59", "0000", "9999", "31/12/9999", "0000-01"]
TEXTS = ["", " ", "\n", "Chi bộ", "{{ x }}", "<w:p/>", "x" * 5000]
OTHERS = [0, -1, 1, 99999, 10_000_000, 0.5, True, [], {}, None]
EDGES = st.sampled_from([*DATES, *TEXTS, *OTHERS])
VALUES = EDGES | st.recursive(
    SCALARS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def client():
    return create_app(build_pipeline(Settings()), Settings()).test_client()


def answer(client, slug: str, body: bytes) -> int:
    """The status, once it has been seen that both ways answer alike and in proper form."""
    made = client.post(f"/api/v1/documents/{slug}", data=body, content_type="application/json")
    checked = client.post(f"/api/v1/documents/{slug}/validate", data=body, content_type="application/json")

    assert made.status_code in STATUSES, made.text
    if made.status_code == 400:
        assert (checked.status_code, checked.json["detail"]) == (400, made.json["detail"])
    else:
        assert checked.status_code == 200
        assert checked.json["valid"] is (made.status_code == 200)
        assert checked.json["errors"] == (made.json["errors"] if made.status_code == 422 else [])
    if made.status_code != 200:
        assert made.mimetype == "application/problem+json"
        assert made.json["detail"]
    return made.status_code


@given(body=st.binary(max_size=200))
def test_any_bytes_are_answered_as_the_callers_fault(client, body):
    for slug in TYPES:
        assert answer(client, slug, body) in {400, 422}


@given(value=VALUES)
def test_any_json_is_answered_as_the_callers_fault(client, value):
    for slug in TYPES:
        assert answer(client, slug, json.dumps(value).encode()) in {400, 422}


@given(content=st.binary(max_size=300) | st.binary(max_size=300).map(lambda content: b"PK\3\4" + content))
@pytest.mark.parametrize("query", ["", "?mend=true"])
def test_any_bytes_to_be_checked_are_answered_as_the_callers_fault(client, content, query):
    """As a body, as a form, and as the file of a form."""
    disposition = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n'
    bodies = (
        ("application/octet-stream", content),
        ("multipart/form-data; boundary=x", content),
        ("multipart/form-data; boundary=x", b"--x\r\n" + content + b"\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", disposition + content + b"\r\n--x--\r\n"),
    )
    for content_type, body in bodies:
        answered = client.post(f"/api/v1/checks{query}", data=body, content_type=content_type)

        assert answered.status_code in {400, 422}
        assert answered.json["detail"]


def places(value: object, above: tuple = ()) -> list[tuple]:
    """The path to every value within ``value``."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path for key, child in children for path in [(*above, key), *places(child, (*above, key))]]


@given(data=st.data())
@settings(max_examples=200)
@pytest.mark.parametrize("slug", sorted(TYPES))
def test_a_sample_with_one_value_changed_or_left_out_is_answered(client, slug, data):
    """A paper, or every fault; above all no failure of a rule or a template on what the fields let through."""
    payload = json.loads(sample(TYPES[slug]))
    *above, last = data.draw(st.sampled_from(places(payload)), label="place")
    container = payload
    for step in above:
        container = container[step]
    if isinstance(container, dict) and data.draw(st.booleans(), label="left out"):
        del container[last]
    else:
        container[last] = data.draw(VALUES, label="value")

    answer(client, slug, json.dumps(payload).encode())


@given(data=st.data())
@pytest.mark.parametrize("slug", sorted(TYPES))
def test_a_sample_with_bytes_changed_is_answered(client, slug, data):
    body = bytearray(sample(TYPES[slug]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body) - 1))
        body[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=5))

    answer(client, slug, bytes(body))
