"""Connectors: one file an outside system. What belongs here: what a connector is, and which there are. What does not: what any of them says to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import polars as pl

from orchestration.failures import TellOnceError, UsageError

if TYPE_CHECKING:
    from orchestration.config.models import Target
    from orchestration.secrets import Secrets

Operation = Literal["upsert", "remove"]
RESULTS = {"key": pl.String, "status": pl.String, "answer": pl.String}
"""A row's result. Its status is accepted, removed or rejected; pending where the row never got there and may go again."""


class TargetError(TellOnceError):
    """An outside system could not be reached, or said no to all of it. Its text holds no secret and no row."""


@dataclass(frozen=True)
class Shape:
    """What rows of a delivery look like.

    Attributes:
        target: name of the target.
        object: table or object at the target.
        key: names of the fields that make up the key.
        types: field to the mart's type, key fields among them.
        comments: field to its description.
        about: the object's description.
    """

    target: str
    object: str
    key: tuple[str, ...]
    types: Mapping[str, pl.DataType]
    comments: Mapping[str, str] = field(default_factory=dict)
    about: str = ""

    def one_key(self) -> str:
        """The key's field, where a system allows of one only.

        Raises:
            UsageError: there are several.
        """
        if len(self.key) != 1:
            raise UsageError(f"target {self.target}: this system takes one key field, not {len(self.key)}")
        return self.key[0]


class Connector(Protocol):
    """Sends batches of rows to one object. Every write is by key, so a batch that is sent twice has the effect of one.

    Rows have columns key and payload; results have the columns of RESULTS, one row a key. All methods may raise TargetError.
    """

    most_rows: int
    most_bytes: int

    def begin(self, operation: Operation, rows: pl.DataFrame) -> str:
        """The id under which the batch will be known at the target. Sends no row; the id is in the ledger before any goes."""

    def send(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        """Sends a batch that has begun, and waits for its results."""

    def resume(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Results of a batch that a killed run had begun; None where it must be sent anew. `rows` are those of it that should still go."""

    def close(self) -> None:
        """Gives back what it holds."""


def open_connector(target: Target, shape: Shape, secrets: Secrets) -> Connector:
    """The connector of a target, connected.

    Raises:
        UsageError: the target's configuration lacks something, or a secret stands for nothing.
        TargetError: the system can't be reached.
    """
    try:
        if target.system == "snowflake":
            from orchestration.connectors.snowflake import connected as snowflake

            return snowflake(target, shape, secrets)
        if target.system == "salesforce":
            from orchestration.connectors.salesforce import connected as salesforce

            return salesforce(target, shape, secrets)
        if target.system == "segment":
            from orchestration.connectors.segment import connected as segment

            return segment(target, shape, secrets)
        from orchestration.connectors.zendesk import connected as zendesk

        return zendesk(target, shape, secrets)
    except ImportError as problem:
        raise UsageError(f"target {target.name}: {problem.name} is not installed: pip install 'tellonce[deliver]'") from None


def takes_files(target: Target) -> None:
    """Raises UsageError where a system has no form as files."""
    if target.system not in ("snowflake", "salesforce"):
        raise UsageError(f"target {target.name}: --to is for snowflake and salesforce; {target.system} takes no files")


def write_files(target: Target, shape: Shape, upserts: pl.DataFrame, removals: pl.DataFrame, folder: Path, batch_id: str) -> list[Path]:
    """Writes what a delivery would load as files, for those who load by themselves.

    Raises:
        UsageError: this system has no form as files.
    """
    takes_files(target)
    if target.system == "snowflake":
        from orchestration.connectors.snowflake import write as snowflake

        return snowflake(shape, upserts, removals, folder, batch_id)
    from orchestration.connectors.salesforce import write as salesforce

    return salesforce(shape, upserts, removals, folder, batch_id)
