"""What we make conforms to the norm, by our own checker, which knows nothing of our templates."""

from __future__ import annotations

import pytest

from service.norm.edition import EDITION_IDS
from tests.builders import as_json, examples, pipeline
from tests.conformance.checking import described

EXAMPLES = examples()
DRAFT_GAPS = {"number.draft-gap", "place-date.draft-gap"}


@pytest.mark.parametrize("norm", EDITION_IDS)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_paper_conforms_to_each_edition_without_a_warning(example, norm):
    report = pipeline().produce(example.slug, as_json(example.with_(norm=norm).payload), check=True).report

    assert report.norm == norm
    assert {finding.severity for finding in report.findings} <= {"info"}, described(report)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_kind_of_paper_is_told_by_the_page_itself(example):
    assert pipeline().checker.check(example.docx()).kind == example.document_type.page_kind


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_draft_is_told_what_it_still_lacks_and_nothing_else_is_told(example):
    found = {finding.rule for finding in pipeline().checker.check(example.docx()).findings}
    drafted = "draft_no" in example.payload

    assert found <= (DRAFT_GAPS if drafted else {"norm.before-oldest-edition"})
    assert bool(found & DRAFT_GAPS) == drafted
