import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.landing import identities, line, lines, read
from transforms.interactions import settle

NOTHING = pl.DataFrame(schema={"interaction_id": pl.String, "row_hash": pl.String})


def counts(settled):
    return settled.rows_read, settled.rows_landed, settled.rows_known, settled.rows_quarantined


def test_the_same_export_again_lands_nothing():
    found = read(lines(line(), line(message_id="m2"), "broken"))
    again = settle(found, found.interactions)
    assert counts(again) == (3, 0, 2, 1)
    assert again.read.identity_mentions.is_empty()


def test_a_file_that_grew_lands_its_new_rows_only():
    known = read(lines(line())).interactions
    settled = settle(read(lines(line(), line(message_id="m2"))), known)
    assert settled.read.interactions.get_column("interaction_id").to_list() == ["src:m2"]


def test_the_same_id_with_other_words_is_a_revision_and_kept():
    settled = settle(read(lines(line(), line(text="other words"), line())), NOTHING)
    assert counts(settled) == (3, 2, 1, 0)
    assert settled.read.interactions.get_column("interaction_id").to_list() == ["src:m1", "src:m1"]


def test_a_hash_does_not_change_with_the_order_of_identifiers():
    one, two = {"type": "email", "value": "a@example.com"}, {"type": "phone", "value": "+14155550100"}
    found = read(lines(line(identifiers=[one, two]), line(identifiers=[two, one])))
    assert found.interactions.get_column("row_hash").n_unique() == 1


def test_a_known_record_is_known_and_its_mentions_do_not_come_again():
    record = '{"record_id": "r", "updated_at": "2024-05-01T10:00:00Z", "identifiers": [{"type": "email", "value": "A@example.com"}], "attributes": {"a": 1}}'
    found = read(record)
    assert identities(found) == {"email:a@example.com"}
    settled = settle(found, NOTHING, found.records)
    assert counts(settled) == (1, 0, 1, 0)
    assert settled.read.identity_mentions.is_empty()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None])), max_size=12), st.integers(0, 12))
def test_rows_are_conserved_however_an_export_is_made(messages, known):
    data = lines("broken", *(line(message_id=id_, text=text) for id_, text in messages))
    found = read(data, "interactions")
    settled = settle(found, found.interactions.head(known))
    assert settled.rows_read == len(messages) + 1 == settled.rows_landed + settled.rows_known + settled.rows_quarantined
