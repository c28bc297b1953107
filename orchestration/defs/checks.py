"""Checks beside the assets: rows add up, quarantine stays small. What belongs here: checks that a person watches. What does not: the gate, which stops a build."""

import dagster as dg

from orchestration.ledger import source_rows, unbalanced

LARGEST_QUARANTINE = 0.05


@dg.asset_check(asset="interactions", name="rows_add_up", required_resource_keys={"store"}, blocking=True, description="Rows read = landed + known + quarantined + refused, for every source.")
def rows_add_up(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Counts the rows of this build."""
    sources = unbalanced(source_rows(context.resources.store))
    return dg.AssetCheckResult(passed=not sources, metadata={"sources": ", ".join(sources)})


@dg.asset_check(asset="quarantine", name="quarantine_is_small", required_resource_keys={"store"}, description="At most a twentieth of a source's rows are in quarantine.")
def quarantine_is_small(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Warns of sources whose exports mostly do not fit."""
    rows = source_rows(context.resources.store)
    many = rows.filter(rows["rows_quarantined"] > LARGEST_QUARANTINE * rows["rows_read"])["source"].to_list()
    return dg.AssetCheckResult(passed=not many, severity=dg.AssetCheckSeverity.WARN, metadata={"sources": ", ".join(many)})


CHECKS = [rows_add_up, quarantine_is_small]
