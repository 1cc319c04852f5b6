"""The office directory (danh mục cơ quan): the bodies that an office keeps once, so that nobody retypes them.

``OFFICES_DIR`` is a JSON or XLSX file, or a folder of such files. JSON: a list of bodies as in a payload's ``issuer``,
each with a ``code``. XLSX: one body a row, with the headings of :data:`COLUMNS`. Clerks keep these files and read what
is wrong with them, so faults are in Vietnamese; ``docs/offices.md`` is for them.
"""

from __future__ import annotations

import difflib
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from service.documents import Body, field_finding, read_json
from service.errors import MalformedJson, OfficeFault, SettingFault
from service.norm import IssuerKind, respell

COLUMNS = {
    "Mã": "code",
    "Loại cơ quan": "kind",
    "Tên cơ quan": "name",
    "Cơ quan cấp trên": "superior",
    "Ký hiệu": "symbol",
    "Địa danh": "place_name",
    "Người ký": "signers",
    "Nơi nhận thường xuyên": "standing_recipients",
}
"""Headings of the first row of the sheet. ``Người ký`` holds one ``Họ tên; Chức vụ`` a line, the usual signer first;
``Nơi nhận thường xuyên`` one recipient a line."""

KIND_NAMES = {
    "Chi bộ": IssuerKind.CELL,
    "Đảng ủy": IssuerKind.GRASSROOTS_COMMITTEE,
    "Đảng ủy cơ sở": IssuerKind.GRASSROOTS_COMMITTEE,
    "Ban thường vụ": IssuerKind.STANDING_COMMITTEE,
    "Ban thường vụ đảng ủy": IssuerKind.STANDING_COMMITTEE,
    "Ủy ban kiểm tra": IssuerKind.INSPECTION_COMMISSION,
    "Văn phòng": IssuerKind.COMMITTEE_OFFICE,
    "Văn phòng cấp ủy": IssuerKind.COMMITTEE_OFFICE,
    "Ban của cấp ủy": IssuerKind.ADVISORY_ORGAN,
    "Ban tham mưu của cấp ủy": IssuerKind.ADVISORY_ORGAN,
    "Tỉnh ủy": IssuerKind.PROVINCIAL_COMMITTEE,
    "Thành ủy": IssuerKind.PROVINCIAL_COMMITTEE,
    "Huyện ủy": IssuerKind.DISTRICT_COMMITTEE,
    "Quận ủy": IssuerKind.DISTRICT_COMMITTEE,
    "Thị ủy": IssuerKind.DISTRICT_COMMITTEE,
    "Đại hội": IssuerKind.CONGRESS,
    "Đoàn chủ tịch": IssuerKind.CONGRESS_PRESIDIUM,
    "Đoàn thư ký": IssuerKind.CONGRESS_SECRETARIAT,
    "Ban kiểm phiếu": IssuerKind.VOTE_COUNTING_BOARD,
}
"""What ``Loại cơ quan`` of a sheet may say, in any case and with ủy or uỷ, besides the codes of a payload."""

Directory = Mapping[str, Body]
LONGEST_CODE = 200

_HEADINGS = {field: heading for heading, field in COLUMNS.items()}
_READ = (".json", ".xlsx")
_OTHER_SHEETS = frozenset({".csv", ".tsv", ".xls", ".xlsb", ".xlsm", ".ods"})


class Entry(NamedTuple):
    """One body as a file holds it: where it stands there, its fields, and whether a sheet's headings name these."""

    place: str
    fields: object
    in_sheet: bool

    def fault(self, location: tuple[str | int, ...], explanation: str) -> str:
        """What is wrong, with the field as the clerk knows it: a heading of the sheet, or a pointer into the JSON."""
        if not self.in_sheet:
            where = "".join(f"/{step}" for step in location)
        else:
            where = f"cột “{_HEADINGS[str(location[0])]}”"
            where += "".join(f", mục {step + 1}" for step in location if isinstance(step, int))
        return ", ".join(filter(None, (self.place, where))) + f": {explanation}"


def load_directory(location: Path | None) -> Directory:
    """Bodies by code; no location, no bodies.

    Raises :class:`OfficeFault` with every fault of every file, :class:`SettingFault` where the folder cannot be read.
    """
    if location is None:
        return MappingProxyType({})
    bodies: dict[str, Body] = {}
    faults: list[str] = []
    for file in _files(location):
        try:
            for entry in _entries(file):
                faults += _add_body(bodies, entry)
        except (MalformedJson, OfficeFault, OSError, CalamineError) as failure:
            faults.append(f"{file.name}: {_reason(failure)}")
    if faults:
        raise OfficeFault("Danh mục cơ quan (OFFICES_DIR) có lỗi:\n" + "\n".join(faults))
    return MappingProxyType(bodies)


def nearest_codes(directory: Directory, code: str) -> Sequence[str]:
    """Up to three codes of the directory that look like ``code``, in whatever case."""
    if len(code) > LONGEST_CODE:
        return ()
    spellings: dict[str, list[str]] = {}
    for known in directory:
        spellings.setdefault(known.casefold(), []).append(known)
    near = difflib.get_close_matches(code.casefold(), spellings, n=3, cutoff=0.5)
    return [known for folded in near for known in spellings[folded]][:3]


