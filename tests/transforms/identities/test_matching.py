from __future__ import annotations

import json
import random

import numpy as np
import polars as pl
import pytest

from tests.transforms.identities.worlds import day, frame, groups, on_record, settle
from transforms.identities import IdentitySettings, Probabilistic, evidence, probabilistic, resolve
from transforms.identities.matching.cohesion import groups as cohesive
from transforms.identities.matching.cohesion import strongest
from transforms.identities.matching.model import Matcher
from transforms.identities.matching.people import people, words
from transforms.identities.matching.spellings import spellings
from transforms.identities.probabilistic import Trained, propose
from warehouse.home import Key
from warehouse.tables.landing import IdentityMentions, Records
from warehouse.tables.ledgers import Decisions
from warehouse.tables.observations import Observations

CROWD = [
    {"person.full_name": "Matilda Featherstone", "person.date_of_birth": "1961-07-23", "contact.postal_code": "sw1a 2be"},
    {"person.full_name": "Featherstone, Matilda", "person.date_of_birth": "1961-07-23", "contact.postal_code": "sw1a 2be"},
    {"person.full_name": "Matilda Featherstone"},
    {"person.first_name": "Oskar", "person.surname": "Lindqvist", "person.date_of_birth": "1975-02-11", "contact.postal_code": "ab10 1xy"},
    {"person.full_name": "Bilal Haddad", "person.date_of_birth": "1988-12-02", "contact.postal_code": "m1 4bt"},
]


def world(crowd: list[dict]) -> tuple[pl.DataFrame, pl.DataFrame]:
    records = [
        {"source": "s", "record_id": f"r{n}", "row_hash": "h", "updated_at": day(n), "recorded_at": day(n), "attributes": json.dumps(held), "export_id": "x", "place": n}
        for n, held in enumerate(crowd)
    ]
    return frame(Records, records), frame(IdentityMentions, [row for n in range(len(crowd)) for row in on_record(f"r{n}", [f"external_id:{n}a"], n)])


def test_records_alike_in_name_date_and_place_are_proposed_and_a_name_alone_is_never_enough():
    proposals = propose(*world(CROWD)).pairs
    sure = proposals.filter((pl.col("probability") >= 0.95) & pl.col("is_coherent"))
    assert sure.select("identity_a", "identity_b").rows() == [("external_id:0a", "external_id:1a")]
    assert sure["known_from"].to_list() == [day(1)]


def test_a_proposal_is_applied_from_the_threshold_up_and_listed_below_it():
    records, mentions = world(CROWD)
    proposals = propose(records, mentions).pairs.with_columns(probability=pl.lit(0.97))
    for threshold, state, customers in ((0.95, "honoured", 4), (0.99, "proposed", 5)):
        settings = IdentitySettings(probabilistic=Probabilistic(True, threshold))
        found = resolve(evidence(mentions, frame(Observations, []), records, frame(Decisions, []), settings, proposals), mentions, settings, Key(b"k" * 32))
        assert (
            found.links.filter((pl.col("identity_a") == "external_id:0a") & (pl.col("identity_b") == "external_id:1a"))["state"].to_list() == [state]
            and len(groups(found)) == customers
        )


def test_with_names_alone_nothing_is_proposed():
    assert propose(*world([{"person.full_name": "Matilda Featherstone"}] * 3)).pairs.is_empty()


def test_proposals_do_not_depend_on_the_order_of_records():
    records, mentions = world(CROWD)
    assert propose(records, mentions).pairs.equals(propose(records.reverse(), mentions.reverse()).pairs)


def crowd(people: int) -> list[dict]:
    """People with two records each that differ a little."""
    chance = random.Random(3)
    held = []
    for n in range(people):
        first, last = (f"{chance.choice('bcdfgklmnprstv')}{chance.choice('aeiou')}{chance.choice(['lda', 'rik', 'nno', 'stan', 'mira'])}{n % 7}" for _ in range(2))
        born, post = f"19{chance.randrange(40, 99)}-0{chance.randrange(1, 9)}-1{chance.randrange(9)}", f"ab{chance.randrange(99)} {chance.randrange(9)}xy"
        held += [{"person.first_name": name, "person.surname": last, "person.date_of_birth": born, "contact.postal_code": post} for name in (first, first[:-1])]
    return held


def test_what_was_learned_serves_again_tells_the_same_and_names_nobody(monkeypatch):
    monkeypatch.setattr(probabilistic, "ENOUGH", 50)
    records, mentions = world(crowd(40))
    found = propose(records, mentions)
    assert len(found.pairs) > 20 and found.trained is not None
    kept = Trained.of(found.trained.text())
    assert set(kept.first.shares) == set(kept.second.shares) == {"name", "dob", "post"}
    assert kept == found.trained and not any(name in found.trained.text() for row in crowd(40) for name in row.values())
    monkeypatch.setattr(Matcher, "train", lambda self: pytest.fail("it learns anew"))
    again = propose(records, mentions, kept)
    assert again.trained is kept and again.pairs.equals(found.pairs)
    assert not kept.serves(list(kept.second.shares), 160) and not kept.serves(["name"], 80) and kept.serves(list(kept.second.shares), 159)


def test_a_record_without_identifiers_takes_part_under_its_own_identity():
    records, mentions = world(CROWD)
    assert people(records, mentions.head(0))["identity"][0] == "record:s:r0"
    assert settle([], records=records.to_dicts()).memberships["identity_type"].unique().to_list() == ["record"]


def test_titles_tell_nobody_apart():
    assert words(["Sir John Smith, 1st Baronet", "dr. j. o'brien", None]) == [["john", "smith"], ["j", "obrien"], []]


def test_spellings_are_learned_from_groups_that_share_both():
    names = [name for n in range(4) for name in (["edward", f"x{n}"], ["edward", f"x{n}"], ["ted", f"x{n}"])] + [["anna", f"y{n // 3}"] for n in range(60)]
    learned = spellings(names, [n // 3 for n in range(72)])
    assert learned["ted"] == "edward" and "edward" not in learned and "anna" not in learned


def test_one_look_alike_pair_does_not_join_two_groups():
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 3)]
    left, right = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    group = cohesive(6, left, right, np.ones(7))
    assert len(set(group[:3])) == 1 and len(set(group[3:])) == 1 and group[0] != group[3]
    kept, inside = strongest(left, right, np.ones(7), group)
    assert inside.sum() == 4 and (~inside).sum() == 1 and (left[kept[~inside]], right[kept[~inside]]) == (2, 3)
