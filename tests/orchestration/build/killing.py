"""The program as a process of its own, and killed. What belongs here: that. What does not: assertions."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = [sys.executable, "-c", "import sys; from orchestration.cli import main; sys.exit(main())"]


def start(folder: Path, command: str, *options: str) -> subprocess.Popen[str]:
    """Starts a command over a shop."""
    whole = [*PROGRAM, command, "--config", str(folder / "tellonce.toml"), "--home", str(folder / ".tellonce"), *options]
    return subprocess.Popen(whole, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True, cwd=Path(__file__).parents[3], env=dict(os.environ))


def kill_when(process: subprocess.Popen[str], line: str, after: float = 0.0) -> None:
    """Kills a command, with all it started, when it says a line (and a moment later); waits for the end where it never says it."""
    for said in process.stderr or ():
        if said.startswith(line):
            time.sleep(after)
            os.killpg(process.pid, signal.SIGKILL)
            break
    process.wait(timeout=300)
