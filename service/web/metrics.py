"""``/metrics`` for Prometheus. No label holds anything that a caller wrote: routes are rules, types those there are.

In the running service each process counts in files of one folder (prometheus_client's multiprocess mode), and whoever
is asked adds them up. A process that takes another's place goes on in its files, so that counters never fall and files
never grow in number. The folder holds numbers and the names of metrics, and goes with the service.
"""

from __future__ import annotations

import contextlib
import platform
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, g, request

from service.web.heartbeat import Heartbeat
from service.web.routes import method, route

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

    from service.batch.desk import Desk
    from service.batch.ledger import Ended

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The variable of the environment that names the folder, to be set before anything is counted."""
METRICS = "vanthu-metrics"
"""Under this name the application has its :class:`Metrics` among its extensions."""
WEB, BATCHES = "web", "batches"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_process = {"name": "main"}


class Metrics:
    """What one process counts. ``folder`` is where all of them do; None where there is this one only."""

    def __init__(self, folder: Path | None = None) -> None:
        # It reads the environment when it is imported, and few commands need it.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values  # noqa: PLC0415

        if folder is not None:
            values.ValueClass = values.MultiProcessValue(lambda: _process["name"])  # type: ignore[no-untyped-call]
        self._folder = folder
        self._own = CollectorRegistry()
        counter, histogram = partial(Counter, registry=self._own), partial(Histogram, registry=self._own)
        self.requests = counter("vanthu_requests", "Requests answered.", ["route", "method", "status"])
        self.seconds = histogram(
            "vanthu_request_seconds", "Seconds until an answer began.", ["route", "method"], buckets=_SECONDS
        )
        self.papers = counter(
            "vanthu_papers", "Papers asked for, by what became of them.", ["type", "source", "result"]
        )
        self.batches_ended = counter("vanthu_batches_ended", "Batches that ended.", ["type", "result"])
        self.audit_failures = counter("vanthu_audit_failures", "Lines of the audit trail that could not be written.")
        self.workers = Gauge(
            "vanthu_web_workers", "Web workers at work.", registry=self._own, multiprocess_mode="livesum"
        )

    def batch_ended(self, ended: Ended) -> None:
        """A batch came to its end."""
        batch, progress = ended.batch, ended.progress
        with contextlib.suppress(OSError):  # as below
            self.batches_ended.labels(batch.slug, batch.trouble or batch.state).inc()
            self.papers.labels(batch.slug, "batch", "ok").inc(progress.papers)
            self.papers.labels(batch.slug, "batch", "refused").inc(progress.failed)

    def forget_process(self, name: str) -> None:
        """The process of this name is over: what told that it is alive goes."""
        if self._folder is not None:
            from prometheus_client import multiprocess  # noqa: PLC0415

            multiprocess.mark_process_dead(name, path=str(self._folder))  # type: ignore[no-untyped-call]

    def registry(self) -> CollectorRegistry:
        """All that was counted, by whatever process."""
        if self._folder is None:
            return self._own
        from prometheus_client import CollectorRegistry, multiprocess  # noqa: PLC0415

        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, path=str(self._folder))  # type: ignore[no-untyped-call]
        return registry


def count_requests(app: Flask, metrics: Metrics) -> None:
    """Have ``app`` count and time its requests. To be called before anything else looks at a request."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    def count(response: Response) -> None:
        metrics.requests.labels(route(), method(), str(response.status_code)).inc()
        if "began" in g:
            metrics.seconds.labels(route(), method()).observe(time.perf_counter() - g.began)
        deed = g.get("deed")
        if deed is not None and deed.act == "paper.made" and deed.type:
            metrics.papers.labels(deed.type, "single", deed.result).inc()
        if g.get("audit_failed"):
            metrics.audit_failures.inc()

    @app.after_request
    def end(response: Response) -> Response:
        with contextlib.suppress(OSError):  # the folder may be gone or full, over which no answer is to be lost
            count(response)
        return response


