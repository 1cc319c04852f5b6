"""A list of hundreds or thousands of people: the page answers while it is filled, and a letter touches one row."""

from __future__ import annotations

import json

import pytest

from tests.e2e.test_single_paper import opened
from tests.trying import others_long

MEMBER = {"status": "official", "birth": "12/12/1980", "party_card_no": "019068001234"}
ROWS = "#f-members tbody tr"
WITH_MEMBERS = ("cell-dissolution-decision", "cell-establishment-decision", "cell-meeting-minutes")


def with_members(count: int) -> dict:
    """A payload with many members."""
    return {"members": [{"full_name": f"Nguyễn Văn {n}", **MEMBER} for n in range(count)]}


def start_to_open(page, payload: dict) -> None:
    """Open a payload as a file and do not wait until all of it is in the form."""
    content = {"name": "x.json", "mimeType": "application/json", "buffer": json.dumps(payload).encode()}
    page.locator("#open-file").set_input_files(content)
    page.locator("#f-members[aria-busy]").wait_for()


TOUCHED = """async () => {
    const pause = () => new Promise((done) => setTimeout(done, 700));
    const input = document.querySelector("#f-members tbody tr:last-child input");
    input.focus();
    await pause(); // until the form is read and what has the focus is in sight
    const rows = new Set();
    for (const { prototype } of [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement]) {
        const own = Object.getOwnPropertyDescriptor(prototype, "value");
        Object.defineProperty(prototype, "value", { ...own, get() {
            rows.add(this.closest("#f-members tbody tr"));
            return own.get.call(this);
        } });
    }
    let changes = 0;
    new MutationObserver((found) => { changes += found.length; }).observe(document.getElementById("f-members"),
        { subtree: true, childList: true, attributes: true, characterData: true });
    input.value = "Nguyễn Văn Ba";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await pause();
    rows.delete(null);
    return [rows.size, changes];
}"""


@pytest.mark.parametrize("slug", others_long(WITH_MEMBERS, WITH_MEMBERS[0]))
def test_a_letter_among_five_hundred_members_reads_one_row_and_changes_none(page, slug):
    page.goto(f"/soan/{slug}")
    opened(page, with_members(500))
    rows, changes = page.evaluate(TOUCHED)

    assert rows == 1
    assert changes == 0


WATCHED = """() => {
    window.counts = new Set();
    window.frames = 0;
    const look = () => {
        if (document.querySelector("#f-members[aria-busy]")) {
            counts.add(document.querySelectorAll("#f-members tbody tr").length);
            frames += 1;
        }
        requestAnimationFrame(look);
    };
    look();
}"""


@pytest.mark.long
def test_the_page_answers_while_thousands_come_into_the_form(page):
    page.goto("/soan/cell-establishment-decision")
    page.evaluate(WATCHED)
    start_to_open(page, with_members(3000))
    page.locator("#status", has_text="/3.000 dòng").wait_for()
    page.get_by_label("Số văn bản").fill("47")
    page.locator("#f-members > .actions [data-do=add]").click()  # in the middle of those that come
    assert page.locator("#f-members[aria-busy]").count() == 1
    page.locator("#status", has_text="Đã mở tệp").wait_for()

    assert page.locator(ROWS).count() == 3000
    assert page.locator(ROWS).last.locator("[data-key=full_name] input").input_value() == "Nguyễn Văn 2999"
    assert page.locator(ROWS).last.locator("th").text_content() == "3000"
    assert page.get_by_label("Số văn bản").input_value() == "47"
    assert page.evaluate("counts.size") >= 4
    assert page.evaluate("frames") >= 10  # drawn that often meanwhile


@pytest.mark.long
def test_who_hears_the_page_is_told_once_how_much_is_coming(page):
    page.goto("/soan/cell-establishment-decision")
    start_to_open(page, with_members(1500))
    heard = page.locator("#status > :not([aria-hidden=true])")
    heard.wait_for(state="attached")

    assert heard.inner_text() == "Đang điền 1.500 dòng …"
    assert page.locator("#status [aria-hidden=true]").inner_text() != heard.inner_text()


def test_what_is_asked_for_meanwhile_waits_for_the_last_row(page):
    page.goto("/soan/cell-establishment-decision")
    start_to_open(page, with_members(1500))
    with page.expect_request("**/xem-xet") as request:
        page.locator("#check").click()

    assert len(request.value.post_data_json["members"]) == 1500


