"""What every table of tellonce.toml is, and names in it. What belongs here: what all tables share. What does not: any key."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

SourceName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]*$", max_length=80)]


class Table(BaseModel):
    """A table of the file: what it doesn't know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
