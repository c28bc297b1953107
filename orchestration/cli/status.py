"""`tellonce status`. What belongs here: showing how a store stands. What does not: finding out (orchestration.standing)."""

from __future__ import annotations

from typing import Any

import click

from orchestration.cli import output
from orchestration.cli.session import Session, store_options

_BUILD = ["build_id", "clock_at", "status", "rows_read", "rows_landed", "rows_quarantined", "interactions", "observations_active", "status_reason"]


@click.command()
@store_options
@click.option("--attributes", is_flag=True, help="List the attribute registry instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(session: Session, attributes: bool, as_json: bool) -> int:
    """Builds, counts, freshness, quarantine.

    And the snapshot in use. Exit code 1 where that cannot be read."""
    if attributes:
        _attributes(session, as_json)
        return 0
    from orchestration.standing import standing

    found = standing(session.existing().home, session.lake)
    if as_json:
        output.json_object(found)
    else:
        _show(found)
    return 1 if found["snapshot"] and found["snapshot"]["problem"] else 0


def _show(found: dict[str, Any]) -> None:
    used = found["snapshot"]
    click.echo(f"store      {found['home']}")
    if used is None:
        click.echo("snapshot   none yet: run `tellonce build`")
    elif used["problem"]:
        click.echo(f"snapshot   {used['snapshot_id']} of build {used['build_id']}")
        click.echo(f"warning: {used['problem']}", err=True)
    else:
        click.echo(f"snapshot   {used['snapshot_id']} of build {used['build_id']}, encoder {used['encoder']}")
        click.echo("           " + ", ".join(f"{number:,} {name}" for name, number in used["counts"].items()))
        if used["search_recall_at_10"] is not None:
            click.echo(f"           search finds {used['search_recall_at_10']:.3f} of the ten nearest")
    if found["is_interrupted"]:
        click.echo("warning: a build was interrupted or is under way; `tellonce build` goes on with it", err=True)
    if found["is_erasing"]:
        click.echo("warning: an erasure is not finished; `tellonce erase --resume` goes on with it", err=True)
    for row in found["waiting"]:
        click.echo(f"warning: {row['conversations']:,} conversations could not be read by {row['waits_for']} yet; the next build tries again", err=True)
    _list("Builds", found["builds"], _BUILD)
    _list("Sources", found["sources"], ["source", "exports", "last_landed", "newest"])
    _list("Quarantine", found["quarantine"], ["source", "rule", "rows"])
    _list("Refused claims", found["refusals"], ["rule", "claims"])
    _list("Targets", found["targets"], ["target", "object", "up_to_date", "pending", "rejected", "last_success"])


def _list(title: str, rows: list[dict[str, Any]], columns: list[str]) -> None:
    if rows:
        click.echo()
        output.table([c.replace("_", " ") for c in columns], [[row[c] for c in columns] for row in rows], title=title)


def _attributes(session: Session, as_json: bool) -> None:
    from orchestration.registries import registry_of

    rows = registry_of(session.config_or_default).frame().sort("attribute").to_dicts()
    if as_json:
        output.json_array(rows)
    else:
        columns = ["attribute", "kind", "type", "cardinality", "policy", "class", "is_personal", "is_builtin", "description"]
        output.table([c.removeprefix("is_") for c in columns], [[row[c] for c in columns] for row in rows])
