from __future__ import annotations

from datetime import datetime

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.identities.worlds import day, frame
from transforms.identities.opinions import MOVED, remembered
from transforms.identities.probabilistic import PROPOSAL
from warehouse.tables.ledgers import Proposals

IDS = ["a", "b", "c", "d"]
pairs_ = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] < p[1])
said_ = st.dictionaries(pairs_, st.tuples(st.sampled_from([0.6, 0.604, 0.95, 0.953, 0.97, 0.999]), st.booleans()), max_size=4)


def said(opinions: dict[tuple[str, str], tuple[float, bool]]) -> pl.DataFrame:
    rows = [
        {"identity_a": a, "identity_b": b, "record_a": f"r{a}", "record_b": f"r{b}", "probability": p, "is_coherent": is_coherent, "known_from": day(0), "known_to": None}
        for (a, b), (p, is_coherent) in opinions.items()
    ]
    return pl.DataFrame(rows, schema=PROPOSAL)


def after(*steps: tuple[int, dict]) -> pl.DataFrame:
    kept = frame(Proposals, [])
    for at, opinions in steps:
        kept = remembered(kept, said(opinions), day(at))
    Proposals.validate(kept)
    return kept


def known(kept: pl.DataFrame, at: datetime) -> dict[tuple[str, str], tuple[float, bool]]:
    rows = kept.filter((pl.col("known_from") <= at) & (pl.col("known_to").is_null() | (pl.col("known_to") > at)))
    assert rows.select("identity_a", "identity_b").is_unique().all()
    return {(r["identity_a"], r["identity_b"]): (r["probability"], r["is_coherent"]) for r in rows.iter_rows(named=True)}


def groups(opinions: dict[tuple[str, str], tuple[float, bool]], least: float) -> set[frozenset[str]]:
    found = {name: {name} for name in IDS}
    for (a, b), (probability, is_coherent) in opinions.items():
        if is_coherent and probability >= least:
            both = found[a] | found[b]
            found |= dict.fromkeys(both, both)
    return {frozenset(group) for group in found.values()}


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(1, 4), said_), min_size=1, max_size=5).map(lambda steps: sorted(steps, key=lambda s: s[0])))
def test_what_was_known_stays_and_what_is_known_now_is_what_was_last_said(steps):
    whole = after(*steps)
    for n, (at, opinions) in enumerate(steps):
        if n + 1 < len(steps) and steps[n + 1][0] == at:
            continue
        now = known(whole, day(at))
        assert now == known(after(*steps[: n + 1]), day(at))
        for pair, (probability, is_coherent) in opinions.items():
            assert abs(now[pair][0] - probability) < MOVED and now[pair][1] == is_coherent
        assert groups(now, 0.8) == groups(opinions, 0.8)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(said_, said_, said_)
def test_of_two_answers_at_one_moment_the_last_counts(first, second, third):
    assert after((1, first), (2, second), (2, third)).equals(after((1, first), (2, third)))


def test_a_pair_that_others_of_its_group_stand_for_now_stays():
    before, since = {("a", "b"): (0.97, True)}, {("a", "c"): (0.98, True), ("b", "c"): (0.97, True)}
    assert known(after((1, before), (2, since)), day(2)) == before | since
    apart = {("a", "c"): (0.98, True), ("b", "c"): (0.9, True)}
    assert known(after((1, before), (2, apart)), day(2)) == apart
