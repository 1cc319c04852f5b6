"""ZIP files made to exhaust a reader, or to show two readers two documents: refused before anything is unpacked."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from service.errors import UnreadableDocx
from service.package import archive, read_package
from service.package.writing import directory_header, end_records, local_header, pack_tightly
from tests.docx_builder import make_docx, paragraph, zip_parts

GOOD = make_docx(paragraph("x"))
MEBIBYTE = 1024 * 1024
DATA = b"a" * 100 + b"b" * 100
PACKED = zlib.compress(DATA, wbits=-15)
PACKED_RECORD = local_header(b"a", 8, 0, zlib.crc32(DATA), len(PACKED), len(DATA)) + PACKED


def refusal(docx: bytes) -> UnreadableDocx:
    with pytest.raises(UnreadableDocx) as caught:
        read_package(docx, embedded="kept")
    return caught.value


def refusal_and_memory(docx: bytes) -> tuple[UnreadableDocx, int]:
    """The refusal, and how many bytes were in use at once until it came."""
    tracemalloc.start()
    try:
        return refusal(docx), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def archive_of(
    *,
    packed: bytes = PACKED,
    size: int = len(DATA),
    crc: int = zlib.crc32(DATA),
    local_name: bytes = b"word/a.bin",
    local_method: int = 8,
    entries: int = 1,
) -> bytes:
    """An archive of one record, which the directory names ``entries`` times (each time by another name)."""
    record = local_header(local_name, local_method, 0, crc, len(packed), size) + packed
    names = [b"word/a.bin", *(b"word/%d.bin" % number for number in range(1, entries))]
    directory = b"".join(directory_header(name, 8, 0, crc, len(packed), size, 0) for name in names)
    return record + directory + end_records(entries, len(directory), len(record))


def unfinished() -> bytes:
    """All the data, but not the mark that nothing follows."""
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(DATA) + compressor.flush(zlib.Z_SYNC_FLUSH)


def overlapping() -> bytes:
    """Two records, the second within the data of the first: one kernel serves both (Fifield 2019)."""
    inner = local_header(b"b", 0, 0, zlib.crc32(b"xyz"), 3, 3) + b"xyz"
    outer = local_header(b"a", 0, 0, zlib.crc32(inner), len(inner), len(inner)) + inner
    directory = directory_header(b"a", 0, 0, zlib.crc32(inner), len(inner), len(inner), 0)
    directory += directory_header(b"b", 0, 0, zlib.crc32(b"xyz"), 3, 3, len(outer) - len(inner))
    return outer + directory + end_records(2, len(directory), len(outer))


def test_an_honest_archive_of_the_same_making_is_unpacked():
    assert archive.unpack(archive_of()) == {"word/a.bin": DATA}


@pytest.mark.parametrize(
    "docx",
    [
        pytest.param(overlapping(), id="one entry within another"),
        pytest.param(archive_of(size=len(DATA) - 1), id="unpacks to more than declared"),
        pytest.param(
            archive_of(size=150, crc=zlib.crc32(DATA[:150])), id="more than declared, with a fitting check sum"
        ),
        pytest.param(archive_of(size=len(DATA) + 1), id="unpacks to less than declared"),
        pytest.param(archive_of(crc=1), id="wrong check sum"),
        pytest.param(archive_of(packed=PACKED + b"xx"), id="something after the data"),
        pytest.param(archive_of(packed=PACKED[:-2]), id="data cut off"),
        pytest.param(archive_of(packed=unfinished()), id="data without an end"),
        pytest.param(archive_of(packed=b"\xff" * 20), id="no deflated data"),
        pytest.param(archive_of(local_name=b"word/b.bin"), id="two names for one entry"),
        pytest.param(archive_of(local_method=0), id="two ways of compression"),
        pytest.param(archive_of(entries=2, local_name=b"word/a.bin"), id="one record, two entries"),
    ],
)
def test_entries_that_can_be_read_in_two_ways(docx):
    with pytest.raises(UnreadableDocx) as caught:
        archive.unpack(docx)

    assert "damaged" in caught.value.message.en


def test_entries_share_no_bytes_even_where_names_agree():
    """The same record named twice differs in one name; with the same name it is an entry held twice."""
    record = local_header(b"a", 8, 0, zlib.crc32(DATA), len(PACKED), len(DATA)) + PACKED
    header = directory_header(b"a", 8, 0, zlib.crc32(DATA), len(PACKED), len(DATA), 0)

    assert "twice" in refusal(record + 2 * header + end_records(2, 2 * len(header), len(record))).message.en


def test_data_may_not_reach_into_the_directory():
    seen = b"x" * 50 + b"PK\1\2"
    record = local_header(b"a", 0, 0, zlib.crc32(seen), len(seen), len(seen)) + seen[:50]
    directory = directory_header(b"a", 0, 0, zlib.crc32(seen), len(seen), len(seen), 0)

    assert "damaged" in refusal(record + directory + end_records(1, len(directory), len(record))).message.en


def changed(place: int, put: bytes) -> bytes:
    """An honest archive with other bytes at this place of its directory header."""
    docx = bytearray(archive_of())
    entry = docx.rindex(b"PK\1\2") + place
    docx[entry : entry + len(put)] = put
    return bytes(docx)


@pytest.mark.parametrize(
    "docx",
    [
        pytest.param(changed(6, b"\xff\0"), id="a version of ZIP to come"),
        pytest.param(changed(42, struct.pack("<I", 300)), id="a record at the end"),
        pytest.param(changed(42, struct.pack("<I", 0xFFFFFFF0)), id="a record far away"),
        pytest.param(changed(28, b"\xff\xff"), id="a name longer than the file"),
        pytest.param(PACKED_RECORD + end_records(1, 2**64 - 1, 0), id="a directory larger than memory"),
        pytest.param(PACKED_RECORD + end_records(1, 0, 2**64 - 1), id="a directory far away"),
        pytest.param(PACKED_RECORD + end_records(0, 0, len(PACKED_RECORD)), id="nothing in the directory"),
    ],
)
def test_a_directory_that_leads_nowhere(docx):
    assert "not a DOCX" in refusal(docx).message.en


def test_a_name_with_a_zero_is_not_cut_there():
    docx = zip_parts({"word/aXb.bin": b"x"}).replace(b"aXb", b"a\0b")

    assert "leads out" in refusal(docx).message.en


def test_an_archive_within_itself_is_nothing_special():
    """No archive within an archive is ever opened, so that one which holds itself without end stops at once."""
    assert "not a DOCX" in refusal(zip_parts({"a.zip": zip_parts({"a.zip": GOOD})})).message.en


@pytest.mark.parametrize("count", [2_001, 10_000, 60_000])
def test_many_entries(count):
    names = [b"%d" % number for number in range(count)]
    directory = b"".join(directory_header(name, 0, 0, 0, 0, 0, 0) for name in names)
    docx = local_header(b"0", 0, 0, 0, 0, 0) + directory
    docx += end_records(count, len(directory), len(docx) - len(directory))
    error, peak = refusal_and_memory(docx)

    assert "at most 2000" in error.message.en
    assert peak < 16 * MEBIBYTE


def test_a_hostile_file_has_no_longer_answer_than_an_honest_one():
    error = refusal(zip_parts({f"../{number}{'x' * 500}": b"" for number in range(500)}))

    assert len(error.faults) == archive.MAX_FAULTS
    assert max(len(fault.part) for fault in error.faults) <= 100


def test_names_move_no_cursor():
    assert refusal(zip_parts({"../\x1b[2J": b""})).faults[0].part == "../\ufffd[2J"


def test_a_bomb_is_not_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as written:
        for number in range(10):
            written.writestr(f"word/{number}.xml", bytes(16 * MEBIBYTE))
    error, peak = refusal_and_memory(bomb.getvalue())

    assert "64 MiB" in error.message.en
    assert peak < MEBIBYTE


def test_a_bomb_that_declares_little_is_unpacked_no_further():
    packed = pack_tightly("a", bytes(200 * MEBIBYTE)).packed
    size = 100 * len(packed)
    error, peak = refusal_and_memory(archive_of(packed=packed, size=size, crc=0))

    assert "damaged" in error.message.en
    assert peak < 3 * size
