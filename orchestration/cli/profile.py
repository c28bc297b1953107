"""`tellonce profile`. What belongs here: showing a profile. What does not: reading it (orchestration.profiles)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from orchestration import profiles
from orchestration.cli import arguments, output
from orchestration.cli.arguments import MOMENT
from orchestration.cli.session import Session, store_options
from orchestration.failures import UsageError

if TYPE_CHECKING:
    from transforms.classes import Classes


@click.command()
@store_options
@click.argument("identity")
@click.option("--as-of", type=MOMENT, help="What was true at this time.")
@click.option("--known-as-of", type=MOMENT, help="What was known at this time.")
@click.option("--history", is_flag=True, help="Every change, with its quote and conversation.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def profile(session: Session, identity: str, as_of: datetime | None, known_as_of: datetime | None, history: bool, as_json: bool) -> None:
    """What is true of a customer.

    The profile now, or at a time, of the customer with this IDENTITY (type:value)."""
    if history and (as_of or known_as_of):
        raise UsageError("--history tells all of it; leave out --as-of and --known-as-of")
    written = arguments.identity(session, identity)
    answer = profiles.history(session.home, written) if history else profiles.read(session.home, written, as_of, known_as_of, _classes(session))
    if as_json:
        output.json_object(answer)
    elif answer["customer_id"] is None and not answer.get("changes"):
        click.echo("unknown, or not yet known at that moment")
    elif history:
        _show_history(answer)
    else:
        _show(answer)


def _classes(session: Session) -> Classes | None:
    """What may not be recalled; nothing of the registry is loaded where nothing is barred."""
    if not session.config_or_default.classes:
        return None
    from orchestration.registries import registry_of

    return registry_of(session.config).classes


def _show(answer: dict[str, Any]) -> None:
    click.echo(f"customer {answer['customer_id']}\n" + "".join(f"  {identity}\n" for identity in answer["identities"]))
    output.table(["attribute", "value", "since", "until"], [[b["attribute"], b["value"], b["valid_from"], b["valid_to"]] for b in answer["attributes"]])


def _show_history(answer: dict[str, Any]) -> None:
    for change in answer["changes"]:
        until = f" until {change['valid_to']}" if change["valid_to"] else ""
        gone = f" (no longer held since {change['known_to']})" if change["known_to"] else ""
        head = f"{change['known_from']}  {change['attribute']} = {output.one_line(change['value'])}"
        click.echo(f"{head}  [{change['change_reason']}], true from {change['valid_from']}{until}{gone}")
        uses = [f"in place of {', '.join(map(output.one_line, change['replaced']))}"] if change["replaced"] else []
        uses += [f"returned by {len(change['recalls'])} recall(s)"] if change["recalls"] else []
        uses += [f"sent to {', '.join(sorted({sent['target'] for sent in change['sent_to']}))}"] if change["sent_to"] else []
        if uses:
            click.echo(f"    {'; '.join(uses)}")
        for support in change["evidence"]:
            place = support["conversation_id"] or "a record"
            click.echo(f"    “{output.one_line(support['quote'])}”  {support['authority']}, {support['source']}, {place}, {support['observed_at']}")
