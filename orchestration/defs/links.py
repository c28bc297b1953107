"""The assets `links` and `customers`: who is who. What belongs here: the assets. What does not: any rule of linking."""

from collections.abc import Iterator

import dagster as dg

from orchestration.governance.retention import settle
from orchestration.linking import link

_ABOUT = {
    "links": "Evidence that two identities are one person, and whether it is honoured, refused or undone.",
    "memberships": "An identity's membership in a customer over an interval of known time.",
    "customers": "Customer ids over the time they were in use.",
}


@dg.multi_asset(
    specs=[dg.AssetSpec(name, group_name="links", deps=["identities", "records", "observations"], description=about, kinds={"polars", "deltalake"}) for name, about in _ABOUT.items()],
    required_resource_keys={"store"},
)
def links(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Works out who is who."""
    store = context.resources.store
    with store.stage("links") as counts:
        counts |= link(store)
        settle(store)
    for name in _ABOUT:
        yield dg.MaterializeResult(name, metadata=counts if name == "links" else None)
