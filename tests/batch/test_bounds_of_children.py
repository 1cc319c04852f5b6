"""The processes that make papers take so much of the machine and no more: what goes beyond costs a row at most."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest

from service.batch.bounds_of_processes import memory_to_make_papers
from service.bootstrap import TEMPLATES, build_pipeline
from service.config import Settings
from service.documents._findings import Rule
from service.pipeline import Pipeline
from tests.batch.seasons import (
    SLUG,
    TYPE,
    desk_at,
    errors_of,
    papers_in,
    payload,
    processes_of,
    receive,
    work,
    write_lines,
)
from tests.builders import people
from tests.web.templates import with_last_paragraph

pytestmark = [
    pytest.mark.usefixtures("alone"),
    pytest.mark.skipif(sys.platform != "linux", reason="asks /proc, and others do not bound what is mapped"),
]

MIB = 1 << 20
BOUND = memory_to_make_papers(1 * MIB)
"""Of the children of these tests."""


def greedy(left: list[bytearray]) -> Pipeline:
    """A pipeline with a rule that takes memory: all of it over the row "all", and some for good over "some"."""
    built = build_pipeline(Settings())

    def judge(document: Any, _circumstances: object) -> Iterator[Any]:
        if document.client_ref == "all":
            bytearray(2 * BOUND)
        if document.client_ref == "some":
            left.append(bytearray(30 * MIB))
        return iter(())

    harmed = replace(built.types[SLUG], rules=(*built.types[SLUG].rules, Rule((), judge)))
    built.types = {**built.types, SLUG: harmed}
    return built


def limits_of(pid: int) -> dict[str, str]:
    """Usual limits of a process, by the kernel's names; nothing where it is over."""
    try:
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


def test_a_row_that_takes_all_memory_is_reported_and_its_neighbours_are_made(tmp_path):
    rows = [payload(n, **({"client_ref": "all"} if n == 5 else {})) for n in range(1, 15)]
    desk = desk_at(tmp_path / "data", partial(greedy, []), processes=1)
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", rows))
    work(desk, batch)

    assert errors_of(desk, batch) == [(5, "", "row.fatal")]
    assert len(papers_in(desk.folder(batch.id).archive)) == 13


@pytest.mark.long
def test_a_process_in_which_memory_is_lost_is_replaced_and_no_row_is_blamed(tmp_path):
    rows = [payload(n, client_ref="some") for n in range(1, 51)]
    desk = desk_at(tmp_path / "data", partial(greedy, []), processes=1)
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", rows))
    seen: set[int | None] = set()
    work(desk, batch, meanwhile=lambda: seen.update(child.pid for child in active_children()))

    assert len(seen) > 1
    assert errors_of(desk, batch) == []
    assert len(papers_in(desk.folder(batch.id).archive)) == 50


@pytest.fixture
def templates(tmp_path) -> Path:
    """An office's own template that takes a gigabyte where a decision has a hundred members."""
    folder = tmp_path / "templates"
    folder.mkdir()
    for name in TYPE.template_names:
        flood = "{% for a in members %}{% for b in members %}{% for c in members %}"
        flood += "{{ citation }}" * 12 + "{% endfor %}" * 3
        template = with_last_paragraph((TEMPLATES / f"{name}.docx").read_bytes(), flood)
        (folder / f"{name}.docx").write_bytes(template)
    return folder


def test_they_leave_no_core_and_take_no_more_than_is_allowed_but_an_offices_template_has_bounds_of_its_own(
    tmp_path, templates
):
    settings = Settings(templates_dir=templates, template_memory_mib=4096)
    desk = desk_at(tmp_path / "data", partial(build_pipeline, settings), processes=1)
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", [payload(n) for n in range(1, 31)]))
    children: list[dict[str, str]] = []
    theirs: list[dict[str, str]] = []

    def look() -> None:
        for child in active_children():
            children.append(limits_of(child.pid or 0))
            theirs.extend(limits_of(each) for each in processes_of(child.pid or 0))

    work(desk, batch, meanwhile=look)

    bounds = [(each["Max core file size"], each["Max data size"]) for each in children if each]
    assert bounds[-1] == ("0", str(BOUND))
    own = [each for each in theirs if each.get("Max address space") == str(4096 * MIB)]
    assert own
    assert own[-1]["Max data size"] == "unlimited"


@pytest.mark.long
def test_a_template_that_fails_at_rows_side_by_side_costs_these_and_no_other(tmp_path, templates):
    bad = range(3, 9)
    rows = [
        payload(n, **({"members": [*payload(1)["members"], *people(100)]} if n in bad else {})) for n in range(1, 31)
    ]
    settings = Settings(templates_dir=templates, template_memory_mib=512)
    desk = desk_at(tmp_path / "data", partial(build_pipeline, settings), processes=1)
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", rows))
    work(desk, batch)

    assert errors_of(desk, batch) == [(row, "", "row.fault") for row in bad]
    assert len(papers_in(desk.folder(batch.id).archive)) == 30 - len(bad)
