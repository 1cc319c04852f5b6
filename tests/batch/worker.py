"""``python -m tests.batch.worker FOLDER SLOW``: a supervisor in a process of its own, to be killed."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from service.batch.supervisor import Supervisor
from tests.batch.seasons import desk_at, harmful

if __name__ == "__main__":
    desk = desk_at(Path(sys.argv[1]), partial(harmful, float(sys.argv[2])))
    Supervisor(desk.means).run(lambda: not desk.means.ledger.unfinished())
