"""Verifying the trail: what was changed, taken out or put in is told with its place; what cannot be told is known."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.audit import AuditFault, Deed, Trail
from service.audit.acts import START, Head, canonical, hash_of
from service.audit.reading import fields_of, lies_elsewhere, verify

PAPER = Deed("paper.made", "key:0a1b2c3d", "10.1.2.3", type="transfer-decision", count=1, request="r-1")


def file_of(data: Path, month: int = 11) -> Path:
    return data / "audit" / f"2026-{month:02}.jsonl"


def lines_of(data: Path, month: int = 11) -> list[bytes]:
    return file_of(data, month).read_bytes().splitlines()


def rewrite(data: Path, lines: list[bytes], month: int = 11) -> None:
    file_of(data, month).write_bytes(b"".join(line + b"\n" for line in lines))


def chained(lines: list[bytes]) -> list[bytes]:
    """The same lines, each bound to the one before anew: whoever can write to the files can do that."""
    done = lines[:1]
    for line in lines[1:]:
        done.append(canonical({**(fields_of(line) or {}), "before": hash_of(done[-1])}))
    return done


def broken(data: Path, expected: Head | None = None) -> tuple[str, int] | None:
    """Where the chain does not hold."""
    found = verify(data, expected).broken
    return found and (found.file, found.line)


@pytest.fixture
def data(trail, tmp_path):
    """A month with five lines."""
    for _ in range(5):
        trail.write(PAPER)
    return tmp_path


class TestLines:
    def test_an_untouched_trail_holds(self, data, trail):
        found = verify(data)

        assert (found.lines, found.first, found.flaws) == (5, 1, ())
        assert found.head == trail.head()

    @pytest.mark.parametrize(("old", "new"), [(b"ok", b"failed"), (b"10.1.2.3", b"10.1.2.4"), (b":30:", b":31:")])
    def test_one_that_was_changed_is_told_by_the_next(self, data, old, new):
        lines = lines_of(data)
        lines[2] = lines[2].replace(old, new)
        rewrite(data, lines)

        assert broken(data) == ("2026-11.jsonl", 4)

    def test_one_that_was_taken_out_is_told(self, data):
        lines = lines_of(data)
        rewrite(data, lines[:2] + lines[3:])

        assert broken(data) == ("2026-11.jsonl", 3)

    def test_that_changed_places_are_told(self, data):
        lines = lines_of(data)
        rewrite(data, [lines[0], lines[2], lines[1], *lines[3:]])

        assert broken(data) == ("2026-11.jsonl", 2)

    @pytest.mark.parametrize(
        "line", [b"", b"[]", b"{}", b'{"n":3}', b'{"n": 3}', b'{"n":true}', b"\xff", b"x" * 99_999]
    )
    def test_what_is_none_is_told(self, data, line):
        lines = lines_of(data)
        lines[2] = line
        rewrite(data, lines)

        assert broken(data) == ("2026-11.jsonl", 3)


class TestTheBeginning:
    @pytest.fixture
    def months(self, tmp_path, clock):
        """September to December, of which two months are kept: what is there begins with number 4."""
        trail = Trail(tmp_path, months=2, clock=clock)
        for month in (9, 10, 11, 12):
            clock.turn_to(month)
            trail.write(PAPER)
            trail.write(PAPER)
        return tmp_path

    def test_a_first_line_that_claims_to_be_first_follows_from_nothing(self, data):
        lines = lines_of(data)
        lines[0] = lines[0].replace(b"0" * 64, b"1" * 64)
        rewrite(data, lines)

        assert broken(data) == ("2026-11.jsonl", 1)

    @pytest.mark.parametrize("cut", [1, 3, 4])
    def test_that_was_cut_off_is_told(self, data, trail, cut):
        noted = trail.head()
        rewrite(data, lines_of(data)[cut:])

        assert broken(data) == ("2026-11.jsonl", 1)
        assert broken(data, noted) == ("2026-11.jsonl", 1)
        assert "cut off" in verify(data).flaws[0].message.en

    def test_that_was_dropped_is_told_by_the_trail_itself(self, months):
        found = verify(months)

        assert (found.first, found.lines, found.flaws) == (5, 6, ())

    def test_more_than_was_dropped_is_told(self, months):
        rewrite(months, lines_of(months)[1:])
        assert broken(months) == ("2026-11.jsonl", 1)
        file_of(months).unlink()
        assert broken(months) == ("2026-12.jsonl", 1)

    def test_a_whole_month_less_is_told(self, data, clock, trail):
        for month in (11, 12):
            clock.turn_to(month)
            trail.write(PAPER)
        file_of(data).unlink()

        assert broken(data) == ("2026-12.jsonl", 1)

    def test_a_line_in_the_middle_of_a_month_drops_nothing(self, data, trail):
        lines = lines_of(data)
        last = Head(2, hash_of(lines[1]))
        trail.write(Deed("trail.dropped", count=1, dropped=str(last)))
        rewrite(data, lines_of(data)[2:])

        assert broken(data) == ("2026-11.jsonl", 1)

    def test_files_that_a_killed_process_had_not_dropped_yet_belong_to_the_trail(self, tmp_path, clock):
        for month in (8, 9, 10):
            clock.turn_to(month)
            Trail(tmp_path, clock=clock).write(PAPER)
        kept = {month: file_of(tmp_path, month).read_bytes() for month in (8, 9)}
        clock.turn_to(11)
        Trail(tmp_path, months=2, clock=clock).write(PAPER)
        assert verify(tmp_path).flaws == ()

        file_of(tmp_path, 9).write_bytes(kept[9])
        assert (verify(tmp_path).first, verify(tmp_path).flaws) == (2, ())
        file_of(tmp_path, 8).write_bytes(kept[8])
        assert (verify(tmp_path).first, verify(tmp_path).flaws) == (1, ())

    def test_of_a_trail_that_an_older_version_dropped_lines_of_cannot_be_verified(self, months):
        for month in (11, 12):
            first = fields_of(lines_of(months, month)[0]) or {}
            del first["dropped"]
            rewrite(months, [canonical(first), *lines_of(months, month)[1:]], month)
        rest = chained([*lines_of(months, 11), *lines_of(months, 12)])
        rewrite(months, rest[:3], 11)
        rewrite(months, rest[3:], 12)

        found = verify(months)
        assert (found.lines, found.broken and found.broken.line) == (6, 1)
        assert "cannot be verified" in found.flaws[0].message.en

    def test_the_last_line_that_was_dropped_can_still_be_compared(self, months):
        told = str((fields_of(lines_of(months, 12)[0]) or {})["dropped"]).partition(":")
        last = Head(int(told[0]), told[2])

        assert broken(months, last) is None
        assert broken(months, Head(last.number, "0" * 64)) is not None
        assert broken(months, Head(last.number - 1, "0" * 64)) is not None


class TestTheEnd:
    def test_that_was_cut_off_is_told_only_by_a_head_that_was_noted(self, data, trail):
        noted = trail.head()
        rewrite(data, lines_of(data)[:3])

        assert broken(data) is None
        assert broken(data, noted) == ("2026-11.jsonl", 3)

    def test_a_last_line_that_was_changed_is_told_only_by_a_head_that_was_noted(self, data, trail):
        noted = trail.head()
        lines = lines_of(data)
        rewrite(data, [*lines[:4], lines[4].replace(b"ok", b"failed")])

        assert broken(data) is None
        assert broken(data, noted) == ("2026-11.jsonl", 5)

    def test_a_trail_that_was_written_anew_is_told_by_a_head_that_was_noted(self, data, trail):
        noted = trail.head()
        file_of(data).unlink()
        for _ in range(7):
            trail.write(Deed("paper.made", "key:11111111"))

        assert broken(data) is None
        assert broken(data, noted) == ("2026-11.jsonl", 5)

    def test_a_head_that_was_noted_long_ago_is_still_found(self, data, trail):
        noted = trail.head()
        trail.write(PAPER)

        assert broken(data, noted) is None

    @pytest.mark.parametrize("rest", [b'{"act":', b"x", b"\0" * 20_000])
    def test_that_is_no_whole_line_is_told(self, data, rest):
        with file_of(data).open("ab") as stream:
            stream.write(rest)

        found = verify(data)
        assert [(each.file, each.line) for each in found.flaws] == [("2026-11.jsonl", 6)]
        assert found.lines == 5

    def test_of_a_month_before_the_last_is_whole(self, data, trail, clock):
        clock.turn_to(12)
        trail.write(PAPER)
        with file_of(data).open("ab") as stream:
            stream.write(b"x")

        assert broken(data) == ("2026-11.jsonl", 6)

    def test_a_line_that_is_being_written_is_waited_for(self, data, trail):
        """Half of a line is in the file while the lock is held."""
        import fcntl
        import threading

        lock = os.open(trail.folder / "lock", os.O_RDWR)
        fcntl.flock(lock, fcntl.LOCK_EX)
        whole = file_of(data).read_bytes()
        with file_of(data).open("ab") as stream:
            stream.write(b'{"act":')

        def finish() -> None:
            file_of(data).write_bytes(whole)
            os.close(lock)

        timer = threading.Timer(0.3, finish)
        timer.start()
        assert verify(data).flaws == ()
        timer.join()


class TestTheFolder:
    def test_without_a_line_is_told_as_such(self, tmp_path):
        assert (verify(tmp_path).lines, verify(tmp_path).head) == (0, START)

    @pytest.mark.parametrize("name", ["2026-13.jsonl", "2026-11.jsonl.bak", "notes.txt"])
    def test_a_file_that_is_none_of_the_trail_is_told(self, data, name):
        (data / "audit" / name).write_bytes(b"")

        assert [each.file for each in verify(data).flaws] == [name]
        assert verify(data).broken is None

    def test_a_file_of_the_trail_that_was_renamed_is_told_twice(self, data, trail, clock):
        clock.turn_to(12)
        trail.write(PAPER)
        file_of(data).rename(data / "audit" / "2026-13.jsonl")

        assert [each.file for each in verify(data).flaws] == ["2026-12.jsonl", "2026-13.jsonl"]

    @pytest.mark.parametrize("name", ["2026-09", "2031-01"])
    def test_a_file_that_bears_the_name_of_another_month_is_told(self, data, name):
        file_of(data).rename(file_of(data).with_name(f"{name}.jsonl"))

        assert broken(data) == (f"{name}.jsonl", 1)

    def test_lines_of_a_clock_that_was_put_back_belong_to_the_newest_file(self, data, trail, clock):
        clock.turn_to(12)
        trail.write(Deed("started"))
        clock.turn_to(11)
        trail.write(Deed("started"))

        assert verify(data).flaws == ()

    def test_an_empty_file_of_another_month_and_what_is_no_file_are_told(self, data):
        file_of(data).with_name("2020-01.jsonl").touch()
        os.mkfifo(file_of(data).with_name("2020-02.jsonl"))

        assert [flaw.file for flaw in verify(data).flaws] == ["2020-01.jsonl", "2020-02.jsonl"]

    def test_that_is_none_cannot_be_verified(self, tmp_path):
        (tmp_path / "audit").write_text("no folder")

        with pytest.raises(AuditFault):
            verify(tmp_path)

    def test_that_lies_elsewhere_is_known(self, data, tmp_path_factory):
        elsewhere = tmp_path_factory.mktemp("elsewhere") / "audit"
        assert not lies_elsewhere(data)
        (data / "audit").rename(elsewhere)
        (data / "audit").symlink_to(elsewhere)

        assert lies_elsewhere(data)
        assert verify(data).flaws == ()
