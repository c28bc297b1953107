"""What reconciling costs: everything, then again with 1 % new, beside `dbt snapshot` doing its lesser job; and how that grows.

python -m tests.benchmarks.reconcile [observations ...]      (500000 by default; 5000000 wants 20 minutes)

`dbt snapshot` gets the newest value of every customer and attribute and keeps one clock: no late arrivals, no corrections, no reasons. New
observations come five to a customer, as they do in a conversation, so 1 % new observations are 5 % of the customers.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import yaml  # type: ignore[import-untyped]

from orchestration import dbt
from warehouse.home import Home
from warehouse.lake import Lake, local
from warehouse.tables.registry import TABLES

START = datetime(2025, 1, 1)
PER_CUSTOMER, PER_CALL, SHARE = 25, 5, 0.01
ATTRIBUTES = [f"made.a{n}" for n in range(10)]
AUTHORITIES = ["system_of_record", "customer", "customer", "agent"]
SNAPSHOT = """{% snapshot kept %}
{{ config(unique_key='id', strategy='check', check_cols=['value'], target_schema='snapshots') }}
select identity || '/' || attribute as id, arg_max(value, valid_from) as value from lake.observations where operation = 'assert' group by 1
{% endsnapshot %}
"""


def observations(who: np.ndarray, first: int, since: datetime, random: np.random.Generator) -> pl.DataFrame:
    """One observation for each of `who`, in the year, or the day, after `since`; one in fifty late, one in fifty a retraction."""
    count = len(who)
    minutes = random.integers(0, 365 * 1440 if first == 0 else 1440, count)
    late = np.where(random.random(count) < 0.02, random.integers(1, 30, count) * 1440, 0)
    said = pl.lit(since).cast(pl.Datetime("us")) + pl.duration(minutes="minutes")
    rows = pl.DataFrame({"number": np.arange(first, first + count), "who": who, "minutes": minutes, "late": late}).with_columns(
        observation_id=pl.format("o{}", "number"), identity=pl.format("email:{}@example.com", "who"), kind=pl.lit("preference"),
        attribute=pl.Series(random.choice(ATTRIBUTES, count)), value=pl.Series(random.choice(list("abcdef"), count)),
        operation=pl.Series(np.where(random.random(count) < 0.02, "retract", "assert")), statement=pl.lit("s"), quote=pl.lit("q"),
        interaction_id=pl.format("s:{}", "number"), conversation_id=pl.format("c{}", pl.col("number") // PER_CALL), source=pl.lit("s"), channel=pl.lit("chat"),
        authority=pl.Series(random.choice(AUTHORITIES, count)), confidence=pl.lit(0.9), observed_at=said, valid_from=said,
        recorded_at=(said + pl.duration(minutes="late")).dt.truncate("1d") + pl.duration(days=1), extractor=pl.lit("made"), extractor_version=pl.lit("1"),
        activated_at=pl.lit(START).cast(pl.Datetime("us")),
    )  # fmt: skip
    empty = TABLES["observations"].empty()
    return rows.with_columns(pl.lit(None, dtype=t).alias(c) for c, t in empty.schema.items() if c not in rows.columns).select(empty.columns).cast(empty.schema)


def lay(lake: Lake, customers: int) -> None:
    """The registry, and one identity a customer."""
    blank = dict.fromkeys(("expires_after_seconds", "half_life_seconds", "retain_seconds"))
    words = {"description": "made", "kind": "preference", "type": "text", "cardinality": "one", "policy": "latest", "is_personal": "no", "is_builtin": "no"}
    lake.append("attributes", pl.DataFrame([{"attribute": a, **words, **blank} for a in ATTRIBUTES], schema=TABLES["attributes"].empty().schema))
    who = pl.DataFrame({"n": range(customers)})
    since = pl.lit(START).cast(pl.Datetime("us"))
    lake.append("memberships", who.select(
        identity=pl.format("email:{}@example.com", "n"), identity_type=pl.lit("email"), value=pl.format("{}@example.com", "n"),
        customer_id=pl.format("c{}", "n"), known_from=since, known_to=pl.lit(None, dtype=pl.Datetime("us")),
    ))  # fmt: skip
    lake.append("customers", who.select(
        customer_id=pl.format("c{}", "n"), known_from=since, known_to=pl.lit(None, dtype=pl.Datetime("us")), merged_into=pl.lit(None, dtype=pl.String), is_held=pl.lit(False),
    ))  # fmt: skip


def snapshotter(home: Home) -> Path:
    """A dbt project of one snapshot over the same file."""
    project = home.dbt / "lesser"
    (project / "snapshots").mkdir(parents=True)
    (project / "snapshots" / "kept.sql").write_text(SNAPSHOT)
    (project / "dbt_project.yml").write_text(
        yaml.safe_dump({"name": "lesser", "version": "1.0", "config-version": 2, "profile": "tellonce", "flags": {"send_anonymous_usage_stats": False}})
    )
    (project / "profiles.yml").write_text(yaml.safe_dump(dbt._profile(home)))
    return project


def timed(name: str, work: Callable[[], object]) -> float:
    """CPU-seconds, printed with the seconds of the clock."""
    cpu, clock = time.process_time(), time.perf_counter()
    work()
    took = time.process_time() - cpu
    print(f"  {name:<28}{took:8.1f} CPU-s {time.perf_counter() - clock:8.1f} s", flush=True)
    return took


def reconcile(home: Home, lake: Lake, clock: datetime) -> None:
    """One run, and the costliest of its nodes."""
    result = dbt.run(home, lake, clock)
    assert result.ok, result.failures
    tests = sum(s for _, status, s in result.nodes if status == "pass")
    slowest = sorted(((s, name) for name, status, s in result.nodes if status != "pass"), reverse=True)[:6]
    print(f"    models {sum(s for *_, s in result.nodes) - tests:.1f} s, tests {tests:.1f} s; " + ", ".join(f"{name} {s:.1f}" for s, name in slowest), flush=True)


def snapshot(home: Home, project: Path) -> None:
    """One `dbt snapshot`."""
    outcome = dbt._invoke(Home(home.root / "lesser"), project, ["snapshot"])
    assert outcome.success, outcome.exception


def measure(count: int, folder: Path) -> None:
    """Full, with nothing new, and with 1 % new; both ways."""
    random, home = np.random.default_rng(1), Home(folder)
    lake, customers = local(home.lake), count // PER_CUSTOMER
    first = observations(random.integers(0, customers, count), 0, START, random)
    lay(lake, customers)
    lake.append("observations", first)
    clock = START + timedelta(days=400)
    print(f"{count:,} observations of {customers:,} customers", flush=True)
    whole = timed("full", lambda: reconcile(home, lake, clock))
    idle = timed("nothing new", lambda: reconcile(home, lake, clock))
    project = snapshotter(home)
    timed("dbt snapshot, first", lambda: snapshot(home, project))
    new = int(count * SHARE)
    who = np.repeat(random.choice(customers, new // PER_CALL, replace=False), PER_CALL)
    lake.append("observations", observations(who, count, clock, random))
    clock += timedelta(days=2)
    increment = timed(f"{SHARE:.0%} new", lambda: reconcile(home, lake, clock))
    timed(f"dbt snapshot, {SHARE:.0%} new", lambda: snapshot(home, project))
    with duckdb.connect(str(home.database), read_only=True) as database:
        looked_at, changed = (database.execute(f"select count(*) from intermediate.int_changed_{what}").fetchall()[0][0] for what in ("customers", "subjects"))
    print(f"  peak memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")
    print(
        f"  {looked_at:,} customers looked at, {changed:,} subjects made again; the increment is {increment / whole:.1%} of the full run, {(increment - idle) / whole:.1%} without what a run costs at rest",
        flush=True,
    )


if __name__ == "__main__":
    for size in [int(a) for a in sys.argv[1:]] or [500_000]:
        with tempfile.TemporaryDirectory() as place:
            measure(size, Path(place))