@pytest.mark.long
def test_who_leaves_meanwhile_keeps_the_rows_that_were_still_to_come(page):
    page.goto("/soan/cell-establishment-decision")
    start_to_open(page, with_members(1500))
    page.goto("/soan")

    kept = json.loads(page.evaluate("localStorage.getItem('vanthu-ban-nhap:cell-establishment-decision')"))
    assert [each["full_name"] for each in kept["payload"]["members"]] == [f"Nguyễn Văn {n}" for n in range(1500)]


@pytest.mark.long
def test_a_form_that_is_erased_meanwhile_stays_blank(page):
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/soan/cell-establishment-decision")
    start_to_open(page, with_members(1500))
    page.get_by_role("button", name="Xóa hết, xóa bản nháp").click()
    page.locator("#status", has_text="Đã xóa biểu mẫu").wait_for()
    page.wait_for_timeout(700)

    assert page.locator(ROWS).count() == 0
    assert page.locator("#status").inner_text() == "Đã xóa biểu mẫu và bản nháp trên máy này."


@pytest.mark.long
def test_a_long_list_that_was_pasted_can_be_undone_and_rows_stay_in_order(page):
    page.goto("/soan/cell-establishment-decision")
    opened(page, with_members(3))
    page.get_by_role("button", name="Dán danh sách từ Excel").click()
    dialog = page.locator("#paste-members")
    people = "\n".join(f"{n}\tTrần Văn {n}\tchính thức" for n in range(1, 1201))
    dialog.get_by_label("Phần dán từ Excel").fill(f"TT\tHọ và tên\tTình trạng\n{people}")
    dialog.get_by_role("button", name="Đọc thử").click()
    dialog.get_by_label("Thêm vào cuối").check()
    dialog.get_by_role("button", name="Lấy vào bảng").click()
    page.locator("#f-members[aria-busy]").wait_for()
    page.locator("#status", has_text="bảng nay có 1203 người").wait_for()
    names = page.locator(f"{ROWS} [data-key=full_name] input").evaluate_all("all => all.map((each) => each.value)")
    assert names == [*(f"Nguyễn Văn {n}" for n in range(3)), *(f"Trần Văn {n}" for n in range(1, 1201))]

    page.get_by_role("button", name="Hoàn tác").click()
    page.locator("#status", has_text="Đã trả lại").wait_for()
    assert page.locator(ROWS).count() == 3


def test_what_is_changed_in_a_long_list_is_what_is_sent(page):
    """Rows are read once and then only where something changed."""
    page.goto("/soan/cell-meeting-minutes")
    items = [
        {"title": f"Việc {n}", "statements": [{"speaker": "A", "text": "x"}, {"speaker": "B", "text": "y"}]}
        for n in (1, 2)
    ]
    opened(page, {**with_members(60), "items": items})
    page.wait_for_timeout(500)  # until it is read
    rows = page.locator("#f-members tbody tr")
    rows.nth(30).locator("[data-key=full_name] input").fill("Lý Văn Tuyên")
    rows.nth(31).locator("[data-do=remove]").click()
    rows.nth(0).locator("[data-do=down]").click()
    statements = page.locator("#f-items > ol > li").first.locator("[data-key=statements]")
    statements.locator("li").first.locator("[data-do=remove]").click()
    page.wait_for_timeout(500)
    with page.expect_request("**/xem-xet") as request:
        page.get_by_role("button", name="Kiểm tra", exact=True).click()
    sent = request.value.post_data_json
    names = [each["full_name"] for each in sent["members"]]
    assert (len(names), names[30], names[:2]) == (59, "Lý Văn Tuyên", ["Nguyễn Văn 1", "Nguyễn Văn 0"])
    assert sent["items"][0]["statements"] == [{"speaker": "B", "text": "y"}]

    statements.locator("li").first.locator("[data-do=remove]").click()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Lấy lại").click()
    page.wait_for_timeout(500)
    with page.expect_request("**/xem-xet") as request:
        page.get_by_role("button", name="Kiểm tra", exact=True).click()
    assert request.value.post_data_json["items"][0]["statements"] == [{"speaker": "B", "text": "y"}]