def _files(location: Path) -> list[Path]:
    """The files to read, and the sheets of other kinds that somebody will believe to be read."""
    try:
        if not location.exists():
            raise OfficeFault(f"OFFICES_DIR: {location} does not exist")
        entries = sorted(location.iterdir()) if location.is_dir() else [location]
    except OSError as failure:
        raise SettingFault(f"OFFICES_DIR: {location} cannot be read: {failure.strerror}") from None
    visible = [path for path in entries if path == location or not path.name.startswith(("~", "."))]
    files = [path for path in visible if path.suffix.lower() in {*_READ, *_OTHER_SHEETS}]
    if not files:
        raise OfficeFault(f"OFFICES_DIR: {location} is neither a JSON or XLSX file nor a folder with one")
    return files


def _reason(failure: Exception) -> str:
    """Why a whole file could not be used."""
    if isinstance(failure, MalformedJson):
        return failure.message.vi
    if isinstance(failure, OSError):
        return f"Không mở được tệp ({failure.strerror}); hãy xem lại quyền đọc."
    if isinstance(failure, CalamineError):
        return "Không đọc được bảng tính; hãy mở bằng Excel và lưu lại dạng .xlsx, không đặt mật khẩu."
    return str(failure)


def _add_body(bodies: dict[str, Body], entry: Entry) -> list[str]:
    """Put the body of an entry under its code; what is wrong with it, if it cannot be."""
    try:
        body = Body.model_validate_json(json.dumps(entry.fields))
    except ValidationError as error:
        return [
            entry.fault(each["loc"], field_finding(each["loc"], each["type"], each.get("ctx", {})).message.vi)
            for each in error.errors(include_url=False, include_input=False)
        ]
    if not body.code:
        return [entry.fault(("code",), "Thiếu mã cơ quan; hãy bổ sung.")]
    if body.code in bodies:
        return [entry.fault(("code",), f"Mã {body.code} đã dùng cho cơ quan khác; mỗi cơ quan một mã.")]
    if body.place is None:
        explanation = "Thiếu địa danh, tên cơ quan cũng không cho biết ở xã, phường nào; hãy bổ sung."
        return [entry.fault(("place_name",), explanation)]
    bodies[body.code] = body
    return []


def _entries(file: Path) -> Iterator[Entry]:
    suffix = file.suffix.lower()
    if suffix == ".xlsx":
        yield from _sheet_rows(file)
    elif suffix == ".json":
        value = read_json(file.read_bytes())
        if not isinstance(value, list):
            raise OfficeFault("Tệp JSON phải là một danh sách [ … ], mỗi cơ quan một mục { … }.")
        for number, fields in enumerate(value, start=1):
            yield Entry(f"{file.name}, mục {number}", fields, in_sheet=False)
    else:
        raise OfficeFault("Chỉ đọc được tệp .json và .xlsx; hãy lưu lại dạng .xlsx hoặc chuyển tệp đi nơi khác.")


def _sheet_rows(file: Path) -> Iterator[Entry]:
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    if not rows:
        return
    headings = [_text_of(heading) for heading in rows[0]]
    known = ", ".join(COLUMNS)
    if unknown := [heading for heading in headings if heading and heading not in COLUMNS]:
        raise OfficeFault(f"Không có cột nào tên {', '.join(unknown)}; dòng đầu ghi tên các cột: {known}.")
    if repeated := sorted({heading for heading in headings if heading and headings.count(heading) > 1}):
        raise OfficeFault(f"Cột {', '.join(repeated)} có hai lần; hãy giữ lại một.")
    fields = [COLUMNS.get(heading) for heading in headings]
    for number, cells in enumerate(rows[1:], start=2):
        values = {field: _text_of(cell) for field, cell in zip(fields, cells, strict=False) if field}
        if any(values.values()):
            filled = {field: text for field, text in values.items() if text}
            yield Entry(f"{file.name}, dòng {number}", _body_of_row(filled), in_sheet=True)


def _text_of(cell: object) -> str:
    """A cell as it was typed: a workbook holds 105 as 105.0, and some keyboards part letters from their marks."""
    typed = str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    return unicodedata.normalize("NFC", typed).strip()


def _body_of_row(values: dict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = dict(values)
    if "kind" in values:
        body["kind"] = _KINDS.get(_folded(values["kind"]), values["kind"].lower())
    if "signers" in values:
        people = [line.partition(";") for line in values["signers"].splitlines() if line.strip()]
        body["signers"] = [
            {"full_name": name.strip()} | ({"position": position.strip()} if position.strip() else {})
            for name, _, position in people
        ]
    if "standing_recipients" in values:
        names = [line.strip() for line in values["standing_recipients"].splitlines()]
        body["standing_recipients"] = [{"name": name} for name in names if name]
    return body


def _folded(name: str) -> str:
    """A name of a kind regardless of case, spaces and spelling of ủy."""
    return respell(" ".join(name.casefold().split()), "uỷ")


_KINDS = {_folded(name): kind.value for name, kind in KIND_NAMES.items()}
