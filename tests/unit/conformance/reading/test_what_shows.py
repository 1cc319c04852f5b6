"""Which text of a paper shows: tracked changes, fields, hidden text, breaks, alternatives, foreign marks."""

from __future__ import annotations

import pytest

from tests.papers.markup import run
from tests.unit.conformance.small import lines, p, read, texts

FALLBACK = f"<mc:Fallback>{run('xưa')}</mc:Fallback>"
BY = 'w:id="1" w:author="a"'
DELETED_MARK = f"<w:rPr><w:del {BY}/></w:rPr>"


def shown(*content: str) -> str:
    """The text of one paragraph."""
    return "|".join(texts(read(p(*content))))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (f"<w:ins {BY}>{run('mới')}</w:ins>", "mới"),
        (f"<w:del {BY}><w:r><w:delText>cũ</w:delText></w:r></w:del>", ""),
        (f"<w:moveTo {BY}>{run('đây')}</w:moveTo>", "đây"),
        (f"<w:moveFrom {BY}>{run('kia')}</w:moveFrom>", ""),
        (f"<w:ins {BY}><w:del {BY}>{run('thôi')}</w:del></w:ins>", ""),
    ],
)
def test_tracked_changes_are_read_as_accepted(change, text):
    assert shown(change) == text


def test_a_deleted_paragraph_mark_joins_paragraphs():
    paper = read(p("một ", properties=DELETED_MARK) + p("hai", properties='<w:jc w:val="center"/>'))

    assert texts(paper) == ["một hai"]
    assert paper.paragraphs[0].format.align == "center"
    assert paper.paragraphs[0].number == 2


def test_drawings_and_fields_of_joined_paragraphs_stay():
    box = f"<w:r><w:pict><v:shape><w:txbxContent>{p('hộp')}</w:txbxContent></v:shape></w:pict></w:r>"
    page = f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>'
    paper = read(p(box, page, properties=DELETED_MARK) + p("hai"))

    assert texts(paper) == ["hộp", "7hai"]
    assert [field.name for field in paper.paragraphs[-1].fields] == ["PAGE"]


@pytest.mark.parametrize("after", ["", f"<w:tbl><w:tr><w:tc>{p('ô')}</w:tc></w:tr></w:tbl>"])
def test_a_deleted_paragraph_mark_with_no_paragraph_after_it_loses_nothing(after):
    assert "một" in texts(read(p("một", properties=DELETED_MARK) + after))


def test_a_deleted_row_does_not_show():
    rows = f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc>{p('cũ')}</w:tc></w:tr><w:tr><w:tc>{p('mới')}</w:tc></w:tr>"

    assert texts(read(f"<w:tbl>{rows}</w:tbl>")) == ["mới"]


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(code: str, result: str) -> str:
    return f"{mark('begin')}<w:r><w:instrText>{code}</w:instrText></w:r>{mark('separate')}{result}{mark('end')}"


@pytest.mark.parametrize(
    ("content", "text", "names"),
    [
        (f'<w:fldSimple w:instr=" PAGE \\* MERGEFORMAT ">{run("7")}</w:fldSimple>', "7", ["PAGE"]),
        (field(" PAGE ", run("7")), "7", ["PAGE"]),
        (field("PA</w:instrText></w:r><w:r><w:instrText>GE", run("7")), "7", ["PAGE"]),
        (field("IF 1", field("DATE", run("nay"))), "nay", ["DATE", "IF"]),
        (
            mark("begin") + run("mã") + field("PAGE", run("7")) + mark("separate") + run("x") + mark("end"),
            "x",
            ["PAGE", ""],
        ),
        (mark("end") + mark("separate") + run("x"), "x", []),
        (mark("begin") + run("mã"), "", []),
        ("<w:fldSimple/>", "", [""]),
        (mark("what") + run("x"), "x", []),
    ],
)
def test_fields_show_their_result(content, text, names):
    paper = read(p(content))

    assert ("".join(texts(paper)), [each.name for each in paper.paragraphs[0].fields]) == (text, names)


