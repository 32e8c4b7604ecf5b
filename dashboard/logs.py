"""What the server writes about itself: one line of JSON each, and nothing that says who asked."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

__all__ = ["log_as_json"]

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class _JsonLine(logging.Formatter):
    """A record as one line: when, how grave, what, and what else it carries."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in record.__dict__.items() if key not in _PLAIN},
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log_as_json(*, requests: bool) -> None:
    """Let the dashboard and its server write lines of JSON on standard error.

    Parameters
    ----------
    requests
        Whether there is a line for each request; otherwise there is one for what goes wrong.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLine())
    for name in ("dashboard", "waitress"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("dashboard.requests").setLevel(logging.INFO if requests else logging.WARNING)
