"""``vanthu doctor``: one line for each thing, and an exit code that can be acted upon."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.bootstrap import open_access
from service.cli import cli
from service.config import Settings
from service.operation import checks, data_checks
from tests.batch.seasons import desk_at


@pytest.fixture(autouse=True)
def in_vietnam(monkeypatch):
    """The tests' machine may be anywhere."""
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def data(tmp_path) -> Path:
    desk_at(tmp_path / "data").close()
    return tmp_path / "data"


def vanthu(data: Path, *arguments: str, **environment: object) -> Result:
    given = {"DATA_DIR": str(data), **{name: str(value) for name, value in environment.items()}}
    return CliRunner().invoke(cli, arguments, env=given)


def states(data: Path, **environment: object) -> tuple[int, dict[str, str]]:
    """The exit code, and the state of each thing."""
    result = vanthu(data, "doctor", "--json", **environment)
    return result.exit_code, {each["check"]: each["state"] for each in json.loads(result.stdout)}


def worse(data: Path, **environment: object) -> tuple[int, dict[str, str]]:
    """The exit code, and what is not well; what depends on this machine is left aside."""
    code, found = states(data, **environment)
    return code, {name: state for name, state in found.items() if state != "ok" and name not in ("room", "fonts")}


def test_all_is_well(data):
    result = vanthu(data, "doctor")
    lines = result.stdout.splitlines()

    assert result.exit_code in (0, 1)  # 1 where the disk of this machine is nearly full
    assert "tốt       Cơ sở dữ liệu: mở được, nguyên vẹn, đúng phiên bản." in lines
    assert len(lines) == len(json.loads(vanthu(data, "doctor", "--json").stdout)) == 13
    assert worse(data)[1] == {}
    assert sorted(path.name for path in data.iterdir()) == ["batches", "ledger.sqlite3"], "nothing is left of looking"


def test_before_the_first_start(tmp_path):
    assert worse(tmp_path / "new")[1] == {}
    assert not (tmp_path / "new").exists()


def test_it_speaks_english(data):
    assert (
        "ok       Database: it opens, is whole and of the newest form." in vanthu(data, "--lang", "en", "doctor").stdout
    )


def test_others_may_not_look_into_the_data(data):
    (data / "batches").chmod(0o755)

    code, found = worse(data)
    assert (code, found) == (1, {"data_folder": "warning"})
    assert "1 tệp hoặc thư mục để người khác đọc được" in vanthu(data, "doctor").stdout


