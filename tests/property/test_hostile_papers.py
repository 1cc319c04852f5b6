"""Whatever XML a DOCX holds: it is judged, annotated and mended, and what comes back can be opened and judged again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from service.errors import UnreadableDocx
from service.package import parse_exactly, read_package
from tests.conformance.checking import checker, texts
from tests.papers import PageNumber, Table, paper, piece
from tests.papers.comments import with_comment
from tests.papers.markup import ROOT
from tests.papers.package import zipped
from tests.papers.paper import Annex
from tests.papers.treatments import ALL as TREATMENTS
from tests.papers.wording import MEMBERS

_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:fldSimple w:instr="PAGE"><w:r><w:t>7</w:t></w:r></w:fldSimple>'
    '</w:p><w:p><w:r><w:t>kết quả</w:t><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_MERGED = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="MemberTable"/><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>'
    '<w:gridCol w:w="900"/><w:gridCol w:w="900"/></w:tblGrid><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc>'
    '<w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r>'
    '<w:sym w:font="Wingdings" w:char="F0B7"/></w:r></w:p></w:tc>'
    "</w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
)


def _among_everything(document: str) -> str:
    """Fields over paragraphs, merged cells and a symbol before the text."""
    return _FIELD + _MERGED + document


PAPERS: dict[str, Callable[[], bytes]] = {
    "styles and lists": paper("report", formatting="styles", numbering="automatic").docx,
    "in text boxes": paper(letterhead="text_boxes", signing="tabs", title=piece(size=14), star=None).docx,
    "in boxes of VML": paper(letterhead="vml_boxes", line="vml", signing="columns", hyphens="---").docx,
    "in columns": paper("letter", letterhead="columns", formatting="styles").docx,
    "with an annex": paper(
        annexes=(Annex(table=Table(MEMBERS, (12, 60, 35, 45, 60, 40))),), page_number=PageNumber(size=12)
    ).docx,
    "among tracked changes": paper(
        "minutes", treatments=(TREATMENTS["track_changes"], TREATMENTS["join_paragraphs"])
    ).docx,
    "with much around it": paper(
        "report",
        line="connector",
        page_number=PageNumber(place="footer", align="right"),
        every={"body": {"size": 13, "align": "left", "first_mm": 0, "font": "Arial", "color": "FF0000"}},
        treatments=(TREATMENTS["wrap_in_controls"], TREATMENTS["split_runs"], _among_everything),
    ).docx,
    "commented": lambda: with_comment(paper("slip", every={"body": {"after": 0}}).docx(), "xem lại"),
}

VALUES = (
    "", "0", "1", "-1", "2", "9", "99", "720", "-720", "999999", "99999999999999999999", "1e308", "nan", "inf", "-inf",
    "1.5", "12pt", "-3cm", "xpt", "pt", "٣", "²", "%1", "%9.%1", "true", "false", "none", "nil", "begin", "separate",
    "end", "restart", "continuous", "nextPage", "default", "first", "even", "auto", "exact", "center", "right", "clear",
    "bullet", "chicago", "F0B7", "D800", "Normal", "../document.xml", "document.xml", "a,b", "1,2", "1pt,2pt,3",
    "position:absolute;width:1e999pt;height:;left", " PAGE ", "\u200b", "x" * 3000,
)  # fmt: skip
"""What attributes and texts are set to."""

_OTHER = "urn:of-somebody-else"
NEW = (
    "<!-- remark -->", "<?instruction?>", "<w:p/>", "<w:r/>", "<w:t>chữ</w:t>", "<w:tbl/>", "<w:tr/>", "<w:tc/>",
    "<w:sectPr/>", "<w:pPr/>", "<w:rPr/>", "<w:br/>", '<w:br w:type="page"/>', '<w:br w:type="column"/>', "<w:tab/>",
    '<w:fldChar w:fldCharType="begin"/>', '<w:fldChar w:fldCharType="separate"/>', '<w:fldChar w:fldCharType="end"/>',
    "<w:fldSimple/>", "<w:instrText> PAGE </w:instrText>", "<w:sym/>", "<mc:AlternateContent/>", "<mc:Choice/>",
    "<w:drawing/>", "<w:pict/>", "<w:drawing><wp:anchor/></w:drawing>", "<w:del/>", "<w:ins/>", "<w:txbxContent/>",
    "<w:drawing><wp:inline><wps:txbx><w:txbxContent><w:p/></w:txbxContent></wps:txbx></wp:inline></w:drawing>",
    '<w:pict><v:line from="0,0" to="9"/></w:pict>', '<w:pict><v:rect style="width:x"/></w:pict>', "<w:numPr/>",
    '<w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr>', '<w:headerReference r:id="header_default"/>',
    '<w:footerReference r:id="styles"/>', '<w:headerReference w:type="even" r:id="nowhere"/>', "<w:titlePg/>",
    '<w:cols w:num="3"/>', '<w:cols><w:col w:w="x"/><w:col/></w:cols>', '<w:basedOn w:val="Normal"/>', "<w:lvl/>",
    "<w:startOverride/>", "<w:tabs><w:tab/></w:tabs>", f'<x xmlns="{_OTHER}"/>', "<w:bookmarkStart/>",
    "<w:footnoteReference/>", "<w:sdt><w:sdtContent/></w:sdt>", "<w:evenAndOddHeaders/>", "<w:body/>", "<w:style/>",
)  # fmt: skip
"""Elements that are put where they do not belong."""


class Change(NamedTuple):
    """One thing done to one element of a part; numbers are taken modulo what there is."""

    part: int
    how: str
    at: int
    other: int
    value: str
    new: str


CHANGES = st.lists(
    st.builds(
        Change,
        st.integers(0, 15),
        st.sampled_from(["set", "unset", "text", "drop", "double", "move", "copy", "rename", "put", "wrap", "many"]),
        st.integers(0, 4000),
        st.integers(0, 4000),
        st.sampled_from(VALUES),
        st.sampled_from(NEW),
    ),
    min_size=1,
    max_size=12,
)


@cache
def _parts(name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(PAPERS[name]())) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def changed(name: str, changes: list[Change]) -> bytes:
    """The paper of this name with its XML changed; the text of the document is changed most."""
    parts = dict(_parts(name))
    others = [part for part in parts if part.startswith(("word/", "docProps/")) and part != "word/document.xml"]
    choice = ["word/document.xml"] * 8 + others
    roots: dict[str, etree._Element] = {}
    for change in changes:
        part = choice[change.part % len(choice)]
        if part not in roots:
            roots[part] = parse_exactly(parts[part])
        _apply(change, roots[part])
    return zipped({**parts, **{part: etree.tostring(root, encoding="UTF-8") for part, root in roots.items()}})


def _apply(change: Change, root: etree._Element) -> None:
    elements = list(root.iter(etree.Element))
    element, other = elements[change.at % len(elements)], elements[change.other % len(elements)]
    if change.how in ("set", "unset") and element.attrib:
        name = sorted(element.attrib)[change.other % len(element.attrib)]
        if change.how == "set":
            element.set(name, change.value)
        else:
            del element.attrib[name]
    elif change.how == "text":
        element.text = change.value
    elif change.how == "rename":
        element.tag = other.tag
    elif change.how in ("put", "many"):
        new = list(etree.fromstring(f"<x {ROOT}>{change.new}</x>"))
        for each in new * (1 if change.how == "put" else 40):
            element.insert(change.other % (len(element) + 1), deepcopy(each))
    elif element is not root:
        _rearrange(change.how, element, other)


def _rearrange(how: str, element: etree._Element, other: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    if how == "drop":
        parent.remove(element)
    elif how == "double":
        element.addnext(deepcopy(element))
    elif how == "copy":
        other.append(deepcopy(element))
    elif how == "move" and element not in (other, *other.iterancestors()):
        other.insert(0, element)
    elif how == "wrap":
        shell = etree.Element(other.tag)
        parent.replace(element, shell)
        shell.append(element)


def hold(docx: bytes) -> None:
    """Judge, annotate and mend; what comes back is a package, and can be judged again."""
    try:
        read_package(docx, embedded="kept")
    except UnreadableDocx:
        return
    report = checker().check(docx)
    report.as_json("vi")
    annotated = checker().annotate(docx, report)
    assert texts(annotated) == texts(docx)
    checker().check(annotated)
    mended = checker().mend(docx)
    checker().annotate(mended, checker().check(mended))


@given(changes=CHANGES)
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_with_its_xml_changed_is_judged_annotated_and_mended(name, changes):
    hold(changed(name, changes))


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_left_as_it_is_passes_the_same_way(name):
    """The ground to stand on: each of them can be read."""
    docx = changed(name, [])

    assert read_package(docx, embedded="kept").main_document == "word/document.xml"
    hold(docx)
