"""`tellonce link`, `unlink`, `retract` and `correct`. What belongs here: what a person decides. What does not: the ledger (orchestration.decisions)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import arguments, output
from orchestration.cli.arguments import MOMENT
from orchestration.cli.session import Session, store_options
from orchestration.failures import UsageError

if TYPE_CHECKING:
    from orchestration.decisions import Decision


def _decision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print what was written down as JSON."),
        click.option("--who", help="Who decided; the user of this machine by default."),
        click.option("--at", type=MOMENT, help="When it counts as decided. Not earlier than the last build or decision."),
        click.option("--why", metavar="TEXT", help="The reason, kept with it."),
    ):
        command = option(command)
    return store_options(command)


@click.command()
@click.argument("a")
@click.argument("b")
@_decision_options
def link(session: Session, a: str, b: str, **options: Any) -> None:
    """Two identities are one customer.

    A person's decision; takes effect at the next build."""
    _on_identities(session, "link", a, b, **options)


@click.command()
@click.argument("a")
@click.argument("b")
@_decision_options
def unlink(session: Session, a: str, b: str, **options: Any) -> None:
    """Two identities are not one customer.

    A person's decision; takes effect at the next build."""
    _on_identities(session, "unlink", a, b, **options)


@click.command()
@click.argument("observation")
@_decision_options
def retract(session: Session, observation: str, **options: Any) -> None:
    """Take back one OBSERVATION, or a correction, by its id, for good."""
    import polars as pl

    from orchestration.decisions import Decision

    lake = session.existing().lake
    is_observation, is_correction = pl.col("observation_id") == observation, (pl.col("decision_id") == observation) & (pl.col("decision") == "correct")
    if lake.scan("observations").filter(is_observation).collect().is_empty() and lake.scan("decisions").filter(is_correction).collect().is_empty():
        raise UsageError(f"no observation {observation}: `tellonce profile IDENTITY --history --json` shows the ids")
    _write(session, Decision("retract", observation_id=observation, why=options["why"]), **options)


@click.command()
@click.argument("identity")
@click.argument("attribute")
@click.argument("value")
@_decision_options
def correct(session: Session, identity: str, attribute: str, value: str, **options: Any) -> None:
    """Set an attribute of a customer.

    A person's decision, above all other evidence; takes effect at the next build."""
    from orchestration.decisions import Decision
    from orchestration.registries import registry_of

    registry = registry_of(session.config_or_default)
    name = registry.match(attribute)
    if name is None:
        raise UsageError(f"no attribute {attribute!r}: `tellonce status --attributes` lists them")
    about = arguments.identity(session, identity)
    _write(session.existing(), Decision("correct", identity_a=about, attribute=name, value=registry[name].canonical(value), why=options["why"]), **options)


def _on_identities(session: Session, decision: str, a: str, b: str, **options: Any) -> None:
    from orchestration.decisions import Decision

    first, second = sorted((arguments.identity(session, a), arguments.identity(session, b)))
    if first == second:
        raise UsageError("both are the same identity")
    _write(session.existing(), Decision(decision, identity_a=first, identity_b=second, why=options["why"]), **options)


def _write(session: Session, decision: Decision, *, who: str | None, at: datetime | None, why: str | None, as_json: bool) -> None:
    from orchestration.decisions import decide

    def waiting() -> None:
        click.echo("a build is running in this home: waiting for it to end", err=True)

    moment = decide(session.home, session.lake, decision, who=who, at=at, waiting=waiting)
    if as_json:
        output.json_object({"decision": decision.decision, "decided_at": moment})
    else:
        click.echo(f"{decision.decision} written down; it takes effect at the next build")
