"""What a process can be told to do for a batch, and what it answers. All of it can be sent between processes.

Answers are short, so that a process frozen while it sends one does not hold up who reads it: the errors of a chunk
stand in the index of its part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from service.batch.archive import Finished, MendingFile, PartOf, finish
from service.batch.chunks import Outcome, Work, render_chunk
from service.batch.labels import labels_for
from service.batch.registers import write_numbering
from service.batch.remarks import write_remarks
from service.batch.sources import Source, open_source
from service.batch.sources.failed_rows import failed_rows
from service.batch.sources.mending import files_to_mend
from service.batch.splitting import Chunk, Limits, Split, split
from service.batch.store import BatchFolder, is_disk_full
from service.batch.wishes import Wishes
from service.errors import CallerError, Message, OurFault, described
from service.pipeline import Pipeline

Progress = Callable[[int], None]


class Telling(Protocol):
    """What a job tells while it is at work."""

    def __call__(self, at: int) -> None:
        """It is at this row or part now."""

    def cut(self, chunk: Chunk) -> None:
        """The rows of this chunk can be read already; others may begin with them."""


@dataclass(frozen=True, slots=True)
class SplitJob:
    """From the file to rows and chunks."""

    batch: str
    folder: Path
    source: Source
    slug: str
    wishes: Wishes
    day: date
    max_bytes: int
    limits: Limits

    def perform(self, pipeline: Pipeline, telling: Telling) -> Split:
        """Raises what :func:`service.batch.splitting.split` does, and :class:`UnknownType`."""
        folder, labels = BatchFolder(self.folder), labels_for(pipeline, self.slug, self.wishes)
        for row in failed_rows(folder.taken) if folder.taken.is_file() else ():
            labels.occupy(row)
        opening = open_source(self.source, self.slug, pipeline.types, max_bytes=self.max_bytes, today=self.day)
        with opening as opened:
            found = split(opened, folder.rows, labels, self.limits, telling, telling.cut)
        write_remarks(folder.remarks, opened.remarks)
        if labels.numbering is not None:
            write_numbering(folder.registers, labels.numbering)
        return found


@dataclass(frozen=True, slots=True)
class ChunkJob:
    """A chunk into its part. ``traced``: every row is told before it is begun, to find the one that kills.

    ``early``: it was begun while the file is still being split, so that the ledger does not know of it yet.
    """

    batch: str
    number: int
    work: Work
    traced: bool = False
    early: bool = False

    def perform(self, pipeline: Pipeline, progress: Progress) -> Outcome:
        """Raises :class:`OSError` where the part cannot be written."""
        return render_chunk(pipeline, self.work, progress)._replace(errors=())


@dataclass(frozen=True, slots=True)
class FinishJob:
    """All parts into the archive. ``early``: it was begun while others make the last of them."""

    batch: str
    folder: Path
    parts: tuple[PartOf, ...]
    mending: MendingFile | None = None
    source: Source | None = None
    slug: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    early: bool = False

    def perform(self, pipeline: Pipeline, progress: Progress) -> Finished:
        """Raises what :func:`service.batch.archive.finish` does, and :func:`service.batch.sources.open_source`."""
        mending = self.mending
        if mending is None and self.source is not None:
            parts = [part.number for part in self.parts]
            mending = partial(files_to_mend, self.source, self.slug, pipeline.types, parts)
        folder, wishes = BatchFolder(self.folder), self.wishes
        return finish(folder, self.parts, progress, mending, wishes.print_files, ascii_only=wishes.ascii_only)


Job = SplitJob | ChunkJob | FinishJob
Result = Split | Outcome | Finished


class Ready(NamedTuple):
    """The process has loaded everything and waits for jobs."""


class Unfit(NamedTuple):
    """The process cannot work at all: the text of an :class:`OurFault`."""

    text: str


class Sign(NamedTuple):
    """Still at work, now at this row or part."""

    at: int


class Cut(NamedTuple):
    """The file is being split, and this chunk can be begun."""

    chunk: Chunk


class Done(NamedTuple):
    """The job is done."""

    result: Result


class Refused(NamedTuple):
    """The caller's fault: it will never be done."""

    message: Message


class Full(NamedTuple):
    """There was no room on the disk; nothing is left of the attempt."""


class Broken(NamedTuple):
    """Our fault, as it may be told to operators."""

    text: str


Answer = Ready | Unfit | Sign | Cut | Done | Refused | Full | Broken


def answer_to(job: Job, pipeline: Pipeline, telling: Telling) -> Answer:
    """Do the job, whatever comes of it. Raises :class:`MemoryError`: a process without memory is to be replaced."""
    try:
        return Done(job.perform(pipeline, telling))
    except CallerError as failure:
        return Refused(failure.message)
    except MemoryError:
        raise
    except Exception as failure:  # noqa: BLE001  # told to the supervisor, which decides
        if isinstance(failure, OSError) and is_disk_full(failure):
            return Full()
        return Broken(_told(failure))


def _told(failure: BaseException) -> str:
    if isinstance(failure, OurFault):
        return str(failure)
    about = described(failure)
    return f"{about['exception']} at {about['at'][-1] if about['at'] else '?'}"
