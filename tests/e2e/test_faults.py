"""What is wrong with a paper is told in the order of its form and in a clerk's words, and leads to the field."""

from __future__ import annotations

import json
import re

import pytest

from service.documents import discover_types
from tests.e2e.test_single_paper import filled, opened, sample_of
from tests.trying import TYPES_THAT_DIFFER_MOST, others_long

SLUGS = sorted(discover_types())
PROGRAMMERS = re.compile(r"[a-z]+_[a-z_]+|/[a-z]+/|`|\b(?:issuer|sections|attendance|members|payload|pointer)\b")


def checked(page) -> list[str]:
    """What the summary of faults says, line by line."""
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#faults").wait_for()
    return page.locator("#faults li").all_inner_texts()


def links_are_in_order(page) -> bool:
    """Whether the fields to which the summary leads follow one another on the page."""
    return page.evaluate(
        """() => {
          const links = [...document.querySelectorAll("#faults li a")];
          const fields = links.map((link) => document.querySelector(link.hash));
          return fields.every((field, n) => n === 0 || field === fields[n - 1]
            || fields[n - 1].compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
        }"""
    )


@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_a_blank_form_tells_all_in_the_order_of_its_fields(page, slug):
    page.goto(f"/soan/{slug}")
    told = checked(page)

    assert links_are_in_order(page)
    assert [line for line in told if PROGRAMMERS.search(line)] == []
    for link in page.locator("#faults li a").all():
        link.click()
        field = page.locator(":focus")
        said = field.get_attribute("aria-describedby").split()[-1]
        assert page.locator(f"#{said}").is_visible()


def test_faults_of_rows_and_fields_come_as_they_stand_with_their_labels(page):
    filled(page, "cell-establishment-decision")
    page.locator("#f-cell_name").fill("")
    page.locator('[data-key="members"] [data-key="birth"] input').nth(3).fill("32/1/1980")
    page.locator('[data-key="members"] [data-key="full_name"] input').nth(2).fill("")
    page.locator("#f-issue_date").fill("32/1/1980")
    told = checked(page)

    assert [line.partition(":")[0] for line in told] == [
        "Ngày ban hành",
        "Tên chi bộ",
        "Danh sách đảng viên, dòng 3, Họ và tên",
        "Danh sách đảng viên, dòng 4, Ngày sinh",
    ]
    assert told[1:3] == ["Tên chi bộ: chưa ghi", "Danh sách đảng viên, dòng 3, Họ và tên: chưa ghi"]
    page.get_by_role("link", name="dòng 3, Họ và tên").click()
    field = page.locator(":focus")
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text() == "Chưa ghi “Họ và tên”."


