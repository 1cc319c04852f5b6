"""The pages of batches and uploads, with a real desk and a real worker; ``tests/e2e`` has what only a browser shows."""

from __future__ import annotations

import io
import zipfile

import pytest
from bs4 import BeautifulSoup

from service.batch.workbook import write_workbook
from service.web import create_app
from service.web.clerks.recognising import type_of_file, type_of_payload
from service.web.clerks.titles import titles_of
from tests.batch.seasons import SLUG, desk_at, papers_in, payload, work
from tests.batch.test_workbook_batches import with_faults
from tests.builders import as_json, sample
from tests.workbooks import TYPES, shape

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path / "data", processes=1)
    yield found
    found.close()


@pytest.fixture
def client(pipeline, settings, desk):
    client = create_app(pipeline, settings, lambda: desk).test_client()
    client.environ_base["HTTP_ACCEPT"] = BROWSER
    return client


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.data, "html.parser")


def book(papers) -> bytes:
    return write_workbook(shape(SLUG), papers)


@pytest.fixture
def send(client):
    """Posts a form with one or several files."""

    def send(path: str, *files: tuple[str, bytes], **fields: str):
        data = {"file": [(io.BytesIO(content), name) for name, content in files], **fields}
        return client.post(path, data=data, content_type="multipart/form-data")

    return send


@pytest.fixture
def made(desk):
    """Has a batch made to whose page a response leads."""

    def made(response):
        assert response.status_code == 303, response.get_data(as_text=True)
        found = desk.means.ledger.get(response.headers["Location"].rpartition("/")[2])
        return work(desk, found)[0]

    return made


def test_a_preview_keeps_nothing_and_the_papers_follow_it(client, send, made, desk):
    shown = send("/hang-loat", ("a.xlsx", book(with_faults())), dry_run="true", type="", number_from="7")
    html = shown.get_data(as_text=True)

    assert (shown.status_code, desk.means.store.folders()) == (200, [])
    assert "Lập được 4 văn bản; 2 dòng có lỗi" in html
    assert 'value="7"' in html
    assert f'value="{SLUG}" selected' in html
    assert shown.headers["Cache-Control"] == "no-store"

    batch = made(send("/hang-loat", ("a.xlsx", book(with_faults())), number_from="7"))
    html = client.get(f"/hang-loat/{batch.id}").get_data(as_text=True)
    assert len(papers_in(desk.folder(batch.id).archive)) == 4
    assert "Đã lập xong, có dòng lỗi" in html
    assert "Tên chi bộ" in html


@pytest.mark.long
def test_batches_are_told_apart_by_the_names_of_their_files(client, send, made, desk):
    first = made(send("/hang-loat", ("sổ/đợt <1>.xlsx", book(with_faults()))))
    mended = made(send(f"/hang-loat/{first.id}/lam-lai", ("đợt 1 (đã sửa).xlsx", book([("1", payload(9))]))))
    several = made(send("/tai-len", ("a.json", as_json(payload(1))), ("b.json", as_json(payload(2)))))
    items = [item.get_text(" ", strip=True) for item in soup(client.get("/hang-loat")).select(".batches li")]
    shown = {batch.id: next(item for item in items if name in item) for batch, name in [
        (first, "đợt <1>.xlsx"), (mended, "đợt 1 (đã sửa).xlsx"), (several, "a.json, b.json")
    ]}  # fmt: skip

    assert "sổ" not in shown[first.id]
    assert "làm lại của lô " in shown[mended.id]
    assert "làm lại" not in shown[first.id]
    assert soup(client.get(f"/hang-loat/{first.id}")).select_one(".origin").text == "đợt <1>.xlsx"

    desk.delete(first)
    assert "làm lại" not in client.get("/hang-loat").get_data(as_text=True)
    assert desk.folder(first.id).given_name == ""


def test_the_failed_rows_are_a_file_of_their_own_and_no_other_member_of_the_zip_is(client, send, made):
    batch = made(send("/hang-loat", ("a.xlsx", book(with_faults()))))
    found = client.get(f"/hang-loat/{batch.id}/sua/errors.xlsx")

    assert zipfile.is_zipfile(io.BytesIO(found.data))
    assert "errors.xlsx" in found.headers["Content-Disposition"]
    other = client.get(f"/hang-loat/{batch.id}/sua/manifest.csv")
    assert other.status_code == 404
    assert "Lô vẫn còn" in other.text
    assert f'href="/hang-loat/{batch.id}"' in other.text


