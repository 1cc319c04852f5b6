"""A finished paper is checked where that is asked for: words are told, layout is logged, the paper is made anyway."""

from __future__ import annotations

import io
import json
import logging
import zipfile

import pytest

from service.bootstrap import TEMPLATES, build_checker, build_pipeline
from service.config import Settings
from service.documents import discover_types
from service.norm.edition import EDITION_IDS
from service.pipeline import Pipeline
from service.web.logs import JsonLines
from tests.builders import as_json, pipeline, pipeline_with, sample

REPORT = "summary-report"
TYPES = discover_types()
SECRET = "Nguyễn Văn Ẩn"


def with_words(*words: str, **fields: object) -> bytes:
    """The sample of a report with these paragraphs in it."""
    payload = sample(REPORT) | fields
    payload["results"][0]["paragraphs"] = list(words)
    return as_json(payload)


@pytest.fixture
def logged(caplog):
    """All that was logged, each record as the service writes it and with all that it holds."""
    caplog.set_level(logging.DEBUG)
    return lambda: [(JsonLines().format(record), str(record.__dict__)) for record in caplog.records]


@pytest.fixture(scope="module")
def narrow(tmp_path_factory) -> Pipeline:
    """With an office's own template whose left margin is not that of the norm, and whose title is too small."""
    folder, name = tmp_path_factory.mktemp("templates"), f"{REPORT}.docx"
    written = io.BytesIO()
    with zipfile.ZipFile(TEMPLATES / name) as source, zipfile.ZipFile(written, "w") as target:
        for item in source.infolist():
            content = source.read(item).replace(b'w:left="1701" w:right="850"', b'w:left="1134" w:right="850"')
            target.writestr(item, content)
    (folder / name).write_bytes(written.getvalue())
    return build_pipeline(Settings(templates_dir=folder))


class FailingChecker:
    """What cannot be foreseen."""

    def check(self, docx: bytes, **how: object) -> object:
        raise ZeroDivisionError(SECRET)


@pytest.fixture(scope="module")
def failing() -> Pipeline:
    return pipeline_with(FailingChecker())


def test_a_paper_is_not_checked_unless_that_is_asked_for(failing):
    product = failing.produce(REPORT, with_words("V/v"))

    assert (product.report, product.warnings) == (None, ())


@pytest.mark.parametrize("norm", EDITION_IDS)
def test_the_report_is_that_of_the_paper_by_the_edition_that_it_was_made_by(norm):
    product = pipeline().produce(REPORT, with_words("Theo Công văn V/v xây dựng.", norm=norm), check=True)

    assert (product.report.norm, product.report.kind) == (norm, "titled")
    assert product.report.as_json("vi") == build_checker().check(product.content, norm=norm).as_json("vi")


@pytest.mark.parametrize("slug", TYPES)
def test_a_paper_is_checked_as_the_kind_that_its_type_is_of(slug):
    report = pipeline().produce(slug, as_json(sample(slug)), check=True).report

    assert report.kind == TYPES[slug].page_kind


def test_checking_changes_nothing_of_the_paper():
    payload = as_json(sample(REPORT))
    unchecked, checked = (pipeline().produce(REPORT, payload, check=check) for check in (False, True))

    assert (checked.content, checked.filename, checked.warnings) == (unchecked.content, unchecked.filename, ())
    assert checked.report.findings == ()


def test_what_is_found_in_the_words_joins_the_warnings_with_place_and_remedy():
    payload = with_words("Theo Công văn V/v xây dựng.")
    before = pipeline().produce(REPORT, payload).warnings
    product = pipeline().produce(REPORT, payload, check=True)

    (finding,) = product.report.findings
    *others, warning = product.warnings
    assert tuple(others) == before
    assert (warning.pointer, warning.code, warning.level) == ("", f"check.{finding.rule}", "warning")
    for language in ("vi", "en"):
        for said in (finding.found, finding.expected, finding.mend):
            assert said.say(language) in warning.message.say(language)
        assert finding.where.say(language) in warning.message.say(language)


def test_a_hint_is_no_warning():
    payload = sample(REPORT)
    del payload["number"], payload["issue_date"]
    product = pipeline().produce(REPORT, as_json(payload | {"draft_no": 1}), check=True)

    assert {finding.severity for finding in product.report.findings} == {"info"}
    assert product.warnings == ()


def test_a_fault_of_the_words_is_not_logged(logged):
    pipeline().produce(REPORT, with_words(f"Theo Công văn V/v {SECRET}."), check=True)

    assert logged() == []


def test_a_fault_of_the_layout_is_logged_by_rule_and_place_and_the_paper_made(narrow, logged):
    product = narrow.produce(REPORT, with_words(SECRET), check=True)

    assert product.content.startswith(b"PK")
    assert product.warnings == ()
    assert "page.margin-left" in [finding.rule for finding in product.report.findings]
    lines = [json.loads(line) for line, _ in logged()]
    assert [line["rule"] for line in lines] == [finding.rule for finding in product.report.findings]
    (line,) = (line for line in lines if line["rule"] == "page.margin-left")
    assert (line["level"], line["page_part"], line["paragraph"], line["type"]) == ("error", "page", None, REPORT)
    assert line["message"] == f"a paper of ours breaks page.margin-left at page ({REPORT})"


def test_nothing_of_the_text_is_logged(narrow, logged):
    payload = sample(REPORT)
    narrow.produce(REPORT, with_words(SECRET), check=True)

    assert logged()
    for line, record in logged():
        assert SECRET not in line + record
        assert payload["issuer"]["name"] not in line + record


def test_a_checker_that_fails_is_logged_by_type_and_place_and_the_paper_made(failing, logged):
    product = failing.produce(REPORT, with_words("V/v"), check=True)

    assert product.content.startswith(b"PK")
    assert (product.report, product.warnings) == (None, ())
    ((line, record),) = logged()
    assert (json.loads(line)["exception"], json.loads(line)["level"]) == ("ZeroDivisionError", "error")
    assert json.loads(line)["at"][-1].startswith("unit/test_checked_papers.py:")
    assert SECRET not in line + record
