"""Segment: identify and track calls in batches. What belongs here: the calls and their limits. What does not: which rows.

Segment answers 200 to a batch that it then drops, so its limits are held on this side. A message's id is made of its row and its batch: sent again after a
lost answer or a crash, it counts once; said again after something else was said, it counts anew. A removal is an identify whose traits are null; erasing a
person there is Segment's own Regulations.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import polars as pl

from orchestration.config.models import Target
from orchestration.connectors import RESULTS, Operation, Shape
from orchestration.connectors.calling import Caller, CallError
from orchestration.secrets import Secrets

URL = "https://api.segment.io"
LARGEST_BATCH, LARGEST_EVENT, MOST_EVENTS = 475_000, 32_000, 2_500
USER, TIME = "userId", "timestamp"


@dataclass
class Segment:
    """A write key and what goes under it: object `identify`, or the name of an event."""

    caller: Caller
    shape: Shape
    most_rows: int = 50_000
    most_bytes: int = 1 << 26

    def begin(self, operation: Operation, rows: pl.DataFrame) -> str:
        """A new name; messages get their ids from it."""
        return uuid4().hex

    def send(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        """Sends the rows in as many requests as the limits ask for."""
        good = "removed" if operation == "remove" else "accepted"
        results: list[tuple[str, str, str | None]] = []
        fitting: list[tuple[str, str]] = []
        for key, payload in rows.select("key", "payload").iter_rows():
            event = self._event(batch_id, operation, key, payload)
            text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            if event is not None and len(text.encode()) > LARGEST_EVENT:
                results.append((key, "rejected", f"larger than {LARGEST_EVENT:,} bytes"))
            elif event is None:
                results.append((key, good, None))
            else:
                fitting.append((key, text))
        for batch in _batches(fitting):
            status, answer = self._post([text for _, text in batch])
            results += [(key, status or good, answer) for key, _ in batch]
        return pl.DataFrame(results, schema=RESULTS, orient="row")

    def resume(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Sends it again: messages that went already are known there by their ids."""
        return self.send(batch_id, operation, rows)

    def close(self) -> None:
        """Closes connections."""
        self.caller.close()

    def _event(self, batch_id: str, operation: Operation, key: str, payload: str | None) -> dict[str, Any] | None:
        """The call that a row is; None where a removal has nothing to say, as an event that happened stays."""
        row = json.loads(payload) if payload else {}
        if self.shape.object != "identify":
            if operation == "remove":
                return None
            user, properties = row.pop(USER, None), row
            at = {TIME: properties.pop(TIME)} if properties.get(TIME) else {}
            said = {"type": "track", "event": self.shape.object, "userId": user or key, "properties": properties, **at}
        else:
            fields = [f for f in self.shape.types if f not in (*self.shape.key, TIME)]
            said = {"type": "identify", "userId": key, "traits": {f: row.get(f) if operation == "upsert" else None for f in fields}}
        return said | {"messageId": f"tellonce-{hashlib.sha256(f'{batch_id} {key}'.encode()).hexdigest()[:40]}"}

    def _post(self, events: list[str]) -> tuple[str | None, str | None]:
        try:
            self.caller.call("POST", "v1/batch", content=f'{{"batch":[{",".join(events)}]}}'.encode(), headers={"Content-Type": "application/json"})
        except CallError as problem:
            if problem.status in (400, 413):
                return "rejected", problem.body
            raise
        return None, None


def _batches(events: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    size = 0
    for event in events:
        more = len(event[1].encode()) + 1
        if batch and (len(batch) >= MOST_EVENTS or size + more > LARGEST_BATCH):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += more
    if batch:
        yield batch


def connected(target: Target, shape: Shape, secrets: Secrets) -> Segment:
    """A source's write key: secret `write_key`."""
    shape.one_key()
    owner = f"target {target.name}"
    key = secrets.of(owner, target.secrets, required=("write_key",))["write_key"]
    login = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
    return Segment(Caller(owner, target.url or URL, lambda: login), shape)
