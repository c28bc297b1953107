"""What comes back of a delivery. A slow model, one claim at a time, says what an echo is; then a whole round through a local Salesforce."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.config import load
from orchestration.connectors import calling
from orchestration.delivering import deliver
from orchestration.echoes import pairing, returned
from orchestration.governance import erase
from orchestration.registries import registry_of
from tests.deliveries.conftest import config_of
from tests.deliveries.serving import served
from tests.deliveries.test_salesforce import Org
from tests.orchestration.build import shop as s
from transforms.echoes import NOTHING, forms, recognised
from warehouse.lake import local

DAY = [datetime(2026, 1, 1) + timedelta(days=n) for n in range(12)]
NAMES = pl.DataFrame([("crm", "Contact", "Channel__c", "sf", "record.Channel__c")], schema=["target", "object", "field", "source", "attribute"], orient="row")
MEMBERS = pl.DataFrame(
    [("sf:1", "sf", "1", "old", DAY[0], DAY[5]), ("sf:1", "sf", "1", "new", DAY[5], None), ("email:a", "email", "a", "new", DAY[0], None), ("sf:2", "sf", "2", "lone", DAY[0], None)],
    schema={"identity": pl.String, "identity_type": pl.String, "value": pl.String, "customer_id": pl.String, "known_from": pl.Datetime("us"), "known_to": pl.Datetime("us")}, orient="row",
)  # fmt: skip
VALUES = st.sampled_from(["sms", "email", "post"])
SENT = st.lists(st.tuples(st.integers(0, 10), VALUES, st.sampled_from(["old", "new"])), max_size=5)
SEEN = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), VALUES), max_size=7, unique_by=lambda seen: seen[:2])


def delivered(sent: list[tuple[int, str, str]]) -> pl.DataFrame:
    rows = [("crm", "Contact", f"row of {whose}", whose, "Channel__c", DAY[at], DAY[at] + timedelta(seconds=n), [value]) for n, (at, value, whose) in enumerate(sent)]
    text, moment = pl.String(), pl.Datetime("us")
    schema = {"target": text, "object": text, "row": text, "customer_id": text, "field": text, "known_at": moment, "sent_at": moment, "digests": pl.List(text)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def claims(seen: list[tuple[int, int, str]], identity: str = "sf:1") -> pl.DataFrame:
    rows = [(f"{at}-{updated}", "sf", "003", "record.Channel__c", identity, DAY[min(updated, at)], DAY[at], [value]) for at, updated, value in seen]
    schema = {"observation_id": pl.String, "source": pl.String, "record_id": pl.String, "attribute": pl.String, "identity": pl.String,
              "observed_at": pl.Datetime("us"), "recorded_at": pl.Datetime("us"), "digests": pl.List(pl.String)}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").unique(["recorded_at", "observed_at"], keep="first", maintain_order=True)


def by_the_book(sent: list[tuple[int, str, str]], told: pl.DataFrame) -> set[str]:
    """What a person would say, claim by claim: the row holds what was last sent, until a version says otherwise."""
    found = set()
    for whose in ("old", "new"):
        sendings = sorted((at, n, value) for n, (at, value, owner) in enumerate(sent) if owner == whose)
        ours = [at for at, *_ in sendings if whose == "new" or at < 5]
        edited_in = None
        for row in told.sort("recorded_at", "observed_at").iter_rows(named=True):
            if whose == "new" and row["recorded_at"] < DAY[5]:
                continue
            before = [one for one in sendings if DAY[one[0]] < row["recorded_at"]]
            if not any(DAY[at] < row["recorded_at"] for at in ours):
                continue
            (value,), last = row["digests"], before[-1]
            is_stale = any(one[2] == value and row["observed_at"] < DAY[after[0]] for one, after in pairwise(before))
            if value != last[2] and not is_stale:
                edited_in = last
            if is_stale or (value == last[2] and edited_in != last):
                found.add(row["observation_id"])
    return found


@given(SENT, SEEN)
@settings(max_examples=60)
def test_echoes_are_what_a_person_would_call_so(sent: list, seen: list):
    told = claims(seen)
    assert set(recognised(told, delivered(sent), MEMBERS, NAMES)["observation_id"]) == by_the_book(sent, told)


@given(SENT, SEEN, st.integers(0, 11))
@settings(max_examples=40)
def test_a_verdict_never_changes(sent: list, seen: list, day: int):
    told = claims(seen)
    early = told.filter(pl.col("recorded_at") <= DAY[day])
    then = recognised(early, delivered([one for one in sent if one[0] < day]), MEMBERS, NAMES)
    now = recognised(told, delivered(sent), MEMBERS, NAMES)
    assert set(then["observation_id"]) == set(now["observation_id"]) & set(early["observation_id"])


def test_what_another_customers_record_says_is_no_echo():
    assert not len(recognised(claims([(3, 3, "sms")], "sf:2"), delivered([(1, "sms", "old")]), MEMBERS, NAMES))


@pytest.mark.parametrize(
    ("sent", "back"),
    [(3, "3.0"), (True, "true"), ("yes", "True"), (None, "null"), ("", None), ("a  b ", "a b"), ('["a", "b"]', "b"), ("2026-03-01T12:30:00.123456Z", "2026-03-01T13:30:00.000+0100"),
     ("2026-03-01T12:30:00.000000Z", "2026-03-01 12:30:00"), ("zoe\u0308", "zoë")],
)  # fmt: skip
def test_systems_spell_values_in_their_own_way(sent: Any, back: Any):
    assert set(forms(sent)) & set(forms(back))
    assert NOTHING not in set(forms("a")) and not set(forms("sms")) & set(forms("email"))


TARGETS = """
[[targets]]
name = "crm"
system = "salesforce"
object = "Contact"
key = {Id__c = "customer_id"}
fields = {MailingStreet = "contact.address"}
[[targets]]
name = "dwh"
system = "snowflake"
object = "P"
key = {ID = "customer_id"}
fields = {CHANNEL = "contact.preferred_channel", TIER = "account.plan"}
"""
SOURCES = """
[[sources]]
name = "sf"
path = "sf/*.csv"
format = "salesforce_contacts"
[[sources]]
name = "table"
pull = {system = "snowflake", table = "P", key = "ID", updated_at = "AT", attributes = {"account.plan" = "tier"}}
[[sources]]
name = "other"
format = "records"
path = "other/*.jsonl"
"""


@pytest.mark.parametrize(
    ("more", "pairs"),
    [("", {("crm", "sf"), ("dwh", "table")}), ('returns_as = "other"\n', {("crm", "sf"), ("dwh", "other")}), ("returns_as = []\n", {("crm", "sf")})],
)
def test_what_a_target_was_sent_comes_back_from_its_system_or_as_it_says(more: str, pairs: set, tmp_path: Path):
    store = SimpleNamespace(config=config_of(tmp_path, SOURCES + TARGETS + more))
    assert {(target.name, source.name) for target, source in pairing(store)} == pairs


def test_a_field_may_come_back_under_another_name(tmp_path: Path):
    config = config_of(tmp_path, SOURCES + TARGETS)
    crm, dwh, (sf, table, other), registry = *config.targets, config.sources, registry_of(config)
    assert "contact.address" in set(returned("MailingStreet", crm, sf, registry))
    assert set(returned("TIER", dwh, table, registry)) == {"account.plan"} and not set(returned("CHANNEL", dwh, table, registry))
    assert "contact.preferred_channel" in set(returned("CHANNEL", dwh, other, registry))


SALESFORCE = """
[[sources]]
name = "sf"
format = "salesforce_contacts"
path = "exports/sf/*.csv"
[[targets]]
name = "crm"
system = "salesforce"
object = "Contact"
key = {TellOnce_Id__c = "customer_id"}
fields = {Email = "contact.email", PreferredChannel__c = "contact.preferred_channel"}
max_removals = 1
secrets = {token = "SF_TOKEN"}
"""
CHANNEL = "select h.value, h.known_from, h.valid_from, o.source from marts.fct_profile_history h join marts.fct_observations o on contains(h.observation_ids, o.observation_id)"
MISTAKEN = "ana3@example.com"
OF_ANA1 = "select customer_id from marts.dim_identities where identity = 'email:ana1@example.com'"
BELIEVED = CHANNEL + " where h.attribute = 'contact.preferred_channel' and h.is_current and h.customer_id = (select customer_id from marts.dim_identities where identity = 'email:{}')"


def give_back(org: Org, folder: Path, at: str) -> None:
    """What a Bulk query on the org's contacts would say at a time."""
    path = folder / "exports" / "sf" / f"{at[:10]}.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Id", "LastName", "Email", "PreferredChannel__c", "TellOnce_Id__c", "SystemModstamp"])
        out.writerows([r["Id"], "" if r["Email"] == MISTAKEN else "Lopez", r["Email"], r["PreferredChannel__c"], key, at] for key, r in org.records.items())


