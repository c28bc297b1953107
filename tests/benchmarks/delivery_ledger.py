"""Benchmark: what the ledger costs a first full delivery to a target that takes few rows at once.

Run: `python -m tests.benchmarks.delivery_ledger [CUSTOMERS] [ROWS_A_BATCH]`. Prints CPU seconds, and what the first and the last tenth of the batches took.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import polars as pl

from orchestration.connectors import RESULTS
from orchestration.delivering import deliver
from tests.deliveries.conftest import PROFILES, Memory, config_of, publish
from warehouse.home import Home


class Quick(Memory):
    """Takes all, and notes when it was asked."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.most_rows, self.asked = rows, [perf_counter()]

    def send(self, batch_id: str, operation: str, rows: pl.DataFrame) -> pl.DataFrame:
        self.asked.append(perf_counter())
        return rows.select("key", status=pl.lit("accepted"), answer=pl.lit(None, pl.String)).cast(RESULTS)


def main(customers: int = 50_000, rows: int = 500) -> None:
    people: list[dict[str, Any]] = [PROFILES[n % 3] | {"customer_id": f"{n:032}"} for n in range(customers)]
    with TemporaryDirectory() as folder:
        home, target = Home(Path(folder) / "home"), Quick(rows)
        publish(home, people)
        began = process_time()
        report = deliver(home, config_of(Path(folder)), "crm", open_with=target)
        taken = process_time() - began
    assert report.results["accepted"] == customers
    steps = [after - before for before, after in zip(target.asked, target.asked[1:], strict=False)]
    tenth = max(1, len(steps) // 10)
    first, last = (1000 * sum(some) / tenth for some in (steps[1 : tenth + 1], steps[-tenth:]))
    print(f"{customers:,} customers, {rows:,} a batch: {taken:.1f} CPU-s in all; a batch of the first tenth {first:.0f} ms, of the last {last:.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
