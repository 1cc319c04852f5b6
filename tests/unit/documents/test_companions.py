"""The slips that follow from a dissolution: for whom, addressed to whom, and from a payload of any shape."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.documents import discover_types
from tests.builders import as_json, people, pipeline, sample

SLUG = "cell-dissolution-decision"
TYPE = discover_types()[SLUG]
OWN = "Đảng ủy xã Tiên Phong"


def moving(*members, **fields):
    """Companions of the sample with these members, each going to a cell unless it says otherwise."""
    listed = [{**person, "destination_cell": "thôn Đoài", **own} for person, own in zip(people(9), members)]  # noqa: B905
    return list(TYPE.companions({**sample(SLUG), "members": listed, **fields}, OWN))


def whole(companion):
    """The payload of a slip as a batch completes it."""
    return as_json({**companion.payload, "reason": "thực hiện Quyết định"})


def test_who_moves_within_gets_a_slip():
    slips = moving({}, {"transfer_kind": None}, {"transfer_kind": "internal"}, {"destination_committee": OWN})

    assert [slip.pointer for slip in slips] == ["/members/0", "/members/1", "/members/2", "/members/3"]


@pytest.mark.parametrize(
    "member",
    [
        {"transfer_kind": "official"},
        {"transfer_kind": "temporary"},
        {"transfer_kind": "pending"},
        {"destination_cell": None},
        {"destination_cell": " \u00a0"},
        {"destination_committee": "Đảng ủy xã Khác"},
    ],
)
def test_others_get_none(member):
    assert moving(member) == []


def test_a_district_gives_no_slips():
    assert moving({}, issuer={**sample(SLUG)["issuer"], "kind": "district_committee"}) == []


def test_a_slip_says_from_where_and_where_to():
    (slip,) = moving({"person_code": "x", "pending_reason": None})

    assert slip.slug == "internal-transfer-slip"
    assert slip.payload["addressee"] == "Chi ủy Chi bộ thôn Đoài"
    assert slip.payload["to_cell"] == "Chi bộ thôn Đoài"
    assert slip.payload["dues_paid_through"] is None
    assert not {"client_ref", "number", "recipients", "enclosures"} & slip.payload.keys()
    assert not {"destination_cell", "pending_reason"} & slip.payload["member"].keys()
    assert pipeline().validate(slip.slug, whole(slip)).errors == ()


def test_a_party_organisation_below_is_addressed_by_its_committee():
    (slip,) = moving({"destination_cell": "Đảng bộ Trạm Y tế"})

    assert slip.payload["addressee"] == "Đảng ủy Trạm Y tế"


@pytest.mark.parametrize(
    ("in_slip", "in_decision"),
    [
        ("/member/birth", "/members/0/birth"),
        ("/to_cell", "/members/0/destination_cell"),
        ("/from_cell", "/cell_name"),
        ("/issuer/kind", "/issuer/kind"),
        ("/register_number", "/members/0"),
        ("", "/members/0"),
    ],
)
def test_what_is_wrong_with_a_slip_stands_in_the_decision(in_slip, in_decision):
    assert moving({})[0].origin_of(in_slip) == in_decision


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_KINDS = _ANY | st.sampled_from(["internal", "official", "temporary", "pending", None])
_MEMBER = _ANY | st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("full_name", "transfer_kind", "destination_cell", "destination_committee", "birth"), _KINDS
    ),
)
_PAYLOAD = st.fixed_dictionaries(
    {},
    optional={
        "members": _ANY | st.lists(_MEMBER, max_size=4),
        **dict.fromkeys(("issuer", "issuer_ref", "cell_name", "issue_date", "signature", "norm"), _ANY),
    },
)


@settings(max_examples=400, deadline=None)
@given(_PAYLOAD, st.text(max_size=10))
def test_any_payload_is_borne(payload, issuer):
    members = payload.get("members")
    for slip in TYPE.companions(payload, issuer):
        member = members[int(slip.pointer.removeprefix("/members/"))]
        assert member["destination_cell"].strip()
        assert json.loads(json.dumps(slip.payload)) == slip.payload


def test_a_list_that_nobody_takes_brings_nothing():
    assert list(TYPE.companions({"members": [{"destination_cell": "A"}] * 20_001}, OWN)) == []
