from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from transforms.extractors import claims
from transforms.extractors.records import RecordsExtractor
from transforms.observations import observe
from transforms.registry import read_registry
from warehouse.home import Key
from warehouse.tables.registry import TABLES

SEED = (Path(__file__).parents[3] / "dbt_project" / "seeds" / "attributes.csv").read_text()
REGISTRY = read_registry(SEED)
KEY = Key(b"test")
DAY = datetime(2026, 1, 5, 10)


def messages(*rows):
    """(message, text, minutes, landed on day[, revision])"""
    schema = TABLES["interactions"].empty().schema
    made = [
        {
            "interaction_id": f"s:{r[0]}", "row_hash": f"{r[0]}/{r[1]}", "source": "s", "conversation_id": "c", "message_id": r[0], "channel": "chat", "speaker": "customer", "occurred_at": DAY + timedelta(minutes=r[2]),
            "recorded_at": DAY + timedelta(days=r[3]), "text": r[1], "language": "en", "metadata": None, "export_id": "e", "place": 1,
        }
        for r in rows
    ]  # fmt: skip
    return pl.DataFrame(made, schema=schema)


class Finds:
    name, version, digest = "finds", "1", "d"

    def __init__(self, word, *, name="finds", attribute="contact.email", shift=0, owns=frozenset()):
        self.word, self.name, self.attribute, self.shift, self.calls = word, name, attribute, shift, 0
        if owns:
            self.owns = owns

    def extract(self, turns):
        self.calls += len(turns)
        found = turns.filter(pl.col("text").str.contains(self.word, literal=True))
        at = [t.index(self.word) + self.shift for t in found["text"]]
        return claims(
            [
                {
                    "episode_id": e,
                    "interaction_id": i,
                    "kind": "attribute",
                    "attribute": self.attribute,
                    "value": self.word,
                    "statement": "x",
                    "quote": self.word,
                    "quote_start": a,
                    "quote_end": a + len(self.word),
                    "authority": "customer",
                    "confidence": 0.9,
                }
                for e, i, a in zip(found["episode_id"], found["interaction_id"], at, strict=True)
            ]
        )


def drawn(interactions, *extractors, mentions=None, records=None, spans=None):
    empty = {name: TABLES[name].empty() for name in ("identity_mentions", "records", "sensitive_spans", "activations")}
    return observe(
        interactions, empty["identity_mentions"] if mentions is None else mentions, empty["records"] if records is None else records,
        empty["sensitive_spans"] if spans is None else spans, extractors, REGISTRY, empty["activations"], KEY,
    )  # fmt: skip


def test_observations_conform_to_their_table():
    seen = drawn(messages(("1", "a@b.co", 0, 0)), Finds("a@b.co"))
    TABLES["observations"].schema.validate(seen.observations)


def test_a_quote_that_is_not_at_its_span_is_refused_and_counted():
    seen = drawn(messages(("1", "mail a@b.co", 0, 0)), Finds("a@b.co", shift=-1))
    assert seen.observations.is_empty()
    assert seen.refused.row(0) == ("s", "c", 1, '{"the quote is not at its span": 1}')


def test_an_attribute_outside_the_registry_is_refused():
    assert drawn(messages(("1", "a@b.co", 0, 0)), Finds("a@b.co", attribute="no.such")).observations.is_empty()


def test_a_revision_retires_what_only_the_earlier_text_said():
    seen = drawn(messages(("1", "a@b.co", 0, 0), ("1", "c@d.co", 0, 2)), Finds("a@b.co"), Finds("c@d.co", name="other")).observations.sort("recorded_at")
    assert seen["recorded_at"].to_list() == [DAY, DAY + timedelta(days=2)]
    assert seen["retired_at"].to_list() == [DAY + timedelta(days=2), None]


def test_a_claim_that_outlives_a_revision_keeps_its_first_recording():
    seen = drawn(messages(("1", "a@b.co", 0, 0), ("1", "a@b.co !", 0, 2)), Finds("a@b.co")).observations
    assert seen.select("recorded_at", "retired_at").rows() == [(DAY, None)]


