"""CSV and TSV in each writing become rows; what cannot be read is refused with its line; memory does not grow."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batch.flat_files import LONGEST_RECORD, UnreadableFlatFile, flat_rows

TEXT = 'Tên chi bộ;Lý do\r\nChi bộ 1;sáp nhập, chia tách\r\n\r\nChi bộ 2;"hai\r\ndòng; ""nháy"""\r\nChi bộ 3\r\n'


def rows(content: bytes):
    return list(flat_rows(io.BytesIO(content)))


def refusal(content: bytes) -> UnreadableFlatFile:
    with pytest.raises(UnreadableFlatFile) as refused:
        rows(content)
    assert refused.value.message.vi
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_rows_in_each_encoding_with_their_lines(encoding):
    found = rows(TEXT.encode(encoding))

    assert [(row.number, row.line, dict(row.values)) for row in found] == [
        (1, 2, {"Tên chi bộ": "Chi bộ 1", "Lý do": "sáp nhập, chia tách"}),
        (2, 4, {"Tên chi bộ": "Chi bộ 2", "Lý do": 'hai\r\ndòng; "nháy"'}),
        (3, 6, {"Tên chi bộ": "Chi bộ 3"}),
    ]
    assert [row.faults for row in found] == [(), (), ()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_stands_equally_often(delimiter):
    text = f"a{delimiter}b, c; d{delimiter}e\n1{delimiter}x, y, z; w{delimiter}2\n3{delimiter}{delimiter}4\n".replace
    content = text("b, c; d", "b").encode()

    assert [list(row.values)[0::2] for row in rows(content)] == [["a", "e"], ["a", "e"]]


def test_the_separator_line_of_excel_is_obeyed():
    found = rows(b"sep=;\na,b;c\n1;2\n")

    assert [(row.line, dict(row.values)) for row in found] == [(3, {"a,b": "1", "c": "2"})]


def test_a_cell_beyond_the_headings_is_a_fault_of_its_row_alone():
    found = rows(b"a,b\n1,2,3\n4,5\n6,7,\n")

    assert [bool(row.faults) for row in found] == [True, False, False]
    assert "Dòng 2" in found[0].faults[0].vi


@pytest.mark.parametrize(
    ("content", "code", "line", "word"),
    [
        ("Tên\nNguyễn\n".encode() + "Tªn NguyÔn V¨n\n".encode("latin-1"), "flat.encoding", 3, "TCVN3"),
        (b"T\xean\nNguy\xeaE\xden V\xe3n \xd0\xf4ng\n", "flat.encoding", 1, "Windows"),
        (b"T\xean\nL\xea Tha\xecng\n", "flat.encoding", 1, "UTF-8"),
        ("a,b\n".encode("utf-32"), "flat.encoding", 1, "UTF-32"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "flat.encoding", 2, "UTF-16"),
        (b"a,b\n1,\x002\n", "flat.encoding", 2, "nhị phân"),
        (b'a,b\n1,2\n3,"4\n5\n6\n', "flat.quotes", 3, "nháy"),
        (b'a,b\n1,"2"x\n', "flat.quotes", 2, "nháy"),
        (b"a,b\r1,2\r3,4\r", "flat.line-end", 1, "xuống dòng"),
        (b"a,a\n1,2\n", "flat.heading", 1, "hai lần"),
        (b"a,b\n1," + b"x" * (LONGEST_RECORD + 1), "flat.line", 2, "1.000.000"),
        (b"a,b\n1" + b"," * 20_000 + b"\n", "flat.columns", 2, "16384"),
        (b"a,b\n" + b",".join([b'"' + b"x\n" * 50_000 + b'"'] * 12) + b"\n", "flat.line", 2, "1.000.000"),
        (b'a,b\n1,"' + b"x\n" * 100_000 + b'"\n', "flat.quotes", 2, "nháy"),
    ],
    ids=[
        "tcvn3",
        "1258",
        "latin",
        "utf-32",
        "cut",
        "nul",
        "open quote",
        "loose quote",
        "cr",
        "headings",
        "long",
        "wide",
        "tall",
        "runaway",
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(content, code, line, word):
    refused = refusal(content)

    assert (refused.code, refused.line) == (code, line)
    assert word in refused.message.vi


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"a,b\n", b"\xff\xfe"])
def test_a_file_without_records_has_no_rows(content):
    assert rows(content) == []


CELL = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_program_writes_is_read_back(records, delimiter, encoding):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("Một", "Hai", "Ba"), *records])
    read = [tuple(row.values.values()) for row in rows(stream.getvalue().encode(encoding))]

    assert read == [record for record in records if any(cell.strip() for cell in record)]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        rows(content)
    except UnreadableFlatFile as refused:
        assert refused.message.vi  # noqa: PT017 - either way is right
        assert refused.line >= 1  # noqa: PT017


class Endless(io.RawIOBase):
    """A file that never ends; it counts what was read of it."""

    def __init__(self, start: bytes, line: bytes):
        self.pending, self.line, self.taken = start, line, 0

    def read(self, size=-1):
        while len(self.pending) < size:
            self.pending += self.line
        taken, self.pending = self.pending[:size], self.pending[size:]
        self.taken += len(taken)
        return taken

    def readline(self, size=-1):
        while b"\n" not in self.pending:
            self.pending += self.line
        return self.read(self.pending.index(b"\n") + 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_rows_come_before_the_file_has_been_read(encoding):
    stream = Endless("a;b\n".encode(encoding), "1;2\n".encode(encoding))
    found = flat_rows(stream)

    assert [next(found).number for _ in range(100)] == list(range(1, 101))
    assert stream.taken < 200_000
