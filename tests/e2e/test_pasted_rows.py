"""What was pasted stands in the form: it can be given back, blocks are read, what could not be read is mended."""

from __future__ import annotations

import pytest

from tests.e2e.test_pasting import REPORT, names_in


class TestUndo:
    """A paste is undone as long as nothing was typed after it: what a clerk typed is never taken away with it."""

    SLUG = "cell-establishment-decision"

    @pytest.fixture
    def pasted(self, page):
        """A form into whose table two people were pasted."""
        page.goto(f"/soan/{self.SLUG}")
        page.locator("#form").get_by_role("button", name="Dán danh sách từ Excel").click()
        dialog = page.locator("#paste-members")
        dialog.locator("[data-text]").fill("Họ và tên\tTình trạng\nĐỗ A\tchính thức\nLê B\tchính thức\n")
        dialog.locator("[data-read]").click()
        dialog.get_by_role("button", name="Lấy vào bảng").click()
        page.get_by_role("button", name="Hoàn tác").wait_for()
        return page

    def test_is_offered_until_the_list_is_edited(self, pasted):
        pasted.locator("#f-cell_name").fill("Chi bộ A")  # nothing that the undo touches
        assert pasted.get_by_role("button", name="Hoàn tác").is_visible()
        pasted.locator("#f-members").get_by_role("button", name="Thêm dòng").click()
        pasted.locator("#status:empty").wait_for(state="attached")
        pasted.keyboard.insert_text("Phạm C")

        assert pasted.get_by_role("button", name="Hoàn tác").count() == 0
        assert names_in(pasted) == ["Đỗ A", "Lê B", "Phạm C"]

    @pytest.mark.long
    def test_is_withdrawn_when_a_letter_is_typed(self, pasted):
        pasted.locator('#f-members [data-key="full_name"] input').first.press("End")
        pasted.keyboard.insert_text("n")

        assert pasted.locator("#status").inner_text() == ""

    @pytest.mark.long
    def test_of_a_report_is_withdrawn_when_a_part_is_edited(self, page):
        page.goto("/soan/summary-report")
        page.get_by_role("region", name="Báo cáo đã viết sẵn").get_by_role("button").click()
        dialog = page.locator("#paste-sections")
        dialog.locator("[data-text]").fill(REPORT)
        dialog.locator("[data-read]").click()
        dialog.get_by_role("button", name="Lấy vào biểu mẫu").click()
        page.get_by_role("button", name="Hoàn tác").wait_for()
        page.locator('#f-sections [data-key="heading"]').locator("input, textarea").first.fill("TÌNH HÌNH")

        assert page.locator("#status").inner_text() == ""


