import json
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from transforms.echoes import digests_of
from transforms.identities import carried, echoed, returned
from transforms.identities.nodes import MENTION, customer_id
from warehouse.home import Key

KEY = Key(b"k" * 32)
ANA = "a" * 32
BEFORE, SENT, AFTER = (datetime(2026, month, 1) for month in (1, 2, 3))
FIELDS = {"Email": "wrong@example.com", "Phone": "+14155550101", "Plan": "gold"}


def mentions(*values: tuple[str, str], at: datetime = AFTER, carrier: str = "record") -> pl.DataFrame:
    rows = [("sf", carrier, "003", f"{kind}:{value.lower()}", kind, value.lower(), value, True, None, None, at, at, "e") for kind, value in values]
    return pl.DataFrame(rows, schema=MENTION, orient="row")


def told(given: pl.DataFrame, attributes: dict[str, Any], row_key: str = ANA, keys: dict[str, set[str]] | None = None) -> set[str]:
    records = [{"source": "sf", "record_id": "003", "attributes": json.dumps(attributes), "recorded_at": given["recorded_at"][0]}]
    sent = {"source": "sf", "row": KEY.digest(row_key), "customer_id": ANA, "known_at": SENT, "digests": json.dumps({f: digests_of(KEY, v) for f, v in FIELDS.items()})}
    landed = pl.DataFrame(records, schema={"source": pl.String, "record_id": pl.String, "attributes": pl.String, "recorded_at": pl.Datetime("us")})
    names = carried(given, landed, keys or {}, KEY)
    return set(echoed(given, names, pl.DataFrame([sent], schema_overrides={"known_at": pl.Datetime("us")}), KEY)["identity"])


CONTACT = (("salesforce_contact", "003"), ("email", "Wrong@example.com"), ("phone", "+14155550102"))


def test_what_the_row_was_sent_says_nothing_and_what_the_system_knows_itself_does():
    assert told(mentions(*CONTACT), {"TellOnce_Id__c": ANA}) == {"email:wrong@example.com"}
    assert told(mentions(*CONTACT, ("phone", "+14155550101")), {"TellOnce_Id__c": ANA}) == {"email:wrong@example.com", "phone:+14155550101"}


def test_only_the_row_itself_and_only_later():
    assert not told(mentions(*CONTACT), {"TellOnce_Id__c": "b" * 32})
    assert not told(mentions(*CONTACT), {})
    assert not told(mentions(*CONTACT, at=BEFORE), {"TellOnce_Id__c": ANA})


def test_a_message_that_carries_our_id_is_told_by_it_too():
    assert told(mentions(*CONTACT, ("external_id", ANA), carrier="interaction"), {}) == {"email:wrong@example.com"}


@pytest.mark.parametrize(
    ("row_key", "keys", "given"),
    [("wrong@example.com", {}, CONTACT[:2]), ("A-100", {"sf": {"account.number"}}, CONTACT[1:2])],
)
def test_what_names_the_row_stays_and_so_does_the_last_identifier(row_key: str, keys: dict, given: tuple):
    attributes = {"account.number": "A-100"}
    assert not told(mentions(*given), attributes, row_key, keys)
    assert told(mentions(*given, ("phone", "+14155550101")), attributes, row_key, keys) == {"phone:+14155550101"}


@pytest.mark.parametrize(("record_id", "attributes"), [("003", '{{"TellOnce_Id__c": "{}"}}'), ("{}", "{{}}")])
def test_a_record_is_whose_customer_id_it_carries_or_is_called_by(record_id: str, attributes: str):
    ours = customer_id("phone:+14155550102", KEY)
    row = {"source": "dwh", "record_id": record_id.format(ours), "attributes": attributes.format(ours), "updated_at": AFTER, "recorded_at": AFTER, "export_id": "e"}
    found = returned(mentions(*CONTACT), pl.DataFrame([row]), KEY)
    assert found.select("carrier_id", "identity").rows() == [(row["record_id"], "phone:+14155550102")]
