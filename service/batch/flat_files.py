"""CSV and TSV, read as streams: rows under their headings.

They are UTF-8 (with or without BOM) or UTF-16, parted by comma, semicolon or tab, which the first lines tell. What a
clerk's Excel saves in a code page of Windows (1258, bytes of TCVN3) is refused with what to do, never guessed. Memory
does not grow with the file: a record has at most :data:`LONGEST_RECORD` characters. One payload a line is JSONL:
:mod:`service.batch.json_lines`.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal

from service.batch.formulas import as_typed
from service.errors import CallerError, Message

Delimiter = Literal[",", ";", "\t"]
Encoding = Literal["utf-8", "utf-16-le", "utf-16-be"]

LONGEST_RECORD = 1_000_000
"""Characters of one record, line ends within its cells included."""
MOST_COLUMNS = 16_384
_LOOKED_AT = 20
_DELIMITERS: tuple[Delimiter, ...] = ("\t", ";", ",")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n?", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"?')


class UnreadableFlatFile(CallerError):
    """A CSV or TSV file cannot be read from ``line`` (from 1) on. ``code``: flat.encoding, flat.quotes, …."""

    def __init__(self, code: str, line: int, message: Message) -> None:
        super().__init__(message)
        self.code = code
        self.line = line


@dataclass(frozen=True, slots=True)
class Flavour:
    """How a file is written; ``data_line`` is the line (from 1) of its first record."""

    encoding: Encoding
    delimiter: Delimiter
    data_line: int = 1


@dataclass(frozen=True, slots=True)
class FlatRow:
    """A record: its ``number`` from 1 below the headings, its first line, heading → text as typed, and its faults."""

    number: int
    line: int
    values: Mapping[str, str]
    faults: tuple[Message, ...] = ()


def flat_rows(stream: BinaryIO) -> Iterator[FlatRow]:
    """The records of a CSV or TSV file; its first record that is not blank holds the headings.

    Blank records are passed over. Raises :class:`UnreadableFlatFile` with the line where the file cannot be read on.
    """
    lines, flavour = open_flat(stream)
    records = split_records(lines, flavour)
    headings: list[str] | None = None
    number = 0
    for line, record in records:
        if not any(cell.strip() for cell in record):
            continue
        if headings is None:
            headings = _headings(record, line)
            continue
        number += 1
        yield _row(number, line, headings, record)


def _headings(record: list[str], line: int) -> list[str]:
    headings = [" ".join(cell.split()) for cell in record]
    while headings and not headings[-1]:
        headings.pop()
    repeated = [heading for heading, count in Counter(headings).items() if heading and count > 1]
    if repeated:
        name = repeated[0][:80]
        raise UnreadableFlatFile(
            "flat.heading",
            line,
            Message(
                f"Dòng {line}: cột “{name}” có hai lần; hãy giữ lại một.",
                f"Line {line}: the column “{name}” stands twice; keep one.",
            ),
        )
    return headings


def _row(number: int, line: int, headings: list[str], record: list[str]) -> FlatRow:
    values = {heading: cell for heading, cell in zip(headings, record, strict=False) if heading}
    beyond = any(cell.strip() for cell in record[len(headings) :])
    nameless = any(cell.strip() and not heading for heading, cell in zip(headings, record, strict=False))
    faults: tuple[Message, ...] = ()
    if beyond or nameless:
        faults = (
            Message(
                f"Dòng {line}: có ô nằm ngoài các cột có tiêu đề; hãy xem lại dấu phân cách và dấu nháy của dòng này.",
                f"Line {line}: a cell stands under no heading; check delimiters and quotes of this line.",
            ),
        )
    return FlatRow(number, line, values, faults)


def open_flat(stream: BinaryIO) -> tuple[Iterator[str], Flavour]:
    """The lines of the file with their ends, and how it is written. Reads ahead no more than its first lines."""
    start = stream.read(4)
    encoding, mark = _encoding(start)
    rest = _Prefixed(start[mark:], stream)
    lines = _utf8_lines(rest) if encoding == "utf-8" else _utf16_lines(rest, encoding)
    first = [line for _, line in zip(range(_LOOKED_AT), lines, strict=False)]
    if first and (separator := _SEPARATOR_LINE.fullmatch(first[0])):
        return _chained(first[1:], lines), Flavour(encoding, _delimiter_of(separator[1]), 2)
    return _chained(first, lines), Flavour(encoding, _likeliest(first))


def split_records(lines: Iterator[str], flavour: Flavour) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; a quoted cell may hold line ends. Raises :class:`UnreadableFlatFile`."""
    line, taken = flavour.data_line, 0

    def bounded() -> Iterator[str]:
        nonlocal taken
        for text in lines:
            taken += len(text)
            if taken > LONGEST_RECORD:
                raise _long_line(line)
            yield text

    reader = csv.reader(bounded(), delimiter=flavour.delimiter, strict=True)
    while True:
        taken = 0
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            raise _csv_fault(str(failure), line) from None
        if len(record) > MOST_COLUMNS:
            raise UnreadableFlatFile(
                "flat.columns",
                line,
                Message(f"Dòng {line} có quá {MOST_COLUMNS} ô.", f"Line {line} has more than {MOST_COLUMNS} cells."),
            )
        yield line, [as_typed(cell) for cell in record]
        line = flavour.data_line + reader.line_num


