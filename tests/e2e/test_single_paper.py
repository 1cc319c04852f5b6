"""One paper by its form: filled in, judged, seen, downloaded, reopened."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document

from service.bootstrap import SAMPLES
from service.documents import discover_types
from tests.trying import TYPES_THAT_DIFFER_MOST, others_long

SLUGS = sorted(discover_types())
COMPUTED = {"total", "percent", "closing"}
"""Keys that a form computes instead of sending them: those that the samples have."""


def saved(page, button: str) -> tuple[str, bytes]:
    """Name and content of the file that a button gives."""
    with page.expect_download() as download:
        page.get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def opened(page, payload: dict, button: str = "Mở tệp dữ liệu (JSON)") -> None:
    """Open a payload as a file."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    chooser.value.set_files({"name": "x.json", "mimeType": "application/json", "buffer": json.dumps(payload).encode()})
    page.locator("#status").filter(has_text="Đã").wait_for()


def filled(page, slug: str) -> None:
    """The form of a type with its sample."""
    page.goto(f"/soan/{slug}")
    page.get_by_role("button", name="Điền ví dụ").click()
    page.get_by_text("Đã điền ví dụ").wait_for()


def plain(value, computed: frozenset[str] = frozenset()):
    """A payload without what is null, for that is the same as absent; in groups that compute, without the computed."""
    if isinstance(value, dict):
        return {key: plain(each, computed) for key, each in value.items() if each is not None and key not in computed}
    return [plain(each, computed) for each in value] if isinstance(value, list) else value


def sample_of(slug: str) -> dict:
    return json.loads((SAMPLES / f"{slug}.json").read_text(encoding="utf-8"))


def text_of(docx: bytes) -> str:
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_every_type_comes_out_of_its_form_as_it_went_in(page, slug, axe, shot):
    filled(page, slug)
    _, content = saved(page, "Tải tệp dữ liệu (JSON)")

    left_out = COMPUTED - ({"total"} if slug != "summary-report" else set())
    got, wanted = json.loads(content), sample_of(slug)
    if slug == "cell-meeting-minutes":
        assert wanted["quality_score"].pop("total") is not None
    assert plain(got) == plain(wanted, frozenset(left_out))
    shot(page, f"{slug}-filled")
    assert axe(page) == []


@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_all_faults_are_told_at_once_and_lead_to_their_fields(either_page, slug, axe, shot):
    page = either_page
    page.goto(f"/soan/{slug}")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#faults").wait_for()
    shot(page, f"{slug}-faults")

    assert page.locator("#faults").evaluate("element => element === document.activeElement")
    assert page.locator("#faults li").count() >= 3
    assert page.locator("[aria-invalid=true]").count() >= 1
    about_the_whole = 1 if slug == "summary-report" else 0  # that nothing is said at all
    assert page.locator("#faults li a").count() == page.locator("#faults li").count() - about_the_whole
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]

    page.locator("#faults li a").first.click()
    field = page.locator(":focus")
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()[-1]
    assert page.locator(f"#{described}").inner_text() != ""


def test_the_paper_is_downloaded_with_a_json_of_the_same_name(page):
    filled(page, "cell-establishment-decision")
    page.get_by_label("Tên chi bộ").first.fill("Chi bộ xóm Bãi Cháy")
    paper, docx = saved(page, "Tải tệp Word")
    data, content = saved(page, "Tải tệp dữ liệu (JSON)")

    assert paper == "47-QĐ-ĐU Quyết định thành lập Chi bộ xóm Bãi Cháy.docx"
    assert data == paper.replace(".docx", ".json")
    assert "Chi bộ xóm Bãi Cháy" in text_of(docx)
    assert json.loads(content)["cell_name"] == "Chi bộ xóm Bãi Cháy"


def test_dates_and_figures_are_read_as_they_are_written_in_vietnam(page):
    page.goto("/soan/summary-report")
    page.get_by_label("Ngày ban hành").first.fill("5/8/2026")
    page.get_by_label("Số văn bản").fill("1.234")
    page.get_by_label("Từ ngày").fill("31/2/2026")
    _, content = saved(page, "Tải tệp dữ liệu (JSON)")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    payload = json.loads(content)
    assert (payload["issue_date"], payload["number"]) == ("2026-08-05", 1234)
    page.get_by_role("link", name="Từ ngày").wait_for()
    assert "Ngày không đọc được" in page.locator("#faults").inner_text()


