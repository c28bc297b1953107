"""`tellonce deliver`. What belongs here: its options, and showing plans and results. What does not: deliveries (orchestration.delivering)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli import output
from orchestration.cli.session import Session, store_options
from orchestration.failures import UsageError

if TYPE_CHECKING:
    from orchestration.delivering import Report
    from orchestration.delivery_plans import Plan

SHOWN = 50
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@store_options
@click.argument("target")
@click.option("--dry-run", is_flag=True, help="Show the rows that would go; tell nobody.")
@click.option("--plan", "plan_file", type=FILE, help="Keep what would go as a plan, for --apply.")
@click.option("--apply", "apply_file", type=FILE, help="Deliver what this plan says, or nothing where the world has moved.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write files to load by yourself: snowflake and salesforce.")
@click.option("--loaded", "loaded_folder", type=click.Path(file_okay=False, path_type=Path), help="Say that the files that --to wrote there were loaded.")
@click.option("--yes", is_flag=True, help="Go on where more rows would be removed than max_removals allows.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def deliver(
    session: Session, target: str, dry_run: bool, plan_file: Path | None, apply_file: Path | None, folder: Path | None, loaded_folder: Path | None, yes: bool, as_json: bool
) -> int:  # fmt: skip
    """Sync one TARGET.

    Only what changed goes. Exit code 1 where the target did not take all of it."""
    if sum((dry_run or plan_file is not None, apply_file is not None, folder is not None, loaded_folder is not None)) > 1:
        raise UsageError("--apply, --to, --loaded, and --dry-run with --plan are four different things to do: give one")
    config = session.config
    from orchestration import delivering, delivery_files, delivery_plans

    home = session.existing().home
    if dry_run or plan_file:
        due = delivery_plans.plan(home, config, target)
        if plan_file:
            delivery_plans.keep(due, plan_file)
        _show_plan(due, as_json)
        return 0
    if folder:
        report, files = delivery_files.to_files(home, config, target, folder, yes=yes, waiting=_waiting)
        _show_files(report, files, as_json)
        return 0
    if loaded_folder:
        counts = delivery_files.loaded(home, config, target, loaded_folder, waiting=_waiting)
        output.json_object({"target": target, "results": counts}) if as_json else click.echo(f"{target}: {_counted(counts)}")
        return 0
    expected = delivery_plans.kept(apply_file, delivery_plans.target_of(config, target).name) if apply_file else None
    report = delivering.deliver(home, config, target, yes=yes, expected=expected, waiting=_waiting)
    _show(report, as_json)
    return 1 if report.is_partial else 0


def _waiting() -> None:
    click.echo("a build or another delivery is under way in this home: waiting for it to end", err=True)


def _show_plan(due: Plan, as_json: bool) -> None:
    rows = due.changes.select("operation", "key", "payload").to_dicts()
    if as_json:
        output.json_object({"target": due.target.name, "object": due.target.object, "plan": due.digest, "counts": due.counts(), "rows": rows})
        return
    if rows:
        output.table(["operation", "key", "row"], [[row["operation"], row["key"], row["payload"] or ""] for row in rows[:SHOWN]])
    if len(rows) > SHOWN:
        click.echo(f"… and {len(rows) - SHOWN:,} more; --json shows all")
    click.echo(f"{due.target.name}: {_counted(due.counts())}")


def _show_files(report: Report, files: list[Path], as_json: bool) -> None:
    if as_json:
        output.json_object({"target": report.target, "object": report.object, "counts": report.counts, "files": [str(f) for f in files]})
    else:
        for file in files:
            click.echo(str(file))


def _show(report: Report, as_json: bool) -> None:
    if as_json:
        answer: dict[str, Any] = {name: getattr(report, name) for name in report.__dataclass_fields__}
        output.json_object(answer | {"is_partial": report.is_partial})
        return
    if report.rejected:
        output.table(["key", "attempts", "answer"], [[r["key"], r["attempts"], r["answer"] or ""] for r in report.rejected[:SHOWN]], title="Rejected")
        click.echo()
    click.echo(f"{report.target}: {_counted(report.counts)}; {_counted(report.results)}")
    if report.counts["ambiguous"]:
        click.echo(f"warning: {report.counts['ambiguous']} keys are shared by several rows and were left alone", err=True)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number) or "nothing to do"
