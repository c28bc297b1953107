"""Linking: who is who, from all evidence. What belongs here: reading what is needed and writing what changed. What does not: any rule."""

from __future__ import annotations

from pathlib import Path

import polars as pl

import transforms.identities
from orchestration.proposals import ask, forget_gone
from orchestration.resources import Store
from transforms.identities import IdentitySettings, Linked, Probabilistic, Resolution, elsewhere, relink, returned, with_unnamed

_WRITTEN = ("links", "memberships", "customers")


def settings_of(store: Store) -> IdentitySettings:
    """The identity rules of the configuration."""
    given = store.config.identity
    return IdentitySettings(
        limits=given.limits, max_size=given.max_size, blocked=tuple(given.blocked), shared_with=given.shared_with, shared_window=given.shared_window,
        stated=given.stated, probabilistic=Probabilistic(given.probabilistic.enabled, given.probabilistic.threshold),
    )  # fmt: skip


def link(store: Store) -> dict[str, int]:
    """Works out links, memberships and customers where their evidence changed, and writes the tables that changed. Returns counts."""
    lake, settings = store.lake, settings_of(store)
    records = lake.read("records")
    mentions = with_unnamed(lake.read("identity_mentions"), lake.scan("interactions").select("source", "conversation_id", "occurred_at", "recorded_at", "export_id").collect(), records)
    mentions = pl.concat([mentions, returned(mentions, records, store.home.key)])
    forget_gone(store, records)
    proposals = None
    if settings.probabilistic.enabled and len(records):
        proposals = ask(store, records, lake.read("identity_mentions").filter(pl.col("carrier") == "record"))
    others = elsewhere(mentions, lake.read("observations"), records, lake.read("decisions"), settings, proposals)
    linked = relink(mentions, others, settings, store.home.key, None if store.full else _former(store, settings))
    found = linked.resolution
    for name, rows in zip(_WRITTEN, found, strict=True):
        rows = rows.sort(rows.columns)
        if not rows.equals(lake.read(name).sort(rows.columns).select(rows.columns)):
            lake.overwrite(name, rows)
    _keep(store, settings, linked.groups)
    held = found.customers.filter("is_held")["customer_id"].n_unique()
    if held:
        store.progress.note(f"{held} component(s) are larger than [identity] max_size and held for review: see marts.dim_customers")
    return {
        "links": len(found.links),
        "refused": found.links.filter(pl.col("state") == "refused").height,
        "identities": found.memberships["identity"].n_unique(),
        "customers": found.customers.filter(pl.col("known_to").is_null())["customer_id"].n_unique(),
    }


def _former(store: Store, settings: IdentitySettings) -> Linked | None:
    """The answer in the lake, where the fingerprints are those of exactly these rows under these settings; else everything is worked out."""
    stored = Resolution(*(store.lake.read(name) for name in _WRITTEN))
    path = store.home.cache / "linking" / f"{_stamp(store, settings, stored)}.parquet"
    return Linked(stored, pl.read_parquet(path)["group"]) if path.exists() else None


def _keep(store: Store, settings: IdentitySettings, groups: pl.Series) -> None:
    folder = store.home.cache / "linking"
    folder.mkdir(parents=True, exist_ok=True)
    stored = Resolution(*(store.lake.read(name) for name in _WRITTEN))
    path = folder / f"{_stamp(store, settings, stored)}.parquet"
    draft = path.with_suffix(".draft")
    groups.to_frame("group").write_parquet(draft, statistics=False)
    draft.replace(path)
    for other in folder.glob("*.parquet"):
        if other != path:
            other.unlink()


def _stamp(store: Store, settings: IdentitySettings, stored: Resolution) -> str:
    content = [sorted(rows.select(sorted(rows.columns)).hash_rows().to_list()) for rows in stored]
    rules = [file.read_bytes() for file in sorted(Path(transforms.identities.__file__).parent.glob("*.py"))]
    return store.home.key.digest(settings, pl.__version__, content, rules)

