"""Memory does not grow with the number of papers."""

from __future__ import annotations

import sys
from multiprocessing import active_children
from pathlib import Path

import pytest

from service.batch.splitting import Limits
from tests.batch.seasons import desk_at, payload, receive, work, write_lines

pytestmark = pytest.mark.usefixtures("alone")

MOST_GROWTH_KIB = 30 * 1024


def resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the memory of a process")
def test_ten_thousand_papers_take_the_memory_of_a_thousand(tmp_path):
    desk = desk_at(tmp_path / "data", limits=Limits())
    batch = receive(desk, write_lines(tmp_path / "x.jsonl", [payload(n) for n in range(1, 10_001)]))
    early: list[int] = []
    late: list[int] = []

    def look():
        made = desk.means.ledger.progress(batch.id).ok
        sizes = [resident_kib(child.pid) for child in active_children()]
        (late if made > 2000 else early).extend(sizes if made > 1000 else [])

    work(desk, batch, meanwhile=look)

    assert early
    assert max(late) - max(early) < MOST_GROWTH_KIB
    assert max(late) < 300 * 1024
