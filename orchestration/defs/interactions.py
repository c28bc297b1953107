"""The assets `interactions`, `records`, `identities` and `quarantine`: landed exports, read. What belongs here: the assets. What does not: any format."""

from collections.abc import Iterator

import dagster as dg

from orchestration.governance.retention import enforce
from orchestration.reading import read_pending
from orchestration.recalls import take_recalls

_ABOUT = {
    "interactions": "Messages, turns and transcript sentences, sensitive numbers masked; every revision is kept.",
    "records": "Entity versions of systems of record.",
    "identities": "Identifiers as they were given with messages and records, normalised.",
    "sensitive_spans": "Where sensitive numbers were masked.",
    "quarantine": "Rows that do not fit, with place and rule.",
}


@dg.multi_asset(
    specs=[dg.AssetSpec(name, group_name="interactions", deps=["exports"], description=about, kinds={"polars", "deltalake"}) for name, about in _ABOUT.items()],
    required_resource_keys={"store"},
)
def interactions(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Reads the exports that were not read yet."""
    store = context.resources.store
    with store.stage("interactions") as counts:
        counts |= read_pending(store)
        counts["recalls"] = take_recalls(store)
        enforce(store, "landing", "interactions", "records", "recalls")
    for name in _ABOUT:
        yield dg.MaterializeResult(name, metadata=counts if name == "interactions" else None)
