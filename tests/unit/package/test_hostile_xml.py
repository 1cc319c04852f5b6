"""XML made to exhaust a reader: refused before a tree is built, or by the parser itself."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from service.errors import PackageFault, UnreadableDocx
from service.package import parsing, read_package
from tests.docx_builder import make_docx, paragraph
from tests.trying import others_long

CHECKOUT = Path(__file__).parents[3]
PART = "word/numbering.xml"
MEBIBYTE = 1024 * 1024
MANY = range(parsing.MAX_NAME_BYTES // 20)


def fault_of(content: bytes) -> PackageFault:
    """The one fault of a document with this part, which is not compressed, so that it is no bomb."""
    buffer = io.BytesIO(make_docx(paragraph("x")))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(PART, content)
    with pytest.raises(UnreadableDocx) as caught:
        read_package(buffer.getvalue(), embedded="kept")
    (fault,) = caught.value.faults
    return fault


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY b%d "%s">' % (number, b"&b%d;" % (number - 1) * 10 if number else b"&a;" * 10) for number in range(9)
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LAUGHS + b"]><a>&b8;</a>", id="billion laughs"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', id="external entity"),
        pytest.param(b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><a/>', id="parameter entity"),
        pytest.param(b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', id="external subset"),
        pytest.param(b'<?xml version="1.0"?>\n<!-- c -->\n<!DOCTYPE a>\n<a/>', id="after a comment"),
    ],
)
def test_a_doctype_of_any_kind(content):
    assert "declares a DOCTYPE" in fault_of(content).message.en


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
@pytest.mark.parametrize("inside", ["", "<!DOCTYPE a>"])
def test_no_encoding_hides_anything(encoding, inside):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{inside}<a>Đảng</a>'
    content = declared.encode(encoding, "xmlcharrefreplace")
    if encoding == "utf-7":  # XML allows to write the declaration in ASCII
        content = content.replace(b"+ADw-?xml", b"<?xml").replace(b"?+AD4-", b"?>")

    message = fault_of(content).message.en
    assert "UTF-8" in message or "well-formed" in message


@pytest.mark.parametrize("declared", ["utf-8", "UTF-8", "us-ascii"])
def test_utf_8_is_read_with_or_without_its_mark(declared):
    for mark in (b"", b"\xef\xbb\xbf"):
        content = mark + f'<?xml version="1.0" encoding="{declared}"?><a/>'.encode()
        docx = make_docx(paragraph("x"), parts={PART: content})

        assert read_package(docx, embedded="kept").parts[PART] == content


def test_elements_nested_too_deeply():
    assert "nested too deeply" in fault_of(b"<a>" * 300 + b"</a>" * 300).message.en
    assert fault_of(b"<a>" * 250).message.en.startswith("This part is not well-formed")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<a>" + b"y" * 11_000_000 + b"</a>", id="in either way"),
        pytest.param(b"<a>" + (b"y" * 1_100_000 + b"<!-- -->") * 10 + b"</a>", id="without the comments"),
        pytest.param(b"<a>" + (b"y" * 1_100_000 + b"<![CDATA[y]]>") * 10 + b"</a>", id="with sections taken as text"),
        pytest.param(b"<a>" + b" " * 11_000_000 + b"<b/></a>", id="with the blanks"),
    ],
)
def test_a_text_too_long_for_either_way_of_parsing(content):
    assert "a text too long" in fault_of(content).message.en


def test_a_character_cut_by_the_end_of_a_piece_is_no_fault():
    """UTF-8 is checked in pieces of a mebibyte."""
    content = b"<a>" + b"x" * (MEBIBYTE - 4) + "Đảng".encode() + b"</a>"

    assert list(parsing.xml_faults(PART, content)) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"<a>" + b"<b/>" * parsing.MAX_MARKS + b"</a>", id="elements"),
        pytest.param(b"<a" + b' b="1"' * parsing.MAX_MARKS + b"/>", id="attributes"),
        pytest.param(b"<a>" + b"".join(b"<b%020d/>" % each for each in MANY) + b"</a>", id="names of elements"),
        pytest.param(b"<a " + b" ".join(b"b%020d='1'" % each for each in MANY) + b"/>", id="names of attributes"),
        pytest.param(b"<a>" + b"".join(b"<b xmlns='%020d'/>" % each for each in MANY) + b"</a>", id="namespaces"),
    ],
)
def test_what_takes_too_much_memory_is_not_parsed(content):
    fault = fault_of(content)

    assert fault.part == ""
    assert "too large or too complex" in fault.message.en


def test_the_marks_of_all_parts_count_together():
    each = b"<a>" + b"<b/>" * (parsing.MAX_MARKS // 3) + b"</a>"

    assert not parsing.holds_too_much([each] * 2)
    assert parsing.holds_too_much([each] * 3)


@pytest.mark.parametrize(
    "text",
    ["aaaa", "a ", " ", "a =", "a=", '"', "\"'", " xmlns", " xmlns='", "xmlns:a=", "<", "<a", "<?", "<a a='' ", "="],
)
def test_counting_names_takes_time_in_proportion(text):
    """No assertion about time: with a pattern that looks twice this would never end."""
    data = text.encode() * (MEBIBYTE // len(text))

    assert parsing.holds_too_much([data]) in (True, False)


WORST = {
    "elements and texts": "b'<b/>yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'",
    "comments and texts": "b'<!--x-->yyyyyyyyyyyyyyyyyyyyyyyyyyyy'",
    "instructions and texts": "b'<?a bbbbbbbbbbbb?>yyyyyyyyyyyyyyyyyyyy'",
    "sections and texts": "b'<![CDATA[x]]>yyyyyyyyyyyyyyyyyyyy'",
    "attributes": 'b\'<b c="1234567890123456" d="1234567890123456" e="1234567890123456"/>\'',
}


@pytest.mark.parametrize("piece", others_long(WORST.values(), WORST["attributes"]), ids=WORST.keys())
def test_the_largest_tree_that_is_allowed_takes_less_than_400_megabytes(piece):
    code = f"""
import resource
from service.package.parsing import MAX_MARKS, holds_too_much, parse_exactly
piece = {piece}
marks = piece.count(b"<") + piece.count(b"=")
data = b"<a>" + piece * (MAX_MARKS // marks - 2) + b"</a>"
assert not holds_too_much([data])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
root = parse_exactly(data)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=CHECKOUT, text=True)

    assert int(run.stdout) * 1024 < 400_000_000
