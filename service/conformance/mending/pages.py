"""Page set-up, and the page number in the header."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from service.conformance.copying import PackageCopy
from service.conformance.mending.formatting import format_run, twips_of_mm
from service.conformance.mending.ordered import drop, insert, properties_of, put, take_out
from service.conformance.paper import HeaderFooter, Paper, Paragraph, Section, to_mm
from service.conformance.reading.inline import field_name
from service.conformance.reading.names import NAMESPACES, VAL, attribute, child, local_name, qn, text_of
from service.conformance.remedies import SetCharacters, SetField, SetPage, SetPageNumber

_NUMBERS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_MARGINS = ("top", "right", "bottom", "left", "header", "footer", "gutter")


def set_page(remedy: SetPage, copy: PackageCopy, paper: Paper) -> None:
    """Paper size and margins of one section."""
    properties = _attached(remedy.section, copy, paper)
    lengths = dict(remedy.lengths_mm)
    if "width" in lengths:
        size = put(properties, "w:pgSz")
        size.set(qn("w:w"), twips_of_mm(lengths.pop("width")))
        size.set(qn("w:h"), twips_of_mm(lengths["height"]))
        lies = remedy.lengths_mm["width"] > lengths.pop("height")
        size.set(qn("w:orient"), "landscape" if lies else "portrait")
    if lengths:
        margins = _margins(properties, remedy.section)
        for name, millimetres in lengths.items():
            margins.set(qn(f"w:{name}"), twips_of_mm(millimetres))
        if "left" in lengths:
            drop(margins, "w:start")
            margins.set(qn("w:gutter"), "0")
        if "right" in lengths:
            drop(margins, "w:end")


def _attached(section: Section, copy: PackageCopy, paper: Paper) -> etree._Element:
    """The ``w:sectPr`` of a section; one that the document did not have is put at the end of its body."""
    copy.changed(paper.main_part)
    if section.element.getparent() is None:
        body = child(copy.root(paper.main_part), "w:body")
        if body is not None:
            body.append(section.element)
    return section.element


def _margins(properties: etree._Element, section: Section) -> etree._Element:
    """``w:pgMar`` with every attribute that the schema demands."""
    margins = put(properties, "w:pgMar")
    known = {name: getattr(section, name) for name in ("top", "right", "bottom", "left")}
    known |= {"header": section.header_distance, "footer": section.header_distance, "gutter": 0.0}
    for name in _MARGINS:
        if attribute(margins, f"w:{name}") is None:
            margins.set(qn(f"w:{name}"), twips_of_mm(to_mm(known[name])))
    return margins


def set_field(remedy: SetField, copy: PackageCopy) -> None:
    """Size and slope of the page number and of the marks beside it; words beside it stay as they are."""
    element = remedy.paragraph.element
    if not copy.first_time("field", element, remedy.size):
        return
    copy.changed(copy.part_of(element))
    wanted = SetCharacters((), size=remedy.size, bold=False, italic=False)
    for run in _number_runs(element) if any(map(str.isalpha, remedy.paragraph.text)) else element.iter(qn("w:r")):
        format_run(run, wanted)


def _number_runs(paragraph: etree._Element) -> list[etree._Element]:
    """The runs of the fields of a paragraph."""
    simple = [run for field in paragraph.iter(qn("w:fldSimple")) for run in field.iter(qn("w:r"))]
    return simple + [run for _, runs in _fields(paragraph) for run in runs]


def set_page_number(remedy: SetPageNumber, copy: PackageCopy, paper: Paper) -> None:
    """Centred in the header of a section, hidden on its first page where that is asked."""
    section = remedy.section
    if not copy.first_time("page number", section, remedy.restart, remedy.hide_on_first_page):
        return
    properties = _attached(section, copy, paper)
    _margins(properties, section).set(qn("w:header"), twips_of_mm(remedy.header_distance_mm))
    for footer in remedy.in_the_way:
        _take_out_numbers(footer, copy)
    if not remedy.restart:
        for kind in ("default", "even") if paper.even_headers else ("default",):
            _show_number(remedy, properties, kind, copy, paper)
    if remedy.hide_on_first_page:
        put(properties, "w:titlePg").set(VAL, "1")
        _hide_on_first_page(section, properties, copy, paper)
    if remedy.restart:
        put(properties, "w:pgNumType").set(qn("w:start"), "1")


def _show_number(remedy: SetPageNumber, properties: etree._Element, kind: str, copy: PackageCopy, paper: Paper) -> None:
    header = remedy.section.headers.get(kind, HeaderFooter())
    if header.part_name and not copy.first_time("number", header.part_name):
        return  # sections share it
    if header.page_numbers:
        for paragraph in header.page_numbers:
            if paragraph.part == "text_box" or any(map(str.isalpha, paragraph.text)):
                # It stands beside other words, or in a box: the number gets a line of its own.
                copy.changed(header.part_name)
                _take_out_fields(paragraph.element)
                copy.root(header.part_name).insert(0, _number_paragraph(remedy))
            else:
                _centre(paragraph, copy)
    elif header.part_name:
        copy.changed(header.part_name)
        copy.root(header.part_name).insert(0, _number_paragraph(remedy))
    else:
        key = ("number", remedy.size, remedy.font)
        made = copy.add(paper.main_part, "header", key, lambda: _header(_number_paragraph(remedy)))
        _refer(properties, kind, made)


def _hide_on_first_page(section: Section, properties: etree._Element, copy: PackageCopy, paper: Paper) -> None:
    """A first header without the number; what else the usual header says is kept on the first page."""
    first = section.headers.get("first", HeaderFooter())
    usual = section.headers.get("default", HeaderFooter())
    if section.title_page and first.part_name != usual.part_name:
        _take_out_numbers(first, copy)
        return
    like = usual.part_name if copy.first_time("first", usual.part_name) and _says_more(usual) else ""
    key = ("first", usual.part_name)
    _refer(properties, "first", copy.add(paper.main_part, "header", key, lambda: _without_number(copy, like), like))


def _says_more(header: HeaderFooter) -> bool:
    """Whether there is more in it than the page number."""
    return any(
        any(character.isalpha() for character in paragraph.text) or not paragraph.fields
        for paragraph in header.paragraphs
        if not paragraph.blank
    )


def _without_number(copy: PackageCopy, like: str) -> etree._Element:
    """An empty header, or one like another."""
    if not like:
        return _header(etree.Element(qn("w:p")))
    root = deepcopy(copy.root(like))
    for paragraph in root.iter(qn("w:p")):
        _take_out_fields(paragraph)
    return root


def _header(paragraph: etree._Element) -> etree._Element:
    root = etree.Element(qn("w:hdr"), nsmap={"w": NAMESPACES["w"], "r": NAMESPACES["r"]})
    root.append(paragraph)
    return root


def _refer(properties: etree._Element, kind: str, relationship: str) -> None:
    for old in properties.findall(qn("w:headerReference")):
        if (attribute(old, "w:type") or "default") == kind:
            properties.remove(old)
    reference = etree.Element(qn("w:headerReference"))
    reference.set(qn("w:type"), kind)
    reference.set(qn("r:id"), relationship)
    insert(properties, reference)


def _number_paragraph(remedy: SetPageNumber) -> etree._Element:
    paragraph = etree.Element(qn("w:p"))
    shape = properties_of(paragraph, "w:pPr")
    spacing = put(shape, "w:spacing")
    for name in ("before", "after"):
        spacing.set(qn(f"w:{name}"), "0")
    put(shape, "w:jc").set(VAL, "center")
    wanted = SetCharacters((), size=remedy.size, bold=False, italic=False, font=remedy.font, black=True)
    for kind in ("begin", "code", "separate", "result", "end"):
        run = etree.SubElement(paragraph, qn("w:r"))
        format_run(run, wanted)
        if kind == "code":
            code = etree.SubElement(run, qn("w:instrText"))
            code.text = " PAGE "
            code.set(qn("xml:space"), "preserve")
        elif kind == "result":
            etree.SubElement(run, qn("w:t")).text = "2"
        else:
            etree.SubElement(run, qn("w:fldChar")).set(qn("w:fldCharType"), kind)
    return paragraph


def _centre(paragraph: Paragraph, copy: PackageCopy) -> None:
    """In the middle, without frame, indent or tabs before it."""
    copy.changed(copy.part_of(paragraph.element))
    properties = properties_of(paragraph.element, "w:pPr")
    take_out(properties, "w:framePr")
    put(properties, "w:jc").set(VAL, "center")
    indents = put(properties, "w:ind")
    drop(indents, "w:hanging", "w:firstLineChars", "w:hangingChars", "w:start", "w:end")
    for name in ("left", "right", "firstLine"):
        indents.set(qn(f"w:{name}"), "0")
    for run in paragraph.element.iter(qn("w:r")):
        for tab in [each for each in run if local_name(each) in ("tab", "ptab")]:
            run.remove(tab)


def _take_out_numbers(part: HeaderFooter, copy: PackageCopy) -> None:
    for paragraph in part.page_numbers if copy.first_time("none", part.part_name) else ():
        copy.changed(copy.part_of(paragraph.element))
        _take_out_fields(paragraph.element)


def _take_out_fields(paragraph: etree._Element) -> None:
    """Every number of a page in a paragraph, and what is left beside it where that says nothing."""
    for simple in list(paragraph.iter(qn("w:fldSimple"))):
        if field_name(attribute(simple, "w:instr") or "") in _NUMBERS:
            _remove(simple)
    for code, runs in _fields(paragraph):
        if any(field_name(each) in _NUMBERS for each in code):
            for run in runs:
                _remove(run)
    left = "".join(text_of(text) for text in paragraph.iter(qn("w:t")))
    if not any(map(str.isalnum, left)):
        for run in list(paragraph.iter(qn("w:r"))):
            _remove(run)


def _fields(paragraph: etree._Element) -> list[tuple[list[str], list[etree._Element]]]:
    """The outermost fields of a paragraph: their codes, with those of fields inside, and their runs."""
    found: list[tuple[list[str], list[etree._Element]]] = []
    depth = 0
    for run in paragraph.iter(qn("w:r")):
        kinds = [attribute(each, "w:fldCharType") for each in run.iter(qn("w:fldChar"))]
        begun, ended = kinds.count("begin"), kinds.count("end")
        if begun and not depth:
            found.append(([], []))
        if begun or depth:
            codes, runs = found[-1]
            runs.append(run)
            codes.extend([""] * begun)
            said = "".join(map(text_of, run.iter(qn("w:instrText"))))
            codes[-1] += said
        depth = max(depth + begun - ended, 0)
    return found


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
