"""Names that come from outside: they split no answer, lead out of no folder, and hide nothing."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from service.bootstrap import sample
from service.documents import discover_types
from tests.batch.seasons import SLUG, desk_at, payload, work
from tests.web.batches.sending import BOUNDARY, FORM, PATH, folder_of, form_with, lines

SLIPS = "internal-transfer-slip"
HOSTILE = [
    "a\r\nSet-Cookie: vanthu=stolen\r\n\r\n<script>",
    "a\nX-Injected: 1",
    'a"; filename="evil.exe',
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\evil",
    "/etc/passwd",
    "C:\\evil",
    "a\u202excod.exe",
    "a\u2028b\u0085c",
    "a\x00b",
    "CON",
    ". . .",
    "%0d%0aSet-Cookie: x=1",
    "=?utf-8?q?=0d=0aX:_1?=",
]
every_name = pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:24])


def assert_plain(response) -> None:
    """One name in one header, and nothing in any header that could end it."""
    for _, value in response.headers:
        assert not {"\r", "\n", "\x00"} & set(value)
    names = {name.lower() for name, _ in response.headers}
    assert not {"set-cookie", "x-injected", "x"} & names
    disposition = response.headers.get("Content-Disposition", "attachment; filename=\"x\"; filename*=UTF-8''x")
    assert disposition.count('"') == 2
    assert not set("/\\") & set(disposition.replace("*=UTF-8''", ""))
    assert "%2F" not in disposition.upper()
    assert "%5C" not in disposition.upper()
    assert "%E2%80%AE" not in disposition.upper()


@every_name
def test_in_a_payload_split_no_answer(client, name):
    for slug in discover_types():
        own = json.loads(sample(discover_types()[slug]))
        spoilt = json.loads(json.dumps(own))
        spoilt["client_ref"] = name[:100]
        for field in ("cell_name", "new_cell_name", "subject"):
            if field in spoilt:
                spoilt[field] = name
        assert_plain(client.post(f"/api/v1/documents/{slug}", json=spoilt | {"client_ref": own.get("client_ref")}))
        answer = client.post(f"/api/v1/documents/{slug}", json=own | {"client_ref": name[:100]})
        assert_plain(answer)


@every_name
def test_of_an_uploaded_docx_split_no_answer(client, pipeline, name):
    docx = pipeline.produce(SLIPS, sample(discover_types()[SLIPS])).content
    form = {"file": (io.BytesIO(docx), name)}
    answer = client.post("/api/v1/checks?mend=true", data=form, content_type="multipart/form-data")

    assert answer.status_code in (200, 400, 422)
    assert_plain(answer)


@pytest.mark.parametrize("given", ["a\r\nX: 1", "a\nb", "é" * 10, "a" * 101, '"><script>'])
def test_a_request_id_is_never_given_back_unless_it_is_harmless(client, given):
    answer = client.get("/healthz", environ_overrides={"HTTP_X_REQUEST_ID": given})

    assert answer.headers["X-Request-Id"] != given
    assert_plain(answer)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\r\nX: 1", "/a\tb"])
def test_no_page_leads_elsewhere_after_signing_in(client, target):
    answer = client.post("/ngon-ngu", data={"tiep": target, "ngon_ngu": "en", "language": "en"})

    assert "evil" not in answer.headers.get("Location", "/")
    assert_plain(answer)


def test_of_papers_and_folders_lead_nowhere_from_a_zip(tmp_path):
    """By the names of cells, and by a pattern that makes folders of them."""
    desk = desk_at(tmp_path / "data", processes=1)
    rows = tmp_path / "mùa.jsonl"
    rows.write_bytes(lines(*(payload(n, cell_name=name, client_ref=name[:100]) for n, name in enumerate(HOSTILE, 1))))
    from service.batch.wishes import Wishes

    batch = desk.receive(rows, discover_types()[SLUG], Wishes(pattern="{cell_name}/{client_ref} {row}"), "tester")
    [batch] = work(desk, batch)
    assert batch.state == "done", batch.reason
    with zipfile.ZipFile(desk.folder(batch.id).archive) as archive:
        names = [entry.filename for entry in archive.infolist()]
    desk.close()

    assert sum(name.endswith(".docx") for name in names) >= len(HOSTILE) - 2
    for name in names:
        assert not name.startswith(("/", "\\"))
        assert not {"..", ".", ""} & set(name.split("/"))
        assert not [each for each in name if each in '\\:*?"<>|' or not each.isprintable()]
        assert name.split("/")[0].split(".")[0].upper() not in ("CON", "NUL", "AUX", "PRN")


@every_name
def test_of_uploaded_files_stay_in_the_folder_of_their_batch(pipeline, settings, tmp_path, name):
    from service.web import create_app

    desk = desk_at(tmp_path / "data", processes=1)
    client = create_app(pipeline, settings, lambda: desk).test_client()
    sent = form_with(lines(payload(1)), "mùa.jsonl", [(name.replace('"', "%22") + ".csv", b"a,b\n")], type=SLUG)
    answer = client.post(PATH, data=sent, content_type=FORM)

    assert answer.status_code in (202, 400, 422), BOUNDARY
    assert_plain(answer)
    outside = {file for file in tmp_path.rglob("*") if file.is_file()}
    assert {file.relative_to(tmp_path).parts[0] for file in outside} <= {"data"}
    if answer.status_code == 202:
        inside = {file.name for file in folder_of(desk, answer.headers["Location"]).iterdir()}
        assert all(each.isprintable() for each in inside)
    desk.close()
