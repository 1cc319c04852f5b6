"""How the form of one paper looks and behaves: room, the bar with its buttons, the pages beside it, drafts."""

from __future__ import annotations

import json

import pytest

from service.documents import discover_types
from tests.e2e.test_single_paper import filled
from tests.trying import TYPES_THAT_DIFFER_MOST, others_long

SLUGS = sorted(discover_types())
DRAFT = "vanthu-ban-nhap:"
SOMETHING_SHOWN_WIDER = """() => [...document.querySelectorAll("main *, .bar *")]
    .filter((each) => each.checkVisibility({ contentVisibilityAuto: true }) && !each.closest(".unseen, svg, option"))
    .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((each) => each.outerHTML.slice(0, 80))"""
TEXT_CUT = """(boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.value)"""


@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_nothing_is_scrolled_sideways_at_any_width(page, slug):
    filled(page, slug)
    page.get_by_text("Gần đúng với bản in").wait_for()
    for fold in page.locator("#form details:not([open]) > summary").all():
        if fold.is_visible():
            fold.click()

    for width in (320, 390, 500, 683, 800, 900, 1100, 1121, 1366, 1920):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(100)  # until tables have found out what room there is
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(SOMETHING_SHOWN_WIDER) == [], width
        lists = page.locator("#form [data-node=list]")
        assert (
            lists.evaluate_all("(all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.id)") == []
        )


@pytest.mark.parametrize("width", others_long([320, 683, 800, 1366], 320, 1366))
@pytest.mark.parametrize("slug", ["cell-dissolution-decision", "cell-establishment-decision"])
def test_card_numbers_and_dates_are_read_whole(open_page, slug, width):
    page = open_page({"width": width, "height": 768})
    filled(page, slug)

    brief = page.locator("#f-members tbody :is(.digits, .brief) input:visible")
    assert brief.count() >= 14
    assert brief.evaluate_all(TEXT_CUT) == []


def test_rows_are_cards_with_labels_where_there_is_no_room_for_columns(page):
    filled(page, "cell-establishment-decision")
    members = page.locator("#f-members")
    heading, card_number = (
        members.locator("thead"),
        members.locator("tbody tr").first.locator("[data-key=party_card_no]"),
    )
    label = "element => getComputedStyle(element, '::before').content"
    assert heading.is_visible()
    assert card_number.evaluate(label) == "none"

    page.set_viewport_size({"width": 390, "height": 768})
    heading.wait_for(state="hidden")
    assert "Số thẻ đảng viên" in card_number.evaluate(label)
    # and whoever hears the page is told the same as before
    assert card_number.get_by_role("textbox", name="Số thẻ đảng viên").is_visible()


def test_a_long_text_is_seen_whole_and_stays_one_paragraph(page):
    filled(page, "cell-meeting-minutes")
    task = page.locator("#f-assignments tbody tr").first.locator("[data-key=task] textarea")
    low = task.bounding_box()["height"]
    task.fill("Phụ trách vận động hai hộ còn lại trong cụm dân cư số 4 " * 4)
    assert task.bounding_box()["height"] > low
    assert task.evaluate("box => box.scrollHeight <= box.clientHeight + 1")

    task.evaluate("box => { box.value = 'một\\nhai'; box.dispatchEvent(new Event('input', { bubbles: true })); }")
    assert task.input_value() == "một hai"
    rows = page.locator("#f-assignments tbody tr").count()
    task.press("Enter")
    assert page.locator("#f-assignments tbody tr").count() == rows
    assert page.locator("#f-assignments tbody tr").nth(1).locator("[data-key=task] textarea:focus").count() == 1


