"""How long one recall takes among a million memories of 50,000 customers, beside a DuckDB query over the same rows in the same run.

    python -m tests.benchmarks.recall_latency [--memories 1000000] [--customers 50000] [--recalls 2000] [--keep FOLDER]

Vectors are random: latency does not depend on what they mean. The query's own encoding is measured apart, with MiniLM. The search index
across customers is left out: recall within a customer does not read it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from tests.recall.made import BELIEFS, COMMITMENTS, MEMORIES, OBSERVATIONS, T0
from warehouse.home import Home
from warehouse.recall.answer import Options, recall
from warehouse.recall.encoder import load
from warehouse.recall.snapshot import SnapshotFrames, open_current, publish, write

SUBJECTS = (
    "window seat",
    "aisle seat",
    "rye bread",
    "phone call",
    "night shift",
    "red bicycle",
    "jazz music",
    "train ticket",
    "garden hose",
    "blue sofa",
    "router",
    "invoice",
)
VERBS = ("prefers", "ordered", "returned", "asked about", "complained of", "likes", "dislikes", "owns", "sold", "needs")
TIMES = ("in spring", "last year", "on Mondays", "before work", "since June", "for the children", "at the lake", "with Anna", "in Lyon", "every week")


class Random:
    """Seeded random unit vectors, one a text."""

    id, digest, dim, zero, one = "random", "random-1", 384, 0.0, 0.75

    def __init__(self) -> None:
        self._one = self._drawn(1)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return self._one if len(texts) == 1 else self._drawn(len(texts))

    def _drawn(self, count: int) -> np.ndarray:
        found = np.random.default_rng(count).standard_normal((count, self.dim), dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def frames(memories: int, customers: int) -> SnapshotFrames:
    """A long-tailed share of the memories for each customer, one attribute and some messages each."""
    rng = np.random.default_rng(7)
    share = rng.lognormal(0, 0.8, customers)
    owner = np.sort(rng.choice(customers, memories, p=share / share.sum()))
    words = [pl.Series(part).gather(rng.integers(0, len(part), memories)) for part in (VERBS, SUBJECTS, TIMES)]
    number = pl.Series(np.arange(memories)).cast(pl.String)
    base = pl.DataFrame(
        {
            "customer_id": pl.Series(owner).cast(pl.String),
            "n": number,
            "verb": words[0],
            "subject": words[1],
            "time": words[2],
            "day": rng.integers(0, 900, memories),
        }
    )
    at = (pl.lit(T0) + pl.duration(days="day")).cast(pl.Datetime("us"))
    told = base.select(
        pl.format("m{}", "n").alias("memory_id"),
        pl.format("c{}", "customer_id").alias("customer_id"),
        pl.lit("fact").alias("kind"),
        pl.lit(None, pl.String).alias("attribute"),
        pl.lit(None, pl.String).alias("topic"),
        pl.lit(None, pl.String).alias("value"),
        pl.format("{} the {} {} number {}", "verb", "subject", "time", pl.col("n").str.tail(3)).alias("content"),
        pl.lit("customer").alias("authority"),
        pl.lit(0.9).alias("confidence"),
        pl.lit(1, pl.Int64).alias("mentions"),
        at.alias("first_seen_at"),
        at.alias("last_seen_at"),
        at.alias("valid_from"),
        pl.lit(None, pl.Datetime("us")).alias("valid_to"),
        at.alias("known_from"),
        pl.lit(None, pl.Datetime("us")).alias("known_to"),
        pl.lit(True).alias("is_current"),
        pl.lit("active").alias("status"),
        pl.lit("chat").alias("source"),
        pl.format('["t{}"]', "n").alias("conversation_ids"),
        pl.format('["chat:{}"]', "n").alias("interaction_ids"),
        pl.format('["o{}"]', "n").alias("observation_ids"),
        pl.col("subject").alias("quote"),
    ).select(*MEMORIES)
    people = pl.DataFrame({"c": pl.Series(np.arange(customers)).cast(pl.String)})
    start, never = pl.lit(T0).cast(pl.Datetime("us")), pl.lit(None, pl.Datetime("us"))
    identities = people.select(
        pl.format("email:{}@example.com", "c").alias("identity"),
        pl.lit("email").alias("identity_type"),
        pl.format("{}@example.com", "c").alias("value"),
        pl.format("c{}", "c").alias("customer_id"),
        start.alias("known_from"),
        never.alias("known_to"),
    )
    beliefs = people.select(
        pl.format("c{}", "c").alias("customer_id"),
        pl.lit("contact.preferred_channel").alias("attribute"),
        pl.lit("sms").alias("value"),
        start.alias("valid_from"),
        never.alias("valid_to"),
        start.alias("known_from"),
        never.alias("known_to"),
        pl.lit(True).alias("is_current"),
        pl.lit("first").alias("change_reason"),
        pl.lit('["o"]').alias("observation_ids"),
    ).select(*BELIEFS)
    interactions = told.head(memories // 10).select(
        pl.col("memory_id").alias("interaction_id"),
        "source",
        pl.col("memory_id").alias("conversation_id"),
        pl.col("memory_id").alias("message_id"),
        pl.lit("chat").alias("channel"),
        pl.lit("customer").alias("speaker"),
        pl.col("valid_from").alias("occurred_at"),
        pl.col("valid_from").alias("recorded_at"),
        pl.col("content").alias("text"),
        pl.lit("en").alias("language"),
        "customer_id",
        pl.lit("e").alias("export_id"),
    )
    return SnapshotFrames(told, beliefs, identities, interactions, pl.DataFrame(schema=COMMITMENTS), pl.DataFrame(schema=OBSERVATIONS))


def timed(asked: list[tuple[str, str]], ask: Callable[[str, str], object]) -> str:
    """p50 and p99 of a call in milliseconds, and of its own processor time: on a busy machine only the second can be compared."""
    took, used = [], []
    for customer, query in asked:
        began, at = time.perf_counter(), time.thread_time()
        ask(customer, query)
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.thread_time() - at) * 1000)
    return "p50 {:.2f} ms, p99 {:.2f} ms".format(*np.percentile(took, [50, 99])) + "; processor p50 {:.2f}, p99 {:.2f}".format(*np.percentile(used, [50, 99]))


def main() -> None:
    """Builds, opens, asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memories", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--recalls", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, help="a folder to build in, used again if it holds a snapshot")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home, random = Home(given.keep or Path(scratch)), Random()
        if not home.snapshots.exists():
            began = time.perf_counter()
            publish(home, write(home, frames(given.memories, given.customers), random, "benchmark", index=False))
            print(f"write and publish {given.memories:,} memories: {time.perf_counter() - began:.0f} s")
        opens = []
        for _ in range(5):
            began = time.perf_counter()
            snapshot = open_current(home)
            opens.append((time.perf_counter() - began) * 1000)
        print(f"open: first {opens[0]:.1f} ms, then {np.median(opens[1:]):.1f} ms")
        rng = np.random.default_rng(3)
        subject, when = rng.integers(len(SUBJECTS), size=given.recalls), rng.integers(len(TIMES), size=given.recalls)
        asked = [(f"c{rng.integers(given.customers)}", f"which {SUBJECTS[a]} did they like {TIMES[b]}?") for a, b in zip(subject, when, strict=True)]
        print(
            "recall, 400 tokens, vector given:",
            timed(asked, lambda customer, query: recall(snapshot, customer, query, Options(token_budget=400), encoder=random)),
        )
        print(
            "recall again, pages warm:        ",
            timed(asked, lambda customer, query: recall(snapshot, customer, query, Options(token_budget=400), encoder=random)),
        )
        minilm = load("minilm", Path.home() / ".cache" / "tellonce")
        minilm.encode(["warm"])
        print("encoding a query with minilm:    ", timed(asked[:200], lambda _, query: minilm.encode([query])))
        base = duckdb.connect(str(home.root / "brute.duckdb"), config={"threads": 2})
        if not base.execute("select 1 from information_schema.tables where table_name = 'memories'").fetchall():
            told = frames(given.memories, given.customers).memories.select("customer_id", "memory_id", "content", "last_seen_at").to_arrow()
            base.execute("create table memories as select *, null::float[384] as vector from told limit 0")
            for start in range(0, given.memories, 100_000):
                rows = pl.from_arrow(told.slice(start, 100_000)).with_columns(
                    pl.Series("vector", random.encode(range(min(100_000, given.memories - start))), dtype=pl.Array(pl.Float32, 384))
                )
                held = rows.to_arrow()
                base.execute("insert into memories select * from held")
                del held
        cosine = "array_cosine_similarity(vector, ?::float[384])"
        sql = f"select memory_id, content, {cosine} as score from memories where customer_id = ? order by score desc limit 20"
        vector = random.encode(["q"])[0].tolist()
        print("duckdb, cosine only:             ", timed(asked[:100], lambda customer, _: base.execute(sql, [vector, customer]).fetchall()))


if __name__ == "__main__":
    main()
