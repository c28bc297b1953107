"""Small worlds of mentions and decisions for tests of identities."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from transforms.identities import IdentitySettings, Resolution, evidence, resolve, with_unnamed
from warehouse.home import Key
from warehouse.tables.identities import Customers, Links, Memberships
from warehouse.tables.landing import IdentityMentions, Interactions, Records
from warehouse.tables.ledgers import Decisions
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


def settle(
    mentions: list[dict],
    decisions: list[dict] = (),
    messages: list[dict] = (),
    observations: list[dict] = (),
    records: list[dict] = (),
    settings: IdentitySettings | None = None,
    until: int | None = None,
) -> Resolution:
    settings = settings or IdentitySettings()
    decided, said, noted, kept = frame(Decisions, list(decisions)), frame(Interactions, list(messages)), frame(Observations, list(observations)), frame(Records, list(records))
    given = with_unnamed(frame(IdentityMentions, mentions), said, kept)
    if until is not None:
        given, decided, noted, kept = (
            f.filter(pl.col(c) <= day(until)) for f, c in ((given, "recorded_at"), (decided, "decided_at"), (noted, "recorded_at"), (kept, "recorded_at"))
        )
    result = resolve(evidence(given, noted, kept, decided, settings), given, settings, KEY)
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
