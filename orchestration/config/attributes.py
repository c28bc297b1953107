"""`[[attributes]]` and `[classes]`: what is kept of a customer, and what it is kept from. What belongs here: their keys. What does not: the registry made of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from orchestration.config.table import Table
from orchestration.config.values import Duration, Pattern, Synonyms
from warehouse.tables import words

Kind = Literal[words.KINDS]  # type: ignore[valid-type]
Policy = Literal[words.POLICIES]  # type: ignore[valid-type]
Type = Literal[words.TYPES]  # type: ignore[valid-type]
AttributeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$", max_length=120)]
ClassName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Use = Literal["recall", "delivery", "extraction"]
PROFILE_COLUMNS = ("customer_id", "first_seen_at", "last_seen_at", "channels", "interactions")


class Attribute(Table):
    """An attribute of the user's own."""

    name: AttributeName
    description: str = ""
    kind: Kind = "attribute"
    type: Type = "text"
    cardinality: Literal["one", "many"] = "one"
    values: Synonyms = {}
    pattern: Pattern | None = None
    examples: list[str] = []
    policy: Policy = "latest"
    expires_after: Duration | None = None
    half_life: Duration | None = None
    retain: Duration | None = None
    personal: bool = False
    class_: Annotated[ClassName, Field(alias="class")] = "general"

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: object) -> object:
        if not isinstance(given, dict):
            return given
        by_values = {"type": "enum"} if given.get("values") else {}
        by_number = {"policy": "accumulate"} if given.get("cardinality") == "many" else {}
        return by_values | by_number | given

    @field_validator("name")
    @classmethod
    def _is_free(cls, value: str) -> str:
        if value in PROFILE_COLUMNS:
            raise ValueError(f"{value!r} is a column that every profile has; choose another name")
        return value

    @field_validator("examples")
    @classmethod
    def _are_marked(cls, value: list[str]) -> list[str]:
        for example in value:
            if example.find("<") < 0 or example.find(">", example.find("<") + 2) < 0:
                raise ValueError("has an example without a marked value, as in 'send it with <dhl>'")
        return value

    @model_validator(mode="after")
    def _has_values(self) -> Attribute:
        if self.type == "enum" and not self.values:
            raise ValueError("is an enum without values; name them, or say type = 'text'")
        return self


class Class(Table):
    """What a class of attributes and statements is kept from, and words that tell it."""

    bar: list[Use] = []
    words: list[Annotated[str, Field(min_length=2, max_length=80)]] = []
