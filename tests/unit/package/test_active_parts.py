"""What could run is refused whether or not anything refers to it; what nothing refers to is known as such."""

from __future__ import annotations

import pytest

from service.errors import UnreadableDocx
from service.package import CONTENT_TYPES, Package, read_package
from tests.docx_builder import make_docx, paragraph, read_part, zip_parts
from tests.unit.package.test_docx_safety import RELATIONSHIP, parts_of

GOOD = make_docx(paragraph("x"))
OLE = "application/vnd.openxmlformats-officedocument.oleObject"


def with_parts(contents: dict[str, bytes], content_types: dict[str, str] | None = None, leading_to: str = "") -> bytes:
    """The good file with more parts; ``content_types`` are those declared for them, all of which nothing leads to."""
    declared = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in (content_types or {}).items()
    )
    types = read_part(GOOD, CONTENT_TYPES).replace("</Types>", f"{declared}</Types>")
    relationships = RELATIONSHIP.format("image", f'Target="/{leading_to}"') if leading_to else ""
    parts = parts_of(make_docx(paragraph("x"), relationships=relationships))
    return zip_parts({**parts, CONTENT_TYPES: types, **contents})


def refusal(docx: bytes, embedded: str = "kept") -> UnreadableDocx:
    with pytest.raises(UnreadableDocx) as caught:
        read_package(docx, embedded=embedded)
    return caught.value


def opened(docx: bytes) -> Package:
    return read_package(docx, embedded="kept")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("word/vbaProject.bin", "macros"),
        ("VBAPROJECT.BIN", "macros"),
        ("word/vbaProjectSignatureAgile.bin", "macros"),
        ("word/vbaData.xml", "macros"),
        ("word/attachedToolbars.bin", "macros"),
        ("word/activeX/anything.dat", "ActiveX"),
        ("x/activeX1.bin", "ActiveX"),
        ("word/afchunk.mht", "altChunk"),
    ],
)
@pytest.mark.parametrize("embedded", ["kept", "refused"])
def test_by_its_name(name, said, embedded):
    error = refusal(with_parts({name: b"<a/>"}), embedded)

    assert [fault.part for fault in error.faults] == [name]
    assert said in error.message.en


@pytest.mark.parametrize(
    ("content_type", "said"),
    [
        ("application/vnd.ms-office.vbaProject", "macros"),
        ("APPLICATION/VND.MS-OFFICE.VBAPROJECT", "macros"),
        ("application/vnd.ms-word.attachedToolbars", "macros"),
        ("application/vnd.ms-office.activeX", "ActiveX"),
        ("application/vnd.ms-office.activeX+xml", "ActiveX"),
    ],
)
def test_by_its_content_type(content_type, said):
    assert said in refusal(with_parts({"word/x.dat": b"<a/>"}, {"word/x.dat": content_type})).message.en


@pytest.mark.parametrize(
    ("name", "content_types"),
    [
        ("word/embeddings/oleObject1.bin", {}),
        ("word/oleObject7.bin", {}),
        ("word/embeddings/x.xlsx", {}),
        ("word/x.dat", {"word/x.dat": OLE}),
    ],
)
def test_what_is_embedded_is_kept_where_nobody_opens_it_and_refused_in_templates(name, content_types):
    docx = with_parts({name: b"x"}, content_types)

    assert name in opened(docx).parts
    assert "embedded" in refusal(docx, "refused").message.en


@pytest.mark.parametrize("name", ["word/media/activex.png", "word/media/vba.png", "word/printerSettings1.bin"])
def test_names_that_only_sound_alike_are_taken(name):
    assert name in opened(with_parts({name: b"x"})).parts


EVIL = {"customXml/EVIL.txt": b"x", "a/b.xml": b"<a/>", "a/_rels/b.xml.rels": b"<Relationships/>"}


class TestWhatNothingRefersTo:
    def test_a_usual_file_has_none(self):
        docx = make_docx(paragraph("x"), header=paragraph("h"), footnotes=paragraph("f"))

        assert opened(docx).strays == ()

    def test_it_is_known_by_name(self):
        assert opened(with_parts(EVIL)).strays == tuple(EVIL)

    def test_what_is_referred_to_by_a_part_is_none(self):
        assert opened(with_parts({"word/MEDIA/a.png": b"x"}, leading_to="word/media/A.png")).strays == ()

    def test_what_only_strays_refer_to_is_one_too(self):
        relationships = RELATIONSHIP.format("image", 'Target="c.png"')
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        rels = f'<Relationships xmlns="{namespace}">{relationships}</Relationships>'.encode()
        parts = {"a/b.xml": b"<a/>", "a/_rels/b.xml.rels": rels, "a/c.png": b"x"}

        assert opened(with_parts(parts)).strays == tuple(parts)

    def test_without_them_the_rest_is_as_it_was(self):
        cleaned = opened(with_parts(EVIL, {"a/b.xml": "a/b+xml"})).without_strays()

        assert {**cleaned.parts, CONTENT_TYPES: b""} == {**parts_of(GOOD), CONTENT_TYPES: b""}
        assert b"a/b" not in cleaned.parts[CONTENT_TYPES]
        assert cleaned.content_types == opened(GOOD).content_types

    def test_a_file_without_any_stays_byte_for_byte(self):
        assert opened(GOOD).without_strays().parts == parts_of(GOOD)
