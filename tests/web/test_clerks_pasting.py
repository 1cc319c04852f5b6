"""What is pasted into a form comes back understood, in the language of the page, and is kept nowhere."""

from __future__ import annotations

import pytest

from service.batch.sources.list_papers import member_fields
from service.documents import discover_types

TYPES = discover_types()
WITH_MEMBERS = sorted(slug for slug, each in TYPES.items() if member_fields(each))
LIST = (
    "DANH SÁCH ĐẢNG VIÊN CHI BỘ THÔN ĐOÀI\n"
    "TT\tHọ và tên\tNgày sinh\tSố thẻ\tTình trạng\tCân nặng\n"
    "1\tPhạm Văn Dũng\t02/9/1970\t00123456\tchính thức\t60\n"
    "2\tLê Thị Hoa\t1985\t\tdự bị\t50\n"
    "Tổng cộng: 2 đảng viên\n"
)


@pytest.fixture
def paste(post):
    """Pastes into the form of a type: ``paste(slug, "dan-danh-sach", text=…)``."""

    def paste(slug: str, what: str, **sent):
        return post(f"/soan/{slug}/{what}", sent)

    return paste


class TestMemberList:
    def test_becomes_items_of_the_table(self, paste):
        answer = paste("cell-establishment-decision", "dan-danh-sach", text=LIST).json

        assert [(each["full_name"], each["birth"], each["status"]) for each in answer["members"]] == [
            ("Phạm Văn Dũng", "02/9/1970", "official"),
            ("Lê Thị Hoa", "1985", "probationary"),
        ]

    def test_tells_what_each_column_was_understood_as(self, paste):
        columns = paste("cell-establishment-decision", "dan-danh-sach", text=LIST).json["columns"]

        assert [(each["letter"], each["used"]) for each in columns][1:4] == [("B", True), ("C", True), ("D", True)]
        assert next(each for each in columns if each["heading"] == "Cân nặng")["used"] is False

    def test_tells_which_rows_were_skipped_and_why(self, paste):
        skipped = paste("cell-establishment-decision", "dan-danh-sach", text=LIST).json["skipped"]

        assert {"first": 5, "last": 5, "message": "dòng cộng"} in skipped
        assert {"first": 1, "last": 1, "message": "tiêu đề phía trên danh sách"} in skipped

    @pytest.mark.parametrize("heading", ["Ngày sinh", "Năm sinh", "Ngày vào Đảng", "Ngày chính thức", "Số thẻ"])
    def test_keeps_what_cannot_be_read_for_its_field_and_says_whose_it_is(self, paste, heading):
        text = f"Họ và tên\t{heading}\tTình trạng\nĐỗ A\t\tchính thức\nLê B\t31/2/198x\tchính thức\n"
        answer = paste("cell-establishment-decision", "dan-danh-sach", text=text).json

        assert "31/2/198x" in answer["members"][1].values()
        assert "31/2/198x" not in answer["members"][0].values()
        assert answer["remarks"][0]["place"] == f"Lê B, “{heading}” (dòng 3 của phần dán)"
        assert any(each["message"].startswith("1 ô không đọc được") for each in answer["remarks"])

    def test_keeps_every_cell_that_cannot_be_read_though_not_each_is_told(self, paste):
        rows = "".join(f"Lê B{n}\tx{n}\tchính thức\n" for n in range(120))
        answer = paste("cell-establishment-decision", "dan-danh-sach", text=f"Họ và tên\tNgày sinh\tTình trạng\n{rows}")

        assert [each["birth"] for each in answer.json["members"]] == [f"x{n}" for n in range(120)]

    def test_asks_what_only_the_clerk_knows_and_takes_the_answer(self, paste):
        text = "TT\tHọ và tên\tNgày sinh\n1\tPhạm Văn Dũng\t02/9/1970\n2\tLê Thị Hoa\t1985\n"
        asked = paste("cell-establishment-decision", "dan-danh-sach", text=text).json
        (question,) = asked["questions"]
        choice = next(each["value"] for each in question["choices"] if each["value"] == "official")

        answered = paste("cell-establishment-decision", "dan-danh-sach", text=text, answers={question["key"]: choice})

        assert asked["settled"] is False
        assert answered.json["questions"] == []
        assert {each["status"] for each in answered.json["members"]} == {"official"}

    def test_drops_what_the_form_has_no_place_for_and_says_so(self, paste):
        text = "TT\tHọ và tên\tTình trạng\tChi bộ chuyển đến\n1\tPhạm Văn Dũng\tchính thức\tChi bộ thôn Đông\n"
        founding = paste("cell-establishment-decision", "dan-danh-sach", text=text).json
        dissolving = paste("cell-dissolution-decision", "dan-danh-sach", text=text).json

        assert dissolving["members"][0]["destination_cell"] == "Chi bộ thôn Đông"
        assert "destination_cell" not in founding["members"][0]
        assert any("không có chỗ cho" in each["message"] for each in founding["remarks"])

    @pytest.mark.parametrize("slug", WITH_MEMBERS)
    def test_has_only_fields_of_the_type(self, paste, slug):
        members = paste(slug, "dan-danh-sach", text=LIST).json["members"]

        assert members
        assert all(each.keys() <= member_fields(TYPES[slug]) for each in members)

    def test_in_an_old_font_is_converted_on_request(self, paste):
        text = "TT\tHọ và tên\tTình trạng\n1\tNguyÔn V¨n Hïng\tchính thức\n2\tTrÇn ThÞ Hång\tchính thức\n"
        plain = paste("cell-establishment-decision", "dan-danh-sach", text=text).json
        converted = paste("cell-establishment-decision", "dan-danh-sach", text=text, convert_legacy=True).json

        assert plain["legacy"] is True
        assert [each["full_name"] for each in converted["members"]] == ["Nguyễn Văn Hùng", "Trần Thị Hồng"]

    def test_wholly_in_an_old_font_says_so_and_is_converted_on_request(self, paste):
        text = "TT\tHä vµ tªn\tT×nh tr¹ng\n1\tNguyÔn V¨n Hïng\tchÝnh thøc\n2\tTrÇn ThÞ Hång\tchÝnh thøc\n"
        plain = paste("cell-establishment-decision", "dan-danh-sach", text=text).json
        converted = paste("cell-establishment-decision", "dan-danh-sach", text=text, convert_legacy=True).json

        assert (plain["legacy"], plain["members"], plain["settled"]) == (True, [], False)
        assert any("TCVN3" in each["message"] for each in plain["remarks"])
        assert [each["full_name"] for each in converted["members"]] == ["Nguyễn Văn Hùng", "Trần Thị Hồng"]
        assert not any("Đã làm sạch" in each["message"] for each in converted["remarks"])

    def test_tells_once_what_was_cleaned_of_which_kind_and_how_often(self, paste):
        text = "TT\tHọ và tên\tTình trạng\n1\tPhạm\u00a0Văn\u200b Dũng\tchính\u00a0thức\n2\tLê\u00a0Thị Hoa\tdự bị\n"
        remarks = paste("cell-establishment-decision", "dan-danh-sach", text=text).json["remarks"]
        clean = paste("cell-establishment-decision", "dan-danh-sach", text=LIST).json["remarks"]

        assert [each["message"] for each in remarks if "ký tự ẩn" in each["message"]] == [
            "Đã làm sạch: dấu cách không ngắt, dấu cách đặc biệt (3 chỗ); ký tự ẩn không có bề rộng (1 chỗ)."
        ]
        assert not any("Đã làm sạch" in each["message"] for each in clean)

    def test_speaks_the_language_of_the_page(self, paste, client):
        client.set_cookie("lang", "en")
        response = paste("cell-establishment-decision", "dan-danh-sach", text=LIST)

        assert response.headers["Content-Language"] == "en"
        assert any(each["message"] == "title above the list" for each in response.json["skipped"])

    def test_without_a_list_in_it_is_refused_in_words(self, paste):
        response = paste("cell-establishment-decision", "dan-danh-sach", text="Kính gửi các đồng chí")

        assert response.status_code == 422
        assert response.json["detail"]


