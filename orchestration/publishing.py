"""Publishing: from marts to what readers use. What belongs here: the order of gate, copy, snapshot and ledger. What does not: how each is made."""

from __future__ import annotations

from typing import Any

import polars as pl

from orchestration.build import Stopped, record, remember_inputs, remembered
from orchestration.governance import retention
from orchestration.governance.bars import recallable
from orchestration.ledger import source_rows, unbalanced
from orchestration.publication import connect, content_hash, publish, rows_of
from orchestration.resources import Store
from warehouse.quality import gate
from warehouse.recall import snapshot

FRAMES = {
    "memories": "fct_memories", "beliefs": "fct_profile_history", "identities": "dim_identities", "interactions": "fct_interactions",
    "commitments": "fct_commitments", "observations": "fct_observations",
}  # fmt: skip
FEWEST_PROFILES = 20
"""Below so many published profiles, a share of them says nothing."""


def candidate(store: Store) -> dict[str, pl.DataFrame]:
    """The marts that a snapshot is made of, as the last reconciliation left them."""
    with connect(store.home.database, read_only=True) as database:
        return {name: rows_of(database, f'select * from marts."{mart}"') for name, mart in FRAMES.items()}


def check(store: Store, frames: dict[str, pl.DataFrame]) -> None:
    """Stops the build where the candidate may not be published.

    Raises:
        Stopped: rows do not add up, an expectation does not hold, or more profiles change than [gate] allows.
    """
    if sources := unbalanced(source_rows(store)):
        raise Stopped(f"rows read are not landed + known + quarantined + refused for {', '.join(sources)}: this is a fault of TellOnce, nothing was published")
    if broken := gate(frames):
        raise Stopped(f"the gate found {len(broken)} rule(s) broken, the snapshot in use stays: {'; '.join(str(b) for b in broken[:5])}")
    changed, published = blast_radius(store)
    if published >= FEWEST_PROFILES and changed > store.config.gate.largest_share * published and not store.yes:
        raise Stopped(
            f"{changed} of {published} published profiles would change, more than [gate] largest_share = {store.config.gate.largest_share:g}: "
            "look at what landed, then run `tellonce build --yes`"
        )


def blast_radius(store: Store) -> tuple[int, int]:
    """How many published profiles would lose or change a value that they show now, and how many are published."""
    if not store.home.published.exists():
        return 0, 0
    with connect() as database:
        database.execute(f"attach '{str(store.home.published).replace(chr(39), chr(39) * 2)}' as before (read_only)")
        database.execute(f"attach '{str(store.home.database).replace(chr(39), chr(39) * 2)}' as after (read_only)")
        shown = "select customer_id, attribute, value from {}.marts.fct_profile_history where known_to is null and is_current"
        (changed,) = database.execute(f"select count(distinct customer_id) from ({shown.format('before')} except {shown.format('after')})").fetchone() or (0,)
        (published,) = database.execute(f"select count(distinct customer_id) from ({shown.format('before')})").fetchone() or (0,)
    return int(changed), int(published)


def publish_snapshot(store: Store) -> dict[str, Any]:
    """Gates the candidate, writes it, and puts it in use: snapshot, analysts' copy and ledger. Returns counts."""
    frames = candidate(store)
    check(store, frames)
    shown = recallable(frames, store.registry.classes)
    snapshot_id = snapshot.write(store.home, snapshot.SnapshotFrames(**shown), store.encoder, store.build_id, tokenizer=store.tokenizer)
    digest = content_hash(store.home.database)
    record(store, "published", retention.told(store), snapshot_id, digest)
    publish(store.home, store.lake)
    snapshot.publish(store.home, snapshot_id, store.build_id)
    if store.trimmed or (remembered(store.home) or {}).get("bars", "") != store.registry.classes.recall_digest:
        snapshot.prune(store.home, keep=1)
    remember_inputs(store)
    return {"memories": len(frames["memories"]), "beliefs": len(frames["beliefs"]), "customers": frames["identities"]["customer_id"].n_unique()}