def test_data_of_another_user(tmp_path, data):
    theirs = Path("/usr")
    if os.geteuid() == 0:
        theirs = tmp_path / "theirs"
        theirs.mkdir()
        (theirs / "ledger.sqlite3").touch()
        os.chown(theirs, 12345, 12345)

    assert data_checks.data_folder(Settings(data_dir=theirs)).state == "broken"
    if os.geteuid() == 0:
        assert data_checks.database(Settings(data_dir=theirs)).state == "broken"
        assert [path.name for path in theirs.iterdir()] == ["ledger.sqlite3"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()

    assert data_checks.data_folder(Settings(data_dir=tmp_path / "file")).state == "broken"


@pytest.mark.parametrize("left", [("before-restore-20260101T000000Z", "warning"), (".restoring-x", "broken")])
def test_what_a_restore_left_is_told(data, left):
    name, state = left
    (data / name).mkdir(mode=0o700)

    assert worse(data)[1] == {"data_folder": state}


def change(data: Path, statement: str) -> None:
    with sqlite3.connect(data / "ledger.sqlite3") as opened:
        opened.execute(statement)
    opened.close()


class TestDatabase:
    def test_of_a_newer_program(self, data):
        change(data, "UPDATE alembic_version SET version_num = '9999'")

        assert worse(data) == (3, {"database": "broken"})

    def test_that_will_be_migrated(self, data):
        (data / "ledger.sqlite3").write_bytes(b"")

        assert worse(data) == (1, {"database": "warning"})
        assert (data / "ledger.sqlite3").read_bytes() == b"", "a copy was tried"

    def test_that_is_damaged(self, data):
        content = bytearray((data / "ledger.sqlite3").read_bytes())
        content[4096:20480] = b"\xaa" * 16384
        (data / "ledger.sqlite3").write_bytes(content)

        assert worse(data) == (3, {"database": "broken"})

    def test_that_is_none(self, data):
        (data / "ledger.sqlite3").write_text("this is a note, and no database at all")

        assert worse(data) == (3, {"database": "broken"})

    def test_of_a_server_that_is_not_there(self, data):
        url = "postgresql://vanthu:secret-word@127.0.0.1:9/vanthu"
        result = vanthu(data, "doctor", DATABASE_URL=url)

        assert result.exit_code == 3
        assert "DATABASE_URL" in result.stdout
        assert "secret-word" not in result.stdout


class TestSigningIn:
    """Whether whoever has to sign in can; ``serve`` does not start where nobody could."""

    def told(self, data: Path, *options: str, **environment: object) -> tuple[str, str]:
        found = json.loads(vanthu(data, "doctor", "--json", *options, **environment).stdout)
        (this,) = [each for each in found if each["check"] == "access"]
        return this["state"], f"{this['found']} {this['remedy']}"

    def test_is_not_needed_at_the_machine_itself(self, data):
        state, text = self.told(data)

        assert state == "ok"
        assert "không cần đăng nhập" in text

    @pytest.mark.parametrize(
        ("options", "environment"),
        [(("--host", "0.0.0.0"), {}), (("--host", "no.such.host.invalid"), {}), ((), {"AUTH": "required"})],
    )
    def test_where_it_is_needed_and_nobody_can_the_command_is_told_that_mends_it(self, data, options, environment):
        state, text = self.told(data, *options, **environment)

        assert state == "broken"
        assert "vanthu users add TÊN" in text
        assert "vanthu keys create TÊN --scope generate" in text

    def test_before_the_first_start_nothing_is_made_of_looking(self, tmp_path):
        assert self.told(tmp_path / "new", AUTH="required")[0] == "broken"
        assert not (tmp_path / "new").exists()

    @pytest.mark.parametrize("setting", [{"TRUSTED_PROXIES": "127.0.0.1"}, {"ALLOWED_HOSTS": "vanthu.example.vn"}])
    def test_behind_a_proxy_everybody_would_be_refused(self, data, setting):
        state, text = self.told(data, **setting)

        assert state == "warning"
        assert "vanthu users add TÊN" in text

    def test_a_user_or_a_key_is_enough_while_it_is_valid(self, data):
        with contextlib.closing(open_access(Settings(data_dir=data))) as access:
            access.users.add("lan", "một câu ngắn dễ nhớ", ["generate"])
            assert self.told(data, AUTH="required") == ("ok", "1 người dùng, 0 khóa API dùng được. ")
            access.users.disable("lan")
            assert self.told(data, AUTH="required")[0] == "broken"
            key, _ = access.keys.create("nhân sự", ["generate"])
            assert self.told(data, AUTH="required") == ("ok", "0 người dùng, 1 khóa API dùng được. ")
            access.keys.revoke(key.id)
            assert self.told(data, AUTH="required")[0] == "broken"

    def test_an_identity_provider_is_enough(self, data):
        provider = {"OIDC_ISSUER": "https://id.vn", "OIDC_CLIENT_ID": "vanthu", "OIDC_CLIENT_SECRET": "secret-word"}

        assert self.told(data, AUTH="required", **provider)[0] == "ok"

    def test_the_first_user_is_made_where_the_password_can_be_read_and_there_is_none(self, tmp_path, data):
        settings = {"AUTH": "required", "FIRST_USER": "quantri", "FIRST_PASSWORD_FILE": tmp_path / "password"}
        assert self.told(data, **settings)[0] == "broken"
        (tmp_path / "password").write_text("một câu ngắn dễ nhớ\n")
        assert self.told(data, **settings)[0] == "ok"
        with contextlib.closing(open_access(Settings(data_dir=data))) as access:
            access.users.add("lan", "một câu ngắn dễ nhớ", ["generate"])
            access.users.disable("lan")
        assert self.told(data, **settings)[0] == "broken", "it is made where there is no user at all"

    def test_a_database_that_cannot_be_opened_is_told_once(self, data):
        change(data, "UPDATE alembic_version SET version_num = '9999'")

        assert worse(data, AUTH="required") == (3, {"database": "broken", "access": "warning"})


def test_a_setting_that_cannot_work(data):
    code, found = states(data, BATCH_DAYS="0")

    assert (code, found) == (3, {"packages": "ok", "settings": "broken"})
    assert "BATCH_DAYS" in vanthu(data, "doctor", BATCH_DAYS="0").stdout


def test_templates_of_the_office_that_do_not_fit(tmp_path, data):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "cell-establishment-decision.docx").write_bytes(b"no DOCX")

    assert worse(data, TEMPLATES_DIR=tmp_path / "own") == (3, {"own_templates": "broken"})


