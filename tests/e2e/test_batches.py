"""Many papers from a workbook: previewed, made, followed, fetched, mended and deleted, as a clerk does it."""

from __future__ import annotations

import os
import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.batch.workbook import write_workbook
from tests.batch.seasons import SLUG, payload, write_lines
from tests.batch.test_workbook_batches import mended, with_faults
from tests.member_lists import workbook
from tests.office_lists import CELLS, HEADINGS, line, paper, people
from tests.office_lists import SLUG as MOVING
from tests.workbooks import shape

LONG = 60_000
MANY = 10_000
"""Rows enough to be at work on for half a minute."""
expect.set_options(timeout=20_000)
PROBLEM = "application/problem+json"
NO_CONTACT = "() => { window.fetch = () => Promise.reject(new TypeError()); }"
BATCH = re.compile(r"/hang-loat/[0-9a-f]{32}$")


def season(folder: Path, papers: list) -> Path:
    file = folder / "mùa đại hội.xlsx"
    file.write_bytes(write_workbook(shape(SLUG), papers))
    return file


@pytest.fixture
def faulty(tmp_path) -> Path:
    """Six rows, two of which are wrong."""
    return season(tmp_path, with_faults())


@pytest.fixture
def right(tmp_path) -> Path:
    return season(tmp_path, [(f"{n:02d}", payload(n)) for n in range(1, 4)])


@pytest.fixture
def moving(tmp_path) -> tuple[Path, Path]:
    """A decision without members, and a list that does not say whether they are official."""
    table, members = tmp_path / "giải thể.xlsx", tmp_path / "danh sách thôn Đông.xlsx"
    bare = {**paper(1, CELLS[0]), "members": []}
    table.write_bytes(write_workbook(shape(MOVING), [("01", bare)]))
    rows = [[*line(n, m)[:3], m["destination_cell"]] for n, m in enumerate(people(1), start=1)]
    members.write_bytes(workbook([["CHI BỘ THÔN ĐÔNG"], [*HEADINGS[:3], "Nơi chuyển đến"], *rows]))
    return table, members


def preview(page, file: Path):
    page.goto("/hang-loat")
    page.get_by_label("Bảng đã điền").set_input_files(file)
    page.get_by_role("button", name="Xem trước khi lập").click()
    expect(page.locator("#ket-qua h3").first).to_be_visible()


def wait_until_over(page):
    page.wait_for_url(BATCH)
    page.locator("#state[data-open=false]").wait_for(timeout=LONG)


