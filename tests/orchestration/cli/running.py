"""Runs the program as its entry point does, in this process. What belongs here: that. What does not: assertions."""

import contextlib
import io
from typing import NamedTuple

from orchestration.cli import main


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def tellonce(*arguments: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(a) for a in arguments])
    return Ran(code, out.getvalue(), err.getvalue())