@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_the_bar_is_always_in_sight_and_never_over_what_has_the_focus(either_page, slug):
    page = either_page
    page.goto(f"/soan/{slug}")
    for share in (0, 0.5, 1):
        page.evaluate("share => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        for name in ("Tải tệp Word", "Kiểm tra"):
            box = page.get_by_role("button", name=name, exact=True).bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= page.viewport_size["height"]

    page.evaluate("scrollTo(0, 0)")
    page.locator("#sample").focus()
    hidden = """() => {
        const [focus, bar] = [document.activeElement, document.querySelector(".bar")];
        if (bar.contains(focus) || focus === document.body) return "";
        const [it, over] = [focus.getBoundingClientRect(), bar.getBoundingClientRect()];
        return it.bottom > over.top + 1 && it.top < over.bottom - 1 ? focus.outerHTML : "";
    }"""
    for _ in range(45):
        page.keyboard.press("Tab")
        assert page.evaluate(hidden) == ""


@pytest.mark.long
def test_what_was_done_is_told_in_the_bar_and_leads_on(page):
    page.goto("/soan/cell-establishment-decision")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#faults").wait_for()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.locator(".bar").get_by_role("button", name="Đến chỗ cần sửa").click()
    assert page.locator("#faults").evaluate("element => element === document.activeElement")

    filled(page, "cell-establishment-decision")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#status").get_by_text("Không có lỗi.").wait_for()
    page.get_by_label("Số văn bản").fill("x")  # what was said is no longer so
    page.locator("#status:empty").wait_for(state="attached")


@pytest.mark.long
def test_where_little_is_in_sight_the_bar_does_not_take_it(open_page):
    page = open_page({"width": 640, "height": 360})
    page.goto("/soan/summary-report")

    assert page.locator(".bar").bounding_box()["y"] > 360


@pytest.mark.parametrize("slug", ["cell-dissolution-decision", "cell-meeting-minutes"])
def test_each_sheet_of_the_preview_is_as_wide_as_its_frame(page, slug, shot):
    filled(page, slug)
    page.get_by_text("Gần đúng với bản in").wait_for()
    sheets = page.frame_locator("#preview iframe").locator("section.docx")
    sheets.first.wait_for()
    page.wait_for_timeout(300)  # until they are fitted
    shares = sheets.evaluate_all("all => all.map((each) => each.getBoundingClientRect().width / innerWidth)")
    if slug == "cell-dissolution-decision":
        shapes = sheets.evaluate_all("all => all.map((each) => each.offsetWidth > 900)")
        assert set(shapes) == {True, False}  # the annex lies on its side
    assert all(0.9 < share <= 1 for share in shares), shares

    before = page.locator("#preview iframe").bounding_box()["width"]
    page.get_by_role("button", name="Xem to hơn").click()
    page.wait_for_timeout(300)
    assert page.locator("#preview iframe").bounding_box()["width"] > 1.4 * before
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    shot(page, f"{slug}-larger")


def test_on_a_phone_the_pages_are_one_press_away(phone):
    filled(phone, "internal-transfer-slip")
    phone.get_by_role("button", name="Xem trước", exact=True).click()
    phone.get_by_text("Gần đúng với bản in").wait_for()

    box = phone.locator("#preview-pane").bounding_box()
    assert 0 <= box["y"] < 400


DAMAGED = ["{", "[]", "null", '"x"', '{"saved": "2026-08-05T10:00:00Z"}', '{"payload": [1], "saved": 3}']


@pytest.mark.parametrize("kept", others_long(DAMAGED, "{", "[]"))
def test_a_damaged_draft_is_put_aside_and_that_is_said(page, kept):
    page.goto("/soan")
    page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [f"{DRAFT}summary-report", kept])
    page.goto("/soan/summary-report")

    page.locator("#status").get_by_text("bị hỏng").wait_for()
    assert "Invalid" not in page.locator("body").inner_text()
    assert page.evaluate("localStorage.length") == 0
    page.get_by_label("Số văn bản").fill("7")  # the form works as if there had been none
    page.wait_for_timeout(500)  # longer than the pause after which a draft is kept
    assert page.evaluate("localStorage.length") == 1


@pytest.mark.long
@pytest.mark.parametrize("saved", ['"gần đây"', "null", "12"])
def test_a_draft_of_an_unknown_time_is_opened_all_the_same(page, saved):
    page.goto("/soan")
    kept = f'{{"saved": {saved}, "payload": {{"number": 7}}}}'
    page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [f"{DRAFT}summary-report", kept])
    page.goto("/soan/summary-report")

    page.locator("#status").get_by_text("Đã mở lại bản nháp trên máy này.").wait_for()
    assert page.get_by_label("Số văn bản").input_value() == "7"


def keep_drafts(page, *slugs: str) -> None:
    page.goto("/soan")
    for slug in slugs:
        kept = json.dumps({"saved": "2026-08-05T03:00:00Z", "payload": {"number": 7}})
        page.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [f"{DRAFT}{slug}", kept])


