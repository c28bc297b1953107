"""Random histories: small, and crowded on purpose, so that ties, late arrivals and overlaps are the rule."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

import polars as pl

from tests.beliefs.oracle import EVER, NEVER, Attribute, Era, World
from warehouse.tables.registry import TABLES

START = datetime(2026, 1, 1)
CLOCK = datetime(2026, 1, 1, 9, 30)
ATTRIBUTES = {
    "test.latest": Attribute(),
    "test.authority": Attribute("authority_then_latest"),
    "test.confident": Attribute("most_confident"),
    "test.decaying": Attribute("most_confident", half_life=timedelta(hours=7)),
    "test.many": Attribute("accumulate", "many"),
    "test.expiring": Attribute(expires_after=timedelta(hours=3)),
    "test.many_expiring": Attribute("latest", "many", expires_after=timedelta(hours=2)),
    "test.changing": Attribute("accumulate", "many"),
    "test.lapsing": Attribute(),
}


def hour(n: int | None) -> datetime | None:
    return None if n is None else START + timedelta(hours=n)


POLICIES = {
    "test.changing": [
        Era(Attribute("authority_then_latest"), EVER, hour(4)),
        Era(Attribute("latest", expires_after=timedelta(hours=4)), hour(4), hour(6)),
        Era(Attribute("most_confident", half_life=timedelta(hours=3)), hour(6), hour(7)),
        Era(ATTRIBUTES["test.changing"], hour(7), NEVER),
    ],
    "test.lapsing": [Era(Attribute("accumulate"), hour(2), hour(5)), Era(ATTRIBUTES["test.lapsing"], hour(8), NEVER)],
}
"""Registered otherwise at times: by every policy in turn; not at all at first, and again for a while."""


def _observation(random: Random, customer: str, number: int, orderly: bool) -> dict[str, Any]:
    subject = random.choice([*ATTRIBUTES, "record.unregistered", None])
    said = number if orderly else random.randrange(10)
    recorded = said if orderly else max(said, random.randrange(10)) if random.random() < 0.7 else random.randrange(10)
    retracts = random.random() < (0.05 if orderly else 0.2)
    late = random.random() < (0.05 if orderly else 0.3)
    return {
        "observation_id": f"{customer}-{random.randrange(1000):03d}-{number}", "identity": f"email:{random.choice('ab')}@{customer}",
        "kind": "preference", "attribute": subject, "topic": "seat" if subject is None else None,
        "value": None if retracts and random.random() < 0.3 else random.choice("xyz"),
        "operation": "retract" if retracts else "assert", "statement": "s", "quote": "q", "quote_start": None, "quote_end": None,
        "interaction_id": None, "record_id": None, "conversation_id": None, "source": "made", "channel": None,
        "authority": random.choice(["system_of_record", "customer", "agent", "inferred"]), "confidence": random.choice([0.3, 0.5, 0.9]),
        "observed_at": hour(said), "valid_from": hour(said if orderly else max(0, said + random.choice([0, 0, 0, -2, 2]))),
        "valid_to": hour(said + random.randrange(4)) if late else None, "due_at": None,
        "recorded_at": hour(recorded), "retired_at": hour(recorded + random.randrange(1, 5)) if random.random() < (0.05 if orderly else 0.2) else None,
        "extractor": "made", "extractor_version": "1",
        "activated_at": hour(recorded + 1 if random.random() < 0.1 and not orderly else 0),
        "deactivated_at": hour(recorded + random.randrange(1, 4)) if random.random() < (0.03 if orderly else 0.1) else None,
    }  # fmt: skip


def _moves(random: Random, customer: str, world: World) -> None:
    a, b, older, younger = f"email:a@{customer}", f"email:b@{customer}", f"{customer}-1", f"{customer}-2"
    stays = [("a", older, 0, None)]
    world.customers.append({"customer_id": older, "known_from": hour(0), "known_to": None, "merged_into": None, "is_held": False})
    merged, undone = random.randrange(1, 8), random.randrange(1, 4)
    plan = random.choice(["apart", "together", "merged", "undone"])
    if plan == "apart":
        stays.append(("b", younger, 0, None))
    elif plan == "together":
        stays.append(("b", older, 0, None))
    else:
        stays += [("b", younger, 0, merged), ("b", older, merged, merged + undone if plan == "undone" else None)]
        world.customers.append({"customer_id": younger, "known_from": hour(0), "known_to": hour(merged), "merged_into": older, "is_held": False})
    if plan == "undone":
        stays.append(("b", younger, merged + undone, None))
        world.customers.append({"customer_id": younger, "known_from": hour(merged + undone), "known_to": None, "merged_into": None, "is_held": False})
    for name, customer_id, since, until in stays:
        identity = a if name == "a" else b
        world.memberships.append({
            "identity": identity, "identity_type": "email", "value": identity[6:], "customer_id": customer_id, "known_from": hour(since), "known_to": hour(until),
        })  # fmt: skip


def add_history(world: World, random: Random, customer: str) -> None:
    """One person under two identities, with up to fourteen claims, and what people decided about them."""
    _moves(random, customer, world)
    if random.random() < 0.3:
        _add_chronicle(world, random, customer)
        return
    orderly = random.random() < 0.3
    for number in range(random.randrange(1, 15)):
        o = _observation(random, customer, number, orderly)
        if o["attribute"] is None and o["value"] is None:
            continue
        if random.random() < 0.6 and world.observations and world.observations[-1]["identity"][7:] == o["identity"][7:]:
            o["attribute"], o["topic"] = world.observations[-1]["attribute"], world.observations[-1]["topic"]
            o["value"] = "x" if o["attribute"] is None and o["value"] is None else o["value"]
        world.observations.append(o)
        if random.random() < 0.1:
            world.former.append(_former(random, o))
        if random.random() < 0.1:
            world.decisions.append(_decision(f"{customer}-d{number}", random, "retract", observation_id=o["observation_id"]))
        if random.random() < 0.1 and o["attribute"]:
            world.decisions.append(
                _decision(f"{customer}-c{number}", random, "correct", identity_a=o["identity"], attribute=o["attribute"], value=random.choice(["x", "y", "z", None]))
            )
            if random.random() < 0.3:
                world.decisions.append(_decision(f"{customer}-l{number}", random, "retract", observation_id=f"{customer}-c{number}"))


def _former(random: Random, o: dict[str, Any]) -> dict[str, Any]:
    """A time before the last for which a version that makes the claim was in use."""
    since, again = o["activated_at"], random.randrange(4, 9)
    o |= {"activated_at": hour(again), "deactivated_at": o["deactivated_at"] and max(o["deactivated_at"], hour(again + 1))}
    return {"observation_id": o["observation_id"], "activated_at": since, "deactivated_at": hour(again - random.randrange(1, 4))}


def _add_chronicle(world: World, random: Random, customer: str) -> None:
    """Many claims about one thing, nearly all in order and nearly all alike: what reconciliation takes short cuts through."""
    subject, usual = random.choice(["test.latest", "test.latest", "test.many", "test.changing"]), random.choice([0.5, 0.9])
    disorder = random.choice([0.0, 0.05, 0.2])
    for number in range(random.randrange(5, 30)):
        o = _observation(random, customer, number // random.choice([1, 1, 2]), orderly=True)
        at, plain = o["observed_at"], random.random() >= disorder
        o |= {"observation_id": f"{customer}-{number:03d}", "attribute": subject, "topic": None, "value": "x" if random.random() < usual else random.choice("yz"),
              "identity": f"email:a@{customer}", "valid_to": None, "retired_at": None, "deactivated_at": None, "operation": "assert"}  # fmt: skip
        if not plain:
            after = at + timedelta(hours=random.randrange(1, 6))
            o |= random.choice(
                [{"recorded_at": after}, {"retired_at": after}, {"valid_to": after}, {"operation": "retract"}, {"operation": "retract", "value": None},
                 {"valid_from": after}, {"identity": f"email:b@{customer}"}]
            )  # fmt: skip
        world.observations.append(o)


def _decision(name: str, random: Random, decision: str, **given: str | None) -> dict[str, Any]:
    empty = dict.fromkeys(("identity_a", "identity_b", "observation_id", "attribute", "value", "why"))
    return empty | given | {"decision_id": name, "decision": decision, "who": "made", "decided_at": hour(random.randrange(12))}


def made(seed: int, customers: int) -> World:
    """A world of that many persons."""
    world, random = World(attributes=ATTRIBUTES, policies=POLICIES), Random(seed)
    for number in range(customers):
        add_history(world, random, f"c{number:05d}")
    return world


def frames(world: World) -> dict[str, pl.DataFrame]:
    """The world as lake tables."""
    registry = [
        {"attribute": name, "description": name, "kind": "preference", "type": "text", **_policy(a), "retain_seconds": None, "is_personal": "no", "is_builtin": "no"}
        for name, a in world.attributes.items()
    ]
    policies = [
        {"attribute": name, **_policy(era.attribute), "known_from": era.since, "known_to": None if era.until == NEVER else era.until}
        for name, eras in world.policies.items()
        for era in eras
    ]
    rows = {
        "observations": world.observations, "memberships": world.memberships, "customers": world.customers,
        "decisions": world.decisions, "attributes": registry, "policies": policies, "former_activations": world.former,
    }  # fmt: skip
    return {name: pl.DataFrame(r, schema=TABLES[name].empty().schema) for name, r in rows.items()}


def _policy(attribute: Attribute) -> dict[str, Any]:
    spans = {"expires_after_seconds": attribute.expires_after, "half_life_seconds": attribute.half_life}
    return {"cardinality": attribute.cardinality, "policy": attribute.policy} | {name: int(span.total_seconds()) if span else None for name, span in spans.items()}
