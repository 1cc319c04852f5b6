"""``vanthu audit``, and the lines that commands and the service itself leave in the trail."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from service.audit import Deed, Trail
from service.audit.reading import entries
from service.cli import cli
from tests.cli.test_serving import wait_until
from tests.web.test_server import Running, port_of, start


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def run(data):
    """Runs the command in English."""

    def run(*arguments: str, given: str = ""):
        return CliRunner().invoke(cli, ["--lang", "en", *arguments], input=given)

    return run


def acts(data) -> list[tuple[str, str]]:
    return [(line["act"], line.get("about", "")) for line in entries(data)]


class TestVerify:
    def test_a_trail_that_holds(self, run, data):
        head = Trail(data).write(Deed("started"))
        result = run("audit", "verify")

        assert (result.exit_code, result.stdout) == (0, f"{head}\n")
        assert "1 lines" in result.stderr

    def test_one_that_was_changed(self, run, data):
        trail = Trail(data)
        for _ in range(3):
            trail.write(Deed("started"))
        file = next(trail.folder.glob("*.jsonl"))
        file.write_bytes(file.read_bytes().replace(b'"n":2,', b'"n":2,"who":"x",').replace(b"ok", b"no", 1))

        result = run("audit", "verify")
        assert result.exit_code == 1
        assert f"{file.name}, line 2" in result.stderr

    def test_one_whose_end_was_cut_off(self, run, data):
        trail = Trail(data)
        trail.write(Deed("started"))
        noted = trail.write(Deed("stopped"))
        file = next(trail.folder.glob("*.jsonl"))
        file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])

        assert run("audit", "verify").exit_code == 0
        result = run("audit", "verify", "--expect", str(noted))
        assert result.exit_code == 1
        assert "its end was cut off" in result.stderr

    def test_one_that_goes_on_from_what_was_noted(self, run, data):
        noted = Trail(data).write(Deed("started"))
        Trail(data).write(Deed("stopped"))

        assert run("audit", "verify", "--expect", str(noted)).exit_code == 0

    def test_what_is_no_head(self, run):
        assert run("audit", "verify", "--expect", "12").exit_code == 2


class TestShow:
    def test_in_columns_and_as_json(self, run, data):
        Trail(data).write(Deed("user.added", "command:root", about="user:lan#1"))
        Trail(data).write(Deed("started", "command:root"))

        shown = run("audit", "show", "--who", "user:lan#1").stdout.splitlines()
        assert [line.split()[0] for line in shown] == ["n", "1"]
        assert [each["act"] for each in json.loads(run("audit", "show", "--json").stdout)] == ["user.added", "started"]
        assert json.loads(run("audit", "show", "--json", "--since", "2999").stdout) == []

    def test_no_moment(self, run):
        assert run("audit", "show", "--since", "yesterday").exit_code == 2


class TestLinesOfCommands:
    def test_keys(self, run, data):
        key_id = run("keys", "create", "x", "--scope", "check").stdout.split("_")[1]
        run("keys", "revoke", key_id)

        assert acts(data) == [("key.created", f"key:{key_id}"), ("key.revoked", f"key:{key_id}")]

    def test_users(self, run, data):
        password = "một câu ngắn dễ nhớ\n"
        assert run("users", "add", "lan", "--password-stdin", given=password).exit_code == 0
        assert run("users", "password", "lan", "--password-stdin", given=password).exit_code == 0
        for command in ("disable", "enable", "unlock", "remove"):
            assert run("users", command, "lan").exit_code == 0
        assert run("users", "disable", "lan").exit_code == 2

        found = acts(data)
        assert [act for act, _ in found] == [
            "user.added", "user.password-set", "user.disabled", "user.enabled", "user.unlocked", "user.removed",
        ]  # fmt: skip
        assert {about.partition("#")[0] for _, about in found} == {"user:lan"}
        assert "một câu" not in "".join(file.read_text() for file in (data / "audit").glob("*.jsonl"))

    def test_a_backup_and_what_is_restored(self, run, data, tmp_path):
        run("keys", "create", "x", "--scope", "check")
        result = run("backup", str(tmp_path / "b.tar.gz"))
        assert result.exit_code == 0, result.stderr
        assert f"line {Trail(data).head()}" in result.stderr
        noted = str(Trail(data).head())
        assert run("restore", str(tmp_path / "b.tar.gz"), "--move-aside").exit_code == 0

        assert [act for act, _ in acts(data)] == ["key.created", "restore"]
        assert run("audit", "verify").exit_code == 0
        assert run("audit", "verify", "--expect", noted).exit_code == 1

    def test_without_a_trail_nobody_is_let_in(self, run, data):
        data.mkdir()
        (data / "audit").write_text("no folder")

        result = run("keys", "create", "x", "--scope", "check")
        assert result.exit_code == 3
        assert result.stdout == ""
        (data / "audit").unlink()
        assert len(run("keys", "list").stdout.splitlines()) == 1

    def test_the_doctor_tells_how_far_it_goes(self, run, data):
        head = Trail(data).write(Deed("started"))

        assert str(head) in run("doctor").stdout


@pytest.mark.long
def test_the_service_tells_when_it_starts_and_stops_and_notes_the_head_in_its_log(tmp_path):
    process = start(tmp_path / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1")
    running = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    wait_until(lambda: running.ask("GET", "/healthz")[0] == 200)
    assert running.stop() == 0

    assert [act for act, _ in acts(tmp_path / "data")] == ["started", "stopped"]
    noted = [line for line in running.messages.read_text().splitlines() if "audit_head" in line]
    assert json.loads(noted[-1])["audit_head"] == str(Trail(tmp_path / "data").head())
