"""A clerk pastes a list from Excel or a report from Word, sees what was understood, mends it, and takes it."""

from __future__ import annotations

import pytest
from docx import Document

LIST = (
    "DANH SÁCH ĐẢNG VIÊN\n"
    "TT\tHọ và tên\tNgày sinh\tSố thẻ\tCân nặng\n"
    "1\tPhạm Văn Dũng\t02/9/1970\t00123456\t60\n"
    "2\tLê Thị Hoa\t1985\t\t50\n"
    "Tổng cộng: 2 đảng viên\n"
)
REPORT = """ĐẢNG BỘ XÃ MINH TÂN\tĐẢNG CỘNG SẢN VIỆT NAM
CHI BỘ THÔN ĐOÀI
*
Số 07-BC/CB\tMinh Tân, ngày 05 tháng 12 năm 2026
BÁO CÁO
tổng kết công tác năm 2026
-----
Chi bộ thôn Đoài báo cáo kết quả như sau:
I- TÌNH HÌNH CHUNG
Thôn có 120 hộ.
1. Thuận lợi
Đảng viên đoàn kết.
2. Khó khăn
Nhiều đảng viên cao tuổi.
TT\tChỉ tiêu\tĐạt
1\tKết nạp đảng viên\t2
2\tGiảm hộ nghèo\t4
II- PHƯƠNG HƯỚNG
Giữ vững nền nếp.
Trên đây là báo cáo tổng kết công tác năm 2026.
T/M CHI BỘ
BÍ THƯ

Phạm Văn Dũng
"""
OFFER = """async ([kind, slug]) => {
  const { offerPasting } = await import("/static/clerks/pasting.js");
  const slot = document.createElement("p");
  slot.id = "slot";
  slot.dataset.pasting = kind;
  document.querySelector("main").prepend(slot);
  offerPasting(slot, { slug, take: (result) => { window.taken = result; } });
}"""


@pytest.fixture
def offered():
    """Puts the button of pasting onto the page of a type, as the form does, and keeps what is taken."""

    def offered(page, kind: str, slug: str):
        page.goto(f"/soan/{slug}")
        page.evaluate(OFFER, [kind, slug])
        page.locator("#slot button").click()
        return page.locator(f"#paste-{kind}")

    return offered


def taken(page):
    return page.evaluate("window.taken")


class TestMemberList:
    SLUG = "cell-establishment-decision"

    def test_is_shown_as_understood_asked_about_and_taken(self, either_page, offered, axe, shot):
        dialog = offered(either_page, "members", self.SLUG)
        dialog.get_by_label("Phần dán từ Excel").fill(LIST)
        dialog.get_by_role("button", name="Đọc thử").click()
        dialog.get_by_text("Đọc được 2 đảng viên.").wait_for()

        assert dialog.get_by_role("cell", name="Cân nặng").is_visible()
        assert dialog.get_by_role("button", name="Lấy vào bảng").is_disabled()
        assert axe(either_page) == []
        shot(either_page, "paste-members")

        question = dialog.get_by_role("group", name="Cần trả lời trước khi lấy").get_by_role("combobox")
        question.select_option(value="official")
        dialog.get_by_role("button", name="Lấy vào bảng").click()

        assert [each["full_name"] for each in taken(either_page)] == ["Phạm Văn Dũng", "Lê Thị Hoa"]
        assert {each["status"] for each in taken(either_page)} == {"official"}
        assert not dialog.is_visible()

    def test_is_read_as_soon_as_it_is_pasted(self, page, offered):
        dialog = offered(page, "members", self.SLUG)
        page.evaluate(
            """(text) => {
              const box = document.getElementById("paste-members-text");
              box.value = text;
              box.dispatchEvent(new ClipboardEvent("paste", { bubbles: true }));
            }""",
            LIST,
        )

        dialog.get_by_text("Đọc được 2 đảng viên.").wait_for()

    def test_by_the_keyboard_alone(self, page, offered):
        dialog = offered(page, "members", self.SLUG)
        page.keyboard.insert_text("TT\tHọ và tên\tTình trạng\n1\tPhạm Văn Dũng\tchính thức\n")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        dialog.get_by_text("Đọc được 1 đảng viên.").wait_for()
        dialog.get_by_role("button", name="Lấy vào bảng").press("Enter")

        assert taken(page) == [{"full_name": "Phạm Văn Dũng", "status": "official"}]
        assert page.evaluate("document.activeElement === document.querySelector('#slot button')")

    def test_that_is_none_is_refused_in_words(self, page, offered):
        dialog = offered(page, "members", self.SLUG)
        dialog.get_by_label("Phần dán từ Excel").fill("Kính gửi các đồng chí")
        dialog.get_by_role("button", name="Đọc thử").click()
        dialog.get_by_role("alert").wait_for()

        assert dialog.get_by_role("alert").inner_text().strip()
        assert dialog.get_by_role("button", name="Lấy vào bảng").is_disabled()

    @pytest.mark.long
    def test_changed_after_it_was_read_must_be_read_again(self, page, offered):
        dialog = offered(page, "members", self.SLUG)
        box = dialog.get_by_label("Phần dán từ Excel")
        box.fill("TT\tHọ và tên\tTình trạng\n1\tPhạm Văn Dũng\tchính thức\n")
        dialog.get_by_role("button", name="Đọc thử").click()
        dialog.get_by_text("Đọc được 1 đảng viên.").wait_for()
        box.press_sequentially("x")

        assert dialog.get_by_role("button", name="Lấy vào bảng").is_disabled()

    def test_is_gone_when_the_dialog_is_closed(self, page, offered):
        dialog = offered(page, "members", self.SLUG)
        dialog.get_by_label("Phần dán từ Excel").fill(LIST)
        page.keyboard.press("Escape")

        page.wait_for_function("document.getElementById('paste-members-text').value === ''")
        assert taken(page) is None
        assert not dialog.is_visible()

    def test_in_an_old_font_is_converted_when_that_is_ticked(self, page, offered):
        dialog = offered(page, "members", self.SLUG)
        text = "TT\tHọ và tên\tTình trạng\n1\tNguyÔn V¨n Hïng\tchính thức\n2\tTrÇn ThÞ Hång\tchính thức\n"
        dialog.get_by_label("Phần dán từ Excel").fill(text)
        dialog.get_by_role("button", name="Đọc thử").click()
        dialog.get_by_label("Chuyển mã sang Unicode").check()
        dialog.locator("[data-remarks]").get_by_text("Đã chuyển mã").wait_for()
        dialog.get_by_role("button", name="Lấy vào bảng").click()

        assert [each["full_name"] for each in taken(page)] == ["Nguyễn Văn Hùng", "Trần Thị Hồng"]


