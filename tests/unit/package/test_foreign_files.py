"""What a clerk may choose by mistake: each kind of file is called by its name, with the way to a DOCX."""

from __future__ import annotations

import io
import zipfile

import pytest

from service.errors import UnreadableDocx
from service.package import Package, read_package
from tests.docx_builder import make_docx, paragraph, zip_parts

GOOD = make_docx(paragraph("x"))
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{OFFICE}wordprocessingml."
DOCUMENT = f"{WORD}document.main+xml"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
RELATIONSHIP = (
    '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {}/>'
)
OUTSIDE = 'Target="file:///C:/x" TargetMode="External"'


def opened(docx: bytes) -> Package:
    return read_package(docx, embedded="kept")


def refusal(docx: bytes) -> UnreadableDocx:
    with pytest.raises(UnreadableDocx) as caught:
        opened(docx)
    return caught.value


def with_type(content_type: str) -> bytes:
    """The good file with another content type of its main document."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {
            name: archive.read(name).replace(DOCUMENT.encode(), content_type.encode()) for name in archive.namelist()
        }
    return zip_parts(parts)


def with_relationship(kind: str, attributes: str) -> bytes:
    return make_docx(paragraph("x"), relationships=RELATIONSHIP.format(kind, attributes))


def strict() -> bytes:
    transitional = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zip_parts(
        {
            n: data.replace(transitional, b"http://purl.oclc.org/ooxml/wordprocessingml/main")
            for n, data in parts.items()
        }
    )


@pytest.mark.parametrize(
    ("content", "vietnamese", "english"),
    [
        (b"", "trống", "empty"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "Encrypt with Password", "has a password"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "đời cũ (.doc)", "an old .doc;"),
        (COMPOUND, "đời cũ (chẳng hạn .doc) hoặc có đặt mật khẩu", "an old .doc or a file with a password"),
        (zip_parts({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "(.odt)", "(.odt)"),
        (b"{\\rtf1\\ansi x}", "RTF", "RTF"),
        (b"%PDF-1.7\n", "PDF", "PDF"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>x", "trang web", "web page"),
        (b"<HTML xmlns:w='x'><p>x", "trang web", "web page"),
        (b"<?xml version='1.0'?><html/>", "trang web", "web page"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "trang web", "web page"),
        (zip_parts({"a.txt": "x"}), "tệp nén ZIP", "ZIP file is not a DOCX"),
        (with_type(f"{OFFICE}spreadsheetml.sheet.main+xml"), "Excel", "Excel"),
        (with_type(f"{OFFICE}presentationml.slideshow.main+xml"), "PowerPoint", "PowerPoint"),
        (with_type("application/vnd.ms-word.document.macroEnabled.main+xml"), ".docm", "macros"),
        (with_type("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), ".docm", "macros"),
        (with_type(f"{WORD}template.main+xml"), ".dotx", "Word template"),
        (strict(), "Strict Open XML Document", "Strict Open XML Document"),
        (GOOD[: len(GOOD) // 2], "thiếu phần cuối", "its end is missing"),
        (b"hello", "hỏng", "damaged"),
    ],
)  # fmt: skip
def test_each_kind_of_file_is_named_in_both_languages(content, vietnamese, english):
    message = refusal(content).message

    assert vietnamese in message.vi
    assert english in message.en


def test_every_message_for_a_clerk_says_what_to_do():
    from service.package import faults

    constants = [value for value in vars(faults).values() if isinstance(value, faults.Message)]
    tables = [*faults.REFUSED_CONTENT.values(), *faults.EMBEDDED_CONTENT.values()]
    made = [faults.too_many_entries(1), faults.too_large(1), faults.too_dense(1), faults.outside("image")]

    for message in [*constants, *tables, *made]:
        assert "ãy " in message.vi or "Trong Word, vào" in message.vi, message
        assert message.vi.endswith("."), message
        assert message.en.endswith("."), message


@pytest.mark.parametrize("kind", ["oleObject", "package"])
def test_what_is_embedded_may_be_kept_since_nobody_opens_it(kind):
    docx = with_relationship(kind, 'Target="embeddings/x.xlsx"')

    assert opened(docx).relationships("word/document.xml")[-1].target == "word/embeddings/x.xlsx"
    with pytest.raises(UnreadableDocx):
        read_package(docx, embedded="refused")


@pytest.mark.parametrize("kind", ["vbaProject", "wordVbaData", "control", "aFChunk", "subDocument"])
def test_active_content_is_never_kept(kind):
    assert refusal(with_relationship(kind, 'Target="x.bin"')).faults[0].part == "word/_rels/document.xml.rels"


def test_a_macro_part_is_refused_even_where_nothing_leads_to_it():
    types = with_type(
        f'{DOCUMENT}"/><Override PartName="/word/v.bin" ContentType="application/vnd.ms-office.vbaProject'
    )
    with zipfile.ZipFile(io.BytesIO(types)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    assert "macro" in refusal(zip_parts({**parts, "word/v.bin": b"x"})).message.vi


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        ("attachedTemplate", "Document template"),
        ("mailMergeSource", "Normal Word Document"),
        ("image", "Break Link"),
        ("oleObject", "Break Link"),
        ("package", "Break Link"),
    ],
)
@pytest.mark.parametrize("attributes", [OUTSIDE, 'Target="file:///C:/x"', 'Target="//host/x"', 'Target="\\\\host\\x"'])
def test_what_lies_outside_is_refused_with_the_way_to_detach_it(kind, advice, attributes):
    message = refusal(with_relationship(kind, attributes)).message

    assert advice in message.vi
    assert "from outside" in message.en


@pytest.mark.parametrize("target", ["../../x.png", "/../x.png", "a/../../../x.png"])
def test_a_target_beyond_the_root_is_refused(target):
    assert "ngoài tệp" in refusal(with_relationship("image", f'Target="{target}"')).message.vi


def test_a_picture_may_be_an_svg_with_a_doctype_since_it_is_never_parsed():
    types = with_type(f'{DOCUMENT}"/><Default Extension="svg" ContentType="image/svg+xml')
    with zipfile.ZipFile(io.BytesIO(types)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    drawing = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg/>'

    assert opened(zip_parts({**parts, "word/media/a.svg": drawing})).parts["word/media/a.svg"] == drawing


def test_the_message_joins_all_faults_each_after_its_part():
    docx = make_docx(paragraph("x"), parts={"word/a.xml": b"<a>", "word/b.xml": b"<!DOCTYPE a><a/>"})
    error = refusal(docx)

    assert [fault.part for fault in error.faults] == ["word/a.xml", "word/b.xml"]
    for language in ("vi", "en"):
        said = [f"{fault.part}: {fault.message.say(language)}" for fault in error.faults]
        assert error.message.say(language) == " ".join(said)


def test_what_concerns_the_whole_file_names_no_part():
    assert refusal(b"").message == refusal(b"").faults[0].message
