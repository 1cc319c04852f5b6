"""The office directory (danh mục cơ quan): the bodies that an office keeps once, so that nobody retypes them.

``OFFICES_DIR`` is a JSON or XLSX file, or a folder of such files. JSON: a list of bodies as in a payload's ``issuer``,
each with a ``code``. XLSX: one body a row, with the headings of :data:`COLUMNS`.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError
from python_calamine import CalamineError, CalamineWorkbook

from service.documents import Body
from service.errors import OfficeFault

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

Directory = Mapping[str, Body]
LONGEST_CODE = 200


def load_directory(location: Path | None) -> Directory:
    """Bodies by code. Raises :class:`OfficeFault` with every fault of every file; no location, no bodies."""
    if location is None:
        return MappingProxyType({})
    if not location.exists():
        raise OfficeFault(f"OFFICES_DIR: {location} does not exist")
    files = (
        [location] if location.is_file() else sorted(p for p in location.iterdir() if not p.name.startswith(("~", ".")))
    )
    if location.is_file() and location.suffix.lower() not in (".json", ".xlsx"):
        raise OfficeFault(f"OFFICES_DIR: {location} is neither a JSON nor an XLSX file")
    bodies: dict[str, Body] = {}
    faults: list[str] = []
    for file in files:
        try:
            for place, row in _rows(file):
                _add_body(bodies, row, f"{file.name}, {place}", faults)
        except (ValueError, OSError, CalamineError) as error:
            faults.append(f"{file.name}: cannot be read: {error}")
    if faults:
        raise OfficeFault("office directory:\n" + "\n".join(faults))
    return MappingProxyType(bodies)


def nearest_codes(directory: Directory, code: str) -> Sequence[str]:
    """Up to three codes of the directory that look like ``code``."""
    return difflib.get_close_matches(code, directory, n=3, cutoff=0.5) if len(code) <= LONGEST_CODE else ()


def _add_body(bodies: dict[str, Body], row: object, place: str, faults: list[str]) -> None:
    try:
        body = Body.model_validate_json(json.dumps(row))
    except ValidationError as error:
        faults += [f"{place}: {'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors()]
        return
    if not body.code:
        faults.append(f"{place}: code: missing")
    elif body.code in bodies:
        faults.append(f"{place}: code: given twice")
    elif body.place is None:
        faults.append(f"{place}: place_name: missing, and the name does not say where the body sits")
    else:
        bodies[body.code] = body


def _rows(file: Path) -> Iterator[tuple[str, object]]:
    suffix = file.suffix.lower()
    if suffix == ".json":
        value = json.loads(file.read_text(encoding="utf-8-sig"))
        if not isinstance(value, list):
            raise ValueError("not a list")
        yield from ((f"entry {number}", entry) for number, entry in enumerate(value, start=1))
    elif suffix == ".xlsx":
        yield from _sheet_rows(file)


def _sheet_rows(file: Path) -> Iterator[tuple[str, object]]:
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    if not rows:
        return
    headings = [_text_of(heading) for heading in rows[0]]
    unknown = [heading for heading in headings if heading and heading not in COLUMNS]
    if unknown:
        raise ValueError(f"unknown heading {', '.join(unknown)}; known: {', '.join(COLUMNS)}")
    fields = [COLUMNS.get(heading) for heading in headings]
    for number, cells in enumerate(rows[1:], start=2):
        values = {field: _text_of(cell) for field, cell in zip(fields, cells, strict=False) if field}
        if any(values.values()):
            yield f"row {number}", _body_of_row({field: text for field, text in values.items() if text})


def _text_of(cell: object) -> str:
    """A cell as it was typed: a workbook holds 105 as 105.0."""
    return str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell).strip()


def _body_of_row(values: dict[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = dict(values)
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
