"""Asking the probabilistic matcher, and writing down what it says. What belongs here: when to ask, and the ledgers. What does not: the matcher (`transforms.identities`).

Two ledgers outlive a rebuild: `proposals`, what was said of which pair and when, and `matchers`, what the matcher had learned. They make what was known of
the past independent of what is learned later.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from orchestration.resources import Store
from transforms.identities.opinions import remembered

RECORD = pl.format("record:{}:{}", "source", "record_id")


def ask(store: Store, records: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The ledger of proposals, after the matcher was asked about records that it was not asked about yet: that takes minutes where they are many.

    Args:
        records: rows of `Records`.
        mentions: rows of `IdentityMentions` of records.
    """
    from transforms.identities.probabilistic import Trained, propose

    lake = store.lake
    if _is_asked(store, records, mentions):
        return lake.read("proposals")
    learned = lake.read("matchers").filter(pl.col("trained_at") < store.clock).sort("trained_at")
    former = Trained.of(learned["learned"][-1]) if len(learned) else None
    found = propose(records, mentions, former)
    if found.trained is not None and found.trained != former:
        learned = pl.concat([learned, pl.DataFrame([[store.clock, found.trained.records, found.trained.text()]], schema=learned.schema, orient="row")])
    _write(store, "matchers", learned)
    _write(store, "proposals", remembered(lake.read("proposals"), found.pairs, store.clock))
    mark = _mark(store, records, mentions)
    mark.parent.mkdir(parents=True, exist_ok=True)
    for other in mark.parent.iterdir():
        other.unlink()
    mark.touch()
    return lake.read("proposals")


def forget_gone(store: Store, records: pl.DataFrame) -> None:
    """Takes out of the ledger what was said of records that are no longer held."""
    held = records.select(RECORD.alias("record")).unique()
    kept = store.lake.read("proposals")
    left = kept.join(held, left_on="record_a", right_on="record", how="semi").join(held, left_on="record_b", right_on="record", how="semi")
    if len(left) < len(kept):
        store.lake.recreate("proposals", left)


def _write(store: Store, name: str, rows: pl.DataFrame) -> None:
    if not rows.sort(rows.columns).equals(store.lake.read(name).sort(rows.columns)):
        store.lake.overwrite(name, rows)


def _is_asked(store: Store, records: pl.DataFrame, mentions: pl.DataFrame) -> bool:
    return _mark(store, records, mentions).exists()


def _mark(store: Store, records: pl.DataFrame, mentions: pl.DataFrame) -> Path:
    """An empty file that says that the ledgers as they are hold the answer for these records under these rules."""
    from transforms.identities.matching.model import rules

    content = sorted(zip(records["source"], records["record_id"], records["row_hash"], strict=True))
    given = sorted(zip(mentions["carrier_id"], mentions["identity"], strict=True))
    ledgers = [sorted(store.lake.read(name).hash_rows().to_list()) for name in ("matchers", "proposals")]
    return store.home.cache / "proposals" / store.home.key.digest(rules(), pl.__version__, content, given, ledgers)
