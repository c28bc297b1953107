from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.beliefs import oracle
from tests.beliefs.conftest import Store, build
from tests.beliefs.models import beliefs_in
from tests.beliefs.oracle import NEVER, Belief, World
from tests.beliefs.worlds import ATTRIBUTES, CLOCK, POLICIES, add_history, hour, made
from warehouse.home import Home
from warehouse.tables.words import CHANGE_REASONS, END_REASONS, STATUSES

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
TRIES = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def small_world(random: Random, persons: int = 25) -> World:
    world = World(attributes=ATTRIBUTES, policies=POLICIES)
    for number in range(persons):
        add_history(world, random, f"c{number}")
    return world


def test_a_thousand_random_histories_are_believed_as_the_oracle_believes_them(store: Store) -> None:
    with duckdb.connect(str(store.home.database), read_only=True) as database:
        found = beliefs_in(database)
    assert len(found) == len(set(found))
    assert set(found) == set(oracle.beliefs(store.world))
    assert {b.reason for b in found} <= set(CHANGE_REASONS)
    assert {b.end_reason for b in found} == {"", *END_REASONS}


@TRIES
@given(seed=SEEDS)
def test_any_history_is_believed_as_the_oracle_believes_it(store: Store, seed: int) -> None:
    world = small_world(Random(seed))
    assert sorted(store.models.run(world, CLOCK)) == sorted(oracle.beliefs(world))


@settings(TRIES, max_examples=3)
@given(seed=SEEDS)
def test_the_order_of_rows_does_not_matter(store: Store, seed: int) -> None:
    random = Random(seed)
    world = small_world(random)
    before = sorted(store.models.run(world, CLOCK))
    for rows in (world.observations, world.memberships, world.customers, world.decisions, world.former):
        random.shuffle(rows)
    assert sorted(store.models.run(world, CLOCK)) == before


def test_rows_are_the_least_possible(store: Store) -> None:
    with duckdb.connect(str(store.home.database), read_only=True) as database:
        rows = beliefs_in(database)
    assert all(r.known_from < r.known_to and r.valid_from < r.valid_to for r in rows)
    in_known_time: dict[tuple[object, ...], list[Belief]] = {}
    for r in rows:
        in_known_time.setdefault((r.customer_id, r.subject, r.value, r.valid_from, r.valid_to), []).append(r)
    for same in in_known_time.values():
        same.sort(key=lambda r: r.known_from)
        assert all(a.known_to < b.known_from for a, b in pairwise(same))
    starting: dict[tuple[object, ...], list[Belief]] = {}
    for r in rows:
        starting.setdefault((r.customer_id, r.subject, r.value, r.valid_from), []).append(r)
    for a in rows:
        for b in starting.get((a.customer_id, a.subject, a.value, a.valid_to), []):
            assert a.known_to <= b.known_from or b.known_to <= a.known_from, "two rows of one value meet in valid time while both are believed"


def test_every_observation_has_exactly_one_status_and_a_reason(store: Store) -> None:
    rows = store.query("select observation_id, status, status_reason from marts.fct_observations")
    assert sorted(str(r[0]) for r in rows) == sorted(o["observation_id"] for o in store.world.observations)
    assert {r[1] for r in rows} == set(STATUSES)
    assert all(r[2] for r in rows)


def test_a_current_belief_rests_on_exactly_one_active_observation_or_decision(store: Store) -> None:
    active = {r[0] for r in store.query("select observation_id from marts.fct_observations where status = 'active' and status_reason like '%believed now'")}
    decided = {d["decision_id"] for d in store.world.decisions}
    gone = {r[0] for r in store.query("select observation_id from marts.fct_observations where status in ('retracted', 'expired')")}
    for (ids,) in store.query("select observation_ids from marts.fct_memories where is_current"):
        named = set(json.loads(str(ids)))
        assert len(named & active) == 1 or (named & decided and len(named & active) <= 1), named
        assert not named <= gone


def test_a_retraction_gives_back_what_it_had_superseded(store: Store) -> None:
    base = {**store.world.observations[0], "attribute": "test.latest", "topic": None, "operation": "assert", "authority": "customer", "valid_to": None,
            "retired_at": None, "activated_at": hour(0), "deactivated_at": None, "identity": "email:a@p"}  # fmt: skip
    said = [(1, "x", "assert"), (3, "y", "assert"), (5, "y", "retract")]
    world = World(
        observations=[{**base, "observation_id": f"o{n}", "value": v, "operation": op, "observed_at": hour(n), "valid_from": hour(n), "recorded_at": hour(n)} for n, v, op in said],
        memberships=[{"identity": "email:a@p", "identity_type": "email", "value": "a@p", "customer_id": "p", "known_from": hour(0), "known_to": None}],
        attributes=ATTRIBUTES,
    )
    now = [(b.value, b.valid_from, b.valid_to) for b in store.models.run(world, CLOCK) if b.known_to == NEVER]
    assert sorted(now, key=lambda r: r[1]) == [("x", hour(1), hour(3)), ("y", hour(3), hour(5)), ("x", hour(5), NEVER)]


def test_increments_equal_a_full_build(tmp_path: Path) -> None:
    whole = made(seed=7, customers=150)
    for_later = {f"email:{x}@c{n:05d}" for x in "ab" for n in range(0, 150, 7)}
    early = World(
        observations=[o for o in whole.observations if o["recorded_at"] <= hour(5)],
        memberships=[m for m in whole.memberships if m["known_from"] <= hour(5) and m["identity"] not in for_later],
        customers=whole.customers,
        decisions=[d for d in whole.decisions if d["decided_at"] <= hour(4)],
        attributes=ATTRIBUTES,
        policies={name: [era for era in eras if era.since <= hour(5)] for name, eras in POLICIES.items()},
    )
    home = Home(tmp_path)
    grown = Store(home, whole, None)  # type: ignore[arg-type]
    build(home, early, hour(5))
    build(home, early, hour(6))
    build(home, replace(early, observations=[o for o in whole.observations if o["recorded_at"] <= hour(7)]), hour(7))
    assert grown.query("select count(*) from intermediate.int_changed_customers") < [(150,)]
    build(home, whole, CLOCK)
    increments = grown.marts()
    build(home, whole, CLOCK, full=True)
    assert grown.marts() == increments
