"""The command line of contract.md. What belongs here: the list of commands. What does not: what any of them does.

A command's module imports click and little else; whatever does the work is imported when the command runs, so that `--help` is quick and a recall never waits
for what only a build needs.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence

import click

from orchestration.cli import errors
from orchestration.cli.build import build
from orchestration.cli.decisions import correct, link, retract, unlink
from orchestration.cli.deliver import deliver
from orchestration.cli.diff import diff
from orchestration.cli.governance import access, admit, audit, erase, hold, retention
from orchestration.cli.init import init
from orchestration.cli.profile import profile
from orchestration.cli.recall import handoff, recall, search
from orchestration.cli.rollback import rollback
from orchestration.cli.serve import serve
from orchestration.cli.sql import sql
from orchestration.cli.status import status

COMMANDS = (init, build, recall, profile, handoff, search, status, diff, sql, serve, deliver, link, unlink, retract, correct, rollback, access, erase, hold, admit, retention, audit)


class _InOrder(click.Group):
    """Lists commands in the order in which they are met, not by letter."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tellonce", message="%(prog)s %(version)s")
def tellonce() -> None:
    """Customers tell it once: what every channel exported, made into a memory that is quoted, dated and yours."""


for command in COMMANDS:
    tellonce.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program and returns its exit code."""
    code = errors.run(tellonce, arguments)
    if arguments is None and "dbt.cli.main" in sys.modules:
        # dbt keeps DuckDB objects until the interpreter is gone, and DuckDB's binding then prints a page about each of them. What else is to be done
        # at the end is done before, or multiprocessing's tracker would complain of semaphores that nobody gave back.
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code
