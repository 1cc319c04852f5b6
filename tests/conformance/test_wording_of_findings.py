"""What findings and rules say: in Vietnamese as Vietnamese is written, in English in English, neither of them empty."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Any

import pytest

from tests.conformance.breaking import LONG, in_body
from tests.conformance.checking import report_of
from tests.conformance.test_every_rule import BREAKING
from tests.papers import Page, PageNumber, paper, piece

HALVES = (
    *(paper("report", **in_body(**told)) for told in ({"size": 13.5}, {"line": ("exact", 16.5)}, {"after": 4.5})),
    paper(title=piece(size=13.5)),
    paper("report", body=LONG, page_number=PageNumber(size=11.5)),
    paper(every={"recipient": {"size": 11.5}}),
)
"""Papers with half points: a decimal point in English, a comma in Vietnamese."""
MORE = (
    *HALVES,
    *(paper("report", **in_body(**told)) for told in ({"line": ("auto", 1.15)}, {"first_mm": 17.3})),
    paper("report", body=LONG, page=Page(25.4, 25.4, 25.4, 25.4, 25.4, 25.4, header_mm=12.7)),
    paper(line_mm=44.4),
    paper("letter", addressee="Kính gửi: Ban Xây dựng Đảng Đảng ủy xã Tiên Phong"),
    paper("letter", addressee=piece(size=12)),
    paper("report", place_date="Tiên Phong, 05/8/2026"),
    paper("report", position="Bí thư"),
)
VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
QUOTED = re.compile("“[^”]*”")
# The words of a paper that stand in a message as they are typed there, though not between quotation marks.
OF_PAPERS = re.compile(
    r"(?<=Type: ).*|(?<=in capitals: ).*|(?<=the name alone: ).*|T/M, K/T"
    r"|ĐẢNG CỘNG SẢN VIỆT NAM|PHÓ BÍ THƯ|CHỦ TRÌ HỘI NGHỊ|QUYẾT ĐỊNH, BÁO CÁO"
    r"|ngày \d+ tháng \d+"
    r"|(?:Hướng dẫn|Quy định) số \d+-[^ ,]+, ngày [\d/]+ của .*|\d+-QĐ/TW"
    r"|\b[A-ZĐ]+[a-z]* \([^)]*\)|symbol \S+|\bđ\)|\bủy or uỷ\b"
)
COMPONENTS = re.compile("Nơi nhận|Kính gửi|Kính trình|công văn|tờ trình|trích yếu|tên loại|căn cứ|Số\\b", re.IGNORECASE)
OF_WORD = {"Paragraph", "Special", "First", "line", "Left", "Spacing", "After", "Exactly", "At", "least"}
ALIKE = {"mm", "cm", "pt", "Times", "New", "Roman", "Unicode"} | OF_WORD
NUMBERED = re.compile(r"\b1\.1\.")


@cache
def findings() -> tuple[Any, ...]:
    """All that is found in all papers with a fault; one way of saying their formatting is enough."""
    broken = [report_of(each.paper, kind=each.kind, norm=each.norm) for each in BREAKING if "styles" not in each.name]
    return tuple(each for report in (*broken, *map(report_of, MORE)) for each in report.findings)


def _messages() -> dict[str, set[Any]]:
    """What the findings say, and what the rules demand in both editions, by rule."""
    from service.conformance.rules import all_rules
    from service.norm import load_editions

    said = defaultdict(set)
    for each in findings():
        said[each.rule] |= {each.found, each.expected, each.mend}
    for edition in load_editions().values():
        for identifier, rule in all_rules().items():
            said[identifier].add(rule.says(edition))
    return dict(said)


def _own_words(text: str) -> str:
    """Without what is quoted of a paper."""
    return OF_PAPERS.sub("", QUOTED.sub("", text))


def test_every_rule_has_said_something():
    from service.conformance.rules import all_rules

    assert {each.rule for each in findings()} == all_rules().keys()


def test_every_rule_demands_something_under_both_editions():
    from service.conformance.rules import all_rules
    from service.norm import load_editions

    for edition in load_editions().values():
        for rule in all_rules().values():
            demand = rule.says(edition)

            assert (rule.id, bool(demand.vi.strip()), bool(demand.en.strip())) == (rule.id, True, True)
            assert not re.search(r"[{}]|None|\bnorm\.", demand.vi + demand.en), rule.id


def test_no_message_is_empty():
    assert [each for said in _messages().values() for each in said if not each.vi.strip() or not each.en.strip()] == []


def test_messages_are_alike_in_both_languages_only_where_they_are_figures_or_names():
    alike = [each for said in _messages().values() for each in said if each.vi == each.en]
    spoken = [each for each in alike if set(re.findall(r"[^\W\d_]+", _own_words(each.vi))) - ALIKE]

    assert spoken == []


def test_english_messages_are_english():
    """The names of components stay as they are, for they are looked for in a paper."""
    strange = {
        (rule, each.en)
        for rule, said in _messages().items()
        for each in said
        if VIETNAMESE.search(COMPONENTS.sub("", _own_words(each.en)))
    }

    assert strange == set()


@pytest.mark.parametrize(("language", "mark"), [("vi", "."), ("en", ",")])
def test_figures_have_the_decimal_mark_of_their_language(language, mark):
    wrong = {
        (each.rule, text)
        for each in findings()
        for text in (getattr(message, language) for message in (each.found, each.expected, each.mend))
        if re.search(rf"\d[{mark}]\d", NUMBERED.sub("", _own_words(text)))
    }

    assert wrong == set()


def test_there_are_figures_with_decimals():
    vi = {message.vi for each in findings() for message in (each.found, each.mend)}

    assert {"lề trên 25,4 mm", "1,15 dòng (Multiple)", "lùi 17,3 mm", "đường kẻ dài 44,4 mm"} <= vi
