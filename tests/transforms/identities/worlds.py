"""Small worlds of mentions and decisions for tests of identities."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import polars as pl

from transforms.identities import IdentitySettings, Resolution, evidence, resolve, returned, with_unnamed
from transforms.identities.nodes import customer_id
from warehouse.home import Key
from warehouse.tables.identities import Customers, Links, Memberships
from warehouse.tables.landing import IdentityMentions, Interactions, Records
from warehouse.tables.ledgers import Decisions, Proposals
from warehouse.tables.observations import Observations

KEY = Key(b"k" * 32)
START = datetime(2024, 1, 1)


def day(n: int) -> datetime:
    return START + timedelta(days=n)


def frame(schema, rows: list[dict]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.create_empty().schema)


def mention(carrier: str, carrier_id: str, identity: str, known: int, *, said: int | None = None, valid: bool = True, conversation: str | None = None, source: str = "s") -> dict:
    kind, value = identity.split(":", 1)
    return {
        "source": source,
        "carrier": carrier,
        "carrier_id": carrier_id,
        "identity": identity,
        "identity_type": kind,
        "value": value,
        "raw_value": value,
        "is_valid": valid,
        "conversation_id": conversation,
        "speaker": "customer",
        "occurred_at": day(known if said is None else said),
        "recorded_at": day(known),
        "export_id": f"x{known}",
    }


def on_message(message: str, identities: list[str], known: int, **rest) -> list[dict]:
    return [mention("interaction", f"s:{message}", identity, known, **{"conversation": f"c-{message}", **rest}) for identity in identities]


def on_record(record: str, identities: list[str], known: int, **rest) -> list[dict]:
    return [mention("record", record, identity, known, **rest) for identity in identities]


def message(conversation: str, known: int, name: str = "m") -> dict:
    return {
        "interaction_id": f"s:{conversation}-{name}",
        "row_hash": "h",
        "source": "s",
        "conversation_id": conversation,
        "message_id": f"{conversation}-{name}",
        "channel": "chat",
        "speaker": "customer",
        "occurred_at": day(known),
        "recorded_at": day(known),
        "text": "",
        "language": "en",
        "metadata": None,
        "export_id": f"x{known}",
        "place": 0,
    }


def decide(what: str, a: str, b: str, at: int) -> dict:
    return {"decision_id": f"{what}-{a}-{b}-{at}", "decision": what, "identity_a": a, "identity_b": b, "who": "someone", "decided_at": day(at)}


def record(name: str, known: int = 0, **attributes: str) -> dict:
    """A version of a record; two underscores in a name stand for a dot."""
    return {
        "source": "s",
        "record_id": name,
        "row_hash": "h",
        "updated_at": day(known),
        "recorded_at": day(known),
        "export_id": "x",
        "place": 0,
        "attributes": json.dumps({key.replace("__", "."): value for key, value in attributes.items()}),
    }


def says(attribute: str, value: str, known: int = 1, *, identity: str = "conversation:s:c", until: int | None = None, authority: str = "customer", n: int = 0) -> dict:
    return {
        "observation_id": f"{attribute}{value}{known}{n}",
        "identity": identity,
        "kind": "attribute",
        "attribute": attribute,
        "value": value,
        "operation": "assert",
        "authority": authority,
        "interaction_id": f"s:c-{n}",
        "conversation_id": "c",
        "recorded_at": day(known),
        "activated_at": day(0),
        "retired_at": None if until is None else day(until),
    }


def proposal(a: str, b: str, probability: float, known: int, until: int | None = None) -> dict:
    return {
        "identity_a": min(a, b),
        "identity_b": max(a, b),
        "record_a": "record:s:record0",
        "record_b": "record:s:record1",
        "probability": probability,
        "is_coherent": True,
        "known_from": day(known),
        "known_to": None if until is None else day(until),
    }


def carries(name: str, identity: str, known: int) -> dict:
    """A record that gives back the customer id that an identity was given."""
    return record(name, known, customer_ref=customer_id(identity, KEY))


def settle(
    mentions: list[dict],
    decisions: list[dict] = (),
    messages: list[dict] = (),
    observations: list[dict] = (),
    records: list[dict] = (),
    proposals: list[dict] = (),
    settings: IdentitySettings | None = None,
    until: int | None = None,
) -> Resolution:
    """Customers by all of this; with `until`, by what of it was there on that day."""
    settings = settings or IdentitySettings()
    decided, said, noted, kept = frame(Decisions, list(decisions)), frame(Interactions, list(messages)), frame(Observations, list(observations)), frame(Records, list(records))
    opinions, there = frame(Proposals, list(proposals)), frame(IdentityMentions, mentions)
    if until is not None:
        there, said, decided, noted, kept, opinions = (
            f.filter(pl.col(c) <= day(until))
            for f, c in ((there, "recorded_at"), (said, "recorded_at"), (decided, "decided_at"), (noted, "recorded_at"), (kept, "recorded_at"), (opinions, "known_from"))
        )
        noted = noted.with_columns(retired_at=pl.when(pl.col("retired_at") <= day(until)).then("retired_at"))
        opinions = opinions.with_columns(known_to=pl.when(pl.col("known_to") <= day(until)).then("known_to"))
    given = with_unnamed(there, said, kept)
    given = pl.concat([given, returned(given, kept, KEY)])
    result = resolve(evidence(given, noted, kept, decided, settings, opinions), given, settings, KEY)
    Links.validate(result.links)
    Memberships.validate(result.memberships)
    Customers.validate(result.customers)
    return result


def groups(result: Resolution, at: int | None = None) -> set[frozenset[str]]:
    """Who is with whom, at a day or now."""
    rows = result.memberships
    rows = (
        rows.filter(pl.col("known_to").is_null())
        if at is None
        else rows.filter((pl.col("known_from") <= day(at)) & (pl.col("known_to").is_null() | (pl.col("known_to") > day(at))))
    )
    return {frozenset(part["identity"]) for part in rows.partition_by("customer_id")}


def customer(result: Resolution, identity: str, at: int | None = None) -> str:
    rows = result.memberships.filter(pl.col("identity") == identity)
    rows = (
        rows.filter(pl.col("known_to").is_null())
        if at is None
        else rows.filter((pl.col("known_from") <= day(at)) & (pl.col("known_to").is_null() | (pl.col("known_to") > day(at))))
    )
    return rows["customer_id"].item()


def link(result: Resolution, a: str, b: str, rule: str | None = None) -> dict:
    a, b = sorted((a, b))
    rows = result.links.filter((pl.col("identity_a") == a) & (pl.col("identity_b") == b))
    return (rows if rule is None else rows.filter(pl.col("rule") == rule)).row(0, named=True)
