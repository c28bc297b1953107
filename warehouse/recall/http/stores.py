"""The stores that are served, each a home of its own. What belongs here: the open snapshot of a store and its switch. What does not: who may ask (keys.py)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from warehouse.home import Home
from warehouse.recall import answer, believed, encoder, search
from warehouse.recall import handoff as taking_over
from warehouse.recall.encoder import Encoder
from warehouse.recall.http.inbox import Inbox
from warehouse.recall.http.keys import Keys
from warehouse.recall.log import RecallLog
from warehouse.recall.reader import Snapshot
from warehouse.recall.snapshot import SnapshotError, open_current

_RETRY = 1.0
"""Seconds before a snapshot that could not be opened is tried again."""
Clock = Callable[[], datetime]


class BadValueError(ValueError):
    """An attribute that there is not; one line that says so."""


def as_written(attribute: str, value: str) -> tuple[str, str]:
    """An attribute and its value where no registry is at hand."""
    return attribute, value


class Opened(NamedTuple):
    """A snapshot and the encoder that made it: one request keeps to one of these."""

    snapshot: Snapshot
    encoder: Encoder


class Store:
    """One tenant. Reads its published snapshot only, and writes its inbox and its recall log only.

    Args:
        name: as paths and keys name it.
        home: its folder.
        clock: the time of a recall or a write, UTC without a zone.
        normalise: an identity in the spelling in which it is kept.
        canonical: an attribute's name and a value of it, both as they are kept; raises BadValueError where there is no such attribute.
    """

    def __init__(self, name: str, home: Home, clock: Clock, normalise: Callable[[str], str], canonical: Callable[[str, str], tuple[str, str]] = as_written) -> None:
        self.name, self.home, self.clock, self.normalise, self.canonical = name, home, clock, normalise, canonical
        self._used: dict[str, str] = {}
        self.keys, self.switches = Keys(home), 0
        self._log = RecallLog(home, clock)
        self._lock = threading.Lock()
        self._opened: Opened | None = None
        self._stamp: tuple[int, int] | None = None
        self._failed_at = 0.0
        self._encoders: dict[str, Encoder] = {}

    def opened(self) -> Opened:
        """What is published now. Costs one look at the pointer's file; who finds a new one opens it, and the others go on with the one before meanwhile.

        Raises:
            SnapshotError: nothing is published, or nothing that can be opened yet.
        """
        stamp = self._pointer()
        if stamp == self._stamp and self._opened is not None:
            return self._opened
        if not self._lock.acquire(blocking=self._opened is None):
            assert self._opened is not None
            return self._opened
        try:
            if stamp != self._stamp or self._opened is None:
                self._switch(stamp)
        finally:
            self._lock.release()
        if self._opened is None:
            raise SnapshotError("nothing is published yet: run `tellonce build`")
        return self._opened

    def warm(self) -> None:
        """Opens the snapshot and loads what the first question would wait for.

        Raises:
            SnapshotError: nothing is published.
        """
        self.opened().encoder.encode(["ready"])
        self.recall("email:nobody@example.com", "ready", answer.Options(), is_logged=False)

    def used(self, key: str) -> None:
        """Writes down, for the audit chain, that a key was used: once a day."""
        now = self.clock()
        if self._used.get(key) != f"{now:%Y-%m-%d}":
            self._used[key] = f"{now:%Y-%m-%d}"
            digest = self.keys.digest_of(key)
            if digest is not None:
                Inbox(self.home).put_use(digest, now)

    def recall(self, identity: str, query: str, options: answer.Options, *, is_logged: bool = True) -> dict[str, Any]:
        """The object of the contract, section 5."""
        snapshot, maker = self.opened()
        return answer.recall(snapshot, self.normalise(identity), query, options, encoder=maker, log=self._log if is_logged else None)

    def profile(self, identity: str, as_of: datetime | None, known_as_of: datetime | None) -> dict[str, Any]:
        """The object of `tellonce profile --json`."""
        return believed.profile(self.opened().snapshot, self.normalise(identity), as_of, known_as_of)

    def handoff(self, identity: str, as_of: datetime | None, known_as_of: datetime | None) -> dict[str, Any]:
        """The block for a person who takes over."""
        return taking_over.handoff(self.opened().snapshot, self.normalise(identity), as_of, known_as_of)

    def search(self, query: str, **narrowed: Any) -> list[dict[str, Any]]:
        """Current memories of all customers nearest to a query."""
        snapshot, maker = self.opened()
        return search.search(snapshot, query, maker, **narrowed)

    def _pointer(self) -> tuple[int, int] | None:
        try:
            about = (self.home.snapshots / "current.json").stat()
        except FileNotFoundError:
            return None
        return about.st_mtime_ns, about.st_ino

    def _switch(self, stamp: tuple[int, int] | None) -> None:
        """Opens what is published; where that fails, the one before stays in use until the next attempt."""
        if self._opened is not None and time.monotonic() - self._failed_at < _RETRY:
            return
        try:
            snapshot = open_current(self.home)
            maker = self._encoder(snapshot)
            snapshot.check(maker)
        except (SnapshotError, encoder.EncoderError):
            self._failed_at = time.monotonic()
            if self._opened is None:
                raise
            return
        self._opened, self._stamp, self.switches = Opened(snapshot, maker), stamp, self.switches + 1

    def _encoder(self, snapshot: Snapshot) -> Encoder:
        name = snapshot.manifest.encoder
        if name not in self._encoders:
            made = encoder.load(name, carried=self.home.encoders)
            made.encode(["ready"])
            self._encoders[name] = made
        return self._encoders[name]


@dataclass(frozen=True)
class Caller:
    """Who asks: a key of a store."""

    key: str
    store: Store


class Stores:
    """All stores of a service, by name.

    Args:
        stores: at least one.
    """

    def __init__(self, stores: Mapping[str, Store]) -> None:
        self.by_name = dict(stores)

    def caller(self, secret: str) -> Caller | None:
        """Whose key this is; a key opens one store."""
        for store in self.by_name.values():
            name = store.keys.name_of(secret)
            if name is not None:
                return Caller(name, store)
        return None

    def are_ready(self) -> bool:
        """Whether every store has a snapshot open; a new one is taken up on the way, so that an idle service lets go of what was erased."""
        try:
            return all(store.opened() is not None for store in self.by_name.values())
        except (SnapshotError, encoder.EncoderError):
            return False
