"""`tellonce diff`. What belongs here: showing what changed. What does not: finding it (orchestration.comparison)."""

from __future__ import annotations

import click

from orchestration.cli import output
from orchestration.cli.session import Session, store_options


@click.command()
@store_options
@click.argument("build_a", metavar="BUILD")
@click.argument("build_b", metavar="BUILD")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(session: Session, build_a: str, build_b: str, as_json: bool) -> None:
    """Show what changed between two builds, by cause."""
    from orchestration.comparison import compare

    found = compare(session.home, build_a, build_b)
    if as_json:
        output.json_object(found)
        return
    click.echo(f"from {found['from']['build_id']} ({found['from']['clock_at']}) to {found['to']['build_id']} ({found['to']['clock_at']})\n")
    causes = [[what, row["cause"], row["beliefs"], row["customers"], row["attributes"]] for what in ("began", "ended") for row in found[what]]
    output.table(["beliefs that", "by", "beliefs", "customers", "attributes"], causes)
    if found["counts"]:
        click.echo()
        output.table(["", "before", "after"], [[name.replace("_", " "), change["from"], change["to"]] for name, change in found["counts"].items()])