@pytest.fixture(scope="module")
def round_trip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Org]]:
    """Two customers are delivered to a Salesforce, somebody changes one of them there, and both come back."""
    folder, now = s.shop(tmp_path_factory.mktemp("echoes") / "shop"), "I prefer to be contacted by sms. My email is ana{0}@example.com."
    with pytest.MonkeyPatch.context() as patch, served(Org()) as org:
        patch.setattr(calling, "sleep", lambda seconds: None)
        patch.setenv("SF_TOKEN", "t1")
        (folder / "tellonce.toml").write_text(s.SOURCES + SALESFORCE + f'url = "{org.url}"\n' + s.SETTINGS)
        said = [s.message(person, 0, "customer", now.format(person)) for person in (1, 2)] + [s.message(3, 0, "customer", "I prefer to be contacted by sms.")]
        mistaken = s.message(4, 0, "customer", "My email is ana3@example.com.", identifiers=[{"type": "phone", "value": "+14155550104"}])
        s.put(folder, "chat/a.jsonl", [*said, mistaken])
        s.build(folder, s.JANUARY)
        assert deliver(s.home_of(folder), load(folder / "tellonce.toml"), "crm").results["accepted"] == 4
        changed = next(record for record in org.records.values() if record["Email"] == "ana2@example.com")
        changed["PreferredChannel__c"] = "email"
        give_back(org, folder, "2026-02-10T00:00:00.000+0000")
        s.build(folder, s.MARCH)
        yield folder, org