def test_a_field_reaches_over_paragraphs():
    opened = f"{mark('begin')}<w:r><w:instrText>TOC</w:instrText></w:r>"
    body = p(opened) + p(run("mã"), mark("separate"), run("mục")) + p(run("lục"), mark("end"), run(" hết"))

    assert texts(read(body)) == ["mục", "lục hết"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("ẩn", "<w:vanish/>") + run("hiện"), "hiện"),
        (run("hiện", '<w:vanish w:val="0"/>'), "hiện"),
        ("<w:r><w:t>a<!-- x -->b<?y z?>c</w:t></w:r>", "abc"),
        ("<w:r><w:t><![CDATA[a<b]]></w:t></w:r>", "a<b"),
        ("<w:r><!-- x --><w:t>a</w:t><?y?></w:r><!-- z -->", "a"),
        ("<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>", "\u2011\u00ad"),
        ('<w:r><w:sym w:font="Symbol" w:char="F02D"/></w:r>', "-"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym/><w:sym w:char="D800"/></w:r>', "□□□"),
        (f'<w:hyperlink w:anchor="x">{run("nối")}</w:hyperlink>', "nối"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('ô')}</w:sdtContent></w:sdt>", "ô"),
        (f'<w:smartTag w:uri="u" w:element="date">{run("ngày")}</w:smartTag>', "ngày"),
        (f'<q:what xmlns:q="urn:q"><q:r/></q:what>{run("x")}', "x"),
        ("<mc:AlternateContent/><w:r><mc:AlternateContent/></w:r>" + run("x"), "x"),
        (
            f"<mc:AlternateContent><mc:Choice>{run('nay')}</mc:Choice>{FALLBACK}</mc:AlternateContent>",
            "nay",
        ),
        (f"<mc:AlternateContent>{FALLBACK}</mc:AlternateContent>", "xưa"),
    ],
)
def test_inline_content(content, text):
    assert shown(content) == text


@pytest.mark.parametrize("element", ["<w:br/>", '<w:br w:type="textWrapping"/>', "<w:cr/>", '<w:br w:type="page"/>'])
def test_breaks_part_lines(element):
    assert [line.text for line in lines(p("một", f"<w:r>{element}</w:r>", "hai"))] == ["một", "hai"]


def test_lines_are_never_blank_and_counted():
    found = lines(p("một", "<w:r><w:br/><w:br/></w:r>", "  ") + p() + p("hai"))

    assert [(line.text, line.order) for line in found] == [("một", 0), ("hai", 1)]


@pytest.mark.parametrize(
    ("body", "starts"),
    [
        (p("một") + p('<w:r><w:br w:type="page"/></w:r>', "hai"), [False, True]),
        (p("một", '<w:r><w:br w:type="page"/></w:r>') + p("hai"), [False, True]),
        (p("một") + p('<w:r><w:br w:type="page"/></w:r>') + p("hai"), [False, True]),
        (p("một") + p("hai", properties="<w:pageBreakBefore/>"), [False, True]),
        (p("một") + p("hai"), [False, False]),
    ],
)
def test_where_a_page_starts(body, starts):
    assert [each.starts_page for each in read(body).paragraphs if not each.blank] == starts


@pytest.mark.parametrize(
    "body", ["", run("lẻ"), "<w:p><w:p/></w:p>", "<w:tbl/>", "<w:tbl><w:tr/></w:tbl>", "<!-- x -->"]
)
def test_a_body_without_a_paragraph_that_says_anything(body):
    assert texts(read(body)) == []


def test_footnotes_are_read_apart_without_their_rule():
    notes = (
        f'<w:footnote w:type="separator" w:id="-1">{p("kẻ")}</w:footnote><!-- x --><w:footnote w:id="1">{p("chú")}'
        "</w:footnote>"
    )
    paper = read(p("x"), footnotes=notes)

    assert [(note.text, note.part) for note in paper.notes] == [("chú", "footnote")]
