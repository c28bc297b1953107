"""The recall log. What belongs here: ids and counts of each recall, one JSON line. What does not: a query, a memory, anything personal."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, TextIO

from warehouse.home import Home


class RecallLog:
    """Appends to `recall_log/<process>.jsonl`; the next build takes the lines into the lake as `recalls`.

    Args:
        home: the store.
        clock: the time of a recall, UTC without a zone.
    """

    def __init__(self, home: Home, clock: Callable[[], datetime]) -> None:
        self._home, self._clock, self._lock = home, clock, threading.Lock()
        self._file: TextIO | None = None
        self._process = 0

    def append(self, answer: dict[str, Any]) -> None:
        """Logs one answer of `recall`."""
        meta = answer["meta"]
        row = {
            "recall_id": meta["recallId"],
            "recalled_at": self._clock().isoformat(timespec="microseconds"),
            "customer_id": answer["customer_id"],
            "snapshot_id": meta["snapshotId"],
            "mode": meta["mode"],
            "token_budget": meta["tokenBudget"],
            "tokens_used": meta["tokensUsed"],
            "tokens_baseline": meta["tokensBaseline"],
            "dropped_count": meta["droppedCount"],
            "memory_ids": json.dumps([each["id"] for each in answer["observations"]]),
            "query_hash": self._home.key.digest("query", answer["query"]),
        }
        with self._lock:
            self._open().write(json.dumps(row) + "\n")
            self._open().flush()

    def _open(self) -> TextIO:
        """The process's own file, opened anew after a fork and after a build has taken it away."""
        path = self._home.recall_log / f"{os.getpid()}.jsonl"
        if self._file is None or self._process != os.getpid() or not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file, self._process = path.open("a", encoding="utf-8"), os.getpid()
        return self._file