class TestBlocks:
    """Cells of Excel that are pasted into a field of the table are read as a list, never as one value."""

    @pytest.fixture
    def pasted(self, open_page):
        """The form after a text was pasted, with the keys of the clipboard, into the first name of the example."""

        def pasted(text: str):
            page = open_page(permissions=["clipboard-read", "clipboard-write"])
            page.goto("/soan/cell-establishment-decision")
            page.get_by_role("button", name="Điền ví dụ").click()
            page.get_by_text("Đã điền ví dụ").wait_for()
            page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
            page.locator('#f-members [data-key="full_name"] input').first.focus()
            page.keyboard.press("Control+A")
            page.keyboard.press("Control+V")
            return page

        return pasted

    def test_open_the_dialog_with_what_was_read(self, pasted, axe, shot):
        page = pasted("Họ và tên\tNgày sinh\tTình trạng\nĐỗ A\t1970\tchính thức\nLê B\t1980\tdự bị\n")
        dialog = page.locator("#paste-members")
        dialog.get_by_text("Đọc được 2 đảng viên.").wait_for()
        assert "Đỗ A" not in names_in(page)
        assert axe(page) == []
        shot(page, "block")
        dialog.get_by_role("button", name="Lấy vào bảng").click()

        assert names_in(page) == ["Đỗ A", "Lê B"]

    def test_without_headings_leave_the_field_alone_and_say_what_is_wanted(self, pasted):
        page = pasted("Nguyễn Văn X\t1970\nTrần Thị Y\t1980")
        before = names_in(page)
        dialog = page.locator("#paste-members")
        dialog.get_by_role("alert").wait_for()

        assert "tiêu đề" in dialog.get_by_role("alert").inner_text()
        assert dialog.locator("[data-text]").input_value() == "Nguyễn Văn X\t1970\nTrần Thị Y\t1980"
        page.keyboard.press("Escape")
        assert names_in(page) == before
        assert page.evaluate("document.activeElement.closest('[data-key]').dataset.key") == "full_name"

    @pytest.mark.long
    def test_one_name_is_pasted_as_ever(self, pasted):
        page = pasted("Nguyễn Văn X\r\n")  # as Excel gives a single cell

        assert names_in(page)[0] == "Nguyễn Văn X"
        assert not page.locator("#paste-members").is_visible()

    @pytest.mark.long
    def test_what_came_into_one_name_all_the_same_is_warned_of(self, page):
        page.goto("/soan/cell-establishment-decision")
        page.get_by_role("button", name="Điền ví dụ").click()
        page.get_by_text("Đã điền ví dụ").wait_for()
        page.locator('#f-members [data-key="full_name"] input').nth(2).fill("Đỗ A 1970 Lê B 1980")
        page.get_by_role("button", name="Kiểm tra", exact=True).click()

        page.locator("#warnings", has_text="dòng 3, Họ và tên: Họ tên có năm").wait_for()


class TestUnreadCells:
    """A day that cannot be read is told with its person, and stays in sight until it is mended."""

    LIST = "Họ và tên\tNgày sinh\tTình trạng\nĐỗ A\t1970\tchính thức\nLê B\t31/2/1980\tchính thức\n"

    def test_are_named_by_person_and_column_and_fail_in_their_field(self, page, axe, shot):
        page.goto("/soan/cell-establishment-decision")
        page.locator("#form").get_by_role("button", name="Dán danh sách từ Excel").click()
        dialog = page.locator("#paste-members")
        dialog.locator("[data-text]").fill(self.LIST)
        dialog.locator("[data-read]").click()
        remarks = dialog.locator("[data-remarks]")
        remarks.get_by_text("Lê B, “Ngày sinh” (dòng 3 của phần dán)").wait_for()
        assert "1 ô không đọc được sẽ vào bảng nguyên như đã ghi" in remarks.inner_text()
        assert axe(page) == []
        shot(page, "unread")
        dialog.get_by_role("button", name="Lấy vào bảng").click()

        birth = page.locator('#f-members [data-key="birth"] input').nth(1)
        assert birth.input_value() == "31/2/1980"
        page.get_by_role("button", name="Kiểm tra", exact=True).click()
        page.locator("#faults", has_text="dòng 2, Ngày sinh").wait_for()
        assert birth.get_attribute("aria-invalid") == "true"


class TestRollCall:
    """The buttons of a table are there when it has rows, and what they did is told."""

    def test_is_told_in_place_of_the_paste_and_offered_only_with_rows(self, page):
        page.goto("/soan/cell-meeting-minutes")
        table = page.locator("#f-members")
        ticks = table.get_by_role("button", name="Đánh dấu có mặt cho người chưa điểm danh")
        columns = table.get_by_role("button", name="Hiện thêm cột")
        assert not ticks.is_visible()
        assert not columns.is_visible()
        table.get_by_role("button", name="Dán danh sách từ Excel").click()
        dialog = page.locator("#paste-members")
        dialog.locator("[data-text]").fill("Họ và tên\tTình trạng\nĐỗ A\tchính thức\nLê B\tchính thức\n")
        dialog.locator("[data-read]").click()
        dialog.get_by_role("button", name="Lấy vào bảng").click()
        page.locator("#status", has_text="Đã lấy 2 người vào bảng.").wait_for()
        assert columns.is_visible()
        ticks.click()

        assert page.locator("#status").inner_text() == "Đã đánh dấu có mặt 2 người."
