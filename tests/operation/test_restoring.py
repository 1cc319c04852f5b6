"""A backup is put back whole or not at all, whoever made the file."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.batch.ledger import open_ledger
from service.cli import cli
from service.config import Settings
from service.operation.archive import unpack
from service.operation.backup import back_up
from service.operation.refusals import RefusedBackup
from tests.batch.seasons import desk_at, receive, small_season, write_lines

Members = list[tuple[tarfile.TarInfo, bytes]]


def vanthu(data: Path, *arguments: object) -> Result:
    environment = {"DATA_DIR": str(data), "VANTHU_LANG": "en"}
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], env=environment)


@pytest.fixture
def members(tmp_path) -> Members:
    """What is in a good backup of one batch that was received."""
    desk = desk_at(tmp_path / "source", processes=1)
    receive(desk, write_lines(tmp_path / "season.jsonl", small_season()[0]))
    stream = io.BytesIO()
    back_up(Settings(data_dir=tmp_path / "source"), stream)
    desk.close()
    stream.seek(0)
    with tarfile.open(fileobj=stream) as opened:
        return [(member, opened.extractfile(member).read()) for member in opened]


def packed(members: Members) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def entry(name: str, content: bytes = b"x", kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple[object, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    member.size = len(content) if kind == tarfile.REGTYPE else 0
    return member, content


def summed(members: Members) -> Members:
    """With checksums that are right for what is in it: only the rest can be wrong."""
    ordinary = [(m.name, c) for m, c in members[:-1] if m.isreg()]
    text = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in ordinary)
    return [*members[:-1], entry("SHA256SUMS", text.encode())]


def with_extra(*extra: tuple[object, bytes]) -> Callable[[Members], bytes]:
    return lambda members: packed(summed([*members[:-1], *extra, members[-1]]))


def with_ledger(change: Callable[[Path], object], folder: Path) -> Callable[[Members], bytes]:
    def changed(members: Members) -> bytes:
        at = next(n for n, (member, _) in enumerate(members) if member.name == "ledger.sqlite3")
        (folder / "changed").write_bytes(members[at][1])
        change(folder / "changed")
        members[at] = entry("ledger.sqlite3", (folder / "changed").read_bytes())
        return packed(summed(members))

    return changed


def other_content(members: Members) -> bytes:
    at = next(n for n, (member, _) in enumerate(members) if member.name.endswith("source.jsonl"))
    member, content = members[at]
    members[at] = (member, content.replace(b"xom", b"lang").replace("xóm".encode(), "làng".encode())[: len(content)])
    members[at][0].size = len(members[at][1])
    return packed(members)


def flipped(members: Members) -> bytes:
    content = bytearray(packed(members))
    content[len(content) // 2] ^= 0x10
    return bytes(content)


def with_tail(members: Members, tail: bytes) -> bytes:
    return gzip.compress(gzip.decompress(packed(members)) + tail)


def with_long_header(member: tarfile.TarInfo, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    """Of what the archive says about a file; whoever reads it has all of that in memory."""
    member.pax_headers = {"comment": "x" * (4 << 20)}
    return member, content


def put_head(text: bytes) -> Callable[[Members], bytes]:
    return lambda members: packed(summed([entry("backup.json", text), *members[1:]]))


REFUSED: dict[str, Callable[[Members], bytes]] = {
    "empty": lambda members: b"",
    "no archive": lambda members: b"PK\x03\x04 this is something else" * 100,
    "cut": lambda members: packed(members)[:-2000],
    "without its end": lambda members: packed(members[:-1]),
    "a bit flipped": flipped,
    "another content": other_content,
    "not listed": lambda members: packed([*members[:-1], entry("more"), members[-1]]),
    "missing": lambda members: packed([*members[:1], *members[2:]]),
    "after the end": lambda members: packed([*members, entry("more")]),
    "no head": lambda members: packed(summed(members[1:])),
    "a later form": put_head(b'{"format": 2, "version": "9", "created": 1, "fingerprint": ""}'),
    "a head of something": put_head(b"[" * 50_000),
    "up": with_extra(entry("../up")),
    "up within": with_extra(entry("batches/../../up")),
    "absolute": with_extra(entry("/tmp/vanthu-absolute")),
    "of Windows": with_extra(entry("C:\\up")),
    "twice": with_extra(entry("more"), entry("more")),
    "below a file": with_extra(entry("more"), entry("more/less")),
    "a symbolic link": with_extra(entry("more", kind=tarfile.SYMTYPE, link="/etc")),
    "a link to the head": with_extra(entry("more", kind=tarfile.LNKTYPE, link="backup.json")),
    "a device": with_extra(entry("more", kind=tarfile.CHRTYPE)),
    "a pipe": with_extra(entry("more", kind=tarfile.FIFOTYPE)),
    "a folder": with_extra(entry("more", kind=tarfile.DIRTYPE)),
    "a name that commands terminals": with_extra(entry("\x1b[2J")),
    "in the folder of a restore": with_extra(entry(".restoring-x/more")),
    "in a folder moved aside": with_extra(entry("before-restore-x/more")),
    "in the folder of a backup": with_extra(entry(".working-x/more")),
    "in a folder of the disk": with_extra(entry("lost+found/more")),
    "beside the database": with_extra(entry("ledger.sqlite3-journal")),
    "unfinished": with_extra(entry("batches/x/papers.zip.7.tmp")),
    "much after its end": lambda members: with_tail(members, bytes(4 << 20)),
    "a long header": lambda members: packed([with_long_header(*members[0]), *members[1:]]),
}


@pytest.mark.parametrize("how", REFUSED)
def test_a_file_that_is_no_whole_backup_changes_nothing(tmp_path, members, how):
    (tmp_path / "backup.tar.gz").write_bytes(REFUSED[how](members))
    there = {path for path in tmp_path.rglob("*") if path.is_file()}
    result = vanthu(tmp_path / "new", "restore", tmp_path / "backup.tar.gz")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("This file cannot be restored: ")
    assert not (tmp_path / "new").exists()
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == there
    assert not Path("/tmp/vanthu-absolute").exists()


def test_a_good_one_is_put_back(tmp_path, members):
    """So the refusals above are about what was done to it."""
    (tmp_path / "backup.tar.gz").write_bytes(packed(summed(members)))
    result = vanthu(tmp_path / "new", "restore", tmp_path / "backup.tar.gz")

    assert result.exit_code == 0
    assert "1 batches" in result.stderr


def cut_after_header(member: tarfile.TarInfo, members: Members) -> bytes:
    """The members, and then the header of one whose content never comes."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        for each, content in members:
            tar.addfile(each, io.BytesIO(content))
        ended = tar.offset
    return gzip.compress(stream.getvalue()[:ended] + member.tobuf(tarfile.GNU_FORMAT))