def _csv_fault(failure: str, line: int) -> UnreadableFlatFile:
    if "new-line" in failure:
        return UnreadableFlatFile(
            "flat.line-end",
            line,
            Message(
                f"Dòng {line}: dấu xuống dòng không đúng kiểu; hãy lưu lại tệp bằng Excel, dạng CSV UTF-8.",
                f"Line {line}: line ends of another kind; save the file as CSV UTF-8.",
            ),
        )
    return UnreadableFlatFile(
        "flat.quotes",
        line,
        Message(
            f'Dòng {line}: dấu nháy kép mở ra mà không đóng đúng chỗ; dấu nháy ở trong ô phải viết hai lần ("").',
            f"Line {line}: a double quote is not closed properly; a quote within a cell is written twice.",
        ),
    )


def _encoding(start: bytes) -> tuple[Encoding, int]:
    """The encoding that the first four bytes tell, and the length of the mark."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8", 3
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _encoding_fault(1, Message("UTF-32", "UTF-32"))
    if start.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le", 2
    if start.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be", 2
    if len(start) >= 2 and start[1] == 0 and start[0]:
        return "utf-16-le", 0
    if len(start) >= 2 and start[0] == 0 and start[1]:
        return "utf-16-be", 0
    return "utf-8", 0


def _utf8_lines(stream: _Prefixed) -> Iterator[str]:
    number = 0
    while raw := stream.readline(LONGEST_RECORD * 4):
        number += 1
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            if raw.endswith(b"\n") or len(raw) < LONGEST_RECORD * 4:
                raise _encoding_fault(number, _code_page(raw)) from None
            raise _long_line(number) from None
        yield _checked(text, number)


def _utf16_lines(stream: _Prefixed, encoding: Encoding) -> Iterator[str]:
    reader = codecs.getreader(encoding)(stream)
    text, number = "", 0
    while True:
        try:
            more = reader.read(65_536)
        except UnicodeDecodeError:
            raise _encoding_fault(number + 1, Message("UTF-16 hỏng", "broken UTF-16")) from None
        pieces = (text + more).split("\n")
        text = pieces.pop()
        for piece in pieces:
            number += 1
            yield _checked(piece + "\n", number)
        if len(text) > LONGEST_RECORD:
            raise _long_line(number + 1)
        if not more:
            break
    if reader.bytebuffer:
        raise _encoding_fault(number + 1, Message("UTF-16 bị cắt cụt", "UTF-16 cut short"))
    if text:
        yield _checked(text, number + 1)


def _checked(text: str, number: int) -> str:
    if len(text) > LONGEST_RECORD:
        raise _long_line(number)
    if "\0" in text:
        raise _encoding_fault(number, Message("tệp nhị phân", "a binary file"))
    return text


def _long_line(number: int) -> UnreadableFlatFile:
    return UnreadableFlatFile(
        "flat.line",
        number,
        Message(
            f"Dòng {number} dài quá {LONGEST_RECORD:,} ký tự; đây có thể không phải là tệp CSV.".replace(",", "."),
            f"Line {number} has more than {LONGEST_RECORD:,} characters; this may be no CSV file.",
        ),
    )


# Frequent letters of Vietnamese in Windows-1258: ư, ơ, đ, ă and the tone marks that follow their vowel.
_MARKS_1258 = re.compile(rb"[a-z\xe2\xea\xf4\xe3\xf5\xfd][\xcc\xec\xd2\xde\xf2]", re.IGNORECASE)
_SIGNS_TCVN3 = re.compile(rb"[A-Za-z][\xa8-\xae\xb5-\xbe]")


def _code_page(raw: bytes) -> Message:
    """What the bytes may be, to be told only."""
    tcvn3, windows = len(_SIGNS_TCVN3.findall(raw)), len(_MARKS_1258.findall(raw))
    if tcvn3 > windows:
        return Message("TCVN3 (phông .VnTime)", "TCVN3 (.VnTime fonts)")
    if windows:
        return Message("Windows-1258", "Windows-1258")
    return Message("bảng mã Windows cũ, TCVN3 hoặc VNI", "an old code page of Windows, TCVN3 or VNI")


def _encoding_fault(line: int, found: Message) -> UnreadableFlatFile:
    return UnreadableFlatFile(
        "flat.encoding",
        line,
        Message(
            f"Tệp không phải UTF-8 (dòng {line}; có thể là {found.vi}). Mở tệp bằng Excel, chuyển mã chữ sang Unicode "
            "nếu còn dùng phông cũ, rồi lưu dạng “CSV UTF-8 (Comma delimited)”.",
            f"The file is not UTF-8 (line {line}; it may be {found.en}). Save it in Excel as “CSV UTF-8”.",
        ),
    )


def _likeliest(lines: list[str]) -> Delimiter:
    """The delimiter that stands equally often in most of the first lines; what stands in quotes does not count."""
    bare = [_QUOTED.sub("", line) for line in lines]

    def regularity(delimiter: Delimiter) -> int:
        counts = Counter(line.count(delimiter) for line in bare)
        return max((count * lines_with for count, lines_with in counts.items()), default=0)

    return max(_DELIMITERS, key=regularity) if any(map(regularity, _DELIMITERS)) else ","


def _delimiter_of(text: str) -> Delimiter:
    return next(delimiter for delimiter in _DELIMITERS if delimiter == text)


def _chained(first: list[str], rest: Iterator[str]) -> Iterator[str]:
    yield from first
    yield from rest


class _Prefixed(io.RawIOBase):
    """A stream with the bytes put back that were looked at."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        taken = self._start if size < 0 else self._start[:size]
        self._start = self._start[len(taken) :]
        return taken + (self._stream.read(size - len(taken)) if size != len(taken) else b"")

    def readline(self, size: int | None = -1) -> bytes:
        if b"\n" in self._start:
            return self.read(self._start.index(b"\n") + 1)
        taken, self._start = self._start, b""
        return taken + self._stream.readline(-1 if size is None else size)
