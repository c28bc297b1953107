from __future__ import annotations

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

import transforms.identities.incremental as incremental
from tests.transforms.identities.test_resolution import decisions_, distinct, guards_, mentions_, thorough
from tests.transforms.identities.worlds import KEY, decide, frame, message, on_message
from transforms.identities import IdentitySettings, Linked, elsewhere, evidence, relink, resolve, with_unnamed
from warehouse.tables.landing import IdentityMentions, Interactions, Records
from warehouse.tables.ledgers import Decisions
from warehouse.tables.observations import Observations

messages_ = st.builds(message, st.sampled_from(["c0", "c1", "c2"]), st.integers(0, 5), st.sampled_from(["a", "b"]))


def inputs(mentions: list[dict], decisions: list[dict], messages: list[dict], rules: IdentitySettings) -> tuple[pl.DataFrame, pl.DataFrame]:
    given_ = with_unnamed(frame(IdentityMentions, mentions), frame(Interactions, messages), frame(Records, []))
    return given_, elsewhere(given_, frame(Observations, []), frame(Records, []), frame(Decisions, decisions), rules)


def whole(mentions: list[dict], decisions: list[dict], messages: list[dict], rules: IdentitySettings):
    given_, _ = inputs(mentions, decisions, messages, rules)
    return resolve(evidence(given_, frame(Observations, []), frame(Records, []), frame(Decisions, decisions), rules), given_, rules, KEY)


@thorough
@given(st.lists(mentions_, max_size=16), st.lists(decisions_, max_size=4, unique_by=lambda d: d["decision_id"]), st.lists(messages_, max_size=3), guards_, st.integers(0, 9))
def test_steps_in_any_order_with_late_rows_and_erased_ones_end_where_one_run_does(mentions, decisions, messages, rules, seed):
    chance, rows, former = random.Random(seed), distinct(mentions), None
    for _ in range(3):
        part = ([m for m in rows if chance.random() < 0.6], [d for d in decisions if chance.random() < 0.6], messages)
        former = relink(*inputs(*part, rules), rules, KEY, former)
        assert all(a.equals(b) for a, b in zip(former.resolution, whole(*part, rules), strict=True))
    last = relink(*inputs(rows, decisions, messages, rules), rules, KEY, former)
    assert all(a.equals(b) for a, b in zip(last.resolution, whole(rows, decisions, messages, rules), strict=True))


def test_only_what_a_new_link_touches_is_resolved_anew(monkeypatch):
    rules, rows = IdentitySettings(), [row for n in range(50) for row in on_message(f"m{n}", [f"email:{n}@x.io", f"phone:+{n}"], 1)]
    before = relink(*inputs(rows, [], [], rules), rules, KEY)
    seen: list[set[str]] = []

    def watched(candidates, mentions, *rest):
        seen.append(set(mentions["identity"]))
        return resolve(candidates, mentions, *rest)

    monkeypatch.setattr(incremental, "resolve", watched)
    relink(*inputs(rows, [decide("link", "email:3@x.io", "email:4@x.io", 2)], [], rules), rules, KEY, Linked(before.resolution, before.groups))
    assert seen == [{"email:3@x.io", "phone:+3", "email:4@x.io", "phone:+4"}]
