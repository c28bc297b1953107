"""What requests hold and answers look like, for checking and for the description of the service. What belongs here: models. What does not: routes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from warehouse.recall.answer import Options
from warehouse.tables.words import KINDS

MOST = 1000
_FIRST, _LAST = 1900, 2200
Identity = Annotated[str, Field(min_length=1, max_length=400, description="`type:value`, or a customer's id.", examples=["email:someone@example.com"])]
Query = Annotated[str, Field(max_length=10_000)]
Count = Annotated[int, Field(ge=0, le=MOST)]


def _kind(value: object) -> object:
    if value not in KINDS:
        raise ValueError(f"is no kind, one of {', '.join(KINDS)}")
    return value


Kind = Annotated[str, BeforeValidator(_kind)]


def _age(at: datetime) -> datetime:
    if not _FIRST <= at.year < _LAST:
        raise ValueError(f"is no time between {_FIRST} and {_LAST}")
    return at


Moment = Annotated[datetime, AfterValidator(_age)]


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a character that is none")
    return text


Storable = AfterValidator(_storable)


class Given(BaseModel):
    """A body: names in snake case or in camel case, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Moments(Given):
    """A customer at a moment on each clock."""

    identity: Identity
    as_of: Moment | None = None
    known_as_of: Moment | None = None


class Recalling(Moments):
    """The options of `tellonce recall`."""

    query: Query = ""
    token_budget: Annotated[int, Field(ge=0)] | None = None
    limit: Count = 20
    kinds: list[Kind] = []
    communications: Count = 0
    summaries: Count = 0
    begin: Moment | None = None
    end: Moment | None = None
    conversation_id: Annotated[str, Field(max_length=400)] | None = None
    threshold: float | None = None

    def options(self) -> Options:
        """As the ranking takes them."""
        return Options(**{name: getattr(self, name) for name in Options.__dataclass_fields__})


class Twilio(BaseModel):
    """A body in Twilio's names; what its clients may add is left aside."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")


class TwilioRecalling(Twilio):
    """Twilio's MemoryRetrievalRequest, with a token budget and the clocks beside."""

    query: Query | None = None
    conversation_id: Annotated[str, Field(max_length=400)] | None = None
    begin_date: Moment | None = None
    end_date: Moment | None = None
    observations_limit: Count | None = None
    summaries_limit: Count | None = None
    communications_limit: Count | None = None
    relevance_threshold: float | None = None
    token_budget: Annotated[int, Field(ge=0)] | None = None
    as_of: Moment | None = None
    known_as_of: Moment | None = None
    kinds: list[Kind] | None = None

    def options(self) -> Options:
        """Twilio's names and defaults as the ranking's."""
        return Options(
            token_budget=self.token_budget,
            limit=20 if self.observations_limit is None else self.observations_limit,
            summaries=5 if self.summaries_limit is None else self.summaries_limit,
            communications=self.communications_limit or 0,
            begin=self.begin_date,
            end=self.end_date,
            threshold=self.relevance_threshold,
            as_of=self.as_of,
            known_as_of=self.known_as_of,
            kinds=tuple(self.kinds or ()),
        )


class Believed(BaseModel):
    """A belief of a profile."""

    attribute: str
    value: str
    valid_from: str | None
    observation_ids: list[str]


class Answer(BaseModel):
    """What a recall answers: the same object as `tellonce recall --json`."""

    customer_id: str | None
    query: str
    profile: list[Believed]
    observations: list[dict[str, Any]]
    summaries: list[dict[str, Any]]
    communications: list[dict[str, Any]]
    knowledge: list[dict[str, Any]]
    context: str = Field(description="The rendered block for a prompt; never more tokens than the budget.")
    meta: dict[str, Any]


class Profile(BaseModel):
    """What a profile answers: the same object as `tellonce profile --json`."""

    customer_id: str | None
    identities: list[str]
    attributes: list[dict[str, Any]]


class Handoff(BaseModel):
    """What a handoff answers: the same object as `tellonce handoff --json`."""

    customer_id: str | None
    who: list[dict[str, Any]]
    open: list[dict[str, Any]]
    promised: list[dict[str, Any]]
    tried: list[dict[str, Any]]
    manner: list[dict[str, Any]]
    conversations: list[dict[str, Any]]
    context: str
    snapshot_id: Annotated[str, Field(alias="snapshotId")]


class Problem(BaseModel):
    """An error."""

    status: int
    code: int
    message: str
