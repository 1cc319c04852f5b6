"""What nothing in a file refers to is told, by name, and stays in the copies of a clerk's own paper as it was."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.conformance.checking import checker, mended, report_of
from tests.papers import paper

RULE = "file.unused-part"


def told(strays: tuple[str, ...]) -> list:
    return [each for each in report_of(paper("report", strays=strays)).findings if each.rule == RULE]


def test_without_any_nothing_is_said():
    assert told(()) == []


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (1, "1 unused: x/0.xml"),
        (3, "3 unused: x/0.xml, x/1.xml, x/2.xml"),
        (4, "4 unused: x/0.xml, x/1.xml, x/2.xml …"),
    ],
)
def test_they_are_counted_and_the_first_are_named(names, said):
    (finding,) = told(tuple(f"x/{number}.xml" for number in range(names)))

    assert finding.found.en == said


def test_the_paper_conforms_all_the_same():
    assert report_of(paper("report", strays=("x.xml",))).conforms


def test_copies_keep_them_as_they_were():
    own = paper("report", strays=("customXml/evil.xml",))
    docx = own.docx()
    for copy in (mended(own), checker().annotate(docx, checker().check(docx))):
        with zipfile.ZipFile(io.BytesIO(copy)) as archive:
            assert archive.read("customXml/evil.xml") == b"<stray/>"
