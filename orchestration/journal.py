"""The build under way and the one before: what a killed build leaves for the next.

What belongs here: the lock, the state file, the choice of a build's clock. What does not: any stage.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from orchestration import clock
from warehouse.home import Home
from warehouse.lake import Lake


class Refused(Exception):
    """A build that may not start; the message is one line for the user."""


@dataclass(frozen=True)
class State:
    """A build that has begun: its id, its clock, and whether it recomputes everything."""

    build_id: str
    clock_at: str
    started_at: str
    full: bool

    @property
    def at(self) -> datetime:
        """The clock as a time."""
        return clock.parse(self.clock_at)


def locked(home: Home, waiting: Callable[[], None], patience: float = -1) -> AbstractContextManager[None]:
    """Holds the home's build lock; says so once where it has to wait, and gives up after `patience` seconds (-1: never).

    Raises:
        Refused: the patience ran out.
    """
    return _holding(home.build_lock, waiting, patience)


def alone(home: Home, what: str, waiting: Callable[[], None]) -> AbstractContextManager[None]:
    """Holds a lock of its own for one of several things that may go on beside a build."""
    return _holding(home.build_lock.with_name(f"{what}.lock"), waiting, -1)


@contextmanager
def _holding(path: Path, waiting: Callable[[], None], patience: float) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, is_singleton=True)  # who holds it may take it again: an erasure builds
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting()
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            raise Refused("another build holds this home: wait for it, or stop it") from None
    try:
        yield
    finally:
        lock.release()


def interrupted(home: Home) -> State | None:
    """The build that was begun and never ended, if there is one."""
    try:
        return State(**json.loads(home.build_state.read_text()))
    except FileNotFoundError:
        return None


def is_erasing(home: Home) -> bool:
    """Was an erasure begun that is not verified yet? Its plan says so."""
    return erasure_state(home).exists()


def erasure_state(home: Home) -> Path:
    """Where the plan of an erasure under way is; it holds personal data, for its owner only, until the erasure is verified."""
    return home.build_state.with_name("erasure.json")


def begin(home: Home, lake: Lake, at: datetime | None, *, full: bool) -> State:
    """Starts a build, or takes up the interrupted one with its own id and clock.

    Raises:
        Refused: `at` is earlier than something that has landed or been decided.
    """
    if state := interrupted(home):
        return state
    started = clock.now()
    at = chosen(lake, at, started)
    state = State(home.key.digest("build", at, started)[:16], str(clock.text(at)), str(clock.text(started)), full)
    write_whole(home.build_state, json.dumps(asdict(state)))
    return state


def chosen(lake: Lake, at: datetime | None, now: datetime) -> datetime:
    """The clock of what begins now: the time asked for, else now, and never earlier than what is known already.

    Raises:
        Refused: `at` is earlier than something that has landed or been decided.
    """
    last = latest(lake)
    if at and last and at < last:
        raise Refused(f"--at {clock.text(at)} is earlier than the last build or decision ({clock.text(last)}): give that time or a later one")
    return at or max(now, last or now)


def end(home: Home) -> None:
    """Forgets the build under way: it published, or stopped for a reason that the next need not share."""
    home.build_state.unlink(missing_ok=True)


def latest(lake: Lake) -> datetime | None:
    """The latest moment on the known clock: of a landing, a build or a decision."""
    columns = {"exports": "recorded_at", "builds": "clock_at", "decisions": "decided_at"}
    times = [lake.scan(name).select(pl.col(column).max()).collect().item() for name, column in columns.items()]
    return max((t for t in times if t is not None), default=None)


def write_whole(path: Path, content: str) -> None:
    """Writes a file so that a reader sees all of it or what was there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(content)
    draft.replace(path)
