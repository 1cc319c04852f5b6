"""The pattern of file names takes what papers of the type have, and nothing else."""

from __future__ import annotations

import pytest

from service.batch.naming import COMPANION_PATTERN, DEFAULT_PATTERN, Names
from service.documents import discover_types
from service.errors import RefusedBatch

SLIP = discover_types()["internal-transfer-slip"]
DISSOLUTION = discover_types()["cell-dissolution-decision"]


@pytest.mark.parametrize("pattern", [DEFAULT_PATTERN, COMPANION_PATTERN, "{issuer.name}/{member.party_card_no}"])
def test_fields_of_the_type_are_taken_and_those_within_them(pattern):
    Names(pattern, SLIP)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("{number.__class__}", "không có trường {number.__class__}"),
        ("{member.fullname}", "có phải {member.full_name}?"),
        ("{member.full_name.x}", "có phải {member.full_name}?"),
        ("{__class__}", "không có trường {__class__}"),
        ("{row.real}", "không có trường {row.real}"),
    ],
)
def test_other_fields_are_refused_with_the_nearest(pattern, told):
    with pytest.raises(RefusedBatch) as refused:
        Names(pattern, SLIP)
    assert told in refused.value.message.vi


def test_what_stands_in_a_list_names_no_paper():
    with pytest.raises(RefusedBatch):
        Names("{members.full_name}", DISSOLUTION)
