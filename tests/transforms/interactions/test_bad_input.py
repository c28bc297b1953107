import gzip
import io
import json

import polars as pl
import pytest

from tests.transforms.landing import MESSAGE, line, lines, read, rules, texts

GOOD = line(message_id="before"), line(message_id="after")


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        ("{not json", "the line is not JSON"),
        ("[1, 2]", "the line is not a JSON object"),
        ("[" * 100_000, "the line is not JSON"),
        (line(occurred_at="1969-12-31T23:59:59Z"), "occurred_at is before 1970"),
        (line(occurred_at="2999-01-01T00:00:00Z"), "occurred_at is more than a day after the export landed"),
        (line(occurred_at="2024-05-01T10:00:00"), "occurred_at has no offset, and the source sets no timezone"),
        (line(occurred_at="2024-02-30T10:00:00Z"), "occurred_at is not a time of RFC 3339"),
        (line(occurred_at="yesterday"), "occurred_at is not a time of RFC 3339"),
        (line(occurred_at=None), "occurred_at is missing"),
        (line(channel="fax"), "channel is not one of chat, sms, whatsapp, voice, email"),
        (line(speaker="boss"), "speaker is not one of customer, agent, bot, system"),
        (line(text="a\0b"), "text holds a NUL character"),
        (line(text="a\ud800b"), "text holds half of a surrogate pair, which is no character"),
        (line(text=None), "text is missing"),
        (line(text=7), "text is not text"),
        (line(message_id=" "), "message_id is empty"),
        (line(conversation_id=5), "conversation_id is not text"),
        (line(identifiers="jane@example.com"), "identifiers is not a list of {type, value}"),
        (line(identifiers=[{"value": "x"}]), "identifiers is not a list of {type, value}"),
        (line(metadata=[1]), "metadata is not an object of strings"),
    ],
    ids=lambda value: value[:40] if " " in value and not value.startswith("{") else None,
)
def test_a_bad_row_is_one_clear_line_and_the_rest_goes_on(bad, rule):
    found = read(lines(GOOD[0], bad, GOOD[1]))
    assert rules(found) == [("line 2", rule)]
    assert found.interactions.get_column("message_id").to_list() == ["before", "after"]


def test_a_quarantined_row_is_kept_as_it_stood():
    assert read(lines("{not json") + GOOD[0], "interactions").quarantine.get_column("row").to_list() == ["{not json"]


def test_a_raw_nul_byte_spoils_its_line_only():
    found = read(GOOD[0].encode() + b'\n{"a": "\x00"}\n' + GOOD[1].encode())
    assert rules(found) == [("line 2", "the line is not JSON")]
    assert "\x00" not in found.quarantine.get_column("row")[0]


def test_a_line_in_another_encoding_spoils_itself_only():
    found = read(GOOD[0].encode() + b"\n" + line(text="caf\u00e9").encode().replace(b"\\u00e9", b"\xe9") + b"\n" + GOOD[1].encode())
    assert rules(found) == [("line 2", "the line is not UTF-8")]
    assert len(found.interactions) == 2


def test_a_file_in_another_encoding_is_quarantined_and_nothing_raises():
    found = read(lines(*GOOD).encode("utf-16"), "interactions")
    assert found.interactions.is_empty()
    assert len(found.quarantine) > 0


def test_a_line_of_fifty_megabytes_is_one_failure():
    found = read(GOOD[0].encode() + b'\n{"text": "' + b"x" * 50_000_000 + b'"}\n' + GOOD[1].encode())
    assert rules(found) == [("line 2", "the line is longer than 8 MiB")]
    assert len(found.interactions) == 2
    assert found.quarantine.get_column("row").str.len_chars()[0] == 4000


