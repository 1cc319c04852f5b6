"""``desk``, ``client`` and ``send``: the application over a desk of its own; a worker is run by the test."""

from __future__ import annotations

import pytest

from service.web import create_app
from tests.batch.seasons import TYPE, desk_at, payload, work
from tests.web.batches.sending import FORM, PATH, form_with, lines


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path / "data", processes=1)
    yield found
    found.close()


@pytest.fixture
def client(pipeline, settings, desk):
    return create_app(pipeline, settings, lambda: desk).test_client()


@pytest.fixture
def send(client):
    """Hands in a file, as a batch or as the mended file of one."""

    def send(content: bytes, path: str = PATH, key: str | None = None, name: str = "mùa.jsonl", **fields: str):
        fields = {"type": TYPE.slug, **fields} if path == PATH else fields
        headers = {"Idempotency-Key": key} if key else {}
        lists = fields.pop("members", ())
        return client.post(path, data=form_with(content, name, lists, **fields), headers=headers, content_type=FORM)

    return send


@pytest.fixture
def made(client, desk, send):
    """Hands a file in and has a worker make the batch; its address."""

    def made(content: bytes, path: str = PATH, **fields) -> str:
        response = send(content, path, **fields)
        assert response.status_code == 202, response.json
        address = response.headers["Location"]
        work(desk, desk.means.ledger.get(address.rpartition("/")[2]))
        return address

    return made


@pytest.fixture
def done(made):
    """A batch of which row 2 failed."""
    return made(lines(payload(1), payload(2, cell_name=None), payload(3)))