def test_faults_of_the_office_directory_are_told_without_its_people(tmp_path, data):
    bodies = [{"code": "X", "kind": "wrong", "name": "Đảng ủy xã X", "signers": [{"full_name": "Nguyễn Thị Kín"}]}]
    (tmp_path / "offices.json").write_text(json.dumps(bodies))
    result = vanthu(data, "doctor", OFFICES_DIR=tmp_path / "offices.json")

    assert result.exit_code == 3
    assert "hỏng      Danh mục cơ quan: " in result.stdout
    assert "offices.json, mục 1, /kind" in result.stdout
    assert "Kín" not in result.stdout


def test_a_name_cannot_command_the_terminal(tmp_path):
    result = vanthu(tmp_path / "\x1b[2Jdata", "doctor")

    assert "\\x1b[2Jdata" in result.stdout
    assert "\x1b" not in result.stdout


class TestClock:
    def test_behind_its_own_files(self, data):
        assert checks.clock(Settings(data_dir=data), now=1_000_000_000.0).state == "broken"

    def test_of_another_zone(self, data, monkeypatch):
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()

        assert checks.clock(Settings(data_dir=data)).state == "warning"


class TestPackages:
    def pinned(self, folder: Path, text: str) -> str:
        (folder / "runtime.txt").write_text(text)
        return checks.packages(folder / "runtime.txt").state

    def test_as_locked(self, tmp_path):
        assert self.pinned(tmp_path, 'colorama==0.4.6 ; sys_platform == "win32" \\\n    --hash=sha256:00\n') == "ok"

    def test_of_another_version(self, tmp_path):
        assert self.pinned(tmp_path, "flask==0.0.1 \\\n    --hash=sha256:00\n") == "warning"

    def test_missing(self, tmp_path):
        assert self.pinned(tmp_path, "no-such-package-at-all==1.0 \\\n    --hash=sha256:00\n") == "broken"


class TestFonts:
    def test_are_not_needed_without_libreoffice(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))

        assert checks.fonts(Settings()).state == "ok"

    def test_are_missed_where_papers_are_printed(self, monkeypatch, tmp_path):
        (tmp_path / "soffice").write_text("#!/bin/sh\n")
        (tmp_path / "soffice").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))

        assert checks.fonts(Settings()).state == "warning"


def test_there_is_no_room(monkeypatch, data):
    """Asked of a real disk, in a setting that wants more than any has."""
    asked = Settings(data_dir=data)
    monkeypatch.setattr(data_checks, "_COMFORTABLE", 1 << 62)

    assert data_checks.room(asked).state == "warning"
    monkeypatch.setattr(data_checks, "_LEAST", 1 << 62)
    assert data_checks.room(asked).state == "broken"
