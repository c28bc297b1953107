from datetime import datetime

import pytest

from tests.transforms.landing import read, rules, shared

PAYLOADS = [
    ("contact_lens/contact-lens-example-output-files-chat_0.json", "amazon_connect_contact_lens", 31, 0, 0),
    ("contact_lens/contact-lens-example-output-files-chat_1.json", "amazon_connect_contact_lens", 31, 0, 0),
    ("contact_lens/contact-lens-example-output-files_0.json", "amazon_connect_contact_lens", 10, 0, 0),
    ("contact_lens/contact-lens-example-output-files_1.txt", "amazon_connect_contact_lens", 10, 0, 0),
    ("contact_lens/sample-real-time-contact-analysis-segment-stream_0.json", "amazon_connect_contact_lens", 0, 0, 0),
    ("contact_lens/sample-real-time-contact-analysis-segment-stream_1.json", "amazon_connect_contact_lens", 2, 0, 0),
    ("intercom/intercom_2.14_examples.json", "intercom_conversations", 21, 6, 17),
    ("segment/identify_0.json", "segment_profiles", 0, 1, 0),
    ("segment/identify_2.json", "segment_profiles", 0, 1, 0),
    ("segment/group_0.json", "segment_profiles", 0, 1, 0),
    ("segment/group_2.json", "segment_profiles", 0, 1, 0),
    ("segment/track_0.json", "segment_profiles", 0, 1, 0),
    ("segment/track_2.json", "segment_profiles", 0, 1, 0),
    ("segment/common_0.json", "segment_profiles", 0, 1, 0),
    ("twilio/twilio_api_v2010_msg_calls_examples.json", "twilio_messages", 12, 0, 11),
    ("twilio/twilio_conversations_v1_examples.json", "twilio_conversations", 13, 0, 5),
    ("twilio/twilio_intelligence_v2_examples.json", "twilio_voice_transcripts", 2, 0, 8),
    ("zendesk/organization_data.csv", "zendesk_tickets", 0, 10, 0),
    ("zendesk/ticket_chat_data.csv", "zendesk_tickets", 0, 10, 0),
    ("zendesk/ticket_chat_event_data.csv", "zendesk_tickets", 12, 0, 0),
    ("zendesk/ticket_comment_data.csv", "zendesk_tickets", 20, 0, 0),
    ("zendesk/ticket_data.csv", "zendesk_tickets", 10, 0, 0),
    ("zendesk/ticket_field_history_data.csv", "zendesk_tickets", 0, 38, 0),
    ("zendesk/ticket_tag_data.csv", "zendesk_tickets", 0, 10, 0),
    ("zendesk/user_data.csv", "zendesk_tickets", 0, 10, 0),
    ("zendesk/user_tag_data.csv", "zendesk_tickets", 0, 10, 0),
]


@pytest.mark.parametrize(("name", "format_name", "interactions", "records", "quarantined"), PAYLOADS, ids=lambda value: value if isinstance(value, str) and "/" in value else "")
@pytest.mark.parametrize("is_named", [True, False], ids=["named", "sniffed"])
def test_a_vendors_own_example_comes_through(name, format_name, interactions, records, quarantined, is_named):
    path = shared(f"vendor_samples/{name}")
    with path.open("rb") as stream:
        found = read(stream.read(), format_name if is_named else None, path=str(path), recorded_at=datetime(2026, 1, 1))
    assert found.format == format_name
    assert (len(found.interactions), len(found.records), len(found.quarantine)) == (interactions, records, quarantined), rules(found)


@pytest.mark.parametrize("name", ["star", "multidogo_dev", "tau"])
def test_a_whole_data_set_lands_without_a_failure(name):
    found = read(shared(f"{name}/interactions.jsonl.gz").read_bytes(), path="interactions.jsonl.gz")
    assert found.format == "interactions"
    assert rules(found) == []
    assert found.rows_read > 0
