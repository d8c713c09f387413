"""Logs as JSON lines on standard output, with trace ids and without personal data.

Personal data stays out at the source: messages are fixed words, and only fields given by name as
`extra={"fields": {...}}` are added, after a scan that drops anything that looks like a national
number, a phone or an e-mail address.
"""

import logging
import re
import sys
from typing import Any

import orjson
from opentelemetry import trace

_PERSONAL = re.compile(r"(?<!\d)\d{10}(?!\d)|\+\d{9,15}|\S+@\S+\.\S+")
_NOISY = {"aiokafka": logging.ERROR, "sqlalchemy": logging.WARNING, "httpx": logging.WARNING}


def scrub(text: str) -> str:
    """The text with national numbers, phones and e-mail addresses blotted out."""
    return _PERSONAL.sub("[personal]", text)


class JsonFormatter(logging.Formatter):
    """One record, one line."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        context = trace.get_current_span().get_span_context()
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}",
            "level": record.levelname,
            "service": self._service,
            "logger": record.name,
            "message": scrub(record.getMessage()),
        }
        if context.is_valid:
            line["trace"] = f"{context.trace_id:032x}"
        for name, value in getattr(record, "fields", {}).items():
            line[name] = scrub(value) if isinstance(value, str) else value
        if record.exc_info:
            line["exception"] = scrub(self.formatException(record.exc_info))
        return orjson.dumps(line, default=str).decode()


class OncePerSecond(logging.Filter):
    """Lets a logger say each sentence once a second: a broker that is down repeats itself."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a sentence of a noisy library that was said within the last second."""
        if record.name.partition(".")[0] not in _NOISY:
            return True
        last = self._last.get(record.msg, 0.0)
        if record.created - last < 1:
            return False
        self._last[record.msg] = record.created
        return True


def configure(service: str, level: str) -> None:
    """Send all logging of this process through the JSON formatter."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    handler.addFilter(OncePerSecond())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, threshold in _NOISY.items():
        logging.getLogger(name).setLevel(threshold)
