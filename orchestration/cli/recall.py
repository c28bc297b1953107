"""`tellonce recall`, `handoff` and `search`. What belongs here: options, batches and how answers are shown. What does not: ranking (warehouse.recall)."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import arguments, output
from orchestration.cli.arguments import KIND_LIST, MOMENT
from orchestration.cli.session import Session, store_options
from orchestration.failures import UsageError

if TYPE_CHECKING:
    from warehouse.recall.answer import Options
    from warehouse.recall.encoder import Encoder
    from warehouse.recall.reader import Snapshot


@click.command()
@store_options
@click.argument("identity", required=False)
@click.argument("query", required=False)
@click.option("--token-budget", type=click.IntRange(min=0), metavar="N", help="Most tokens of the rendered context; no limit by default.")
@click.option("--as-of", type=MOMENT, help="What was true at this time.")
@click.option("--known-as-of", type=MOMENT, help="What was known at this time.")
@click.option("--kinds", type=KIND_LIST, default="", help="Only memories of these kinds, with commas between.")
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N", help="Most observations.")
@click.option("--communications", type=click.IntRange(min=0), default=0, metavar="N", help="Also up to N of the customer's own past messages.")
@click.option("--batch", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Answer JSON Lines of {qid, identity, query, …options}.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Where the answers to a batch go.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recall(session: Session, identity: str | None, query: str | None, batch: Path | None, out: Path | None, as_json: bool, **options: Any) -> None:
    """What to remember for a question.

    Answers from the published snapshot, about the customer with this IDENTITY (type:value), for this QUERY."""
    if batch is not None:
        if identity is not None or out is None:
            raise UsageError("--batch takes its questions from FILE, and needs --out for the answers")
        _batch(session, batch, out, options)
        return
    if out is not None or identity is None or query is None:
        raise UsageError("recall needs an IDENTITY and a QUERY, or --batch FILE --out FILE")
    answer = _recaller(session)(arguments.identity(session, identity), query, _options(options))
    if as_json:
        output.json_object(answer)
    else:
        _show(answer)


@click.command()
@store_options
@click.argument("identity")
@click.option("--as-of", type=MOMENT, help="What was true at this time.")
@click.option("--known-as-of", type=MOMENT, help="What was known at this time.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def handoff(session: Session, identity: str, as_of: datetime | None, known_as_of: datetime | None, as_json: bool) -> None:
    """The block for a person who takes over a conversation."""
    from warehouse.recall.handoff import handoff as block
    from warehouse.recall.snapshot import open_current

    answer = block(open_current(session.home), arguments.identity(session, identity), as_of, known_as_of)
    if as_json:
        output.json_object(answer)
    else:
        click.echo(answer["context"] or "unknown customer: nothing to hand over")


@click.command()
@store_options
@click.argument("query")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, metavar="N", help="Most memories.")
@click.option("--kinds", type=KIND_LIST, default="", help="Only memories of these kinds, with commas between.")
@click.option("--attribute", help="Only memories of this attribute.")
@click.option("--value", help="Only memories with this value.")
@click.option("--where", "having", multiple=True, metavar="ATTRIBUTE=VALUE", help="Only customers whose profile says so now. May be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def search(session: Session, query: str, limit: int, kinds: tuple[str, ...], attribute: str | None, value: str | None, having: tuple[str, ...], as_json: bool) -> None:
    """Find memories across customers."""
    from warehouse.recall.search import search as find

    if wrong := next((each for each in having if not all(each.partition("="))), None):
        raise UsageError(f"--where {wrong}: say ATTRIBUTE=VALUE, as in account.plan=plus")
    where = [(name, at) for name, _, at in (each.partition("=") for each in having)]
    snapshot, encoder = _opened(session)
    found = find(snapshot, query, encoder, limit=limit, kinds=kinds, attribute=attribute, value=value, where=where)
    if as_json:
        output.json_array(found)
    else:
        output.table(["score", "customer", "kind", "memory"], [[row["score"], row["customer_id"], row["kind"], row["content"]] for row in found])


def _opened(session: Session) -> tuple[Snapshot, Encoder]:
    """The snapshot in use, and the encoder that the configuration names, or else the one that made it."""
    from warehouse.recall.encoder import load
    from warehouse.recall.snapshot import open_current

    snapshot = open_current(session.home)
    encoder = session.config_or_default.encoder
    name = encoder.name if "name" in encoder.model_fields_set else snapshot.manifest.encoder
    return snapshot, load(name, device=encoder.device, carried=session.home.encoders)


def _recaller(session: Session) -> Callable[[str, str, Options], dict[str, Any]]:
    from orchestration import clock
    from warehouse.recall.answer import recall as answer
    from warehouse.recall.log import RecallLog

    snapshot, encoder = _opened(session)
    log = RecallLog(session.home, clock.now) if os.access(session.home.root, os.W_OK) else None
    return lambda identity, query, options: answer(snapshot, identity, query, options, encoder=encoder, log=log)


def _options(given: dict[str, Any]) -> Options:
    from warehouse.recall.answer import Options

    return Options(**given)


def _batch(session: Session, batch: Path, out: Path, defaults: dict[str, Any]) -> None:
    questions = list(_questions(session, batch, _options(defaults)))
    recaller = _recaller(session)
    draft = out.with_name(f".{out.name}.draft")
    with draft.open("w", encoding="utf-8") as file:
        for qid, identity, query, options in questions:
            file.write(output.json_text({"qid": qid} | recaller(identity, query, options)) + "\n")
    draft.replace(out)
    click.echo(f"{len(questions):,} answers in {out}", err=True)


def _questions(session: Session, batch: Path, defaults: Options) -> Iterator[tuple[Any, str, str, Options]]:
    """The lines of a batch, checked before the first is answered; option names in snake case, camel case or with dashes."""
    try:
        lines = batch.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{batch}: cannot be read: {getattr(problem, 'strerror', None) or 'it is not UTF-8'}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = {_snake(name): value for name, value in json.loads(line).items()}
            qid, identity, query = given.pop("qid", None), given.pop("identity"), given.pop("query")
            yield qid, arguments.identity(session, identity), str(query), replace(defaults, **{name: _read(name, value) for name, value in given.items()})
        except KeyError as problem:
            raise UsageError(f"{batch} line {number}: {problem.args[0]} is missing") from None
        except (ValueError, TypeError, AttributeError, click.BadParameter, UsageError) as problem:
            raise UsageError(f"{batch} line {number}: {_reason(problem)}") from None


def _read(name: str, value: Any) -> Any:
    match name:
        case "as_of" | "known_as_of":
            return None if value is None else MOMENT.convert(value, None, None)
        case "kinds":
            return KIND_LIST.convert(value or "", None, None)
        case "token_budget" | "limit" | "communications":
            if value is None and name == "token_budget":
                return None
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError(f"{name} is a whole number from 0")
            return value
    raise ValueError(f"unknown option {name!r}, one of token_budget, as_of, known_as_of, kinds, limit, communications")


def _reason(problem: Exception) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return "is not a JSON object"
    return problem.message if isinstance(problem, click.ClickException) else str(problem)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()


def _show(answer: dict[str, Any]) -> None:
    if answer["customer_id"] is None:
        click.echo("unknown, or not yet known at that moment")
        return
    meta = answer["meta"]
    click.echo(answer["context"] or "nothing fits the question, or the budget")
    for message in answer["communications"]:
        click.echo(f"  {message['occurredAt']} {message['channel']}: {output.one_line(message['content'])}")
    budget = "" if meta["tokenBudget"] is None else f" of {meta['tokenBudget']}"
    used = f"{meta['tokensUsed']}{budget} tokens"
    click.echo(f"\n{used}, {meta['tokensBaseline']:,} in the full history, {meta['droppedCount']} memories left out", err=True)