def test_the_drafts_of_this_browser_are_listed_opened_and_erased(either_page, axe, shot):
    page = either_page
    page.on("dialog", lambda dialog: dialog.accept())
    keep_drafts(page, "summary-report", "internal-transfer-slip", "type-of-long-ago")
    page.evaluate("localStorage.setItem('of-others', 'stays')")
    page.goto("/soan")
    page.get_by_text("Bản nháp trên máy này").click()
    lines = page.locator("[data-draft]:visible")
    assert lines.count() == 3
    assert axe(page) == []
    shot(page, "drafts")

    lines.filter(has_text="Báo cáo").get_by_role("button").click()
    page.get_by_text("Đã xóa bản nháp “Báo cáo").wait_for()
    assert lines.count() == 2
    page.get_by_role("button", name="Xóa tất cả").click()
    page.locator("[data-kept]").wait_for(state="hidden")
    assert page.evaluate("Object.keys(localStorage)") == ["of-others"]


@pytest.mark.long
def test_who_erases_a_form_is_told_of_the_drafts_of_other_types(page):
    page.on("dialog", lambda dialog: dialog.accept())
    keep_drafts(page, "summary-report", "internal-transfer-slip")
    page.goto("/soan/summary-report")
    page.get_by_role("button", name="Xóa hết, xóa bản nháp").click()
    page.locator("#status").get_by_text("còn giữ 1 bản nháp loại khác").wait_for()

    page.locator(".bar").get_by_role("button", name="Xem", exact=True).click()
    assert page.get_by_role("link", name="Giấy giới thiệu").is_visible()
    assert page.locator("[data-draft]:visible").count() == 1


def test_who_leaves_at_once_keeps_what_was_typed(page):
    page.goto("/soan/internal-transfer-slip")
    page.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Đoài")
    page.goto("/soan")

    assert "Chi bộ thôn Đoài" in page.evaluate("name => localStorage.getItem(name)", f"{DRAFT}internal-transfer-slip")


NOT_LEVEL = """() => [...document.querySelectorAll(".fields")].flatMap((fields) => {
    const all = [...fields.querySelectorAll(":scope > .leaf:not(.check, .derived)")];
    const leaves = all.filter((leaf) => leaf.checkVisibility());
    const top = (element) => element.getBoundingClientRect().top;
    const control = (leaf) => leaf.querySelector("input, select, textarea");
    return leaves.filter((leaf, n) => n && Math.abs(top(leaf) - top(leaves[n - 1])) < 2
      && Math.abs(top(control(leaf)) - top(control(leaves[n - 1]))) > 1).map((leaf) => leaf.dataset.title);
})"""
LABELS_OF_DIFFERENT_HEIGHT = """() => new Set([...document.querySelectorAll(".fields > .leaf > label")]
    .filter((label) => label.checkVisibility()).map((label) => label.offsetHeight)).size > 1"""


@pytest.mark.long
@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_fields_of_one_line_stand_level_whatever_their_labels_take(page, slug):
    filled(page, slug)
    for summary in page.locator("#form details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    for width in (683, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        assert page.evaluate(NOT_LEVEL) == [], width
    if slug == "cell-establishment-decision":
        assert page.evaluate(LABELS_OF_DIFFERENT_HEIGHT)


@pytest.mark.long
@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_the_bar_never_cuts_the_pages_beside_the_form(page, slug):
    filled(page, slug)
    page.get_by_text("Gần đúng với bản in").wait_for()
    page.frame_locator("#preview iframe").locator("section.docx").first.wait_for()
    frame, bar = page.locator("#preview iframe"), page.locator(".bar")

    def seen_whole() -> None:
        page.wait_for_timeout(300)  # until it is fitted
        box = frame.bounding_box()
        assert box["y"] + box["height"] <= bar.bounding_box()["y"] + 1
        assert box["height"] > 200

    seen_whole()
    height = frame.bounding_box()["height"]
    page.evaluate("scrollTo(0, 600)")
    seen_whole()
    assert frame.bounding_box()["height"] > height  # what is gained is used
    page.evaluate("scrollTo(0, 0)")
    seen_whole()


@pytest.mark.long
@pytest.mark.parametrize("slug", others_long(SLUGS, *TYPES_THAT_DIFFER_MOST))
def test_no_box_with_a_paragraph_cuts_the_sample_off(page, slug):
    filled(page, slug)
    boxes = page.locator("#form textarea[data-paragraph]:visible")

    assert boxes.evaluate_all(TEXT_CUT) == []
    assert boxes.evaluate_all("all => all.filter((e) => e.scrollHeight > e.clientHeight + 2).map((e) => e.value)") == []
