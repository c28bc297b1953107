"""The extractors of a configuration, in order of precedence. What belongs here: construction. What does not: extraction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from orchestration.config import Config
from orchestration.failures import UsageError
from warehouse.home import Home, shared_cache


def make(home: Home, config: Config, registry: Any) -> list[Any]:
    """The extractors that `[extractor] which` names."""
    makers: dict[str, Callable[[Home, Config, Any], list[Any]]] = {"records": _records, "grammar": _grammar, "exemplars": _exemplars}
    if missing := [name for name in config.extractor.which if name not in makers]:
        raise UsageError(f"[extractor] which: {', '.join(missing)} is not there yet, leave it out")
    return [extractor for name in config.extractor.which for extractor in makers[name](home, config, registry)]


def _records(home: Home, config: Config, registry: Any) -> list[Any]:
    from transforms.extractors.records import RecordsExtractor

    return [RecordsExtractor(registry)]


def _grammar(home: Home, config: Config, registry: Any) -> list[Any]:
    from transforms.extractors.grammar import GrammarExtractor
    from transforms.extractors.slots import SlotsExtractor

    return [GrammarExtractor(registry), SlotsExtractor(registry)]


def _exemplars(home: Home, config: Config, registry: Any) -> list[Any]:
    from orchestration.resources import FolderCache
    from transforms.extractors.exemplars import Exemplars, join, parse

    own = join(parse(path.name, path.read_text(encoding="utf-8")) for path in config.exemplar_files())
    # What is trained on the seed alone tells nothing of anybody and is the same for every home.
    is_seed_only = not (own.sentences or own.marked or own.conversations)
    return [Exemplars.train(own, FolderCache((shared_cache() if is_seed_only else home.cache) / "models"))]