class TestReport:
    def test_comes_back_as_sections_and_an_outline(self, paste):
        answer = paste("summary-report", "dan-bao-cao", text="BÁO CÁO\ntổng kết\n-----\nI- MỘT\n1. Hai\nĐoạn.").json

        assert answer["payload"]["sections"] == [
            {"heading": "MỘT", "children": [{"heading": "Hai", "paragraphs": ["Đoạn."]}]}
        ]
        assert [(part["level"], part["mark"], part["heading"]) for part in answer["parts"]] == [
            (1, "I-", "MỘT"), (2, "1.", "Hai"),
        ]  # fmt: skip
        assert answer["left_out"][0]["lines"] == ["BÁO CÁO", "-----"]

    def test_of_other_types_is_refused(self, paste):
        assert paste("cell-establishment-decision", "dan-bao-cao", text="I- MỘT").status_code == 422

    def test_speaks_english_where_the_page_does(self, paste, client):
        client.set_cookie("lang", "en")

        assert "numbers anew" in paste("summary-report", "dan-bao-cao", text="I- MỘT").json["remarks"][0]


@pytest.mark.parametrize(
    ("slug", "what"), [("cell-establishment-decision", "dan-danh-sach"), ("summary-report", "dan-bao-cao")]
)
class TestEachWay:
    @pytest.mark.parametrize(
        "body", [b"[]", b'"text"', b"{}", b'{"text": 1}', b'{"text": "a", "more": 1}', b'{"text": "a", "answers": [1]}']
    )
    def test_refuses_what_the_page_does_not_send(self, post, slug, what, body):
        assert post(f"/soan/{slug}/{what}", body).status_code == 422

    def test_refuses_json_that_cannot_be_read(self, post, slug, what):
        assert post(f"/soan/{slug}/{what}", b"{").status_code == 400

    def test_refuses_pages_from_elsewhere(self, post, slug, what):
        assert post(f"/soan/{slug}/{what}", {"text": "a"}, Origin="http://evil.example").status_code == 403

    def test_refuses_more_than_a_list_or_report_has(self, post, slug, what):
        response = post(f"/soan/{slug}/{what}", {"text": "Họ và tên\n" * 250_000})

        assert response.status_code == 422
        assert "ký tự" in response.json["detail"]

    def test_is_kept_by_no_cache(self, post, slug, what):
        response = post(f"/soan/{slug}/{what}", {"text": LIST})

        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"

    def test_an_unknown_type_is_not_found(self, post, slug, what):
        assert post(f"/soan/love-letter/{what}", {"text": "a"}).status_code == 404
