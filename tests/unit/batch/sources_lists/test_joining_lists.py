"""Which paper each listed member goes to, and what is told where there is none."""

from __future__ import annotations

import json

import pytest

from service.batch.rows import Row, RowError
from service.batch.sources import Source, open_source
from service.batch.sources.list_papers import cell_keys, papers_of
from service.batch.sources.member_lists import Joined
from service.batch.workbook import Place, shape_of
from service.documents import discover_types
from service.errors import Message, RefusedBatch
from tests.builders import as_json, sample
from tests.member_lists import TODAY, workbook
from tests.office_lists import CELLS, HEADINGS, SLUG, by_column, by_sheet, in_tcvn3, line, paper, people

TYPES = discover_types()


def joined(folder, papers, lists, *, slug=SLUG, **source):
    """The rows with their members, and what was opened. ``lists``: bytes by file name."""
    main = folder / "source.jsonl"
    main.write_bytes(b"".join(as_json(each) + b"\n" for each in papers))
    files = []
    for number, (name, content) in enumerate(lists.items(), start=1):
        files.append(folder / f"members-{number:02d}-{name}")
        files[-1].write_bytes(content)
    with open_source(Source(main, tuple(files), **source), slug, TYPES, max_bytes=1 << 20, today=TODAY) as opened:
        rows = list(opened.rows)
    return rows, opened


def members(row):
    return json.loads(row.payload).get("members")


def told(errors):
    return [(error.code, error.place) for error in errors]


def rows_of(of, *more):
    return [[*line(n, m), m["destination_cell"], *more] for n, m in enumerate(people(of), start=1)]


def test_values_keep_their_cells(tmp_path):
    [row], opened = joined(tmp_path, [paper(1, CELLS[0])], {"ds.xlsx": by_column()})

    assert members(row) == people(1)
    assert row.places["/members/0"] == ("ds.xlsx – Sheet1", "B4")
    assert row.places["/members/3/birth"] == ("ds.xlsx – Sheet1", "C7")
    assert row.places["/members/3/destination_cell"] == ("ds.xlsx – Sheet1", "H7")
    assert opened.faults == []


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        ("CHI BỘ THÔN ĐÔNG", "Chi bộ thôn Đông"),
        ("Thôn  Đông", "Chi bộ thôn Đông"),
        ("cb: “thôn Đông”", "Chi bộ thôn Đông"),
        ("Chi bộ Cơ quan Đảng uỷ xã", "Chi bộ cơ quan Đảng bộ xã"),
        ("Chi bộ Trường THCS – Tiểu học", "Trường THCS-Tiểu học"),
    ],
)
def test_names_of_cells_are_the_same_in_other_spellings(listed, named):
    assert cell_keys(listed) == cell_keys(named)


def test_a_cell_that_several_papers_are_about_needs_its_party_organisation(tmp_path):
    def issued_by(name, number):
        return paper(number, CELLS[0], issuer={**sample(SLUG)["issuer"], "name": name})

    papers = [issued_by("Đảng ủy xã Tiên Phong", 1), issued_by("Đảng ủy xã Tân Hạnh", 2)]
    list_file = {"ds.xlsx": by_column(cell=CELLS[0])}

    rows, opened = joined(tmp_path, papers, list_file)
    assert told(opened.faults) == [("list.cell-ambiguous", ("ds.xlsx – Sheet1", "G4"))]
    assert [members(row) for row in rows] == [None, None]

    rows, opened = joined(tmp_path, papers, {"ds.xlsx": by_column(cell=f"{CELLS[0]}, Đảng bộ xã Tân Hạnh")})
    assert opened.faults == []
    assert [members(row) for row in rows] == [None, people(1)]
    assert [fault.code for fault in rows[0].faults] == ["list.no-members"]


