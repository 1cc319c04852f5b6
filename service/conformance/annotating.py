"""Findings as comments of Word in a copy of the paper (ECMA-376 part 1, 17.13.4); nothing else of it changes."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from service.conformance.copying import PackageCopy
from service.conformance.paper import Paper
from service.conformance.reading.names import NAMESPACES, attribute, child, qn, whole_number
from service.conformance.report import FormatFinding, Report
from service.errors import Language, Message
from service.package import Package

AUTHOR, INITIALS = "Văn thư", "VT"
_SEVERITIES = {
    "error": Message("Lỗi", "Error"),
    "warning": Message("Cảnh báo", "Warning"),
    "info": Message("Lưu ý", "Note"),
}
_TAGS = (qn("w:commentRangeStart"), qn("w:commentRangeEnd"), qn("w:commentReference"))


def annotated(package: Package, paper: Paper, report: Report, language: Language) -> bytes:
    """The copy with one comment for each finding.

    A finding in a header, footer, note or text box, or about the page, stands at the first paragraph and names where.
    """
    copy = PackageCopy(package, paper.roots)
    main = copy.root(paper.main_part)
    paragraphs = {each.number: each.element for each in paper.paragraphs if each.number is not None}
    first = _first_paragraph(main)
    comments = _comments_part(copy, paper.main_part) if report.findings else None
    identifier = _next_identifier(main, comments)
    for number, finding in enumerate(report.findings, identifier):
        at = paragraphs.get(finding.where.paragraph or 0)
        if comments is not None:
            comments.append(_comment(number, finding, language, named=at is None))
            _anchor(first if at is None else at, number)
    if comments is not None:
        copy.changed(paper.main_part)
    return copy.content()


def _first_paragraph(main: etree._Element) -> etree._Element:
    body = child(main, "w:body")
    if body is None:
        body = etree.SubElement(main, qn("w:body"))
    first = next((each for each in body.iter(qn("w:p")) if not _in_box(each)), None)
    if first is None:
        first = etree.Element(qn("w:p"))
        body.insert(0, first)
    return first


def _in_box(element: etree._Element) -> bool:
    return any(parent.tag in (qn("w:txbxContent"), qn("mc:Fallback")) for parent in element.iterancestors())


def _comments_part(copy: PackageCopy, main: str) -> etree._Element:
    name = copy.related(main, "comments", qn("w:comments"))
    if name is not None:
        copy.changed(name)
        return copy.root(name)
    root = etree.Element(qn("w:comments"), nsmap={"w": NAMESPACES["w"]})
    copy.add(main, "comments", "", lambda: root)
    return root


def _next_identifier(main: etree._Element, comments: etree._Element | None) -> int:
    elements = [*main.iter(*_TAGS), *(comments if comments is not None else ())]
    return max((whole_number(attribute(each, "w:id")) for each in elements), default=-1) + 1


def _comment(number: int, finding: FormatFinding, language: Language, *, named: bool) -> etree._Element:
    comment = etree.Element(qn("w:comment"))
    for name, value in (("id", str(number)), ("author", AUTHOR), ("initials", INITIALS)):
        comment.set(qn(f"w:{name}"), value)
    for text in _sentences(finding, language, named=named):
        paragraph = etree.SubElement(comment, qn("w:p"))
        run = etree.SubElement(paragraph, qn("w:r"))
        element = etree.SubElement(run, qn("w:t"))
        element.text = _printable(text)
        element.set(qn("xml:space"), "preserve")
    return comment


def _sentences(finding: FormatFinding, language: Language, *, named: bool) -> Iterator[str]:
    english = language == "en"
    severity = _SEVERITIES[finding.severity].say(language)
    yield f"{severity} [{finding.rule}]"
    if named:
        yield f"{'Place' if english else 'Chỗ'}: {finding.where.say(language)}"
    more = (f" (and {finding.more} more)" if english else f" (và {finding.more} chỗ khác)") * bool(finding.more)
    yield f"{'Found' if english else 'Thấy'}: {finding.found.say(language)}{more}"
    yield f"{'Expected' if english else 'Đúng'}: {finding.expected.say(language)}"
    yield f"{'To mend' if english else 'Cách sửa'}: {finding.mend.say(language)}"
    yield f"{'Clause' if english else 'Căn cứ'}: {finding.clause}"


def _printable(text: str) -> str:
    """XML takes no control characters, which the text of a paper cannot hold but a font's name might."""
    return "".join(character for character in text if character >= " " and character not in "\ufffe\uffff")


def _anchor(paragraph: etree._Element, number: int) -> None:
    """The comment covers the paragraph; the run that refers to it shows nothing."""
    marks = []
    for name in ("commentRangeStart", "commentRangeEnd"):
        mark = etree.Element(qn(f"w:{name}"))
        mark.set(qn("w:id"), str(number))
        marks.append(mark)
    properties = child(paragraph, "w:pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, marks[0])
    paragraph.append(marks[1])
    run = etree.SubElement(paragraph, qn("w:r"))
    reference = etree.SubElement(run, qn("w:commentReference"))
    reference.set(qn("w:id"), str(number))
