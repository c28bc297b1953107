"""The assets `deliveries/<target>`: what outside systems hold. What belongs here: the assets, their check, job and schedule. What does not: delivering.

They are downstream of the marts but not of the job `build`: a build publishes, and what was published is delivered by a job of its own.
"""

import re
from typing import Any

import dagster as dg

from orchestration import clock
from orchestration.config import Config
from orchestration.config.models import Target
from orchestration.delivering import deliver
from orchestration.lakes import lake_of
from orchestration.standing import targets
from warehouse.home import Home

GROUP = "deliveries"


def definitions(store: Any) -> dg.Definitions:
    """The targets of a store's configuration as assets; without a store, of the configuration that is found from the working folder upwards."""
    if store is None:
        from orchestration.defs.schedules import configured

        config, home = configured()
    else:
        config, home = store.config, store.home
    if not config.targets:  # type: ignore[attr-defined]
        return dg.Definitions()
    assets = [_asset(config, home, target) for target in config.targets]  # type: ignore[attr-defined,arg-type]
    about = "From the published copy to all targets."
    job = dg.define_asset_job("deliver", selection=dg.AssetSelection.groups(GROUP), executor_def=dg.in_process_executor, description=about)
    stopped = dg.DefaultScheduleStatus.STOPPED
    schedule = dg.ScheduleDefinition(name="hourly_deliveries", job=job, cron_schedule="30 * * * *", execution_timezone="UTC", default_status=stopped)
    return dg.Definitions(assets=assets, jobs=[job], schedules=[schedule])


def _asset(config: Config, home: Home, target: Target) -> dg.AssetsDefinition:
    key = dg.AssetKey([GROUP, re.sub(r"\W", "_", target.name)])

    @dg.asset(
        key=key, group_name=GROUP, deps=[["marts", target.table]], kinds={target.system},
        check_specs=[dg.AssetCheckSpec("all_taken", asset=key, description="The target took every row.")],
        description=f"{target.table} as {target.object} at {target.name}: only what changed goes.",
    )  # fmt: skip
    def delivery() -> dg.MaterializeResult:
        report = deliver(home, config, target.name)
        stands: dict[str, Any] = {"up_to_date": 0, "pending": 0, "rejected": 0, "last_success": None}
        stands |= next((row for row in targets(lake_of(config, home)) if (row["target"], row["object"]) == (target.name, target.object)), {})
        facts = {**report.counts, **report.results, **stands, "last_success": clock.text(stands["last_success"]) or "never"}
        check = dg.AssetCheckResult(check_name="all_taken", passed=not report.is_partial, metadata={"rejected": len(report.rejected)})
        return dg.MaterializeResult(metadata=facts, check_results=[check])

    return delivery
