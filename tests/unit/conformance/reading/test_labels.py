"""What automatic numbering writes in front of a paragraph (17.9)."""

from __future__ import annotations

import pytest

from tests.unit.conformance.small import p, read, style


def level(depth: int, kind: str, text: str, *, start: int | str = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/>'
        "</w:lvl>"
    )


def abstract(number: int, *levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{more}{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def labels(numbering: str, *paragraphs: tuple[int | str, int | str], styles: str = "") -> list[str]:
    """The labels of paragraphs, each of a list and a level."""
    body = "".join(
        p("x", properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')
        for number, depth in paragraphs
    )
    return [paragraph.label for paragraph in read(body, numbering=numbering, styles=styles).paragraphs]


@pytest.mark.parametrize(
    ("kind", "start", "expected"),
    [
        ("decimal", 1, ["1.", "2."]),
        ("decimalZero", 9, ["09.", "10."]),
        ("upperRoman", 4, ["IV.", "V."]),
        ("lowerRoman", 9, ["ix.", "x."]),
        ("lowerLetter", 26, ["z.", "aa."]),
        ("upperLetter", 1, ["A.", "B."]),
        ("decimal", 0, ["0.", "1."]),
        ("ofAnotherWorld", 1, ["1.", "2."]),
        ("lowerLetter", 999999, ["999999.", "1000000."]),
        ("lowerRoman", -3, ["-3.", "-2."]),
        ("decimal", "x", ["0.", "1."]),
    ],
)
def test_kinds_of_numbers(kind, start, expected):
    assert labels(abstract(1, level(0, kind, "%1.", start=start)) + num(1, 1), (1, 0), (1, 0)) == expected


MULTI = abstract(1, level(0, "upperRoman", "%1-"), level(1, "decimal", "%1.%2."), level(2, "lowerLetter", "%3)"))


def test_deeper_levels_start_again_after_a_higher_one():
    found = labels(MULTI + num(1, 1), (1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2))

    assert found == ["I-", "I.1.", "I.2.", "a)", "II-", "II.1.", "a)"]


def test_a_level_that_never_restarts_counts_on():
    articles = abstract(
        1, level(0, "upperRoman", "%1"), level(1, "decimal", "Điều %2.", more='<w:lvlRestart w:val="0"/>')
    )

    assert labels(articles + num(1, 1), (1, 0), (1, 1), (1, 0), (1, 1)) == ["I", "Điều 1.", "II", "Điều 2."]


def test_a_level_that_restarts_after_the_first_level_alone():
    deep = abstract(
        1,
        level(0, "decimal", "%1"),
        level(1, "decimal", "%2"),
        level(2, "decimal", "%3", more='<w:lvlRestart w:val="1"/>'),
    )
    found = labels(deep + num(1, 1), (1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2))

    assert found == ["1", "1", "1", "2", "2", "2", "1"]


def test_legal_numbering_writes_every_level_in_figures():
    legal = abstract(1, level(0, "upperRoman", "%1"), level(1, "decimal", "%1.%2", more="<w:isLgl/>"))

    assert labels(legal + num(1, 1), (1, 0), (1, 1)) == ["I", "1.1"]


def test_a_level_that_was_not_yet_counted_is_written_with_its_start():
    assert labels(MULTI + num(1, 1), (1, 1)) == ["I.1."]


def test_lists_of_one_definition_count_on_in_one_another():
    assert labels(MULTI + num(1, 1) + num(2, 1), (1, 0), (2, 0)) == ["I-", "II-"]


def test_an_override_starts_the_list_again():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'

    assert labels(MULTI + num(1, 1) + num(2, 1, again), (1, 0), (1, 0), (2, 0)) == ["I-", "II-", "I-"]


def test_an_override_may_define_a_level_anew():
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "(%1)", start=5)}</w:lvlOverride>'

    assert labels(MULTI + num(1, 1) + num(2, 1, other), (1, 0), (2, 0))[0] == "I-"
    assert labels(MULTI + num(2, 1, other), (2, 0)) == ["(5)"]


def test_a_list_that_is_defined_by_a_list_style():
    linked = abstract(1, level(0, "decimal", "%1."), more='<w:styleLink w:val="L"/>')
    linking = abstract(2, more='<w:numStyleLink w:val="L"/>')

    assert labels(linked + linking + num(1, 1) + num(2, 2), (2, 0), (2, 0)) == ["1.", "2."]


@pytest.mark.parametrize(("text", "label"), [("-", "-"), ("\uf02d", "-"), ("\uf0b7", "•"), ("+", "+"), ("", "")])
def test_bullets_read_as_what_they_look_like(text, label):
    assert labels(abstract(1, level(0, "bullet", text)) + num(1, 1), (1, 0)) == [label]


@pytest.mark.parametrize(
    "numbering",
    [
        "",
        num(1, 1),
        '<w:num w:numId="1"/>',
        abstract(1) + num(1, 1),
        abstract(1, level(3, "decimal", "%1")) + num(1, 1),
        abstract(1, level(0, "decimal", "%1"))
        + num(1, 1, '<w:lvlOverride w:ilvl="99"><w:startOverride/></w:lvlOverride>'),
    ],
)
@pytest.mark.parametrize("paragraph", [(1, 99), ("x", "y"), (1, -1), ("", "")])
def test_what_leads_nowhere_writes_no_label(numbering, paragraph):
    assert labels(numbering, paragraph)[0] in ("", "1")


@pytest.mark.parametrize("text", ["%9", "%1.%9", "%0%", "%%1"])
def test_a_placeholder_of_a_level_that_is_not_there_does_no_harm(text):
    assert labels(abstract(1, level(0, "decimal", text)) + num(1, 1), (1, 0))


def test_a_list_by_style_is_counted():
    styles = style("P", '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>')
    body = p("x", properties='<w:pStyle w:val="P"/>') * 2

    assert [each.label for each in read(body, styles=styles, numbering=MULTI + num(1, 1)).paragraphs] == [
        "I.1.",
        "I.2.",
    ]


def test_headers_do_not_count_in_the_lists_of_the_body():
    listed = p("x", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    paper = read(
        listed,
        numbering=MULTI + num(1, 1),
        header1=listed,
        section='<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>',
    )

    assert paper.paragraphs[0].label == "I-"
    assert paper.sections[0].headers["default"].paragraphs[0].label == "I-"