class TestReport:
    SLUG = "summary-report"

    @pytest.fixture
    def split(self, offered):
        """The dialog with the report split."""

        def split(page, text: str = REPORT):
            dialog = offered(page, "sections", self.SLUG)
            dialog.locator("[data-text]").fill(text)
            dialog.locator("[data-read]").click()
            dialog.locator(".outline li").first.wait_for()
            return dialog

        return split

    def test_is_shown_as_an_outline_with_what_was_left_out(self, either_page, split, axe, shot):
        dialog = split(either_page)

        assert dialog.locator(".outline .heading").all_inner_texts() == [
            "I- TÌNH HÌNH CHUNG", "1. Thuận lợi", "2. Khó khăn", "II- PHƯƠNG HƯỚNG",
        ]  # fmt: skip
        assert "bảng 2 dòng" in dialog.locator(".outline li").nth(2).inner_text()
        assert "CHI BỘ THÔN ĐOÀI" in dialog.locator("[data-left]").inner_text()
        assert axe(either_page) == []
        shot(either_page, "paste-report")

        dialog.get_by_label("Mở đầu").uncheck()
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()

        payload = taken(either_page)
        assert payload.keys() == {"subject", "closing", "sections"}
        assert [section["heading"] for section in payload["sections"]] == ["TÌNH HÌNH CHUNG", "PHƯƠNG HƯỚNG"]
        assert [child["heading"] for child in payload["sections"][0]["children"]] == ["Thuận lợi", "Khó khăn"]

    def test_is_corrected_before_it_is_taken(self, page, split):
        dialog = split(page)
        dialog.locator("li", has_text="1. Thuận lợi").get_by_role("button", name="Lên một cấp").click()
        dialog.locator("li", has_text="II- PHƯƠNG").get_by_role("button", name="Gộp vào phần trên").click()
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()

        sections = taken(page)["sections"]
        assert [section["heading"] for section in sections] == ["TÌNH HÌNH CHUNG", "Thuận lợi"]
        (last,) = sections[1]["children"]
        assert last["heading"] == "Khó khăn"
        assert last["paragraphs"] == ["Nhiều đảng viên cao tuổi.", "II- PHƯƠNG HƯỚNG", "Giữ vững nền nếp."]

    @pytest.mark.long
    def test_goes_down_a_level_only_below_another_heading(self, page, split):
        dialog = split(page, "I- MỘT\nĐoạn.\nII- HAI\nĐoạn.\n")
        first, second = dialog.locator(".outline li").all()

        assert first.get_by_role("button", name="Xuống một cấp").is_disabled()
        second.get_by_role("button", name="Xuống một cấp").press("Enter")
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()

        assert taken(page)["sections"][0]["children"] == [{"heading": "HAI", "paragraphs": ["Đoạn."]}]

    @pytest.mark.long
    def test_speaks_english_where_the_page_does(self, open_page, split, axe):
        page = open_page(language="en")
        dialog = split(page)

        assert "4 heading(s) were found." in dialog.inner_text()
        assert axe(page) == []


