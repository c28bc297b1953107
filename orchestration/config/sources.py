"""`[[sources]]`: where exports come from. What belongs here: their keys and what goes together. What does not: reading or pulling them."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator, model_validator

from orchestration.config.table import SourceName, Table
from orchestration.config.values import EnvironmentName, Region, Zone


class Pull(Table):
    """How to page exports out of a system that offers an API."""

    system: Literal["zendesk", "intercom", "twilio", "salesforce", "snowflake"]
    url: str | None = None
    objects: list[str] = []
    since: str | None = None
    options: dict[str, str] = {}
    secrets: dict[str, EnvironmentName] = {}
    table: str | None = None
    query: str | None = None
    key: str | None = None
    updated_at: str | None = None
    identifiers: dict[str, str] = {}
    attributes: dict[str, str] = {}

    @model_validator(mode="after")
    def _is_whole(self) -> Pull:
        rows = {"table or query": self.table or self.query, "key": self.key, "updated_at": self.updated_at}
        if self.system == "snowflake":
            if missing := [name for name, given in rows.items() if not given]:
                raise ValueError(f"snowflake needs {', '.join(missing)}: the table or query, and which columns tell a row and when it changed")
            if self.table and self.query:
                raise ValueError("has a table and a query; give one")
        elif any(rows.values()) or self.identifiers or self.attributes:
            raise ValueError(f"table, query, key, updated_at, identifiers and attributes are for snowflake, not for {self.system}")
        return self


class Source(Table):
    """Where exports come from."""

    name: SourceName
    path: str | None = None
    pull: Pull | None = None
    format: str | None = None
    default_region: Region | None = None
    timezone: Zone = "UTC"

    @field_validator("format")
    @classmethod
    def _is_known(cls, value: str | None) -> str | None:
        from transforms.formats import OF_SOURCES

        if value is not None and value not in OF_SOURCES:
            raise ValueError(f"{value!r} is not known, one of {', '.join(OF_SOURCES)}")
        return value

    @model_validator(mode="after")
    def _has_an_origin(self) -> Source:
        if (self.path is None) == (self.pull is None):
            raise ValueError("needs a path, or else a pull")
        return self