def test_an_episode_that_a_late_message_leaves_alone_is_read_once():
    finder = Finds("a@b.co")
    drawn(messages(("1", "a@b.co", 0, 0), ("2", "later", 600, 3)), finder)
    assert finder.calls == 2


def test_of_two_extractors_on_one_span_the_first_is_heard():
    seen = drawn(messages(("1", "a@b.co", 0, 0)), Finds("a@b.co", name="first"), Finds("b.co", name="second")).observations
    assert seen["extractor"].to_list() == ["first"]


def test_what_an_extractor_was_taught_no_other_claims():
    taught = Finds("z", name="taught", owns=frozenset({"contact.email"}))
    assert drawn(messages(("1", "a@b.co", 0, 0)), Finds("a@b.co"), taught).observations.is_empty()


def test_ids_do_not_depend_on_the_version():
    newer = Finds("a@b.co")
    newer.version = "2"
    rows = messages(("1", "a@b.co", 0, 0))
    assert drawn(rows, Finds("a@b.co")).observations["observation_id"].to_list() == drawn(rows, newer).observations["observation_id"].to_list()


@pytest.mark.parametrize(("landed", "identity"), [(0, "email:x@y.co"), (3, "conversation:s:c")])
def test_the_identity_is_what_was_known_when_the_claim_was(landed, identity):
    row = {"source": "s", "carrier": "interaction", "carrier_id": "s:9", "identity": "email:x@y.co", "identity_type": "email", "value": "x@y.co", "raw_value": "x@y.co", "is_valid": True, "conversation_id": "c", "speaker": "customer", "occurred_at": DAY, "recorded_at": DAY + timedelta(days=landed), "export_id": "e"}  # fmt: skip
    mentions = pl.DataFrame([row], schema=TABLES["identity_mentions"].empty().schema)
    assert drawn(messages(("1", "a@b.co", 0, 0)), Finds("a@b.co"), mentions=mentions).observations["identity"].to_list() == [identity]


def test_a_masked_span_says_that_one_was_given_and_no_more():
    spans = pl.DataFrame(
        [{"interaction_id": "s:1", "row_hash": "1/pin ••••", "start": 4, "end": 8, "attribute": "sensitive.secret"}],
        schema=TABLES["sensitive_spans"].empty().schema,
    )
    seen = drawn(messages(("1", "pin ••••", 0, 0)), spans=spans).observations
    assert seen.select("attribute", "value", "quote", "statement").rows() == [("sensitive.secret", "••••", "••••", "The customer gave a password or code.")]


def record(row_hash, days, attributes):
    at = DAY + timedelta(days=days)
    return {
        "source": "crm",
        "record_id": "r",
        "row_hash": row_hash,
        "updated_at": at,
        "recorded_at": at,
        "attributes": attributes,
        "export_id": "e",
        "place": 1,
    }


def test_a_records_fields_are_attributes_by_name_alias_or_as_they_are():
    records = pl.DataFrame([record("a", 0, '{"Email": "A@B.co", "MailingCity": "York", "vip": true, "score": 2.0}')], schema=TABLES["records"].empty().schema)
    seen = drawn(messages(), RecordsExtractor(REGISTRY), records=records).observations
    assert set(seen.select("attribute", "value", "quote").rows()) == {
        ("contact.email", "a@b.co", "A@B.co"),
        ("location.city", "York", "York"),
        ("record.vip", "yes", "yes"),
        ("record.score", "2", "2"),
    }
    assert seen["authority"].unique().to_list() == ["system_of_record"]
    assert seen["quote_start"].null_count() == len(seen)


def test_a_null_field_takes_back_and_a_list_takes_back_what_left_it():
    rows = [record("a", 0, '{"city": "York", "products": ["tv", "phone"]}'), record("b", 1, '{"city": null, "products": ["tv"]}')]
    seen = drawn(messages(), RecordsExtractor(REGISTRY), records=pl.DataFrame(rows, schema=TABLES["records"].empty().schema)).observations
    assert set(seen.filter(pl.col("operation") == "retract").select("attribute", "value").rows()) == {("location.city", None), ("account.product", "phone")}
