"""What is logged: one JSON object a line, and never a value that came in a request.

The text of an exception may hold such a value, and so may a traceback or a warning of a library. So no exception is
logged but by its type and the places in the code that it came through; only the text of an :class:`OurFault` is
written for operators. A line that belongs to a request bears its id and who called, one of a process that makes papers
the id of the batch.
"""

from __future__ import annotations

import json
import logging
import logging.config
import sys
import threading
import warnings
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from flask import Flask, Response, g, has_request_context, request

from service.batch.at_work import batch_at_work
from service.errors import described
from service.web.authentication import current_caller
from service.web.routes import place

CALLER, PLACE = "vanthu.caller", "vanthu.place"
"""Of the environment: the id of the caller, and what the request may be called by."""
_LOG = logging.getLogger("service")


class JsonLines(logging.Formatter):
    """One JSON object a line; what a record has as ``fields`` stands beside time, level and message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_where(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(level: str) -> None:
    """Have everything of this process logged like that, also warnings and exceptions that nobody caught."""
    logging.config.dictConfig(logging_config(level))
    warnings.showwarning = _tell_warning
    sys.excepthook = _tell_uncaught
    threading.excepthook = lambda about: _tell_uncaught(about.exc_type, about.exc_value, about.exc_traceback)
    sys.unraisablehook = lambda about: _tell_uncaught(about.exc_type, about.exc_value, about.exc_traceback)


def logging_config(level: str) -> dict[str, Any]:
    """For :func:`logging.config.dictConfig`: everything to standard error, gunicorn's own remarks from info on.

    Below info gunicorn logs bytes that it received.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": {"level": "INFO" if level == "debug" else level.upper(), "propagate": True},
            "gunicorn.access": {"level": level.upper(), "propagate": True},
            "alembic": {"level": "WARNING"},
            # What it says at these levels are statements with their values.
            "sqlalchemy": {"level": "WARNING"},
        },
    }


def name_requests(app: Flask, slugs: frozenset[str]) -> None:
    """Have gunicorn know by what to call a request, and whose it is; ``slugs`` are the types."""

    @app.after_request
    def name(response: Response) -> Response:
        caller = current_caller()
        request.environ[PLACE] = place(slugs)
        request.environ[CALLER] = caller.id if caller is not None else None
        return response


def _where() -> dict[str, Any]:
    """What a line of this moment belongs to."""
    if has_request_context():
        caller = current_caller()
        return {"request_id": g.get("request_id")} | ({"caller": caller.id} if caller is not None else {})
    batch = batch_at_work()
    return {"batch": batch} if batch else {}


def _tell_warning(
    message: Warning | str,  # noqa: ARG001  # it may quote a value
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    """A warning by its kind and place."""
    where = f"{'/'.join(Path(filename).parts[-2:])}:{lineno}"
    _LOG.warning("a warning of the program", extra={"fields": {"warning": category.__name__, "at": [where]}})


def _tell_uncaught(
    _kind: type[BaseException], error: BaseException | None, _traceback: TracebackType | None = None
) -> None:
    if error is not None and not isinstance(error, SystemExit | KeyboardInterrupt):
        _LOG.critical("an exception that nobody caught", extra={"fields": described(error)})
