"""Logs: one JSON line per fact, on standard error, without personal data.

Owns: the form of log lines. Promises: correlation id and service on every line inside a request or handler.
"""

from __future__ import annotations

import logging
import sys

import structlog

from shared.errors import VinhDanhError
from shared.words import Words

LEVELS = tuple(name for name in logging.getLevelNamesMapping() if name != "NOTSET")


class LogLevelUnknown(VinhDanhError):
    code = "settings.log_level"
    words = Words("VINHDANH_LOG_LEVEL không có mức này.", "VINHDANH_LOG_LEVEL: there is no such level")


def set_up(level: str = "INFO") -> None:
    """Configure logging of this process; called once by its entry point. `LogLevelUnknown`."""
    if level not in LEVELS:
        known = ", ".join(LEVELS)
        raise LogLevelUnknown(f"{LogLevelUnknown.words.vi} ({known})", f"{LogLevelUnknown.words.en} ({known})")
    logging.basicConfig(level=level, format="%(message)s", stream=sys.stderr, force=True)
    for chatty in ("nameko", "kombu", "amqp", "alembic", "nameko.web.server"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
