"""`tellonce build`. What belongs here: its options, its progress and its table of counts. What does not: the build (orchestration.build)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import output, progress
from orchestration.cli.arguments import MOMENT
from orchestration.cli.session import Session, store_options
from orchestration.failures import UsageError

if TYPE_CHECKING:
    from orchestration.build import BuildReport

STAGES = "exports, interactions, observations, links, profiles or snapshot"
_READ = ("exports_landed", "rows_read", "rows_landed", "rows_known", "rows_quarantined", "rows_refused")
_HELD = (
    "interactions", "records", "observations_active", "observations_superseded", "observations_duplicate", "observations_retracted", "observations_expired",
    "claims_refused",
)  # fmt: skip


@click.command()
@store_options
@click.option("--full", is_flag=True, help="Recompute everything derived.")
@click.option("--select", metavar="STAGE", help=f"Run to this stage: {STAGES}.")
@click.option("--at", type=MOMENT, help="Set the clock: what lands gets this time as recorded_at. Not earlier than the last.")
@click.option("--yes", is_flag=True, help="Go on where more profiles would change than [gate] allows.")
@click.option("--extractor", type=click.Choice(["candidate"]), help="Only draw what the candidate of [extractor] makes of what was read, beside what counts.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def build(session: Session, full: bool, select: str | None, at: datetime | None, yes: bool, extractor: str | None, as_json: bool) -> None:
    """Pull, build and publish.

    Pulls every configured source, then runs the whole graph up to a published snapshot. With --extractor candidate it does neither: the candidate's claims are
    drawn into a shadow set, only from what it has not read yet, and no belief, memory or snapshot changes; `tellonce diff --extractor candidate` compares."""
    if extractor:
        if select is not None:
            raise UsageError("--select goes without --extractor: a shadow set has no stages")
        _try(session, full, at, as_json)
        return
    config = session.config
    from orchestration.build import run_build
    from orchestration.resources import STAGES as KNOWN

    if select is not None and select not in KNOWN:
        raise UsageError(f"--select {select}: no such stage, one of {', '.join(KNOWN)}")
    with progress.shown() as shown:
        report = run_build(config, session.home, full=full, select=select, at=at, yes=yes, progress=shown)
    if as_json:
        output.json_object({name: getattr(report, name) for name in report.__dataclass_fields__})
    else:
        _show(report)


def _try(session: Session, full: bool, at: datetime | None, as_json: bool) -> None:
    """Fills the shadow set, and shows what it holds."""
    from dataclasses import asdict

    config = session.config
    from orchestration.trying import run_try

    with progress.shown() as shown:
        report = run_try(config, session.home, shown, at=at, full=full)
    if as_json:
        output.json_object(asdict(report))
        return
    counts = {"conversations and records": report.carriers, "read this time": report.read, "waiting": report.waiting, "claims": report.observations}
    rows = [[name, f"{number:,}"] for name, number in (counts | {"claims refused": report.claims_refused}).items()]
    click.echo(f"candidate  {', '.join(report.extractors)}\n")
    output.table(["", "count"], rows, title="What it draws")
    click.echo(f"\ncandidate drawn in {report.seconds:.1f} s; `tellonce diff --extractor candidate` compares, shadow.fct_observations has the claims")


def _show(report: BuildReport) -> None:
    if report.sources:
        columns = ["source", *(name.replace("_", " ") for name in _READ)]
        output.table(columns, [[row["source"], *(row[name] for name in _READ)] for row in report.sources], title="What was read")
        click.echo()
        output.table(["", "count"], [[name.replace("_", " "), f"{_sum(report.sources, name):,}"] for name in _HELD], title="What is held")
        click.echo()
    seconds = sum(report.seconds.values())
    where = f", snapshot {report.snapshot_id} is in use" if report.snapshot_id else ""
    click.echo(f"build {report.build_id} {report.status} in {seconds:.1f} s{where}")


def _sum(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] or 0 for row in rows)