def test_the_empty_page_can_be_read_by_everybody(either_page, axe, shot):
    either_page.goto("/hang-loat")
    shot(either_page, "empty")

    assert axe(either_page) == []
    with either_page.expect_download() as download:
        either_page.get_by_role("link", name="Quyết định thành lập chi bộ").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_faulty_rows_are_told_and_then_mended_until_all_papers_are_there(page, phone, axe, shot, faulty, tmp_path):
    preview(page, faulty)
    shot(page, "preview")
    assert axe(page) == []
    expect(page.locator("#ket-qua h3").first).to_have_text("Lập được 4 văn bản; 2 dòng có lỗi sẽ được trả lại để sửa")
    first = page.locator("table.errors tbody tr").first
    expect(first.locator("td").nth(1)).to_have_text("trang Văn bản, ô E4 Tên chi bộ")

    page.locator("#ket-qua").get_by_role("button", name="Lập 4 văn bản").click()
    page.wait_for_url(BATCH)
    page.reload()
    wait_until_over(page)
    address = page.url
    shot(page, "done-with-errors")
    assert axe(page) == []
    expect(page.locator("#told h2")).to_have_text("Đã lập xong, có dòng lỗi")
    expect(page.get_by_text(re.compile("Được giữ đến ..?/..?/20"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp ZIP").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert sum(name.endswith(".docx") for name in archive.namelist()) == 4

    phone.goto(address)
    shot(phone, "done-with-errors")
    assert axe(phone) == []
    with phone.expect_download() as download:
        phone.get_by_role("link", name="errors.xlsx").click()
    to_mend = tmp_path / "errors.xlsx"
    changes = {("03", "Tên chi bộ"): "Chi bộ xóm 3", ("05", "Cách thành lập"): "Chia tách"}
    to_mend.write_bytes(mended(download.value.path().read_bytes(), changes, tmp_path))
    phone.get_by_label("Tệp đã sửa").set_input_files(to_mend)
    phone.get_by_role("button", name="Gửi tệp đã sửa").click()
    wait_until_over(phone)
    shot(phone, "done")
    expect(phone.locator("#told h2")).to_have_text("Đã lập xong")
    expect(phone.locator("#told")).to_contain_text("2 văn bản")
    expect(phone.get_by_role("link", name="lô trước")).to_have_attribute("href", address[address.index("/hang-loat") :])

    page.get_by_role("link", name="Xóa lô này").click()
    shot(page, "delete")
    assert axe(page) == []
    page.get_by_role("button", name="Xóa lô này").click()
    page.wait_for_url("**/hang-loat")
    shot(page, "list")
    assert page.request.get(address).status == 404
    page.goto(address)
    shot(page, "gone")
    assert axe(page) == []
    expect(page.get_by_role("heading", level=1)).to_have_text("Lô này không còn")


def test_a_question_about_a_list_is_answered_on_the_page(either_page, axe, shot, moving):
    table, members = moving
    either_page.goto("/hang-loat")
    either_page.get_by_label("Bảng đã điền").set_input_files(table)
    either_page.get_by_label("Danh sách đảng viên gửi kèm").set_input_files(members)
    either_page.get_by_role("button", name="Xem trước khi lập").click()
    expect(either_page.locator("#ket-qua h3").first).to_have_text("Còn 1 câu hỏi cần trả lời")
    shot(either_page, "question")
    assert axe(either_page) == []

    either_page.locator("fieldset input[value=official]").check()
    either_page.get_by_role("button", name="Xem lại với câu trả lời").click()
    expect(either_page.locator("#ket-qua h3").first).to_have_text("Lập được cả 1 văn bản")
    shot(either_page, "answered")
    assert axe(either_page) == []

    either_page.get_by_role("button", name="Bỏ các câu trả lời").click()
    expect(either_page.locator("#ket-qua h3").first).to_have_text("Còn 1 câu hỏi cần trả lời")
    either_page.locator("fieldset input[value=official]").check()
    either_page.get_by_role("button", name="Xem lại với câu trả lời").click()
    either_page.get_by_role("button", name="Lập 1 văn bản").click()
    wait_until_over(either_page)
    expect(either_page.locator("#told h2")).to_have_text("Đã lập xong")


@pytest.mark.long
@pytest.mark.parametrize("javascript", [True, False])
def test_a_batch_that_was_made_at_once_asks_on_its_page_and_needs_no_file_again(
    open_page, axe, shot, moving, javascript
):
    page, (table, members) = open_page(javascript=javascript), moving
    page.goto("/hang-loat")
    page.get_by_label("Bảng đã điền").set_input_files(table)
    page.get_by_label("Danh sách đảng viên gửi kèm").set_input_files(members)
    page.get_by_role("button", name="Lập văn bản ngay").click()
    bring_to_an_end(page, javascript)
    expect(page.locator("#told h2")).to_have_text("Còn 1 câu hỏi cần trả lời")
    assert "--answer" not in page.content()
    if javascript:
        shot(page, "asked")
        assert axe(page) == []

    asking = page.url
    page.get_by_label("tất cả là chính thức").check()
    page.get_by_role("button", name="Trả lời và lập lại").click()
    page.wait_for_url(lambda url: url != asking)
    bring_to_an_end(page, javascript)
    expect(page.locator("#told h2")).to_have_text("Đã lập xong")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp ZIP").click()
    assert download.value.suggested_filename.endswith(".zip")


def bring_to_an_end(page, javascript: bool):
    page.wait_for_url(BATCH)
    for _ in range(120):
        if javascript or page.locator("#state[data-open=false]").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Cập nhật").click()
    page.locator("#state[data-open=false]").wait_for(timeout=LONG)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"status": 429, "body": '{"detail": "Chờ 5 giây."}', "content_type": "application/problem+json"},
            "Chờ 5 giây.",
        ),
        ({"status": 413, "body": "<h1>nginx</h1>", "content_type": "text/html"}, "Tệp gửi lên quá lớn"),
        ({"status": 403, "body": "", "content_type": "text/plain"}, "bất thường (mã 403)"),
        (None, "Không liên lạc được với dịch vụ."),
    ],
    ids=["problem", "proxy", "nothing", "no contact"],
)
def test_what_the_service_or_a_proxy_refuses_is_told_and_only_silence_is_no_contact(open_page, right, answer, told):
    page = open_page()
    page.goto("/hang-loat")
    page.get_by_label("Bảng đã điền").set_input_files(right)
    if answer:
        page.route("**/hang-loat?manh=1", lambda route: route.fulfill(**answer))
        page.get_by_role("button", name="Xem trước khi lập").click()
        expect(page.get_by_role("alert")).to_contain_text(told)
        assert "liên lạc" not in page.locator("#ket-qua").inner_text()
        return
    page.evaluate(NO_CONTACT)
    page.get_by_role("button", name="Xem trước khi lập").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile(told))


@pytest.mark.long
def test_a_file_that_was_saved_since_it_was_chosen_is_told_as_just_that(open_page, right):
    page = open_page()
    page.goto("/hang-loat")
    page.get_by_label("Bảng đã điền").set_input_files(right)
    page.wait_for_function("document.getElementById('file').files[0]?.size > 0")
    right.write_bytes(right.read_bytes() + b" ")
    os.utime(right, (time.time() + 60, time.time() + 60))  # whatever the browser compares, it is another file
    page.get_by_role("button", name="Xem trước khi lập").click()

    expect(page.get_by_role("alert")).to_contain_text("Tệp đã bị đổi, dời hoặc xóa")


