"""Formatting some characters of a run: they and no others change, and every character keeps its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from service.conformance.mending import mended
from service.conformance.paper import Paper, Span
from service.conformance.reading import read_paper
from service.conformance.reading.layout import spans_between
from service.conformance.remedies import Compose, Remedy, SetCharacters, SetParagraph
from service.package import read_package
from tests.papers.markup import run
from tests.unit.conformance.small import docx, p, paper_of, root_of, texts, w

UNITS = st.sampled_from(
    [
        "<w:t>chữ</w:t>",
        '<w:t xml:space="preserve"> và </w:t>',
        "<w:tab/>",
        "<w:br/>",
        "<w:t/>",
        "<w:t>a<!-- x -->b</w:t>",
        "<w:noBreakHyphen/>",
        "<w:lastRenderedPageBreak/>",
        "<!-- x -->",
        '<w:sym w:font="Symbol" w:char="F02D"/>',
        "<w:instrText> PAGE </w:instrText>",
        "<w:drawing/>",
        "<mc:AlternateContent><mc:Choice><w:t>hai ba</w:t></mc:Choice></mc:AlternateContent>",
    ]
)
RUNS = st.lists(st.tuples(st.sampled_from(["", "<w:i/>"]), st.lists(UNITS, max_size=6)), min_size=1, max_size=3)


def document(runs: list[tuple[str, list[str]]]) -> bytes:
    return docx(p(*(f"<w:r><w:rPr>{kind}</w:rPr>{''.join(units)}</w:r>" for kind, units in runs)))


def mend(original: bytes, *stretches: tuple[int, int]) -> bytes:
    """The copy with these characters of its paragraph in bold."""

    def bold(paper: Paper) -> list[Remedy]:
        (paragraph,) = paper.paragraphs
        return [SetCharacters(tuple(spans_between(paragraph.spans, *each)), bold=True) for each in stretches]

    return apply(original, bold)


def apply(original: bytes, make: Callable[[Paper], list[Remedy]]) -> bytes:
    """The copy with the remedies that ``make`` gives for its paper."""
    package = read_package(original, embedded="kept")
    paper = read_paper(package)
    return mended(package, paper, make(paper))


def letters(document: bytes) -> list[tuple[str, bool, bool]]:
    """Every character with its slope and weight."""
    spans: list[Span] = [span for each in paper_of(document).paragraphs for span in each.spans]
    return [(letter, span.format.italic, span.format.bold) for span in spans for letter in span.text]


@given(runs=RUNS, cuts=st.lists(st.integers(0, 30), min_size=2, max_size=6))
@settings(max_examples=150)
def test_runs_parted_anywhere_keep_text_and_formatting(runs, cuts):
    original = document(runs)
    before = letters(original)
    stretches = [(min(pair), max(pair)) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    after = letters(mend(original, *stretches))
    wanted = {place for start, end in stretches for place in range(start, end)}

    assert [each[:2] for each in after] == [each[:2] for each in before]
    missed = [each for place, each in enumerate(after) if place in wanted and not each[2]]
    assert missed == []
    if "AlternateContent" not in str(runs):  # which cannot be parted, and is formatted as a whole
        assert [place for place, each in enumerate(after) if each[2] and place not in wanted] == []


def test_a_run_is_parted_in_three():
    root = root_of(mend(document([("<w:i/>", ["<w:t>Nơi nhận: a</w:t>"])]), (4, 8)))

    assert [run.findtext(w("t")) for run in root.iter(w("r"))] == ["Nơi ", "nhận", ": a"]
    assert all(run.find(f"{w('rPr')}/{w('i')}") is not None for run in root.iter(w("r")))


def test_attributes_of_a_run_stay_with_all_its_parts():
    root = root_of(mend(docx('<w:p><w:r w:rsidR="00A1"><w:t>một hai</w:t></w:r></w:p>'), (0, 3)))

    assert [run.get(w("rsidR")) for run in root.iter(w("r"))] == ["00A1", "00A1"]


@pytest.mark.parametrize("stretches", [[(0, 3), (4, 7), (8, 10)], [(8, 10), (4, 7), (0, 3)], [(0, 10), (4, 7)]])
def test_the_order_of_the_cuts_is_all_one(stretches):
    original = document([("", ["<w:t>một hai ba</w:t>"])])

    assert "".join(each[0] for each in letters(mend(original, *stretches))) == "một hai ba"


def test_a_run_of_thousands_of_lines_is_parted_at_each():
    lines = 4000
    original = docx(p("<w:r>" + "<w:t>dòng</w:t><w:br/>" * lines + "</w:r>"))
    shown = apply(original, lambda paper: [SetCharacters(line.spans, bold=True) for line in paper.lines])
    root = root_of(shown)

    assert sum(each.find(f"{w('rPr')}/{w('b')}") is not None for each in root.iter(w("r"))) == lines
    assert texts(paper_of(shown)) == texts(paper_of(original))


def indent_taken_out(content: str, *, also_bold: bool = False) -> str:
    def make(paper):
        (paragraph,) = paper.paragraphs
        bold = [SetCharacters(tuple(paragraph.visible), bold=True)] if also_bold else []
        return [SetParagraph(paragraph, first_line_mm=10), *bold]

    return "".join(each[0] for each in letters(apply(docx(p(content)), make)))


@pytest.mark.parametrize("also_bold", [False, True])
@pytest.mark.parametrize(
    ("content", "left"),
    [
        ("<w:r><w:tab/><w:t>một</w:t></w:r>" + run(" hai"), "một hai"),
        ("<w:r><w:tab/></w:r>" + run("  một") + run(" hai"), "một hai"),
        ("<w:r><w:lastRenderedPageBreak/><w:tab/><w:t>một</w:t><w:tab/></w:r>", "một\t"),
        ("<w:r><w:br/><w:tab/><w:t>một</w:t></w:r>", "\n\tmột"),
    ],
)
def test_a_typed_indent_goes_and_no_other_space_does(content, left, also_bold):
    assert indent_taken_out(content, also_bold=also_bold) == left


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("a\u0301"), ["á"]),
        (run("a") + run("\u0301b"), ["á", "b"]),
        (run("a") + run("\u0323") + run("\u0302"), ["ậ"]),
        (run("\u0301a"), ["\u0301a"]),
        ("<w:r><w:t>a<!-- x -->\u0301</w:t></w:r>", ["á"]),
    ],
)
def test_marks_join_their_letters(content, expected):
    shown = apply(docx(p(content)), lambda paper: [Compose(paper.paragraphs[0])])

    assert [each.text for each in root_of(shown).iter(w("t")) if each.text] == expected


def test_what_nothing_is_said_of_stays_byte_for_byte():
    original = docx(p("một"), styles="<!-- x --><w:docDefaults/>")

    assert etree.tostring(root_of(mend(original), "word/styles.xml")) == etree.tostring(
        root_of(original, "word/styles.xml")
    )
