"""A batch that ended for want of an answer about a member list is answered on its page, without sending files again."""

from __future__ import annotations

import io

import pytest
from bs4 import BeautifulSoup

from service.batch.workbook import write_workbook
from service.web import create_app
from tests.batch.seasons import desk_at, work
from tests.member_lists import workbook
from tests.office_lists import CELLS, HEADINGS, SLUG, line, paper, people
from tests.workbooks import shape


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path / "data", processes=1)
    yield found
    found.close()


@pytest.fixture
def client(pipeline, settings, desk):
    return create_app(pipeline, settings, lambda: desk).test_client()


def list_without_status(*names: str) -> bytes:
    """A list that does not say who is official; ``names`` of members that are in no cell of the batch."""
    rows = [[*line(n, m)[:3], m["destination_cell"]] for n, m in enumerate(people(1), start=1)]
    strays = [["CHI BỘ THÔN KHÔNG CÓ"], *[[n, name, *rows[0][2:]] for n, name in enumerate(names, start=1)]]
    heading = [*HEADINGS[:3], "Nơi chuyển đến"]
    return workbook([["CHI BỘ THÔN ĐÔNG"], heading, *rows, *(strays if names else [])])


@pytest.fixture
def asked(client, desk):
    """``asked(list, …)``: the address of a batch that was made at once with lists, and could not be."""

    def asked(*lists: bytes) -> str:
        bare = {**paper(1, CELLS[0]), "members": []}
        form = {
            "file": (io.BytesIO(write_workbook(shape(SLUG), [("01", bare)])), "giải thể.xlsx"),
            "members": [(io.BytesIO(each), f"ds {n}.xlsx") for n, each in enumerate(lists, start=1)],
            "key": "k",
        }
        address = client.post("/hang-loat", data=form, content_type="multipart/form-data").headers["Location"]
        assert made(desk, address).state == "failed"
        return address

    return asked


def made(desk, address: str):
    return work(desk, desk.means.ledger.get(address.rpartition("/")[2]))[0]


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html.parser")


def answer(client, address: str, **answers: str):
    form = {"key": "k", **{f"answer.{key}": value for key, value in answers.items()}}
    return client.post(f"{address}/tra-loi", data=form, content_type="multipart/form-data")


def test_the_question_stands_on_the_page_with_its_choices_and_nothing_else_is_to_be_mended(client, asked):
    page = page_of(client.get(asked(list_without_status())))

    assert page.select_one("#told h2").text == "Còn 1 câu hỏi cần trả lời"
    assert [each["value"] for each in page.select("fieldset input")] == ["official", "leave"]
    assert page.select("table.errors, .mend") == []
    assert "--answer" not in page.text
    assert "list." not in page.text


def test_an_answer_makes_a_batch_of_the_same_files_that_is_done(client, desk, asked):
    address = asked(list_without_status())
    answered = [answer(client, address, status="official").headers["Location"] for _ in "ab"]
    batch = made(desk, answered[0])

    assert len({address, *answered}) == 2
    assert (batch.state, batch.retry_of) == ("done", address.rpartition("/")[2])
    assert desk.accounts([batch])[0].progress.papers == 1
    assert "Đã lập xong" in client.get(answered[0]).get_data(as_text=True)


def test_without_an_answer_the_page_asks_again_and_nothing_is_begun(client, desk, asked):
    address = asked(list_without_status())
    before = desk.means.store.folders()
    response = answer(client, address, other="official")

    assert response.status_code == 422
    assert "Hãy chọn một câu trả lời cho mỗi câu hỏi." in response.get_data(as_text=True)
    assert desk.means.store.folders() == before


def test_an_unanswered_question_is_marked_where_it_stands(client, asked):
    address = asked(list_without_status())

    assert page_of(client.get(address)).select(".question .fault") == []
    marked = page_of(answer(client, address)).select(".question .fault")
    assert [each.text for each in marked] == ["Hãy chọn một câu trả lời."]


def test_a_preview_marks_the_questions_that_stood_there_and_were_left_unanswered(client):
    def preview(**fields: str) -> BeautifulSoup:
        form = {
            "file": (
                io.BytesIO(write_workbook(shape(SLUG), [("01", {**paper(1, CELLS[0]), "members": []})])),
                "a.xlsx",
            ),
            "members": (io.BytesIO(list_without_status()), "ds.xlsx"),
            "dry_run": "true",
            **fields,
        }
        return page_of(client.post("/hang-loat", data=form, content_type="multipart/form-data"))

    first = preview()
    stood = {each["name"]: each["value"] for each in first.select("input[name^='asked.']")}
    again = preview(**stood)

    assert stood
    assert (len(first.select(".question")), first.select(".question .fault")) == (1, [])
    assert [each.text for each in again.select(".question .fault")] == ["Hãy chọn một câu trả lời."]
    assert preview(**stood, **{"answer.status": "official"}).select(".question") == []
    assert preview(**stood, forget="true").select(".question .fault") == []


@pytest.mark.long
def test_an_answer_that_is_no_choice_is_asked_for_again(client, desk, asked):
    answered = answer(client, asked(list_without_status()), status="nonsense").headers["Location"]

    assert made(desk, answered).state == "failed"
    assert page_of(client.get(answered)).select("fieldset input")


def test_what_else_is_wrong_is_told_beside_the_question_and_a_list_is_to_be_sent_again(client, asked):
    page = page_of(client.get(asked(list_without_status("Trần Văn Lạc"))))

    assert page.select("fieldset input")
    assert "Không có văn bản nào về “CHI BỘ THÔN KHÔNG CÓ”" in page.select_one("table.errors").text
    assert "Có chỗ sai nằm trong danh sách gửi kèm" in page.select_one(".mend").text
    assert "tệp ds 1.xlsx" in page.select_one("table.errors").text


@pytest.mark.long
def test_a_batch_of_which_nothing_is_asked_takes_no_answer(client, desk, asked):
    address = answer(client, asked(list_without_status()), status="official").headers["Location"]
    made(desk, address)

    assert answer(client, address, status="official").status_code == 409
