"""The extractors of a configuration, in order of precedence. What belongs here: construction. What does not: extraction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orchestration.config import Config
from orchestration.config.models import ExtractorSet, Llm
from orchestration.failures import UsageError
from orchestration.secrets import secrets_of
from warehouse.home import Home, shared_cache


@dataclass(frozen=True)
class Member:
    """What tells an extractor from others, and how it is made: making may load models, which a build that finds nothing to draw has no use for."""

    name: str
    version: str
    digest: str
    make: Callable[[], Any]


@dataclass(frozen=True)
class Extractors:
    """A set of extractors.

    Attributes:
        settings: what it was made from.
        members: in order of precedence.
        classes: digest of the classes that observations are stamped with.
    """

    settings: ExtractorSet
    members: list[Member]
    classes: str

    @property
    def generation(self) -> str:
        """One digest over all of them and the classes: where it differs, observations are drawn again."""
        made = "/".join(f"{e.name} {e.version} {e.digest}" for e in self.members)
        return hashlib.sha256(f"{made}/{self.classes}".encode()).hexdigest()[:32]

    @property
    def names(self) -> list[str]:
        """The members for people, as `grammar 2 (1f0e5a77)`: name, declared version, and the beginning of the digest of its data."""
        return [f"{e.name} {e.version} ({e.digest[:8]})" for e in self.members]

    @cached_property
    def made(self) -> list[Any]:
        """The extractors themselves."""
        return [member.make() for member in self.members]


def make(home: Home, config: Config, settings: ExtractorSet, registry: Any) -> Extractors:
    """The extractors that a set names."""
    makers: dict[str, Callable[[Home, Config, ExtractorSet, Any], list[Member]]] = {"records": _records, "grammar": _grammar, "exemplars": _exemplars, "llm": _llm}
    members = [extractor for which in settings.which for extractor in makers[which](home, config, settings, registry)]
    return Extractors(settings, members, registry.classes.digest)


def check_secrets(config: Config, settings: ExtractorSet) -> None:
    """Raises UsageError where the environment lacks the key of a language model that a set asks."""
    if settings.llm is not None and "llm" in settings.which:
        model_key(config, settings.llm)


def _member(extractor: Any) -> Member:
    return Member(extractor.name, extractor.version, extractor.digest, lambda: extractor)


def _records(home: Home, config: Config, settings: ExtractorSet, registry: Any) -> list[Member]:
    from transforms.extractors.records import RecordsExtractor

    return [_member(RecordsExtractor(registry))]


def _grammar(home: Home, config: Config, settings: ExtractorSet, registry: Any) -> list[Member]:
    from transforms.extractors.grammar import GrammarExtractor
    from transforms.extractors.slots import SlotsExtractor

    return [_member(GrammarExtractor(registry)), _member(SlotsExtractor(registry))]


def _exemplars(home: Home, config: Config, settings: ExtractorSet, registry: Any) -> list[Member]:
    from transforms.extractors.exemplars import Lines, digests, join, parse, seed

    own: Lines = join(parse(path.name, path.read_text(encoding="utf-8")) for path in config.files(settings.exemplars))

    def train() -> Any:
        from orchestration.resources import FolderCache
        from transforms.extractors.exemplars import Exemplars

        # What is trained on the seed alone tells nothing of anybody and is the same for every home.
        is_seed_only = not (own.sentences or own.marked or own.conversations)
        return Exemplars.train(own, FolderCache((shared_cache() if is_seed_only else home.cache) / "models"))

    return [Member("exemplars", digests.VERSION, digests.of(seed(), own), train)]


def _llm(home: Home, config: Config, settings: ExtractorSet, registry: Any) -> list[Member]:
    from transforms.extractors.llm import LlmExtractor

    if settings.llm is None:
        raise UsageError("[extractor.llm] needs an endpoint and a model")
    return [_member(LlmExtractor(registry, settings.llm.model))]


def model_key(config: Config, settings: Llm) -> str | None:
    """The key that a model's endpoint asks for, by the name that the configuration gives.

    Raises:
        UsageError: there is no secret of that name.
    """
    return secrets_of(config).of("[extractor.llm]", {"api_key": settings.api_key} if settings.api_key else {}).get("api_key")
