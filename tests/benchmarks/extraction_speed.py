"""Messages a second of each extractor, and of all together, and as a ratio to `str.contains` of one literal over the same column: `python -m tests.benchmarks.extraction_speed`.

What belongs here: time. What does not: whether what is found is right (extraction.py). Texts are those of the development sets, conversations
repeated under new ids until there are enough; `--sets` names them, `--limit` says how many messages. `--distinct` puts a running word into each text, so that nothing is saved by a text being seen twice.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import polars as pl

from tests.benchmarks import extraction
from transforms import episodes

LONG_ENOUGH = 0.2
SETS = ("multiwoz", "star", "multidogo_train", "multidogo_dev", "ccpe")


def messages(sets: Sequence[str], wanted: int, distinct: bool) -> pl.DataFrame:
    """Turns of whole conversations, at least `wanted`."""
    turns = pl.concat([episodes.cut(extraction.interactions(name)).turns for name in sets])
    copies = []
    for copy in range(-(-wanted // len(turns))):
        again = turns.with_columns(pl.format("{}~{}", c, pl.lit(copy)).alias(c) for c in ("episode_id", "interaction_id", "conversation_id"))
        copies.append(again.with_columns(text=pl.format("{} xq{}z", "text", pl.lit(copy))) if distinct and copy else again)
    return pl.concat(copies).head(wanted)


def scan(texts: pl.Series) -> float:
    """CPU-seconds of looking for one literal in each text; the mean of many times, as one is too short for the clock."""
    times, started = 0, time.process_time()
    while time.process_time() - started < LONG_ENOUGH:
        texts.str.contains("zeppelin", literal=True).sum()
        times += 1
    return (time.process_time() - started) / times


def main() -> None:
    """Prints one line an extractor, and one for all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=20_000, help="messages")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--extractors", default="grammar,slots,exemplars")
    parser.add_argument("--registry", default="ccpe", help="a set whose attributes.toml is used; ccpe has none")
    parser.add_argument("--distinct", action="store_true")
    given = parser.parse_args()
    turns = messages(given.sets.split(","), given.limit, given.distinct)
    one, together = scan(turns["text"]), 0.0
    print(f"{len(turns):,} messages, {turns['text'].n_unique():,} distinct; str.contains {len(turns) / one:,.0f} messages a CPU-second")
    for extractor in extraction.extractors(given.extractors.split(","), extraction.registry(given.registry)):
        started = time.process_time()
        found = sum(len(extractor.extract(part)) for part in turns.iter_slices(200_000))
        took = time.process_time() - started
        together += took
        print(f"{extractor.name}: {shown(len(turns), took, one)}; {found:,} claims")
    print(f"together: {shown(len(turns), together, one)}")


def shown(count: int, took: float, one: float) -> str:
    """What a run took."""
    return f"{count / took:,.0f} messages a CPU-second, {took / one:,.0f} times str.contains"


if __name__ == "__main__":
    main()
