"""Runs the graph in this process. What belongs here: the Dagster instance and the run. What does not: what assets do."""

from __future__ import annotations

import os
from collections.abc import Sequence

import dagster as dg

from orchestration.definitions import build_defs
from orchestration.resources import Store
from warehouse.home import Home

SETTINGS = "telemetry:\n  enabled: false\nnux:\n  enabled: false\n"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""Dagster's own console lines tell of steps and stack traces; the progress display tells of stages, and errors are one line."""


def instance(home: Home) -> dg.DagsterInstance:
    """Dagster's own storage in the home, without telemetry."""
    home.dagster.mkdir(parents=True, exist_ok=True)
    settings = home.dagster / "dagster.yaml"
    if not settings.exists():
        settings.write_text(SETTINGS)
    os.environ["DAGSTER_HOME"] = str(home.dagster.absolute())
    return dg.DagsterInstance.get()


def materialise(store: Store, stages: Sequence[str]) -> None:
    """Materialises the assets of some stages; each stage is a group of the graph.

    Raises:
        Exception: what an asset raised, as it raised it.
    """
    graph = build_defs(store)
    wanted = dg.AssetSelection.groups(*stages).resolve(graph.resolve_asset_graph())
    job = graph.resolve_job_def("build")
    job.execute_in_process(run_config=QUIET, instance=instance(store.home), asset_selection=sorted(wanted), raise_on_error=True)
