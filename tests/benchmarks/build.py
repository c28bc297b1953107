"""Times a whole build and each stage over a real set, beside a plain Polars scan of the same file: `python -m tests.benchmarks.build [star]`.

What belongs here: interactions a second, and ratios within this run. What does not: quality, which the extraction benchmarks tell.
"""

from __future__ import annotations

import argparse
import gzip
import io
import tempfile
import time
from pathlib import Path

import polars as pl

from orchestration.build import run_build
from orchestration.config import parse
from warehouse.home import Home

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def scan(path: Path) -> tuple[int, float]:
    """Rows and seconds of reading the file with Polars and touching every text."""
    began = time.perf_counter()
    with gzip.open(path) as file:
        rows = pl.read_ndjson(io.BytesIO(file.read()), infer_schema_length=1000)
    rows.select(pl.col("text").str.len_chars().sum()).item()
    return len(rows), time.perf_counter() - began


def main() -> None:
    """Prints a table: seconds, interactions a second, and how many times the scan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="star")
    name = parser.parse_args().name
    path = DATA / name / "interactions.jsonl.gz"
    config = f'[[sources]]\nname = "{name}"\nformat = "interactions"\npath = "{path}"\n'
    registry = DATA / name / "attributes.toml"
    count, scanned = scan(path)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        parsed = parse(config + (registry.read_text() if registry.exists() else ""), Path(folder) / "tellonce.toml")
        began = time.perf_counter()
        report = run_build(parsed, home)
        whole = time.perf_counter() - began
        began = time.perf_counter()
        run_build(parsed, home)
        again = time.perf_counter() - began
    print(f"{name}: {count:,} interactions\n\n| what | seconds | interactions a second | times the scan |\n| --- | --- | --- | --- |")
    for what, seconds in [("plain Polars scan", scanned), *report.seconds.items(), ("whole build", whole), ("build with nothing new", again)]:
        print(f"| {what} | {seconds:.2f} | {count / max(seconds, 1e-9):,.0f} | {seconds / scanned:.1f} |")


if __name__ == "__main__":
    main()
