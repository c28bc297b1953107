"""Whole builds of ../shared/data, scored by ../shared/score.py: `python -m tests.benchmarks.quality [SET …] [--keep DIR]`.

Each set is built as a user would, with the registry that comes with it, and scored on what `tellonce sql --json` prints. Prints a line a figure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
DATA = SHARED / "data"
TABLES = {
    "observations": "select * from marts.fct_observations",
    "history": "select * from marts.fct_profile_history",
    "identities": "select * from marts.dim_identities",
    "interactions": "select interaction_id, source, conversation_id, message_id, customer_id from marts.fct_interactions",
}
SPANS = ["spans", "--labels", "labels.json", "--observations", "--interactions"]
REVISED = ["revised", "--history", "--identities"]
FIGURES: dict[str, list[list[str]]] = {
    "ccpe": [["sentences", "--kinds", "preference", "--observations", "--interactions"]],
    "email_intent": [["sentences", "--kinds", "request,commitment", "--observations", "--interactions"]],
    "multidogo_dev": [SPANS],
    "tau": [["link", "--interactions", "--identities"]],
    "historical": [["pairs", "--identities"]],
    "multiwoz": [REVISED],
    "star": [REVISED, ["outcome", "--observations", "--interactions"]],
}
IDENTITY = {"tau": '[identity]\nstated = "identifiers_and_names"\n', "historical": "[identity]\nprobabilistic = {enabled = true}\n"}


def configuration(name: str) -> str:
    """What a user would write for a set."""
    parts = [IDENTITY.get(name, "")]
    for form in ("interactions", "records"):
        if (path := DATA / name / f"{form}.jsonl.gz").exists():
            parts.append(f'[[sources]]\nname = "{name}_{form}"\nformat = "{form}"\npath = "{path}"\n')
    if (registry := DATA / name / "attributes.toml").exists() and ["revised"] in [figure[:1] for figure in FIGURES[name]]:
        parts.append(registry.read_text())
    return "\n".join(parts)


def tellonce(*arguments: str | Path) -> str:
    """The program's output; stops where it fails."""
    ran = subprocess.run([sys.executable, "-c", "from orchestration.cli import main; main()", *map(str, arguments)], capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"tellonce {arguments[0]}: {ran.stderr[-500:]}")
    return ran.stdout


def measure(name: str, folder: Path) -> None:
    """Builds one set and prints its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    config, home = folder / "tellonce.toml", folder / "home"
    config.write_text(configuration(name))
    started = time.perf_counter()
    tellonce("build", "--home", home, "--config", config, "--yes")
    print(f"{name}: built in {time.perf_counter() - started:.0f} s", flush=True)
    for table, query in TABLES.items():
        (folder / f"{table}.json").write_text(tellonce("sql", "--home", home, "--config", config, "--json", query))
    for command, *given in FIGURES[name]:
        arguments: list[str] = []
        for each in given:
            arguments.append(str(DATA / name / each) if each == "labels.json" else each)
            if each.removeprefix("--") in TABLES:
                arguments.append(str(folder / f"{each.removeprefix('--')}.json"))
        gold = DATA / name / "gold.jsonl.gz"
        scored = subprocess.run([sys.executable, str(SHARED / "score.py"), command, "--json", "--gold", str(gold), *arguments], capture_output=True, text=True, check=True)
        print(f"{name} {command}: {json.dumps(json.loads(scored.stdout))}", flush=True)


def main() -> None:
    """Measures the sets that are named, or all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("sets", nargs="*", metavar="SET", help=f"{', '.join(FIGURES)}; all where none is named")
    asked.add_argument("--keep", type=Path, help="a folder to keep the homes and tables in")
    given = asked.parse_args()
    if unknown := [name for name in given.sets if name not in FIGURES]:
        asked.error(f"no such set: {', '.join(unknown)}")
    if not DATA.exists():
        raise SystemExit(f"skipped: there is no {DATA}")
    with tempfile.TemporaryDirectory() as scratch:
        for name in given.sets or FIGURES:
            measure(name, (given.keep or Path(scratch)) / name)


if __name__ == "__main__":
    main()