def test_what_is_wrong_in_a_row_is_said_across_it_and_names_its_column(either_page, axe, shot):
    page = either_page
    filled(page, "cell-establishment-decision")
    birth = page.locator('[data-key="members"] [data-key="birth"] input').nth(3)
    birth.fill("32/1/1980")
    page.locator('[data-key="members"] [data-key="full_name"] input').nth(3).fill("")
    checked(page)
    shot(page, "rows")

    row, remark = (
        page.locator("#f-members tbody tr").nth(3),
        page.locator(f"#{birth.get_attribute('aria-describedby')}"),
    )
    assert remark.inner_text().startswith("Ngày sinh: Không phải ngày có thật")
    assert birth.get_attribute("aria-invalid") == "true"
    whole, said, field = row.bounding_box(), remark.bounding_box(), birth.bounding_box()
    assert said["width"] > 0.85 * whole["width"]
    assert said["y"] >= field["y"] + field["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert axe(page) == []

    row.locator("[data-key=full_name] input").fill("Lê A")
    birth.fill("1/1/1980")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status", has_text="Không có lỗi.").wait_for()
    assert row.locator(".fault").count() == 0
    assert birth.get_attribute("aria-describedby") is None


def test_the_bar_tells_of_warnings_leads_to_them_and_forgets_them_with_the_next_edit(page):
    filled(page, "cell-establishment-decision")
    name = page.locator('#f-members [data-key="full_name"] input').nth(2)
    name.fill("Đỗ A 1970 Lê B 1980")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status").get_by_text("Không có lỗi; 1 điểm nên xem lại.").wait_for()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.get_by_role("button", name="Đến điểm nên xem lại").click()
    assert page.locator("#warnings").evaluate("element => element === document.activeElement")
    assert page.locator("#warnings").bounding_box()["y"] >= 0

    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status").get_by_text("Không có lỗi; 1 điểm nên xem lại.").wait_for()
    name.fill("Đỗ A")
    assert page.locator("#status").inner_text() == ""


def test_what_is_about_no_field_is_told_first(page):
    page.goto("/soan/summary-report")

    assert checked(page)[0].startswith("Toàn văn bản: Báo cáo chưa có nội dung")


def test_what_a_file_has_and_the_form_has_not_is_named_by_its_labels(page):
    page.goto("/soan/cell-establishment-decision")
    members = [{"full_name": "Lê A", "status": "good", "tel": "1"}]
    opened(page, {"cell_name": "Chi bộ A", "nmae": 1, "members": members})

    assert (
        page.locator("#status")
        .inner_text()
        .endswith(
            "nên đã bỏ: Danh sách đảng viên, dòng 1, Chính thức / dự bị; Danh sách đảng viên, dòng 1, “tel”; “nmae”."
        )
    )


@pytest.mark.long
def test_a_part_that_does_not_apply_is_one_fault_with_a_button_that_clears_it(either_page, axe, shot):
    page = either_page
    filled(page, "cell-meeting-minutes")
    members = page.locator("#f-members")
    members.get_by_role("button", name="Thêm dòng").click()
    members.get_by_label("Họ và tên").fill("Nguyễn Văn An")
    members.get_by_label("Chính thức / dự bị").select_option("official")
    members.get_by_role("button", name="Đánh dấu có mặt").click()
    total = page.locator("#f-attendance-total").input_value()
    (line,) = [line for line in checked(page) if "Hoặc chỉ ghi số lượng" in line]
    assert "không dùng với lựa chọn hiện nay nhưng đang có nội dung" in line
    assert axe(page) == []
    shot(page, "aside")

    page.locator("#faults").get_by_role("button", name="Bỏ nội dung phần này").click()
    page.locator("#status", has_text="Đã bỏ nội dung phần “Hoặc chỉ ghi số lượng”.").wait_for()
    assert page.locator("#faults li", has_text="số lượng").count() == 0
    page.locator("#status").get_by_role("button", name="Lấy lại").click()
    assert page.locator("#f-attendance-total").input_value() == total
    checked(page)
    page.locator("#faults").get_by_role("button", name="Bỏ nội dung phần này").click()
    page.locator("#f-attendance").wait_for(state="hidden")


@pytest.mark.parametrize("status", [403, 413, 429])
def test_a_refusal_is_told_in_the_words_of_the_service(page, status):
    page.goto("/soan/cell-establishment-decision")
    page.route("**/xem-xet", lambda route: route.fulfill(
        status=status, content_type="application/problem+json", body=json.dumps({"detail": "Máy đang bận."})
    ))  # fmt: skip
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    page.locator("#status", has_text="Máy đang bận.").wait_for()


@pytest.mark.long
def test_a_form_that_is_too_large_is_refused_in_the_language_of_the_page(open_page):
    for language, words in (("vi", "lớn hơn"), ("en", "larger than")):
        page = open_page(language=language)
        page.goto("/soan/cell-establishment-decision")
        page.evaluate("""() => {
          const name = document.getElementById("f-cell_name");
          name.hidden = true; // nine million letters are long in drawing
          name.value = "a".repeat(9_000_000);
        }""")
        page.locator("#check").click()
        page.locator("#status", has_text=words).wait_for()


def test_only_where_nothing_answers_is_that_said_and_the_data_can_still_be_saved(open_page):
    page = open_page()
    page.goto("/soan/internal-transfer-slip")
    opened(page, sample_of("internal-transfer-slip"))
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')); }")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status", has_text="Không liên lạc được").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tệp dữ liệu (JSON)").click()

    assert (
        json.loads(download.value.path().read_text())["addressee"] == sample_of("internal-transfer-slip")["addressee"]
    )
