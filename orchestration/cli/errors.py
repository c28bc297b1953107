"""From an exception to one line and an exit code. What belongs here: that, for all commands. What does not: raising them."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

import click

from orchestration.failures import TellOnceError

FOUND, MISUSED = 1, 2


def run(group: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Runs the command that the arguments name.

    Returns:
        The exit code of the contract: 0 done, 1 ran and found what must be looked at, 2 bad usage or configuration. With TELLONCE_DEBUG set, an error keeps
        its traceback.
    """
    try:
        result = group.main(args=arguments, prog_name="tellonce", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except BrokenPipeError:
        # Whoever read has gone; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except BaseException as problem:
        if isinstance(problem, SystemExit):
            return problem.code if isinstance(problem.code, int) else 0
        if os.environ.get("TELLONCE_DEBUG") and isinstance(problem, Exception):
            raise
        if isinstance(problem, click.exceptions.NoArgsIsHelpError):
            click.echo(problem.format_message())
            return MISUSED
        line, code = told(problem)
        click.echo(f"tellonce: {' '.join(line.split())}", err=True)
        return code


def told(problem: BaseException) -> tuple[str, int]:
    """The line and the exit code of an exception."""
    match problem:
        case click.UsageError() if problem.ctx:
            return f"{problem.format_message().removesuffix('.')}. See `{problem.ctx.command_path} --help`.", MISUSED
        case click.ClickException():
            return problem.format_message(), MISUSED
        case click.Abort() | KeyboardInterrupt():
            return "interrupted; a build or an erasure that was under way goes on from here when it is run again", FOUND
        case TellOnceError():
            return str(problem), problem.exit_code
        case OSError() if problem.errno == errno.ENOSPC:
            return "the disk is full: make room and run the same again; nothing published was touched", FOUND
        case OSError():
            return f"{problem.filename or 'file'}: {problem.strerror or problem}", FOUND
    return _unexpected(problem)


def _unexpected(problem: BaseException) -> tuple[str, int]:
    """Lines that other rooms have for the user come as exceptions that are named for it; all else may quote a customer, so only its kind is told."""
    name = type(problem).__name__
    if type(problem).__module__.partition(".")[0] in ("orchestration", "transforms", "warehouse"):
        return str(problem) or name, getattr(problem, "exit_code", MISUSED)
    return f"stopped by {name}; TELLONCE_DEBUG=1 shows where", FOUND
