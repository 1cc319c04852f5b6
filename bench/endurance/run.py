"""One run: both applications, their clients, the killing, and what is to be said of it."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from bench.endurance.clients import CUT, Accepted, Client, Crowd, Done, Exchange, client_processes, run_clients
from bench.endurance.figures import latencies, memory
from bench.endurance.killing import Kill, Killer
from bench.endurance.processes import MemoryWatch
from bench.endurance.seasons import BATCHES
from bench.endurance.serving import Server, complaints, served
from bench.endurance.traffic import JSON, PATHS, is_docx, load_samples
from bench.endurance.wire import exchange, request_of

KILLED_AT = 0.2
"""Share of the run after which is killed: before its middle third, so that the memory of those who come is judged."""
SECONDS_OF_WARMING_UP = 5.0
"""Answers of the first seconds are judged, and not timed."""
_PAGE = 100


class Plan(NamedTuple):
    """``clients`` for each application, in so many ``processes``; ``workers`` of each.

    ``large_batch`` in rows; ``checks``: share of requests that check a paper.
    """

    minutes: float = 10.0
    clients: int = 50
    workers: int = 2
    processes: int = 4
    large_batch: int = 2000
    max_requests: int = 0
    checks: float = 0.05


def endure(plan: Plan) -> dict[str, Any]:
    """What was measured; ``faults`` says how often what went wrong that was ours."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = {
            name: stack.enter_context(served(name, Path(folder), plan.workers, plan.max_requests)) for name in PATHS
        }
        papers = {each.name: _paper(servers["ours"], each.slug, each.payload) for each in load_samples()}
        return _measured(plan, servers, papers)


def _measured(plan: Plan, servers: Mapping[str, Server], papers: Mapping[str, bytes]) -> dict[str, Any]:
    ports = {name: server.port for name, server in servers.items()}
    ours = servers["ours"]
    watch = MemoryWatch(ours.process.pid)
    with client_processes(min(plan.processes, plan.clients)) as pool:
        began = time.monotonic()
        end = began + plan.minutes * 60
        observer = Client("ours", -1, Crowd(0, 0, ports, papers, plan.checks, end))
        killer = Killer(ours.process.pid, observer, began + KILLED_AT * plan.minutes * 60, plan.large_batch)
        watch.start()
        killer.start()
        done = list(pool.map(run_clients, _crowds(plan, ports, papers, end)))
    killer.join()
    watch.stop()
    done.append(Done(observer.exchanges, killer.accepted))
    exchanges = [each for some in done for each in some.exchanges]
    accepted = [each for some in done for each in some.accepted]
    faults = faults_of(exchanges, killer.kills) + Counter(f"killing: {each}" for each in killer.faults)
    faults += Counter(f"not replaced: {each.what}" for each in killer.kills if each.replaced_after is None)
    faults += Counter(_faults_of_batches(ours.port, accepted))
    faults += Counter({f"log: {what}": number for what, number in complaints(ours.log).items()})
    return {
        "plan": plan._asdict(),
        "processors": os.cpu_count(),
        "load_of_the_machine": os.getloadavg()[0],
        "processors_taken_by_clients": round(sum(each.processor_seconds for each in done) / (end - began), 2),
        "requests": _requests(exchanges),
        "cut_by_a_kill": sum(_is_excused(each, killer.kills) for each in exchanges),
        "faults": dict(faults),
        "latency": latencies(exchanges, began + SECONDS_OF_WARMING_UP, end),
        "kills": [_told(each, began) for each in killer.kills],
        "batches": {"accepted": len(accepted), "papers": sum(s.rows - s.bad for _, s in accepted)},
        "memory": memory(watch.samples, began, end),
    }


def _crowds(plan: Plan, ports: Mapping[str, int], papers: Mapping[str, bytes], end: float) -> list[Crowd]:
    """The clients, shared out to processes."""
    number = min(plan.processes, plan.clients)
    bounds = [plan.clients * each // number for each in range(number + 1)]
    return [Crowd(a, b - a, ports, papers, plan.checks, end) for a, b in pairwise(bounds)]


def _paper(server: Server, slug: str, payload: bytes) -> bytes:
    answer = exchange(server.port, request_of("POST", PATHS["ours"] + slug, payload, JSON))
    if fault := is_docx(answer):
        raise RuntimeError(f"{slug}: {fault}")
    return answer.body


def _requests(exchanges: Iterable[Exchange]) -> dict[str, dict[str, int]]:
    """How many of each kind, by application."""
    counted = Counter((each.application, each.kind) for each in exchanges)
    return {name: {kind: n for (of, kind), n in sorted(counted.items()) if of == name} for name in PATHS}


def _is_excused(exchange_: Exchange, kills: Iterable[Kill]) -> bool:
    is_ours = exchange_.application == "ours" and exchange_.fault.startswith(CUT)
    return is_ours and any(kill.explains(exchange_.began, exchange_.ended) for kill in kills)


def faults_of(exchanges: Iterable[Exchange], kills: Iterable[Kill]) -> Counter[str]:
    """How often what was wrong; what a kill explains is left out."""
    kills = list(kills)
    wrong = (each for each in exchanges if each.fault and not _is_excused(each, kills))
    return Counter(f"{each.application}, {each.kind}: {each.fault}" for each in wrong)


def _faults_of_batches(port: int, accepted: Iterable[Accepted]) -> Iterable[str]:
    """Every batch that was accepted is there once, done and whole; and there is no other."""
    there = _all_batches(port)
    wanted = {each.batch: each.handed_in for each in accepted}
    yield from ("batches: a batch that nobody knows of" for _ in there.keys() - wanted.keys())
    for batch, handed_in in wanted.items():
        if batch not in there:
            yield "batches: an accepted one is lost"
        elif fault := handed_in.fault_of(there[batch]):
            yield f"batches: {fault}"
        else:
            archive = exchange(port, request_of("GET", f"{BATCHES}/{batch}/archive"))
            if fault := handed_in.fault_of_archive(archive):
                yield f"batches: {fault}"


def _all_batches(port: int) -> dict[str, dict[str, Any]]:
    """All that the service tells of, by id."""
    found: dict[str, dict[str, Any]] = {}
    after = ""
    while True:
        told = json.loads(exchange(port, request_of("GET", f"{BATCHES}?limit={_PAGE}{after}")).body)
        found |= {each["id"]: each for each in told["batches"]}
        if told["next"] is None:
            return found
        after = f"&after={told['next']}"


def _told(kill: Kill, began: float) -> dict[str, Any]:
    after = kill.replaced_after
    return {
        "what": kill.what,
        "second": round(kill.before - began, 1),
        "replaced_after_s": None if after is None else round(after, 2),
    }
