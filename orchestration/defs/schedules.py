"""When the graph runs: the job, its nightly schedule and the sensor for new files. What belongs here: triggers. What does not: assets."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.config import Config
from orchestration.resources import Store
from warehouse.home import Home


@dg.resource(description="The store of the tellonce.toml that is found from the working folder upwards, held for one run.")
def configured_store(_: dg.InitResourceContext) -> Iterator[Store]:
    """Opens a build when a run of `dagster dev` starts and closes it when the run ends."""
    from orchestration.build import opened

    config, home = configured()
    with opened(config, home) as store:
        yield store


def configured() -> tuple[Config, Home]:
    """The configuration and home that a process of Dagster works on."""
    from orchestration.config import find, load

    config = load(find())
    return config, Home(Path(os.environ.get("TELLONCE_HOME", ".tellonce")).absolute())


_STAGES = dg.AssetSelection.all() - dg.AssetSelection.groups("deliveries")
build_job = dg.define_asset_job("build", selection=_STAGES, executor_def=dg.in_process_executor, description="From exports to a published snapshot.")

nightly = dg.ScheduleDefinition(name="nightly", job=build_job, cron_schedule="0 2 * * *", execution_timezone="UTC", default_status=dg.DefaultScheduleStatus.STOPPED)


@dg.sensor(job=build_job, minimum_interval_seconds=300, description="Runs a build when the files that the sources name have changed.")
def new_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for a build when a file is new or has grown. The cursor is a digest: no path leaves the process."""
    from orchestration.landing import Found
    from orchestration.sources import found_files

    config, home = configured()
    stamps = sorted(f"{f.source} {f.path} {f.stamp}" for f in found_files(config, home) if isinstance(f, Found))  # type: ignore[arg-type]
    digest = hashlib.sha256("\n".join(stamps).encode()).hexdigest()
    if digest == context.cursor:
        return dg.SkipReason("no file is new")
    context.update_cursor(digest)
    return dg.RunRequest(run_key=digest)
