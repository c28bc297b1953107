"""The world's messages and people as files in the vendors' own shapes.

What belongs here: one writer a source. What does not: what is in the messages (`story`).
"""

from __future__ import annotations

from orchestration.sample.model import Truth
from orchestration.sample.vendors.chats import broken_chats, chat, whatsapp
from orchestration.sample.vendors.letters import mail
from orchestration.sample.vendors.records import contacts, identifies
from orchestration.sample.vendors.shapes import Files
from orchestration.sample.vendors.twilio import calls, sms
from orchestration.sample.vendors.zendesk import tickets


def files(truth: Truth, company: str) -> Files:
    """Every export of the world: path below the folder, and bytes."""
    people = {person.key: person for person in truth.people}
    for drop in truth.drops:
        day = drop.day.isoformat()
        new = [message for message in truth.messages if message.recorded_at == drop.recorded_at]
        for source, write in (("calls", calls), ("sms", sms), ("mail", mail), ("tickets", tickets)):
            messages = [message for message in new if message.source == source]
            for name, data in write(messages, people, company):
                yield f"exports/{source}/{day}/{name}", data
        told = [message for message in truth.messages if message.source == "whatsapp" and message.recorded_at <= drop.recorded_at]
        for name, data in whatsapp(told, people, company, drop):
            yield f"exports/whatsapp/{day}/{name}", data
        path = f"exports/chat/{day}/chats.jsonl"
        if chats := chat([message for message in new if message.source == "chat"], people, broken_chats(truth, path)):
            yield path, chats
    yield from contacts(truth)
    yield from identifies(truth)