def test_without_javascript_the_same_is_done_by_loading_pages(plain_page, shot, faulty):
    preview(plain_page, faulty)
    shot(plain_page, "plain-preview")
    expect(plain_page.locator("#ket-qua .again")).to_be_visible()

    plain_page.get_by_label("Bảng đã điền").set_input_files(faulty)
    plain_page.get_by_role("button", name="Lập 4 văn bản").click()
    plain_page.wait_for_url(BATCH)
    for _ in range(120):
        if plain_page.locator("#state[data-open=false]").count():
            break
        plain_page.wait_for_timeout(500)
        plain_page.get_by_role("link", name="Cập nhật").click()
    expect(plain_page.locator("#told h2")).to_have_text("Đã lập xong, có dòng lỗi")

    plain_page.get_by_role("button", name="Làm lại như cũ").click()
    plain_page.wait_for_url(BATCH)
    expect(plain_page.get_by_text("Đây là lô làm lại của")).to_be_visible()


def test_by_keyboard_alone_a_batch_is_previewed_and_made(page, right):
    page.goto("/hang-loat")
    page.get_by_label("Bảng đã điền").set_input_files(right)  # the dialog of files is the system's own
    page.get_by_label("Bảng đã điền").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Xem trước khi lập":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#ket-qua h3").first).to_have_text("Lập được cả 3 văn bản")
    expect(page.locator("#ket-qua")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Lập 3 văn bản":
            break
    page.keyboard.press("Enter")
    wait_until_over(page)
    expect(page.locator("#told h2")).to_have_text("Đã lập xong")


def test_a_form_that_is_sent_twice_is_one_batch(plain_page, right):
    plain_page.goto("/hang-loat")
    key = plain_page.locator("form#batch input[name=key]").get_attribute("value")
    form = {"key": key, "file": {"name": "a.xlsx", "mimeType": "x/y", "buffer": right.read_bytes()}}
    answers = [plain_page.request.post("/hang-loat", multipart=form, max_redirects=0) for _ in "ab"]

    assert [each.status for each in answers] == [303, 303]
    assert len({each.headers["location"] for each in answers}) == 1


def test_a_file_that_is_no_workbook_is_refused_in_words_and_all_else_stays_chosen(page, axe, shot, tmp_path):
    wrong = tmp_path / "sổ.xlsx"
    wrong.write_bytes(b"%PDF-1.7")
    page.goto("/hang-loat")
    page.get_by_text("Tùy chọn:").click()
    page.get_by_label("Đánh số từ", exact=True).fill("x1")
    page.get_by_label("Bảng đã điền").set_input_files(wrong)
    page.get_by_role("button", name="Xem trước khi lập").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Đánh số từ: phải là một số từ 1 đến 99999.")
    expect(alert).to_contain_text("Bảng đã điền: Đây là tệp PDF; hãy chọn tệp .xlsx.")

    page.get_by_label("Đánh số từ", exact=True).fill("")
    page.get_by_label("Loại văn bản").select_option(SLUG)
    page.get_by_role("button", name="Xem trước khi lập").click()
    expect(alert).to_contain_text("PDF")
    shot(page, "refused")
    assert axe(page) == []


@pytest.mark.long
def test_a_batch_can_be_cancelled_while_it_is_made(page, axe, shot, tmp_path):
    big = write_lines(tmp_path / "to.jsonl", [payload(n) for n in range(1, MANY)])
    page.goto("/hang-loat")
    page.get_by_label("Bảng đã điền").set_input_files(big)
    page.get_by_label("Loại văn bản").select_option(SLUG)
    page.get_by_role("button", name="Lập văn bản ngay").click()
    page.wait_for_url(BATCH)
    page.locator("progress[value]").wait_for(timeout=LONG)
    shot(page, "running")
    assert axe(page) == []
    page.get_by_role("link", name="Hủy lô này").click()
    page.get_by_role("button", name="Hủy lô này").click()
    page.wait_for_url(BATCH)
    shot(page, "cancelled")
    expect(page.locator("#told h2")).to_have_text("Đã hủy")
    assert "Được giữ đến" not in page.locator("#state").inner_text()
    page.goto("/hang-loat")
    expect(page.locator(".batches li").first).to_contain_text("Đã hủy")
    assert "giữ đến" not in page.locator(".batches li").first.inner_text()


@pytest.mark.long
def test_the_pages_speak_english_too(open_page, shot, faulty):
    page = open_page(language="en")
    page.goto("/hang-loat")
    page.get_by_label("Filled-in workbook").set_input_files(faulty)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#ket-qua h3").first).to_have_text(
        "4 paper(s) can be made; 2 row(s) with errors will be given back to mend"
    )
    shot(page, "english")