class TestForm:
    """In the form itself: the button stands beside the table, and what is taken is in the paper."""

    @pytest.fixture
    def read_list(self):
        """Pastes a list of these names into the form and has it read; the dialog is open then."""

        def read_list(page, *names: str):
            page.locator("#form").get_by_role("button", name="Dán danh sách từ Excel").click()
            dialog = page.locator("#paste-members")
            rows = "".join(f"{n}\t{name}\tchính thức\n" for n, name in enumerate(names, 1))
            dialog.locator("[data-text]").fill(f"TT\tHọ và tên\tTình trạng\n{rows}")
            dialog.locator("[data-read]").click()
            dialog.get_by_text(f"Đọc được {len(names)} đảng viên.").wait_for()
            return dialog

        return read_list

    def test_a_list_goes_into_a_blank_table_without_a_question_and_can_be_undone(self, page, read_list):
        page.goto("/soan/cell-establishment-decision")
        dialog = read_list(page, "Phạm Văn Dũng", "Lê Thị Hoa")
        assert not dialog.get_by_role("group", name="Bảng đang có").is_visible()
        dialog.get_by_role("button", name="Lấy vào bảng").click()

        page.locator("#status", has_text="Đã lấy 2 người vào bảng.").wait_for()
        assert names_in(page) == ["Phạm Văn Dũng", "Lê Thị Hoa"]
        page.get_by_role("button", name="Hoàn tác").click()
        assert names_in(page) == []

    @pytest.mark.long
    def test_another_list_is_added_unless_the_clerk_says_otherwise(self, page, read_list):
        page.goto("/soan/cell-establishment-decision")
        for name in ("Phạm Văn Dũng", "Lê Thị Hoa"):
            dialog = read_list(page, name)
            dialog.get_by_role("button", name="Lấy vào bảng").click()

        page.locator("#status", has_text="Đã thêm 1 người vào cuối; bảng nay có 2 người.").wait_for()
        assert names_in(page) == ["Phạm Văn Dũng", "Lê Thị Hoa"]

        dialog = read_list(page, "Đỗ Văn Khánh")
        dialog.get_by_label("Thay danh sách hiện có (2 người)").check()
        dialog.get_by_role("button", name="Lấy vào bảng").click()

        page.locator("#status", has_text="Đã thay 2 người có sẵn bằng 1 người vừa dán.").wait_for()
        assert names_in(page) == ["Đỗ Văn Khánh"]
        page.get_by_role("button", name="Hoàn tác").click()
        assert names_in(page) == ["Phạm Văn Dũng", "Lê Thị Hoa"]

    @pytest.mark.long
    def test_the_same_list_pasted_anew_replaces_itself(self, page, read_list):
        page.goto("/soan/cell-establishment-decision")
        read_list(page, "Phạm Văn Dũng").get_by_role("button", name="Lấy vào bảng").click()
        dialog = read_list(page, "Lê Thị Hoa", "Phạm Văn Dũng")

        assert dialog.get_by_label("Thay danh sách hiện có (1 người)").is_checked()

    def test_the_people_of_the_example_are_replaced(self, either_page, read_list, axe, shot):
        page = either_page
        page.goto("/soan/cell-establishment-decision")
        page.get_by_role("button", name="Điền ví dụ").click()
        page.get_by_text("Đã điền ví dụ").wait_for()
        before = names_in(page)
        dialog = read_list(page, "Phạm Văn Dũng", "Lê\u00a0Thị\u200b Hoa")

        assert dialog.get_by_role("group", name=f"Bảng đang có {len(before)} người").is_visible()
        assert dialog.get_by_label("Thay danh sách hiện có").is_checked()
        assert "ký tự ẩn không có bề rộng (1 chỗ)" in dialog.locator("[data-remarks]").inner_text()
        assert axe(page) == []
        shot(page, "paste-in-place")

        dialog.get_by_role("button", name="Lấy vào bảng").click()
        assert names_in(page) == ["Phạm Văn Dũng", "Lê Thị Hoa"]
        shot(page, "pasted")

    def test_a_report_is_offered_in_sight_and_becomes_a_paper(self, either_page, tmp_path, axe, shot):
        page = either_page
        page.goto("/soan/summary-report")
        offer = page.get_by_role("region", name="Báo cáo đã viết sẵn trong Word?")
        assert offer.is_visible()
        assert axe(page) == []
        shot(page, "report-offer")
        page.get_by_role("button", name="Điền ví dụ").click()
        page.get_by_text("Đã điền ví dụ").wait_for()
        offer.get_by_role("button", name="Dán cả báo cáo từ Word").click()
        dialog = page.locator("#paste-sections")
        dialog.locator("[data-text]").fill(REPORT)
        dialog.locator("[data-read]").click()
        dialog.get_by_label("Thay nội dung đang có").wait_for()
        assert dialog.get_by_label("Thay nội dung đang có").is_checked()
        shot(page, "report-in-place")
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()
        page.locator("#status", has_text="Đã lấy báo cáo vào biểu mẫu: 2 phần.").wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Tải tệp Word").click()

        download.value.save_as(tmp_path / "paper.docx")
        text = "\n".join(paragraph.text for paragraph in Document(str(tmp_path / "paper.docx")).paragraphs)
        assert "I- TÌNH HÌNH CHUNG" in text  # nothing of the example stands before it
        assert "Thôn có 120 hộ." in text

    def test_a_report_that_was_taken_is_given_back(self, page):
        page.goto("/soan/summary-report")
        page.get_by_role("button", name="Điền ví dụ").click()
        page.get_by_text("Đã điền ví dụ").wait_for()
        before = written(page)
        page.get_by_role("region", name="Báo cáo đã viết sẵn").get_by_role("button").click()
        dialog = page.locator("#paste-sections")
        dialog.locator("[data-text]").fill(REPORT)
        dialog.locator("[data-read]").click()
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()
        assert written(page) != before
        page.get_by_role("button", name="Hoàn tác").click()

        assert written(page) == before

    @pytest.mark.long
    def test_a_report_may_be_added_below_what_the_clerk_wrote(self, page):
        page.goto("/soan/summary-report")
        page.evaluate("document.querySelectorAll('#form details').forEach((each) => { each.open = true; })")
        page.get_by_label("Ưu điểm", exact=True).fill("Nội bộ đoàn kết.")
        page.get_by_role("region", name="Báo cáo đã viết sẵn").get_by_role("button").click()
        dialog = page.locator("#paste-sections")
        dialog.locator("[data-text]").fill(REPORT)
        dialog.locator("[data-read]").click()
        dialog.get_by_label("Giữ nội dung đang có").wait_for()
        assert dialog.get_by_label("Giữ nội dung đang có").is_checked()
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()

        assert page.get_by_label("Ưu điểm", exact=True).input_value() == "Nội bộ đoàn kết."
        assert "TÌNH HÌNH CHUNG" in written(page)


