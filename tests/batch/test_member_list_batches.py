"""Lists as communes send them, joined to the papers of a batch by desk and supervisor."""

from __future__ import annotations

from service.batch.store import BatchFolder
from service.batch.wishes import Wishes
from service.documents import discover_types
from tests.batch.seasons import desk_at, errors_of, papers_in, work, write_lines
from tests.builders import as_json, pipeline
from tests.member_lists import workbook
from tests.office_lists import CELLS, HEADINGS, SLUG, by_column, line, paper, people, write_lists

TYPE = discover_types()[SLUG]


def made(folder, payloads, lists, **wishes):
    """The batch when it is over, the desk, and its papers."""
    desk = desk_at(folder / "data", processes=1)
    file = write_lines(folder / "season.jsonl", payloads)
    batch = desk.receive(file, TYPE, Wishes(**wishes), "tester", lists)
    [batch] = work(desk, batch)
    archive = BatchFolder(desk.folder(batch.id).path).archive
    return batch, desk, papers_in(archive) if archive.is_file() else {}


def produced(payloads):
    """The papers made one by one, with everybody in the payload."""
    return {pipeline().produce(SLUG, as_json(each)).content for each in payloads}


def test_five_lists_of_five_shapes_give_five_papers_their_members(tmp_path):
    bare = [paper(n, cell) for n, cell in enumerate(CELLS, start=1)]
    full = [paper(n, cell, members=people(n)) for n, cell in enumerate(CELLS, start=1)]

    batch, desk, papers = made(tmp_path, bare, write_lists(tmp_path), convert_legacy=True)

    assert (batch.state, errors_of(desk, batch)) == ("done", [])
    assert set(papers.values()) == produced(full)


def test_an_answer_settles_a_question_and_until_then_nothing_is_made(tmp_path):
    rows = [[*line(n, m)[:3], m["destination_cell"]] for n, m in enumerate(people(1), start=1)]
    list_file = tmp_path / "ds.xlsx"
    list_file.write_bytes(workbook([["CHI BỘ THÔN ĐÔNG"], [*HEADINGS[:3], "Nơi chuyển đến"], *rows]))
    known = ("full_name", "status", "birth", "destination_cell")
    members = [{name: each[name] for name in known} for each in people(1)]

    batch, desk, papers = made(tmp_path, [paper(1, CELLS[0])], [list_file])

    assert (batch.state, papers) == ("failed", {})
    [error] = desk.means.ledger.errors(batch.id)
    assert (error.row, error.code) == (0, "list.question")
    assert "status=official" in error.message.vi

    batch, _, papers = made(tmp_path, [paper(1, CELLS[0])], [list_file], answers=(("status", "official"),))

    assert batch.state == "done"
    assert set(papers.values()) == produced([paper(1, CELLS[0], members=members)])


def test_a_paper_with_members_of_its_own_is_neither_doubled_nor_made_without_those_of_the_list(tmp_path):
    (tmp_path / "ds.xlsx").write_bytes(by_column())
    rows = [paper(1, CELLS[0], members=people(1)), paper(2, CELLS[1], members=people(2))]

    batch, desk, papers = made(tmp_path, rows, [tmp_path / "ds.xlsx"])

    assert errors_of(desk, batch) == [(1, "/members", "list.doubled")]
    assert desk.means.ledger.errors(batch.id)[0].place == ("ds.xlsx – Sheet1", "B4")
    assert set(papers.values()) == produced(rows[1:])


def test_an_unknown_cell_stops_the_batch_and_everything_else_is_told_too(tmp_path):
    (tmp_path / "ds.xlsx").write_bytes(by_column(cell="Chi bộ thôn Đôngg"))
    rows = [paper(1, CELLS[0]), paper(2, CELLS[1], members=[{**people(2)[0], "birth": "31/2/1970"}])]

    batch, desk, papers = made(tmp_path, rows, [tmp_path / "ds.xlsx"])

    assert (batch.state, papers) == ("failed", {})
    assert sorted(errors_of(desk, batch)) == [
        (0, "", "list.cell-unknown"),
        (1, "/members", "list.no-members"),
        (2, "/members/0/birth", desk.means.ledger.errors(batch.id)[-1].code),
    ]
