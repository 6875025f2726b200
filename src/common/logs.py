"""JSON lines on stdout, each with the correlation id of what is being done. Ids only: no names, no addresses."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from common import times

_bound: ContextVar[dict[str, Any] | None] = ContextVar("bound", default=None)
_logger = logging.getLogger("inlet")

# Lambda's filter knows these names; one that it does not know counts as INFO.
_LEVELS = {"WARNING": "WARN", "CRITICAL": "FATAL"}


class _JsonLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "timestamp": times.text(datetime.fromtimestamp(record.created, UTC)),
            "level": _LEVELS.get(record.levelname, record.levelname),
            "message": record.getMessage(),
            "function": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", ""),
            **(_bound.get() or {}),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["stack"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def setup() -> None:
    """Sends all logging, the libraries' too, to stdout as JSON lines. Lambda's own root handler is replaced."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, _JsonLine) for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLine())
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _logger.setLevel(os.environ.get("LOG_LEVEL", "INFO"))


@contextmanager
def bound(**fields: Any) -> Iterator[None]:
    """Every line written inside carries `fields` (`correlationId` first of all)."""
    token = _bound.set({**(_bound.get() or {}), **fields})
    try:
        yield
    finally:
        _bound.reset(token)


def info(message: str, **fields: Any) -> None:
    """One line about something that went as it should."""
    _logger.info(message, extra={"fields": fields})


def warning(message: str, **fields: Any) -> None:
    """One line about something that an operator may want to know."""
    _logger.warning(message, extra={"fields": fields})


def failure(message: str, **fields: Any) -> None:
    """One line about the exception being handled, with its stack."""
    _logger.error(message, extra={"fields": fields}, exc_info=True)  # noqa: LOG014 - called by handlers
