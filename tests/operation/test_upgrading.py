"""A database of an earlier program: nothing of it is lost, and what this program cannot use is left as it is."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.bootstrap import fingerprint, open_access, open_desk
from service.cli import cli
from service.config import Settings
from service.errors import BatchFault
from service.operation.snapshots import form_of
from service.web import create_app
from tests.batch.seasons import SLUG, expected, papers_in, work, write_lines
from tests.builders import pipeline
from tests.operation.older_data import (
    CANCELLED,
    CHANGED,
    DONE,
    EXPIRED,
    FAILED,
    OWNER,
    RECEIVED,
    ROWS,
    RUNNING,
    make_older_data,
    migrate,
    rows_of,
)
from tests.trying import others_long


@pytest.fixture(scope="module", params=others_long(["0001", "0002", "0003"], "0001"))
def revision(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def old(tmp_path_factory, revision) -> Path:
    """The data folder of an earlier program; tests only read it."""
    root = tmp_path_factory.mktemp(f"form-{revision}") / "data"
    make_older_data(root, revision, fingerprint(Settings()))
    return root


@pytest.fixture
def data(old, tmp_path) -> Path:
    """A copy, for a test to change; copied as whoever runs the service does it before an upgrade."""
    vanthu(old, "backup", tmp_path / "before.tar.gz")
    assert vanthu(tmp_path / "data", "restore", tmp_path / "before.tar.gz").exit_code == 0
    return tmp_path / "data"


def vanthu(data: Path, *arguments: object) -> Result:
    environment = {"DATA_DIR": str(data), "VANTHU_LANG": "en", "BATCH_PROCESSES": "2"}
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], env=environment)


def settings_of(data: Path) -> Settings:
    return Settings(data_dir=data, batch_processes=2)


@pytest.fixture
def desk(data):
    """Opened as ``vanthu serve`` and ``vanthu batch`` do."""
    found = open_desk(settings_of(data))
    yield found
    found.close()


def test_nothing_that_stood_there_is_lost_or_changed(old, data, desk):
    before, after = rows_of(old / "ledger.sqlite3"), rows_of(data / "ledger.sqlite3")
    for table in ("batch", "chunk", "row_error"):
        assert len(before[table]) == len(after[table]) > 0
        for was, now in zip(before[table], after[table], strict=True):
            assert {name: now[name] for name in was} == was
    assert form_of(data / "ledger.sqlite3") > form_of(old / "ledger.sqlite3")


def test_a_batch_that_was_done_is_shown_and_served(data, desk):
    client = create_app(pipeline(), settings_of(data), lambda: desk).test_client()
    shown = client.get(f"/api/v1/batches/{DONE}").json

    assert (shown["state"], shown["rows"], shown["done"], shown["failed"]) == ("done", 14, 14, 1)
    assert shown["papers"] == 13, "that many are in its ZIP"
    assert shown["ended"] is not None
    with client.get(shown["links"]["archive"]) as answer:
        (data / "fetched.zip").write_bytes(answer.data)
    assert papers_in(data / "fetched.zip") == expected(ROWS)[0]
    assert [error["row"] for error in client.get(shown["links"]["errors"]).json["errors"]] == [3]
    assert client.post(shown["links"]["retry"]).status_code == 202


def test_every_other_batch_stands_as_it_stood(data, desk):
    client = create_app(pipeline(), settings_of(data), lambda: desk).test_client()
    shown = {each["id"]: each["state"] for each in client.get("/api/v1/batches").json["batches"]}

    assert shown == {
        DONE: "done",
        RUNNING: "running",
        CHANGED: "running",
        RECEIVED: "received",
        FAILED: "failed",
        CANCELLED: "cancelled",
    }
    assert client.get(f"/api/v1/batches/{EXPIRED}").status_code == 410
    failed = client.get(f"/api/v1/batches/{FAILED}", headers={"Accept-Language": "en"}).json
    assert (failed["trouble"], failed["reason"]) == ("broken", "The program broke off.")


def test_what_was_unfinished_goes_on_or_is_told_as_of_another_program(desk):
    ends = work(desk, *(desk.find(batch, OWNER) for batch in (RUNNING, RECEIVED, CHANGED)))

    assert [(batch.state, batch.trouble) for batch in ends] == [("done", ""), ("done", ""), ("failed", "changed")]
    for batch in ends[:2]:
        assert papers_in(desk.archive(batch)) == expected(ROWS)[0]
    assert "send it again" in ends[2].reason.en
    assert desk.means.ledger.progress(RUNNING).papers == 13
    again = desk.retry(ends[2], OWNER)
    (again,) = work(desk, again)
    assert papers_in(desk.archive(again)) == expected(ROWS)[0]


def test_who_may_use_it_can_be_written_down_at_once(data):
    with contextlib.closing(open_access(settings_of(data))) as access:
        access.users.add("lan", "một câu ngắn dễ nhớ", ["generate"])
        assert access.lets_anybody_in()


def test_a_backup_before_the_upgrade_is_of_the_form_that_was_there_and_goes_back(old, data, revision, tmp_path):
    """Made by this program before its first start, or by the one before: the older one can use it again."""
    assert form_of(data / "ledger.sqlite3") == revision
    open_desk(settings_of(data)).close()
    restored = vanthu(data, "restore", tmp_path / "before.tar.gz", "--move-aside")

    assert restored.exit_code == 0, restored.stderr
    assert form_of(data / "ledger.sqlite3") == revision
    assert rows_of(data / "ledger.sqlite3") == rows_of(old / "ledger.sqlite3")
    files = [path.relative_to(old) for path in (old / "batches").rglob("*") if path.is_file()]
    assert all((data / path).read_bytes() == (old / path).read_bytes() for path in files)


def test_the_doctor_tells_of_it_beforehand_and_changes_nothing(data, revision):
    found = {each["check"]: each for each in json.loads(vanthu(data, "doctor", "--json").stdout)}

    assert found["database"]["state"] == "warning"
    assert "vanthu backup" in found["database"]["remedy"]
    assert form_of(data / "ledger.sqlite3") == revision


class TestWhatCannotBeUsed:
    """Each is refused by name, and not a byte of it is changed."""

    @pytest.fixture
    def file(self, tmp_path) -> Path:
        (tmp_path / "data").mkdir(mode=0o700)
        return tmp_path / "data" / "ledger.sqlite3"

    def refused(self, file: Path, revision: str = "") -> str:
        """What the command says of it."""
        before = hashlib.sha256(file.read_bytes()).digest()
        source = write_lines(file.parent.with_name("x.jsonl"), ROWS[:1])
        result = vanthu(file.parent, "batch", SLUG, source, "-o", file.parent.with_name("out.zip"))

        assert result.exit_code == 3
        assert hashlib.sha256(file.read_bytes()).digest() == before
        assert not revision or form_of(file) == revision
        for opened in (open_desk, open_access):
            with pytest.raises(BatchFault if opened is open_desk else Exception, match="database"):
                opened(settings_of(file.parent))
        assert hashlib.sha256(file.read_bytes()).digest() == before
        return result.stderr

    def test_a_database_of_a_newer_program(self, file):
        migrate(file, "head")
        change(file, "UPDATE alembic_version SET version_num = '9999'", "PRAGMA journal_mode = DELETE")

        told = self.refused(file, "9999")
        assert "newer" in told
        assert "9999" in told

    def test_a_database_of_something_else(self, file):
        change(file, "CREATE TABLE customer (name TEXT)", "INSERT INTO customer VALUES ('Lan')")

        assert "of another program" in self.refused(file)

    def test_another_database_that_is_migrated_by_the_same_tool(self, file):
        change(file, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001')")
        change(file, "CREATE TABLE customer (name TEXT)")

        assert "of another program" in self.refused(file)

    def test_no_database_at_all(self, file):
        file.write_text("a note, and no database at all, though longer than the head of one " * 3)

        assert "cannot be opened" in self.refused(file)


def test_papers_are_filled_in_but_for_batches_that_were_only_judged(tmp_path):
    root = tmp_path / "data"
    make_older_data(root, "0003", "")
    change(
        root / "ledger.sqlite3", "UPDATE chunk SET papers = 0", f"UPDATE batch SET judge_only = 1 WHERE id = '{FAILED}'"
    )

    with contextlib.closing(open_desk(settings_of(root))) as desk:
        assert {each: desk.means.ledger.progress(each).papers for each in (DONE, FAILED)} == {DONE: 13, FAILED: 0}
        assert desk.means.ledger.progress(FAILED).ok > 0


def test_an_upgrade_that_breaks_off_leaves_the_form_that_was_there(tmp_path):
    root = tmp_path / "data"
    make_older_data(root, "0001", "")
    change(root / "ledger.sqlite3", "CREATE TABLE access_user (name TEXT)")  # 0003 cannot make it any more
    before = rows_of(root / "ledger.sqlite3")

    with pytest.raises(BatchFault):
        open_desk(settings_of(root))
    assert rows_of(root / "ledger.sqlite3") == before
    change(root / "ledger.sqlite3", "DROP TABLE access_user")
    open_desk(settings_of(root)).close()


def change(file: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(file)) as opened:
        for statement in statements:
            opened.execute(statement)
            opened.commit()
