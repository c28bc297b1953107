"""Echoes in one store. What belongs here: which sources give back what targets were sent, under which names, and identifiers that come back.

What does not: marking claims (orchestration.marking).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from orchestration.config.models import Target
from orchestration.config.sources import Source
from orchestration.landing import landed_path
from orchestration.resources import Store
from transforms.formats import contacts, sniff
from transforms.identities import carried, echoed
from transforms.registry import Registry
from warehouse.tables.registry import TABLES

TABLE = "delivered"
_VENDORS = {"salesforce": "salesforce_contacts", "segment": "segment_profiles", "zendesk": "zendesk_tickets"}
_OF_USERS = {"locale": "language"}
"""Zendesk's own name for an attribute of its users."""
_HEAD = 1 << 16


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


def returned(field: str, target: Target, source: Source, registry: Registry) -> Iterator[str]:
    """The attributes that a field can come back as."""
    for name in spellings(field, target, source):
        known = registry.match(name)
        yield known or f"record.{name}"


def spellings(field: str, target: Target, source: Source) -> set[str]:
    """What a field can be called when it comes back. Where names are the user's own choice, it may also be what it was made of."""
    names = {field, field.lower(), contacts.attribute_of(field), _OF_USERS.get(field, field)}
    if source.pull is not None and source.pull.attributes:
        names = {name for name, column in source.pull.attributes.items() if column.lower() == field.lower()}
    elif (source.format or _VENDORS.get(source.pull.system if source.pull else "")) not in _VENDORS.values():
        names |= {name.replace("__", ".") for made_of in (target.fields, target.key) if (name := made_of.get(field))}
    return names


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
        keys.setdefault(source.name, set()).update(name for field in target.key for name in spellings(field, target, source))
    ours = mentions.join(returning, on="source", how="semi")
    names = carried(ours, records.join(returning, on="source", how="semi"), keys, store.home.key)
    is_named = pl.col("row").is_in(names["row"].unique().implode()) | pl.col("customer_id").is_in(names["value"].unique().implode())
    sent = store.lake.scan(TABLE).filter(is_named & pl.col("target").is_in(returning["target"].implode())).collect().join(returning, on="target")
    found = echoed(ours, names, sent, store.home.key)
    return mentions.join(found, on=TABLES["identity_mentions"].schema.primary_key(), how="anti") if len(found) else mentions
