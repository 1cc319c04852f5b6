"""Kiểm tra thể thức, as clerks do it: a file in, findings beside the page, a mended copy out, and that one is clean."""

from __future__ import annotations

import os
import time
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page as Window
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.hostile_docx import HOSTILE
from tests.papers import Page, paper, piece

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PROBLEM = "application/problem+json"


@cache
def bad() -> bytes:
    """A decision whose faults can all be mended but that of the number."""
    return paper("decision", page=Page(left_mm=25), title=piece(size=13), number="Số: 5-QĐ/ĐU").docx()


@cache
def mendable() -> bytes:
    return paper("decision", page=Page(left_mm=25), title=piece(size=13)).docx()


def choose(page: Window, *contents: bytes | Path, name: str = "quyết định") -> None:
    """Choose files, as in the dialogue of the browser."""
    files = [
        content if isinstance(content, Path) else {"name": f"{name} {number}.docx", "mimeType": DOCX, "buffer": content}
        for number, content in enumerate(contents, 1)
    ]
    page.get_by_label("Tệp Word cần kiểm tra").set_input_files(files)


def check(page: Window, *contents: bytes | Path) -> None:
    page.goto("/kiem-tra")
    choose(page, *contents)
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(page.locator("#verdict")).to_be_focused()


def drawn(page: Window):
    """The frame, once the paper is drawn in it."""
    frame = page.frame_locator("iframe.paper")
    frame.locator("section.docx").first.wait_for()
    return frame


def test_the_empty_page_can_be_read_by_all(either_page, axe, shot):
    either_page.goto("/kiem-tra")
    shot(either_page, "empty")

    assert axe(either_page) == []


def test_a_bad_paper_is_mended_and_then_clean(either_page, axe, shot, tmp_path):
    check(either_page, mendable())
    verdict = either_page.locator("#verdict").inner_text()
    drawn(either_page)
    shot(either_page, "findings")
    assert "lỗi" in verdict
    assert axe(either_page) == []

    with either_page.expect_download() as download:
        either_page.get_by_role("button", name="Tải bản đã sửa").click()
    assert download.value.suggested_filename == "quyết định 1 (đã sửa).docx"
    expect(either_page.locator("#state")).to_contain_text("Bản đã sửa không còn điểm nào")

    mended = tmp_path / download.value.suggested_filename
    download.value.save_as(mended)
    check(either_page, mended)
    expect(either_page.locator("#verdict")).to_have_text("Đúng thể thức, không có điểm nào cần sửa.")
    drawn(either_page)
    shot(either_page, "clean")


def test_a_copy_with_comments_needs_no_second_choosing(page, tmp_path):
    check(page, bad())
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải bản có góp ý").click()

    assert download.value.suggested_filename == "quyết định 1 (góp ý).docx"
    assert b"word/comments.xml" in download.value.path().read_bytes()
    expect(page.locator(".finding").first).to_be_visible()


def test_without_a_script_the_form_checks_and_mends(plain_page, shot, tmp_path):
    plain_page.goto("/kiem-tra")
    choose(plain_page, mendable())
    plain_page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(plain_page.locator("#verdict")).to_contain_text("lỗi")
    shot(plain_page, "plain")
    expect(plain_page.locator(".show:visible, #preview:visible, #drop-hint:visible")).to_have_count(0)

    choose(plain_page, mendable())
    with plain_page.expect_download() as download:
        plain_page.get_by_role("button", name="Tải bản đã sửa").click()
    mended = tmp_path / "a.docx"
    download.value.save_as(mended)
    choose(plain_page, mended)
    plain_page.get_by_role("button", name="Kiểm tra", exact=True).click()
    expect(plain_page.locator("#verdict")).to_have_text("Đúng thể thức, không có điểm nào cần sửa.")


@pytest.mark.long
def test_with_the_keyboard_alone(page):
    page.goto("/kiem-tra")
    choose(page, bad())  # the dialogue for it is the system's own
    page.get_by_label("Tệp Word cần kiểm tra").focus()
    _tab_to(page, "Kiểm tra")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()
    frame = drawn(page)
    first = page.locator(".show:visible").first
    first.wait_for()
    _tab_to(page, first.inner_text())
    page.keyboard.press("Enter")
    expect(frame.locator(".marked.chosen")).to_have_count(1)

    frame.locator(".chosen .mark").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".finding.chosen")).to_be_focused()


