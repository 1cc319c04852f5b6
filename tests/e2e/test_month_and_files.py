"""What a clerk opens or begins anew: files of the right type and the wrong one, last month's minutes, two windows."""

from __future__ import annotations

import json

import pytest

from tests.e2e.test_single_paper import filled, sample_of, saved

MINUTES = "cell-meeting-minutes"
PAUSE_MS = 2_500  # longer than after the last key until the service was asked


def chosen(page, button: str, payload: object, name: str = "x.json") -> None:
    """Choose a file with this content behind a button."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=button).click()
    content = json.dumps(payload).encode()
    chooser.value.set_files({"name": name, "mimeType": "application/json", "buffer": content})


def repeated(page, payload: object, name: str = "x.json") -> None:
    """Begin this month's minutes from a file."""
    page.get_by_role("button", name="Làm tiếp từ biên bản tháng trước").click()
    chosen(page, "Chọn tệp .json", payload, name)


def told(page, words: str) -> str:
    """What the bar says, once that has these words in it."""
    status = page.locator("#status").filter(has_text=words)
    status.wait_for()
    return status.inner_text()


def payload_of(page) -> dict:
    return json.loads(saved(page, "Tải tệp dữ liệu (JSON)")[1])


def draft_of(page, slug: str) -> dict:
    """The payload that the browser keeps."""
    kept = page.wait_for_function("(name) => localStorage.getItem(name)", arg=f"vanthu-ban-nhap:{slug}")
    return json.loads(kept.json_value())["payload"]


class TestLastMonth:
    def test_what_was_kept_is_told_as_it_was_and_what_stood_there_comes_back(self, page, axe, shot):
        page.on("dialog", lambda dialog: dialog.accept())
        filled(page, MINUTES)
        before = payload_of(page)
        last = {key: before[key] for key in ("issuer", "meeting_kind", "chair")} | {"period": "2026-12"}
        page.get_by_role("button", name="Làm tiếp từ biên bản tháng trước").click()
        assert ".json" in page.locator("#repeat-dialog p").inner_text()
        assert axe(page) == []
        shot(page, "repeat-dialog")
        chosen(page, "Chọn tệp .json", last)

        words = told(page, "Đã giữ")
        assert "Loại sinh hoạt" in words
        assert "“Kỳ sinh hoạt” nay là 01/2027" in words
        assert "Điểm danh" not in words
        assert "kỳ trước nằm ở" not in words
        shot(page, "repeated")
        page.locator("#status").get_by_role("button", name="Lấy lại").click()
        told(page, "Đã trả lại nội dung trước đó")
        assert payload_of(page) == before

    @pytest.mark.long
    def test_the_open_form_is_a_last_month_too(self, page):
        filled(page, MINUTES)
        before = payload_of(page)
        page.get_by_role("button", name="Làm tiếp từ biên bản tháng trước").click()
        page.get_by_role("button", name="Lấy biểu mẫu đang mở").click()
        words = told(page, "Đã giữ")

        assert f"{len(before['assignments'])} việc kỳ trước" in words
        new = payload_of(page)
        assert new["period"] == "2026-09"
        assert [each["task"] for each in new["previous_assignments"]] == [
            each["task"] for each in before["assignments"]
        ]
        assert "items" not in new

    def test_a_blank_form_is_not_offered(self, page):
        page.goto(f"/soan/{MINUTES}")
        page.get_by_role("button", name="Làm tiếp từ biên bản tháng trước").click()

        assert page.get_by_role("button", name="Chọn tệp .json").is_visible()
        assert page.get_by_role("button", name="Lấy biểu mẫu đang mở").is_hidden()

    @pytest.mark.parametrize(
        ("payload", "words"),
        [
            ({"a": 1}, "không phải dữ liệu của loại văn bản này"),
            (sample_of("summary-report"), "là dữ liệu của “Báo cáo tổng kết"),
            ({"venue": "Nhà văn hóa", "agenda": ["Một"]}, "thiếu “Loại sinh hoạt”"),
        ],
    )
    def test_a_file_that_is_no_minutes_empties_nothing(self, page, payload, words):
        page.goto(f"/soan/{MINUTES}")
        page.get_by_label("Địa điểm").first.fill("Nhà văn hóa xóm Đông")
        repeated(page, payload, "nhầm.json")

        assert "nhầm.json" in told(page, words)
        assert page.get_by_label("Địa điểm").first.input_value() == "Nhà văn hóa xóm Đông"
        assert draft_of(page, MINUTES)["venue"] == "Nhà văn hóa xóm Đông"


