import json

from tests.transforms.landing import line, lines, read, texts

CARD = "4111 1111 1111 1111"


def test_a_card_number_is_masked_one_for_one_and_its_place_is_kept():
    found = read(line(text=f"it is {CARD}, thanks"))
    assert texts(found) == ["it is " + "•" * len(CARD) + ", thanks"]
    assert found.sensitive_spans.select("start", "end", "attribute").rows() == [(6, 25, "sensitive.card_number")]


def test_the_hash_is_of_the_row_before_masking():
    found = read(lines(line(text=f"it is {CARD}"), line(text="it is 5555 5555 5555 4444")))
    assert found.interactions.get_column("row_hash").n_unique() == 2
    assert len(set(texts(found))) == 1


def test_the_agents_question_counts_even_where_the_customer_takes_two_turns():
    turns = [
        line(message_id="1", speaker="agent", text="What is the code we just texted you?"),
        line(message_id="2", occurred_at="2024-05-01T10:00:05Z", text="hold on"),
        line(message_id="3", occurred_at="2024-05-01T10:00:09Z", text="493021"),
    ]
    assert texts(read(lines(*turns)))[-1] == "••••••"


def test_a_number_that_is_read_back_or_given_in_parts_is_masked_throughout_its_conversation():
    said = [
        ("agent", "Can I have the long number on your card please?"),
        ("customer", "4532 9911"),
        ("agent", "okay"),
        ("customer", "0822 1234"),
        ("agent", "So that is 0822 1234, right?"),
        ("customer", "yes and my order is 5512345"),
    ]
    turns = [line(message_id=str(n), occurred_at=f"2024-05-01T10:00:0{n}Z", speaker=speaker, text=text) for n, (speaker, text) in enumerate(said)]
    found = texts(read(lines(*turns, line(message_id="o", conversation_id="other", text="0822 1234"))))
    assert found[1:] == ["•••••••••", "okay", "•••••••••", "So that is •••••••••, right?", "yes and my order is 5512345", "0822 1234"]


def test_metadata_quarantine_and_records_are_masked_too():
    record = {
        "record_id": "r",
        "updated_at": "2024-05-01T10:00:00Z",
        "attributes": {"note": f"card {CARD}", "ssn": "123-45-6789", "pan": 4111111111111111, "phone": "+14155550100"},
    }
    found = read(lines(line(metadata={"note": CARD}), line(channel="fax", text=f"card {CARD}"), f"broken {CARD}"))
    held = read(json.dumps(record))
    everything = found.interactions.write_json() + found.quarantine.write_json() + held.records.write_json()
    assert CARD not in everything
    assert "123-45-6789" not in everything
    assert "4111111111111111" not in everything
    assert json.loads(held.records.get_column("attributes")[0])["phone"] == "+14155550100"
