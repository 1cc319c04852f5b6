"""Whether one more batch is taken: how many an owner may have, how many there may be, and room on the disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from service.batch.refusals import NoRoom, QueueFull, TooManyBatches

# While a batch is made there are its rows, its papers in parts, and its papers in the ZIP: 15 to 21 kB for a paper of
# the samples, whose payload is 1 to 6 kB of JSON. The 501 rows of the season in samples/ take 130 bytes each in a
# workbook.
_ROOM_OF_A_BYTE = 10
_ROOM_OF_OTHERS = {".csv": 30, ".tsv": 30, ".xlsx": 150}


class Crowd(NamedTuple):
    """What is unfinished: batches of the owner, batches of all, and papers of all that are still to be made."""

    own: int
    all: int
    rows: int

    def with_one_more(self) -> Crowd:
        """The same and a further batch of the owner, the papers of which nobody knows yet."""
        return Crowd(self.own + 1, self.all + 1, self.rows)


@dataclass(frozen=True, slots=True)
class Capacity:
    """The most of each that is taken, 0 for any number; ``free_bytes`` stay free on the disk of the store.

    ``free`` tells how many bytes are free there.
    """

    own: int = 0
    all: int = 0
    rows: int = 0
    free_bytes: int = 0
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free

    def check_crowd(self, crowd: Crowd) -> None:
        """``crowd`` holds the new batch already. Raises :class:`TooManyBatches`, :class:`QueueFull`."""
        if self.own and crowd.own > self.own:
            raise TooManyBatches(self.own)
        if (self.all and crowd.all > self.all) or (self.rows and crowd.rows > self.rows):
            raise QueueFull("the queue of batches is full: see MAX_QUEUED_BATCHES and MAX_QUEUED_ROWS")

    def check_room(self, folder: Path, announced: int = 0) -> None:
        """Whether so many bytes more can come into ``folder``. Raises :class:`NoRoom`."""
        if self.free_bytes and self.free(folder) < self.free_bytes + announced:
            raise NoRoom("too little room on the disk of DATA_DIR: see MIN_FREE_MIB")

    def check_room_to_make(self, folder: Path) -> None:
        """Whether there is room for what is made of the files in ``folder``. Raises :class:`NoRoom`."""
        files = [entry for entry in folder.iterdir() if entry.is_file()]
        room = sum(entry.stat().st_size * _ROOM_OF_OTHERS.get(entry.suffix, _ROOM_OF_A_BYTE) for entry in files)
        self.check_room(folder, room)
