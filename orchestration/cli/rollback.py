"""`tellonce rollback`. What belongs here: the command. What does not: the pointer (warehouse.recall)."""

from __future__ import annotations

from dataclasses import asdict

import click

from orchestration.cli import output
from orchestration.cli.session import Session, store_options


@click.command()
@store_options
@click.option("--json", "as_json", is_flag=True, help="Print the snapshot now in use as JSON.")
def rollback(session: Session, as_json: bool) -> None:
    """Go back to the snapshot before. Marts and lake stay; the next build publishes anew."""
    from warehouse.recall import snapshot

    entry = snapshot.rollback(session.existing().home)
    if as_json:
        output.json_object(asdict(entry))
    else:
        click.echo(f"snapshot {entry.snapshot_id} of build {entry.build_id} is in use")