def metrics_blueprint(metrics: Metrics, state: State) -> Blueprint:
    """``/metrics``. Who may ask is decided in ``authentication``."""
    blueprint = Blueprint("metrics", __name__)

    @blueprint.get("/metrics")
    def tell() -> Response:
        from prometheus_client import exposition  # noqa: PLC0415

        registry = metrics.registry()
        now = _Collector(state.collect)
        encode, kind = exposition.choose_encoder(request.headers.get("Accept", ""))
        body = encode(_Both(registry, now))
        return Response(body, content_type=kind, headers={"Cache-Control": "no-store"})

    return blueprint


class State:
    """How things stand at the moment when they are asked for."""

    def __init__(self, desk: Callable[[], Desk], data_folder: Path, heartbeat: Heartbeat | None) -> None:
        self._desk = desk
        self._data_folder = data_folder
        self._heartbeat = heartbeat

    def collect(self) -> Iterator[Metric]:
        """All gauges; those of batches are missing where the ledger does not answer, and one says so."""
        from prometheus_client.core import GaugeMetricFamily as Gauge  # noqa: PLC0415

        about = Gauge("vanthu_build_info", "What runs.", labels=["version", "python"])
        about.add_metric([version("vanthu"), platform.python_version()], 1)
        yield about
        if self._heartbeat is not None:
            silence = self._heartbeat.silence()
            yield Gauge("vanthu_batch_process_silent_seconds", "Since the batch process gave a sign.", value=silence)
        try:
            free = shutil.disk_usage(self._data_folder).free
        except OSError:
            free = 0
        yield Gauge("vanthu_data_free_bytes", "Room on the disk of the data folder.", value=free)
        try:
            yield from self._batches()
            answers = 1
        except Exception:  # noqa: BLE001  # whatever it is, that is what is to be told
            answers = 0
        yield Gauge("vanthu_ledger_up", "Whether the ledger of batches answers.", value=answers)

    def _batches(self) -> list[Any]:
        from prometheus_client.core import GaugeMetricFamily as Gauge  # noqa: PLC0415

        from service.batch.ledger.upkeep import counts, waiting  # noqa: PLC0415  # SQLAlchemy takes time

        engine = self._desk().means.ledger.engine
        states = Gauge("vanthu_batches", "Batches in the ledger, by state.", labels=["state"])
        for state, number in sorted(counts(engine).items()):
            states.add_metric([state], number)
        open_ones, now = waiting(engine), time.time()
        oldest = max((now - each.created for each in open_ones), default=0.0)
        return [
            states,
            Gauge("vanthu_batches_open", "Batches that are not over.", value=len(open_ones)),
            Gauge("vanthu_rows_waiting", "Rows of open batches not done yet.", value=sum(e.rows for e in open_ones)),
            Gauge("vanthu_oldest_open_batch_seconds", "Age of the oldest open batch.", value=max(0.0, oldest)),
        ]


class _Collector:
    def __init__(self, collect: Callable[[], Iterable[Metric]]) -> None:
        self.collect = collect


class _Both:
    """Two that can be collected, as one."""

    def __init__(self, *parts: Any) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        for part in self._parts:
            yield from part.collect()


class Slots:
    """Names for web workers: one that comes takes the lowest that is free, and goes on in its files."""

    def __init__(self) -> None:
        self._taken: dict[int, int] = {}

    def take(self, worker: int) -> None:
        """A name for the worker of this number."""
        self._taken[worker] = next(n for n in range(len(self._taken) + 1) if n not in self._taken.values())

    def of(self, worker: int) -> str:
        """The name of the worker of this number."""
        return f"{WEB}{self._taken[worker]}"

    def give_back(self, worker: int) -> str | None:
        """The worker is over: its name, which another may take; None where it had none."""
        slot = self._taken.pop(worker, None)
        return None if slot is None else f"{WEB}{slot}"


def forget_processes(folder: Path, kind: str) -> None:
    """All processes of a kind are over, :data:`WEB` or :data:`BATCHES`: what told that they are alive goes."""
    for file in folder.glob(f"gauge_live*_{kind}*.db"):
        file.unlink(missing_ok=True)


def call_this_process(name: str) -> None:
    """By what name this process counts from now on; no other that is alive may have it."""
    _process["name"] = name
