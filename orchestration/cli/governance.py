"""Erasure, access, holds, retention and the audit chain. What belongs here: options, questions, answers. What does not: the doing (orchestration.governance)."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

import click

from orchestration.cli import arguments, output, progress
from orchestration.cli.arguments import MOMENT
from orchestration.cli.session import Session, store_options
from orchestration.failures import TellOnceError, UsageError


def _waiting() -> None:
    click.echo("a build is running in this home: waiting for it to end", err=True)


@click.command()
@click.argument("identity", required=False)
@store_options
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Identities to erase, one a line.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--resume", is_flag=True, help="Go on with an erasure that was interrupted, or whose scan found something.")
@click.option("--at", type=MOMENT, help="When it counts as erased. Not earlier than the last build or decision.")
@click.option("--who", help="Who asked for it to be done; the user of this machine by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the receipt as JSON.")
def erase(session: Session, identity: str | None, file: Path | None, yes: bool, resume: bool, at: datetime | None, who: str | None, as_json: bool) -> None:
    """Remove a person from everything.

    Shows what will go and asks; removes it, rebuilds what is derived, looks at every byte, and leaves a receipt without personal data."""
    from orchestration.governance import erase as doing

    session.existing()
    if resume:
        with progress.shown() as shown:
            receipt = doing.resume(session.config, session.home, shown)
        if receipt is None:
            raise UsageError("no erasure was interrupted")
    else:
        plan = doing.begin(session.config, session.home, _named(session, identity, file), who=who or getpass.getuser(), at=at)
        if plan is None:
            click.echo("nothing is held of this person; nothing was removed", err=True)
            return
        click.echo("This will go: " + ", ".join(f"{number:,} {name}" for name, number in plan.found.items()), err=True)
        if not yes and not click.confirm("Erase it, for good?", err=True):
            click.echo("nothing was removed", err=True)
            return
        with progress.shown() as shown:
            receipt = doing.run(session.config, session.home, plan, shown, _waiting)
    _show(receipt.erasure_id, receipt.removed, receipt.kept, receipt.scan, as_json)


def _named(session: Session, identity: str | None, file: Path | None) -> list[str]:
    if (identity is None) == (file is None):
        raise UsageError("name one IDENTITY, or a --file of them")
    written = [identity] if identity is not None else (file.read_text(encoding="utf-8").splitlines() if file else [])
    return [arguments.identity(session, each) for each in written if each.strip()]


def _show(erasure_id: str, removed: dict[str, int], kept: dict[str, str], scan: dict[str, object], as_json: bool) -> None:
    if as_json:
        output.json_object({"erasure_id": erasure_id, "removed": removed, "kept": kept, "scan": scan})
        return
    output.table(["what", "removed"], [[name, number] for name, number in removed.items() if number])
    for name, reason in kept.items():
        click.echo(f"kept: {name}: {reason}")
    click.echo(f"erasure {erasure_id}: {scan['files']} files, {scan['bytes']} bytes looked at, nothing found")


@click.command()
@click.argument("identity")
@store_options
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="The zip to write.")
@click.option("--who", help="Who asked for it; the user of this machine by default.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def access(session: Session, identity: str, out: Path, who: str | None, as_json: bool) -> None:
    """Write everything held about a person, readable and for programs.

    With its sources, who was sent it, and how long it stays."""
    from orchestration.governance.access import write

    counts = write(session.config_or_default, session.existing().home, arguments.identity(session, identity), out, who=who or getpass.getuser())
    if as_json:
        output.json_object(counts or {})
    elif counts is None:
        click.echo("nothing is held of this person; no file was written", err=True)
    else:
        click.echo(f"{out}: " + ", ".join(f"{number:,} {name}" for name, number in counts.items() if number))


@click.command()
@click.argument("identity")
@store_options
@click.option("--end", is_flag=True, help="End the hold.")
@click.option("--why", metavar="TEXT", help="The reason, kept with it.")
@click.option("--who", help="Who decided; the user of this machine by default.")
@click.option("--at", type=MOMENT, help="When it counts as decided. Not earlier than the last build or decision.")
def hold(session: Session, identity: str, end: bool, why: str | None, who: str | None, at: datetime | None) -> None:
    """Put a legal hold on a customer: neither erasure nor retention removes anything of theirs until it ends."""
    from orchestration.decisions import Decision, decide

    about = arguments.identity(session, identity)
    decide(session.existing().home, session.lake, Decision("unhold" if end else "hold", identity_a=about, why=why), who=who, at=at, waiting=_waiting)
    click.echo("the hold has ended" if end else "a legal hold stands: nothing of this customer is erased until `tellonce hold IDENTITY --end`")


@click.command()
@click.argument("identity")
@store_options
@click.option("--who", help="Who decided; the user of this machine by default.")
@click.option("--at", type=MOMENT, help="When it counts as decided. Not earlier than the last build or decision.")
def admit(session: Session, identity: str, who: str | None, at: datetime | None) -> None:
    """End the refusal that an erasure left: what sources still hold of this person comes in again at the next build."""
    from orchestration.decisions import Decision, decide
    from orchestration.governance.refusals import forget_stamps, identity_digest, in_force

    digest = identity_digest(session.existing().home.key, arguments.identity(session, identity))
    if digest not in in_force(session.lake):
        raise UsageError("no erasure refuses this identity")
    decide(session.home, session.lake, Decision("admit", value=digest), who=who, at=at, waiting=_waiting)
    forget_stamps(session.home)
    click.echo("admitted; what sources still hold of this person comes in at the next build")


@click.command()
@store_options
@click.option("--dry-run", is_flag=True, help="Show what is too old, and leave it.")
@click.option("--at", type=MOMENT, help="Show what is too old then; otherwise, the clock of the build. Not earlier than the last.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def retention(session: Session, dry_run: bool, at: datetime | None, as_json: bool) -> None:
    """Take out what `[retention]` says is too old.

    Every build does so; this command runs one. A legal hold outranks it."""
    from orchestration import clock
    from orchestration.build import run_build
    from orchestration.governance import people
    from orchestration.governance.retention import Terms, due
    from orchestration.registries import registry_of

    session.existing()
    found = due(session.lake, session.home, Terms(session.config, registry_of(session.config), at or clock.now()))
    if not dry_run:
        with progress.shown() as shown:
            run_build(session.config, session.home, at=at, yes=True, progress=shown)
    if standing := people.all_held(session.lake):
        click.echo(f"legal holds stand on {len(people.resolve(session.lake, standing).customers):,} customer(s): nothing of theirs is among it", err=True)
    counts = {name: len(rows) for name, rows in found.items()}
    if as_json:
        output.json_object({"is_dry_run": dry_run, "rows": counts})
    elif counts:
        output.table(["what", "too old" if dry_run else "taken out"], [[name, number] for name, number in counts.items()])
    else:
        click.echo("nothing is too old")


@click.group()
def audit() -> None:
    """The chain of audited acts."""


@audit.command()
@store_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(session: Session, as_json: bool) -> None:
    """Check the audit chain: every row, its place, and its end."""
    from warehouse.governance import audit as chain

    faults = chain.verify(session.existing().home, session.lake)
    rows = len(session.lake.read("audit"))
    if as_json:
        output.json_object({"rows": rows, "faults": faults})
    if faults:
        raise TellOnceError(f"the audit chain does not hold: {'; '.join(faults[:5])}")
    if not as_json:
        click.echo(f"the audit chain holds: {rows} row(s)")
