"""A batch belongs to who handed it in: nobody else sees that it exists."""

from __future__ import annotations

import pytest

from tests.batch.seasons import TYPE, payload
from tests.web.access.asking import FAR
from tests.web.batches.sending import FORM, PATH, form_with, lines


class TestBatches:
    @pytest.fixture
    def batch(self, client, key):
        """Handed in with a key: its headers and the address of its batch."""
        shown = key("batch")
        data = form_with(lines(payload(1)), "mùa.jsonl", type=TYPE.slug)
        sent = client.post(PATH, data=data, content_type=FORM, headers=shown, environ_base=FAR)
        assert sent.status_code == 202
        return shown, sent.headers["Location"]

    def test_the_owner_sees_it_and_nobody_else_does(self, client, key, batch, sign_in):
        shown, address = batch
        page = address.replace("/api/v1/batches", "/hang-loat")

        assert client.get(address, headers=shown, environ_base=FAR).status_code == 200
        for stranger in (
            client.get(address, headers=key("batch", "admin"), environ_base=FAR),
            client.get(address),
            client.get(page),
            sign_in("lan").get(page),
            sign_in("lan").post(f"{page}/xoa"),
        ):
            assert stranger.status_code in (404, 303)
        assert client.get(address, headers=shown, environ_base=FAR).status_code == 200

    def test_to_others_it_is_as_one_that_there_never_was(self, client, key, batch):
        _, address = batch
        unknown = f"{PATH}/{'0' * 32}"
        for method, below in (("GET", ""), ("GET", "/errors"), ("GET", "/archive"), ("POST", "/cancel"),
                              ("POST", "/retry"), ("DELETE", "")):  # fmt: skip
            headers = key("batch")
            theirs = client.open(address + below, method=method, headers=headers, environ_base=FAR)
            nobodys = client.open(unknown + below, method=method, headers=headers, environ_base=FAR)
            same = [(each.status_code, each.json | {"instance": ""}) for each in (theirs, nobodys)]

            assert same[0] == same[1]
            assert theirs.status_code == 404

    def test_it_is_in_no_list_but_its_owners(self, client, key, batch):
        shown, address = batch

        def listed(headers) -> list[str]:
            found = client.get(PATH, headers=headers, environ_base=FAR).json["batches"]
            return [each["links"]["self"] for each in found]

        assert listed(shown) == [address]
        assert listed(key("batch")) == []

    def test_a_key_of_idempotency_is_its_owners(self, client, key):
        def send(headers):
            data = form_with(lines(payload(1)), "mùa.jsonl", type=TYPE.slug)
            sent = client.post(PATH, data=data, content_type=FORM, headers=headers | {"Idempotency-Key": "k"},
                               environ_base=FAR)  # fmt: skip
            return sent.headers["Location"]

        first, second = key("batch"), key("batch")
        assert send(first) == send(first) != send(second)
