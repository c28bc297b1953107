"""Most memory held, and time taken, by each stage of a build up to the observations, for growing numbers of messages: `python -m tests.benchmarks.extraction_memory`.

What belongs here: a real home, exports landed and drawn from by `tellonce build`, each stage in a process of its own so that the peak is its own. What does not:
the extractors' own time (extraction_speed.py). Messages are STAR's conversations repeated under new ids, with a word of its own in each copy's texts, in files of FILE messages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from tests.benchmarks.extraction import DATA, rows
from tests.benchmarks.extraction_speed import word

FILE = 100_000
STAGES = ("exports", "interactions", "observations")


def messages(name: str) -> Iterator[dict[str, Any]]:
    """A set's messages over and over, each time under new ids."""
    told = rows(DATA / name / "interactions.jsonl.gz")
    for copy in count():
        for row in told:
            new = {key: f"{row[key]}~{copy}" for key in ("conversation_id", "message_id")}
            of_whom = [{**identifier, "value": f"{identifier['value']}~{copy}"} for identifier in row["identifiers"]]
            yield {**row, **new, "identifiers": of_whom, "text": f"{row['text']} {word(copy)}"}


def write(folder: Path, name: str, wanted: int) -> None:
    """A configuration and its exports."""
    (folder / "exports").mkdir()
    told = messages(name)
    for at in range(0, wanted, FILE):
        with gzip.open(folder / "exports" / f"{at:09}.jsonl.gz", "wt", compresslevel=1) as file:
            file.writelines(json.dumps(row) + "\n" for row in islice(told, min(FILE, wanted - at)))
    (folder / "tellonce.toml").write_text(f'[[sources]]\nname = "{name}"\nformat = "interactions"\npath = "{folder}/exports/*.jsonl.gz"\n')


def stage(folder: Path, name: str) -> tuple[float, float]:
    """Seconds of CPU and MB at most of a process that builds up to a stage."""
    program = [sys.executable, "-c", "from orchestration.cli import main; main()", "build", "--select", name, "--home", f"{folder}/home", "--config", f"{folder}/tellonce.toml"]
    child = os.posix_spawn(sys.executable, program, os.environ)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"the build stopped at {name}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Prints a line a number of messages and stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--set", default="star")
    given = parser.parse_args()
    print("| messages | stage | CPU-seconds | most memory, MB |\n| --- | --- | --- | --- |")
    for wanted in given.messages:
        with tempfile.TemporaryDirectory() as made:
            write(Path(made), given.set, wanted)
            for name in STAGES:
                took, most = stage(Path(made), name)
                print(f"| {wanted:,} | {name} | {took:,.1f} | {most:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
