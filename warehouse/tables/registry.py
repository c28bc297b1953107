"""Every table of the lake by name. What belongs here: which tables there are. What does not: their columns."""

from __future__ import annotations

from dataclasses import dataclass

import dataframely as dy
import polars as pl

from warehouse.tables import identities, landing, ledgers, observations


@dataclass(frozen=True)
class Table:
    """A table of the lake: its schema, and whether it can be built again from what landed."""

    name: str
    schema: type[dy.Schema]
    is_derived: bool

    @property
    def personal(self) -> list[str]:
        """Columns that hold personal data, in schema order."""
        return [name for name, column in self.schema.columns().items() if (column.metadata or {}).get("personal")]

    def empty(self) -> pl.DataFrame:
        """A frame of this table with no rows."""
        return self.schema.create_empty()


def _table(name: str, schema: type[dy.Schema], *, is_derived: bool) -> tuple[str, Table]:
    return name, Table(name, schema, is_derived)


TABLES: dict[str, Table] = dict(
    [
        _table("exports", landing.Exports, is_derived=False),
        _table("export_reads", landing.ExportReads, is_derived=True),
        _table("quarantine", landing.Quarantine, is_derived=True),
        _table("interactions", landing.Interactions, is_derived=True),
        _table("records", landing.Records, is_derived=True),
        _table("identity_mentions", landing.IdentityMentions, is_derived=True),
        _table("sensitive_spans", landing.SensitiveSpans, is_derived=True),
        _table("observations", observations.Observations, is_derived=True),
        _table("echoes", observations.Echoes, is_derived=True),
        _table("extractions", observations.Extractions, is_derived=True),
        _table("shadow_observations", observations.Observations, is_derived=True),
        _table("shadow_extractions", observations.Extractions, is_derived=True),
        _table("answers", observations.Answers, is_derived=False),
        _table("attributes", observations.Attributes, is_derived=True),
        _table("policies", observations.Policies, is_derived=False),
        _table("activations", observations.Activations, is_derived=False),
        _table("generations", observations.Generations, is_derived=False),
        _table("former_activations", observations.FormerActivations, is_derived=True),
        _table("links", identities.Links, is_derived=True),
        _table("memberships", identities.Memberships, is_derived=True),
        _table("customers", identities.Customers, is_derived=True),
        _table("matchers", ledgers.Matchers, is_derived=False),
        _table("proposals", ledgers.Proposals, is_derived=False),
        _table("decisions", ledgers.Decisions, is_derived=False),
        _table("builds", ledgers.Builds, is_derived=False),
        _table("recalls", ledgers.Recalls, is_derived=False),
        _table("deliveries", ledgers.Deliveries, is_derived=False),
        _table("delivered", ledgers.Delivered, is_derived=False),
        _table("erasures", ledgers.Erasures, is_derived=False),
        _table("audit", ledgers.Audit, is_derived=False),
    ]
)
