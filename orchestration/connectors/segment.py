"""Segment: identify and track calls in batches, through its official client. What belongs here: the calls, their batches and results. What does not: which rows.

The client makes each message and posts each batch; when, how often and in what batches is said here, because its own queue tells no result of a row. Segment
answers 200 to a batch that it then drops, so its limits are held on this side. A message's id is made of its row and its batch: sent again after a lost
answer or a crash, it counts once; said again after something else was said, it counts anew. A removal is an identify whose traits are null; erasing a
person there is Segment's own Regulations.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import polars as pl
from requests import RequestException
from segment.analytics.client import Client
from segment.analytics.consumer import BATCH_SIZE_LIMIT, MAX_MSG_SIZE
from segment.analytics.request import APIError, parse_retry_after, post

from orchestration.config.models import Target
from orchestration.connectors import RESULTS, Operation, Shape
from orchestration.connectors.calling import CallError, check_address, patiently
from orchestration.secrets import Secrets

URL = "https://api.segment.io"
MOST_EVENTS = 2_500
USER, TIME = "userId", "timestamp"
TIMEOUT = (20, 120)
"""Seconds to connect, and to answer."""
_TOO_LARGE = f"larger than {MAX_MSG_SIZE:,} bytes"

# At DEBUG the client logs what it sends, the write key with it; what it logs as an error is raised as well.
logging.getLogger("segment").setLevel(logging.CRITICAL)


class _UnfitError(Exception):
    """A row that no call can be made of; the text is for the ledger."""


@dataclass
class Segment:
    """A write key and what goes under it: object `identify`, or the name of an event."""

    owner: str
    url: str
    shape: Shape
    write_key: str = field(repr=False)
    most_rows: int = 50_000
    most_bytes: int = 1 << 26

    def __post_init__(self) -> None:
        # It makes messages and sends none: they go in batches, of which a result is told.
        self._maker = Client(self.write_key, host=self.url, send=False, sync_mode=True)

    def begin(self, operation: Operation, rows: pl.DataFrame) -> str:
        """A new name; messages get their ids from it."""
        return uuid4().hex

    def send(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        """Sends the rows in as many requests as the limits ask for."""
        good = "removed" if operation == "remove" else "accepted"
        results: list[tuple[str, str, str | None]] = []
        fitting: list[tuple[str, dict[str, Any]]] = []
        for key, payload in rows.select("key", "payload").iter_rows():
            if operation == "remove" and self.shape.object != "identify":
                results.append((key, good, None))  # an event that happened stays
                continue
            try:
                fitting.append((key, self._message(batch_id, operation, key, payload)))
            except _UnfitError as problem:
                results.append((key, "rejected", str(problem)))
        for batch in _batches(fitting):
            status, answer = self._post([message for _, message in batch])
            results += [(key, status or good, answer) for key, _ in batch]
        return pl.DataFrame(results, schema=RESULTS, orient="row")

    def resume(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Sends it again: messages that went already are known there by their ids."""
        return self.send(batch_id, operation, rows)

    def close(self) -> None:
        """The client's connections are the process's own."""

    def _message(self, batch_id: str, operation: Operation, key: str, payload: str | None) -> dict[str, Any]:
        """The call that a row is."""
        row = json.loads(payload) if payload else {}
        message_id = f"tellonce-{hashlib.sha256(f'{batch_id} {key}'.encode()).hexdigest()[:40]}"
        try:
            if self.shape.object == "identify":
                fields = [f for f in self.shape.types if f not in (*self.shape.key, TIME)]
                traits = {f: row.get(f) if operation == "upsert" else None for f in fields}
                _, message = self._maker.identify(key, traits, message_id=message_id)
            else:
                user, at = row.pop(USER, None), _moment(row.pop(TIME, None))
                _, message = self._maker.track(user or key, self.shape.object, row, timestamp=at, message_id=message_id)
        except RuntimeError:
            raise _UnfitError(_TOO_LARGE) from None
        return dict(message)

    def _post(self, messages: list[dict[str, Any]]) -> tuple[str | None, str | None]:
        try:
            patiently(lambda: self._once(messages))
        except CallError as problem:
            if problem.status in (400, 413):
                return "rejected", problem.body
            raise
        return None, None

    def _once(self, messages: list[dict[str, Any]]) -> None:
        try:
            answer = post(self.write_key, host=self.url, timeout=TIMEOUT, batch=messages)
        except APIError as problem:
            raise CallError(self.owner, problem.status, problem.response.text[:2000], after=parse_retry_after(problem.response)) from None
        except RequestException:
            raise CallError(self.owner, None) from None
        if answer.history:  # what a redirect answers says nothing of the batch
            raise CallError(self.owner, answer.history[0].status_code)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise _UnfitError(f"{TIME} is no time") from None


def _batches(messages: list[tuple[str, dict[str, Any]]]) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    batch: list[tuple[str, dict[str, Any]]] = []
    size = 0
    for key, message in messages:
        more = len(json.dumps(message)) + 2
        if batch and (len(batch) >= MOST_EVENTS or size + more > BATCH_SIZE_LIMIT):
            yield batch
            batch, size = [], 0
        batch.append((key, message))
        size += more
    if batch:
        yield batch


def connected(target: Target, shape: Shape, secrets: Secrets) -> Segment:
    """A source's write key: secret `write_key`."""
    shape.one_key()
    owner, url = f"target {target.name}", target.url or URL
    check_address(owner, url)
    return Segment(owner, url, shape, secrets.of(owner, target.secrets, required=("write_key",))["write_key"])