def test_rows_that_failed_are_retried_as_they_were_or_mended_but_not_without_a_file(client, send, made):
    batch = made(send("/hang-loat", ("a.xlsx", book(with_faults()))))
    path = f"/hang-loat/{batch.id}/lam-lai"
    empty = client.post(path, data={"key": "k"}, content_type="multipart/form-data")

    assert empty.status_code == 422
    assert "chưa chọn tệp" in empty.get_data(as_text=True)
    assert made(client.post(f"{path}?nhu-cu=1", data={"key": "k"}, content_type="multipart/form-data")).id != batch.id
    twice = [send(path, ("errors.xlsx", book([("03", payload(3))])), key="k").headers["Location"] for _ in "ab"]
    assert len(set(twice)) == 1


def test_one_page_makes_the_same_batch_once_and_another_of_another_file(send):
    first = [send("/hang-loat", ("a.xlsx", book([("1", payload(1))])), key="k").headers["Location"] for _ in "ab"]
    other = send("/hang-loat", ("a.xlsx", book([("1", payload(2))])), key="k").headers["Location"]

    assert first[0] == first[1] != other


def test_a_batch_is_cancelled_and_deleted_after_a_question_and_then_gone(client, send):
    address = send("/hang-loat", ("a.xlsx", book([("1", payload(1))]))).headers["Location"]
    for what in ("huy", "xoa"):
        assert "<form" in client.get(f"{address}/{what}").get_data(as_text=True)

    assert client.post(f"{address}/huy").headers["Location"] == address
    assert "Đã hủy" in client.get(address).get_data(as_text=True)
    assert [client.post(f"{address}/xoa").headers["Location"] for _ in "ab"] == ["/hang-loat"] * 2
    gone = client.get(address)
    assert (gone.status_code, gone.mimetype) == (404, "text/html")
    assert "Lô này không còn" in gone.get_data(as_text=True)


def test_no_page_of_another_site_can_send_or_delete(client, send):
    address = send("/hang-loat", ("a.xlsx", book([("1", payload(1))]))).headers["Location"]
    for path in ("/hang-loat", "/tai-len", f"{address}/xoa", f"{address}/huy", f"{address}/lam-lai"):
        refused = client.post(path, headers={"Origin": "http://evil.example"})
        assert (refused.status_code, refused.mimetype) == (403, "text/html")


def test_what_a_clerk_typed_is_shown_as_text(send):
    response = send("/hang-loat", ("a.xlsx", book(with_faults())), dry_run="true", number_from='"><script>x</script>')

    assert "<script>x" not in response.get_data(as_text=True)
    assert response.status_code == 422


def test_a_script_gets_the_part_that_changes_and_the_address_of_the_batch(client, send):
    part = send("/hang-loat?manh=1", ("a.xlsx", book(with_faults())), dry_run="true").get_data(as_text=True)
    made = send("/hang-loat?manh=1", ("a.xlsx", book(with_faults())))
    state = client.get(f"{made.headers['Location']}?manh=1").get_data(as_text=True)

    assert "<html" not in part + state
    assert "Lập được 4 văn bản" in part
    assert made.status_code == 201
    assert 'data-open="true"' in state


def test_one_payload_is_a_paper_at_once_and_never_touches_the_disk(send, desk):
    named = {"type": SLUG, **payload(1)}
    for content in (as_json(payload(1)), as_json(named), as_json([payload(1)])):
        response = send("/tai-len", ("a.json", content))
        assert zipfile.is_zipfile(io.BytesIO(response.data)), response.get_data(as_text=True)
    assert desk.means.store.folders() == []


