"""The asset `snapshot`: what recall reads. What belongs here: the asset. What does not: the gate, the files."""

from datetime import timedelta

import dagster as dg

from orchestration.publishing import publish_snapshot


@dg.asset(
    group_name="snapshot",
    deps=[["marts", name] for name in ("fct_memories", "fct_profile_history", "dim_identities", "fct_interactions", "fct_commitments", "fct_observations")],
    kinds={"arrow"},
    required_resource_keys={"store"},
    freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=50), warn_window=timedelta(hours=26)),
    description="Memories, vectors, identities and profiles in one immutable folder, published after the gate by renaming one pointer.",
)
def snapshot(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """Publishes the candidate."""
    store = context.resources.store
    with store.stage("snapshot") as counts:
        counts |= publish_snapshot(store)
    return dg.MaterializeResult(metadata=counts)
