"""What happens to the XML of a paper that many hands have edited. Each takes and gives the inside of ``w:body``.

None changes what a reader sees once all changes are accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from tests.papers.markup import ROOT, W

Element = etree._Element
_BY = 'w:author="Văn thư" w:date="2026-08-19T08:00:00Z"'
WRONG = "V/v TM. Số: 5 sai thể thức ./."


def w(name: str) -> str:
    """A name of WordprocessingML in lxml's notation."""
    return f"{{{W}}}{name}"


def _treating(change: Callable[[Element], None]) -> Callable[[str], str]:
    def treated(xml: str) -> str:
        root = etree.fromstring(f"<w:body {ROOT}>{xml}</w:body>")
        change(root)
        return "".join(etree.tostring(child, encoding="unicode") for child in root)

    treated.__name__ = change.__name__
    treated.__doc__ = change.__doc__
    return treated


def _new(xml: str) -> Element:
    return etree.fromstring(f"<w:x {ROOT}>{xml}</w:x>")[0]


def _runs(root: Element) -> list[Element]:
    """The runs that hold text and nothing else, outside of a fallback."""
    return [
        run
        for run in root.iter(w("r"))
        if [child.tag for child in run if child.tag != w("rPr")] == [w("t")] and run.getparent().tag == w("p")
    ]


def _stretches(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


@_treating
def split_runs(root: Element) -> None:
    """Runs of three characters, with marks of the speller, bookmarks and editing sessions between them."""
    for number, run in enumerate(_runs(root)):
        text = run.find(w("t"))
        parts = list(_stretches(text.text or "", 3))
        at = run
        text.text = parts[0]
        run.set(w("rsidR"), f"00A{number:05X}")
        for index, part in enumerate(parts[1:], 1):
            copy = deepcopy(run)
            copy.find(w("t")).text = part
            copy.set(w("rsidRPr"), f"00B{index:05X}")
            at.addnext(copy)
            at = copy
        run.addprevious(_new('<w:proofErr w:type="spellStart"/>'))
        run.addprevious(_new(f'<w:bookmarkStart w:id="{number}" w:name="_Moc{number}"/>'))
        at.addnext(_new(f'<w:bookmarkEnd w:id="{number}"/>'))
        at.addnext(_new('<w:proofErr w:type="spellEnd"/>'))


@_treating
def track_changes(root: Element) -> None:
    """Every text stands as an insertion, a wrong one before it as a deletion; the old formatting is on record."""
    for number, run in enumerate(_runs(root)):
        identity = 1000 + 10 * number
        if run.find(w("rPr")) is None:
            run.insert(0, etree.Element(w("rPr")))
        run.find(w("rPr")).append(
            _new(f'<w:rPrChange w:id="{identity}" {_BY}><w:rPr><w:sz w:val="20"/></w:rPr></w:rPrChange>')
        )
        run.addprevious(
            _new(
                f'<w:del w:id="{identity + 1}" {_BY}><w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'
                f'<w:color w:val="FF0000"/></w:rPr><w:delText xml:space="preserve">{WRONG}</w:delText></w:r></w:del>'
            )
        )
        inserted = _new(f'<w:ins w:id="{identity + 2}" {_BY}/>')
        run.addprevious(inserted)
        inserted.append(run)
    for number, properties in enumerate(list(root.iter(w("pPr")))):
        if properties.find(w("sectPr")) is None:
            properties.append(
                _new(f'<w:pPrChange w:id="{9000 + number}" {_BY}><w:pPr><w:jc w:val="right"/></w:pPr></w:pPrChange>')
            )
    _delete_a_paragraph(root)


def _delete_a_paragraph(root: Element) -> None:
    """A whole paragraph, its mark too, is deleted; the next one's mark is new."""
    first = next(child for child in root if child.tag == w("p"))
    first.addprevious(
        _new(
            f'<w:p><w:pPr><w:jc w:val="right"/><w:rPr><w:del w:id="1" {_BY}/></w:rPr></w:pPr>'
            f'<w:del w:id="2" {_BY}><w:r><w:delText>Độc lập - Tự do - Hạnh phúc</w:delText></w:r></w:del></w:p>'
        )
    )


@_treating
def join_paragraphs(root: Element) -> None:
    """Each paragraph of the text was two; the mark between them is a tracked deletion."""
    for number, paragraph in enumerate([child for child in root if child.tag == w("p")]):
        runs = [run for run in paragraph if run in _runs(paragraph)]
        if len(runs) != 1 or len(paragraph) != 2 or paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            continue
        text = runs[0].find(w("t")).text
        half = text.find(" ", len(text) // 2) + 1
        if not half:
            continue
        before = deepcopy(paragraph)
        before.find(w("r")).find(w("t")).text = text[:half]
        runs[0].find(w("t")).text = text[half:]
        properties = before.find(w("pPr"))
        mark = properties.find(w("rPr"))
        if mark is None:
            mark = etree.SubElement(properties, w("rPr"))
        mark.insert(0, _new(f'<w:del w:id="{7000 + number}" {_BY}/>'))
        paragraph.addprevious(before)


@_treating
def hide_text(root: Element) -> None:
    """Hidden text of the wrong form before every text, and a hidden paragraph between those of the text."""
    hidden = (
        '<w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:vanish/><w:color w:val="FF0000"/>'
        f'<w:sz w:val="40"/></w:rPr><w:t xml:space="preserve">{WRONG}</w:t></w:r>'
    )
    for run in _runs(root):
        run.addprevious(_new(hidden))
    first = next(child for child in root if child.tag == w("p"))
    first.addprevious(
        _new(
            '<w:p><w:pPr><w:jc w:val="right"/><w:rPr><w:vanish/></w:rPr></w:pPr>'
            f"{hidden.replace(WRONG, 'Độc lập - Tự do - Hạnh phúc')}</w:p>"
        )
    )


@_treating
def wrap_in_controls(root: Element) -> None:
    """Content controls around the blocks of the document and around every third text."""
    for number, run in enumerate(_runs(root)):
        if number % 3 == 0:
            shell = _new(f'<w:sdt><w:sdtPr><w:id w:val="{500 + number}"/><w:text/></w:sdtPr><w:sdtContent/></w:sdt>')
            run.addprevious(shell)
            shell.find(w("sdtContent")).append(run)
    blocks = [child for child in root if child.tag != w("sectPr")]
    for number, block in enumerate(blocks):
        if block.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            continue
        shell = _new(f'<w:sdt><w:sdtPr><w:id w:val="{9000 + number}"/></w:sdtPr><w:sdtContent/></w:sdt>')
        block.addprevious(shell)
        shell.find(w("sdtContent")).append(block)


@_treating
def link_texts(root: Element) -> None:
    """Every other text is a link to the head of the document."""
    for run in _runs(root)[::2]:
        link = _new('<w:hyperlink w:anchor="_top" w:history="1"/>')
        run.addprevious(link)
        link.append(run)


@_treating
def tag_dates(root: Element) -> None:
    """Smart tags, as Word 2003 put them at dates; validators of later versions do not know them."""
    for run in _runs(root):
        if "ngày" in (run.find(w("t")).text or ""):
            tag = _new('<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="date"/>')
            run.addprevious(tag)
            tag.append(run)


ALL = {
    each.__name__: each
    for each in (split_runs, track_changes, join_paragraphs, hide_text, wrap_in_controls, link_texts, tag_dates)
}
