"""What is too long to be checked in seconds is refused in words, before any time is lost on it."""

from __future__ import annotations

import pytest

from service.errors import UnreadableDocx
from tests.conformance.checking import checker, faults, report_of
from tests.papers import paper

BODY = paper("report").body


@pytest.mark.parametrize(
    "body",
    [
        [*BODY[:-1], *["Một đoạn ngắn."] * 12_001, BODY[-1]],
        [*BODY[:-1], " ".join(f"việc thứ {number * 7919}" for number in range(110_000)), BODY[-1]],
    ],
    ids=["paragraphs", "characters"],
)
def test_a_paper_beyond_all_measure_is_refused(body):
    docx = paper("report", body=tuple(body)).docx()

    with pytest.raises(UnreadableDocx, match="too long"):
        checker().check(docx)


def test_a_paper_of_two_hundred_pages_is_checked():
    assert faults(report_of(paper("report", body=(*BODY[:-1] * 250, BODY[-1])))) == []