def test_an_unknown_cell_is_told_once_where_it_first_stands_with_the_nearest_name(tmp_path):
    _, opened = joined(tmp_path, [paper(1, CELLS[0])], {"ds.xlsx": by_column(cell="Chi bộ thôn Đôg")})

    assert told(opened.faults) == [("list.cell-unknown", ("ds.xlsx – Sheet1", "G4"))]
    assert "“Chi bộ thôn Đông”?" in opened.faults[0].message.vi
    assert "(4 đảng viên)" in opened.faults[0].message.vi


def test_a_list_without_cells_goes_to_the_only_paper_and_to_none_of_several(tmp_path):
    content = workbook([[*HEADINGS, "Nơi chuyển đến"], *rows_of(1)])

    [row], opened = joined(tmp_path, [paper(1, CELLS[0])], {"ds.xlsx": content})
    assert (members(row), opened.faults) == (people(1), [])

    _, opened = joined(tmp_path, [paper(1, CELLS[0]), paper(2, CELLS[1])], {"ds.xlsx": content})
    assert told(opened.faults) == [("list.no-cell", ("ds.xlsx – Sheet1", "B2"))]


def test_one_paper_beside_a_row_that_cannot_be_read_is_not_the_only_one(tmp_path):
    main = tmp_path / "source.jsonl"
    main.write_bytes(as_json(paper(1, CELLS[0])) + b'\n{"number": 2,\n')
    file = tmp_path / "members-01-ds.xlsx"
    file.write_bytes(workbook([[*HEADINGS, "Nơi chuyển đến"], *rows_of(1)]))
    with open_source(Source(main, (file,)), SLUG, TYPES, max_bytes=1 << 20, today=TODAY) as opened:
        rows = list(opened.rows)

    assert members(rows[0]) is None
    assert told(opened.faults) == [("list.no-cell", ("ds.xlsx – Sheet1", "B2"))]


def test_a_list_is_joined_by_the_name_of_its_sheet_and_sheets_of_something_else_are_told(tmp_path):
    [row, other], opened = joined(
        tmp_path, [paper(1, CELLS[3]), paper(2, CELLS[0], members=people(1))], {"ds.xlsx": by_sheet()}
    )

    assert sorted(members(row), key=lambda m: m["party_card_no"]) == people(4)
    assert members(other) == people(1)
    assert opened.faults == []
    assert told(opened.remarks) == [
        ("list.heading", ("ds.xlsx – Tổng hợp", "")),
        ("list.by-name", ("ds.xlsx – Thôn Hạ", "")),
    ]


def test_a_founded_cell_takes_those_who_are_to_come_to_it(tmp_path):
    slug = "cell-establishment-decision"
    founded = {**sample(slug), "cell_name": "Chi bộ thôn Mới"}
    founded.pop("members")
    content = workbook([[*HEADINGS, "Chuyển về chi bộ", "Chi bộ"], *rows_of(1, "Chi bộ thôn Cũ")])
    other = {**founded, "number": 2, "cell_name": "Chi bộ phố Mới"}

    rows, opened = joined(tmp_path, [founded, other], {"ds.xlsx": content}, slug=slug)

    names = [[m["full_name"] for m in people(1) if m["destination_cell"] == cell] for cell in
             ("Chi bộ thôn Mới", "Chi bộ phố Mới")]  # fmt: skip
    assert [[m["full_name"] for m in members(row)] for row in rows] == names
    assert all("destination_cell" not in m for row in rows for m in members(row))
    assert told(opened.remarks) == [("list.field-unused", ("ds.xlsx – Sheet1", "G"))]


def test_a_type_without_members_refuses_lists(tmp_path):
    slug = "summary-report"
    with pytest.raises(RefusedBatch) as refused:
        joined(tmp_path, [sample(slug)], {"ds.xlsx": by_column()}, slug=slug)

    assert TYPES[SLUG].title in refused.value.message.vi


def test_the_same_file_twice_is_refused(tmp_path):
    _, opened = joined(tmp_path, [paper(1, CELLS[0])], {"a.xlsx": by_column(), "b.xlsx": by_column()})

    assert told(opened.faults) == [("list.same-file", ("b.xlsx", ""))]


