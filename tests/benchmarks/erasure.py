"""Erasure held against never having been, mart by mart, for as many random worlds as there is time: `python -m tests.benchmarks.erasure --worlds 20`.

Each world is built whole, its persons are erased, and every mart and every table of the lake is compared with those of the same world built without their rows.
`tests/governance/test_proof.py` does so with a few worlds, up to the lake.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from orchestration.governance import erase
from tests.governance import worlds
from tests.orchestration.build import shop as s


def differences(folder: Path, world: worlds.World) -> list[str]:
    """Tables in which the world after an erasure is not the one that was built without the persons."""
    after = worlds.settled(folder / "with", world, is_without=False)
    s.build(after, worlds.SECOND)
    config, home = worlds.config_of(after), s.home_of(after)
    plan = erase.begin(config, home, world.named(), who="benchmark", at=worlds.ERASED)
    if plan is not None:
        erase.run(config, home, plan)
    without = worlds.settled(folder / "without", world, is_without=True)
    s.build(without, worlds.ERASED)
    found, expected = worlds.tables(after) | s.marts(after), worlds.tables(without) | s.marts(without)
    return sorted(name for name in expected if found[name] != expected[name] and name != "marts.fct_quarantine")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--first", type=int, default=100, help="the first world's seed")
    given = parser.parse_args()
    wrong = 0
    for seed in range(given.first, given.first + given.worlds):
        with tempfile.TemporaryDirectory() as folder:
            found = differences(Path(folder), worlds.drawn(seed))
        wrong += bool(found)
        print(f"world {seed}: {'the same' if not found else 'differs in ' + ', '.join(found)}", flush=True)
    print(f"{given.worlds - wrong} of {given.worlds} worlds are the ones that never had the persons")


if __name__ == "__main__":
    main()
