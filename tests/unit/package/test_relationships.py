"""Where a part leads: targets become names of parts, as Word finds them."""

from __future__ import annotations

import pytest
from lxml import etree

from service.package import Package, Relationship, parse, parse_exactly, read_package, rewrite_package
from tests.docx_builder import make_docx, paragraph

RELATIONSHIP = (
    '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {}/>'
)
DOCUMENT = "word/document.xml"


def package_with(kind: str, attributes: str, parts: dict[str, bytes] | None = None) -> Package:
    docx = make_docx(paragraph("x"), relationships=RELATIONSHIP.format(kind, attributes), parts=parts)
    return read_package(docx, embedded="kept")


def test_the_main_document_is_found_by_its_content_type():
    assert package_with("image", 'Target="a.png"').main_document == DOCUMENT


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("media/a.png", "word/media/a.png"),
        ("./media//a.png", "word/media/a.png"),
        ("/word/media/a.png", "word/media/a.png"),
        ("../customXml/item1.xml", "customXml/item1.xml"),
        ("../word/styles.xml", "word/styles.xml"),
        ("STYLES.xml", "word/styles.xml"),
        ("media/%E1%BA%A3nh.png", "word/media/ảnh.png"),
        ("styles.xml#x", "word/styles.xml"),
        ("#bookmark", DOCUMENT),
        ("", DOCUMENT),
        ("..", ""),
        ("NULL", "word/NULL"),
    ],
)
def test_a_target_is_the_name_of_a_part_seen_from_the_folder_of_its_source(target, part):
    package = package_with("image", f'Target="{target}"', {"word/media/ảnh.png": b"x"})

    assert package.relationships(DOCUMENT)[-1] == Relationship("x1", "image", part, external=False)


@pytest.mark.parametrize(
    "attributes", ['Target="https://a.vn/?b=c" TargetMode="External"', 'Target="https://a.vn/?b=c"']
)
def test_a_target_outside_stays_as_it_is(attributes):
    found = package_with("hyperlink", attributes).relationships(DOCUMENT)[-1]

    assert found == Relationship("x1", "hyperlink", "https://a.vn/?b=c", external=True)


def test_an_external_target_is_never_taken_for_a_part():
    found = package_with("hyperlink", 'Target="word/STYLES.xml" TargetMode="External"').relationships(DOCUMENT)[-1]

    assert found.target == "word/STYLES.xml"


def test_the_package_itself_has_relationships():
    kinds = {each.kind: each.target for each in package_with("image", 'Target="a"').relationships("")}

    assert kinds == {"officeDocument": DOCUMENT, "core-properties": "docProps/core.xml"}


def test_a_part_without_relationships_has_none():
    assert package_with("image", 'Target="a"').relationships("word/styles.xml") == ()


def test_templates_are_parsed_without_blanks_and_comments_and_checked_files_exactly():
    data = b"<?x y?><a> <!-- c --><b> </b><![CDATA[<]]><?p?></a>"

    assert etree.tostring(parse_exactly(data).getroottree()) == data
    assert etree.tostring(parse(data)) == b"<a><b> </b>&lt;</a>"


def test_a_package_is_rewritten_with_some_parts_changed_and_the_others_as_they_were():
    package = package_with("image", 'Target="a"')
    changed = {DOCUMENT: package.parts[DOCUMENT].replace(b">x<", b">y<"), "word/comments.xml": b"<a/>"}

    again = read_package(rewrite_package(package.parts, changed), embedded="kept")

    assert again.parts == {**package.parts, **changed}
    assert list(again.parts) == [*package.parts, "word/comments.xml"]
    assert rewrite_package(package.parts, changed) == rewrite_package(package.parts, changed)


def test_the_content_types_come_first_wherever_they_stood():
    types = "[Content_Types].xml"
    parts = dict(reversed(package_with("image", 'Target="a"').parts.items()))
    others = [name for name in parts if name != types]

    assert list(read_package(rewrite_package(parts, {}), embedded="kept").parts) == [types, *others]
