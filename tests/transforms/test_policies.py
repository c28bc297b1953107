from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.policies import FROM_THE_START, noted
from transforms.registry import read_registry
from warehouse.tables.registry import TABLES

SEED = "attribute,description,kind,type,cardinality,policy,expires_after,half_life,retain,personal,aliases,values,class\nplan,p,attribute,text,one,latest,,,,no,,,\n"
MONDAY, TUESDAY, FRIDAY = datetime(2026, 1, 5), datetime(2026, 1, 6), datetime(2026, 1, 9)


def registered(**given: object) -> pl.DataFrame:
    return read_registry(SEED, [{"name": "shoe.size", **given}] if given else []).frame()


def told(ledger: pl.DataFrame, attribute: str = "shoe.size") -> list[tuple[object, ...]]:
    return ledger.filter(pl.col("attribute") == attribute).select("policy", "expires_after_seconds", "known_from", "known_to").rows()


def test_the_first_registry_counts_from_the_start_and_one_like_it_changes_nothing():
    ledger = noted(TABLES["policies"].empty(), registered(policy="latest"), MONDAY)
    assert told(ledger) == [("latest", None, FROM_THE_START, None)]
    assert noted(ledger, registered(policy="latest", description="in European sizes"), TUESDAY).equals(ledger)


def test_another_policy_or_expiry_begins_where_the_one_before_ends():
    ledger = noted(TABLES["policies"].empty(), registered(policy="latest"), MONDAY)
    ledger = noted(ledger, registered(policy="most_confident"), TUESDAY)
    ledger = noted(ledger, registered(policy="most_confident", expires_after="1d"), FRIDAY)
    assert told(ledger) == [("latest", None, FROM_THE_START, TUESDAY), ("most_confident", None, TUESDAY, FRIDAY), ("most_confident", 86_400, FRIDAY, None)]
    assert told(ledger, "plan") == [("latest", None, FROM_THE_START, None)]
    TABLES["policies"].schema.validate(ledger)


def test_two_builds_of_one_clock_leave_what_the_second_says():
    ledger = noted(TABLES["policies"].empty(), registered(policy="latest"), MONDAY)
    ledger = noted(noted(ledger, registered(policy="most_confident"), TUESDAY), registered(policy="authority_then_latest"), TUESDAY)
    assert told(ledger) == [("latest", None, FROM_THE_START, TUESDAY), ("authority_then_latest", None, TUESDAY, None)]


def test_an_attribute_taken_out_ends_and_a_new_one_begins():
    ledger = noted(TABLES["policies"].empty(), registered(), MONDAY)
    ledger = noted(noted(ledger, registered(policy="latest"), TUESDAY), registered(), FRIDAY)
    assert told(ledger) == [("latest", None, TUESDAY, FRIDAY)]