class TestFiles:
    def test_a_file_of_another_type_leads_to_its_form_and_replaces_nothing(self, page, shot):
        filled(page, MINUTES)
        before = payload_of(page)
        chosen(page, "Mở tệp dữ liệu (JSON)", sample_of("summary-report"))
        told(page, "là dữ liệu của “Báo cáo tổng kết")
        shot(page, "other-type")

        assert payload_of(page) == before
        chosen(page, "Mở tệp dữ liệu (JSON)", sample_of("summary-report"))
        page.get_by_role("link", name="Mở biểu mẫu ấy").click()
        page.wait_for_url("**/soan/summary-report")

    @pytest.mark.long
    def test_an_unfinished_paper_and_one_with_a_strange_key_are_opened(self, page):
        page.goto(f"/soan/{MINUTES}")
        chosen(page, "Mở tệp dữ liệu (JSON)", {"members": [{"full_name": "Lê Thị Na"}]}, "dở.json")
        told(page, "Đã mở tệp dở.json")
        page.goto("/soan/summary-report")
        chosen(page, "Mở tệp dữ liệu (JSON)", sample_of("summary-report") | {"ours": 1}, "khóa lạ.json")

        assert "“ours”" in told(page, "Đã mở tệp khóa lạ.json")

    def test_nothing_that_was_typed_is_sent_to_tell_the_type(self, page):
        page.goto("/soan/internal-transfer-slip")
        with page.expect_request("**/nhan-ra") as request:
            chosen(page, "Mở tệp dữ liệu (JSON)", sample_of("internal-transfer-slip"))

        assert set(request.value.post_data_json.values()) == {True}

    @pytest.mark.long
    def test_undoing_ends_with_the_next_key(self, page):
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/soan/internal-transfer-slip")
        page.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Đoài")
        chosen(page, "Mở tệp dữ liệu (JSON)", sample_of("internal-transfer-slip"))
        told(page, "Đã mở tệp")
        undo = page.locator("#status").get_by_role("button", name="Lấy lại")
        assert undo.count() == 1
        page.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Đông")

        assert undo.count() == 0
        assert "Đã mở tệp" in page.locator("#status").inner_text()


@pytest.mark.long
def test_while_the_form_is_unfinished_nothing_is_refused_and_no_paper_asked_for(page):
    answers = []
    page.on("response", lambda response: answers.append((response.status, response.url)))
    page.goto("/soan/cell-establishment-decision")
    page.get_by_label("Tên chi bộ").first.fill("Chi bộ xóm Bãi Cháy")
    page.get_by_text("nên chưa xem trước được").wait_for()
    saved(page, "Tải tệp dữ liệu (JSON)")

    assert [answer for answer in answers if answer[0] >= 400] == []
    assert [url for _, url in answers if "/documents/" in url] == []


def test_faults_that_were_mended_are_struck_out_without_another_check(page, axe, shot):
    page.goto("/soan/internal-transfer-slip")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    page.locator("#faults").wait_for()
    lines = page.locator("#faults li")
    count = lines.count()
    field = page.get_by_label("Kính gửi")
    assert field.get_attribute("aria-invalid") == "true"

    field.fill("Chi ủy Chi bộ thôn Đoài")
    mended = page.locator("#faults li.mended")
    mended.wait_for()
    assert "Kính gửi" in mended.inner_text()
    assert mended.inner_text().endswith("đã sửa")
    assert lines.count() == count
    assert page.locator("#faults h2").inner_text() == f"Còn {count - 1} trong {count} chỗ cần sửa đã nêu"
    assert told(page, f"Có {count - 1} chỗ")
    assert field.get_attribute("aria-invalid") is None
    assert page.locator(".leaf .fault", has_text="Kính gửi").count() == 0
    assert axe(page) == []
    shot(page, "mended")

    field.fill("")
    page.wait_for_timeout(PAUSE_MS)
    assert mended.count() == 0
    assert field.get_attribute("aria-invalid") == "true"


