"""Structured logs: one JSON object a line on standard error."""

import logging
import sys
from typing import TextIO

import structlog

SECRET_NAMES = frozenset({"token", "password", "authorization", "cookie", "device_code", "secret"})

CHATTY = ("alembic", "engineio", "socketio")


def set_up_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Send every log line, ours and the libraries', to `stream` as JSON."""
    number = logging.getLevelNamesMapping()[level.upper()]
    target = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def hide_secrets(
    logger: object, method: str, entry: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Blank the values of fields that may carry a secret."""
    for name in SECRET_NAMES & entry.keys():
        entry[name] = "***"
    return entry
