"""Files in, papers out: one payload at once, several or a table as a batch."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.batch.workbook import write_workbook
from tests.batch.seasons import SLUG, payload
from tests.builders import as_json
from tests.workbooks import shape

LONG = 60_000
BATCH = re.compile(r"/hang-loat/[0-9a-f]{32}$")
expect.set_options(timeout=20_000)


@pytest.fixture
def files(tmp_path) -> list[Path]:
    """Three payloads, a file each."""
    found = [tmp_path / f"chi bộ {n}.json" for n in (1, 2, 3)]
    for n, file in enumerate(found, start=1):
        file.write_bytes(as_json(payload(n)))
    return found


def upload(page, files):
    page.goto("/tai-len")
    page.get_by_label("Tệp dữ liệu").set_input_files(files)
    page.get_by_role("button", name="Lập văn bản").click()


def papers_of(page) -> str:
    page.wait_for_url(BATCH)
    page.locator("#state[data-open=false]").wait_for(timeout=LONG)
    return page.locator("#told").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_one_payload_is_a_word_file_at_once(open_page, files, javascript):
    page = open_page(javascript=javascript)
    with page.expect_download() as download:
        upload(page, files[0])

    assert download.value.suggested_filename == "01-QĐ-ĐU Quyết định thành lập Chi bộ xóm 1.docx"
    assert download.value.path().read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("path", "button", "told"),
    [
        ("/tai-len", "Lập văn bản", "Chưa chọn tệp."),
        ("/hang-loat", "Xem trước khi lập", "Bảng đã điền: chưa chọn tệp."),
    ],
)
def test_a_missing_file_is_told_by_the_page_and_not_by_the_browser(page, path, button, told):
    page.goto(path)
    page.get_by_role("button", name=button).click()

    expect(page.get_by_role("alert")).to_contain_text(told)


def test_the_start_page_leads_here_and_nobody_stumbles(either_page, axe, shot):
    either_page.goto("/")
    either_page.get_by_role("link", name="Tải tệp dữ liệu lên").click()
    shot(either_page, "empty")

    assert axe(either_page) == []


def test_faults_of_a_payload_are_told_by_the_titles_of_its_fields(either_page, axe, shot, tmp_path):
    file = tmp_path / "sai.json"
    file.write_bytes(as_json(payload(1, cell_name=None, signature={"full_name": "Lê Văn A"})))
    upload(either_page, file)
    shot(either_page, "faults")

    alert = either_page.get_by_role("alert")
    expect(alert).to_contain_text("sai.json – Quyết định thành lập chi bộ")
    expect(alert).to_contain_text("Tên chi bộ:")
    told = alert.inner_text()
    assert not [word for word in ("cell_name", "trong JSON", "/signature", "position") if word in told]
    expect(alert.get_by_role("link", name="Quyết định thành lập chi bộ")).to_have_attribute("href", f"/soan/{SLUG}")
    assert axe(either_page) == []


@pytest.mark.long
def test_three_payloads_are_a_batch(page, files):
    upload(page, files)

    assert "3 văn bản" in papers_of(page)


def test_a_workbook_is_recognised_and_is_a_batch(page, tmp_path):
    file = tmp_path / "mùa.xlsx"
    file.write_bytes(write_workbook(shape(SLUG), [("01", payload(1)), ("02", payload(2))]))
    upload(page, file)

    assert "2 văn bản" in papers_of(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Quyết định thành lập chi bộ")


@pytest.mark.long
def test_by_keyboard_alone_a_paper_is_made(page, files):
    page.goto("/tai-len")
    page.get_by_label("Tệp dữ liệu").set_input_files(files[0])  # the dialog of files is the system's own
    page.get_by_label("Loại văn bản").focus()
    page.keyboard.press("Tab")
    with page.expect_download():
        page.keyboard.press("Enter")