def far_too_large(members: Members) -> bytes:
    member = tarfile.TarInfo("more")
    member.size = 1 << 60
    return cut_after_header(member, members[:-1])


NO_ROOM: dict[str, Callable[[Members], bytes]] = {
    "by what it says first": put_head(
        b'{"format": 1, "version": "1", "created": 1, "fingerprint": "", "size": 1152921504606846976}'
    ),
    "by what it says of a file": far_too_large,
}


@pytest.mark.parametrize("how", NO_ROOM)
def test_what_the_disk_has_no_room_for_is_refused_before_it_is_written(tmp_path, members, how):
    (tmp_path / "backup.tar.gz").write_bytes(NO_ROOM[how](members))
    result = vanthu(tmp_path / "new", "restore", tmp_path / "backup.tar.gz")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not enough room" in result.stderr
    assert not (tmp_path / "new").exists()


def test_files_are_written_up_to_the_room_there_is(tmp_path, members):
    """Each within it, all together beyond it, as of a bomb: so that the disk never gets full."""
    many = [entry(f"more-{number}", bytes(100_000)) for number in range(100)]
    (tmp_path / "new").mkdir()
    with pytest.raises(RefusedBackup):
        unpack(io.BytesIO(with_extra(*many)(members)), tmp_path / "new", 2_000_000)

    written = sum(file.stat().st_size for file in (tmp_path / "new").rglob("*") if file.is_file())
    assert 1_000_000 < written < 2_000_000


def test_a_backup_says_first_how_large_it_is(members):
    head = json.loads(members[0][1])

    assert head["size"] == sum(len(content) for _, content in members[1:-1])


def test_one_that_does_not_say_it_is_put_back(tmp_path, members):
    """Made by a version before this one."""
    head = {name: value for name, value in json.loads(members[0][1]).items() if name != "size"}
    (tmp_path / "backup.tar.gz").write_bytes(put_head(json.dumps(head).encode())(members))

    assert vanthu(tmp_path / "new", "restore", tmp_path / "backup.tar.gz").exit_code == 0


