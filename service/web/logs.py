"""What is logged: one JSON object a line, and never a value that came in a request.

The text of an exception may hold such a value, and so may a traceback. So no exception is logged but by its type and
the places in the code that it came through; only the text of an :class:`OurFault` is written for operators.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from service.errors import described


class JsonLines(logging.Formatter):
    """One JSON object a line; what a record has as ``fields`` stands beside time, level and message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


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
        },
    }
