"""A batch whose worker ends between splitting and finishing, and one whose template is changed meanwhile."""

from __future__ import annotations

import shutil
import time
from functools import partial

import pytest

from service.batch.desk import Desk
from service.batch.ledger import Batch
from service.batch.supervisor import Supervisor
from service.bootstrap import TEMPLATES, build_pipeline, fingerprint
from service.config import Settings
from tests.batch.seasons import desk_at, papers_in, receive, small_season, work, write_lines

LONGEST = 120.0


@pytest.fixture
def source(tmp_path):
    return write_lines(tmp_path / "mùa.jsonl", small_season()[0])


def half_done(desk: Desk, batch: Batch) -> list[int]:
    """Work until parts are made and the batch is not over; the numbers of those parts."""
    end = time.monotonic() + LONGEST

    def is_half_done() -> bool:
        assert time.monotonic() < end
        return desk.means.ledger.get(batch.id).state == "running" and bool(desk.means.ledger.parts(batch.id))

    Supervisor(desk.means).run(is_half_done)
    assert desk.means.ledger.get(batch.id).state in ("running", "finishing")
    return [part.number for part in desk.means.ledger.parts(batch.id)]


def test_a_worker_that_begins_anew_goes_on_with_the_parts_that_were_made(tmp_path, source):
    desk = desk_at(tmp_path / "data")
    batch = receive(desk, source)
    parts = half_done(desk, batch)
    before = {number: desk.folder(batch.id).part(number).stat().st_mtime_ns for number in parts}
    desk.close()

    seen: dict[int, int] = {}
    other = desk_at(tmp_path / "data")

    def look() -> None:
        files = [(number, other.folder(batch.id).part(number)) for number in parts]
        seen.update({number: file.stat().st_mtime_ns for number, file in files if file.exists()})

    (after,) = work(other, batch, meanwhile=look)

    assert after.state == "done"
    assert papers_in(other.folder(batch.id).archive) == small_season()[1]
    assert parts
    assert seen == before, "a part was made again"


@pytest.mark.long
def test_a_batch_whose_template_is_changed_meanwhile_ends_without_papers_and_is_made_by_the_new_one(tmp_path, source):
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    settings = Settings(templates_dir=templates)
    desk = desk_at(tmp_path / "data", partial(build_pipeline, settings))
    object.__setattr__(desk.means, "fingerprint", fingerprint.__wrapped__(settings))
    batch = receive(desk, source)
    half_done(desk, batch)
    desk.close()

    template = next(templates.rglob("cell-establishment-decision*.docx"))
    template.write_bytes(template.read_bytes() + b"\0")  # a byte after the end of the ZIP: as good, and another file
    after = desk_at(tmp_path / "data", partial(build_pipeline, settings))
    object.__setattr__(after.means, "fingerprint", fingerprint.__wrapped__(settings))
    (changed,) = work(after, batch)

    assert (changed.state, changed.trouble) == ("failed", "changed")
    assert not after.folder(batch.id).archive.exists()

    (again,) = work(after, after.retry(changed, "tester"))

    assert again.state == "done"
    assert papers_in(after.folder(again.id).archive).keys() == small_season()[1].keys()