class TestRefusals:
    """What the service says is told; only where nothing answers is it said that nothing answers."""

    @pytest.mark.long
    @pytest.mark.parametrize("status", [403, 413, 429])
    def test_of_what_was_pasted_are_told_in_its_words(self, open_page, offered, status):
        page = open_page()
        page.route("**/dan-danh-sach", lambda route: route.fulfill(
            status=status, content_type="application/problem+json", body='{"title": "Bận", "detail": "Máy đang bận."}'
        ))  # fmt: skip
        dialog = offered(page, "members", "cell-establishment-decision")
        dialog.locator("[data-text]").fill(LIST)
        dialog.locator("[data-read]").click()
        dialog.get_by_role("alert").wait_for()

        assert dialog.get_by_role("alert").inner_text() == "Máy đang bận."

    def test_of_a_proxy_are_told_with_their_number(self, page, offered):
        page.route("**/dan-danh-sach", lambda route: route.fulfill(status=429, content_type="text/html", body="<p>no"))
        dialog = offered(page, "members", "cell-establishment-decision")
        dialog.locator("[data-text]").fill(LIST)
        dialog.locator("[data-read]").click()
        dialog.get_by_role("alert").wait_for()

        assert "mã 429" in dialog.get_by_role("alert").inner_text()


def names_in(page) -> list[str]:
    """The names in the table of members of a form."""
    return [box.input_value() for box in page.locator('[data-key="members"] [data-key="full_name"] input').all()]


def written(page) -> list[str]:
    """All that is typed in a form."""
    return page.evaluate(
        "[...document.querySelectorAll('#form input, #form textarea, #form select')].map((each) => each.value)"
    )
