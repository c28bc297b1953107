"""Dagster's entry point. What belongs here: putting the graph together. What does not: any asset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg


def build_defs(store: Any = None, *, resource_overrides: Mapping[str, Any] | None = None) -> dg.Definitions:
    """A fresh graph.

    Args:
        store: what the assets work on; made from tellonce.toml when a run starts where it is left out.
        resource_overrides: resources to put in place of the ones of the graph, for tests.
    """
    from orchestration.defs import checks, deliveries, exports, interactions, links, observations, profiles, schedules, snapshot

    held = schedules.configured_store if store is None else dg.ResourceDefinition.hardcoded_resource(store)
    resources = {"store": held} | dict(resource_overrides or {})
    assets = [exports.exports, interactions.interactions, observations.observations, links.links, *profiles.assets(store), snapshot.snapshot]
    graph = dg.Definitions(
        assets=assets,
        asset_checks=checks.CHECKS,
        jobs=[schedules.build_job],
        schedules=[schedules.nightly],
        sensors=[schedules.new_files],
        resources=resources,
    )
    return dg.Definitions.merge(graph, deliveries.definitions(store))


@dg.definitions
def defs() -> dg.Definitions:
    """What `dagster dev` shows."""
    return build_defs()