def test_errors_of_a_list_stand_at_their_cells(tmp_path):
    rows = rows_of(1)
    rows[2][2] = "31/2/1970"
    content = workbook([["Chi bộ thôn Đông"], [*HEADINGS, "Nơi chuyển đến"], *rows])

    [row], opened = joined(tmp_path, [paper(1, CELLS[0])], {"ds.xlsx": content})

    assert told(opened.faults) == [("cell.date", ("ds.xlsx – Sheet1", "C5"))]
    assert len(members(row)) == 4


def test_questions_of_two_lists_have_two_keys_and_may_be_answered_alike(tmp_path):
    def bare(cell, of):
        return workbook([[cell], [*HEADINGS[:3], "Nơi chuyển đến"], *([*r[:3], r[6]] for r in rows_of(of))])

    papers = [paper(1, CELLS[0]), paper(2, CELLS[1])]
    lists = {"a.xlsx": bare(CELLS[0], 1), "b.xlsx": bare(CELLS[1], 2)}

    rows, opened = joined(tmp_path, papers, lists)
    assert told(opened.faults) == [
        ("list.question", ("a.xlsx – Sheet1", "")),
        ("list.question", ("b.xlsx – Sheet1", "")),
    ]
    assert [key in fault.message.vi for key, fault in zip(("1:status=", "2:status="), opened.faults, strict=True)] == [
        True,
        True,
    ]
    assert [members(row) for row in rows] == [None, None]

    _, opened = joined(tmp_path, papers, lists, answers=(("status", "official"),))
    assert opened.faults == []

    rows, opened = joined(tmp_path, papers, lists, answers=(("2:status", "official"), ("1:status", "oui")))
    assert told(opened.faults) == [("list.question", ("a.xlsx – Sheet1", ""))]
    assert "“oui”" in opened.faults[0].message.vi
    assert [members(row) is None for row in rows] == [True, False]


def test_an_old_encoding_is_refused_unless_its_conversion_is_asked_for(tmp_path):
    _, opened = joined(tmp_path, [paper(1, CELLS[4])], {"ds.xlsx": in_tcvn3()})
    assert told(opened.faults) == [("list.legacy", ("ds.xlsx – Sheet1", ""))]
    assert "TCVN3" in opened.faults[0].message.vi

    [row], opened = joined(tmp_path, [paper(1, CELLS[4])], {"ds.xlsx": in_tcvn3()}, convert_legacy=True)
    assert (members(row), opened.faults) == (people(5), [])
    assert [remark.code for remark in opened.remarks] == ["legacy.converted"]


def test_an_empty_list_of_members_is_filled_and_null_too(tmp_path):
    for empty in ([], None):
        [row], opened = joined(tmp_path, [paper(1, CELLS[0], members=empty)], {"ds.xlsx": by_column()})

        assert (members(row), opened.faults) == (people(1), [])
        assert json.loads(row.payload)["reason"] == sample(SLUG)["reason"]


def test_a_workbook_need_not_have_the_sheet_of_members_that_lists_stand_for():
    shape = shape_of(TYPES[SLUG])
    papers = papers_of([Row(1, SLUG, as_json(paper(1, CELLS[0])))], TYPES)
    found = Joined(TYPES, papers)
    sheets = {sheet.path: sheet.name for sheet in shape.lists}

    def missing(path):
        return RowError(0, "", "sheet.missing", Message("", ""), Place(sheets[path], ""))

    assert found.is_answered_by_lists(missing(("members",)))
    assert not found.is_answered_by_lists(missing(("destinations",)))


def test_a_paper_with_members_of_its_own_is_a_fault_of_its_row_and_keeps_them(tmp_path):
    [row], opened = joined(tmp_path, [paper(1, CELLS[0], members=people(1)[:1])], {"ds.xlsx": by_column()})

    assert [(fault.code, fault.pointer, fault.place) for fault in row.faults] == [
        ("list.doubled", "/members", ("ds.xlsx – Sheet1", "B4"))
    ]
    assert (members(row), opened.faults) == (people(1)[:1], [])
