"""What is written into a workbook comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.batch.workbook import UnwritableText, empty_workbook, open_workbook, write_workbook
from service.bootstrap import SAMPLES, build_pipeline
from service.config import Settings
from tests.payloads import Payload, as_bytes, sample
from tests.workbooks import TYPES, read, shape

PAYLOADS = sorted(path for path in SAMPLES.rglob("*.json") if path.name.split(".")[0] in TYPES)


@pytest.fixture(scope="module")
def pipeline():
    return build_pipeline(Settings())


def same(slug: str, payload: Payload) -> Any:
    """The payload as its model reads it, without nulls."""
    return TYPES[slug].model.model_validate_json(as_bytes(payload)).model_dump(exclude_none=True)


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_a_payload_comes_back_from_a_workbook_and_becomes_the_same_paper(path, pipeline):
    slug = path.name.split(".")[0]
    payload = json.loads(path.read_bytes())
    faults, rows = read(slug, write_workbook(shape(slug), [("07", payload)], example=sample(slug)))

    assert (faults, [row.key for row in rows]) == ([], ["07"])
    assert rows[0].remarks == ()
    assert same(slug, rows[0].payload) == same(slug, payload)
    again, first = pipeline.produce(slug, as_bytes(rows[0].payload)), pipeline.produce(slug, as_bytes(payload))
    assert again.content == first.content


@pytest.mark.parametrize("slug", TYPES)
def test_the_form_is_the_same_every_time_and_its_example_is_never_read(slug):
    form = empty_workbook(shape(slug), sample(slug))

    assert form == empty_workbook(shape(slug), sample(slug))
    assert read(slug, form) == ([], [])


def test_many_papers_share_bodies_and_keep_their_lists_apart(tmp_path):
    """Read by the child process, as in service."""
    slug = "cell-establishment-decision"
    papers = [(f"{n:02d}", sample(slug, cell_name=f"Chi bộ số {n}", number=n)) for n in range(1, 29)]
    file = tmp_path / "28.xlsx"
    file.write_bytes(write_workbook(shape(slug), papers))
    with open_workbook(file, shape(slug)) as reading:
        rows = list(reading.rows)

    assert reading.faults == ()
    assert [same(slug, row.payload) for row in rows] == [same(slug, payload) for _, payload in papers]
    assert {str(row.place_of("/issuer/name")) for row in rows} == {"Cơ quan!C2"}


def test_two_bodies_of_one_name_are_told_apart():
    slug = "internal-transfer-slip"
    issuer = sample(slug)["issuer"]
    papers = [("1", sample(slug)), ("2", sample(slug, issuer={**issuer, "kind": "standing_committee"}))]
    _, rows = read(slug, write_workbook(shape(slug), papers))

    assert [row.payload["issuer"]["kind"] for row in rows] == ["grassroots_committee", "standing_committee"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-5", "@an", "00123", "1/2", "a\\nb", "a;b|c\\", "_x0041_", "  \u2028x"]
)
def test_no_text_is_taken_for_anything_else(text):
    slug = "internal-transfer-slip"
    payload = sample(slug, reason=text, enclosures=[text, "dòng một\ndòng hai"])
    _, rows = read(slug, write_workbook(shape(slug), [("1", payload)]))

    assert same(slug, rows[0].payload) == same(slug, payload)


def test_a_text_longer_than_a_cell_is_refused_and_not_cut():
    slug = "internal-transfer-slip"
    with pytest.raises(UnwritableText, match="Lý do"):
        write_workbook(shape(slug), [("1", sample(slug, reason="a" * 32_768))])
