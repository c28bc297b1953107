"""`tellonce rollback`. What belongs here: the command. What does not: the pointer (warehouse.recall)."""

from __future__ import annotations

import getpass
from dataclasses import asdict

import click

from orchestration import clock
from orchestration.cli import output
from orchestration.cli.session import Session, store_options


@click.command()
@store_options
@click.option("--json", "as_json", is_flag=True, help="Print the snapshot now in use as JSON.")
def rollback(session: Session, as_json: bool) -> None:
    """Go back to the snapshot before. Marts and lake stay; the next build publishes anew."""
    from warehouse.governance import audit
    from warehouse.recall import snapshot

    entry = snapshot.rollback(session.existing().home)
    audit.append(session.home, session.lake, "rollback", entry.snapshot_id, clock.now(), actor=getpass.getuser())
    if as_json:
        output.json_object(asdict(entry))
    else:
        click.echo(f"snapshot {entry.snapshot_id} of build {entry.build_id} is in use")
