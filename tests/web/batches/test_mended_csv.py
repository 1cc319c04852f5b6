"""The CSV to mend of a batch with member lists holds the members, and is sent alone."""

from __future__ import annotations

import csv
import io

import pytest

from tests.batch.seasons import json_lines, papers_in
from tests.office_lists import CELLS, SLUG, paper, people, write_lists
from tests.web.batches.sending import folder_of, member_of


def fields(payload, prefix=""):
    """Every text and number of a payload by its path."""
    for name, value in payload.items():
        if isinstance(value, dict):
            yield from fields(value, f"{prefix}{name}.")
        elif isinstance(value, str | int) and not isinstance(value, bool):
            yield f"{prefix}{name}", str(value)


def table(payloads) -> bytes:
    rows = [dict(fields(each)) for each in payloads]
    heads = list(dict.fromkeys(name for row in rows for name in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, ["Mã", *heads])
    writer.writeheader()
    writer.writerows({"Mã": str(n), **row} for n, row in enumerate(rows, start=1))
    return target.getvalue().encode()


@pytest.mark.long
def test_a_mended_csv_of_a_batch_with_lists_makes_the_rest(client, desk, made, tmp_path):
    papers = [paper(n, cell) for n, cell in enumerate(CELLS, start=1)]
    wrong = [*papers[:1], {**papers[1], "issue_date": "31/02/2026"}, *papers[2:]]
    lists = [(file.name, file.read_bytes()) for file in write_lists(tmp_path)]
    first = made(table(wrong), name="mùa.csv", type=SLUG, convert_legacy="true", members=lists)
    assert (client.get(first).json["state"], client.get(first).json["failed"]) == ("done", 1), client.get(first).json
    before = papers_in(folder_of(desk, first) / "papers.zip")

    given = member_of(folder_of(desk, first) / "papers.zip", "errors-to-mend.csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(given)))
    assert len(lines) == 1 + len(people(2))
    names = [line[lines[0].index("Danh sách đảng viên: Họ và tên")] for line in lines[1:]]
    assert names == [each["full_name"] for each in people(2)]
    assert lines[1][-1].startswith("issue_date: Ngày phải có thật")

    second = made(given.replace("31/02/2026", "28/02/2026").encode(), f"{first}/retry", name="sửa.csv")

    assert (client.get(second).json["failed"], client.get(second).json["papers"]) == (0, 1), client.get(
        f"{second}/errors"
    ).json
    (row,) = json_lines(folder_of(desk, second) / "rows.jsonl")
    known = set(people(2)[0])
    assert [{n: v for n, v in each.items() if n in known} for each in row["payload"]["members"]] == people(2)
    assert not set(before) & set(papers_in(folder_of(desk, second) / "papers.zip"))


def test_an_unknown_answer_is_told_over_http_with_the_questions_there_are(client, made, send, tmp_path):
    lists = [(file.name, file.read_bytes()) for file in write_lists(tmp_path)][:1]
    content = table([paper(1, CELLS[0])])
    wishes = {"type": SLUG, "answers": '{"statsu": "official"}'}
    found = send(content, name="mùa.csv", members=lists, dry_run="true", **wishes).json

    assert not found["can_be_made"]
    (fault,) = [each for each in found["faults"]["first"] if each["code"] == "answer.unknown"]
    assert "“statsu”" in fault["message"]
    alone = made(content, name="mùa.csv", **wishes)
    assert client.get(alone).json["state"] == "failed"
    assert client.get(alone, headers={"Accept-Language": "vi"}).json["reason"]
