"""The raw package writer makes archives that any reader opens, and the same bytes every time."""

from __future__ import annotations

import datetime
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.package.writing import (
    PackageWriter,
    directory_header,
    dos_time,
    end_records,
    local_header,
    pack_quickly,
    pack_tightly,
)

CHECKOUT = Path(__file__).parents[3]
TYPES = "[Content_Types].xml"
FIVE_GIB = 5 * 1024**3


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


@given(
    st.dictionaries(st.text("abcắ/.- ", min_size=1, max_size=20), st.binary(max_size=2_000), max_size=6),
    st.dictionaries(st.text("xyzđ", min_size=1, max_size=20), st.binary(max_size=2_000), max_size=4),
)
def test_what_is_written_can_be_read(static, rendered):
    data = PackageWriter(static).write(rendered.items())

    with opened(data) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == static | rendered


def test_the_first_member_tells_what_the_package_is():
    writer = PackageWriter(
        {"docProps/app.xml": b"", "word/styles.xml": b"", "_rels/.rels": b"", TYPES: b"", "a.xml": b""}
    )

    with opened(writer.write([("word/document.xml", b"x")])) as archive:
        assert archive.namelist() == [
            TYPES, "_rels/.rels", "word/styles.xml", "a.xml", "docProps/app.xml", "word/document.xml"
        ]  # fmt: skip


def test_the_same_input_gives_the_same_bytes():
    def write(static: dict[str, bytes]) -> bytes:
        return PackageWriter(static).write([("x", b"y" * 1_000)])

    assert write({"a": b"1", "b": b"2"}) == write({"b": b"2", "a": b"1"})


def test_a_writer_keeps_nothing_of_what_it_wrote():
    writer = PackageWriter({TYPES: b"x"})
    first = writer.write([("a", b"1")])
    writer.write([("b", b"2")])

    assert writer.write([("a", b"1")]) == first


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (None, (1980, 1, 1, 0, 0, 0)),
        (0, (1980, 1, 1, 0, 0, 0)),
        (1_700_000_001, (2023, 11, 14, 22, 13, 20)),
        (10**11, (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_the_date_of_the_members(timestamp, expected):
    with opened(PackageWriter({"a": b""}, timestamp).write([("b", b"")])) as archive:
        assert {info.date_time for info in archive.infolist()} == {expected}


@given(st.integers(315_532_800, 4_354_819_198))
def test_dos_time_is_exact_to_two_seconds(timestamp):
    moment = datetime.datetime.fromtimestamp(timestamp, datetime.UTC)
    stamp = dos_time(timestamp)

    assert (1980 + (stamp >> 25), stamp >> 21 & 15, stamp >> 16 & 31) == (moment.year, moment.month, moment.day)
    assert (stamp >> 11 & 31, stamp >> 5 & 63, stamp & 31) == (moment.hour, moment.minute, moment.second // 2)


def test_what_does_not_shrink_is_stored():
    assert pack_tightly("a", b"abc").method == zipfile.ZIP_STORED
    assert pack_tightly("a", b"abc" * 100).method == zipfile.ZIP_DEFLATED


def test_without_isal_the_packages_are_as_good():
    """It is a matter of speed only; some machines have no wheel of isal."""
    code = (
        "import sys; sys.modules['isal'] = None\n"
        "from service.package.writing import PackageWriter\n"
        "sys.stdout.buffer.write(PackageWriter({'a': b'b'}).write([('c', b'd' * 500)]))"
    )
    data = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=CHECKOUT).stdout

    with opened(data) as archive:
        assert archive.read("c") == b"d" * 500


def test_sizes_beyond_four_gibibytes_go_into_zip64_fields():
    local = local_header(b"a", 8, 0, 0, FIVE_GIB, FIVE_GIB + 1)
    directory = directory_header(b"a", 8, 0, 0, FIVE_GIB, FIVE_GIB + 1, FIVE_GIB + 2)

    assert local.endswith(struct.pack("<HHQQ", 1, 16, FIVE_GIB + 1, FIVE_GIB))
    assert directory.endswith(struct.pack("<HHQQQ", 1, 24, FIVE_GIB + 1, FIVE_GIB, FIVE_GIB + 2))
    assert struct.unpack_from("<II", local, 18) == (0xFFFFFFFF, 0xFFFFFFFF)
    assert struct.unpack_from("<H", local, 4) == (45,)


@pytest.mark.parametrize(("size", "is_zip64"), [(0xFFFFFFFE, False), (0xFFFFFFFF, True)])
def test_the_largest_number_of_32_bits_means_that_zip64_has_it(size, is_zip64):
    for header in (
        local_header(b"a", 8, 0, 0, size, 5),
        local_header(b"a", 8, 0, 0, 5, size),
        directory_header(b"a", 8, 0, 0, size, 5, 5),
        directory_header(b"a", 8, 0, 0, 5, 5, size),
    ):
        assert (size.to_bytes(8, "little") in header) == is_zip64
    assert end_records(1, 5, size).startswith(b"PK\x06\x06") == is_zip64


def test_members_carry_no_attributes_and_no_comments():
    with opened(PackageWriter({"a": b""}).write([("b", b"")])) as archive:
        assert archive.comment == b""
        for entry in archive.infolist():
            found = (entry.internal_attr, entry.external_attr, entry.volume, entry.comment, entry.extra)
            assert found == (0, 0, 0, b"", b"")


def test_a_member_beyond_four_gibibytes_is_found(tmp_path):
    """A file with a hole of five GiB: what lies behind it needs 64-bit offsets."""
    member = pack_quickly("word/document.xml", b"x" * 1_000)
    name = member.name.encode()
    fields = (name, member.method, dos_time(0), member.crc, len(member.packed), member.size)
    directory = directory_header(*fields, FIVE_GIB)
    record = local_header(*fields) + member.packed
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        file.seek(FIVE_GIB)
        file.write(record + directory + end_records(1, len(directory), FIVE_GIB + len(record)))

    with zipfile.ZipFile(path) as archive:
        assert archive.read("word/document.xml") == b"x" * 1_000


def test_more_than_65535_members():
    writer = PackageWriter({})

    with opened(writer.write((str(number), b"") for number in range(65_600))) as archive:
        assert len(archive.namelist()) == 65_600
