"""What of the data folder belongs in a backup, and what the ledger needs of it to go on.

Files come before the ledger knows of them and go after it has forgotten them; all but logs are renamed into place when
they are whole. So a ledger copied first finds in files copied later whatever it speaks of, but for what was wiped in
the meantime: that the copy of the ledger has to forget, too. A part that went into a finished ZIP meanwhile is missing
as well; the supervisor makes such a part again, with the same bytes.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from service.batch.ledger import OPEN_STATES, open_ledger
from service.batch.store import UNFINISHED
from service.operation.snapshots import LEDGER, SIDE_FILES, WORKING

BATCHES = "batches"
RESTORING = ".restoring-"
"""How the name of a folder begins in which a backup is unpacked before it takes its place."""
BEFORE = "before-restore-"
"""How the name of a folder begins that holds what a restored backup took the place of."""
PASSING = (WORKING, RESTORING, BEFORE)
_OF_THE_DISK = "lost+found"
_ENDED_WITHOUT_FILES = ("cancelled", "expired")
_NEEDED_TO_GO_ON = {"running": "rows.jsonl", "finishing": "rows.jsonl", "done": "papers.zip"}
_TOLD_IN_CHECKSUMS = re.compile(r"[^\x00-\x1f\x7f\\]+")


class Recorded(NamedTuple):
    """A batch as a copy of the ledger tells of it."""

    id: str
    state: str
    source: str
    fingerprint: str = ""

    @property
    def needed(self) -> frozenset[str]:
        """Files of its folder without which it cannot go on as it stands."""
        more = _NEEDED_TO_GO_ON.get(self.state)
        return frozenset(filter(None, (self.source, more)))


class Found(NamedTuple):
    """A file that belongs in a backup; ``left_out`` is one that does not and that nobody made for passing use."""

    path: PurePosixPath
    left_out: bool = False


def recorded(copy: Path) -> dict[str, Recorded]:
    """The batches with files, by a copy of the ledger."""
    with contextlib.closing(sqlite3.connect(copy)) as opened:
        try:
            rows = opened.execute("SELECT id, state, source, template_hash FROM batch").fetchall()
        except sqlite3.OperationalError:  # before the first migration
            return {}
    return {row[0]: Recorded(*row) for row in rows if row[1] not in _ENDED_WITHOUT_FILES}


def files_of_batches(root: Path, batches: Mapping[str, Recorded]) -> Iterator[Found]:
    """The files of these batches, a batch after the other; those that come and go meanwhile may be told or not."""
    for batch in sorted(batches):
        for found in _walk(root, PurePosixPath(BATCHES, batch)):
            within = found.path.relative_to(PurePosixPath(BATCHES, batch))
            if within.name != "lock" and within.parts[0] != "work":
                yield found


def is_data(name: str) -> bool:
    """Whether what lies in the data folder by this name is data: nothing in passing use, and not the disk's own."""
    return name != _OF_THE_DISK and not name.startswith(PASSING)


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is one that is not yet whole, or that SQLite keeps beside a database in use."""
    return name.endswith((UNFINISHED, *SIDE_FILES))


def other_files(root: Path) -> Iterator[Found]:
    """All files but those of batches and the ledger: what other parts of the service keep in the data folder."""
    for name in _names(root):
        if name not in (BATCHES, LEDGER) and is_data(name):
            yield from _walk(root, PurePosixPath(name))


def vanished(root: Path, batches: Mapping[str, Recorded], copied: Mapping[str, set[str]]) -> list[str]:
    """The batches that were wiped while their files were copied, wholly or in part.

    ``copied`` are the names of the files that were copied from the folder of each, parts left aside.
    """
    return [each.id for each in batches.values() if _has_vanished(root, each, copied.get(each.id, set()))]


def forget(copy: Path, batches: list[str]) -> None:
    """Let a copy of the ledger know that the files of these batches are gone."""
    if not batches:
        return
    ledger = open_ledger(f"sqlite:///{copy}")
    try:
        for batch in batches:
            ledger.expire(batch)
    finally:
        ledger.close()


def is_open(batch: Recorded) -> bool:
    """Whether something is left to be done of it."""
    return batch.state in OPEN_STATES


def _has_vanished(root: Path, batch: Recorded, copied: set[str]) -> bool:
    """What was sent stays for as long as the batch does: where some of it is gone by now, it is being wiped."""
    folder = root / BATCHES / batch.id
    sent = [name for name in copied if name == "taken.rows" or name.startswith(("source.", "members-", "origin."))]
    return not batch.needed <= copied or not all((folder / name).is_file() for name in sent)


def _walk(root: Path, start: PurePosixPath) -> Iterator[Found]:
    """Files from ``start`` on, in the order of their names. What vanishes meanwhile is none."""
    if (root / start).is_symlink() or not (root / start).is_dir():
        found = _judged(root, start)
        if found is not None:
            yield found
        return
    for name in _names(root / start):
        yield from _walk(root, start / name)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return []


def _judged(root: Path, path: PurePosixPath) -> Found | None:
    if is_unfinished(path.name):
        return None
    file = root / path
    if not file.is_symlink() and not file.exists():
        return None
    ordinary = file.is_file() and not file.is_symlink()
    return Found(path, left_out=not ordinary or not _TOLD_IN_CHECKSUMS.fullmatch(str(path)))
