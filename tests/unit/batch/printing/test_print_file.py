"""The file with many papers as a package: valid, the same every time, with nothing twice that must be there once."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pytest
from openxml_audit import OpenXmlValidator

from service.batch.printing import PrintPaper, join_papers
from service.errors import BatchFault
from service.package import read_package, rewrite_package
from tests.builders import examples

PAPERS = {example.name: example.docx() for example in examples()}
SLIP = "internal-transfer-slip"
DECISION = "cell-dissolution-decision"


def joined(*papers: str | bytes, duplex: bool = False) -> bytes:
    """The file with these papers, by their names or as they are."""
    target = io.BytesIO()
    contents = [each if isinstance(each, bytes) else PAPERS[each] for each in papers]
    join_papers((PrintPaper(str(place), each) for place, each in enumerate(contents)), target, duplex=duplex)
    return target.getvalue()


def part(file: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(name).decode()


def changed(paper: str, **replaced: tuple[str, str]) -> bytes:
    """A paper in which one text of a part is another, all times it occurs; the part is named without its folder."""
    parts = dict(read_package(PAPERS[paper], embedded="refused").parts)
    for name, (old, new) in replaced.items():
        full = f"word/{name}.xml"
        assert old.encode() in parts[full]
        parts[full] = parts[full].replace(old.encode(), new.encode())
    return rewrite_package(parts, {})


@pytest.mark.parametrize("duplex", [False, True])
class TestFileOfAllPapers:
    def test_is_valid_ooxml(self, duplex, tmp_path):
        (tmp_path / "file.docx").write_bytes(joined(*PAPERS, duplex=duplex))
        result = OpenXmlValidator(strict=True, security_validation=True).validate(tmp_path / "file.docx")

        assert [str(error) for error in result.errors] == []

    def test_opens_as_a_package_and_in_python_docx(self, duplex):
        file = joined(*PAPERS, duplex=duplex)

        assert read_package(file, embedded="refused").main_document == "word/document.xml"
        assert len(docx.Document(io.BytesIO(file)).sections) >= len(PAPERS) / 2

    def test_is_the_same_every_time(self, duplex):
        assert joined(*PAPERS, duplex=duplex) == joined(*PAPERS, duplex=duplex)

    def test_mirrors_margins_for_both_sides_only(self, duplex):
        assert ("<w:mirrorMargins/>" in part(joined(*PAPERS, duplex=duplex), "word/settings.xml")) == duplex

    def test_counts_the_pages_of_each_paper_from_one(self, duplex):
        text = part(joined(DECISION, "summary-report", duplex=duplex))

        assert text.count('<w:pgNumType w:start="1"/>') == text.count("<w:sectPr") == 3


def test_equal_headers_and_styles_are_kept_once():
    names = zipfile.ZipFile(io.BytesIO(joined(*PAPERS))).namelist()
    styles = part(joined(*PAPERS), "word/styles.xml")

    assert [name for name in names if "header" in name] == ["word/header1.xml", "word/header2.xml"]
    assert styles.count("<w:style ") == part(PAPERS[SLIP], "word/styles.xml").count("<w:style ")


class TestStyleThatDiffers:
    OTHER = (
        'w:styleId="Title"><w:name w:val="Title"/>',
        'w:styleId="Title"><w:name w:val="Title"/><w:aliases w:val="x"/>',
    )

    def test_has_a_name_of_its_own_and_the_text_names_it(self):
        file = joined("summary-report", changed("summary-report", styles=self.OTHER))

        assert re.findall('w:styleId="(Title[^"]*)"', part(file, "word/styles.xml")) == ["Title", "Title_2"]
        assert re.findall('w:pStyle w:val="(Title[^"]*)"', part(file)) == ["Title", "Title_2"]

    def test_is_followed_by_those_that_are_based_on_it(self):
        other = changed("summary-report", styles=('w:line="360"', 'w:line="380"'))
        styles = part(joined("summary-report", other), "word/styles.xml")

        assert '<w:basedOn w:val="BodyText_2"/>' in styles
        assert "Letterhead Title (2)" not in styles

    def test_with_other_defaults_each_paper_keeps_its_own(self):
        other = changed("summary-report", styles=("<w:pPrDefault/>", PARAGRAPHS_APART))
        styles = part(joined("summary-report", other), "word/styles.xml")

        assert "docDefaults" not in styles
        assert '<w:spacing w:after="160"/>' in re.search('w:styleId="Normal_2".*?</w:style>', styles)[0]
        assert "160" not in re.search('w:styleId="Normal".*?</w:style>', styles)[0]


PARAGRAPHS_APART = '<w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault>'
BOOKMARK = '<w:body><w:p><w:bookmarkStart w:id="0" w:name="here"/><w:bookmarkEnd w:id="0"/></w:p>'


def test_bookmarks_have_names_and_numbers_of_their_own():
    marked = changed("summary-report", document=("<w:body>", BOOKMARK))
    text = part(joined(marked, marked))

    names = re.findall('bookmarkStart w:id="([^"]*)" w:name="([^"]*)"', text)
    assert len({identity for identity, _ in names}) == len({name for _, name in names}) == 2
    assert sorted(re.findall('bookmarkEnd w:id="([^"]*)"', text)) == sorted(identity for identity, _ in names)


class TestPaperThatCannotBeTaken:
    def test_is_told_by_its_place_and_nothing_else(self):
        with pytest.raises(BatchFault, match="paper 2 ") as fault:
            joined(SLIP, b"no DOCX")
        assert "Nguyễn" not in str(fault.value)

    def test_with_another_tab_stop(self):
        other = changed(SLIP, settings=('defaultTabStop w:val="567"', 'defaultTabStop w:val="720"'))

        with pytest.raises(BatchFault, match=r"paper 2 .*defaultTabStop"):
            joined(SLIP, other)

    def test_none_at_all(self):
        with pytest.raises(BatchFault, match="no paper"):
            joined()

    def test_leaves_the_target_alone(self):
        target = io.BytesIO()
        with pytest.raises(BatchFault):
            join_papers([PrintPaper("a", PAPERS[SLIP]), PrintPaper("b", b"")], target, duplex=False)
        assert target.getvalue() == b""


@pytest.mark.parametrize(("slips", "sheets"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_slips_of_a5_come_two_on_a_sheet(slips, sheets):
    text = part(joined(*[SLIP] * slips))

    assert text.count("<w:sectPr") == text.count('<w:pgSz w:w="11906" w:h="16838"/>') == sheets
    assert text.count('w:val="dashed"') == slips // 2


def test_a_slip_of_a4_stays_a_page_of_its_own():
    assert part(joined(SLIP, f"{SLIP}.a4", SLIP)).count("<w:sectPr") == 3