def _tab_to(page: Window, text: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == text:
            return
    raise AssertionError(f"Tab never reached {text}")


def test_a_finding_and_its_mark_lead_to_each_other(either_page, shot):
    check(either_page, bad())
    frame = drawn(either_page)
    number = either_page.locator(".finding", has_text="5-QĐ/ĐU").first
    number.get_by_role("button", name="Xem trên trang giấy").click()
    expect(frame.locator(".marked.chosen")).to_contain_text("5-QĐ/ĐU")
    expect(frame.locator(".marked.chosen")).to_be_in_viewport()
    shot(either_page, "marked")

    frame.locator(".marked.chosen .mark").click()
    expect(number).to_be_focused()
    expect(number).to_be_in_viewport()


@pytest.mark.long
def test_all_places_of_a_finding_are_marked_and_its_button_leads_to_one_after_another(page, shot):
    check(page, paper("report", body=[piece(f"Đoạn {number}, chữ nhỏ.", size=9) for number in (1, 2, 3)]).docx())
    frame = drawn(page)
    finding = page.locator('.finding[data-positions*=" "]').first
    button = finding.get_by_role("button", name="Xem trên trang giấy")
    seen = []
    for _ in range(4):
        button.click()
        chosen = frame.locator(".marked.chosen")
        chosen.wait_for()
        page.wait_for_timeout(100)
        seen.append(chosen.get_attribute("data-position"))
    shot(page, "places")

    assert seen == [*finding.get_attribute("data-positions").split(), seen[0]]
    assert len(set(seen)) == 3
    severity = finding.get_attribute("data-severity")
    assert {each.get_attribute("data-severity") for each in frame.locator(".marked").all()} >= {severity}

    frame.locator(f'.marked[data-position="{seen[2]}"] .mark').click()
    expect(finding).to_be_focused()


def test_a_missing_file_is_told_by_the_page_and_not_by_the_browser(page):
    page.goto("/kiem-tra")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    expect(page.locator("#state")).to_have_text("Hãy chọn một tệp Word (.docx) trước đã.")


def test_what_was_guessed_wrongly_can_be_chosen(page):
    page.goto("/kiem-tra")
    choose(page, paper("report").docx())
    page.get_by_text("chỉ chọn khi nhận sai").click()
    page.get_by_label("Loại văn bản").select_option("công văn")
    page.get_by_label("Hướng dẫn áp dụng").select_option("hd36_2018")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    expect(page.locator("#result section.told")).to_contain_text("đọc là công văn, theo Hướng dẫn 36-HD/VPTW")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_read_is_refused_in_words(page, name, shot):
    check(page, HOSTILE[name].docx())

    expect(page.locator("#result .told.wrong")).to_contain_text(HOSTILE[name].vi)
    expect(page.locator("iframe")).to_have_count(0)
    if name == "two faults":
        shot(page, "refusal")


@pytest.mark.long
@pytest.mark.parametrize("button", ["Kiểm tra", "Tải bản đã sửa"])
@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"status": 429, "body": '{"detail": "Chờ 5 giây."}', "content_type": "application/problem+json"},
            "Chờ 5 giây.",
        ),
        ({"status": 413, "body": "<h1>nginx</h1>", "content_type": "text/html"}, "Tệp gửi lên quá lớn"),
        ({"status": 403, "body": "", "content_type": "text/plain"}, "bất thường (mã 403)"),
    ],
    ids=["problem", "proxy", "nothing"],
)
def test_what_the_service_or_a_proxy_refuses_is_told_as_such(page, button, answer, told):
    page.goto("/kiem-tra")
    page.route("**/kiem-tra*", lambda route: route.fulfill(**answer))
    choose(page, bad())
    page.get_by_role("button", name=button, exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text(told)
    assert "liên lạc" not in page.locator("main").inner_text()


def test_several_files_are_listed_with_what_was_found(page, shot):
    page.goto("/kiem-tra")
    choose(page, bad(), paper("report").docx(), b"no docx")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    buttons = page.locator("#files button")
    expect(buttons).to_have_count(3)
    buttons.nth(1).click()
    expect(page.locator("#verdict")).to_contain_text("Đúng thể thức")
    shot(page, "several")
    buttons.nth(2).click()
    expect(page.locator("#verdict")).to_have_text("Không kiểm tra được tệp này")


@pytest.mark.long
def test_a_file_saved_anew_after_it_was_chosen_must_be_chosen_again(page, tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(bad())
    page.goto("/kiem-tra")
    choose(page, file)
    page.wait_for_function("document.getElementById('file').files[0]?.size > 0")
    file.write_bytes(bad() + b" ")
    os.utime(file, (time.time() + 60, time.time() + 60))  # whatever the browser compares, it is another file
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    expect(page.locator("#state")).to_contain_text("Hãy chọn lại tệp")


def test_a_file_that_is_dropped_is_checked_at_once(page):
    page.goto("/kiem-tra")
    transfer = page.evaluate_handle(
        """(bytes) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "a.docx"));
            return transfer;
        }""",
        list(bad()),
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})

    expect(page.locator("#verdict")).to_be_focused()


@pytest.mark.long
def test_in_english(open_page, axe, shot):
    page = open_page(PHONE, language="en")
    page.goto("/kiem-tra")
    page.get_by_label("Word file to check").set_input_files({"name": "a.docx", "mimeType": DOCX, "buffer": bad()})
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#verdict")).to_be_focused()
    drawn(page)
    shot(page, "en")

    expect(page.locator("#verdict")).to_contain_text("error(s)")
    expect(page.locator("figcaption")).to_contain_text("An approximate preview")
    assert axe(page) == []
