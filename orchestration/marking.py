"""Marking echoes: which claims of records say what a target was sent. What belongs here: reading what is needed, and keeping what was found. What does not: what an echo is (transforms.echoes).

A verdict never changes, so a build judges what has landed since the last one, as long as all that the former verdicts rest on is as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

import polars as pl

from orchestration import clock
from orchestration.config.models import Target
from orchestration.config.sources import Source
from orchestration.echoes import TABLE, pairing, returned
from orchestration.journal import write_whole
from orchestration.resources import Store
from transforms.echoes import ECHO, digests_of, recognised

_CELL = ["target", "object", "row"]
_NAME = ["target", "object", "field", "source", "attribute"]


class _Judged(NamedTuple):
    """What was judged last: all that landed up to a moment, on the grounds of what was known by then."""

    until: datetime
    grounds: str


def mark(store: Store) -> int:
    """Works out which observations of records are echoes, and writes them where they changed. Returns how many there are."""
    former = store.lake.read("echoes").sort("observation_id")
    names = _names(store)
    since = _last(store, names) if len(names) and not store.full else None
    found = _found(store, names, since) if len(names) else pl.DataFrame(schema=ECHO)
    if since is not None:
        found = pl.concat([former, found]).sort("observation_id")
    if not found.equals(former):
        store.lake.overwrite("echoes", found)
    if len(names):
        write_whole(store.home.cache / "echoes.json", json.dumps({"until": clock.text(store.clock), "grounds": _grounds(store, names, store.clock)}))
    return len(found)


def _found(store: Store, names: pl.DataFrame, since: datetime | None) -> pl.DataFrame:
    """Echoes among the claims that landed after a moment; None for all."""
    sent = store.lake.scan(TABLE).filter(pl.col("target").is_in(names["target"].unique().implode()))
    first = sent.select(pl.col("known_at").min()).collect().item()
    told = _claims(store, names).filter(pl.col("recorded_at") > first)
    fresh = told.filter(pl.lit(True) if since is None else pl.col("recorded_at") > since).select("source", "record_id", "observation_id").collect()
    if fresh.is_empty():
        return pl.DataFrame(schema=ECHO)
    claims = told.join(fresh.lazy().select("source", "record_id").unique(), on=["source", "record_id"], how="semi").collect()
    texts = [sorted({*digests_of(store.home.key, quote), *([] if value is None else digests_of(store.home.key, value))}) for quote, value in claims.select("quote", "value").iter_rows()]
    spoken = claims.drop("quote", "value").with_columns(digests=pl.Series(texts, dtype=pl.List(pl.String)))
    memberships = store.lake.read("memberships")
    return recognised(spoken, _by_field(_sent_to(sent, spoken, memberships)), memberships, names).join(fresh, on="observation_id", how="semi")


def _claims(store: Store, names: pl.DataFrame) -> pl.LazyFrame:
    """What records say of the attributes that delivered fields come back as."""
    columns = ["observation_id", "source", "record_id", "attribute", "identity", "observed_at", "recorded_at", "quote", "value"]
    return store.lake.scan("observations").filter(pl.col("record_id").is_not_null()).join(names.lazy(), on=["source", "attribute"], how="semi").select(columns)


def _sent_to(sent: pl.LazyFrame, claims: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """The history of the rows that were ever any claim's customer's, whole."""
    held = memberships.select("identity", "customer_id").unique()
    theirs = held.join(claims.select("identity").unique(), on="identity", how="semi").select("customer_id").unique()
    ever = held.join(held.join(theirs, on="customer_id", how="semi").select("identity").unique(), on="identity", how="semi").select("customer_id").unique()
    rows = sent.join(ever.lazy(), on="customer_id", how="semi").select(_CELL).unique()
    return sent.join(rows, on=_CELL, how="semi").collect()


def _last(store: Store, names: pl.DataFrame) -> datetime | None:
    """Up to when claims were judged on grounds that still stand; None where all must be."""
    try:
        kept = json.loads((store.home.cache / "echoes.json").read_text())
        judged = _Judged(clock.parse(kept["until"]), kept["grounds"])
    except (OSError, ValueError, KeyError):
        return None
    return judged.until if judged.until <= store.clock and _grounds(store, names, judged.until) == judged.grounds else None


def _grounds(store: Store, names: pl.DataFrame, until: datetime) -> str:
    """A fingerprint of the claims that landed up to a moment and of all that their verdicts rest on. It names nobody."""
    told = _claims(store, names).filter(pl.col("recorded_at") <= until).select("observation_id").collect()
    sent = store.lake.scan(TABLE).filter(pl.col("known_at") < until).select(*_CELL, "batch_id", "known_at", "sent_at").collect()
    ended = pl.when(pl.col("known_to") < until).then("known_to")
    members = store.lake.scan("memberships").filter(pl.col("known_from") < until).select("identity", "customer_id", "known_from", known_to=ended).collect()
    prints = [(len(rows), int(rows.hash_rows().sum() or 0)) for rows in (told, sent, members)]
    return store.home.key.digest(pl.__version__, store.extractors.generation, names.sort(_NAME).rows(), prints)


def _names(store: Store) -> pl.DataFrame:
    """The attributes that delivered fields come back as, by target, object, field and source."""
    rows = []
    for target, source in pairing(store):
        for object, listed in store.lake.scan(TABLE).filter(pl.col("target") == target.name).group_by("object").agg(pl.col("digests").sort_by("sent_at", "row").last()).collect().iter_rows():
            rows += list(_named(store, target, source, object, sorted({*target.key, *target.fields, *json.loads(listed)})))
    return pl.DataFrame(rows, schema=dict.fromkeys(_NAME, pl.String), orient="row").unique()


def _named(store: Store, target: Target, source: Source, object: str, fields: list[str]) -> Iterator[tuple[str, ...]]:
    return ((target.name, object, field, source.name, name) for field in fields for name in sorted(returned(field, target, source, store.registry)))


def _by_field(sent: pl.DataFrame) -> pl.DataFrame:
    """The history with a row a field."""
    rows = [
        (*row, field, held)
        for *row, digests in sent.select(*_CELL, "customer_id", "known_at", "sent_at", "digests").iter_rows()
        for field, held in json.loads(digests).items()
    ]
    text, moment = pl.String(), pl.Datetime("us")
    schema = {**dict.fromkeys([*_CELL, "customer_id"], text), "known_at": moment, "sent_at": moment, "field": text, "digests": pl.List(text)}
    return pl.DataFrame(rows, schema=schema, orient="row")
