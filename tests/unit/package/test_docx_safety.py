"""Opening a DOCX that somebody gave us: what could harm is refused, by name, before any of it is used."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from service.errors import UnreadableDocx
from service.package import MAIN_DOCUMENT_TYPE, Package, read_package
from tests.docx_builder import make_docx, paragraph, zip_parts

GOOD = make_docx(paragraph("x"))
RELATIONSHIP = (
    '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {}/>'
)


def parts_of(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_part(name: str, content: bytes) -> bytes:
    return zip_parts({**parts_of(GOOD), name: content})


def with_relationship(kind: str, attributes: str) -> bytes:
    return make_docx(paragraph("x"), relationships=RELATIONSHIP.format(kind, attributes))


def opened(docx: bytes) -> Package:
    return read_package(docx, embedded="refused")


def as_clauses(error: UnreadableDocx) -> str:
    """Its faults as rendering puts them after the name of a template."""
    return "\n".join(f"{fault.part}: {fault.message.en[0].lower()}{fault.message.en[1:]}" for fault in error.faults)


def refusal(docx: bytes) -> str:
    with pytest.raises(UnreadableDocx) as caught:
        opened(docx)
    return as_clauses(caught.value)


def test_a_sound_package_is_read_with_its_content_types():
    package = opened(GOOD)

    assert dict(package.parts) == parts_of(GOOD)
    assert package.of_type(MAIN_DOCUMENT_TYPE) == ["word/document.xml"]
    assert package.content_types["_rels/.rels"].endswith("relationships+xml")


def test_parts_that_are_not_xml_are_taken_as_they_are():
    picture = b"\x89PNG <!DOCTYPE \xff"

    assert opened(with_part("word/media/a.png", picture)).parts["word/media/a.png"] == picture


def test_a_part_is_xml_by_its_content_type_too():
    parts = parts_of(GOOD)
    types = parts["[Content_Types].xml"].replace(
        b'Extension="png" ContentType="image/png"', b'Extension="d" ContentType="a/b+xml"'
    )

    assert "DOCTYPE" in refusal(zip_parts({**parts, "[Content_Types].xml": types, "a.d": b"<!DOCTYPE a><a/>"}))


def test_entries_for_folders_are_left_out():
    assert "word/" not in opened(zip_parts({**parts_of(GOOD), "word/": b""})).parts


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", GOOD[:-200], GOOD[40:200], b"PK\x05\x06" + bytes(18)])
def test_what_is_not_a_docx(content):
    assert "not a DOCX" in refusal(content)


def test_a_file_with_a_password_is_named_as_such():
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def test_damaged_content_is_not_passed_on():
    position = GOOD.index(b"word/document.xml") + 40
    damaged = GOOD[:position] + bytes([GOOD[position] ^ 0xFF]) + GOOD[position + 1 :]

    assert "damaged" in refusal(damaged)


def test_a_zip_without_content_types():
    assert "not a DOCX" in refusal(zip_parts({"word/document.xml": b"<a/>"}))


def test_too_many_entries():
    assert "at most 2000" in refusal(zip_parts({f"word/media/{number}.png": b"" for number in range(2_001)}))


def test_a_bomb_is_refused_by_the_sizes_it_declares_and_not_unpacked():
    assert "200 times" in refusal(with_part("word/media/a.png", bytes(2_000_000)))
    assert "64 MiB" in refusal(with_part("word/media/a.png", bytes(65 * 1024 * 1024)))


def test_a_bomb_that_lies_about_its_size_is_read_no_further_than_it_said():
    docx = bytearray(with_part("word/media/a.png", bytes(1_000_000)))
    entry = docx.rindex(b"word/media/a.png") - 46
    docx[entry + 24 : entry + 28] = struct.pack("<I", 1_000)

    assert "damaged" in refusal(bytes(docx))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "Word/Document.XML"])
def test_an_entry_held_twice(name):
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(name, "<other/>")

    assert f"{name}: the package holds this entry twice" in refusal(buffer.getvalue())


def test_an_encrypted_entry():
    docx = bytearray(GOOD)
    for record, position in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        docx[docx.rindex(record) + position] |= 1

    assert "encrypted" in refusal(bytes(docx))


def test_a_compression_that_word_does_not_know():
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/media/a.png", b"abc" * 50)

    assert "compressed in a way" in refusal(buffer.getvalue())


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "word\\document2.xml", "word/../../evil"])
def test_names_that_lead_out_of_the_package(name):
    assert "leads out of the package" in refusal(with_part(name, b"x"))


@pytest.mark.parametrize("part", ["word/styles.xml", "word/_rels/document.xml.rels", "customXml/item1.xml"])
def test_a_doctype(part):
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert f"{part}: this part declares a DOCTYPE" in refusal(with_part(part, bomb))


def test_an_external_entity_is_not_fetched(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    content = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><a>&b;</a>'.encode()

    assert "s3cret" not in refusal(with_part("word/styles.xml", content))


@pytest.mark.parametrize("content", [b"", b"<a>", b"<a></b>", b"<a>&unknown;</a>", b"a", b"<a:b/>"])
def test_a_part_that_is_not_well_formed(content):
    assert "word/styles.xml: this part is not well-formed" in refusal(with_part("word/styles.xml", content))


@pytest.mark.parametrize(
    "content", ["<a>ắ</a>".encode("utf-16"), b'<?xml version="1.0" encoding="latin1"?><a/>', b"<a>\xe1</a>"]
)
def test_a_part_in_another_encoding(content):
    assert "UTF-8" in refusal(with_part("word/styles.xml", content))


def test_all_faults_are_named_at_once():
    docx = zip_parts({**parts_of(GOOD), "word/styles.xml": b"<a>", "word/numbering.xml": b"<!DOCTYPE a><a/>"})

    with pytest.raises(UnreadableDocx) as caught:
        opened(docx)

    assert [fault.part for fault in caught.value.faults] == ["word/styles.xml", "word/numbering.xml"]


def test_macros():
    parts = parts_of(GOOD)
    types = parts["[Content_Types].xml"].replace(
        b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )

    assert "macros" in refusal(zip_parts({**parts, "[Content_Types].xml": types}))
    assert "macros" in refusal(with_relationship("vbaProject", 'Target="vbaProject.bin"'))


@pytest.mark.parametrize("kind", ["oleObject", "package", "control", "aFChunk", "subDocument"])
def test_active_or_foreign_content(kind):
    assert "remove it" in refusal(with_relationship(kind, 'Target="embeddings/x.bin"'))


@pytest.mark.parametrize("kind", ["image", "attachedTemplate", "frame", "oleObject"])
def test_what_would_be_fetched_from_outside(kind):
    attributes = 'Target="http://example.org/x" TargetMode="External"'

    assert "word/_rels/document.xml.rels" in refusal(with_relationship(kind, attributes))


def test_hyperlinks_may_lead_outside():
    docx = with_relationship("hyperlink", 'Target="https://example.org/" TargetMode="External"')

    assert opened(docx).parts


def test_a_template_file_is_not_a_document():
    parts = parts_of(GOOD)
    types = parts["[Content_Types].xml"].replace(b"document.main", b"template.main")

    assert "exactly one Word document" in refusal(zip_parts({**parts, "[Content_Types].xml": types}))


def test_a_part_cannot_be_marked_main_twice():
    parts = parts_of(GOOD)
    twice = parts["[Content_Types].xml"].replace(b"styles+xml", b"document.main+xml")

    assert "exactly one Word document" in refusal(zip_parts({**parts, "[Content_Types].xml": twice}))
