"""The worker of one machine: looks in the ledger for what is unfinished, and has children do it.

On start and every few moments it takes up what nobody works on. Batches take turns, a job each, so that a small one
overtakes a big one. A child that ends over a chunk costs that chunk another attempt and nothing else; where it happens
again the rows are watched, and one that kills twice is reported as an error of that row.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import IO

from sqlalchemy.exc import OperationalError

from service.batch.archive import Finished
from service.batch.bounds_of_processes import memory_to_make_papers
from service.batch.children import Child, Crew
from service.batch.chunks import Outcome
from service.batch.dispatch import Means
from service.batch.jobs import Answer, Broken, ChunkJob, Cut, Done, FinishJob, Full, Job, Ready, Refused, Sign, Unfit
from service.batch.keeping import forget_outlived, forget_unwanted
from service.batch.ledger import Batch
from service.batch.parts import Failed, entries_of
from service.batch.splitting import Split
from service.batch.taken import CHANGED, Taken
from service.errors import BatchFault, Message

_LOG = logging.getLogger("service.batch")
_TICK_SECONDS = 0.25
_LOOKING_SECONDS = 0.5
_KEEPING_SECONDS = 600.0
_RESTING_SECONDS = 5.0
_MOST_STILLBORN = 5
DISK_FULL = "disk-full"
_STOPPED = Message("Đã dừng ở dòng lỗi đầu tiên.", "Stopped at the first row with an error.")
_BROKEN = Message(
    "Không làm tiếp được do lỗi của chương trình; hãy báo cho người quản trị.",
    "It could not be gone on with, by a fault of the program; tell the operator.",
)


class Supervisor:
    """A :class:`service.batch.dispatch.Dispatcher`. Runs in the thread that calls it, which should be the main one."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._ledger = means.ledger
        self._crew = Crew(means.build, means.processes, memory_to_make_papers(means.max_bytes))
        self._taken: dict[str, Taken] = {}
        self._stillborn = 0
        self._stops = False
        self._parks = False
        self._kept_at = float("-inf")
        self._looked_at = float("-inf")
        self._kept_out = False

    @property
    def is_kept_out(self) -> bool:
        """Whether there is something to be done that another process is at, so that this one waits."""
        return self._kept_out and not self._taken

    @property
    def is_able(self) -> bool:
        """Whether there is a process that has loaded everything and can make papers."""
        return any(child.ready for child in self._crew.children)

    def run(self, until: Callable[[], bool]) -> None:
        """As the interface says. No child is left when it returns or raises."""
        last = time.monotonic()
        try:
            while not (until() or self._stops):
                now = time.monotonic()
                # After a pause of this very process nobody else may be blamed for the time.
                self._crew.age(min(now - last, 2 * _TICK_SECONDS), self._means.patience)
                last = now
                self._look(now)
                self._crew.fill()
                self._assign(now)
                for child, answer in self._crew.listen(_TICK_SECONDS):
                    self._hear(child, answer)
            self._park()
        finally:
            self._crew.end()
            for taken in self._taken.values():
                taken.folder.clean()
                taken.release()
            self._taken.clear()

    def _park(self) -> None:
        """Begin nothing more, and let what children are at come to its end: whatever they leave is done anew."""
        self._parks, end = True, time.monotonic() + self._means.grace
        while any(map(_is_worth_waiting_for, self._crew.children)) and time.monotonic() < end:
            for child, answer in self._crew.listen(_TICK_SECONDS):
                self._hear(child, answer)

    def _look(self, now: float) -> None:
        """Take up what is unfinished, let go of what is over."""
        if self._taken and now - self._looked_at < _LOOKING_SECONDS:
            return
        self._looked_at = now
        unfinished = {b.id: b for b in self._ledger.unfinished() if self._is_ours(b)}
        for batch_id, taken in list(self._taken.items()):
            taken.over = taken.over or batch_id not in unfinished
            if taken.over and taken.flying:
                self._end_waste(batch_id)
            self._let_go(taken)
        for batch_id, batch in unfinished.items():
            if batch_id not in self._taken:
                self._take(batch)
        if now - self._kept_at > _KEEPING_SECONDS:
            self._kept_at = now
            forget_outlived(self._ledger, self._means.store)

    def _is_ours(self, batch: Batch) -> bool:
        return self._means.only in (None, batch.id) and batch.owner.partition(":")[0] not in self._means.leaves

    def _take(self, batch: Batch) -> None:
        lock = self._means.store.folder(batch.id).lock()
        self._kept_out = lock is None
        if lock is None:
            return
        try:
            self._take_locked(batch, lock)
        except BaseException:  # a ledger that cannot be asked, for one
            lock.close()
            raise

    def _take_locked(self, batch: Batch, lock: IO[bytes]) -> None:
        if batch.template_hash != self._means.fingerprint:
            self._ledger.advance(batch.id, "failed", CHANGED, "changed")
            lock.close()
            return
        self._taken[batch.id] = Taken(self._ledger.get(batch.id), self._means, lock)

    def _let_go(self, taken: Taken) -> None:
        if taken.over and not taken.flying:
            taken.folder.clean()
            taken.release()
            del self._taken[taken.batch.id]
            forget_unwanted(self._ledger, taken.folder, taken.batch.id)

    def _free_of_archives(self) -> int:
        """How many children join no archive. One is kept for what others wait for, where there is more than one."""
        return self._means.processes - sum(isinstance(child.job, FinishJob) for child in self._crew.children)

    def _end_waste(self, batch: str) -> None:
        """End the children that split or finish a batch which is over; a chunk is done in a moment."""
        for child in self._crew.children:
            if child.job is not None and child.job.batch == batch and not isinstance(child.job, ChunkJob):
                child.process.kill()

    def _assign(self, now: float) -> None:
        """A job for each idle child; the batch that gave one goes to the end of the queue."""
        if self._parks:
            return
        for child in self._crew.idle():
            for batch_id, taken in list(self._taken.items()):
                free = self._free_of_archives()
                may_take_long = free > min(1, self._means.processes - 1)
                job = taken.take_job(now, others=free - 1, may_take_long=may_take_long)
                if job is not None:
                    child.give(job)
                    self._taken[batch_id] = self._taken.pop(batch_id)
                    break

    def _hear(self, child: Child, answer: Answer | None) -> None:
        match answer:
            case Ready():
                child.ready, self._stillborn = True, 0
            case Unfit(text):
                raise BatchFault(text)
            case Sign(at):
                child.at = at
            case Cut(chunk) if child.job is not None:
                self._taken[child.job.batch].cut(chunk)
            case None if not child.ready:
                self._stillborn += 1
                if self._stillborn >= _MOST_STILLBORN:
                    raise BatchFault("the processes that make papers end before they have loaded everything")
            case _ if child.job is not None:
                job, child.job = child.job, None
                if answer is not None:
                    self._assign(time.monotonic())  # it works on while this is told to the ledger
                self._answered(child, job, answer)

    def _answered(self, child: Child, job: Job, answer: Answer | None) -> None:
        taken = self._taken[job.batch]
        taken.landed(job)
        if answer is None:
            taken.folder.clean(child.pid)
        try:
            if not taken.over:
                self._settle(taken, job, child.at, answer)
        except OperationalError:  # the ledger's own disk is full, or another process holds it for too long
            taken.put_back(job)
            self._rest(taken)
        self._let_go(taken)

    def _settle(self, taken: Taken, job: Job, at_row: int, answer: Answer | None) -> None:
        batch = taken.batch.id
        match answer:
            case Done(result):
                self._record(taken, job, result)
            case Refused(message):
                taken.over = self._ledger.advance(batch, "failed", message, "refused")
                taken.folder.drop_parts()
            case Full():
                taken.put_back(job)
                self._rest(taken)
                self._ledger.trouble(batch, DISK_FULL)
                taken.refresh()
            case Broken(text):
                _LOG.error("%s of a batch failed: %s", type(job).__name__, text, extra={"fields": {"batch": batch}})
                self._another_attempt(taken, job, 0)
            case _:
                _LOG.warning("a process ended over a %s", type(job).__name__, extra={"fields": {"batch": batch}})
                self._another_attempt(taken, job, at_row)

    def _another_attempt(self, taken: Taken, job: Job, at_row: int) -> None:
        if not taken.broke(job, at_row):
            taken.over = self._ledger.advance(taken.batch.id, "failed", _BROKEN, "broken")

    def _rest(self, taken: Taken) -> None:
        taken.rests_until = time.monotonic() + _RESTING_SECONDS
        self._stops = not self._means.waits_when_full

    def _record(self, taken: Taken, job: Job, result: object) -> None:
        """Tell the ledger what was done."""
        batch = taken.batch
        if batch.trouble:
            self._ledger.trouble(batch.id, "")
        if isinstance(result, Split):
            self._ledger.split(batch.id, result)
            taken.refresh()
            for early, outcome in taken.made_early():
                self._record(taken, early, outcome)
        elif isinstance(job, ChunkJob) and isinstance(result, Outcome):
            if batch.state == "splitting":
                taken.keep(job, result)
                return
            if job.work.judge_only != batch.judge_only:  # begun early, before it was known that no paper may be made
                taken.put_back(job)
                return
            part = job.work.part
            failed = [e for e in entries_of(part) if isinstance(e, Failed)] if result.failed else []
            errors = tuple(error for entry in failed for error in entry.errors)
            self._ledger.chunk_done(batch.id, job.number, part.name, result._replace(errors=errors))
            if failed and batch.options["on_error"] == "stop":
                taken.over = self._ledger.advance(batch.id, "failed", _STOPPED, "stopped")
        elif isinstance(result, Finished):
            self._record_archive(taken, result)
        taken.refresh()

    def _record_archive(self, taken: Taken, finished: Finished) -> None:
        """The archive is made. One begun early may be of parts that were made anew since: then it is made once more."""
        batch = taken.batch.id
        if taken.batch.state != "finishing" or finished.part_bytes != sum(e.size for e in self._ledger.parts(batch)):
            return
        if self._ledger.advance(batch, "done"):
            taken.over = True
            taken.folder.drop_parts()


def _is_worth_waiting_for(child: Child) -> bool:
    """When no chunk is begun any more, an archive that was begun early may wait for parts that nobody makes."""
    return child.job is not None and not (isinstance(child.job, FinishJob) and child.job.early)
