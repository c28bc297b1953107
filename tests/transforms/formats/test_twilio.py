import json

from tests.transforms.landing import identities, read, rules, texts

SMS = {"sid": "SM1", "from": "+14155550100", "to": "+18005550199", "body": "where is it", "direction": "inbound", "date_sent": "Wed, 01 May 2024 10:00:00 +0000", "num_segments": "1", "status": "received"}
PAGE = {"messages": [SMS, SMS | {"sid": "SM2", "from": SMS["to"], "to": SMS["from"], "direction": "outbound-api", "body": "on its way"}], "page": 0, "uri": "/2010-04-01/Accounts/AC1/Messages.json"}


def speakers(found):
    return found.interactions.get_column("speaker").to_list()


def test_messages_between_two_numbers_are_one_conversation_with_the_customer_in_it():
    found = read(json.dumps(PAGE))
    assert (found.format, speakers(found), identities(found)) == ("twilio_messages", ["customer", "agent"], {"phone:+14155550100"})
    assert found.interactions.get_column("conversation_id").n_unique() == 1


def test_a_conversation_id_does_not_tell_the_number():
    assert "4155550100" not in read(json.dumps(PAGE)).interactions.get_column("conversation_id")[0]


def test_whatsapp_logs_are_told_by_their_addresses():
    found = read(json.dumps(SMS | {"from": "whatsapp:+14155550100", "to": "whatsapp:+18005550199", "uri": "/2010-04-01/Accounts/AC1/Messages/SM1"}))
    assert found.interactions.get_column("channel").to_list() == ["whatsapp"]
    assert identities(found) == {"whatsapp:+14155550100"}


def test_the_console_csv_is_read_and_a_bad_time_is_quarantined():
    rows = ["Sid,From,To,Body,Direction,SentDate,Status", 'SM1,+14155550100,+18005550199,"hello, there",inbound,2024-05-01T10:00:00Z,received', "SM2,+18005550199,+14155550100,hi,outbound-api,soon,sent"]
    found = read("\n".join(rows), path="log.csv")
    assert texts(found) == ["hello, there"]
    assert rules(found) == [("message 2", "occurred_at is not a time of RFC 3339")]


def test_a_participant_with_a_binding_is_the_customer_and_the_others_are_agents():
    conversation = {
        "participants": [
            {"sid": "MB1", "conversation_sid": "CH1", "identity": None, "messaging_binding": {"type": "sms", "address": "+14155550100"}},
            {"sid": "MB2", "conversation_sid": "CH1", "identity": "agent.ann", "messaging_binding": None},
        ],
        "messages": [
            {"sid": "IM1", "conversation_sid": "CH1", "author": "+14155550100", "body": "hi", "date_created": "2024-05-01T10:00:00Z", "index": 0},
            {"sid": "IM2", "conversation_sid": "CH1", "author": "agent.ann", "body": "hello", "date_created": "2024-05-01T10:01:00Z", "index": 1},
            {"sid": "IM3", "conversation_sid": "CH1", "author": "system", "body": "closed", "date_created": "2024-05-01T10:02:00Z", "index": 2},
        ],
    }
    found = read(json.dumps(conversation))
    assert (found.format, speakers(found)) == ("twilio_conversations", ["customer", "agent", "system"])
    assert set(found.interactions.get_column("channel")) == {"sms"}
    assert set(found.identity_mentions.get_column("carrier")) == {"interaction", "conversation"}


def test_one_message_without_its_shape_does_not_spoil_the_page():
    page = {"messages": [{"conversation_sid": "CH1", "author": "a"}]}
    good = {"sid": "IM1", "conversation_sid": "CH1", "author": "a", "body": "hi", "date_created": "2024-05-01T10:00:00Z"}
    found = read(json.dumps(page) + "\n" + json.dumps(good), "twilio_conversations")
    assert (texts(found), rules(found)) == (["hi"], [("message 1", "not the shape of a Twilio conversation")])


def test_sentences_have_their_time_from_the_medias_start_and_their_speaker_from_its_channel():
    transcript = {
        "transcript": {"sid": "GT1", "media_start_time": "2024-05-01T10:00:00Z", "channel": {"participants": [{"channel_participant": 1, "role": "Customer", "media_participant_id": "+14155550100"}]}},
        "sentences": [
            {"media_channel": 1, "sentence_index": 0, "start_time": "1.5", "transcript": "hi", "sid": "GX1", "confidence": "0.9"},
            {"media_channel": 2, "sentence_index": 1, "start_time": None, "transcript": "hello", "sid": "GX1"},
        ],
    }
    found = read(json.dumps(transcript))
    assert found.interactions.get_column("occurred_at").dt.to_string("%H:%M:%S%.3f").to_list() == ["10:00:01.500", "10:00:01.000"]
    assert speakers(found)[0] == "customer"
    assert found.interactions.get_column("message_id").n_unique() == 2
    assert identities(found) == {"phone:+14155550100"}


def test_sentences_that_no_start_is_known_of_have_the_landings_time_and_say_so():
    found = read('{"sentences": [{"media_channel": 2, "sentence_index": 0, "start_time": "2", "transcript": "hi", "sid": "GX1"}], "meta": {"url": "https://x/v2/Transcripts/GT9/Sentences"}}')
    row = found.interactions.row(0, named=True)
    assert (row["conversation_id"], row["speaker"], str(row["occurred_at"])) == ("GT9", "customer", "2024-06-01 12:00:02")
    assert json.loads(row["metadata"])["time_from"] == "recorded_at"
