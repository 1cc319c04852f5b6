"""How long a batch will still take: by its rows while papers are made, by its archive while that is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.batch.account import account_of
from service.batch.ledger import Progress
from tests.batch.seasons import desk_at, payload, receive, write_lines


@pytest.fixture
def desk(tmp_path):
    desk = desk_at(tmp_path / "data", processes=1)
    yield desk
    desk.close()


@pytest.fixture
def batch(desk, tmp_path):
    return receive(desk, write_lines(tmp_path / "x.jsonl", [payload(1)]))


def test_while_papers_are_made_the_rows_tell(batch):
    running = replace(batch, state="running", begun=100)

    assert account_of(running, Progress(100, 20, 5, 20, 4, 1), 150).seconds_left == 150


def test_while_the_archive_is_written_its_size_tells(desk, batch):
    folder = desk.folder(batch.id)
    folder.part(1).write_bytes(b"x" * 600)
    folder.part(2).write_bytes(b"x" * 400)
    folder.archive.with_name("papers.zip.7.tmp").write_bytes(b"x" * 250)
    finishing = replace(batch, state="finishing", begun=100, updated=200)
    made = Progress(10, 10, 0, 10, 2, 2)

    assert desk._joined(finishing) == 0.25
    assert account_of(finishing, made, 210, 0.25).seconds_left == 30
    assert account_of(finishing, made, 201, 0.01).seconds_left is None, "too early to tell"
    assert desk._joined(replace(finishing, options={**batch.options, "print_files": "single"})) == 0.125


def test_what_is_over_takes_no_time(batch):
    done = replace(batch, state="done", begun=100, ended=150)

    assert account_of(done, Progress(10, 10, 0, 10, 1, 1), 1000).seconds_left is None