def test_several_payloads_of_several_types_are_one_batch(send, made, desk):
    slip = sample("internal-transfer-slip")
    batch = made(send("/tai-len", ("a.json", as_json([payload(1), payload(2)])), ("b.json", as_json(slip))))

    assert batch.state == "done"
    assert len(papers_in(desk.folder(batch.id).archive)) == 3


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([], "Chưa chọn tệp"),
        ([("a.json", b"{")], "a.json: "),
        ([("a.json", b"[]")], "không phải là dữ liệu"),
        ([("a.json", b"{}")], "không nhận ra được loại"),
        ([("a.pdf", b"%PDF")], "không đọc được loại tệp này"),
        ([("a.xlsx", b"PK")], "a.xlsx: Tệp bị hỏng hoặc không phải .xlsx"),
        ([("a.xlsx", OLD_EXCEL)], "a.xlsx: Tệp ở dạng Excel cũ"),
        ([("a.xlsx", OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"))], "a.xlsx: Tệp có mật khẩu"),
        ([("a.csv", b"T\xean chi b\xf6;Ng\xe0y")], "a.csv: "),
        ([("a.csv", b"x"), ("b.csv", b"y")], "Mỗi lần chỉ gửi một bảng"),
        ([("a.csv", b"x"), ("b.json", b"{}")], "không gửi chung được"),
    ],
)
def test_files_that_are_nothing_are_refused_in_words_and_nothing_is_kept(send, desk, files, told):
    response = send("/tai-len", *files, key="k")

    assert 400 <= response.status_code < 500
    assert told in response.get_data(as_text=True)
    assert desk.means.store.folders() == []


@pytest.mark.parametrize("address", ["/tai-len", "/hang-loat"])
@pytest.mark.parametrize("content", [OLD_EXCEL, b"no workbook", b"PK\x03\x04 cut off"])
def test_who_sends_what_cannot_be_read_is_not_asked_for_its_type(send, address, content):
    html = send(address, ("a.xlsx", content)).get_data(as_text=True)

    assert "không nhận ra được" not in html
    assert "lưu lại dạng Excel Workbook (.xlsx)" in html


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (("cu.xls", OLD_EXCEL), "Bảng đã điền: Tệp ở dạng Excel cũ (.xls)"),
        (("CU.XLS", b"anything"), "lưu lại dạng Excel Workbook (.xlsx)"),
        (("a.docx", b"PK"), "Bảng đã điền: không đọc được loại tệp này"),
        (("a.pdf", b"%PDF"), "Bảng đã điền: không đọc được loại tệp này"),
        (("", b""), "Bảng đã điền: chưa chọn tệp."),
    ],
)
def test_without_a_file_that_can_be_read_only_the_file_is_spoken_of(send, file, told):
    found = soup(send("/hang-loat", file, dry_run="true", type="")).select("[role=alert] li")

    assert len(found) == 1
    assert told in found[0].text


def test_a_readable_file_of_an_unknown_type_is_still_asked_for_its_type(send):
    found = soup(send("/hang-loat", ("a.csv", "Cột;Lạ\n1;2\n".encode()), dry_run="true")).select("[role=alert] li")

    assert [each.text for each in found] == ["Loại văn bản: không nhận ra được từ tệp; hãy chọn loại trong ô này."]


def test_an_old_workbook_sent_as_a_mended_file_or_uploaded_is_told_how_to_save_it(send, made):
    batch = made(send("/hang-loat", ("a.xlsx", book(with_faults()))))
    for address in (f"/hang-loat/{batch.id}/lam-lai", "/tai-len"):
        refused = send(address, ("cu.xls", OLD_EXCEL), key="k")
        assert refused.status_code < 500
        assert "Tệp ở dạng Excel cũ (.xls)" in soup(refused).select_one("[role=alert]").text


@pytest.mark.parametrize("slug", sorted(TYPES))
def test_the_type_is_known_by_mark_headings_or_fields(tmp_path, slug):
    workbook, table = tmp_path / "a.xlsx", tmp_path / "a.csv"
    workbook.write_bytes(write_workbook(shape(slug), [("1", sample(slug))]))
    table.write_text(";".join(column.heading for column in shape(slug).main.columns), encoding="utf-8")

    assert type_of_file(workbook, TYPES) is TYPES[slug]
    assert type_of_file(table, TYPES) is TYPES[slug]
    assert type_of_payload(sample(slug), TYPES) is TYPES[slug]


def test_no_type_is_guessed_where_two_fit_alike(tmp_path):
    table = tmp_path / "a.csv"
    table.write_text("Ngày ban hành;Cơ quan ban hành\n", encoding="utf-8")

    assert type_of_file(table, TYPES) is None
    assert type_of_payload({"number": 1}, TYPES) is None
    assert type_of_payload({"nothing": "known"}, TYPES) is None


def test_a_place_in_a_payload_is_told_by_titles():
    titles = titles_of(TYPES["cell-dissolution-decision"])

    assert titles("/members/3/birth") == "Danh sách đảng viên 4 › Ngày sinh"
    assert titles("/signature/full_name") == "Người ký › Họ và tên người ký"
    assert titles("/lạ") == "lạ"
    assert titles("") == ""