def of_a_newer_program(ledger: Path) -> None:
    with sqlite3.connect(ledger) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()


def damage(ledger: Path) -> None:
    content = bytearray(ledger.read_bytes())
    content[4096:20480] = b"\xaa" * 16384
    ledger.write_bytes(content)


@pytest.mark.parametrize(
    ("change", "says"),
    [(of_a_newer_program, "newer program"), (damage, "damaged"), (lambda ledger: ledger.write_text("x"), "damaged")],
)
def test_a_database_that_this_program_cannot_use_is_refused(tmp_path, members, change, says):
    (tmp_path / "backup.tar.gz").write_bytes(with_ledger(change, tmp_path)(members))
    result = vanthu(tmp_path / "new", "restore", tmp_path / "backup.tar.gz")

    assert result.exit_code == 2
    assert says in result.stderr
    assert not (tmp_path / "new").exists()


class TestIntoAFolderThatIsNotEmpty:
    @pytest.fixture
    def present(self, tmp_path, members) -> Path:
        """A data folder with something else in it."""
        (tmp_path / "backup.tar.gz").write_bytes(packed(members))
        desk_at(tmp_path / "present", processes=1).close()
        (tmp_path / "present" / "mine").write_text("mine")
        return tmp_path / "present"

    def test_it_is_refused(self, tmp_path, present):
        result = vanthu(present, "restore", tmp_path / "backup.tar.gz")

        assert result.exit_code == 2
        assert "--move-aside" in result.stderr
        assert (present / "mine").read_text() == "mine"

    def test_it_is_moved_aside_where_that_is_asked_for(self, tmp_path, present):
        result = vanthu(present, "restore", tmp_path / "backup.tar.gz", "--move-aside")
        (aside,) = present.glob("before-restore-*")

        assert result.exit_code == 0
        assert str(aside) in result.stderr
        assert (aside / "mine").read_text() == "mine"
        assert (aside / "ledger.sqlite3").exists()
        assert sorted(path.name for path in present.iterdir()) == ["audit", "batches", aside.name, "ledger.sqlite3"]
        assert len(desk_at(present, processes=1).means.ledger.unfinished()) == 1

    def test_what_was_moved_aside_is_in_no_backup(self, tmp_path, present):
        vanthu(present, "restore", tmp_path / "backup.tar.gz", "--move-aside")
        vanthu(present, "backup", tmp_path / "next.tar.gz")

        with tarfile.open(tmp_path / "next.tar.gz") as opened:
            assert [name for name in opened.getnames() if "before" in name] == []

    def test_it_stays_where_the_file_is_damaged(self, tmp_path, present):
        (tmp_path / "backup.tar.gz").write_bytes((tmp_path / "backup.tar.gz").read_bytes()[:-99])
        result = vanthu(present, "restore", tmp_path / "backup.tar.gz", "--move-aside")

        assert result.exit_code == 2
        assert sorted(path.name for path in present.iterdir()) == ["batches", "ledger.sqlite3", "mine"]

    def test_it_is_refused_while_somebody_uses_it(self, tmp_path, present):
        using = open_ledger(f"sqlite:///{present}/ledger.sqlite3")
        using.unfinished()
        refused = vanthu(present, "restore", tmp_path / "backup.tar.gz", "--move-aside")
        using.close()

        assert refused.exit_code == 2
        assert "stop it first" in refused.stderr
        assert vanthu(present, "restore", tmp_path / "backup.tar.gz", "--move-aside").exit_code == 0


def test_it_is_told_where_unfinished_batches_will_not_go_on(tmp_path, members, monkeypatch):
    (tmp_path / "backup.tar.gz").write_bytes(packed(members))
    monkeypatch.setenv("TONE_MARKS", "uỷ")
    result = vanthu(tmp_path / "new", "restore", tmp_path / "backup.tar.gz")

    assert result.exit_code == 0
    assert "will end as failed (changed)" in result.stderr


def test_a_file_that_is_not_there(tmp_path):
    result = vanthu(tmp_path / "new", "restore", tmp_path / "nothing.tar.gz")

    assert result.exit_code == 2
    assert "Cannot read" in result.stderr
    assert not (tmp_path / "new").exists()
