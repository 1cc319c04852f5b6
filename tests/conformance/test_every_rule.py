"""Every rule finds its fault, and nothing else, in a paper that breaks that rule alone."""

from __future__ import annotations

import pytest

from service.conformance import all_rules
from tests.conformance import breaking_body, breaking_letterhead, breaking_pages, breaking_signing, breaking_titles
from tests.conformance.checking import described, faults, problems, report_of, rules
from tests.papers import paper

ERRORS = [
    "page.size",
    "page.margin-top",
    "page.margin-bottom",
    "page.margin-left",
    "page.margin-right",
    "page.number-position",
    "page.number-size",
    "page.number-first-page",
    "font.family",
    "font.color",
    "font.legacy-encoding",
    "text.not-nfc",
    "title.missing",
    "title.text",
    "title.size",
    "title.bold",
    "title.position",
    "title.rule-missing",
    "title.motto",
    "superior.case",
    "superior.size",
    "superior.bold",
    "issuer.missing",
    "issuer.case",
    "issuer.size",
    "issuer.bold",
    "issuer.star",
    "number.missing",
    "number.label",
    "number.separators",
    "number.padding",
    "number.spaces",
    "number.size",
    "number.type-symbol",
    "place-date.missing",
    "place-date.italic",
    "place-date.size",
    "place-date.comma",
    "place-date.padding",
    "place-date.invalid",
    "type-name.missing",
    "type-name.case",
    "type-name.bold",
    "type-name.size",
    "type-name.centred",
    "subject.missing",
    "subject.bold",
    "subject.size",
    "subject.centred",
    "subject.hyphens",
    "letter.subject-style",
    "letter.subject-prefix",
    "letter.type-name",
    "addressee.wrong-kind",
    "body.size",
    "body.justified",
    "body.indent",
    "body.line-spacing",
    "body.paragraph-gap",
    "body.final-stop",
    "bases.italic",
    "article.bold",
    "signature.missing",
    "signature.authority-form",
    "signature.authority-bold",
    "signature.position-plain",
    "signature.name-bold",
    "signature.size",
    "signature.deputy-of-committee",
    "signature.academic-title",
    "recipients.missing",
    "recipients.label",
    "recipients.items-size",
    "recipients.archive-last",
    "recipients.as-above",
    "minutes.signatures",
    "basis.after-issue",
    "practice.forbidden-form",
    # Beyond the guideline's own list of ids.
    "addressee.style",
    "body.upright",
    "place-date.form",
    "signature.case",
    "signature.name-case",
]
WARNINGS = [
    "text.mixed-tone-marks",
    "title.rule-length",
    "subject.lowercase-start",
    "body.heading-form",
    "bases.dash",
    "bases.separator",
    "recipients.separators",
    "signature.keep-together",
    "annex.numbering",
    "basis.superseded",
    "body-name.district",
]
HINTS = ["number.draft-gap", "place-date.draft-gap", "norm.before-oldest-edition", "file.unused-part"]
SEVERITY = {
    rule: severity for severity, ids in (("error", ERRORS), ("warning", WARNINGS), ("info", HINTS)) for rule in ids
}
BREAKING = [
    each
    for part in (breaking_pages, breaking_letterhead, breaking_titles, breaking_body, breaking_signing)
    for each in part.BREAKING
]


def test_each_rule_has_a_paper_that_breaks_it():
    assert {each.rule for each in BREAKING} == SEVERITY.keys() == all_rules().keys()


@pytest.mark.parametrize("broken", BREAKING, ids=lambda broken: broken.name)
def test_the_rule_finds_its_fault_and_no_other_does(broken):
    report = report_of(broken.paper, kind=broken.kind, norm=broken.norm)
    severity = SEVERITY[broken.rule]

    if severity == "info":
        assert (faults(report), broken.rule in rules(report)) == ([], True), described(report)
    else:
        assert faults(report) == [(broken.rule, severity)], described(report)


@pytest.mark.long
@pytest.mark.parametrize("broken", BREAKING, ids=lambda broken: broken.name)
def test_the_paper_with_the_fault_is_valid_ooxml(broken):
    """Else the checker might find the file at fault and not what it says."""
    assert problems(broken.paper.docx()) == []


def test_the_same_fault_in_many_paragraphs_is_one_finding():
    report = report_of(paper("report", every={"body": {"align": "left"}}))

    assert rules(report).count("body.justified") == 1


def test_minutes_without_recipients_get_a_hint():
    report = report_of(paper("minutes", recipients_label=None, recipients=()))

    assert [(each.rule, each.severity) for each in report.findings] == [("recipients.missing", "info")]
