"""The asset `observations`: claims with their quotes. What belongs here: the asset. What does not: how a claim is found."""

import dagster as dg

from orchestration.drawing import draw
from orchestration.governance.plan import DRAWN
from orchestration.governance.retention import enforce
from orchestration.shadow import trim


@dg.asset(
    group_name="observations",
    deps=["interactions", "records"],
    kinds={"polars", "deltalake"},
    required_resource_keys={"store"},
    description="What was claimed, by whom, in which words; drawn anew only from conversations and records that changed.",
)
def observations(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Draws observations."""
    store = context.resources.store
    with store.stage("observations") as counts:
        counts |= draw(store)
        trim(store)
        enforce(store, *DRAWN)
    return dg.MaterializeResult(metadata=counts)
