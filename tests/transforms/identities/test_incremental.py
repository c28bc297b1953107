from __future__ import annotations

import random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import transforms.identities.incremental as incremental
from tests.transforms.identities.test_resolution import evidence_, rules_, thorough
from tests.transforms.identities.worlds import KEY, decide, frame, on_message, settle
from transforms.identities import IdentitySettings, Linked, elsewhere, relink, resolve, returned, with_unnamed
from warehouse.tables.landing import IdentityMentions, Interactions, Records
from warehouse.tables.ledgers import Decisions, Proposals
from warehouse.tables.observations import Observations

SCHEMAS = {"mentions": IdentityMentions, "decisions": Decisions, "messages": Interactions, "observations": Observations, "records": Records, "proposals": Proposals}


def inputs(rows: dict[str, list[dict]], rules: IdentitySettings) -> tuple[pl.DataFrame, pl.DataFrame]:
    mentions, decisions, messages, observations, records, proposals = (frame(schema, rows.get(name, [])) for name, schema in SCHEMAS.items())
    given_ = with_unnamed(mentions, messages, records)
    given_ = pl.concat([given_, returned(given_, records, KEY)])
    return given_, elsewhere(given_, observations, records, decisions, rules, proposals)


@settings(thorough, max_examples=12)
@given(evidence_, rules_, st.integers(0, 9))
def test_steps_in_any_order_with_late_rows_and_erased_ones_end_where_one_run_does(rows, rules, seed):
    chance, former = random.Random(seed), None
    for share in (0.6, 0.6, 0.6, 1):
        part = {name: [row for row in kind if chance.random() < share] for name, kind in rows.items()}
        former = relink(*inputs(part, rules), rules, KEY, former)
        assert all(a.equals(b) for a, b in zip(former.resolution, settle(**part, settings=rules), strict=True))


def test_only_what_a_new_link_touches_is_resolved_anew(monkeypatch):
    rules, rows = IdentitySettings(), [row for n in range(50) for row in on_message(f"m{n}", [f"email:{n}@x.io", f"phone:+{n}"], 1)]
    before = relink(*inputs({"mentions": rows}, rules), rules, KEY)
    seen: list[set[str]] = []

    def watched(candidates, mentions, *rest):
        seen.append(set(mentions["identity"]))
        return resolve(candidates, mentions, *rest)

    monkeypatch.setattr(incremental, "resolve", watched)
    more = {"mentions": rows, "decisions": [decide("link", "email:3@x.io", "email:4@x.io", 2)]}
    relink(*inputs(more, rules), rules, KEY, Linked(before.resolution, before.groups))
    assert seen == [{"email:3@x.io", "phone:+3", "email:4@x.io", "phone:+4"}]