@pytest.mark.long
def test_a_fault_that_has_become_another_is_told_as_that(page):
    page.goto("/soan/summary-report")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()
    line = page.locator("#faults li", has_text="Từ ngày")
    assert "chưa ghi" in line.inner_text()
    page.get_by_label("Từ ngày").fill("hôm qua")

    line.filter(has_text="không đọc được").wait_for()
    assert page.locator("#faults li.mended").count() == 0


def test_a_slip_has_no_line_for_a_number_of_a_series(page):
    page.goto("/soan/internal-transfer-slip")
    assert page.get_by_text("Số, ký hiệu sẽ in").count() == 0
    page.goto("/soan/summary-report")
    assert page.get_by_text("Số, ký hiệu sẽ in").count() == 1


class TestTwoWindows:
    def test_one_waits_until_the_clerk_says_which_draft_is_kept(self, page, axe, shot):
        slug = "internal-transfer-slip"
        page.goto(f"/soan/{slug}")
        page.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Đông")
        page.wait_for_timeout(500)
        other = page.context.new_page()
        other.goto(f"/soan/{slug}")
        told(other, "Đã mở lại bản nháp")
        assert page.locator("#elsewhere").is_hidden()  # the same stands in both

        other.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Đoài")
        page.locator("#elsewhere").wait_for()
        told(page, "đang mở ở cửa sổ khác")
        assert axe(page) == []
        shot(page, "elsewhere")
        page.get_by_label("Kính gửi").fill("Chi ủy Chi bộ thôn Nam")
        page.wait_for_timeout(500)
        assert draft_of(page, slug)["addressee"] == "Chi ủy Chi bộ thôn Đoài"

        page.get_by_role("button", name="Giữ nội dung ở cửa sổ này").click()
        assert page.locator("#elsewhere").is_hidden()
        assert draft_of(page, slug)["addressee"] == "Chi ủy Chi bộ thôn Nam"
        other.locator("#elsewhere").wait_for()
        other.get_by_role("button", name="Lấy nội dung của cửa sổ kia").click()
        told(other, "Đã lấy nội dung của cửa sổ kia")
        assert other.get_by_label("Kính gửi").input_value() == "Chi ủy Chi bộ thôn Nam"
        other.wait_for_timeout(500)
        assert page.locator("#elsewhere").is_hidden()


@pytest.mark.long
def test_attendance_is_counted_below_the_roll_call(either_page, axe, shot):
    page = either_page
    page.goto(f"/soan/{MINUTES}")
    figures = page.locator("#f-members .figures")
    assert figures.is_hidden()
    marks = ["present", "present", "absent_excused", "absent_unexcused", "exempt", None, "temporary_here"]
    members = [
        {
            "full_name": f"Lê Văn {n}",
            "status": "probationary" if n == 1 else "official",
            **({"mark": mark} if mark else {}),
        }
        for n, mark in enumerate(marks)
    ]
    chosen(page, "Mở tệp dữ liệu (JSON)", {"members": members})
    told(page, "Đã mở tệp")

    words = ["Tổng số đảng viên 6", "Chính thức 5", "Dự bị 1", "Có mặt 2", "Vắng mặt 2", "Chưa điểm danh 1"]
    wanted = [*words, "Tỷ lệ có mặt 33,3%"]  # who comes from elsewhere is no member of the cell
    assert [" ".join(text.split()) for text in figures.locator("dl > div").all_inner_texts()] == wanted
    assert figures.locator("input, select, textarea").count() == 0
    assert axe(page) == []
    shot(page, "figures")
    page.locator("#f-members").get_by_role("button", name="Đánh dấu có mặt").click()
    figures.get_by_text("50%").wait_for()
