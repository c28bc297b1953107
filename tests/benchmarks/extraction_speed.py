"""Messages a second of each extractor, and as a ratio to `str.contains` of one literal over the same column: `python tests/benchmarks/extraction_speed.py --messages 1000000`.

What belongs here: time. What does not: whether what is found is right (extraction.py). Texts are those of the development sets, conversations
repeated under new ids until there are enough; `--distinct` puts a running word into each text, so that nothing is saved by a text being seen twice.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).parent))

import extraction

from transforms import episodes

SETS = ("multiwoz", "star", "multidogo_train", "multidogo_dev", "ccpe")


def messages(wanted: int, distinct: bool) -> pl.DataFrame:
    """Turns of whole conversations, at least `wanted`."""
    turns = pl.concat([episodes.cut(extraction.interactions(name)).turns for name in SETS])
    copies = []
    for copy in range(-(-wanted // len(turns))):
        again = turns.with_columns(pl.format("{}~{}", c, pl.lit(copy)).alias(c) for c in ("episode_id", "interaction_id", "conversation_id"))
        copies.append(again.with_columns(text=pl.format("{} xq{}z", "text", pl.lit(copy))) if distinct and copy else again)
    return pl.concat(copies).head(wanted)


def main() -> None:
    """Prints one line an extractor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--extractors", default="grammar,slots")
    parser.add_argument("--registry", default="ccpe", help="a set whose attributes.toml is used; ccpe has none")
    parser.add_argument("--distinct", action="store_true")
    given = parser.parse_args()
    turns = messages(given.messages, given.distinct)
    started = time.process_time()
    turns["text"].str.contains("zeppelin", literal=True).sum()
    one = time.process_time() - started
    print(f"{len(turns)} messages, {turns['text'].n_unique()} distinct; str.contains {one:.3f} CPU-s")
    for extractor in extraction.extractors(given.extractors.split(","), extraction.registry(given.registry)):
        started = time.process_time()
        found = sum(len(extractor.extract(part)) for part in turns.iter_slices(200_000))
        took = time.process_time() - started
        print(f"{extractor.name}: {found} claims, {took:.1f} CPU-s, {len(turns) / took:,.0f} messages a CPU-second, {took / max(one, 1e-9):,.0f} times str.contains")


if __name__ == "__main__":
    main()
