"""Pulling: pages of outside systems, kept as files for landing. What belongs here: cursors, parts, files. What does not: any system's pages.

Each page is kept and its cursor written down before the next is asked for, so a run that is killed goes on where it was. When a source has told all it has,
its pages become files of `inbox/pulled/<source>/`, which land like any other and are gone once they have.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from orchestration import clock
from orchestration.config import Config
from orchestration.config.sources import Source
from orchestration.failures import TellOnceError, UsageError
from orchestration.journal import write_whole
from orchestration.landing import Found
from orchestration.secrets import Secrets, secrets_of
from transforms.formats import remainder
from warehouse.home import Home

Cursor = dict[str, Any]
FORMATS = {"zendesk": "zendesk_tickets", "intercom": "intercom_conversations", "snowflake": "records"}
"""Forms that a system's files always have; others are told by their content."""


@dataclass(frozen=True)
class Page:
    """What a system told at once, and where it goes on.

    Attributes:
        content: documents of a JSON API, or the bytes of a CSV.
        cursor: hands the next page when it is given back; after the last page, what is new then.
        is_last: has the system told all it has?
    """

    content: list[dict[str, Any]] | bytes
    cursor: Cursor
    is_last: bool


class Puller(Protocol):
    """One system's pages.

    Attributes:
        objects: what there is to be pulled, in order.
    """

    objects: list[str]

    def pages(self, name: str, cursor: Cursor, now: datetime) -> Iterator[Page]:
        """Pages of an object from a cursor on; the first cursor is empty. May raise TargetError."""

    def close(self) -> None:
        """Gives back what it holds."""


def open_puller(source: Source, secrets: Secrets) -> Puller:
    """The puller of a source.

    Raises:
        UsageError: its configuration lacks something, or a secret stands for nothing.
    """
    assert source.pull is not None
    module = import_module(f"orchestration.connectors.{source.pull.system}_pull")
    try:
        opened: Puller = module.puller(f"source {source.name}", source.pull, secrets)
    except ImportError as problem:
        raise UsageError(f"source {source.name}: {problem.name} is not installed: pip install 'tellonce[deliver]'") from None
    return opened


def pull_all(config: Config, home: Home, note: Callable[[str], None]) -> None:
    """Pulls every source that says how. One that can't be reached is told of, and what others and its own former pages hold goes on."""
    for source in config.sources:
        if source.pull is not None:
            try:
                pull(source, home, secrets_of(config))
            except TellOnceError as problem:
                note(f"warning: {problem}")


def pull(source: Source, home: Home, secrets: Secrets) -> list[Path]:
    """Pulls one source; the files that are new."""
    inbox = _Inbox(home, source.name)
    puller = open_puller(source, secrets)
    try:
        for name in puller.objects:
            if name in inbox.done:
                continue
            for page in puller.pages(name, inbox.cursor(name), clock.now()):
                inbox.keep(name, page)
        return inbox.publish()
    finally:
        puller.close()


def found_pulled(home: Home, source: Source) -> Iterator[Found]:
    """The files that were pulled for a source and have not landed."""
    assert source.pull is not None
    yield from _found(home, source.name, source.format or FORMATS.get(source.pull.system))


def unlanded(config: Config, home: Home) -> Iterator[Found]:
    """All that was pulled and has not landed, of rounds that were cut short too, and of sources that are no longer there."""
    formats = {s.name: s.format or FORMATS.get(s.pull.system) for s in config.sources if s.pull is not None}
    for folder in sorted(path for path in (home.root / "inbox" / "pulled").glob("*") if path.is_dir()):
        _Inbox(home, folder.name).publish()
        yield from _found(home, folder.name, formats.get(folder.name))


def _found(home: Home, source: str, format_name: str | None) -> Iterator[Found]:
    for path in sorted((home.root / "inbox" / "pulled" / source).glob("[!.]*")):
        about = path.stat()
        yield Found(source, remainder.NAME if _is_remainder(path) else format_name, str(path), f"{about.st_size}:{about.st_mtime_ns}")


def _is_remainder(path: Path) -> bool:
    """Is it what an erasure left of a file?"""
    with path.open("rb") as stream:
        return remainder.FORMAT.sniff(stream.read(64), path.name)


class _Inbox:
    """The parts and cursors of one source."""

    def __init__(self, home: Home, source: str) -> None:
        self._folder = home.root / "inbox" / "pulled" / source
        self._path = self._folder / ".state.json"
        try:
            self._state = json.loads(self._path.read_text())
        except FileNotFoundError:
            self._state = {"round": 1, "parts": [], "cursors": {}, "done": []}

    @property
    def done(self) -> list[str]:
        """Objects that this round has all of."""
        return list(self._state["done"])

    def cursor(self, name: str) -> Cursor:
        return dict(self._state["cursors"].get(name) or {})

    def keep(self, name: str, page: Page) -> None:
        if page.content:
            part = f".part-{len(self._state['parts']):06}.{'csv' if isinstance(page.content, bytes) else 'jsonl'}"
            text = page.content.decode() if isinstance(page.content, bytes) else "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in page.content)
            write_whole(self._folder / part, text)
            self._state["parts"].append(part)
        self._state["cursors"][name] = page.cursor
        self._state["done"] += [name] if page.is_last else []
        self._write()

    def publish(self) -> list[Path]:
        """Parts as files, if there are any: documents of a round in one, since they explain one another; each CSV in its own. Done again after a crash, it makes the same files."""
        files, rounds = [], f"{self._state['round']:08}"
        documents = [part for part in self._state["parts"] if part.endswith(".jsonl")]
        if documents:
            files.append(self._folder / f"{rounds}.jsonl")
            write_whole(files[-1], "".join((self._folder / part).read_text() for part in documents))
        for place, part in enumerate(part for part in self._state["parts"] if part.endswith(".csv")):
            files.append(self._folder / f"{rounds}-{place:06}.csv")
            write_whole(files[-1], (self._folder / part).read_text())
        parts, self._state["parts"], self._state["done"] = self._state["parts"], [], []
        self._state["round"] += 1
        self._write()
        for part in parts:
            (self._folder / part).unlink(missing_ok=True)
        return files

    def _write(self) -> None:
        write_whole(self._path, json.dumps(self._state))
