"""The extractors of a configuration, in order of precedence. What belongs here: construction. What does not: extraction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orchestration.config import Config
from orchestration.config.models import Extractor, Llm
from orchestration.failures import UsageError
from orchestration.secrets import secrets_of
from warehouse.home import Home, shared_cache


@dataclass(frozen=True)
class Extractors:
    """A set of extractors.

    Attributes:
        settings: what it was made from.
        members: in order of precedence.
        classes: digest of the classes that observations are stamped with.
    """

    settings: Extractor
    members: list[Any]
    classes: str

    @property
    def generation(self) -> str:
        """One digest over all of them and the classes: where it differs, observations are drawn again."""
        made = "/".join(f"{e.name} {e.version} {e.digest}" for e in self.members)
        return hashlib.sha256(f"{made}/{self.classes}".encode()).hexdigest()[:32]


def make(home: Home, config: Config, registry: Any) -> Extractors:
    """The extractors that `[extractor] which` names.

    Raises:
        UsageError: the environment lacks the key of a language model.
    """
    settings = config.extractor
    makers: dict[str, Callable[[Home, Config, Extractor, Any], list[Any]]] = {"records": _records, "grammar": _grammar, "exemplars": _exemplars, "llm": _llm}
    members = [extractor for which in settings.which for extractor in makers[which](home, config, settings, registry)]
    return Extractors(settings, members, registry.classes.digest)


def _records(home: Home, config: Config, settings: Extractor, registry: Any) -> list[Any]:
    from transforms.extractors.records import RecordsExtractor

    return [RecordsExtractor(registry)]


def _grammar(home: Home, config: Config, settings: Extractor, registry: Any) -> list[Any]:
    from transforms.extractors.grammar import GrammarExtractor
    from transforms.extractors.slots import SlotsExtractor

    return [GrammarExtractor(registry), SlotsExtractor(registry)]


def _exemplars(home: Home, config: Config, settings: Extractor, registry: Any) -> list[Any]:
    from orchestration.resources import FolderCache
    from transforms.extractors.exemplars import Exemplars, join, parse

    own = join(parse(path.name, path.read_text(encoding="utf-8")) for path in config.files(config.exemplars))
    # What is trained on the seed alone tells nothing of anybody and is the same for every home.
    is_seed_only = not (own.sentences or own.marked or own.conversations)
    return [Exemplars.train(own, FolderCache((shared_cache() if is_seed_only else home.cache) / "models"))]


def _llm(home: Home, config: Config, settings: Extractor, registry: Any) -> list[Any]:
    from transforms.extractors.llm import LlmExtractor

    if settings.llm is None:
        raise UsageError("[extractor.llm] needs an endpoint and a model")
    model_key(config, settings.llm)
    return [LlmExtractor(registry, settings.llm.model)]


def model_key(config: Config, settings: Llm) -> str | None:
    """The key that a model's endpoint asks for, by the name that the configuration gives.

    Raises:
        UsageError: there is no secret of that name.
    """
    return secrets_of(config).of("[extractor.llm]", {"api_key": settings.api_key} if settings.api_key else {}).get("api_key")
