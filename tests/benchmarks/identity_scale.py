"""What linking costs, in full and with one message more: many customers over many days, a number that 50,000 people share, a customer with 100,000 messages.

python -m tests.benchmarks.identity_scale [customers] [days]
"""

from __future__ import annotations

import sys
import time
from datetime import datetime

import numpy as np
import polars as pl

from tests.benchmarks.identity_tau import frame
from transforms.identities import IdentitySettings, elsewhere, relink, with_unnamed
from warehouse.home import Key
from warehouse.tables.landing import IdentityMentions, Interactions, Records
from warehouse.tables.ledgers import Decisions
from warehouse.tables.observations import Observations

START = datetime(2024, 1, 1)


def mentions(carrier: list[str], identity: list[str], day: np.ndarray) -> pl.DataFrame:
    known = pl.lit(START).cast(pl.Datetime("us")) + pl.duration(days=pl.col("day"))
    given = pl.DataFrame({"carrier_id": carrier, "identity": identity, "day": day}).with_columns(recorded_at=known, occurred_at=known)
    return given.with_columns(
        source=pl.lit("s"),
        carrier=pl.lit("interaction"),
        identity_type=pl.col("identity").str.split_exact(":", 1).struct.field("field_0"),
        value=pl.col("identity"),
        raw_value=pl.col("identity"),
        is_valid=pl.lit(True),
        conversation_id=pl.col("carrier_id"),
        speaker=pl.lit("customer"),
        export_id=pl.lit("x"),
    ).select(frame(IdentityMentions, []).columns)


def settle(name: str, given: pl.DataFrame) -> None:
    former, counts = None, f"{len(given):,} mentions"
    more = mentions(["one more"] * 2, ["email:newcomer", "phone:newcomer"], np.array([0, 0]))
    for step, rows in (("full", given), ("one message more", pl.concat([given, more]))):
        start, cpu = time.perf_counter(), time.process_time()
        settings, records = IdentitySettings(), frame(Records, [])
        whole = with_unnamed(rows, frame(Interactions, []), records)
        former = relink(whole, elsewhere(whole, frame(Observations, []), records, frame(Decisions, []), settings), settings, Key(b"k" * 32), former)
        print(f"{name}, {step}: {counts}: {time.process_time() - cpu:.1f} CPU-s, {time.perf_counter() - start:.1f} s", flush=True)


def main(customers: int, days: int) -> None:
    random = np.random.default_rng(1)
    who = np.repeat(np.arange(customers), 3)
    day, kind = random.integers(0, days, len(who)), np.tile(np.arange(3), customers)
    pairs = [("email", "phone"), ("phone", "external_id"), ("email", "conversation_key")]
    carrier = [f"{n}-{k}" for n, k in zip(who, kind, strict=True)]
    both = [mentions(carrier, [f"{pairs[k][side]}:{n}" for n, k in zip(who, kind, strict=True)], day) for side in (0, 1)]
    settle(f"{customers:,} customers over {days} days", pl.concat(both))
    many = np.arange(50_000)
    shared = [mentions([f"m{n}" for n in many], names, many % days) for names in (["phone:+1"] * len(many), [f"email:{n}" for n in many])]
    settle("a number that 50,000 people share", pl.concat(shared))
    long = np.arange(100_000)
    one = [mentions([f"m{n}" for n in long], names, long % days) for names in (["phone:+1"] * len(long), ["email:one"] * len(long))]
    settle("a customer with 100,000 messages", pl.concat(one))


if __name__ == "__main__":
    main(*(int(n) for n in sys.argv[1:3]) if len(sys.argv) > 2 else (200_000, 365))
