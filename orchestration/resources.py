"""What stages need, made from the configuration. What belongs here: construction. What does not: work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from orchestration.config import Config
from orchestration.failures import UsageError
from orchestration.lakes import lake_of
from orchestration.registries import registry_of
from transforms.registry import Registry
from warehouse.home import Home
from warehouse.lake import Lake

if TYPE_CHECKING:
    from orchestration.extractors import Extractors

STAGES = ("exports", "interactions", "observations", "links", "profiles", "snapshot")
"""The stages of a build, in order. `--select` takes one of them."""


class Progress(Protocol):
    """Whoever shows how a build is doing."""

    def started(self, stage: str) -> None:
        """A stage has begun."""

    def finished(self, stage: str, seconds: float, counts: Mapping[str, int]) -> None:
        """A stage has ended, with what it did."""

    def note(self, line: str) -> None:
        """Something the user should know; no personal data."""


class Silent:
    """Shows nothing."""

    def started(self, stage: str) -> None:
        """Ignored."""

    def finished(self, stage: str, seconds: float, counts: Mapping[str, int]) -> None:
        """Ignored."""

    def note(self, line: str) -> None:
        """Ignored."""


class FolderCache(MutableMapping[str, bytes]):
    """Bytes by content key in a folder, whole files only. Deleting the folder loses only time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, name: str) -> Path:
        return self._folder / name.replace("/", "-")

    def __getitem__(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            raise KeyError(name) from None

    def __setitem__(self, name: str, content: bytes) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)

    def __delitem__(self, name: str) -> None:
        self._path(name).unlink()

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path.name for path in self._folder.glob("*")))

    def __len__(self) -> int:
        return len(list(self._folder.glob("*")))


@dataclass
class Store:
    """One build's view of one store.

    Attributes:
        home: the folder.
        config: tellonce.toml.
        clock: the build's clock: what lands now gets it as `recorded_at`.
        build_id: the build.
        full: recompute everything derived.
        yes: go on past the blast-radius gate.
        trimmed: what retention took out in this build, by table.
        aged_out: how many rows that were, by source.
        taken_answers: where an erasure took a language model's answers, when they were given, by (source, conversation_id).
    """

    home: Home
    config: Config
    clock: datetime
    build_id: str
    full: bool = False
    yes: bool = False
    progress: Progress = field(default_factory=Silent)
    seconds: dict[str, float] = field(default_factory=dict)
    trimmed: dict[str, int] = field(default_factory=dict)
    aged_out: dict[str, int] = field(default_factory=dict)
    taken_answers: dict[tuple[str, str], list[datetime]] = field(default_factory=dict)

    @cached_property
    def lake(self) -> Lake:
        """The lake of this store."""
        return lake_of(self.config, self.home)

    @cached_property
    def registry(self) -> Registry:
        """The attribute registry in force: the built-in seed and the user's own."""
        return registry_of(self.config)

    @cached_property
    def extractors(self) -> Extractors:
        """The extractors in use."""
        from orchestration.extractors import check_secrets, make

        check_secrets(self.config, self.config.extractors_in_use)
        return make(self.home, self.config, self.config.extractors_in_use, self.registry)

    @cached_property
    def candidate(self) -> Extractors | None:
        """The extractors that are tried beside those in use."""
        from orchestration.extractors import make

        tried = self.config.extractors_tried
        return None if tried is None else make(self.home, self.config, tried, self.registry)

    @cached_property
    def encoder(self) -> Any:
        """The sentence encoder."""
        from warehouse.recall.encoder import load

        return load(self.config.encoder.name, device=self.config.encoder.device)

    @cached_property
    def tokenizer(self) -> str:
        """What counts the tokens of a budget: a name, or the path of a tokenizer.json.

        Raises:
            UsageError: if there is no such file, or it is no tokenizer.
        """
        from warehouse.recall import counting

        name = self.config.recall.tokenizer
        chosen = name if name in counting.NAMES else self.config.located(name)
        try:
            counting.counter(chosen)
        except (OSError, ValueError) as problem:
            raise UsageError(f"[recall] tokenizer: {problem}") from None
        return chosen

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, int]]:
        """Times and shows a stage; what is put into the dictionary is shown as its counts."""
        self.progress.started(name)
        counts: dict[str, int] = {}
        began = perf_counter()
        yield counts
        self.seconds[name] = perf_counter() - began
        self.progress.finished(name, self.seconds[name], counts)

