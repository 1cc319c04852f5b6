"""Where a process of the service crashes, its memory, with payloads in it, is not written to the disk."""

from __future__ import annotations

import resource
import sys
import time

import pytest

from tests.batch.seasons import processes_of
from tests.batch.test_bounds_of_children import limits_of
from tests.web.test_server import Running, port_of, start


@pytest.fixture
def with_cores():
    """Whoever starts the service allows files of memory."""
    usual, most = resource.getrlimit(resource.RLIMIT_CORE)
    if most == 0:
        pytest.skip("nobody may write them here")
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, (usual, most))


@pytest.mark.usefixtures("with_cores")
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
def test_no_process_of_the_service_leaves_one(tmp_path):
    process = start(tmp_path / "messages", "--port", "0", WORKERS="1", BATCH_PROCESSES="1")
    server = Running(process, port_of(process, tmp_path / "messages"), tmp_path / "messages")
    try:
        parts = below(process.pid)
        for _ in range(100):  # web, its worker, batches, their child
            if len(parts) >= 4:
                break
            time.sleep(0.1)
            parts = below(process.pid)

        assert len(parts) >= 4
        assert {limits_of(pid).get("Max core file size") for pid in (process.pid, *parts)} == {"0"}
    finally:
        server.stop()


def below(pid: int) -> list[int]:
    """The processes that it started, and those that they did."""
    children = processes_of(pid)
    return [*children, *(each for child in children for each in below(child))]
