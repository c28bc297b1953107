"""Dagster's dbt component over this project's own way of running dbt. What belongs here: the component. What does not: dbt itself (orchestration.dbt)."""

import json
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
import yaml  # type: ignore[import-untyped]
from dagster_dbt import DagsterDbtTranslator, DbtProject, DbtProjectComponent
from dagster_dbt.asset_utils import build_dbt_specs

from orchestration.dbt import manifest, run
from orchestration.failures import TellOnceError
from orchestration.marking import mark

ATTRIBUTES = yaml.safe_load((Path(__file__).parent / "defs.yaml").read_text())["attributes"]


class _Translator(DagsterDbtTranslator):
    """Models under their schema's name, in this stage's group; sources are the assets of the stages before."""

    def get_asset_key(self, dbt_resource_props: Any) -> dg.AssetKey:
        """`marts/fct_profile_history` for a model, `observations` for a source."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey("identities" if dbt_resource_props["name"] == "identity_mentions" else dbt_resource_props["name"])
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Any) -> str:
        """All in one stage."""
        return str(ATTRIBUTES["translation"]["group_name"])


class Reconciliation(DbtProjectComponent):
    """The dbt component, run in this process by `orchestration.dbt.run`: one start of dbt a build, not one a call."""

    def definitions(self, manifest_path: Path) -> dg.AssetsDefinition:
        """The models and tests of a parsed project as one asset function."""
        specs, checks = build_dbt_specs(
            translator=_Translator(), manifest=json.loads(manifest_path.read_text()),
            select="fqn:*", exclude="", selector="", io_manager_key=None, project=None,
        )  # fmt: skip
        specs, checks = list(specs), list(checks)
        order = list(TopologicalSorter({spec.key: [dep.asset_key for dep in spec.deps] for spec in specs}).static_order())

        @dg.multi_asset(specs=specs, check_specs=checks, name="profiles", required_resource_keys={"store"}, allow_arbitrary_check_specs=True)
        def profiles(context: dg.AssetExecutionContext) -> Iterator[Any]:
            store = context.resources.store
            with store.stage("profiles") as counts:
                counts["echoes"] = mark(store)
                result = run(store.home, store.lake, store.clock, full=store.full)
                if not result.ok:
                    raise TellOnceError(f"reconciliation stopped, the snapshot in use stays: {'; '.join(result.failures[:3])}")
                seconds = {name: taken for name, _, taken in result.nodes}
                counts["models"] = len([n for n in seconds if n.startswith(("stg_", "int_", "dim_", "fct_"))])
                counts["tests"] = len(result.nodes) - counts["models"]
            for key in filter(context.selected_asset_keys.__contains__, order):
                yield dg.MaterializeResult(key, metadata={"seconds": seconds.get(key.path[-1], 0.0)})
            for check in checks:
                yield dg.AssetCheckResult(asset_key=check.asset_key, check_name=check.name, passed=True)

        return profiles


def assets(store: Any) -> list[dg.AssetsDefinition]:
    """The stage's assets for a store; without one, for the store of the working folder."""
    if store is None:
        from orchestration.defs.schedules import configured
        from orchestration.registries import registry_of

        config, home = configured()
        path = manifest(home, registry_of(config).frame())
    else:
        path = manifest(store.home, store.registry.frame())
    return [Reconciliation(project=DbtProject(path.parents[1] / "project")).definitions(path)]
