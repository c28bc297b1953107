"""Log lines: one JSON object each, on standard error. What belongs here: their form. What does not: a query, an identity, a text, an error's message."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from typing import Any

NAME = "tellonce.service"


class _Lines(logging.Formatter):
    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"time": self._clock().isoformat(timespec="milliseconds") + "Z", "level": record.levelname.lower()}
        fields = getattr(record, "fields", None)
        line |= fields if fields is not None else {"event": "log", "logger": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0] is not None:
            line |= place_of(record.exc_info[1])
        return json.dumps(line)


def place_of(error: BaseException | None) -> dict[str, Any]:
    """Where an error came from and of what class it is: its message may quote what was asked."""
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {"error": type(error).__name__, "at": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]}


def set_up(clock: Callable[[], datetime]) -> None:
    """Sends every logger of this process to standard error as JSON. Libraries are heard from warnings up, since they may log what they were given."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(clock))
    root = logging.getLogger()
    root.handlers[:], root.level = [handler], logging.WARNING
    logging.getLogger(NAME).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "mcp"):
        logging.getLogger(name).setLevel(logging.WARNING)


def event(name: str, level: int = logging.INFO, **fields: Any) -> None:
    """Logs one event."""
    logging.getLogger(NAME).log(level, name, extra={"fields": {"event": name, **fields}})
