"""Echoes in one store. What belongs here: which sources give back what targets were sent, and finding what came back.

What does not: what an echo is (transforms.echoes, and transforms.identities.echoed for identifiers).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import polars as pl

from orchestration.config.models import Target
from orchestration.config.sources import Source
from orchestration.landing import landed_path
from orchestration.resources import Store
from transforms.echoes import ECHO, digests_of, recognised
from transforms.formats import contacts, sniff
from transforms.identities import carried, echoed
from transforms.registry import Registry
from warehouse.tables.registry import TABLES

TABLE = "delivered"
_VENDORS = {"salesforce": "salesforce_contacts", "segment": "segment_profiles", "zendesk": "zendesk_tickets"}
_OF_USERS = {"locale": "language"}
"""Zendesk's own name for an attribute of its users."""
_HEAD = 1 << 16
_ROW = ["target", "object", "row"]


def mark(store: Store) -> int:
    """Works out which observations of records are echoes, and writes them where they changed. Returns how many there are."""
    found = _found(store)
    if not found.equals(store.lake.read("echoes").sort("observation_id")):
        store.lake.overwrite("echoes", found)
    return len(found)


def without_echoes(store: Store, mentions: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Mentions as they are read, without identifiers that a target was sent and gives back.

    Args:
        store: the store that they are read into.
        mentions: rows of `warehouse.tables.landing.IdentityMentions`.
        records: rows of `Records` that landed with them.
    """
    sources = set(mentions["source"])
    pairs = [(target, source) for target, source in pairing(store) if source.name in sources] if sources else []
    if not pairs:
        return mentions
    returning = pl.DataFrame({"target": [target.name for target, _ in pairs], "source": [source.name for _, source in pairs]})
    keys: dict[str, set[str]] = {}
    for target, source in pairs:
        keys.setdefault(source.name, set()).update(name for field in target.key for name in _spellings(field, target, source))
    ours = mentions.join(returning, on="source", how="semi")
    names = carried(ours, records.join(returning, on="source", how="semi"), keys, store.home.key)
    is_named = pl.col("row").is_in(names["row"].unique().implode()) | pl.col("customer_id").is_in(names["value"].unique().implode())
    sent = store.lake.scan(TABLE).filter(is_named & pl.col("target").is_in(returning["target"].implode())).collect().join(returning, on="target")
    found = echoed(ours, names, sent, store.home.key)
    return mentions.join(found, on=TABLES["identity_mentions"].schema.primary_key(), how="anti") if len(found) else mentions


def _found(store: Store) -> pl.DataFrame:
    pairs = pairing(store)
    sent = store.lake.scan(TABLE).filter(pl.col("target").is_in([target.name for target, _ in pairs])).collect()
    names = _names(pairs, sent, store.registry)
    if not len(names):
        return pl.DataFrame(schema=ECHO)
    claims = (
        store.lake.scan("observations")
        .filter(pl.col("record_id").is_not_null() & (pl.col("recorded_at") > sent["known_at"].min()))
        .join(names.lazy(), on=["source", "attribute"], how="semi")
        .select("observation_id", "source", "record_id", "attribute", "identity", "observed_at", "recorded_at", "quote", "value")
        .collect()
    )
    texts = [sorted({*digests_of(store.home.key, quote), *([] if value is None else digests_of(store.home.key, value))}) for quote, value in claims.select("quote", "value").iter_rows()]
    spoken = claims.drop("quote", "value").with_columns(digests=pl.Series(texts, dtype=pl.List(pl.String)))
    return recognised(spoken, _by_field(sent), store.lake.read("memberships"), names)


def pairing(store: Store) -> list[tuple[Target, Source]]:
    """Which sources give back what which targets were sent: those that a target names, else those of the same system."""
    return [(target, source) for target in store.config.targets for source in store.config.sources if _returns(store, target, source)]


def _returns(store: Store, target: Target, source: Source) -> bool:
    if target.returns_as is not None:
        return source.name in target.returns_as
    if source.pull is not None:
        return source.pull.system == target.system
    vendor = _VENDORS.get(target.system)
    return vendor is not None and vendor == (source.format or _sniffed(store, source))


def _sniffed(store: Store, source: Source) -> str | None:
    """The format of a source whose files say for themselves what they are, by the last one that landed."""
    for export_id, path in store.lake.scan("exports").filter(pl.col("source") == source.name).sort("recorded_at").tail(1).select("export_id", "path").collect().iter_rows():
        landed = landed_path(store.home, export_id)
        if landed.exists():
            with landed.open("rb") as stream:
                found = sniff(stream.read(_HEAD), path)
            return found.name if found else None
    return None


def _names(pairs: list[tuple[Target, Source]], sent: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """The attributes that delivered fields come back as, by target, object, field and source."""
    rows = []
    for target, source in pairs:
        for object, listed in sent.filter(pl.col("target") == target.name).group_by("object").agg(pl.col("digests").last()).iter_rows():
            fields = {*target.key, *target.fields, *json.loads(listed)}
            rows += [(target.name, object, field, source.name, name) for field in sorted(fields) for name in sorted(_returned(field, target, source, registry))]
    return pl.DataFrame(rows, schema=["target", "object", "field", "source", "attribute"], orient="row").unique() if rows else pl.DataFrame(schema=dict.fromkeys(_ROW, pl.String))


def _returned(field: str, target: Target, source: Source, registry: Registry) -> Iterator[str]:
    """The attributes that a field can come back as."""
    for name in _spellings(field, target, source):
        known = registry.match(name)
        yield known or f"record.{name}"


def _spellings(field: str, target: Target, source: Source) -> set[str]:
    """What a field can be called when it comes back. Where names are the user's own choice, it may also be what it was made of."""
    names = {field, field.lower(), contacts.attribute_of(field), _OF_USERS.get(field, field)}
    if source.pull is not None and source.pull.attributes:
        names = {name for name, column in source.pull.attributes.items() if column.lower() == field.lower()}
    elif (source.format or _VENDORS.get(source.pull.system if source.pull else "")) not in _VENDORS.values():
        names |= {name.replace("__", ".") for made_of in (target.fields, target.key) if (name := made_of.get(field))}
    return names


def _by_field(sent: pl.DataFrame) -> pl.DataFrame:
    """The history with a row a field."""
    rows = [
        (*row, field, held)
        for *row, digests in sent.select(*_ROW, "customer_id", "known_at", "sent_at", "digests").iter_rows()
        for field, held in json.loads(digests).items()
    ]
    text, moment = pl.String(), pl.Datetime("us")
    schema = {**dict.fromkeys([*_ROW, "customer_id"], text), "known_at": moment, "sent_at": moment, "field": text, "digests": pl.List(text)}
    return pl.DataFrame(rows, schema=schema, orient="row")
