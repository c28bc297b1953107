"""The shape of tellonce.toml: one model a table. What belongs here: keys, defaults, what goes together. What does not: reading the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, field_validator, model_validator

from orchestration.config.attributes import Attribute, Class, ClassName, Kind
from orchestration.config.sources import Source
from orchestration.config.table import SourceName, Table
from orchestration.config.values import Count, Duration, EnvironmentName, Share, Zone
from warehouse.tables import words

State = Annotated[str, Field(pattern=r"^(inactive|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*=.+)$", max_length=200)]


class Probabilistic(Table):
    """Links from names, addresses and dates of birth of records."""

    enabled: bool = False
    threshold: Share = 0.95


class Identity(Table):
    """Which identities make one customer."""

    limits: dict[str, Count] = {"email": 10, "phone": 10, "whatsapp": 10}
    max_size: Count = 50
    blocked: list[str] = []
    shared_with: Count = 20
    shared_window: Duration = timedelta(days=30)
    stated: Literal["off", "identifiers", "identifiers_and_names"] = "off"
    probabilistic: Probabilistic = Probabilistic()


class Store(Table):
    """What this store is called."""

    name: SourceName = "default"
    timezone: Zone = "UTC"


class LakeSettings(Table):
    """Where the lake's tables are, if not in the home."""

    uri: str | None = None
    options: dict[str, str] = {}
    secrets: dict[str, EnvironmentName] = {}

    @field_validator("options")
    @classmethod
    def _holds_no_secret(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            if any(word in name.lower() for word in ("secret", "token", "password", "access_key", "account_key")):
                raise ValueError(f"{name} is a secret: name its environment variable under [lake.secrets]")
        return value


class SecretsFile(Table):
    """Where secrets are that are not in the environment."""

    file: str | None = None


class Encoder(Table):
    """What turns sentences into vectors: `minilm`, `wordllama`, or any name that sentence-transformers takes."""

    name: str = "minilm"
    device: Literal["cpu", "cuda", "mps"] = "cpu"


class Recall(Table):
    """How a recall counts: tokens of a budget by `words` (each word and mark is one), `minilm`, or the path of a tokenizer.json."""

    tokenizer: str = "words"


class Llm(Table):
    """A language model at an OpenAI-compatible endpoint; its address ends before /chat/completions."""

    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
    model: Annotated[str, Field(min_length=1)]
    api_key: EnvironmentName | None = None
    concurrency: Count = 4
    timeout: Duration = timedelta(seconds=60)


ExtractorName = Literal["records", "grammar", "exemplars", "llm"]


class Candidate(Table):
    """Extractors that are tried beside those in use; what is left out is as for these."""

    which: Annotated[list[ExtractorName], Field(min_length=1)]
    exemplars: list[str] | None = None
    llm: Llm | None = None


class Extractor(Table):
    """Which extractors run, which are tried beside them, and which of the two are in use."""

    which: list[ExtractorName] = ["records", "grammar", "exemplars"]
    llm: Llm | None = None
    candidate: Annotated[Candidate | None, BeforeValidator(lambda given: {"which": given} if isinstance(given, list) else given)] = None
    use: Literal["which", "candidate"] = "which"

    @model_validator(mode="after")
    def _is_whole(self) -> Extractor:
        if "llm" in self.which and self.llm is None:
            raise ValueError("which names llm, so [extractor.llm] needs an endpoint and a model")
        if self.candidate and "llm" in self.candidate.which and not (self.candidate.llm or self.llm):
            raise ValueError("candidate names llm, so [extractor.llm] or [extractor.candidate.llm] needs an endpoint and a model")
        if self.use == "candidate" and self.candidate is None:
            raise ValueError("use = \"candidate\", and candidate names no extractors")
        return self


@dataclass(frozen=True)
class ExtractorSet:
    """One set of extractors, with everything that it is made from.

    Attributes:
        which: the extractors, in order of precedence.
        exemplars: patterns of the user's own exemplars.
        llm: the language model, where there is one.
    """

    which: list[ExtractorName]
    exemplars: list[str]
    llm: Llm | None


class Target(Table):
    """A system that changes are delivered to."""

    name: SourceName
    system: Literal["snowflake", "salesforce", "segment", "zendesk"]
    table: Literal["dim_profiles", "fct_memories", "fct_commitments"] = "dim_profiles"
    object: str
    key: dict[str, str]
    fields: dict[str, str]
    where: dict[str, str] = {}
    consent: str | None = None
    max_removals: Share = 0.1
    url: str | None = None
    options: dict[str, str] = {}
    secrets: dict[str, EnvironmentName] = {}
    returns_as: Annotated[list[SourceName] | None, BeforeValidator(lambda given: [given] if isinstance(given, str) else given)] = None


class Retention(Table):
    """How long things stay; without a figure, for ever."""

    landing: Duration | None = None
    interactions: Duration | None = None
    observations: Duration | None = None
    recalls: Duration | None = None
    kinds: dict[Kind, Duration] = {}
    channels: dict[Literal[words.CHANNELS], Duration] = {}  # type: ignore[valid-type]
    sources: dict[str, Duration] = {}
    states: dict[State, Duration] = {}


class Gate(Table):
    """When a build stops before it publishes."""

    largest_share: Share = 0.5


class Config(Table):
    """All of tellonce.toml. Paths in it are relative to its folder."""

    store: Store = Store()
    lake: LakeSettings = LakeSettings()
    secrets: SecretsFile = SecretsFile()
    sources: list[Source] = []
    attributes: list[Attribute] = []
    classes: dict[ClassName, Class] = {}
    identity: Identity = Identity()
    exemplars: list[str] = []
    encoder: Encoder = Encoder()
    recall: Recall = Recall()
    extractor: Extractor = Extractor()
    targets: list[Target] = []
    retention: Retention = Retention()
    gate: Gate = Gate()
    _file: Path = PrivateAttr(default=Path("tellonce.toml"))

    @model_validator(mode="before")
    @classmethod
    def _sources_keep_the_stores_time(cls, given: object) -> object:
        store, sources = (given.get("store"), given.get("sources")) if isinstance(given, dict) else (None, None)
        if not isinstance(given, dict) or not isinstance(store, dict) or not isinstance(sources, list) or "timezone" not in store:
            return given
        zone = {"timezone": store["timezone"]}
        return given | {"sources": [zone | source if isinstance(source, dict) else source for source in sources]}

    @model_validator(mode="after")
    def _returns_from_somewhere(self) -> Config:
        names = [source.name for source in self.sources]
        for target in self.targets:
            if unknown := [name for name in target.returns_as or [] if name not in names]:
                raise ValueError(f"target {target.name}: returns_as: no source {unknown[0]!r}, one of {', '.join(names) or 'none'}")
        return self

    @property
    def extractors_in_use(self) -> ExtractorSet:
        """The set whose claims count."""
        candidate = self._candidate() if self.extractor.use == "candidate" else None
        return candidate or ExtractorSet(self.extractor.which, self.exemplars, self.extractor.llm)

    @property
    def extractors_tried(self) -> ExtractorSet | None:
        """The set that is compared with the one in use; None where no other is named, or it is in use itself."""
        return None if self.extractor.use == "candidate" else self._candidate()

    def _candidate(self) -> ExtractorSet | None:
        own = self.extractor.candidate
        return None if own is None else ExtractorSet(own.which, self.exemplars if own.exemplars is None else own.exemplars, own.llm or self.extractor.llm)

    @property
    def file(self) -> Path:
        """The file it was read from."""
        return self._file

    @property
    def folder(self) -> Path:
        """The folder that relative paths start at."""
        return self._file.parent

    def located(self, path: str) -> str:
        """A path or glob of the file, absolute; a URI as it is."""
        return path if "://" in path else str(self.folder / Path(path).expanduser())

    def files(self, patterns: list[str]) -> list[Path]:
        """The files that patterns such as `exemplars` name, sorted; a pattern that names none gives none."""
        from glob import glob

        return sorted({Path(found) for pattern in patterns for found in glob(self.located(pattern), recursive=True)})  # noqa: PTH207 absolute patterns
