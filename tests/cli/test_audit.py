"""``vanthu audit``, and the lines that commands and the service itself leave in the trail."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from service.audit import AuditFault, Deed, Trail
from service.audit.reading import entries
from service.bootstrap import open_access, sample
from service.cli import cli
from service.cli.auditing import command_caller
from service.cli.starting import see_to_access
from service.config import load_settings
from tests.batch.seasons import SLUG, TYPE, payload
from tests.cli.test_serving import wait_until
from tests.web.batches.sending import lines
from tests.web.test_server import Running, port_of, start

HEAD = re.compile(r"\d+:[0-9a-f]{64}")


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


def diagnosis(run) -> dict[str, str]:
    """What the doctor says of the trail."""
    return next(each for each in json.loads(run("doctor", "--json").stdout) if each["check"] == "audit")


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

    def test_one_whose_beginning_was_cut_off(self, run, data):
        for _ in range(3):
            noted = Trail(data).write(Deed("started"))
        file = next((data / "audit").glob("*.jsonl"))
        file.write_bytes(file.read_bytes().splitlines(keepends=True)[2])

        for more in ((), ("--expect", str(noted))):
            result = run("audit", "verify", *more)
            assert result.exit_code == 1
            assert f"{file.name}, line 1" in result.stderr
            assert "its beginning was cut off" in result.stderr

    def test_one_that_lines_were_dropped_of_says_where_it_begins(self, run, data):
        for month in (10, 11, 12):
            Trail(data, months=2, clock=lambda month=month: datetime(2026, month, 1, tzinfo=UTC)).write(Deed("started"))

        result = run("audit", "verify")
        assert result.exit_code == 0
        assert "number 2 to 4. It begins with 2026-11.jsonl" in result.stderr

    def test_one_with_strange_files_beside_it(self, run, data):
        Trail(data).write(Deed("started"))
        (data / "audit" / "2026-13.jsonl").write_bytes(b"")

        result = run("audit", "verify")
        assert result.exit_code == 1
        assert result.stderr.startswith("2026-13.jsonl: this is no file of the trail")

    def test_none_at_all(self, run, data):
        result = run("audit", "verify")

        assert result.exit_code == 4
        assert "there is no trail" in result.stderr
        assert not data.exists()

    @pytest.mark.parametrize(
        "use",
        [("keys", "create", "x", "--scope", "check"), ("users", "add", "lan", "--password-stdin")],
    )
    def test_none_though_the_service_has_been_used(self, run, data, use):
        assert run(*use, given="một câu ngắn dễ nhớ\n").exit_code == 0
        for file in (data / "audit").glob("*.jsonl"):
            file.write_bytes(b"")

        result = run("audit", "verify")
        assert result.exit_code == 4
        assert "the database shows that the service has been used" in result.stderr

    def test_none_though_there_was_a_batch(self, run, data, tmp_path):
        (tmp_path / "rows.jsonl").write_bytes(lines(payload(1)))
        run("batch", SLUG, str(tmp_path / "rows.jsonl"), "-o", str(tmp_path / "out.zip"))
        shutil.rmtree(data / "audit")

        result = run("audit", "verify")
        assert result.exit_code == 4
        assert "the database shows that the service has been used" in result.stderr


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

    def test_what_a_user_may_do_and_that_all_were_signed_out(self, run, data):
        run("users", "add", "lan", "--password-stdin", given="một câu ngắn dễ nhớ\n")
        assert run("users", "allow", "lan", "--scope", "admin", "--scope", "check").exit_code == 0
        assert run("users", "allow", "nobody", "--scope", "admin").exit_code == 2
        assert run("users", "sign-out").exit_code == 0

        found = list(entries(data))
        assert [each["act"] for each in found] == ["user.added", "user.allowed", "sessions.ended"]
        assert found[0]["scopes"] == "generate batch check"
        assert (found[1]["about"], found[1]["scopes"]) == (found[0]["about"], "check admin")
        assert found[2]["count"] == 0

    def test_a_key_with_what_it_may_do(self, run, data):
        run("keys", "create", "x", "--scope", "check", "--scope", "generate")

        assert next(entries(data))["scopes"] == "generate check"

    @pytest.mark.parametrize("arguments", [("allow", "lan", "--scope", "admin"), ("sign-out",)])
    def test_without_a_trail_nothing_is_changed(self, run, data, arguments):
        run("users", "add", "lan", "--password-stdin", given="một câu ngắn dễ nhớ\n")
        shutil.rmtree(data / "audit")
        (data / "audit").write_text("no folder")
        with contextlib.closing(open_access(load_settings())) as access:
            token = access.sessions.begin(access.users.get("lan").caller, "lan")

            assert run("users", *arguments).exit_code == 3
            caller = access.sessions.caller(token)
            assert caller is not None
            assert not caller.may("admin")

    def test_a_batch_from_coming_in_to_going_is_of_whoever_ran_the_command(self, run, data, tmp_path):
        (tmp_path / "rows.jsonl").write_bytes(lines(payload(1), payload(2, cell_name=None)))
        result = run("batch", SLUG, str(tmp_path / "rows.jsonl"), "-o", str(tmp_path / "out.zip"))
        assert result.exit_code == 1, result.stderr

        found = list(entries(data, who=command_caller()))
        assert found == list(entries(data))
        assert [each["act"] for each in found] == ["batch.received", "batch.done", "batch.fetched", "batch.expired"]
        assert {each["type"] for each in found} == {SLUG}
        assert len({each["batch"] for each in found}) == 1
        assert (found[1]["count"], found[1]["failed"]) == (1, 1)

    def test_no_batch_is_begun_without_a_trail(self, run, data, tmp_path):
        (tmp_path / "rows.jsonl").write_bytes(lines(payload(1)))
        data.mkdir()
        (data / "audit").write_text("no folder")

        assert run("batch", SLUG, str(tmp_path / "rows.jsonl"), "-o", str(tmp_path / "out.zip")).exit_code == 3
        assert not (tmp_path / "out.zip").exists()
        assert not [*(data / "batches").glob("*")]

    def test_papers_of_the_command_line_leave_none(self, run, data, tmp_path):
        (tmp_path / "a.json").write_bytes(sample(TYPE))
        assert run("render", SLUG, str(tmp_path / "a.json"), "-o", str(tmp_path / "a.docx")).exit_code == 0
        run("check", str(tmp_path / "a.docx"))

        assert not data.exists()


class TestTheFirstUser:
    @pytest.fixture
    def settings(self, data, tmp_path):
        (tmp_path / "password").write_text("một câu ngắn dễ nhớ\n")
        return load_settings().model_copy(
            update={"first_user": "lan", "first_password_file": tmp_path / "password"},
        )

    def test_made_at_the_start_has_a_line(self, settings, data):
        see_to_access(settings, on_loopback=False)

        line = next(entries(data))
        assert (line["act"], line["scopes"]) == ("user.added", "generate batch check admin")

    def test_is_not_made_without_one(self, settings, run, data):
        data.mkdir()
        (data / "audit").write_text("no folder")
        with pytest.raises(AuditFault):
            see_to_access(settings, on_loopback=False)

        assert "lan" not in run("users", "list").stdout


class TestABackup:
    def test_and_what_is_restored(self, run, data, tmp_path):
        run("keys", "create", "x", "--scope", "check")
        result = run("backup", str(tmp_path / "b.tar.gz"))
        assert result.exit_code == 0, result.stderr
        after = str(Trail(data).head())
        assert run("restore", str(tmp_path / "b.tar.gz"), "--move-aside").exit_code == 0

        assert [act for act, _ in acts(data)] == ["key.created", "restore"]
        assert run("audit", "verify").exit_code == 0
        assert run("audit", "verify", "--expect", after).exit_code == 1

    def test_tells_a_head_that_is_in_it(self, run, data, tmp_path, monkeypatch):
        run("keys", "create", "x", "--scope", "check")
        told = HEAD.search(run("backup", str(tmp_path / "b.tar.gz")).stderr)
        assert told
        assert run("audit", "verify", "--expect", told[0]).exit_code == 0
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "elsewhere"))
        restored = run("restore", str(tmp_path / "b.tar.gz"))
        assert restored.exit_code == 0, restored.stderr

        assert run("audit", "verify", "--expect", told[0]).exit_code == 0
        after = HEAD.search(restored.stderr)
        assert after
        assert run("audit", "verify", "--expect", after[0]).exit_code == 0

    def test_without_a_line_of_the_trail_says_so(self, run, data, tmp_path):
        run("keys", "create", "x", "--scope", "check")
        shutil.rmtree(data / "audit")

        assert "no line of the audit trail" in run("backup", str(tmp_path / "b.tar.gz")).stderr
        assert "no line of the audit trail" in run("restore", str(tmp_path / "b.tar.gz"), "--move-aside").stderr

    @pytest.mark.parametrize("moved", ["audit", "audit/{month}"])
    def test_is_refused_where_the_trail_is_a_link_out_of_the_data(self, run, data, tmp_path, moved):
        run("keys", "create", "x", "--scope", "check")
        there = data / moved.format(month=next((data / "audit").glob("*.jsonl")).name)
        there.rename(tmp_path / "elsewhere")
        there.symlink_to(tmp_path / "elsewhere")

        result = run("backup", str(tmp_path / "b.tar.gz"))
        assert result.exit_code == 2
        assert "symbolic link" in result.stderr
        assert not (tmp_path / "b.tar.gz").exists()
        told = diagnosis(run)
        assert told["state"] == "warning"
        assert "symbolic link" in told["found"]

    def test_is_made_where_the_trail_is_damaged_and_that_is_told(self, run, data, tmp_path):
        run("keys", "create", "x", "--scope", "check")
        with next((data / "audit").glob("*.jsonl")).open("ab") as stream:
            stream.write(b"no line\n")

        assert run("backup", str(tmp_path / "b.tar.gz")).exit_code == 3
        assert (tmp_path / "b.tar.gz").exists()


class TestWhereNoLineCanBeWritten:
    def test_without_a_trail_nobody_is_let_in(self, run, data):
        data.mkdir()
        (data / "audit").write_text("no folder")

        result = run("keys", "create", "x", "--scope", "check")
        assert result.exit_code == 3
        assert result.stdout == ""
        (data / "audit").unlink()
        assert len(run("keys", "list").stdout.splitlines()) == 1


class TestTheDoctor:
    def test_tells_how_far_it_goes(self, run, data):
        head = Trail(data).write(Deed("started"))

        told = diagnosis(run)
        assert told["state"] == "ok"
        assert str(head) in told["found"]

    def test_of_a_new_folder_has_nothing_to_say(self, run, data):
        run("keys", "list")

        assert diagnosis(run)["state"] == "ok"

    def test_warns_where_there_is_none_though_there_is_a_key(self, run, data):
        run("keys", "create", "x", "--scope", "check")
        shutil.rmtree(data / "audit")

        told = diagnosis(run)
        assert told["state"] == "warning"
        assert "there is no trail" in told["found"]

    def test_tells_a_beginning_that_was_cut_off_and_a_strange_file(self, run, data):
        for _ in range(3):
            Trail(data).write(Deed("started"))
        file = next((data / "audit").glob("*.jsonl"))
        (data / "audit" / "notes.txt").write_bytes(b"")
        assert diagnosis(run)["state"] == "warning"

        file.write_bytes(file.read_bytes().split(b"\n", 1)[1])
        told = diagnosis(run)
        assert told["state"] == "broken"
        assert "cut off" in told["found"]
        assert "notes.txt" in told["found"]


@pytest.mark.long
def test_the_service_tells_when_it_starts_and_stops_and_notes_the_head_in_its_log(tmp_path):
    process = start(tmp_path / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1")
    running = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    wait_until(lambda: running.ask("GET", "/healthz")[0] == 200)
    assert running.stop() == 0

    assert [act for act, _ in acts(tmp_path / "data")] == ["started", "stopped"]
    noted = [line for line in running.messages.read_text().splitlines() if "audit_head" in line]
    assert json.loads(noted[-1])["audit_head"] == str(Trail(tmp_path / "data").head())
