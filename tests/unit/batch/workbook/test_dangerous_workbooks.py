"""Workbooks that are none, that lie about their size, or that would end the process: a clear answer, nothing worse."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.batch.workbook import Limits, UnreadableWorkbook, open_workbook, write_workbook
from service.batch.workbook.inspecting import inspect
from service.batch.workbook.reading import WorkbookFault
from tests.payloads import SLIP, sample
from tests.workbooks import filled, shape

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>Mã</t></is></c></row>'


def with_sheet(cells: str, *, prefix: str = "", content: str | None = None, extra: str = "") -> bytes:
    """A workbook whose sheet Văn bản is this XML; ``prefix`` stands before its names, ``extra`` is one more part."""
    colon, bound = (f"{prefix}:", NAMESPACE.replace("xmlns", f"xmlns:{prefix}")) if prefix else ("", NAMESPACE)
    sheet = f"<{colon}worksheet {bound}><{colon}sheetData>{cells}</{colon}sheetData></{colon}worksheet>"
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(write_workbook(shape(SLIP), []))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            is_main = name == "xl/worksheets/sheet2.xml"
            archive.writestr(name, (content or sheet) if is_main else source.read(name))
        if extra:
            archive.writestr(extra, b"x")
    return target.getvalue()


def opened(tmp_path: Path, content: bytes, limits: Limits | None = None) -> list[object]:
    file = tmp_path / "sổ.xlsx"
    file.write_bytes(content)
    with open_workbook(file, shape(SLIP), limits=limits) as reading:
        return [*reading.faults, *reading.rows]


def refusal(tmp_path: Path, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableWorkbook) as refused:
        opened(tmp_path, content, limits)
    assert refused.value.message.vi
    assert refused.value.message.en
    return refused.value.code


FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
DIMENSION = f'<worksheet {NAMESPACE}><dimension ref="A1:B2"/><sheetData>{FIRST}{FAR}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (with_sheet(FIRST + FAR), "workbook.rows"),
        (with_sheet("", content=DIMENSION), "workbook.rows"),
        (with_sheet(f"{FIRST}{FAR}".replace("<", "<x:").replace("<x:/", "</x:"), prefix="x"), "workbook.rows"),
        (with_sheet(f'{FIRST}<row r="2"><c r="ZZ2"><v>1</v></c></row>'), "workbook.columns"),
        (with_sheet(FIRST + "<row><c>" + "</c><c>" * 500 + "<v>1</v></c></row>"), "workbook.columns"),
        (with_sheet(f'{FIRST}<row r="90000"><c r="CV90000"><v>1</v></c></row>'), "workbook.cells"),
        (with_sheet(FIRST + f"<row r='2'><c r='A2'><v>{' ' * 4_000_000}1</v></c></row>"), "workbook.too-large"),
        (with_sheet("", content=f"<worksheet {NAMESPACE}><sheetData><row>"), "workbook.damaged"),
        (with_sheet("", content='<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'), "workbook.damaged"),
        (with_sheet(FIRST, extra="xl/vbaProject.bin"), "workbook.macros"),
    ],
    ids=["far", "dimension", "prefix", "wide", "implicit", "cells", "dense", "broken", "entity", "macros"],
)
def test_a_workbook_out_of_bounds_is_refused_before_it_is_read(tmp_path, content, code):
    assert refusal(tmp_path, content) == code


def test_styled_blank_cells_and_empty_rows_do_not_count(tmp_path):
    """Whoever formats a whole sheet gets a million rows with nothing in them."""
    rows = "".join(f'<row r="{n}"/>' for n in range(2, 300_000)) + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'

    assert opened(tmp_path, with_sheet(FIRST + rows)) != []


def compound_file(*streams: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"".join(name.encode("utf-16-le") for name in streams)


def packed(**entries: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook.empty"),
        (compound_file("EncryptedPackage"), "workbook.password"),
        (compound_file("Workbook"), "workbook.old-excel"),
        ("Mã;Tên chi bộ\n1;Chi bộ thôn Đông\n".encode(), "workbook.text"),
        (b"<html><table><tr><td>1</td></tr></table>", "workbook.html"),
        (b"%PDF-1.7", "workbook.pdf"),
        (b"PK\3\4 broken off", "workbook.damaged"),
        (packed(xl__workbook_bin=b""), "workbook.binary"),
        (packed(word__document_xml=b"<w/>"), "workbook.none"),
        (packed(mimetype=b"", content_xml=b""), "workbook.open-document"),
    ],
    ids=["empty", "password", "xls", "csv", "html", "pdf", "broken", "xlsb", "docx", "ods"],
)
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path, content, code):
    assert refusal(tmp_path, content) == code


def test_a_file_with_macros_is_known_by_its_content_type(tmp_path):
    content = filled(SLIP, {})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    entries["[Content_Types].xml"] = entries["[Content_Types].xml"].replace(
        kind, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)

    assert refusal(tmp_path, target.getvalue()) == "workbook.macros"


def test_what_unpacks_to_too_much_is_refused_whatever_the_directory_says(tmp_path):
    content = filled(SLIP, {})
    assert refusal(tmp_path, content, Limits(unpacked_mib=0)) == "workbook.too-large"


def killing_itself(text: str) -> tuple[str, tuple[()]]:
    os.kill(os.getpid(), signal.SIGKILL)
    return text, ()


def hanging(text: str) -> tuple[str, tuple[()]]:
    while True:
        pass


def eating_memory(text: str) -> tuple[str, tuple[()]]:
    return str([bytes(1 << 26) for _ in range(1000)]), ()


def failing(text: str) -> tuple[str, tuple[()]]:
    raise KeyError(text)


@pytest.mark.parametrize("ending", [killing_itself, hanging, eating_memory])
def test_whatever_ends_the_child_is_an_answer_and_no_end_of_the_parent(tmp_path, ending):
    file = tmp_path / "sổ.xlsx"
    file.write_bytes(write_workbook(shape(SLIP), [("1", sample(SLIP))]))

    def rows() -> Iterator[object]:
        with open_workbook(file, shape(SLIP), limits=Limits(seconds=2), clean=ending) as reading:
            yield from reading.rows

    with pytest.raises(UnreadableWorkbook) as refused:
        list(rows())
    assert refused.value.code == "workbook.unreadable"


def test_a_fault_of_ours_is_told_without_a_value_of_the_workbook(tmp_path):
    file = tmp_path / "sổ.xlsx"
    file.write_bytes(write_workbook(shape(SLIP), [("1", sample(SLIP))]))
    with (
        open_workbook(file, shape(SLIP), clean=failing) as reading,
        pytest.raises(WorkbookFault, match="KeyError") as failure,
    ):
        list(reading.rows)
    assert "Tiên Phong" not in str(failure.value)


def test_a_workbook_for_papers_of_another_type_is_refused(tmp_path):
    content = write_workbook(shape("summary-report"), [])
    assert refusal(tmp_path, content) == "workbook.other-type"


def test_a_missing_main_sheet_is_named_with_the_nearest(tmp_path):
    file = tmp_path / "sổ.xlsx"
    file.write_bytes(filled(SLIP, {"Van ban": [{"Mã": "1"}]}, left_out=["Văn bản"]))
    with (
        pytest.raises(UnreadableWorkbook, match="did you mean “Van ban”") as refused,
        open_workbook(file, shape(SLIP)),
    ):
        pass
    assert refused.value.code == "workbook.sheet"


def test_a_main_sheet_without_the_headings_of_the_form_is_refused(tmp_path):
    assert refusal(tmp_path, with_sheet('<row r="1"><c r="A1"><v>1</v></c></row>')) == "workbook.headings"


def test_formulas_and_merged_cells_are_found_in_the_xml(tmp_path):
    file = tmp_path / "sổ.xlsx"
    cells = f'{FIRST}<row r="2"><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v>2</v></c></row>'
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    sheet = f"<worksheet {NAMESPACE}><sheetData>{cells}</sheetData>{merged}</worksheet>"
    file.write_bytes(with_sheet("", content=sheet))
    extent = inspect(file, Limits())["Văn bản"]

    assert (extent.rows, extent.columns) == (2, 3)
    assert extent.formulas == {(2, 1): False, (2, 2): True}
    assert extent.merged == ["A2:A3"]
