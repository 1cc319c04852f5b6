"""``/readyz``: whether the service can do what it is for. ``/healthz`` says no more than that it answers."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from service.audit import Trail
from service.config import Settings
from service.pipeline import Pipeline
from service.web.heartbeat import SECONDS_ALIVE, Heartbeat
from service.web.responses import json_bytes

if TYPE_CHECKING:
    from service.access.access import Access
    from service.batch.desk import Desk

_SECONDS_KEPT = 1.0
_MIB = 1024 * 1024
_ROOM_FOR_LINES = _MIB
"""Bytes. With less a line of the audit trail may find no room, and what it is about is refused then."""
Checks = Mapping[str, Callable[[], bool]]


class Readiness:
    """Asks all ``checks``, at most once a second, and tells which failed. A check that raises has failed."""

    def __init__(self, checks: Checks, clock: Callable[[], float] = time.monotonic) -> None:
        self._checks = checks
        self._clock = clock
        self._lock = threading.Lock()
        self._asked = float("-inf")
        self._failed: list[str] = []

    def failed(self) -> list[str]:
        """The names of the checks that fail."""
        with self._lock:
            if self._clock() - self._asked >= _SECONDS_KEPT:
                self._failed = [name for name, check in self._checks.items() if not _holds(check)]
                self._asked = self._clock()
            return list(self._failed)


def checks_for(
    pipeline: Pipeline,
    settings: Settings,
    desk: Callable[[], Desk],
    access: Callable[[], Access],
    trail: Trail,
    heartbeat: Heartbeat | None,
) -> Checks:
    """All checks. Without ``heartbeat`` no process makes batches beside the application, and none is looked for."""

    def batches() -> bool:
        from service.batch.ledger.upkeep import check  # noqa: PLC0415  # SQLAlchemy takes time

        check(desk().means.ledger.engine)
        return True

    def signing_in() -> bool:
        access().lets_anybody_in()
        return True

    def audit() -> bool:
        trail.check()
        return free() >= _ROOM_FOR_LINES

    def free() -> int:
        return shutil.disk_usage(folder).free

    folder = settings.data_folder
    checks: dict[str, Callable[[], bool]] = {
        "templates": lambda: bool(pipeline.types),
        "ledger": batches,
        "access": signing_in,
        "data_folder": lambda: os.access(folder, os.R_OK | os.W_OK | os.X_OK),
        "room": lambda: free() >= settings.min_free_mib * _MIB,
        "audit": audit,
    }
    if heartbeat is not None:
        checks["batch_process"] = lambda: heartbeat.silence() <= SECONDS_ALIVE
    return checks


def readiness_blueprint(readiness: Readiness) -> Blueprint:
    """``/readyz``."""
    blueprint = Blueprint("readiness", __name__)

    @blueprint.get("/readyz")
    def ready() -> Response:
        failed = readiness.failed()
        body = {"status": "unready", "failed": failed} if failed else {"status": "ok"}
        headers = {"Cache-Control": "no-store"}
        return Response(json_bytes(body), 503 if failed else 200, mimetype="application/json", headers=headers)

    return blueprint


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001  # whatever it is, the service is not ready
        return False