def test_what_can_be_read_of_a_truncated_gzip_goes_on():
    whole = gzip.compress(lines(*(line(message_id=str(number), text=f"{number * 7919}") for number in range(5000))).encode())
    found = read(whole[: len(whole) // 2])
    assert 1000 < len(found.interactions) < 4000
    assert rules(found) == [(f"line {len(found.interactions) + 1}", "the gzip stream ends before its end: the rest cannot be read")]


def test_a_gzip_without_a_whole_line_is_quarantined_whole():
    assert rules(read(gzip.compress(GOOD[0].encode())[:15], "interactions")) == [("file", "the gzip stream ends before its end")]


def test_gzipped_lines_are_read_as_they_are():
    assert len(read(gzip.compress(lines(*GOOD).encode())).interactions) == 2


@pytest.mark.parametrize("data", [b"", b" \n\n", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_one_clear_line(data):
    assert rules(read(data)) == [("file", "the file is empty")]


def test_a_file_that_no_format_knows_is_one_clear_line():
    assert rules(read("just some words\n", path="a.bin")) == [("file", "no format knows this file: name one with `format`")]


@pytest.mark.parametrize("text", ["😀🎉👍🏽", "مرحبا، أين طلبي من فضلك؟", "", "שלום"])
def test_unusual_texts_land_unchanged(text):
    assert texts(read(line(text=text))) == [text]


def test_a_time_without_an_offset_is_the_sources_where_it_sets_a_timezone():
    found = read(line(occurred_at="2024-05-01T10:00:00"), timezone="America/New_York")
    assert found.interactions.get_column("occurred_at").dt.hour().to_list() == [14]


@pytest.mark.parametrize(("text", "hour"), [("2024-05-01T10:00:00+05:30", 4), ("2024-05-01 10:00:00.123456789-0200", 12), ("2024-05-01t10:00z", 10)])
def test_times_are_kept_in_utc(text, hour):
    assert read(line(occurred_at=text)).interactions.get_column("occurred_at").dt.hour().to_list() == [hour]


def test_a_csv_with_a_byte_order_mark_and_a_broken_row_lands_the_rest():
    rows = [
        "\ufeffconversation_id,message_id,channel,occurred_at,speaker,identifiers,text",
        'c,1,sms,2024-05-01T10:00:00Z,customer,"[{""type"": ""phone"", ""value"": ""+14155550100""}]","said ""hi""',
        'over two lines"',
        'c,2,sms,2024-05-01T10:00:00Z,customer,,"a quote that never closes',
        "c,3,sms,2024-05-01T10:00:00Z,customer,,",
        "c,4,sms",
    ]
    found = read(lines(*rows), path="a.csv")
    assert texts(found) == ['said "hi"\nover two lines', ""]
    assert rules(found) == [("row 2", "the row is not CSV: a quote does not close"), ("row 4", "the row has 3 cells where the header has 7")]


def test_parquet_lands_with_times_of_its_own_type():
    stream = io.BytesIO()
    pl.DataFrame([MESSAGE]).with_columns(pl.col("occurred_at").str.to_datetime(time_zone="UTC")).write_parquet(stream)
    found = read(stream.getvalue(), path="a.parquet")
    assert (found.format, texts(found), rules(found)) == ("interactions", [MESSAGE["text"]], [])


def test_a_broken_parquet_file_is_quarantined_whole():
    stream = io.BytesIO()
    pl.DataFrame([MESSAGE]).write_parquet(stream)
    assert rules(read(stream.getvalue()[:-30], "interactions", path="a.parquet")) == [("file", "the file is not Parquet, or is broken")]


def test_a_record_needs_an_id_a_time_and_attributes():
    good = {"record_id": "r1", "updated_at": "2024-05-01T10:00:00Z", "identifiers": [], "attributes": {"plan": "gold", "address": {"city": "Rome"}}}
    found = read(lines(json.dumps(good), json.dumps(good | {"attributes": "x"}), json.dumps(good | {"record_id": None})))
    assert rules(found) == [("line 2", "attributes is not an object"), ("line 3", "record_id is missing")]
    assert json.loads(found.records.get_column("attributes")[0]) == {"plan": "gold", "address.city": "Rome"}


@pytest.mark.parametrize(
    "format_name",
    [
        "interactions",
        "records",
        "twilio_messages",
        "twilio_conversations",
        "twilio_voice_transcripts",
        "zendesk_tickets",
        "intercom_conversations",
        "amazon_connect_contact_lens",
        "email",
        "whatsapp_export",
        "salesforce_contacts",
        "segment_profiles",
    ],
)
@pytest.mark.parametrize(
    "data",
    [b"\x00\xff\xfe garbage \x80", b'{"messages": [1, null, {"sid": {}}], "type": 3}', b"a,b\n1,2\n", b"[[[", b"PAR1PAR1", b'{"a": ' * 3000],
    ids=["bytes", "shape", "table", "cut", "magic", "deep"],
)
def test_no_format_raises_whatever_it_is_given(format_name, data):
    found = read(data, format_name)
    assert all("\n" not in rule for _, rule in rules(found))