def test_what_a_crm_gives_back_is_no_evidence(round_trip: tuple[Path, Org]):
    folder, _ = round_trip
    told = s.rows(folder, "select attribute, status, status_reason from marts.fct_observations where source = 'sf' and customer_id = (" + OF_ANA1 + ")")
    assert {row[:2] for row in told if row[0] != "person.surname"} == {
        ("contact.email", "duplicate"), ("contact.preferred_channel", "duplicate"), ("record.TellOnce_Id__c", "duplicate"),
    }  # fmt: skip
    assert {row[2] for row in told if row[1] == "duplicate"} == {"an echo: it is what crm had been sent"}
    (belief,) = s.rows(folder, BELIEVED.format("ana1@example.com"))
    assert belief == ("sms", s.JANUARY, datetime(2026, 1, 2, 10), "chat")


def test_a_record_that_a_delivery_made_is_no_customer_of_its_own(round_trip: tuple[Path, Org]):
    folder, org = round_trip
    assert s.rows(folder, "select count(*) from marts.dim_profiles") == [(4,)]
    assert s.rows(folder, "select count(*) from marts.dim_identities where known_to is null and identity_type = 'salesforce_contact'") == [(4,)]
    assert any(record["Email"] == "" for record in org.records.values())


def test_what_comes_back_is_no_sign_of_the_customer(round_trip: tuple[Path, Org]):
    (seen,) = s.rows(round_trip[0], "select last_seen_at from marts.dim_profiles join marts.dim_identities using (customer_id) where identity = 'phone:+14155550104'")
    assert seen == (datetime(2026, 1, 5, 10),)


def test_an_address_that_only_we_told_a_crm_of_makes_no_two_customers_one(round_trip: tuple[Path, Org]):
    folder, org = round_trip
    assert [record["Email"] for record in org.records.values()].count("ana3@example.com") == 1
    theirs = s.rows(folder, "select customer_id, count(*) from marts.dim_identities where known_to is null and identity in ('email:ana3@example.com', 'phone:+14155550104') group by 1")
    assert len(theirs) == 2
    told = s.rows(folder, "select count(*), count(distinct customer_id) from marts.fct_observations where source = 'sf' and attribute = 'contact.email' and value = 'ana3@example.com'")
    assert told == [(1, 1)]


def test_what_somebody_changes_there_counts(round_trip: tuple[Path, Org]):
    (belief,) = s.rows(round_trip[0], BELIEVED.format("ana2@example.com"))
    assert belief[:2] == ("email", s.MARCH) and belief[3] == "sf"


def test_an_erased_person_is_taken_back_and_the_history_forgets_them(round_trip: tuple[Path, Org]):
    folder, org = round_trip
    config, home = load(folder / "tellonce.toml"), s.home_of(folder)
    (customer,) = s.rows(folder, OF_ANA1)[0]
    plan = erase.begin(config, home, ["email:ana1@example.com"], who="test", at=s.MARCH)
    assert plan is not None
    erase.run(config, home, plan)
    assert customer not in local(home.lake).read("delivered")["customer_id"].to_list()
    assert deliver(home, config, "crm").results["removed"] == 1
    assert org.records[customer]["Email"] == org.records[customer]["PreferredChannel__c"] == ""
    assert customer not in local(home.lake).read("deliveries")["key"].to_list()
