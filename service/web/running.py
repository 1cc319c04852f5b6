"""What the processes of one run of the service share: a folder of 0700 that goes with it. Nobody's data are in it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from service.web.heartbeat import Heartbeat

_PREFIX = "vanthu-run-"


class Run:
    """One run of the service. ``metrics`` is the folder of what its processes count, ``heartbeat`` that of batches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.metrics = folder / "metrics"
        self.heartbeat = Heartbeat(folder / "batches-alive")

    @classmethod
    def begin(cls) -> Run:
        """A new one, in the folder for temporary files. Raises :class:`OSError`."""
        run = cls(Path(tempfile.mkdtemp(prefix=_PREFIX)))
        run.metrics.mkdir(mode=0o700)
        run.heartbeat.give()
        return run

    def end(self) -> None:
        """Wipe the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
