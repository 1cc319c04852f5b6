"""Whatever is sent, no connection is begun, no name is looked up and no file is read that it names."""

from __future__ import annotations

import io
import socket
import sys
import zipfile
from collections.abc import Iterator

import pytest

from service.errors import UnreadableDocx
from service.package import read_package
from tests.batch.seasons import SLUG
from tests.docx_builder import make_docx, paragraph, zip_parts
from tests.unit.batch.workbook.test_dangerous_workbooks import with_sheet
from tests.web.batches.sending import FORM, PATH, form_with

TRAP = "trap-that-nobody-should-read"
AWAY = ("http://127.0.0.1:9/x", "\\\\evil.example\\share\\x", "file:///etc/passwd", "ftp://evil.example/x")
BEGUN = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")

_watching: list[list[str]] = []


def _hook(event: str, arguments: tuple) -> None:
    if _watching and (event in BEGUN or (event == "open" and TRAP in str(arguments[0]))):
        _watching[-1].append(event)


sys.addaudithook(_hook)


@pytest.fixture
def begun() -> Iterator[list[str]]:
    """What was begun on the network, or read of the trap, while the test ran."""
    found: list[str] = []
    _watching.append(found)
    yield found
    _watching.pop()


def relationship(target: str, kind: str) -> str:
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{types}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )


def with_relationship(target: str, kind: str) -> bytes:
    good = make_docx(paragraph("Quyết định"))
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/_rels/document.xml.rels"] = relationship(target, kind).encode()
    return zip_parts(parts)


def with_part(content: str) -> bytes:
    return make_docx(paragraph("Quyết định"), parts={"word/theme.xml": content.encode()})


DTD = '<!DOCTYPE a [<!ENTITY x SYSTEM "{}"> ]><a>&x;</a>'
INCLUDE = '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{}" parse="text"/></a>'
SCHEMA = '<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x {}"/>'
SHEET = '<?xml-stylesheet type="text/xsl" href="{}"?><a/>'


def documents(where: str) -> dict[str, bytes]:
    linked = {kind: with_relationship(where, kind) for kind in ("attachedTemplate", "image", "oleObject", "hyperlink")}
    written = {"dtd": DTD, "xinclude": INCLUDE, "schema": SCHEMA, "stylesheet": SHEET}
    return linked | {kind: with_part(text.format(where)) for kind, text in written.items()}


def test_the_watch_sees_a_connection_and_an_open_file(begun, tmp_path):
    with socket.socket() as connection:
        connection.settimeout(1)
        connection.connect_ex(("127.0.0.1", 9))
    (tmp_path / TRAP).write_text("x")

    assert {"socket.connect", "open"} <= set(begun)


def test_by_checking_mending_or_annotating_a_docx(client, begun, tmp_path):
    trap = tmp_path / TRAP
    for where in (*AWAY, f"file://{trap}", str(trap)):
        for docx in documents(where).values():
            for query in ("", "?mend=true"):
                answer = client.post(f"/api/v1/checks{query}", data=docx, content_type="application/octet-stream")
                assert answer.status_code in (200, 422)

    assert begun == []


@pytest.mark.parametrize("kind", ["attachedTemplate", "image", "oleObject", "dtd"])
def test_what_would_make_word_fetch_something_is_refused(kind):
    with pytest.raises(UnreadableDocx):
        read_package(documents("http://evil.example/x")[kind], embedded="kept")


@pytest.mark.long
def test_by_a_workbook_or_a_list(client, begun, tmp_path):
    trap = tmp_path / TRAP
    for where in (*AWAY, f"file://{trap}"):
        formula = f'<row r="1"><c r="A1"><f>WEBSERVICE("{where}")</f><v>1</v></c></row>'
        for content in (with_sheet(formula), with_sheet("", content=DTD.format(where))):
            form = form_with(content, "a.xlsx", [("b.xlsx", content)], type=SLUG, dry_run="true")
            assert client.post(PATH, data=form, content_type=FORM).status_code in (200, 422)

    assert begun == []


def test_by_a_payload_that_is_full_of_addresses(client, begun, pipeline):
    import json

    from service.bootstrap import sample

    for slug, document_type in pipeline.types.items():
        text = sample(document_type).decode()
        value = json.loads(text)
        for name, each in value.items():
            if isinstance(each, str) and name not in ("issue_date", "norm"):
                value[name] = "http://evil.example/{{ 7*7 }} file:///etc/passwd"
        assert client.post(f"/api/v1/documents/{slug}", json=value).status_code in (200, 422)

    assert begun == []
