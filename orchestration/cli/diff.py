"""`tellonce diff`. What belongs here: showing what changed, or would. What does not: finding it (orchestration.comparison, orchestration.extractor_comparison)."""

from __future__ import annotations

from typing import Any

import click

from orchestration.cli import output
from orchestration.cli.session import Session, store_options

_COUNTS = ["in_use", "candidate", "same", "only_in_use", "only_candidate", "otherwise", "share_of_in_use", "share_of_candidate", "customers"]


@click.command()
@store_options
@click.argument("builds", metavar="BUILD BUILD", nargs=-1)
@click.option("--extractor", type=click.Choice(["candidate"]), help="Compare what the candidate of [extractor] draws with what is in use; needs no BUILD.")
@click.option("--examples", type=click.IntRange(min=0), default=20, show_default=True, help="With --extractor: at most so many claims that only one of the two makes.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(session: Session, builds: tuple[str, ...], extractor: str | None, examples: int, as_json: bool) -> None:
    """Show what changed between two builds, by cause.

    Or, with --extractor candidate, what would be claimed otherwise if the candidate were in use: `tellonce build --extractor candidate` draws its claims first.
    Claims are the same where place, attribute, value and operation are; `otherwise` are those in use in whose place the candidate says something else. There is
    no gold: the shares say how many of one side's claims the other makes too."""
    if extractor and builds:
        raise click.UsageError("diff compares two builds, or extractors: give either BUILDs or --extractor.")
    if extractor:
        _extractors(session, examples, as_json)
    elif len(builds) == 2:
        _builds(session, *builds, as_json=as_json)
    else:
        raise click.UsageError("diff needs two BUILDs, or --extractor candidate.")


def _builds(session: Session, build_a: str, build_b: str, *, as_json: bool) -> None:
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


def _extractors(session: Session, examples: int, as_json: bool) -> None:
    from orchestration import clock
    from orchestration.extractor_comparison import compare_extractors
    from orchestration.resources import Store

    found = compare_extractors(Store(session.existing().home, session.config, clock.now(), ""), examples)
    output.json_object(found) if as_json else _show(found)


def _show(found: dict[str, Any]) -> None:
    seen, customers = found["compared"], found["customers"]
    click.echo(f"in use     {', '.join(found['in_use'])}")
    click.echo(f"candidate  {', '.join(found['candidate'])}")
    click.echo(f"compared   {seen['conversations']:,} of {seen['of_conversations']:,} conversations, {seen['records']:,} of {seen['of_records']:,} records")
    click.echo(f"customers  of {customers['all']:,}, the claims of {customers['changed']:,} would change: {customers['gain']:,} gain some, {customers['lose']:,} lose some")
    click.echo(f"refused    {found['refused']['in_use']:,} claims in use, {found['refused']['candidate']:,} of the candidate's\n")
    rows = [[row["kind"], row["attribute"], *(row[name] for name in _COUNTS)] for row in found["claims"]]
    output.table(["kind", "attribute", *(name.replace("_", " ") for name in _COUNTS)], [*rows, ["(all)", None, *(found["total"][name] for name in _COUNTS)]])
    if found["examples"]:
        click.echo()
        columns = ["made_by", "kind", "attribute", "value", "statement", "quote", "interaction_id", "extractor"]
        output.table(["made by", *columns[1:]], [[row[c].replace("_", " ") if c == "made_by" else row[c] for c in columns] for row in found["examples"]], title="Examples")
    if seen["waiting"]:
        click.echo(f"warning: {seen['waiting']:,} conversations could not be read yet by an extractor of the candidate; build --extractor candidate tries again", err=True)
    if seen["conversations"] + seen["records"] < seen["of_conversations"] + seen["of_records"]:
        click.echo("warning: the candidate has not read all as it is now: run `tellonce build --extractor candidate`", err=True)
