"""Calls and SMS in Twilio's shapes."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import Any

from orchestration.sample.model import Message, Person
from orchestration.sample.vendors.shapes import BUSINESS_PHONE, Files, as_json, conversations, id_of, native, zulu


def calls(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """A transcript a file: the Transcript resource with its sentences."""
    for conversation, turns in conversations(messages):
        person, start = people[turns[0].person], turns[0].occurred_at
        sid = id_of("GT", conversation)
        sentences: list[dict[str, Any]] = [
            {
                "media_channel": 1 if turn.speaker == "agent" else 2,
                "sentence_index": number,
                "start_time": f"{(turn.occurred_at - start).total_seconds():.2f}",
                "end_time": f"{(turn.occurred_at - start).total_seconds() + 1 + len(turn.text) / 15:.2f}",
                "transcript": turn.text,
                "sid": native(turn),
                "confidence": f"{0.82 + (len(turn.text) % 17) / 100:.3f}",
                "words": [],
            }
            for number, turn in enumerate(turns)
        ]
        channel = {
            "media_properties": {"source_sid": id_of("RE", conversation), "media_url": f"https://recordings.example.com/{conversation}.wav"},
            "participants": [
                {"channel_participant": 1, "role": "Agent", "user_id": turns[0].slots["agent"].lower(), "full_name": turns[0].slots["agent"]},
                {"channel_participant": 2, "role": "Customer", "media_participant_id": person.phone},
            ],
        }
        transcript = {
            "account_sid": id_of("AC", company),
            "service_sid": id_of("GA", company),
            "sid": sid,
            "date_created": zulu(start),
            "date_updated": zulu(start),
            "status": "completed",
            "channel": channel,
            "data_logging": False,
            "language_code": "en-US",
            "media_start_time": zulu(start),
            "duration": int((turns[-1].occurred_at - start).total_seconds()) + 6,
            "customer_key": None,
            "url": f"https://intelligence.twilio.com/v2/Transcripts/{sid}",
            "redaction": False,
            "sentences": sentences,
        }
        yield f"{conversation}.json", as_json(transcript)


def sms(messages: list[Message], people: dict[str, Person], company: str) -> Files:
    """A page of the Messages resource, newest first as the API gives it."""
    account = id_of("AC", company)
    page = []
    for message in sorted(messages, key=lambda message: message.occurred_at, reverse=True):
        inbound = message.speaker == "customer"
        prefix = "whatsapp:" if message.channel == "whatsapp" else ""
        theirs, ours = prefix + people[message.person].phone, prefix + BUSINESS_PHONE
        sent = format_datetime(message.occurred_at.replace(tzinfo=UTC))
        uri = f"/2010-04-01/Accounts/{account}/Messages/{native(message)}"
        page.append({
            "account_sid": account, "api_version": "2010-04-01", "body": message.text, "date_created": sent, "date_sent": sent, "date_updated": sent,
            "direction": "inbound" if inbound else "outbound-api", "error_code": None, "error_message": None, "from": theirs if inbound else ours,
            "messaging_service_sid": None, "num_media": "0", "num_segments": "1", "price": None, "price_unit": "USD", "sid": native(message),
            "status": "received" if inbound else "delivered", "subresource_uris": {"media": f"{uri}/Media.json"}, "to": ours if inbound else theirs,
            "uri": f"{uri}.json",
        })  # fmt: skip
    if page:
        first = f"/2010-04-01/Accounts/{account}/Messages.json?PageSize=1000&Page=0"
        frame = {
            "end": len(page) - 1,
            "first_page_uri": first,
            "next_page_uri": None,
            "page": 0,
            "page_size": 1000,
            "previous_page_uri": None,
            "start": 0,
            "uri": first,
        }
        yield "messages.json", as_json(frame | {"messages": page})
