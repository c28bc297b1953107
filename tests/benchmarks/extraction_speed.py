"""Messages a CPU-second of each extractor and of all together, beside two others over the same texts in the same run: `python -m tests.benchmarks.extraction_speed`.

What belongs here: time. What does not: whether what is found is right (extraction.py), memory and the other stages of a build (extraction_memory.py).

Texts are those of the development sets: conversations repeated under new ids until there are enough. Each copy has a word of its own in every text, so that
no text is seen twice that was not said twice; `--repeated` leaves it out. The two others: `str.contains` of one literal over the whole column, and spaCy's small
English pipeline over a sample of the texts, whole conversations (a stand-in, see spacy_stand_in.py). All times are of the processor, whatever the number of threads.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import polars as pl

from orchestration.carriers import PORTION
from tests.benchmarks import extraction
from transforms import episodes

LONG_ENOUGH = 0.2
SETS = ("multiwoz", "star", "multidogo_train", "multidogo_dev", "ccpe", "email_intent")


def messages(sets: Sequence[str], wanted: int, repeated: bool) -> pl.DataFrame:
    """Turns of whole conversations, `wanted` or a few less."""
    turns = pl.concat([episodes.cut(extraction.masked(extraction.interactions(name))[0]).turns for name in sets])
    turns = turns.sort(pl.col("episode_id").hash(5), "episode_id", "position")
    copies = []
    for copy in range(-(-wanted // len(turns))):
        again = turns.with_columns(pl.format("{}~{}", c, pl.lit(copy)).alias(c) for c in ("episode_id", "interaction_id", "conversation_id"))
        copies.append(again if repeated else again.with_columns(text=pl.format("{} {}", "text", pl.lit(word(copy)))))
    made = pl.concat(copies).with_row_index("row")
    return made.filter(pl.col("row").max().over("episode_id") < wanted).drop("row")


def word(copy: int) -> str:
    """A word that no set has, of letters alone: figures would open gates."""
    return "xq" + "".join("abcdefghij"[int(figure)] for figure in str(copy)) + "zu"


def scan(texts: pl.Series) -> float:
    """CPU-seconds of looking for one literal in each text; the mean of many times, as one is too short for the clock."""
    times, started = 0, time.process_time()
    while time.process_time() - started < LONG_ENOUGH:
        texts.str.contains("zeppelin", literal=True).sum()
        times += 1
    return (time.process_time() - started) / times


def read_by_spacy(texts: Sequence[str]) -> float:
    """CPU-seconds of spaCy's small pipeline over texts."""
    from tests.benchmarks.spacy_stand_in import pipeline

    made = pipeline()
    list(made.pipe(texts[:100]))
    started = time.process_time()
    for _ in made.pipe(texts):
        pass
    return time.process_time() - started


def main() -> None:
    """Prints a table, one line an extractor and one for all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=1_000_000, help="messages")
    parser.add_argument("--spacy", type=int, default=5_000, help="messages for spaCy; 0 leaves it out")
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--extractors", default="grammar,slots,exemplars")
    parser.add_argument("--registry", default="ccpe", help="a set whose attributes.toml is used; ccpe has none, as a home without [[attributes]]")
    parser.add_argument("--repeated", action="store_true", help="copies of a conversation are alike to the letter")
    given = parser.parse_args()
    turns = messages(given.sets.split(","), given.limit, given.repeated)
    one = scan(turns["text"]) / len(turns)
    print(f"{len(turns):,} messages, {turns['text'].n_unique():,} distinct; str.contains {1 / one:,.0f} messages a CPU-second")
    theirs = read_by_spacy(turns["text"].head(given.spacy).to_list()) / given.spacy if given.spacy else None
    if theirs:
        print(f"spaCy's small pipeline, weights of chance, {given.spacy:,} of them: {1 / theirs:,.0f} messages a CPU-second")
    print("\n| extractor | messages a CPU-second | times str.contains' time | times spaCy's speed | claims |\n| --- | --- | --- | --- | --- |")
    whole = 0.0
    for extractor in extraction.extractors(given.extractors.split(","), extraction.registry(given.registry)):
        started = time.process_time()
        found = sum(len(extractor.extract(part)) for part in turns.iter_slices(PORTION))
        took = (time.process_time() - started) / len(turns)
        whole += took
        print(line(extractor.name, took, one, theirs, f"{found:,}"), flush=True)
    print(line("all together", whole, one, theirs, ""))


def line(name: str, took: float, one: float, theirs: float | None, found: str) -> str:
    """What a run took, in the table."""
    return f"| {name} | {1 / took:,.0f} | {took / one:,.0f} | {f'{theirs / took:,.1f}' if theirs else ''} | {found} |"


if __name__ == "__main__":
    main()
