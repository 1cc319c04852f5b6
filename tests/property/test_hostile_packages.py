"""Whatever bytes are given for a DOCX: a package, or a refusal that says why, and nothing else."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import UnreadableDocx
from service.package import Package, is_xml, parse_exactly, read_package, rewrite_package
from tests.docx_builder import make_docx, paragraph

GOOD = make_docx(paragraph("Đảng ủy"), header=paragraph("1"), core="")
DIRECTORY = GOOD.index(b"PK\1\2")
with zipfile.ZipFile(io.BytesIO(GOOD)) as _archive:
    PARTS = {name: _archive.read(name) for name in _archive.namelist()}

SIGNATURES = [b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7", b"\xff" * 8, b"\0" * 8, b"\x01\0", b"<!DOCTYPE"]
PIECES = st.binary(max_size=12) | st.sampled_from(SIGNATURES)
PLACES = st.integers(0, len(GOOD)) | st.integers(DIRECTORY, len(GOOD))
CHANGES = st.lists(st.tuples(PLACES, st.integers(0, 12), PIECES), min_size=1, max_size=5)
SIGNS = [bytes([sign]) for sign in b'<>/&"=:\0\xff']
MARKUP = st.sampled_from([*SIGNS, b"<a>", b"</a>", b"../", b"xmlns", b"Target=", b"PartName=", b"\xff\xfe"])


def read(docx: bytes) -> None:
    """Read it in both ways; a package that comes out can be used in every way."""
    for embedded in ("refused", "kept"):
        try:
            package = read_package(docx, embedded=embedded)
        except UnreadableDocx as error:
            faults = error.faults
        else:
            use(package)
            continue
        assert faults
        assert all(fault.message.vi and fault.message.en for fault in faults)


def use(package: Package) -> None:
    """Nothing that a package offers fails, and what is written of it is the same package."""
    assert package.main_document in package.parts
    for part, data in package.parts.items():
        package.relationships(part)
        if is_xml(part, package.content_types[part]):
            parse_exactly(data)
    assert read_package(rewrite_package(package.parts, {}), embedded="kept").parts == package.parts


def changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """``data`` with some bytes at each place put out and others put in."""
    for place, out, put in changes:
        data = data[:place] + put + data[place + out :]
    return data


@given(st.binary(max_size=400) | st.binary(max_size=400).map(lambda data: b"PK\3\4" + data + GOOD[DIRECTORY:]))
def test_any_bytes(data):
    read(data)


@settings(max_examples=400)
@given(CHANGES)
def test_a_document_with_bytes_flipped_inserted_and_taken_out(changes):
    read(changed(GOOD, changes))


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)))
def test_a_document_cut_off(start, end):
    read(GOOD[:end])
    read(GOOD[start:])


@settings(max_examples=200)
@given(st.integers(0, DIRECTORY), st.integers(0, 7))
def test_a_document_with_one_bit_flipped_is_never_read_as_another(place, bit):
    """What lies before the directory is names, sizes and data, and each of them is held against the directory."""
    flipped = bytearray(GOOD)
    flipped[place] ^= 1 << bit
    with suppress(UnreadableDocx):
        assert read_package(bytes(flipped), embedded="kept").parts == PARTS


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"]
)
@given(changes=st.lists(st.tuples(st.integers(0, 1_500), st.integers(0, 4), MARKUP), min_size=1, max_size=4))
def test_an_archive_in_order_with_a_part_in_disorder(part, changes):
    read(rewrite_package(PARTS, {part: changed(PARTS[part], changes)}))