@pytest.mark.long
def test_the_draft_outlives_the_page_until_it_is_erased(page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/soan/internal-transfer-slip")
    page.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Đoài")
    page.wait_for_timeout(500)  # longer than the pause after which a draft is kept
    assert page.evaluate("localStorage.length") == 1
    page.reload()
    page.get_by_text("Đã mở lại bản nháp").wait_for()
    assert page.get_by_label("Kính gửi").input_value() == "Chi ủy Chi bộ thôn Đoài"

    page.get_by_role("button", name="Xóa hết, xóa bản nháp").click()
    page.get_by_text("Đã xóa biểu mẫu").wait_for()
    page.wait_for_timeout(500)  # longer than the pause after which a draft is kept
    assert page.get_by_label("Kính gửi").input_value() == ""
    assert page.evaluate("localStorage.length") == 0


def test_last_months_minutes_become_this_months(page):
    last = sample_of("cell-meeting-minutes")
    last["period"], last["number"] = "2026-12", 19
    last["assignments"] = [{"member": "Lý Văn Tuyên", "task": "làm đường"}]
    last["members"] = [{"full_name": "Lý Văn Tuyên", "status": "official", "mark": "present"}]
    page.goto("/soan/cell-meeting-minutes")
    page.get_by_role("button", name="Làm tiếp từ biên bản tháng trước").click()
    opened(page, last, "Chọn tệp .json")
    _, content = saved(page, "Tải tệp dữ liệu (JSON)")

    new = json.loads(content)
    assert new["period"] == "2027-01"
    assert new["chair"] == last["chair"]
    assert new["members"] == [{"full_name": "Lý Văn Tuyên", "status": "official"}]
    assert new["previous_assignments"] == last["assignments"]
    assert not {"items", "conclusions", "number", "start_at"} & set(new)


@pytest.mark.long
def test_attendance_is_ticked(page):
    page.goto("/soan/cell-meeting-minutes")
    members = [{"full_name": name, "status": "official"} for name in ("Lý Văn Tuyên", "Đỗ Văn Khánh", "Phạm Thị Oanh")]
    opened(page, {"members": members})
    rows = page.locator("#f-members tbody tr")
    rows.nth(1).locator("[data-key=mark] select").select_option("absent_excused")
    page.get_by_role("button", name="Đánh dấu có mặt cho người chưa điểm danh").click()
    rows.nth(2).get_by_role("checkbox").uncheck()
    _, content = saved(page, "Tải tệp dữ liệu (JSON)")

    assert [each.get("mark") for each in json.loads(content)["members"]] == ["present", "absent_excused", None]


def test_a_part_that_does_not_apply_is_hidden_but_never_lost(page):
    filled(page, "cell-establishment-decision")
    committee = page.locator("#f-committee")
    page.get_by_label("Nhân sự lãnh đạo").select_option("separate_decision")
    committee.get_by_text("Phần này không dùng").wait_for()

    committee.get_by_role("button", name="Bỏ nội dung phần này").click()
    committee.wait_for(state="hidden")
    page.get_by_label("Nhân sự lãnh đạo").select_option("appointed")
    committee.wait_for(state="visible")


def test_the_issuer_is_chosen_from_the_directory_of_the_office(page):
    page.goto("/soan/summary-report")
    choice = page.locator("#f-issuer_ref")
    assert page.get_by_label("Tên cơ quan").is_visible()
    choice.select_option(index=1)
    page.get_by_label("Tên cơ quan").wait_for(state="hidden")
    page.get_by_label("Số văn bản").fill("7")
    page.locator("#symbol").filter(has_text="07-BC/").wait_for()


def test_rows_are_added_moved_and_removed_with_the_keyboard_alone(page):
    page.goto("/soan/cell-establishment-decision")
    add = page.locator("#f-members > .actions [data-do=add]")
    add.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("An")
    page.keyboard.press("Enter")  # the row below, made anew
    page.keyboard.type("Bình")
    rows = page.locator("#f-members tbody tr")
    assert rows.count() == 2

    rows.nth(1).locator("[data-do=up]").focus()
    page.keyboard.press("Enter")
    names = [rows.nth(n).locator("[data-key=full_name] input").input_value() for n in range(2)]
    assert names == ["Bình", "An"]
    assert page.locator(":focus").get_attribute("data-do") == "down"

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # removes
    assert rows.count() == 1
    assert page.locator(":focus").get_attribute("data-do") == "remove"
    page.get_by_role("button", name="Lấy lại").click()
    assert rows.count() == 2


@pytest.mark.long
def test_five_hundred_members_are_counted(page):
    page.goto("/soan/cell-establishment-decision")
    opened(page, {"members": [{"full_name": f"Nguyễn Văn {n}", "status": "official"} for n in range(500)]})
    page.get_by_role("status").filter(has_text="Đã mở tệp").wait_for()

    assert page.locator("#f-members tbody tr").count() == 500
    page.locator("[data-key=member_total] output").get_by_text("500", exact=True).wait_for()


def test_the_page_is_drawn_beside_the_form(page):
    filled(page, "cell-establishment-decision")
    page.get_by_text("Gần đúng với bản in").wait_for()

    assert page.frame_locator("#preview iframe").get_by_text("QUYẾT ĐỊNH").first.is_visible()


def test_without_javascript_the_page_says_what_to_do(plain_page):
    plain_page.goto("/soan/summary-report")

    assert plain_page.locator("#form").is_hidden()
    assert plain_page.get_by_role("link", name="Tải bảng Excel mẫu").get_attribute("href").endswith("/workbook")
