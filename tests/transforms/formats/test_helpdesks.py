import json

from tests.transforms.landing import attributes, identities, read, rules, texts

TICKET = {"id": 7, "requester_id": 1, "description": "help me", "created_at": "2024-05-01T10:00:00Z", "via": {"channel": "sms"}, "subject": "help"}
USERS = [
    {"id": 1, "role": "end-user", "name": "Jane Doe", "email": "jane@example.com", "phone": "+14155550100", "updated_at": "2024-05-01T10:00:00Z"},
    {"id": 2, "role": "agent", "name": "Ann", "email": "ann@acme.example", "updated_at": "2024-05-01T10:00:00Z"},
]
EVENTS = [
    {"id": 9, "ticket_id": 7, "timestamp": 1714557700, "child_events": [{"id": 10, "event_type": "Comment", "body": "help me", "author_id": 1, "public": True}]},
    {"id": 11, "ticket_id": 7, "timestamp": 1714557800, "child_events": [{"id": 12, "event_type": "Comment", "html_body": "<p>of<b> course</b></p>", "author_id": 2, "public": True}]},
    {"id": 13, "ticket_id": 7, "timestamp": 1714557900, "child_events": [{"id": 14, "event_type": "Comment", "body": "a note", "author_id": 2, "public": False}, {"id": 15, "event_type": "Change"}]},
]


def said(found):
    return list(found.interactions.select("speaker", "channel", "text").iter_rows())


def test_ticket_events_give_comments_with_their_authors_and_no_notes():
    found = read(json.dumps({"tickets": [TICKET], "users": USERS, "ticket_events": EVENTS}))
    assert found.format == "zendesk_tickets"
    assert said(found) == [("customer", "sms", "help me"), ("agent", "sms", "of course")]
    assert identities(found) == {"zendesk_user:1", "email:jane@example.com", "phone:+14155550100"}
    assert attributes(found)["2"] == {"role": "agent"}


def test_a_user_who_was_deleted_is_not_called_so():
    gone = {"id": 1, "role": "end-user", "name": "Permanently deleted user", "email": None, "active": False, "updated_at": "2024-05-02T10:00:00Z"}
    found = read(json.dumps({"users": [gone]}), "zendesk_tickets")
    assert attributes(found) == {"1": {"active": False}} and identities(found) == {"zendesk_user:1"}


def test_a_ticket_without_comments_is_its_description():
    assert said(read(json.dumps({"ticket": TICKET}))) == [("customer", "sms", "help me")]


def test_in_a_table_of_comments_who_wrote_first_is_the_customer():
    rows = ["id,body,created,public,ticket_id,user_id", "2,sure,2024-05-01 11:00:00,TRUE,7,200", "1,hello,2024-05-01 10:00:00,TRUE,7,100", "3,psst,2024-05-01 12:00:00,FALSE,7,200"]
    assert said(read("\n".join(rows), path="ticket_comment.csv")) == [("agent", "email", "sure"), ("customer", "email", "hello")]


def conversation(**changes):
    author = {"type": "user", "id": "u1", "name": "Jane", "email": "jane@example.com"}
    parts = [
        {"type": "conversation_part", "id": "1", "part_type": "comment", "body": "<p>Hello &amp; welcome<br>back</p>", "created_at": 1714557700, "author": {"type": "admin", "id": "a1", "email": "ann@acme.example"}},
        {"type": "conversation_part", "id": "2", "part_type": "note", "body": "<p>tricky one</p>", "created_at": 1714557800, "author": {"type": "admin", "id": "a1"}},
        {"type": "conversation_part", "id": "3", "part_type": "close", "body": None, "created_at": 1714557900, "author": {"type": "bot", "id": "b"}},
    ]
    return {
        "type": "conversation",
        "id": "5",
        "created_at": 1714557600,
        "source": {"type": "email", "id": "9", "body": "<div>Where is it?</div>", "author": author},
        "contacts": {"contacts": [{"type": "contact", "id": "u1", "external_id": "70"}]},
        "conversation_parts": {"conversation_parts": parts},
    } | changes


def test_a_conversation_is_text_without_markup_and_without_notes():
    found = read(json.dumps(conversation()))
    assert found.format == "intercom_conversations"
    assert said(found) == [("customer", "email", "Where is it?"), ("agent", "email", "Hello & welcome\nback")]
    assert identities(found) == {"intercom_contact:u1", "external_id:70", "email:jane@example.com"}


def test_a_conversation_without_its_shape_is_one_failure_and_the_rest_goes_on():
    found = read(json.dumps({"type": "conversation.list", "conversations": []}) + "\n" + json.dumps(conversation(created_at="soon", conversation_parts=3)) + "\n" + json.dumps(conversation(id="6")))
    assert rules(found) == [("message 1", "not the shape of an Intercom conversation")]
    assert texts(found)[0] == "Where is it?"


CALL = {
    "Version": "1.1.0",
    "Channel": "VOICE",
    "CustomerMetadata": {"ContactId": "k1"},
    "ConversationCharacteristics": {"TotalConversationDurationMillis": 5000},
    "Participants": [{"ParticipantId": "p1", "ParticipantRole": "CUSTOMER"}, {"ParticipantId": "p2", "ParticipantRole": "AGENT"}],
    "Transcript": [
        {"Id": "t1", "ParticipantId": "p2", "BeginOffsetMillis": 0, "EndOffsetMillis": 900, "Content": "hello"},
        {"Id": "t2", "ParticipantId": "p1", "BeginOffsetMillis": 1500, "EndOffsetMillis": 5000, "Content": "my card was stolen"},
    ],
}


def starts(found):
    return found.interactions.get_column("occurred_at").dt.to_string("%H:%M:%S%.3f").to_list()


def test_a_call_counts_from_its_start():
    found = read(json.dumps(CALL | {"InitiationTimestamp": "2024-05-01T10:00:00Z"}))
    assert said(found) == [("agent", "voice", "hello"), ("customer", "voice", "my card was stolen")]
    assert starts(found) == ["10:00:00.000", "10:00:01.500"]


def test_a_call_without_a_start_ends_when_its_file_says_or_when_it_landed():
    assert starts(read(json.dumps(CALL), path="k1_analysis_2024-05-01T10_00_05Z.json")) == ["10:00:00.000", "10:00:01.500"]
    assert starts(read(json.dumps(CALL), path="call.json")) == ["11:59:55.000", "11:59:56.500"]


def test_comments_in_a_redacted_file_are_no_obstacle_and_addresses_are_no_comments():
    text = json.dumps(CALL, indent=1).replace('"Channel": "VOICE",', '"Channel": "VOICE", // or CHAT').replace("hello", "see https://example.com/a")
    assert texts(read(text, path="a.txt"))[0] == "see https://example.com/a"
