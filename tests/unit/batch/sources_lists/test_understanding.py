"""What a batch would be made of is told before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.batch.sources import Source
from service.batch.understanding import Bounds, understand
from tests.builders import as_json, pipeline
from tests.member_lists import TODAY, workbook
from tests.office_lists import CELLS, HEADINGS, SLUG, by_column, by_groups, line, paper, people

GOLDEN = Path(__file__).parent / "golden"


def understood(folder, papers, lists, bounds=None):
    main = folder / "source.jsonl"
    main.write_bytes(b"".join(as_json(each) + b"\n" for each in papers))
    files = []
    for name, content in lists.items():
        files.append(folder / name)
        files[-1].write_bytes(content)
    return understand(
        Source(main, tuple(files)), SLUG, pipeline(), today=TODAY, max_bytes=1 << 20, bounds=bounds or Bounds()
    )


def season(folder):
    """Two lists, of which one leaves a question open, has a date that is none and a column nobody knows."""
    rows = [[*line(n, m)[:3], "x", m["destination_cell"]] for n, m in enumerate(people(3), start=1)]
    rows[1][2] = "31/2/1970"
    asking = workbook([["CHI BỘ THÔN TRUNG"], [*HEADINGS[:3], "Xyz", "Nơi chuyển đến"], *rows])
    papers = [paper(1, CELLS[1]), paper(2, CELLS[2]), paper(3, CELLS[0], members=people(1), reason=None)]
    return understood(folder, papers, {"1 nhóm.xlsx": by_groups(), "2 hỏi.xlsx": asking})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_lines_for_a_terminal(tmp_path, language):
    golden = GOLDEN / f"member-lists.{language}.txt"

    assert season(tmp_path).lines(language) == golden.read_text(encoding="utf-8").splitlines()


def test_the_json_has_places_choices_and_counts(tmp_path):
    told = season(tmp_path).as_json("vi")

    assert (told["rows"], told["checked"], told["failed"], told["can_be_made"]) == (3, 3, 1, False)
    assert [(each["sheet"], each["cell"], each["code"]) for each in told["faults"]["first"]] == [
        ("2 hỏi.xlsx – Sheet1", None, "list.question"),
        ("2 hỏi.xlsx – Sheet1", "C4", "cell.date"),
    ]
    assert [(each["row"], each["pointer"]) for each in told["errors"]["first"]] == [(3, "/reason")]
    groups, asking = told["lists"]
    assert (groups["members"], groups["cells"]) == (4, [{"cell": "CHI BỘ THÔN ĐOÀI", "members": 4}])
    assert groups["columns"][6] == {
        "column": "G", "heading": "Nơi chuyển đến", "field": "destination_cell", "meaning": "chi bộ tiếp nhận",
        "how": "exact", "contents": "chữ",
    }  # fmt: skip
    assert [(each["first"], each["last"], each["reason"]) for each in groups["skipped"]][:2] == [
        (1, 1, "header"),
        (2, 2, "group"),
    ]
    [question] = asking["questions"]
    assert (question["key"], [choice["value"] for choice in question["choices"]]) == ("2:status", ["official", "leave"])
    assert [each["members"] for each in told["papers"]] == [4, 0, 0]


def test_nothing_is_written_and_rows_beyond_the_bound_are_counted_only(tmp_path):
    papers = [paper(n, f"Chi bộ xóm {n}", members=people(1)) for n in range(1, 6)]
    found = understood(tmp_path, [paper(9, CELLS[0]), *papers], {"ds.xlsx": by_column()}, Bounds(rows=2))

    assert (found.rows, found.checked, found.failed, found.can_be_made) == (6, 2, 0, True)
    assert "4 văn bản chưa được kiểm tra vì tệp dài." in found.lines("vi")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["ds.xlsx", "source.jsonl"]


def test_what_is_kept_is_bounded_and_what_there_is_is_counted(tmp_path):
    papers = [paper(n, f"Chi bộ xóm {n}", members=people(1), reason=None) for n in range(1, 6)]
    found = understood(tmp_path, papers, {}, Bounds(told=2))

    assert (len(found.errors), found.counts["errors"], found.failed) == (2, 5, 5)
    assert found.lines("en")[-1] == "  … and 3 more"


def test_an_empty_file_is_told(tmp_path):
    assert [fault.code for fault in understood(tmp_path, [], {}).faults] == ["batch.empty"]
