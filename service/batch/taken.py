"""A batch that a supervisor has taken up: what of it is to be done next, and what went wrong so far."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from typing import IO

from service.batch.archive import PartOf
from service.batch.chunks import Outcome, Work
from service.batch.dispatch import Means
from service.batch.jobs import ChunkJob, FinishJob, Job, SplitJob
from service.batch.ledger import Batch
from service.batch.ledger.ledger import Pending
from service.batch.refusals import UNANSWERED
from service.batch.sources import Source
from service.batch.splitting import Chunk
from service.batch.wishes import wishes_from
from service.errors import Message

TRACED_FROM = 2
"""So often a process may end over a chunk before its rows are watched one by one."""
DEADLY_FROM = 2
"""So often the process must end at the same row, watched, for the row to be called deadly."""
SOON_JOINED_BYTES = 64 * 1024 * 1024
"""Parts that are no larger together are an archive in a few seconds."""
_MAKING_TO_JOINING = 16
"""About so many times as long as joining papers takes making them, on one process."""
_ATTEMPTS_BESIDE = 8
_ATTEMPTS_OF_A_ROW = 3
_MOST_FAILURES = 4
CHANGED = Message(
    "Mẫu, cài đặt hoặc chương trình đã thay đổi từ khi nhận lô này; hãy gửi lại.",
    "Templates, settings or the program were changed since the batch was received; send it again.",
)
QUESTION = "list.question"
UNPLACED = Message(
    "Có chỗ sai chưa biết thuộc văn bản nào, nên chưa lập văn bản nào; hãy sửa các lỗi đã nêu rồi gửi lại.",
    "Something is wrong that belongs to no paper, so none was made; mend what is told and send it again.",
)


class Taken:
    """One batch under the lock of this process. ``flying`` counts its jobs that children are at.

    While its file is split, chunks that are cut already are begun early. The ledger is told of them as soon as it knows
    of the chunks; until then nothing of it counts, and where the splitting fails it is done anew. In the same way the
    archive is begun while others make the last chunks, so that no processor stands idle; it waits for their parts, and
    what it made of them counts only where the ledger knows them as the same.
    """

    def __init__(self, batch: Batch, means: Means, lock: IO[bytes]) -> None:
        self.batch = batch
        self.folder = means.store.folder(batch.id)
        self.flying = 0
        self.over = False
        self.rests_until = 0.0
        self._means = means
        self._lock = lock
        self._deaths: Counter[tuple[int, int]] = Counter()
        self._failures_of_chunk: Counter[int] = Counter()
        self._failures = 0
        self._cut: deque[Chunk] = deque()
        self._made_early: dict[int, tuple[ChunkJob, Outcome]] = {}
        self._at_work: set[int] = set()
        self._is_joining = False
        self.folder.clean()
        self._refill()

    def _refill(self) -> None:
        """What is not done, and what was done but whose part is not there any more."""
        done = self._means.ledger.parts(self.batch.id)
        for part in done:
            file = self.folder.part(part.number)
            if not file.is_file() or file.stat().st_size != part.size:
                self._means.ledger.chunk_lost(self.batch.id, part.number)
        begun, pending = self._at_work | self._made_early.keys(), self._means.ledger.pending(self.batch.id)
        self.waiting = deque(each for each in pending if each.number not in begun)
        self._chunks = len(done) + len(pending)

    def refresh(self) -> None:
        """Look up how the batch stands."""
        before, self.batch = self.batch.state, self._means.ledger.get(self.batch.id)
        if self.batch.state == "running" != before:
            self._cut.clear()
            self._refill()

    def take_job(self, now: float, others: int = 0, *, may_take_long: bool = True) -> Job | None:
        """What can be done of it now, and is begun; an archive that is joined for long only where that is allowed.

        ``others`` processes make papers while this job is done: with one at least, the archive may be begun early.
        """
        job = self._next_job(now, others, may_take_long)
        if job is not None:
            self.flying += 1
        if isinstance(job, ChunkJob):
            self._at_work.add(job.number)
        self._is_joining = self._is_joining or isinstance(job, FinishJob)
        return job

    def landed(self, job: Job) -> None:
        """A child is at it no more."""
        self.flying -= 1
        if isinstance(job, ChunkJob):
            self._at_work.discard(job.number)
        elif isinstance(job, FinishJob):
            self._is_joining = False

    def cut(self, chunk: Chunk) -> None:
        """A chunk of the file that is being split can be begun."""
        self._cut.append(chunk)

    def keep(self, job: ChunkJob, outcome: Outcome) -> None:
        """A chunk was made early."""
        self._made_early[job.number] = job, outcome

    def made_early(self) -> list[tuple[ChunkJob, Outcome]]:
        """Once: all that was made early, in its order."""
        made = [self._made_early[number] for number in sorted(self._made_early)]
        self._made_early.clear()
        return made

    def _next_job(self, now: float, others: int, may_take_long: bool) -> Job | None:
        if self.over or self.rests_until > now:
            return None
        if self.batch.state == "received" and self._means.ledger.advance(self.batch.id, "splitting"):
            self.refresh()
        if self._can_be_joined_early(others):
            return replace(self._finish_job(), early=True)
        if self.waiting:
            return self._chunk_job(self.waiting.popleft())
        if self._cut:
            chunk = self._cut.popleft()
            return replace(self._chunk_job(Pending(chunk.number, chunk.offset, chunk.rows, 0)), early=True)
        if self.flying:
            return None
        if self.batch.state == "splitting":
            self._made_early.clear()
            return self._split_job()
        if self.batch.state != "finishing":
            return None
        if self.batch.judge_only:
            self._refuse()
            return None
        return self._finish_job() if may_take_long or self.folder.part_bytes() < SOON_JOINED_BYTES else None

    def _can_be_joined_early(self, others: int) -> bool:
        """Whether so many others will have made what is left by the time the rest is joined."""
        if self.batch.state != "running" or self.batch.judge_only or self._is_joining or not self._at_work:
            return False
        return others > 0 and len(self.waiting) * _MAKING_TO_JOINING <= self._chunks * others

    def put_back(self, job: Job) -> None:
        """It was not done. While the file is being split, what was cut waits until that is over. May be told twice."""
        if isinstance(job, SplitJob):
            self._cut.clear()
        elif isinstance(job, ChunkJob) and self.batch.state != "splitting":
            others = [each for each in self.waiting if each.number != job.number]
            self.waiting = deque([Pending(job.number, job.work.offset, job.work.lines, 0), *others])

    def broke(self, job: Job, at_row: int) -> bool:
        """A child ended over the job, at this row where that is known. False where it is not worth another attempt."""
        self.put_back(job)
        if isinstance(job, ChunkJob) and self.batch.state == "splitting":
            return True
        if not isinstance(job, ChunkJob):
            self._failures += 1
            return self._failures < _MOST_FAILURES
        if job.traced and at_row:
            self._deaths[job.number, at_row] += 1
        attempts = self._means.ledger.chunk_broke(self.batch.id, job.number)
        self._failures_of_chunk[job.number] = attempts
        return attempts < _ATTEMPTS_BESIDE + _ATTEMPTS_OF_A_ROW * len(self._deadly(job.number))

    def release(self) -> None:
        """Give up the lock."""
        self._lock.close()

    def _chunk_job(self, chunk: Pending) -> ChunkJob:
        folder, number = self.folder, chunk.number
        deadly = self._deadly(number)
        work = Work(
            folder.rows,
            chunk.offset,
            chunk.rows,
            self.batch.day,
            folder.part(number),
            deadly,
            judge_only=self.batch.judge_only,
        )
        attempts = max(chunk.attempts, self._failures_of_chunk[number])
        return ChunkJob(self.batch.id, number, work, traced=attempts >= TRACED_FROM)

    def _refuse(self) -> None:
        """Everything that is wrong has been told, and no paper may be made."""
        errors = self._means.ledger.errors(self.batch.id)
        reason = UNANSWERED if all(error.code == QUESTION for error in errors) else UNPLACED
        self.over = self._means.ledger.advance(self.batch.id, "failed", reason, "refused")

    def _deadly(self, chunk: int) -> tuple[int, ...]:
        return tuple(sorted(r for (c, r), n in self._deaths.items() if c == chunk and n >= DEADLY_FROM))

    def _split_job(self) -> SplitJob:
        wishes, means = wishes_from(self.batch.options), self._means
        return SplitJob(
            batch=self.batch.id,
            folder=self.folder.path,
            source=self._source(),
            slug=self.batch.slug,
            wishes=wishes,
            day=self.batch.day,
            max_bytes=means.max_bytes,
            limits=means.limits,
        )

    def _finish_job(self) -> FinishJob:
        known = {part.number: part.size for part in self._means.ledger.parts(self.batch.id)}
        made = dict.fromkeys(each.number for each in self._means.ledger.pending(self.batch.id))
        parts = tuple(PartOf(number, size) for number, size in sorted({**made, **known}.items()))
        wishes = wishes_from(self.batch.options)
        slug, mending = self.batch.slug, self._means.mending
        return FinishJob(self.batch.id, self.folder.path, parts, mending, self._source(), slug, wishes)

    def _source(self) -> Source:
        wishes = wishes_from(self.batch.options)
        return Source(
            self.folder.path / self.batch.source,
            self.folder.member_lists(),
            wishes.answers,
            convert_legacy=wishes.convert_legacy,
        )
