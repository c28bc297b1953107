"""Benchmark: a million customers of whom one in a hundred changed: difference and upload, beside preparing the upload of all of them again.

Run: `python -m tests.benchmarks.deliveries [CUSTOMERS]`. Prints seconds, their ratio, and the most memory that the process held.
"""

import json
import resource
import sys
from time import perf_counter

import polars as pl

from orchestration.connectors.csv_rows import to_csv
from transforms.deliveries import Mapping, desired, difference

FIELDS = ("contact__email", "contact__phone", "contact__preferred_channel", "person__name", "language", "location__city")
MAPPING = Mapping({"Id": "customer_id"}, {name: name for name in FIELDS})


def profiles(customers: int, *, changed: bool) -> pl.DataFrame:
    numbers = pl.DataFrame({"n": pl.int_range(customers, eager=True)})
    fields = [(pl.lit(f"{name} ") + (pl.col("n") % 9973).cast(pl.String)).alias(name) for name in FIELDS[:-1]]
    city = pl.when((pl.col("n") % 100 == 0) & changed).then(pl.lit("York")).otherwise(pl.lit("Leeds")).alias(FIELDS[-1])
    return numbers.select(pl.col("n").cast(pl.String).str.zfill(32).alias("customer_id"), *fields, city)


def upload(payloads: pl.Series) -> int:
    batches = (payloads.slice(start, 50_000) for start in range(0, len(payloads), 50_000))
    return sum(len(to_csv([json.loads(row) for row in batch], ["Id", *FIELDS], null="#N/A")) for batch in batches)


def main(customers: int = 1_000_000) -> None:
    held = desired(profiles(customers, changed=False), MAPPING).rows.with_columns(operation=pl.lit("upsert"), status=pl.lit("accepted"), attempts=pl.lit(1, pl.Int64))
    rows = profiles(customers, changed=True)
    began = perf_counter()
    found = difference(desired(rows, MAPPING), held)
    changed = upload(found.changes["payload"])
    differing = perf_counter() - began
    assert len(found.changes) == -(-customers // 100) and found.unchanged == customers - len(found.changes)
    began = perf_counter()
    whole = upload(desired(rows, MAPPING).rows["payload"])
    resending = perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{customers:,} customers, 1 % changed: difference {differing:.2f} s, all again {resending:.2f} s, ratio {differing / resending:.2f}, {memory:,.0f} MB held at most")
    print(f"to be sent: {len(found.changes):,} rows of {customers:,}, {100 * changed / whole:.1f} % of the bytes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
