"""Shows how a build is doing. What belongs here: lines and spinners. What does not: the build."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

    from orchestration.resources import Progress


class Lines:
    """Plain lines, for a log."""

    def started(self, stage: str) -> None:
        """A stage has begun."""
        click.echo(f"{stage} …", err=True)

    def finished(self, stage: str, seconds: float, counts: Mapping[str, int]) -> None:
        """A stage has ended."""
        click.echo(f"{stage} done in {seconds:.1f} s{_told(counts)}", err=True)

    def note(self, line: str) -> None:
        """Something the user should know."""
        click.echo(f"note: {line}", err=True)


class Live:
    """A spinner on the stage under way, and a line for each that is done."""

    def __init__(self, console: Console, status: Status) -> None:
        self._console, self._status = console, status

    def started(self, stage: str) -> None:
        """A stage has begun."""
        self._status.update(stage)

    def finished(self, stage: str, seconds: float, counts: Mapping[str, int]) -> None:
        """A stage has ended."""
        self._console.print(f"[green]✓[/] {stage:<14}[dim]{seconds:>7.1f} s{_told(counts)}[/]", highlight=False)

    def note(self, line: str) -> None:
        """Something the user should know."""
        from rich.markup import escape

        self._console.print(f"[yellow]![/] {escape(line)}", highlight=False)


@contextmanager
def shown() -> Iterator[Progress]:
    """Progress for whoever watches: live in a terminal, plain lines elsewhere. It goes to the error stream; answers go to the other."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("starting") as status:
        yield Live(console, status)


def _told(counts: Mapping[str, int]) -> str:
    return "".join(f", {number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number)
